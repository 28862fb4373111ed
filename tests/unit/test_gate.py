import json
import math
from pathlib import Path

import pytest

from rag.gate import WEIGHTS, Gate, GateError, signals
from rag.types import Passage


def passage(score: float, text: str) -> Passage:
    return Passage(1, "1.1", score, text, 0, len(text))


PASSAGES = (passage(0.9, "Год сохранения ледников предложил Таджикистан."), passage(0.8, "Стороны развивают спорт."))


def test_signals() -> None:
    found = signals("Кто из Узбекистана предложил год ледников?", PASSAGES, 1.5, "ru")
    assert found == {
        "preference": 1.5,
        "dense": 0.9,
        "margin": pytest.approx(0.1),
        "coverage": pytest.approx(2 / 3),
        "names": 0.0,
        "open": 0.0,
        "quantity": 0.0,
        "quantity in vain": 0.0,
        "english": 0.0,
        "other": 0.0,
    }


@pytest.mark.parametrize(("language", "english", "other"), [("en", 1.0, 0.0), ("other", 0.0, 1.0)])
def test_words_are_not_sought_across_languages(language: str, english: float, other: float) -> None:
    found = signals("Who proposed the Glacier Year?", PASSAGES, 0.0, language)
    assert (found["coverage"], found["names"], found["english"], found["other"]) == (0.5, 0.5, english, other)


@pytest.mark.parametrize(("question", "share"), [("What of Tajikistan?", 1.0), ("What of Uzbekistan?", 0.0)])
def test_names_are_sought_across_languages(question: str, share: float) -> None:
    assert signals(question, PASSAGES, 0.0, "en")["names"] == share


@pytest.mark.parametrize(
    ("question", "text", "signal", "value"),
    [
        ("Что сказано о спорте?", "О спорте.", "open", 1.0),
        ("Кто предложил спорт?", "О спорте.", "open", 0.0),
        ("Сколько стоит фонд?", "Фонд создан в 2021 году.", "quantity in vain", 1.0),
        ("Сколько лет договору?", "Договору 15 лет.", "quantity in vain", 0.0),
        ("How many points are there?", "Пунктов нет.", "quantity", 1.0),
    ],
)
def test_the_shape_of_a_question(question: str, text: str, signal: str, value: float) -> None:
    assert signals(question, (passage(0.9, text),), 0.0, "ru")[signal] == value


def test_judge_is_a_logistic_regression() -> None:
    gate = Gate("llm", -1.0, {"dense": 2.0, "preference": 0.5}, 0.4)
    report = gate.judge({"dense": 1.0, "preference": -2.0, "margin": 7.0})
    assert report.probability == pytest.approx(0.5)
    assert report.threshold == 0.4
    assert report.signals == {"dense": 1.0, "preference": -2.0, "margin": 7.0}
    assert gate.judge({"dense": 1e9, "preference": 0.0}).probability == pytest.approx(1 / (1 + math.exp(-30)))
    assert gate.judge({"dense": -1e9, "preference": 0.0}).probability < 1e-12


def test_a_signal_that_is_missing() -> None:
    with pytest.raises(KeyError):
        Gate("llm", 0.0, {"dense": 1.0}, 0.5).judge({})


def test_the_weights_of_the_repository_weigh_known_signals() -> None:
    gate = Gate.load(WEIGHTS)
    assert 0 < gate.threshold < 1
    assert set(gate.weights) <= set(signals("Что?", PASSAGES, 0.0, "ru"))
    assert 0 < gate.judge(signals("Что?", PASSAGES, 0.0, "ru")).probability < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"llm": "a", "intercept": 0, "weights": [], "threshold": 0.5}),
        json.dumps({"llm": "a", "intercept": "much", "weights": {}, "threshold": 0.5}),
        '{"llm": "a", "intercept": NaN, "weights": {}, "threshold": 0.5}',
        '{"llm": "a", "intercept": 0, "weights": {"dense": Infinity}, "threshold": 0.5}',
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
