"""Fit what rag/weights ships, on questions in training/data. Nothing here runs when a question is asked."""

import models as models  # first of all: it keeps dependencies from the network
