"""Quotations from a document that nothing was fitted on: what the LLM reads on the topic is quoted."""

import pytest

from rag.answers.lists.places import Places
from rag.answers.lists.quote import Quote
from rag.answers.lists.read_quote import ReadQuote
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.types import Kind
from tests.rag.answers.reads import Reads, outcome_of, topic_reading
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def answer(source: Source, question: str, reader: Reads) -> Outcome:
    places = Places(source)
    reading = topic_reading(source)
    answering = ReadQuote(Quote(places), source, reading).read(asked(source, question, Kind.QUOTE), reader)
    return outcome_of(answering)


def test_what_the_llm_is_sure_of_is_quoted_whatever_its_words(source: Source) -> None:
    outcome = answer(source, "Zitiere etwas über das Laufen", Reads("стадион"))
    assert isinstance(outcome, Reply)
    assert outcome.items[0].text == "«Стороны построят стадион и бассейн для занятий спортом»"


def test_where_it_is_sure_of_nothing_the_question_is_refused(source: Source) -> None:
    assert isinstance(answer(source, "Zitiere etwas über das Museum", Reads()), Declined)


@pytest.mark.parametrize(
    ("question", "reader"),
    [
        ("Zitiere etwas über das Museum", Reads("зимой", gate=None)),
        ("Zitiere etwas über das Museum", Reads("зимой", stateless=True)),
        ("Приведи цитату о музее", Reads("зимой")),
    ],
)
def test_words_alone_tell_without_weights_or_states_or_in_the_text_s_language(
    source: Source, question: str, reader: Reads
) -> None:
    alone = Quote(Places(source)).at_once(asked(source, question, Kind.QUOTE))
    assert answer(source, question, reader) == alone
    if not reader.stateless:
        assert reader.read_texts == []
