"""Definitions, counts and facts of texts that are no declaration: a charter in Russian and a standard in English."""

import pytest

from index.chunks import chunk
from index.store import Index
from index.structure import parse
from rag.answers.material.source import Source
from rag.answers.reply import Reply
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.asked import Answerers

CHARTER = """УСТАВ
Общества пчеловодов «Липа»

Утверждён общим собранием пчеловодов
(протокол № 9)

посёлок Медовый

3 мая 2019 года

Глава 1. Начало

Статья 1. Название
1. Общество пчеловодов «Липа» (далее – Общество) имеет герб.
2. Настоящий Устав вступает в силу с 1 июня 2019 года.

Статья 2. Понятия
В настоящем Уставе применяются понятия:
1) пасека – место, где стоят ульи;
2) взяток – мёд, собранный за день.

Глава 2. Члены

Статья 3. Приём
Приём идёт весной.

Статья 4. Герб
Герб изображает липу.
"""
STANDARD = """BRIDGE COUNCIL

Footbridges

Approved by the Bridge Board

This standard replaces BC 7, which was silent on wind.

1 Terms and definitions
1.1 Deck
Part of a bridge that people walk on. A deck is flat.
1.2 Wind load
Force of a gust on one square metre.

2 Load
2.1 Deck
2.1.1 The deck shall bear 5 kN.
2.1.2 Sprinklers shall not stand on the deck.
2.2 Wind
2.2.1 Wind load shall be reckoned twice.
2.2.2 Storms shall close the bridge.
"""


def answerers(text: str) -> Answerers:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([one.text for one in chunk(parse(text))])
    index = Index.build(text.encode(), vectors, embedder.id)
    return Answerers(Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension))))


@pytest.fixture(scope="module")
def texts() -> dict[str, Answerers]:
    return {"charter": answerers(CHARTER), "standard": answerers(STANDARD)}


@pytest.mark.parametrize(
    ("kind", "text", "question", "said", "count"),
    [
        ("define", "charter", "Что в уставе называется пасекой?", "место, где стоят ульи", None),
        ("define", "charter", "Дайте определение взятка", "мёд, собранный за день", None),
        ("define", "charter", "Что такое Общество?", "далее – Общество", None),
        ("define", "standard", "wind load meaning", "Force of a gust", None),
        ("define", "standard", "whats a deck", "Part of a bridge that people walk on", None),
        ("about", "charter", "Кто утвердил устав?", "общим собранием пчеловодов", None),
        ("about", "charter", "Каким протоколом утверждён устав?", "протокол № 9", None),
        ("about", "charter", "С какого числа действует устав?", "1 июня 2019", None),
        ("about", "charter", "В каком посёлке принят устав?", "посёлок Медовый", None),
        ("about", "charter", "сколько тут глав", None, 2),
        ("about", "charter", "Сколько в уставе статей?", None, 4),
        ("about", "standard", "Who approved the standard?", "Bridge Board", None),
        ("about", "standard", "What did it replace?", "BC 7", None),
        ("about", "standard", "How many chapters are there?", None, 2),
        ("count", "charter", "Wie oft steht «герб» im Text?", None, 3),
        ("count", "standard", "Сколько раз упомянут спринклер?", None, 1),
        ("count", "standard", "in how many clauses do they talk about storms", None, 1),
    ],
)
def test_what_a_text_says_of_itself_and_its_words(
    texts: dict[str, Answerers], kind: str, text: str, question: str, said: str | None, count: int | None
) -> None:
    asked = texts[text]
    reply = getattr(asked, kind).at_once(asked.context(question))
    assert isinstance(reply, Reply)
    assert reply.count == count
    if said:
        assert said in " ".join(item.text for item in reply.items)


def test_only_a_term_that_is_defined_is_shown_without_saying_that_it_is_not(texts: dict[str, Answerers]) -> None:
    asked = texts["standard"]
    defined, named = (asked.define.at_once(asked.context(f"What is a {word}?")) for word in ("deck", "gust"))
    assert isinstance(defined, Reply)
    assert isinstance(named, Reply)
    assert (defined.lead, bool(named.lead)) == ("", True)
