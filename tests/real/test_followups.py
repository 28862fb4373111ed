"""Which questions lean on the turn before, with the real embedder, index and weights."""

import pytest

from rag.query.dialogue.history import HistoryResolver
from rag.service import Service
from rag.types import Turn

pytestmark = pytest.mark.real

RUSSIAN = Turn("Какой год предложено объявить годом сохранения ледников?", "2025 год [п. 16].")
ENGLISH = Turn("Which year is proposed as the year of glaciers?", "The year 2025 [p. 16].")


def leans(service: Service, question: str) -> bool:
    history = [ENGLISH if question.isascii() else RUSSIAN]
    _, before = HistoryResolver.load().search(
        question, history, lambda query: service.retriever.retrieve(question, 5, query)
    )
    return before is not None


@pytest.mark.parametrize(
    "question",
    [
        "А кто это предложил?",
        "а подробнее?",
        "And who proposed it?",
        "На какой срок?",
        "и где она прошла?",
        "Кто предложил?",
        "А когда?",
        "Почему?",
        "Сколько стран?",
        "Какова цель?",
        "Под чьей эгидой?",
        "Что это такое?",
        "Расскажи подробнее",
        "Сколько денег на него выделят?",
        "А что ещё он предложил?",
        "Which year?",
        "Who?",
        "Tell me more",
        "Under whose auspices would it work?",
    ],
)
def test_questions_that_lean(without_llm: Service, question: str) -> None:
    assert leans(without_llm, question)


@pytest.mark.parametrize(
    "question",
    [
        "Что говорится о туризме?",
        "Что про спорт?",
        "Афганистан?",
        "туризм",
        "О чём этот документ?",
        "О чём пункт 7?",
        "А что в пункте 7?",
        "Что сказано в последнем пункте?",
        "Кто такой Бердымухамедов?",
        "Кто президент Азербайджана?",
        "Как приготовить плов?",
        "Как тебя зовут?",
        "Какой договор подготовят к следующей встрече?",
        "И какие страны участвовали в Консультативной встрече?",
        "В каких пунктах говорится о молодёжи?",
        "Сколько будет 17 умножить на 23?",
        "Tell me about tourism",
        "Is there a fund for glaciers?",
        "What does this statement say about water?",
        "Do these summits have a common emblem now?",
        "In which points is the pandemic mentioned?",
    ],
)
def test_questions_that_stand_alone(without_llm: Service, question: str) -> None:
    assert not leans(without_llm, question)
