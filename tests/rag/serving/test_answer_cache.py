from dataclasses import replace

from rag.serving.answer_cache import AnswerCache, Asked
from rag.types import Finished, Kind, PassagesFound, SentenceVerified, Token, Turn, Waiting
from tests.rag.web.samples import answer, passage

REPLY = (
    PassagesFound((passage(),)),
    Waiting(2),
    Token("Отв"),
    SentenceVerified(answer().sentences[0]),
    Finished(answer()),
)
ASKED = Asked("Что?", (), None)


def kept(capacity: int = 3) -> AnswerCache:
    cache = AnswerCache(capacity)
    cache.keep("basis", ASKED, REPLY)
    return cache


def test_a_reply_comes_again_without_what_was_unverified_and_with_times_of_its_own() -> None:
    again = kept().find("basis", ASKED)
    assert [type(event) for event in again] == [PassagesFound, SentenceVerified, Finished]
    timings = again[-1].result.timings
    assert timings.total < 1000
    assert replace(again[-1].result, timings=answer().timings) == answer()


def test_another_history_or_kind_is_another_question() -> None:
    for other in (Asked("Что?", (Turn("а", "б"),), None), Asked("Что?", (), Kind.LIST), Asked("Кто?", (), None)):
        assert kept().find("basis", other) == ()


def test_everything_goes_when_what_it_depends_on_changes() -> None:
    cache = kept()
    assert cache.find("another basis", ASKED) == ()
    assert cache.find("basis", ASKED) == ()
    assert len(cache) == 0


def test_the_least_recently_used_goes_first() -> None:
    cache = kept(2)
    cache.keep("basis", Asked("2", (), None), REPLY)
    assert cache.find("basis", ASKED)
    cache.keep("basis", Asked("3", (), None), REPLY)
    assert cache.find("basis", Asked("2", (), None)) == ()
    assert cache.find("basis", ASKED)


def test_an_unfinished_reply_is_not_kept_and_none_is_without_room() -> None:
    cache = AnswerCache(3)
    cache.keep("basis", ASKED, REPLY[:-1])
    assert len(cache) == 0
    assert len(kept(0)) == 0
    assert kept(0).find("basis", ASKED) == ()


def test_events_pass_through_while_they_are_recorded() -> None:
    cache = AnswerCache(3)
    assert tuple(cache.recording("basis", ASKED, iter(REPLY))) == REPLY
    assert cache.find("basis", ASKED)
    given_up = cache.recording("basis", Asked("2", (), None), iter(REPLY))
    next(given_up)
    given_up.close()
    assert cache.find("basis", Asked("2", (), None)) == ()
