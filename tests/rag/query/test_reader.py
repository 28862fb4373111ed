"""How a question is read about one document: what it is taken for, and in which language it is answered."""

from collections import Counter
from collections.abc import Sequence

import pytest

from index.chunks import chunk
from index.embed import Vectors
from index.store import Index
from index.structure import parse_bytes
from rag.answers.lookups.lookup import Limits, Lookup
from rag.answers.material.source import Source
from rag.generation.prefill import by_expected_use
from rag.query.context import QueryContext, Stopwatch
from rag.query.dialogue.history import HistoryResolver
from rag.query.multi_hop import MultiHop
from rag.query.reader import QueryReader
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind, Turn
from tests.index.samples import TrigramEmbedder
from tests.rag.query.fakes import takes_all_for

RUSSIAN = "1. Совет развивает водородную энергетику.\n\n2. Совет заботится о молодёжи и спорте."
ENGLISH = "1. The Council shall meet in Geneva twice a year.\n\n2. Each Member pays a fee of 40 francs."
KAZAKH = "1. Кеңес жылына екі рет Алматыда жиналады және есеп береді.\n\n2. Әрбір мүше жарна төлейді."


def retriever(text: str) -> Retriever:
    embedder = TrigramEmbedder()
    source = text.encode()
    vectors = embedder.passages([piece.text for piece in chunk(parse_bytes(source))])
    return Retriever(Index.build(source, vectors, embedder.id), embedder, Ranker.untrained(embedder.dimension))


def read(text: str, question: str, language: str, kind: Kind = Kind.LOOKUP) -> QueryContext:
    parts = HistoryResolver.untrained(), MultiHop.untrained(), takes_all_for(kind)
    return QueryReader(retriever(text), *parts, 5).read(question, language, (), None, Stopwatch())[0]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("водород", Kind.LIST),
        ("молодёжь и спорт", Kind.LIST),
        ("семья", Kind.LIST),  # not in the document, which a list can say and small talk cannot
        ("привет", Kind.TALK),
        ("спасибо", Kind.TALK),
        ("ясно, хорошо", Kind.TALK),
        ("ыыы", Kind.TALK),
    ],
)
def test_a_bare_keyword_asks_for_its_places(question: str, kind: Kind) -> None:
    assert read(RUSSIAN, question, "ru", Kind.TALK).kind.kind is kind


@pytest.mark.parametrize(("question", "is_keyword"), [("旅游", True), ("拍照", True), ("你好", False), ("是谁", False)])
def test_a_keyword_without_spaces_is_one_that_the_list_knows(question: str, is_keyword: bool) -> None:
    assert (read(RUSSIAN, question, "other", Kind.TALK).kind.kind is Kind.LIST) is is_keyword


@pytest.mark.parametrize(
    ("question", "meant"),
    [("jeunesse?", "молодежь"), ("жастар", "молодежь"), ("sport", "sport"), ("Fische", "Fische"), ("salam", "salam")],
)
def test_a_lone_word_of_a_further_language_is_the_documents(question: str, meant: str) -> None:
    reader = QueryReader(
        retriever(RUSSIAN), HistoryResolver.untrained(), MultiHop.untrained(), takes_all_for(Kind.LIST), 5
    )
    assert reader.as_meant(question) == meant


@pytest.mark.parametrize("question", ["спс", "ok thanks", "ясно"])
def test_small_talk_is_that_whatever_stands_before_it(question: str) -> None:
    parts = HistoryResolver.untrained(), MultiHop.untrained(), takes_all_for(Kind.TALK)
    history = (Turn("Кто собирается?", "Совет [п. 1]."),)
    found, _ = QueryReader(retriever(RUSSIAN), *parts, 5).read(question, "ru", history, None, Stopwatch())
    assert (found.previous, found.kind.kind) == (None, Kind.TALK)


@pytest.mark.parametrize("question", ["wer bist du", "你是谁", "qui es-tu"])
def test_small_talk_in_a_further_language_is_no_keyword(question: str) -> None:
    assert read(RUSSIAN, question, "other", Kind.TALK).kind.kind is Kind.TALK


@pytest.mark.parametrize(
    ("text", "asked", "original", "answered", "foreign", "writes"),
    [
        (RUSSIAN, "ru", "ru", "ru", False, True),
        (RUSSIAN, "en", "ru", "en", False, False),
        (ENGLISH, "en", "en", "en", False, True),
        (ENGLISH, "ru", "en", "ru", False, False),
        (ENGLISH, "other", "en", "en", True, False),
        (KAZAKH, "other", "other", "ru", True, False),
        (KAZAKH, "ru", "other", "ru", False, False),
    ],
)
def test_answers_are_written_where_the_original_is_in_their_language(
    text: str, asked: str, original: str, answered: str, foreign: bool, writes: bool
) -> None:
    found = read(text, "?", asked)
    assert (found.retrieved.document_language, found.answer_language) == (original, answered)
    lookup = Lookup(Source(retriever(text)), MultiHop.untrained(), Limits(2, 100))
    assert (lookup.is_foreign(found), lookup.can_write(found)) == (foreign, writes)


@pytest.mark.parametrize(("text", "languages"), [(ENGLISH, {"en"}), (KAZAKH, set())])
def test_only_what_can_be_read_is_prefilled(text: str, languages: set[str]) -> None:
    index = retriever(text)
    assert {language for _, language in by_expected_use(index.index, index.language)} == languages


class Counting(TrigramEmbedder):
    """Counts how often each query is embedded."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.update(texts)
        return super().queries(texts)


@pytest.mark.parametrize("history", [(), (Turn("Что в пункте 2?", "О молодёжи [п. 2]."),)])
@pytest.mark.parametrize(("question", "language"), [("Кеңес не туралы айтады?", "other"), ("А спорт?", "ru")])
def test_a_question_is_embedded_once(question: str, language: str, history: tuple[Turn, ...]) -> None:
    embedder = Counting()
    index = retriever(RUSSIAN).index
    found = Retriever(index, embedder, Ranker.untrained(embedder.dimension))
    reader = QueryReader(found, HistoryResolver.untrained(), MultiHop.untrained(), takes_all_for(Kind.LOOKUP), 5)
    reader.prepare()
    embedder.asked.clear()
    reader.read(question, language, history, None, Stopwatch())
    assert embedder.asked[question] == 1
    assert set(embedder.asked.values()) == {1}


@pytest.mark.parametrize(
    ("question", "classified", "chosen", "kind"),
    [
        ("Напиши стих о спорте", Kind.OVERVIEW, None, Kind.BEYOND),
        ("Напиши стих о спорте", Kind.LIST, Kind.LIST, Kind.BEYOND),
        ("Чем больше взнос, тем больше голосов?", Kind.COMPARE, Kind.COMPARE, Kind.COMPARE),
        ("Чем больше взнос, тем больше голосов?", Kind.COMPARE, None, Kind.OVERVIEW),  # all others are alike
        ("Спорт или энергетика?", Kind.COMPARE, None, Kind.COMPARE),
    ],
)
def test_words_decide_over_the_classifier_and_the_asker_over_words_but_for_what_no_text_answers(
    question: str, classified: Kind, chosen: Kind | None, kind: Kind
) -> None:
    parts = HistoryResolver.untrained(), MultiHop.untrained(), takes_all_for(classified)
    context, _ = QueryReader(retriever(RUSSIAN), *parts, 5).read(question, "ru", (), chosen, Stopwatch())
    assert context.kind.kind is kind


def test_a_question_that_joins_two_is_compared_only_where_it_was_asked_for_or_no_gate_was_fitted() -> None:
    found = read(RUSSIAN, "Сравни: кто развивает энергетику и кто заботится о спорте", "ru")
    assert (found.kind.kind, [half.question for half in found.halves]) == (
        Kind.COMPARE,
        ["кто развивает энергетику", "кто заботится о спорте"],
    )
    assert all(half.kind.kind is Kind.LOOKUP for half in found.halves)
    found = read(RUSSIAN, "Кто развивает энергетику и кто заботится о спорте?", "ru")
    assert (found.kind.kind, found.halves) == (Kind.LOOKUP, ())


def test_parts_alone_are_shown_though_a_list_of_them_is_asked_for() -> None:
    assert read(RUSSIAN, "Перечисли пункты 1 и 2", "ru", Kind.LIST).kind.kind is Kind.POINT
    assert read(RUSSIAN, "Перечисли, что пункты 1 и 2 говорят о спорте", "ru", Kind.LIST).kind.kind is Kind.LIST
