"""Questions in further languages, asked again in the document's, with the real embedder, index and weights."""

from pathlib import Path

import pytest

from eval.core.kinds.questions import load_kinds
from rag.query.context import QueryContext
from rag.query.foreign.restate import Restater
from rag.query.kind import KindClassifier, KindPrediction
from rag.service import Service
from rag.types import Answer, Kind, Turn

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
        (
            Kind.COUNT,
            "Combien de fois le mot « коридор » apparaît-il, toutes formes comprises ?",
            "Сколько раз упоминается «коридор»?",
        ),
        (Kind.QUOTE, "Климаттын өзгөрүшү тууралуу цитата келтир", "Приведи цитату: изменения климата"),
        (Kind.DEFINE, "«Yeşil koridorlar» ne demek?", "Что такое «зеленых коридоров»?"),
        (Kind.ABOUT, "Uchrashuvda kimlar qatnashdi?", "Кто участвовал?"),
        (Kind.COUNT, "Wie viele Absätze hat Punkt 16?", "Сколько абзацев в пункте 16?"),
        (Kind.COUNT, "第19条有几个段落？", "Сколько абзацев в пункте 19?"),
        (Kind.OVERVIEW, "Су мәселесі туралы не айтылған? Қысқаша", "Перескажи, что сказано по теме: вода"),
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


BEFORE = (Turn("Какие фонды упомянуты?", "В 2 пунктах: Международный фонд спасения Арала [п. 18]."),)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Qozog‘iston necha marta tilga olingan?", Kind.COUNT),
        ("Comparez le sport et le tourisme", Kind.COMPARE),
        ("Wer hat teilgenommen?", Kind.ABOUT),
        ("请概括这份声明的主要内容", Kind.OVERVIEW),
    ],
)
def test_one_that_says_what_it_asks_for_means_the_same_after_another_question(
    without_llm: Service, question: str, kind: Kind
) -> None:
    pipeline = without_llm._documents.first.pipeline
    alone, after = pipeline.retrieve(question), pipeline.retrieve(question, BEFORE)
    assert isinstance(alone, Answer)
    assert isinstance(after, Answer)
    assert (after.kind, after.text) == (kind, alone.text)


def test_one_that_only_goes_on_leans_on_the_question_before(without_llm: Service) -> None:
    pipeline = without_llm._documents.first.pipeline
    alone, after = pipeline.retrieve("Тағы?"), pipeline.retrieve("Тағы?", BEFORE)
    assert isinstance(after, QueryContext)
    assert after.kind.kind is Kind.LIST
    assert not isinstance(alone, QueryContext) or alone.question != after.question
