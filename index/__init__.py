"""From a text of numbered points to an index that can be searched: parse, chunk, embed, store, build."""

import models as models  # first of all: it keeps dependencies from the network
