import math

import numpy as np
import pytest
from rag.answerability.logistic import Features, LogisticHead, logit, sigmoid


def test_numbers_are_weighed_and_told_as_they_were_measured() -> None:
    score, told = LogisticHead(-1.0, {"dense": 2.0}).score(Features({"dense": 1.5, "margin": 7.0}))
    assert score == 2.0
    assert told == {"dense": 1.5, "margin": 7.0}


def test_a_vector_is_weighed_by_as_many_numbers_and_told_as_what_it_adds() -> None:
    regression = LogisticHead(0.0, {"dense": 1.0, "question": (1.0, -2.0)})
    score, told = regression.score(Features({"dense": 1.0}, {"question": np.array([3.0, 1.0], np.float32)}))
    assert score == 2.0
    assert told == {"dense": 1.0, "question": 1.0}


def test_a_score_is_kept_within_what_a_probability_can_tell() -> None:
    regression = LogisticHead(0.0, {"dense": 1.0})
    assert regression.score(Features({"dense": 1e9}))[0] == 30.0
    assert regression.score(Features({"dense": -1e9}))[0] == -30.0


def test_a_signal_that_is_missing() -> None:
    with pytest.raises(KeyError):
        LogisticHead(0.0, {"dense": 1.0}).score(Features({}))
    with pytest.raises(KeyError):
        LogisticHead(0.0, {"state": (1.0,)}).score(Features({"state": 1.0}))


@pytest.mark.parametrize("score", [-29.0, -1.5, 0.0, 0.5, 8.0])
def test_log_odds_undo_a_probability(score: float) -> None:
    assert logit(sigmoid(score)) == pytest.approx(score, rel=1e-3)


def test_certainty_has_finite_log_odds() -> None:
    assert (logit(0.0), logit(1.0)) == (-30.0, 30.0)
    assert logit(1 / (1 + math.exp(40))) == -30.0


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"weights": {}}, KeyError),
        ({"intercept": 0}, KeyError),
        ({"intercept": "much", "weights": {}}, ValueError),
        ({"intercept": 0, "weights": {"dense": math.nan}}, ValueError),
        ({"intercept": 0, "weights": {"state": [1, math.inf]}}, ValueError),
        ({"intercept": 0, "weights": []}, AttributeError),
    ],
)
def test_what_is_no_regression(raw: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        LogisticHead.of(raw)


def test_read_as_it_is_written() -> None:
    read = LogisticHead.of({"intercept": 1, "weights": {"dense": 2, "question": [1, 2.5]}})
    assert read == LogisticHead(1.0, {"dense": 2.0, "question": (1.0, 2.5)})
