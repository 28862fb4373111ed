import json
import math
from pathlib import Path

import pytest

from rag.gate import WEIGHTS, Gate, GateError, signals, speaks_of_it
from rag.types import Passage


def passage(score: float, text: str) -> Passage:
    return Passage(1, "1.1", score, text, 0, len(text))


PASSAGES = (passage(0.9, "Год сохранения ледников предложил Таджикистан."), passage(0.8, "Стороны развивают спорт."))


@pytest.mark.parametrize(("language", "english", "other"), [("ru", 0.0, 0.0), ("en", 1.0, 0.0), ("other", 0.0, 1.0)])
def test_signals(language: str, english: float, other: float) -> None:
    found = signals("Кто предложил год ледников?", PASSAGES[0], 1.5, language)
    assert found == {"preference": 1.5, "dense": 0.9, "english": english, "other": other}


@pytest.mark.parametrize(
    ("question", "language", "speaks"),
    [
        ("Что сказано о ледниках?", "ru", True),
        ("Что говорится в заявлении о сохранении ледников?", "ru", True),
        ("Что сказано о бюджете ледников?", "ru", False),
        ("Кто сказал о ледниках?", "ru", False),
        ("What does the statement say about Tajikistan?", "en", True),
        ("What does the statement say about Uzbekistan?", "en", False),
        ("What does the statement say about the price of Tajikistan?", "en", False),
    ],
)
def test_what_is_said_about_a_thing_that_the_passage_names(question: str, language: str, speaks: bool) -> None:
    assert speaks_of_it(question, PASSAGES[0], language) is speaks


def test_judge_is_a_logistic_regression() -> None:
    gate = Gate("llm", -1.0, {"dense": 2.0, "preference": 0.5}, 0.4, 0.6)
    report = gate.judge({"dense": 1.0, "preference": -2.0, "margin": 7.0})
    assert report.probability == pytest.approx(0.5)
    assert report.threshold == 0.4
    assert report.signals == {"dense": 1.0, "preference": -2.0, "margin": 7.0}
    assert gate.judge({"dense": 1e9, "preference": 0.0}).probability == pytest.approx(1 / (1 + math.exp(-30)))
    assert gate.judge({"dense": -1e9, "preference": 0.0}).probability < 1e-12


def test_a_signal_that_is_missing() -> None:
    with pytest.raises(KeyError):
        Gate("llm", 0.0, {"dense": 1.0}, 0.5, 0.6).judge({})


def test_the_weights_of_the_repository_weigh_known_signals() -> None:
    gate = Gate.load(WEIGHTS)
    assert 0 < gate.threshold < 1
    assert set(gate.weights) <= set(signals("Кто?", PASSAGES[0], 0.0, "ru"))
    assert 0 < gate.judge(signals("Кто?", PASSAGES[0], 0.0, "ru")).probability < 1


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
