import math
from pathlib import Path

import pytest

from index.language.words import words
from rag.answerability.gate import (
    WEIGHTS,
    WEIGHTS_ANY,
    Gate,
    GateError,
    covers_topic,
    is_misattributed,
    oov_terms,
    unsupported_entities,
)
from rag.answerability.logistic import Features, LogisticHead

GLACIERS = "Год сохранения ледников предложил Таджикистан."
TEXT = frozenset().union(*(word.forms for word in words(GLACIERS)))


@pytest.mark.parametrize(
    ("question", "share", "name", "number"),
    [
        ("Кто предложил год ледников?", 0.0, 0.0, 0.0),
        ("Сколько долларов даст Таджикистан?", 2 / 3, 0.0, 0.0),
        ("Что предложил Узбекистан?", 1 / 2, 1.0, 0.0),
        ("Какие ледники растают в 2030 году?", 2 / 3, 0.0, 1.0),
        ("Кто?", 0.0, 0.0, 0.0),
    ],
)
def test_words_that_the_text_lacks(question: str, share: float, name: float, number: float) -> None:
    found = oov_terms(words(question), TEXT)
    assert found == {"absent": pytest.approx(share), "absent_name": name, "absent_number": number}


@pytest.mark.parametrize(
    ("question", "text", "speaks"),
    [
        ("Что сказано о ледниках?", GLACIERS, True),
        ("Что говорится в заявлении о сохранении ледников?", GLACIERS, True),
        ("Что сказано о бюджете ледников?", GLACIERS, False),
        ("Кто сказал о ледниках?", GLACIERS, False),
        ("What does the statement say about Tajikistan?", "A year of glaciers was proposed by Tajikistan.", True),
        ("What does the statement say about glaciers?", "A year of glaciers was proposed by Tajikistan.", True),
        ("What does the statement say about Uzbekistan?", "A year of glaciers was proposed by Tajikistan.", False),
        ("What does the statement say about the price of glaciers?", "A year of glaciers was proposed.", False),
    ],
)
def test_what_is_said_about_a_thing_that_the_text_names(question: str, text: str, speaks: bool) -> None:
    assert covers_topic(question, text) is speaks


@pytest.mark.parametrize(
    ("question", "name", "place"),
    [
        ("Что предложил президент Таджикистана?", 0, 0),
        ("Что предложил президент Узбекистана?", 1, 1),
        ("Что говорит об этом Форум?", 1, 0),
        ("Что предложено?", 0, 0),
    ],
)
def test_whom_the_question_names_and_the_passage_does_not(question: str, name: int, place: int) -> None:
    assert unsupported_entities(words(question), words(GLACIERS)) == {"unnamed": name, "unnamed_place": place}


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
def test_a_proposal_that_is_ascribed_to_another_than_the_passage_names(question: str, wrong: bool) -> None:
    names = [word for word in words(WHOLE) if word.is_proper]
    assert is_misattributed(words(question), words(PROPOSAL), names) is wrong
    assert not is_misattributed(words(question), words("Стороны согласились развивать туризм."), names)


def test_a_misascribed_question_is_refused_whatever_the_regression_says() -> None:
    certain = LogisticHead(9.0, {})
    gate = Gate("llm", certain, certain, 0.4, 0.6)
    assert gate.predict(Features({"misascribed": 0.0})).probability > 0.99
    assert gate.predict(Features({"misascribed": 1.0})).probability == 0.0


def test_text_and_passage_are_judged_by_a_logistic_regression_each() -> None:
    text, passage = LogisticHead(-1.0, {"dense": 2.0, "preference": 0.5}), LogisticHead(1.0, {"dense": -1.0})
    gate = Gate("llm", passage, text, 0.4, 0.6)
    report = gate.predict(Features({"dense": 2.0, "preference": -6.0, "margin": 7.0}))
    assert report.probability == pytest.approx(0.5)
    assert report.p_relevant == pytest.approx(1 / (1 + math.e))
    assert report.threshold == 0.4
    assert report.signals == {"dense": 2.0, "preference": -6.0, "margin": 7.0}


@pytest.mark.parametrize("path", [WEIGHTS, WEIGHTS_ANY])
def test_the_weights_of_the_repository_are_sound(path: Path) -> None:
    gate = Gate.load(path)
    assert 0 < gate.threshold <= gate.quote_threshold < 1


def test_an_llm_that_the_gate_was_not_fitted_with_is_judged_without_its_states() -> None:
    fitted = Gate.load(WEIGHTS)
    assert Gate.of(fitted.llm) == fitted
    assert "state" in fitted.text.weights
    assert Gate.of("another") == Gate.load(WEIGHTS_ANY)
    assert "state" not in Gate.of("another").text.weights


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"llm": "a", "passage": {"intercept": 0, "weights": {}}, "threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "passage": {"intercept": 0, "weights": {}}, "text": {"intercept": 0, "weights": []}, '
        '"threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "passage": {"intercept": 0, "weights": {}}, "text": {"intercept": NaN, "weights": {}}, '
        '"threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "passage": {"intercept": 0, "weights": {}}, "text": {"intercept": 0, "weights": {}}, '
        '"threshold": 0.5, "sure": NaN}',
        '{"llm": "a", "passage": {"intercept": 0, "weights": {}}, "text": {"intercept": 0, "weights": {}}, '
        '"sure": 0.6}',
    ],
)
def test_weights_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gate.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GateError, match="make calibrate"):
        Gate.load(path)


def test_no_weights(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"none\.json"):
        Gate.load(tmp_path / "none.json")
