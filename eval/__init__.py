"""The evaluation: a question set, metrics, the loop that asks, and a report."""

import models as models  # first of all: it keeps dependencies from the network
