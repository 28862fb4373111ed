"""Overviews of topics that a text says in other words: of what the LLM made of its paragraphs."""

import pytest

from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.answers.summaries.overview import TOPIC_CLAIMS, Overview
from rag.answers.summaries.read_overview import ReadOverview
from rag.types import Kind
from tests.rag.answers.reads import Reads, outcome_of, topic_reading
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def overview(source: Source, question: str, reader: Reads) -> Outcome:
    topics = topic_reading(source)
    reading = ReadOverview(Overview(source, Digests(source)), topics)
    context = asked(source, question, Kind.OVERVIEW)
    assert reading.at_once(context) is None
    return outcome_of(reading.read(context, reader))


def test_sections_on_a_topic_are_those_that_the_llm_is_sure_of(source: Source) -> None:
    found = overview(source, "Расскажи о физкультуре", Reads("стадион", "новые книги"))
    assert isinstance(found, Reply)
    assert [item.citations[0].point for item in found.items] == [1, 4]
    assert len(found.items) <= TOPIC_CLAIMS


def test_what_the_llm_finds_nowhere_is_no_overview(source: Source) -> None:
    assert overview(source, "Расскажи о физкультуре", Reads()) is None


def test_without_states_there_is_nothing_to_go_by(source: Source) -> None:
    assert overview(source, "Расскажи о физкультуре", Reads("стадион", stateless=True)) is None


def test_the_topic_is_read_and_not_the_question(source: Source) -> None:
    assert Overview(source, Digests(source)).topic_of(asked(source, "Кратко о новых витринах", Kind.OVERVIEW)) == (
        "новых витринах"
    )
