import pytest

from rag.query.asked.expected import Sought, expected_answer


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("Кто предложил год чтения?", Sought.PROPOSER),
        ("Президент какой страны предложил фонд?", Sought.PROPOSER),
        ("Which head of state initiated the strategy?", Sought.PROPOSER),
        ("Кто инициатор стратегии?", Sought.PROPOSER),
        ("Кому поручено подготовить договор?", Sought.PERSON),
        ("Чьи права защищают?", Sought.OWNER),
        ("Когда прошла встреча?", Sought.DATE),
        ("На какие годы рассчитан план?", Sought.DATE),
        ("What years does the plan cover?", Sought.DATE),
        ("годы десятилетия воды", Sought.DATE),
        ("Каким международным годом объявлен 2019-й?", Sought.THING),
        ("Сколько сторон в совете?", Sought.NUMBER),
        ("Сколькосторонним задуман совет?", Sought.NUMBER),
        ("How many sides are there?", Sought.NUMBER),
        ("Как называется платформа?", Sought.NAME),
        ("Где пройдёт форум?", Sought.PLACE),
        ("Какой договор подготовят?", Sought.THING),
        ("Что за договор готовят?", Sought.THING),
        ("Номер сессии, резолюции которой названы?", Sought.THING),
        ("Как обмениваются опытом?", Sought.UNKNOWN),
        ("How do they exchange books?", Sought.UNKNOWN),
        ("Зачем нужен фонд?", Sought.UNKNOWN),
        ("Подписан ли договор?", Sought.UNKNOWN),
        ("Кто и когда это предложил?", Sought.UNKNOWN),
        ("Какая инициатива поддержана?", Sought.UNKNOWN),
    ],
)
def test_the_sort_of_words_that_is_asked_for(question: str, sought: Sought) -> None:
    assert expected_answer(question).sought is sought


def test_what_stands_beside_the_asking_word() -> None:
    found = expected_answer("По линии каких ведомств пойдут контакты?")
    assert [token.text for token in found.focus] == ["ведомств"]
    assert found.anchor is not None
    assert found.anchor.text == "линии"
    assert expected_answer("С кем будут сотрудничать?").preposition == "с"
    assert expected_answer("Threats to what?").preposition == "to"
    assert expected_answer("Кому это поручено?").case == "datv"
    assert [token.text for token in expected_answer("Which test site was closed?").focus] == ["test", "site"]


def test_the_question_before_lends_what_is_missing() -> None:
    found = expected_answer("А фонд?", "ru", "Кто предложил год чтения?")
    assert found.sought is Sought.PROPOSER
    assert {"фонд", "чтения"} <= {token.text for token in found.known}
    assert expected_answer("А когда?", "ru", "Кто предложил год чтения?").sought is Sought.DATE


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("Wer hat das vorgeschlagen?", Sought.PROPOSER),
        ("қай елдің бастамасы қолдау тапты", Sought.PROPOSER),
        ("шартномани ким тайёрлайди", Sought.PERSON),
        ("哪一年被提议", Sought.DATE),
        ("qaysi yil eʼlon qilindi", Sought.DATE),
        ("Combien de parties ?", Sought.NUMBER),
        ("Қандай шарт?", Sought.UNKNOWN),
    ],
)
def test_other_languages(question: str, sought: Sought) -> None:
    assert expected_answer(question, "other").sought is sought
