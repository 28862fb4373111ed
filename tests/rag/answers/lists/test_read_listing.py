"""Lists of a document that nothing was fitted on: each paragraph is decided by what the LLM made of it."""

import numpy as np
import pytest

from rag.answerability.list_gate import NUMBERS, list_reading_features
from rag.answers.lists.listing import Listing
from rag.answers.lists.places import Places
from rag.answers.lists.read_listing import MAX_READ, ReadListing
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.types import Event, Kind, PassagesLeft, SentenceVerified
from tests.rag.answers.reads import Reads
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def listed(source: Source, question: str, reader: Reads) -> tuple[list[Event], Outcome]:
    places = Places(source)
    listing = Listing(places, Digests(source))
    events, reading = [], ReadListing(listing, places).read(asked(source, question, Kind.LIST), reader)
    while True:
        try:
            events.append(next(reading))
        except StopIteration as stop:
            return events, stop.value


def test_what_the_llm_is_sure_of_stands_in_the_order_of_the_text(source: Source) -> None:
    reader = Reads("стадион", "зимой")
    events, outcome = listed(source, "Перечисли всё о спорте и залах", reader)
    assert isinstance(outcome, Reply)
    assert [item.citations[0].point for item in outcome.items] == [1, 3]
    assert "стадион" in outcome.items[0].text
    assert "зимой" in outcome.items[1].text
    found = [event.sentence for event in events if isinstance(event, SentenceVerified)]
    assert sorted(found, key=lambda one: one.citations[0].point) == list(outcome.items)


def test_the_count_of_what_is_left_falls_to_nothing(source: Source) -> None:
    reader = Reads("стадион")
    events, _ = listed(source, "Перечисли всё о спорте", reader)
    left = [event.count for event in events if isinstance(event, PassagesLeft)]
    assert left == list(range(len(reader.read_texts) - 1, -1, -1))
    assert len(left) <= MAX_READ


def test_what_is_read_is_the_bare_topic(source: Source) -> None:
    reader = Reads("стадион")
    listed(source, "Перечисли всё, что сказано о спорте", reader)
    assert reader.questions == {"спорте"}


def test_a_question_for_a_word_is_read_whole(source: Source) -> None:
    reader, question = Reads("стадион"), "В каких пунктах есть слово спорт?"
    listed(source, question, reader)
    assert reader.questions == {question}


def test_where_it_is_sure_of_nothing_the_question_is_refused(source: Source) -> None:
    _, outcome = listed(source, "Перечисли всё о кораблях", Reads("кораблях"))
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize("reader", [Reads("зимой", gate=None), Reads("зимой", stateless=True)])
def test_without_weights_or_states_the_list_is_made_without_the_llm(source: Source, reader: Reads) -> None:
    places = Places(source)
    alone = Listing(places, Digests(source)).at_once(asked(source, "Перечисли всё о музее", Kind.LIST))
    assert listed(source, "Перечисли всё о музее", reader)[1] == alone


def test_features_are_in_the_order_of_the_weights() -> None:
    state = np.ones(3, np.float32)
    features = list_reading_features(0.0, held=False, some_held=True, state=state)
    assert tuple(features.numbers) == NUMBERS
    assert features.numbers["beside_held"] == 1.0
    assert np.isfinite(features.numbers["list_logit"])
    assert list_reading_features(1.0, held=True, some_held=True, state=state).numbers["beside_held"] == 0.0
