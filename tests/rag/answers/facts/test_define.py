import pytest

from index.chunks import chunk
from index.language.words import words
from index.store import Index
from index.structure import parse
from rag.answers.facts.define import DefineAnswerer
from rag.answers.facts.terms import DefinedTerms
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Reply
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind, Reason, Turn
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.asked import Answerers
from tests.rag.answers.small_document import asked


@pytest.fixture(scope="module")
def answerers() -> Answerers:
    return Answerers()


@pytest.mark.parametrize(
    ("question", "short", "point"),
    [
        ("Что такое ООН?", "Организации Объединённых Наций", 2),
        ("как расшифровывается мфоо", "Международного фонда охраны озёр", 2),
        ("What does UN stand for?", "United Nations", 2),
        ("мфоо озёр это чё такое", "Международного фонда охраны озёр", 2),
        ("мфоо футбол это чё такое", None, None),
        ("IFPL meaning", "International Fund for the Protection of Lakes", 2),
        ("What is IFL?", None, None),
    ],
)
def test_initials_spell_an_abbreviation_out(
    answerers: Answerers, question: str, short: str | None, point: int | None
) -> None:
    reply = answerers.define.at_once(answerers.context(question))
    if short is None:
        assert isinstance(reply, Declined)
        return
    assert isinstance(reply, Reply)
    assert reply.short == short
    assert short in reply.items[0].text
    assert reply.items[0].citations[0].point == point


@pytest.mark.parametrize(
    ("question", "points", "is_explained"),
    [
        ("Что такое «туризм»?", [2], True),
        ("Поясните, что представляет собой туристический обмен", [3], False),
        ("Фонд охраны озёр: что за орган?", [2], False),
        ("Что понимается под туристическим обменом?", [3], False),
        ("Как трактуется Рабочая встреча?", [0, 0, 3], False),
        ("what is a working meeting?", [0, 0, 3], False),
    ],
)
def test_places_of_a_term(answerers: Answerers, question: str, points: list[int], is_explained: bool) -> None:
    reply = answerers.define.at_once(answerers.context(question))
    assert isinstance(reply, Reply)
    assert [citation.point for item in reply.items for citation in item.citations] == points
    assert (reply.lead == "") == is_explained


@pytest.mark.parametrize("question", ["Что такое блокчейн?", "Как расшифровывается ШОС?", "Define resilience"])
def test_what_stands_nowhere_is_refused(answerers: Answerers, question: str) -> None:
    reply = answerers.define.at_once(answerers.context(question))
    assert isinstance(reply, Declined)
    assert reply.reason is Reason.NO_ANSWER


def test_a_follow_up_takes_up_what_the_answer_before_listed(answerers: Answerers) -> None:
    before = Turn("Что поддержали?", "Туризм и фонд охраны озёр [п. 2].")
    reply = answerers.define.at_once(answerers.context("А второе из них — это что такое?", before))
    assert isinstance(reply, Reply)
    assert "фонда охраны озёр" in reply.items[0].text


def test_a_term_is_told_by_its_last_word_where_no_other_ends_so() -> None:
    text = (
        "ПРАВИЛА\n\n1. В Правилах используются следующие понятия:\n\nа) зелёные насаждения — деревья и кусты;\n\n"
        "б) детский сад — дом для детей;\n\nв) городской сад — сад у реки.\n\n"
        "2. Насаждения являются общими. Сад открыт.\n"
    )
    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(text))])
    index = Index.build(text.encode(), vectors, embedder.id)
    terms = DefinedTerms(Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension))))
    found = terms.called(words("насаждения"))
    assert found is not None
    assert found.name == "зелёные насаждения"
    assert terms.called(words("сад")) is None


GARDEN = """ПРАВИЛА САДА

1. За работу в вечернюю смену — 20 процентов. Для отличников 3 РП в месяц, а для остальных 2 РП.

2. РП — расчётный размер платы. Смены сторожей меняются утром.
"""


@pytest.mark.parametrize(
    ("question", "shown", "is_defined"),
    [("Что такое РП?", "РП — расчётный", True), ("Что такое смена?", "смен", False)],
)
def test_a_dash_explains_what_stands_before_it_alone(question: str, shown: str, is_defined: bool) -> None:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(GARDEN))])
    index = Index.build(GARDEN.encode(), vectors, embedder.id)
    source = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    define = DefineAnswerer(source, LiteralSearch(index), Digests(source))
    reply = define.at_once(asked(source, question, Kind.DEFINE))
    assert isinstance(reply, Reply)
    assert shown in reply.items[0].text
    assert bool(reply.lead) != is_defined
