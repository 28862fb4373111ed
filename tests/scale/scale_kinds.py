"""Seconds of each kind of answer while nobody else asks, and how many students that carries (capacity.py)."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from eval.core.kinds.questions import DECLARATION, KindQuestion, load_kinds
from rag.service import Service
from rag.settings import Settings
from rag.types import Finished, PassagesFound, Turn
from tests.scale.capacity import LIMIT_SECONDS, PAUSE_SECONDS, students
from tests.soak import resident_mib

EVERY = 2
"""Every other question of the development half is asked: 250 of them."""
CLASS = 30
"""Students of a class, whom two cores have to carry whatever they ask."""


@dataclass(frozen=True)
class Taken:
    """Seconds of one question, and of this process's processor; `is_read`: the LLM read for it."""

    kind: str
    is_read: bool
    found: float
    whole: float
    cpu: float


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    service = Service(replace(Settings.from_environment(), keep_answers=0))
    service.start(prefill=False)
    service.wait()
    yield service
    service.close()


@pytest.fixture(scope="module")
def taken(service: Service) -> list[Taken]:
    typed = [one for one in load_kinds(split="dev") if one.document == DECLARATION][::EVERY]
    for question in typed[:5]:
        list(service.ask(question.question))
    return [measured(service, question) for question in typed]


def measured(service: Service, question: KindQuestion) -> Taken:
    history = [Turn(turn.question, turn.answer) for turn in question.history]
    began, cpu, found = time.perf_counter(), time.process_time(), 0.0
    for event in service.ask(question.question, history):
        now = time.perf_counter() - began
        if isinstance(event, PassagesFound):
            found = now
        elif isinstance(event, Finished):
            is_read = service.asking > 0  # it has left the line only when it is asked for more
            return Taken(event.result.kind, is_read, found, now, time.process_time() - cpu)
    raise AssertionError(f"no result: {question.question}")


def line(name: str, some: list[Taken]) -> str:
    whole, found = np.array([one.whole for one in some]), np.array([one.found for one in some])
    cpu = np.mean([one.cpu for one in some])
    return (
        f"{name:28} n {len(some):3}  found {np.median(found):5.3f} {np.percentile(found, 95):5.3f}  whole mean "
        f"{whole.mean():4.2f} p50 {np.median(whole):4.2f} p95 {np.percentile(whole, 95):4.2f} s  processor {cpu:4.2f} s"
    )


def test_seconds_of_each_kind(taken: list[Taken]) -> None:
    kinds = defaultdict(list)
    for one in taken:
        kinds[one.kind, one.is_read].append(one)
    print()
    for (kind, is_read), some in sorted(kinds.items()):
        print(line(f"{kind}, {'LLM reads' if is_read else 'no LLM'}", some))
    for is_read in (False, True):
        print(line("all, LLM reads" if is_read else "all, no LLM", [one for one in taken if one.is_read == is_read]))
    print(line("all", taken), f"\nmemory of this process {resident_mib() / 1024:.2f} GiB")


def test_two_cores_carry_a_class(taken: list[Taken]) -> None:
    """Calculated: one question after another, as if what needs no LLM stood in line too."""
    read = [one.whole for one in taken if one.is_read and one.kind == "lookup"]
    carried = {"look-ups alone": read, "what students type": [one.whole for one in taken]}
    found = {what: students(seconds) for what, seconds in carried.items()}
    print()
    for what, most in found.items():
        hourly, limit = 3600 * most / PAUSE_SECONDS, 3600 / np.mean(carried[what])
        print(
            f"{what}: {most} students who ask every {PAUSE_SECONDS:.0f} s get it whole within {LIMIT_SECONDS:.0f} s at "
            f"p95, {hourly:.0f} questions an hour; at most {limit:.0f} an hour"
        )
    assert min(found.values()) >= CLASS
