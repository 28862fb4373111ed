import pytest

from rag.followup import for_prompt, leans, query
from rag.types import Turn

HISTORY = [Turn("Какой год предложено объявить годом сохранения ледников?", "2025 год [п. 16].")]


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
def test_questions_that_lean(question: str) -> None:
    assert leans(question, HISTORY)
    assert not leans(question, [])


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
def test_questions_that_stand_alone(question: str) -> None:
    assert not leans(question, HISTORY)
    assert query(question, HISTORY) == question
    assert for_prompt(question, HISTORY) == question


def test_what_a_leaning_question_stands_for() -> None:
    history = [Turn("Раньше?", "Да [п. 1]."), *HISTORY]
    assert query("Кто это предложил?", history) == (
        "Кто это предложил? Какой год предложено объявить годом сохранения ледников? 2025 год."
    )
    assert for_prompt("Кто это предложил?", history) == (
        "Кто это предложил? (перед этим: «Какой год предложено объявить годом сохранения ледников?» — «2025 год.»)"
    )


def test_a_long_answer_is_cut() -> None:
    history = [Turn("Что?", "я" * 1000)]
    assert query("А когда?", history).count("я") == 300
