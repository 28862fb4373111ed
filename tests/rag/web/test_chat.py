"""One question of the page: updates, Stop, failures, and what comes from a browser untrusted."""

import threading
from dataclasses import asdict
from html import escape
from types import SimpleNamespace

import pytest

from index.bundled import SOURCE
from index.structure import read
from models.errors import AskError
from rag.query.dialogue.history import MAX_TURNS
from rag.types import Finished, Kind, PassagesFound, Sentence, SentenceVerified, Talk, Token, Turn
from rag.web.chat import Chat
from rag.web.questions import first_suggestions
from tests.rag.web.samples import TIMES, answer, citation, passage

DOCUMENT = read(SOURCE)


class Scripted:
    """A service that replays events, or raises, and remembers how it was asked."""

    def __init__(self, *events):
        self.document = DOCUMENT
        self._events = events
        self.asked = None
        self.cancel = None
        self.kind = None

    def ask(self, question, history=(), cancel=None, kind=None):
        self.asked, self.cancel, self.kind = (question, history), cancel, kind
        for event in self._events:
            if cancel.is_set():
                return
            if isinstance(event, Exception):
                raise event
            yield event


EVENTS = (
    PassagesFound((passage(),)),
    Token("Ответ"),
    SentenceVerified(Sentence("Ответ", (citation(),))),
    Finished(answer()),
)


def ask(service, **payload):
    return list(Chat(service).ask({"id": "t1", "question": "Вопрос?", "language": "ru"} | payload))


def test_every_update_carries_the_id_and_the_last_one_the_record():
    updates = ask(Scripted(*EVENTS))
    assert {update["id"] for update in updates} == {"t1"}
    assert [update["state"] for update in updates] == ["running"] * 4 + ["done"]
    assert updates[-1]["record"]["answer"] == "Ответ [п. 16]."
    assert updates[-1]["record"]["sources"] == (asdict(citation()),)


def test_stop_sets_the_cancel_event_and_the_reply_says_so():
    service = Scripted(*EVENTS)
    chat = Chat(service)
    updates = chat.ask({"id": "t1", "question": "Вопрос?"})
    next(updates)
    next(updates)
    assert chat.stop("t1") is True
    rest = list(updates)
    assert rest[-1]["state"] == "stopped"
    assert "record" not in rest[-1]


def test_stop_that_overtakes_its_question_still_stops_it():
    service = Scripted(*EVENTS)
    chat = Chat(service)
    assert chat.stop("t1") is False
    assert list(chat.ask({"id": "t1", "question": "Вопрос?"}))[-1]["state"] == "stopped"


def test_stop_of_one_page_leaves_the_other_alone():
    service = Scripted(*EVENTS)
    chat = Chat(service)
    first = chat.ask({"id": "t1", "question": "А?"})
    next(first)
    assert list(chat.ask({"id": "t2", "question": "Б?"}))[-1]["state"] == "done"
    chat.stop("t2")
    assert list(first)[-1]["state"] == "done"


def test_closing_the_page_cancels():
    service = Scripted(*EVENTS)
    updates = Chat(service).ask({"id": "t1", "question": "Вопрос?"})
    next(updates)
    next(updates)
    updates.close()
    assert service.cancel.is_set()


def test_a_failure_is_a_sentence():
    assert "Нет &lt;модели&gt;." in ask(Scripted(AskError("Нет <модели>.")))[-1]["html"]


def test_an_unforeseen_failure_shows_no_trace(caplog):
    last = ask(Scripted(ZeroDivisionError("secret")))[-1]
    assert last["state"] == "failed"
    assert "secret" not in last["html"]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("history", [None, "x", [1, None], {"question": "x"}])
def test_a_history_that_is_none_is_left_out(history):
    service = Scripted(*EVENTS)
    ask(service, history=history)
    assert service.asked == ("Вопрос?", ())


def test_only_the_last_exchanges_are_handed_on():
    service = Scripted(*EVENTS)
    ask(service, history=[{"question": f"в{n}", "answer": f"о{n}"} for n in range(9)])
    assert service.asked[1] == tuple(Turn(f"в{n}", f"о{n}") for n in range(9 - MAX_TURNS, 9))


@pytest.mark.parametrize(
    ("sent", "taken"),
    [("list", Kind.LIST), ("LIST", None), ("sonnet", None), ("", None), (None, None), (["list"], None), (7, None)],
)
def test_a_kind_from_the_browser_is_one_that_there_is_or_none(sent, taken):
    service = Scripted(*EVENTS)
    ask(service, kind=sent)
    assert service.kind is taken


def test_small_talk_offers_three_first_questions_but_none_that_was_asked():
    first = [one.text for one in first_suggestions("ru", DOCUMENT)]
    said = Talk(first[0], "Здравствуйте!", "ru", TIMES)
    html = ask(Scripted(Finished(said)), question=first[0], history=[{"question": first[2], "answer": ""}])[-1]["html"]
    offered = [one.text for one in first_suggestions("ru", DOCUMENT) if escape(one.text) in html]
    assert offered == [first[1], first[3], first[4]]


def test_the_service_can_still_refuse_an_over_long_question_but_never_gets_a_huge_one():
    service = Scripted(*EVENTS)
    ask(service, question="я" * 1_000_000)
    assert len(service.asked[0]) == 2001


def test_many_pages_at_once():
    chat = Chat(Scripted(*EVENTS))
    results = {}

    def one(name):
        results[name] = list(chat.ask({"id": name, "question": "Вопрос?"}))[-1]

    threads = [threading.Thread(target=one, args=(f"t{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: update["id"] for name, update in results.items()} == {f"t{n}": f"t{n}" for n in range(8)}


def test_the_offer_of_the_small_llm_hears_how_long_the_llm_took_and_of_nothing_else():
    heard = []
    listener = SimpleNamespace(replied=heard.append)
    for result in (answer(), Talk("Привет", "Здравствуйте!", "ru", TIMES)):
        list(Chat(Scripted(Finished(result)), listener).ask({"id": "t1", "question": "Вопрос?"}))
    assert heard == [answer().timings.total]
