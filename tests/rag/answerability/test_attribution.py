import pytest

from index.language.words import words
from rag.answerability.attribution import AttributionChecker, claimed_actors

PROPOSAL = "Главы государств поддержали предложение Президента Республики Таджикистан об объявлении года ледников."
WHOLE = PROPOSAL + " Присутствовали президенты Узбекистана и Кыргызской Республики. Мероприятия прошли в Туркменбаши."


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Почему Узбекистан предложил объявить год ледников?", True),
        ("Какую инициативу о ледниках выдвинул Кыргызстан?", True),
        ("На что опиралась инициатива Узбекистана о годе ледников?", True),
        ("Why did the President of Uzbekistan propose a year of glaciers?", True),
        ("What did the initiative of the Republic of Kyrgyzstan say of glaciers?", True),
        ("Почему Таджикистан предложил объявить год ледников?", False),
        ("Why did Tajikistan propose a year of glaciers?", False),
        ("Чем предложение Таджикистана отличается от идеи Узбекистана?", False),
        ("Что в Узбекистане думают о годе ледников?", False),
        ("Что предложил Ташкент?", False),
        ("Какие предложения прозвучали в Туркменбаши?", False),
        ("Кто предложил объявить год ледников?", False),
    ],
)
def test_a_proposal_that_is_attributed_to_another_than_the_passage_names(question: str, wrong: bool) -> None:
    checker = AttributionChecker([PROPOSAL, WHOLE])
    assert checker.is_misattributed(question, PROPOSAL) is wrong
    assert not checker.is_misattributed(question, "Стороны согласились развивать туризм.")


@pytest.mark.parametrize(
    ("question", "actors"),
    [
        ("Какую инициативу о ледниках выдвинул Кыргызстан?", ["Кыргызстан"]),
        ("What did the initiative of the Republic of Kyrgyzstan say?", ["Kyrgyzstan"]),
        ("Что в Узбекистане думают о годе ледников?", []),
    ],
)
def test_whom_a_question_takes_for_the_proposer(question: str, actors: list[str]) -> None:
    assert [word.text for word in claimed_actors(words(question))] == actors
