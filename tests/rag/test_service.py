"""Questions that wait for one LLM: their order, who leaves, what passes them, what is asked again."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.service import Service
from rag.serving.line import BusyError, Line
from rag.settings import Settings
from rag.types import Answer, Event, Finished, PassagesFound, Token, Waiting
from tests.rag.scripted_service import QUESTION, Slow, Small, until

SOON = 1.0


@pytest.fixture
def llm() -> Slow:
    return Slow()


@pytest.fixture
def service(llm: Slow, tmp_path: Path) -> Iterator[Small]:
    service = Small(llm, Settings(cache=tmp_path))
    service.start(prefill=False)
    service.wait()
    yield service
    llm.may_go_on.set()
    service.close()


class Asker(threading.Thread):
    """Asks in a thread of its own."""

    def __init__(self, service: Service, question: str) -> None:
        super().__init__(daemon=True)
        self.service, self.question = service, question
        self.cancel = threading.Event()
        self.events: list[Event] = []
        self.found = threading.Event()
        self.start()
        assert self.found.wait(20)

    def run(self) -> None:
        for event in self.service.ask(self.question, cancel=self.cancel):
            self.events.append(event)
            has_place = len(self.service._questions.line) > 0
            if not isinstance(event, PassagesFound) or not has_place:
                self.found.set()

    @property
    def places(self) -> list[int]:
        return [event.ahead for event in self.events if isinstance(event, Waiting)]


def numbered(count: int) -> list[str]:
    return [f"{QUESTION} Вариант {number}" for number in range(count)]


def test_nobody_is_overtaken_and_each_sees_the_line_grow_shorter(service: Small, llm: Slow) -> None:
    first, *others = questions = numbered(4)
    askers = [Asker(service, first)]
    until(lambda: llm.reading)
    askers += [Asker(service, question) for question in others]
    until(lambda: askers[-1].places == [3])
    llm.may_go_on.set()
    for asker in askers:
        asker.join(60)
    assert [reading[: len(question)] for reading, question in zip(llm.reading, questions, strict=True)] == questions
    assert all(isinstance(asker.events[-1], Finished) for asker in askers), "nothing comes after the result"
    assert askers[0].places == []
    assert all(places == sorted(places, reverse=True) for places in (asker.places for asker in askers))
    assert all(isinstance(asker.events[-1].result, Answer) for asker in askers)


def test_whoever_leaves_frees_the_llm_and_their_place_within_a_second(service: Small, llm: Slow) -> None:
    askers = [Asker(service, question) for question in numbered(5)]
    until(lambda: askers[-1].places == [4])
    for asker in askers[:4]:
        asker.cancel.set()
    assert until(lambda: len(llm.reading) == 2) < SOON
    assert until(lambda: len(service._questions.line) == 1) < SOON
    llm.may_go_on.set()
    askers[-1].join(20)
    assert isinstance(askers[-1].events[-1], Finished)
    assert not any(isinstance(event, Token | Finished) for asker in askers[:4] for event in asker.events)


def test_what_needs_no_llm_passes_everybody(service: Small, llm: Slow) -> None:
    waiting = Asker(service, QUESTION)
    until(lambda: llm.reading)
    began = time.monotonic()
    events = list(service.ask("О чём говорится в пункте 99?"))
    assert time.monotonic() - began < SOON
    assert events[-1].result.reason == "no_such_point"
    waiting.cancel.set()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (QUESTION, "Сейчас ответа ждут уже 1 вопросов"),
        ("Which treaty will be signed at the next meeting?", "There are 1 questions waiting"),
    ],
)
def test_a_full_line_is_a_sentence_in_the_language_of_the_asker(
    service: Small, llm: Slow, question: str, said: str
) -> None:
    service._questions.line = Line(1)
    waiting = Asker(service, QUESTION)
    until(lambda: llm.reading)
    with pytest.raises(BusyError, match=said):
        list(service.ask(question))
    waiting.cancel.set()
    until(lambda: len(service._questions.line) == 0)
    llm.may_go_on.set()
    assert isinstance(list(service.ask(question))[-1], Finished)


def test_what_was_answered_is_not_read_again(service: Small, llm: Slow) -> None:
    llm.may_go_on.set()
    first = list(service.ask(QUESTION))
    again = list(service.ask(f"  {QUESTION}  "))
    assert len(llm.reading) == 1
    assert isinstance(first[-1].result, Answer)
    assert again[-1].result.text == first[-1].result.text
    assert again[-1].result.citations == first[-1].result.citations
    list(service.ask(QUESTION, kind=first[-1].result.kind))
    assert len(llm.reading) == 2


def test_nothing_is_kept_of_whoever_left(service: Small, llm: Slow) -> None:
    waiting = Asker(service, QUESTION)
    until(lambda: llm.reading)
    waiting.cancel.set()
    waiting.join(20)
    llm.may_go_on.set()
    assert isinstance(list(service.ask(QUESTION))[-1], Finished)
    assert len(llm.reading) == 2


def test_a_megabyte_is_refused_at_once_and_a_long_history_is_cut(service: Small, llm: Slow) -> None:
    from rag.query.dialogue.history import MAX_ANSWER, MAX_TURNS, bounded
    from rag.types import Turn

    began = time.monotonic()
    events = list(service.ask("ледники " * 130_000))
    assert time.monotonic() - began < 2 * SOON
    assert events[-1].result.reason == "bad_question"
    history = [Turn("в" * 10**6, "о" * 10**6)] * 100
    assert len(bounded(history)) == MAX_TURNS
    assert len(bounded(history)[0].answer) == MAX_ANSWER


def test_the_llm_begins_when_nobody_is_searched_for_any_more_or_after_a_while(
    service: Small, llm: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    llm.may_go_on.set()
    searching = service._questions._searching
    with searching:
        asker = Asker(service, QUESTION)
        time.sleep(0.3)
        assert llm.reading == [], "somebody else is still searched for"
    asker.join(20)
    assert isinstance(asker.events[-1].result, Answer)
    monkeypatch.setattr("rag.serving.line.PATIENCE_SECONDS", 0.1)
    with searching:
        later = Asker(service, numbered(1)[0])
        later.join(20)
    assert isinstance(later.events[-1].result, Answer)
