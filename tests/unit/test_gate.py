import json
import math
from pathlib import Path

import numpy as np
import pytest

from rag.gate import WEIGHTS, WEIGHTS_ANY, Gate, GateError, Signals, absent, speaks_of_it, unnamed
from rag.words import words

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
    found = absent(words(question), TEXT)
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
    assert speaks_of_it(question, text) is speaks


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
    assert unnamed(words(question), words(GLACIERS)) == {"unnamed": name, "unnamed_place": place}


def test_judge_is_a_logistic_regression() -> None:
    gate = Gate("llm", -1.0, {"dense": 2.0, "preference": 0.5}, 0.4, 0.6)
    report = gate.judge(Signals({"dense": 1.0, "preference": -2.0, "margin": 7.0}))
    assert report.probability == pytest.approx(0.5)
    assert report.threshold == 0.4
    assert report.signals == {"dense": 1.0, "preference": -2.0, "margin": 7.0}
    far = gate.judge(Signals({"dense": 1e9, "preference": 0.0}))
    assert far.probability == pytest.approx(1 / (1 + math.exp(-30)))
    assert gate.judge(Signals({"dense": -1e9, "preference": 0.0})).probability < 1e-12


def test_a_vector_is_weighed_by_as_many_numbers_and_reported_as_what_it_adds() -> None:
    gate = Gate("llm", 0.0, {"dense": 1.0, "question": (1.0, -2.0)}, 0.4, 0.6)
    report = gate.judge(Signals({"dense": 1.0}, {"question": np.array([3.0, 1.0], np.float32)}))
    assert report.probability == pytest.approx(1 / (1 + math.exp(-2)))
    assert report.signals == {"dense": 1.0, "question": 1.0}


def test_a_signal_that_is_missing() -> None:
    with pytest.raises(KeyError):
        Gate("llm", 0.0, {"dense": 1.0}, 0.5, 0.6).judge(Signals({}))
    with pytest.raises(KeyError):
        Gate("llm", 0.0, {"state": (1.0,)}, 0.5, 0.6).judge(Signals({"state": 1.0}))


@pytest.mark.parametrize("path", [WEIGHTS, WEIGHTS_ANY])
def test_the_weights_of_the_repository_are_sound(path: Path) -> None:
    gate = Gate.load(path)
    assert 0 < gate.threshold <= gate.sure < 1


def test_an_llm_that_the_gate_was_not_fitted_with_is_judged_without_its_states() -> None:
    fitted = Gate.load(WEIGHTS)
    assert Gate.of(fitted.llm) == fitted
    assert "state" in fitted.weights
    assert Gate.of("another") == Gate.load(WEIGHTS_ANY)
    assert "state" not in Gate.of("another").weights


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"llm": "a", "intercept": 0, "weights": [], "threshold": 0.5, "sure": 0.6}),
        json.dumps({"llm": "a", "intercept": "much", "weights": {}, "threshold": 0.5, "sure": 0.6}),
        '{"llm": "a", "intercept": NaN, "weights": {}, "threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "intercept": 0, "weights": {"dense": Infinity}, "threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "intercept": 0, "weights": {}, "threshold": 0.5, "sure": NaN}',
        '{"llm": "a", "intercept": 0, "weights": {"state": [1, NaN]}, "threshold": 0.5, "sure": 0.6}',
        '{"llm": "a", "intercept": 0, "weights": {"state": ["much"]}, "threshold": 0.5, "sure": 0.6}',
    ],
)
def test_weights_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gate.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GateError, match=r"python -m eval\.calibrate"):
        Gate.load(path)


def test_no_weights(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"none\.json"):
        Gate.load(tmp_path / "none.json")
