import json
import math
from pathlib import Path

import numpy as np
import pytest

from rag.gate import WEIGHTS, Gate, GateError, Signals, absent, speaks_of_it
from rag.types import Passage
from rag.words import words


def passage(score: float, text: str) -> Passage:
    return Passage(1, "1.1", score, text, 0, len(text))


PASSAGES = (passage(0.9, "Год сохранения ледников предложил Таджикистан."), passage(0.8, "Стороны развивают спорт."))
TEXT = frozenset().union(*(word.forms for word in words(PASSAGES[0].text)))


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


def test_the_weights_of_the_repository_are_of_one_llm_and_ordered_thresholds() -> None:
    gate = Gate.load(WEIGHTS)
    assert 0 < gate.threshold <= gate.sure < 1
    assert gate.llm


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
