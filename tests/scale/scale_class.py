"""Twenty students of a class at once: each sees the points that were found soon, knows the place, and gets a result."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from eval.core.dataset import load, select
from rag.service import Service
from rag.settings import Settings
from rag.types import Finished, PassagesFound, Waiting

STUDENTS = 20
FOUND_SECONDS = 1.5


@pytest.fixture(scope="module")
def service():
    service = Service(replace(Settings.from_environment(), keep_answers=0))
    service.start(prefill=False)
    service.wait()
    yield service
    service.close()


def test_a_class_asks_at_once(service):
    asked = [one.question for one in select(load(), "dev") if one.expect == "answered" and not one.history][:STUDENTS]
    together = threading.Barrier(STUDENTS)

    def student(question: str) -> tuple[float, list[int], float]:
        together.wait()
        began, found, places = time.perf_counter(), 0.0, []
        for event in service.ask(question):
            match event:
                case PassagesFound():
                    found = time.perf_counter() - began
                case Waiting(ahead):
                    places.append(ahead)
                case Finished():
                    return found, places, time.perf_counter() - began
        raise AssertionError("no result")

    with ThreadPoolExecutor(STUDENTS) as pool:
        got = list(pool.map(student, asked))
    found, whole = np.array([one[0] for one in got]), np.array([one[2] for one in got])
    print(
        f"\n{STUDENTS} at once: found p95 {np.percentile(found, 95):.2f} s; whole p50 {np.median(whole):.1f}, "
        f"p95 {np.percentile(whole, 95):.1f} s; {3600 * STUDENTS / whole.max():.0f} questions an hour"
    )
    assert all(places == sorted(places, reverse=True) for _, places, _ in got), "nobody is overtaken"
    assert np.percentile(found, 95) <= FOUND_SECONDS
