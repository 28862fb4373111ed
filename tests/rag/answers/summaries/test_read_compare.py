"""Comparisons in a document that nothing was fitted on: each side is what the LLM made of the paragraphs."""

import pytest

from rag.answers.lists.topic_reading import MAX_READ
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries import read_compare
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.read_compare import ReadComparison
from rag.types import Kind, Turn
from tests.rag.answers.reads import Reads, outcome_of, topic_reading
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def compared(source: Source, question: str, reader: Reads, previous: Turn | None = None) -> Outcome:
    topics = topic_reading(source)
    reading = ReadComparison(ComparisonAnswerer(source), topics).read(
        asked(source, question, Kind.COMPARE, previous), reader
    )
    return outcome_of(reading)


def test_each_side_is_what_the_llm_is_sure_of_whatever_its_words(source: Source) -> None:
    outcome = compared(source, "Сравни бег и книги", Reads("стадион", "новые книги"))
    assert isinstance(outcome, Reply)
    assert {("Бег", 1), ("Книги", 4)} <= {(item.heading, item.citations[0].point) for item in outcome.items}


def test_of_one_side_there_is_no_comparison(source: Source) -> None:
    outcome = compared(source, "Сравни бег и космос", Reads())
    assert isinstance(outcome, Declined)


def test_a_sort_of_thing_that_the_text_lacks_is_not_read_for(source: Source) -> None:
    outcome = compared(source, "Сравни музыкальный конкурс и шахматный конкурс", Reads("конкурс"))
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize("question", ["Чем бег отличается от Академии?", "Сравни книги и жюри Академии"])
def test_a_name_that_stands_nowhere_is_no_side(source: Source, question: str) -> None:
    assert isinstance(compared(source, question, Reads("стадион", "новые книги", "конкурс")), Declined)


def test_of_two_paragraphs_on_a_side_the_one_with_the_words_about_both_is_shown(source: Source) -> None:
    reader = Reads("стадион", "концерт", "новые книги")
    outcome = compared(source, "Сравни занятия спортом: концерт и книги", reader)
    assert isinstance(outcome, Reply)
    assert [item.citations[0].point for item in outcome.items if item.heading == "Концерт"] == [1]
    outcome = compared(source, "Сравни, что проведут в мае: стадион и книги", reader)
    assert isinstance(outcome, Reply)
    assert [item.citations[0].point for item in outcome.items if item.heading == "Стадион"] == [2]


@pytest.mark.parametrize(("least", "answered"), [(0.7, True), (0.74, False)])
def test_of_a_side_in_other_words_alone_the_llm_has_to_be_surer(
    source: Source, monkeypatch: pytest.MonkeyPatch, least: float, answered: bool
) -> None:
    monkeypatch.setattr(read_compare, "SURE_OF_OTHER_WORDS", least)
    outcome = compared(source, "Сравни бег и книги", Reads("стадион", "новые книги"))
    assert isinstance(outcome, Reply) is answered
    assert isinstance(compared(source, "Сравни стадион и книги", Reads("стадион", "новые книги")), Reply)


def test_no_more_is_read_than_may_be(source: Source) -> None:
    reader = Reads("стадион")
    compared(source, "Сравни бег и книги", reader)
    assert 0 < len(reader.read_texts) <= 2 * MAX_READ


@pytest.mark.parametrize("reader", [Reads("зимой", gate=None), Reads("зимой", stateless=True)])
def test_without_weights_or_states_words_alone_compare(source: Source, reader: Reads) -> None:
    question = "стадион vs библиотека"
    alone = ComparisonAnswerer(source).at_once(asked(source, question, Kind.COMPARE))
    assert isinstance(alone, Reply)
    assert compared(source, question, reader) == alone


def test_a_side_in_a_further_language_is_called_as_it_was_typed(source: Source) -> None:
    outcome = compared(source, "Vergleiche das Laufen mit den Büchern", Reads("стадион", "новые книги"))
    assert isinstance(outcome, Reply)
    assert {item.heading for item in outcome.items} == {"Laufen", "Büchern"}


def test_parts_need_no_reading(source: Source) -> None:
    topics = topic_reading(source)
    comparison = ReadComparison(ComparisonAnswerer(source), topics)
    outcome = comparison.at_once(asked(source, "Чем отличаются пункты 1 и 4?", Kind.COMPARE))
    assert isinstance(outcome, Reply)
    assert [item.citations[0].point for item in outcome.items] == [1, 4]
    assert comparison.at_once(asked(source, "Сравни бег и книги", Kind.COMPARE)) is None
