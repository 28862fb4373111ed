"""What of a question in a further language is asked again as it stands."""

import numpy as np
import pytest

from index.store import Index
from rag.query.foreign.restate import Restater, is_russian
from rag.query.kind import KindPrediction
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.small_document import small_source


@pytest.mark.parametrize(
    ("text", "is_own"), [("интернет", True), ("лёд и снег", True), ("Жібек жолы", False), ("Yeşil koridor", False)]
)
def test_quoted_words_may_be_russian(text: str, is_own: bool) -> None:
    assert is_russian(text) is is_own


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Fasse das Gesetz zusammen", "Перескажи документ"),
        ("Fasse Kapitel 5 in drei Sätzen zusammen", "Перескажи глава 5 в 3 предложениях"),
        ("Бұл заң не жайында? Қысқаша", "Перескажи документ"),
        ("Résume le règlement en quatre points", "Перескажи документ в 4 предложениях"),
        ("Nizomni qisqacha aytib bering", "Перескажи документ"),
        ("Ереже туралы қысқаша мазмұны", "Перескажи документ"),
        ("Fasse das ganze Gesetz bitte in drei Aussagen zusammen.", "Перескажи документ в 3 предложениях"),
        ("Veuillez résumer l'ensemble du règlement en six idées", "Перескажи документ в 6 предложениях"),
    ],
)
def test_what_a_document_is_called_is_no_topic_of_its_overview(question: str, asked: str) -> None:
    restater = Restater(small_source().retriever)
    restated = restater.restate(question, np.zeros(1, np.float32), KindPrediction(Kind.OVERVIEW, 0.9))
    assert restated is not None
    assert (restated.question, restated.kind) == (asked, Kind.OVERVIEW)


def test_an_overview_of_a_topic_keeps_its_number_of_claims() -> None:
    source = small_source()
    question = "Fasse in drei Sätzen zusammen, was über стадион gesagt wird"
    vector = source.retriever.embed(question)
    restated = Restater(source.retriever).restate(question, vector, KindPrediction(Kind.OVERVIEW, 0.9))
    assert restated is not None
    assert restated.question == "Перескажи в 3 предложениях, что сказано по теме: стадион"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Глава 1. Река\n\nСтатья 1. Вода\n\nВода общая.\n\nСтатья 2. Лес\n\nЛес общий.", "Сколько статей в главе 1?"),
        ("1. Вода общая.\n\n2. Лес общий.", "Сколько пунктов в главе 1?"),
    ],
)
def test_what_a_chapter_has_is_counted_as_the_document_has_it(text: str, asked: str) -> None:
    embedder = TrigramEmbedder()
    index = Index.build(text.encode(), embedder.passages(["вода", "лес"]), embedder.id)
    restater = Restater(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    vector = np.zeros(embedder.dimension, np.float32)
    restated = restater.restate("1-тарауда неше бап бар?", vector, KindPrediction(Kind.COUNT, 0.9))
    assert restated is not None
    assert restated.question == asked


@pytest.mark.parametrize("question", ["Wie viele Kapitel gibt es?", "Неше тарау бар?", "一共有几章"])
@pytest.mark.parametrize("kind", [Kind.ABOUT, Kind.COUNT])
def test_chapters_are_counted_and_not_points(question: str, kind: Kind) -> None:
    restater = Restater(small_source().retriever)
    restated = restater.restate(question, np.zeros(1, np.float32), KindPrediction(kind, 0.9))
    assert restated is not None
    assert (restated.question, restated.kind) == ("Сколько глав?", Kind.COUNT)


@pytest.mark.parametrize(
    ("question", "topic"),
    [("Quels articles parlent du musée ?", "музе"), ("Quels articles mentionnent la bibliothèque ?", "библиотек")],
)
def test_articles_that_speak_of_something_are_a_list_that_stands_alone(question: str, topic: str) -> None:
    restater = Restater(small_source().retriever)
    vector = np.zeros(TrigramEmbedder.dimension, np.float32)
    restated = restater.restate(question, vector, KindPrediction(Kind.LIST, 0.9))
    assert restated is not None
    assert (restated.kind, restated.stands_alone) == (Kind.LIST, True)
    assert topic in restated.question.lower()
