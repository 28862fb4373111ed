"""Fifteen questions at once, with the real models: to each asker the answer that an idle machine gives."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from eval.bench.load_scripts import unequal, various
from rag.render import to_json
from rag.service import Service
from rag.types import Finished

pytestmark = pytest.mark.real
COUNT = 15


def test_fifteen_at_once_get_the_answers_of_an_idle_machine(service: Service) -> None:
    questions = various(COUNT, lookups=4)
    together = threading.Barrier(COUNT)

    def ask(asked: dict[str, str], *, at_once: bool) -> dict[str, Any]:
        if at_once:
            together.wait()
        *_, last = service.ask(asked["question"])
        assert isinstance(last, Finished)
        return to_json(last.result, asked["id"])

    idle = [ask(one, at_once=False) for one in questions]
    with ThreadPoolExecutor(COUNT) as pool:
        loaded = list(pool.map(lambda one: ask(one, at_once=True), questions))
    assert [one["question"] for one in loaded] == [one["question"] for one in questions]
    assert {"answered", "refused"} <= {one["status"] for one in loaded}
    assert unequal(idle, loaded) == []
