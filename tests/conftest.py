"""For all tests: nothing but loopback, and the same examples of hypothesis on every machine, however busy.

A chance find on a fresh clone would tell its owner nothing of what is wrong with the clone. New examples are looked for
with `pytest --hypothesis-profile=explore`; what that finds becomes a test with that example.
"""

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

import models as models  # it keeps dependencies from the network, in the tests and in what they start

settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same everywhere", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same everywhere")

# Compiled modules are kept even where the environment forbids it: dozens of commands start in processes of their own.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave the thousands of collected tests out of each garbage collection, which otherwise takes most of a second."""
    gc.collect()
    gc.freeze()
