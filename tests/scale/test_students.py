"""Three students of a class on one machine, with a scripted LLM: what tests/scale/scale_class.py asks twenty of."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.web.share.sharing import Sharing
from tests.rag.scripted_service import QUESTION, until
from tests.rag.web.served import Served
from tests.scale.students import Asked, Lesson, Reply, attend

LAPTOP = "127.0.0.2"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[Served, Lesson]]:
    sharing = Sharing((LAPTOP,))
    served = Served(tmp_path, sharing)
    asked = [Asked(0.0, 0, "О чём говорится в пункте 120?")]
    asked += [Asked(1.0 * student, student, f"{QUESTION} Вариант {student}") for student in range(3)]
    addresses = [f"127.0.0.{3 + student}" for student in range(3)]
    yield served, Lesson(LAPTOP, served.port, sharing.joining.code, addresses, asked)
    served.llm.may_go_on.set()
    served.page.close(verbose=False)
    served.service.close()


def test_each_sees_what_was_found_and_the_place_while_one_is_answered(shared: tuple[Served, Lesson]) -> None:
    served, lesson = shared
    replies: list[Reply] = []
    attending = threading.Thread(target=lambda: replies.extend(attend(lesson)), daemon=True)
    attending.start()
    until(lambda: served.waiting == 3, 60)
    served.llm.may_go_on.set()
    attending.join(60)
    assert [(one.state, one.error) for one in replies] == [("done", "")] * 3
    assert all(one.asked <= one.found < one.done for one in replies)
    places = [[ahead for _, ahead in one.places] for one in replies]
    assert [place[0] if place else 0 for place in places] == [0, 1, 2]
    assert all(place == sorted(set(place), reverse=True) and place[-1] == 0 for place in places[1:])
