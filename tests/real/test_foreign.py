"""Questions in further languages, asked again in the document's, with the real embedder, index and weights."""

from pathlib import Path

import pytest

from eval.core.kinds.questions import load_kinds
from rag.query.foreign.restate import Restater
from rag.query.kind import KindClassifier, KindPrediction
from rag.service import Service
from rag.types import Kind

pytestmark = pytest.mark.real

QUESTIONS = Path(__file__).parent / "foreign_questions.jsonl"
LEAST = 0.85
"""The share of kinds that are recognised (.95 as measured)."""


@pytest.fixture(scope="module")
def restater(without_llm: Service) -> Restater:
    return Restater(without_llm.retriever)


@pytest.mark.parametrize(
    ("kind", "question", "restated"),
    [
        (Kind.COMPARE, "Vergleiche Sport und Tourismus", "Сравни спорт и туризм"),
        (Kind.COUNT, "Qozog‘iston necha marta tilga olingan?", "Сколько раз упоминается Казахстан?"),
        (Kind.COUNT, "塔吉克斯坦被提到几次？", "Сколько раз упоминается Таджикистан?"),
        (Kind.QUOTE, "Климаттын өзгөрүшү тууралуу цитата келтир", "Приведи цитату: изменения климата"),
        (Kind.DEFINE, "«Yeşil koridorlar» ne demek?", "Что такое «зеленых коридоров»?"),
        (Kind.ABOUT, "Uchrashuvda kimlar qatnashdi?", "Кто участвовал?"),
        (Kind.POINT, "De quoi parle le deuxième alinéa du point 16 ?", "О чём абзац 2 пункта 16?"),
    ],
)
def test_a_question_is_asked_again_in_the_words_of_the_document(
    restater: Restater, without_llm: Service, kind: Kind, question: str, restated: str
) -> None:
    found = restater.restate(question, without_llm.retriever.embed(question), KindPrediction(kind))
    assert found is not None
    assert (found.question, found.kind) == (restated, kind)


def test_most_kinds_are_recognised(restater: Restater, without_llm: Service) -> None:
    asked = load_kinds(QUESTIONS)[::2]
    classifier, right = KindClassifier.load(), 0
    for one in asked:
        vector = without_llm.retriever.embed(one.question)
        predicted = classifier.predict(one.question, vector)
        restated = restater.restate(one.question, vector, predicted)
        right += (restated.kind if restated else predicted.kind) == one.kind
    assert right >= LEAST * len(asked)
