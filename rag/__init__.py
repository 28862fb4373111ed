"""From a question to a verified answer: retrieve, gate, answer, verify. Imports index and models."""

import os

import models as models  # first of all: it keeps dependencies from the network

# Threads that wait for each other must sleep, not spin: on two cores a browser that draws the page is enough to slow
# spinning threads tenfold (eval/LOG.md). OpenMP reads this when it is loaded, so before torch and llama.cpp.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
