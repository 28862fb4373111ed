"""Lists and quotations of a small document, found by its words and its digest: no fitted head fits it."""

import pytest

from index.build import build
from rag.answerability.gate import Gate
from rag.answerability.heads import LogisticHead
from rag.answers.lists.relevance import LIST_FEATURES, Relevance
from rag.answers.lookups.lookup import Limits, Lookup
from rag.answers.material.source import Source
from rag.pipeline import Pipeline
from rag.query.context import QueryContext
from rag.query.dialogue.history import HistoryResolver
from rag.query.multi_hop import MultiHop
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Answer, Kind, Mode, Reason, Refusal, Turn
from rag.weights import read_manifest
from tests.index.samples import WordEmbedder
from tests.rag.query.fakes import takes_all_for

TEXT = """\
Заявление глав государств

Главы государств отмечают значение воды для региона.

1. Стороны отмечают рост туризма. Водные ресурсы требуют внимания.

2. Стороны поддержали инициативу Президента Монголии о создании Фонда спасения озёр.

3. Стороны договорились развивать туристические маршруты и беречь озёра.

4. Главы государств поручили министрам культуры подготовить договор о дружбе.
"""


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("document")
    source = folder / "заявление.txt"
    source.write_text(TEXT, encoding="utf-8")
    embedder = WordEmbedder()
    return Retriever(build(source, folder / "index", embedder), embedder, Ranker.untrained(embedder.dimension))


@pytest.fixture(scope="module")
def pipeline(retriever: Retriever) -> Pipeline:
    return Pipeline(
        retriever,
        lambda read: Gate.untrained(),
        MultiHop.untrained(),
        HistoryResolver(LogisticHead(3.0, {}), 0.5),
        takes_all_for(Kind.LOOKUP),
        Limits(2, 50),
    )


def ask(pipeline: Pipeline, question: str, kind: Kind, *history: Turn) -> Answer | Refusal:
    result = pipeline.retrieve(question, history, kind)
    assert isinstance(result, Answer | Refusal)
    return result


def points(result: Answer | Refusal) -> list[int]:
    assert isinstance(result, Answer)
    return [citation.point for citation in result.citations]


@pytest.mark.parametrize(
    ("question", "expected", "lead"),
    [
        ("Где говорится о туризме?", [1, 3], "В 2 пунктах:"),
        ("вода", [0, 1], "В преамбуле и в 1 пункте:"),
        ("Где упоминаются дружба или озёра?", [2, 3, 4], "В 3 пунктах:"),
        ("Какие договоры названы?", [4], "В 1 пункте:"),
        ("Все предложения Монголии", [2], "В 1 пункте:"),
        ("Что поддержали главы государств?", [2], "В 1 пункте:"),
        ("Что поручили министрам культуры?", [4], "В 1 пункте:"),
    ],
)
def test_every_place_once_in_order(pipeline: Pipeline, question: str, expected: list[int], lead: str) -> None:
    answer = ask(pipeline, question, Kind.LIST)
    assert isinstance(answer, Answer)
    assert (points(answer), answer.lead, answer.mode, answer.kind) == (expected, lead, Mode.EXTRACTED, Kind.LIST)


@pytest.mark.parametrize(
    "question",
    ["Где говорится о космосе?", "Все предложения Китая", "Что поручили министрам обороны?", "Что поручили ему?"],
)
@pytest.mark.parametrize("kind", [Kind.LIST])
def test_what_stands_nowhere_is_refused(pipeline: Pipeline, question: str, kind: Kind) -> None:
    refusal = ask(pipeline, question, kind)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.NO_ANSWER


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.QUOTE])
@pytest.mark.parametrize("question", ["туризм", "озёра", "дружба", "вода"])
def test_what_is_shown_stands_where_it_is_cited(pipeline: Pipeline, question: str, kind: Kind) -> None:
    answer = ask(pipeline, question, kind)
    assert isinstance(answer, Answer)
    texts = {passage.point: passage for passage in answer.passages}
    for sentence in answer.sentences:
        (citation,) = sentence.citations
        assert sentence.text.strip("«»") in citation.quote
        passage = texts.get(citation.point)
        assert passage is None or citation.start >= 0


def test_quotation(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Приведи цитату о дружбе", Kind.QUOTE)
    assert isinstance(answer, Answer)
    assert [sentence.text for sentence in answer.sentences] == [
        "«Главы государств поручили министрам культуры подготовить договор о дружбе»"
    ]
    assert (points(answer), answer.mode, answer.citations[0].quote) == (
        [4],
        Mode.QUOTED,
        answer.sentences[0].text[1:-1],
    )


def test_another_quotation_is_another(pipeline: Pipeline) -> None:
    first = ask(pipeline, "Приведи цитату о туризме", Kind.QUOTE)
    second = ask(pipeline, "Приведи ещё одну", Kind.QUOTE, Turn("Приведи цитату о туризме", first.text))
    assert sorted(points(first) + points(second)) == [1, 3]


def test_no_one_word_of_an_indirect_question_is_quoted(pipeline: Pipeline) -> None:
    found = pipeline.retrieve("Приведи цитату о том, кто поддержал дружбу и туризм", (), Kind.QUOTE)
    assert not isinstance(found, Answer)  # the LLM reads what is near
    whole = ask(pipeline, "Приведи цитату о том, как развивать маршруты", Kind.QUOTE)
    assert points(whole) == [3]


def test_no_quotation_on_what_stands_nowhere(pipeline: Pipeline) -> None:
    refusal = ask(pipeline, "Приведи цитату о космосе", Kind.QUOTE)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.NO_ANSWER


@pytest.mark.parametrize("question", ["Дай цитату про права туристов", "Приведи цитату о рыбалке на озёрах"])
def test_a_word_that_stands_nowhere_leaves_a_quotation_to_the_look_up(pipeline: Pipeline, question: str) -> None:
    assert isinstance(pipeline.retrieve(question, (), Kind.QUOTE), QueryContext)


def test_a_look_up_that_stands_in_for_a_quotation_cites_the_very_words(
    pipeline: Pipeline, retriever: Retriever
) -> None:
    lookup = Lookup(Source(retriever), MultiHop.untrained(), Limits(2, 50))
    context = pipeline.retrieve("Дай цитату про права туристов", (), Kind.QUOTE)
    assert isinstance(context, QueryContext)
    sentence = lookup.quote(context, lookup.evidence(context)[0], 0)
    (citation,) = sentence.citations
    assert sentence.text == f"«{citation.quote}»"
    section = retriever.index.document.section(citation.point)
    assert section.text[citation.start : citation.end] == citation.quote


def test_a_piece_of_the_text_is_no_topic(pipeline: Pipeline) -> None:
    assert points(ask(pipeline, "процитируй красивый кусок про дружбу", Kind.QUOTE)) == [4]


def test_a_verb_is_left_out_where_the_whole_topic_stands_nowhere(pipeline: Pipeline) -> None:
    assert points(ask(pipeline, "Всё, что обещали сделать про спасение озёр", Kind.LIST)) == [2]


def test_the_head_weighs_the_features_in_their_order() -> None:
    relevance = Relevance.load()
    assert tuple(relevance.head.weights) == LIST_FEATURES == tuple(read_manifest().heads["list"].features)


def test_paragraphs_that_hold_the_topic_stay_and_likely_ones_join() -> None:
    relevance = Relevance.load()
    probabilities = {"1.1": 0.99, "2.1": 0.01}
    assert relevance.relevant(probabilities, frozenset({"2.1"})) == {"1.1", "2.1"}
    assert relevance.relevant({"2.1": 0.01}, frozenset()) == frozenset()


@pytest.mark.parametrize("question", ["Какие маршруты запрещены?", "Which routes are banned?"])
def test_what_the_text_says_of_no_name_is_not_listed(pipeline: Pipeline, question: str) -> None:
    assert isinstance(pipeline.retrieve(question, (), Kind.LIST), QueryContext)


def test_a_recording_is_no_quotation(pipeline: Pipeline) -> None:
    refusal = ask(pipeline, "Нужна аудиозапись о туризме", Kind.QUOTE)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.OUT_OF_SCOPE


def test_capitals_do_not_matter(pipeline: Pipeline) -> None:
    assert points(ask(pipeline, "ТУРИЗМ", Kind.LIST)) == points(ask(pipeline, "туризм", Kind.LIST)) == [1, 3]


@pytest.mark.parametrize("kind", [Kind.LOOKUP, Kind.LIST])
def test_where_something_is_mentioned_is_a_list_whatever_the_question_is_taken_for(pipeline: Pipeline, kind: Kind):
    answer = ask(pipeline, "Где упоминаются озёра?", kind)
    assert isinstance(answer, Answer)
    assert answer.kind is Kind.LIST
    assert [one.citations[0].point for one in answer.sentences] == [2, 3]
    assert answer.lead == "В 2 пунктах:"
