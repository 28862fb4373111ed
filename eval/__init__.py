"""The evaluation: a question set, pure metrics, one loop that asks, and a report. Imports rag."""

import models as models  # first of all: it keeps dependencies from the network
