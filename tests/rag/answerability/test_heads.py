import math
from pathlib import Path

import numpy as np
import pytest

from rag.answerability.heads import Features, LogisticHead, RbfHead, logit, sigmoid
from rag.weights import WeightsError, build, write
from tests.rag.weights.samples import entry
from training.heads import KernelSpace


def test_numbers_contribute_their_weight_times_their_value() -> None:
    score, contributions = LogisticHead(-1.0, {"dense": 2.0}).decision_function(Features({"dense": 1.5, "margin": 7.0}))
    assert score == 2.0
    assert contributions == {"dense": 3.0}


def test_a_vector_contributes_its_inner_product_with_its_weights() -> None:
    regression = LogisticHead(0.0, {"dense": 1.0, "question": (1.0, -2.0)})
    features = Features({"dense": 1.0}, {"question": np.array([3.0, 1.0], np.float32)})
    score, contributions = regression.decision_function(features)
    assert score == 2.0
    assert contributions == {"dense": 1.0, "question": 1.0}


def test_log_odds_are_bounded() -> None:
    regression = LogisticHead(0.0, {"dense": 1.0})
    assert regression.decision_function(Features({"dense": 1e9}))[0] == 30.0
    assert regression.decision_function(Features({"dense": -1e9}))[0] == -30.0


def test_a_feature_that_is_missing() -> None:
    with pytest.raises(KeyError):
        LogisticHead(0.0, {"dense": 1.0}).decision_function(Features({}))
    with pytest.raises(KeyError):
        LogisticHead(0.0, {"state": (1.0,)}).decision_function(Features({"state": 1.0}))


@pytest.mark.parametrize("score", [-29.0, -1.5, 0.0, 0.5, 8.0])
def test_log_odds_undo_a_probability(score: float) -> None:
    assert logit(sigmoid(score)) == pytest.approx(score, rel=1e-3)


def test_certainty_has_finite_log_odds() -> None:
    assert (logit(0.0), logit(1.0)) == (-30.0, 30.0)
    assert logit(1 / (1 + math.exp(40))) == -30.0


def test_a_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    arrays = {"a.coef": np.array([2.0, 1.0, 2.5]), "a.intercept": np.array([1.0])}
    write(tmp_path / "file.safetensors", arrays, {"a": entry(features={"dense": 0, "question": 2})})
    head = build("a", LogisticHead.from_head, tmp_path)
    assert (head.intercept, head.weights["dense"]) == (1.0, 2.0)
    np.testing.assert_array_equal(head.weights["question"], [1.0, 2.5])


@pytest.mark.parametrize(
    "arrays",
    [
        {"a.coef": np.ones(2), "a.intercept": np.ones(1)},
        {"a.coef": np.ones(3), "a.intercept": np.ones(2)},
        {"a.coef": np.ones((3, 1)), "a.intercept": np.ones(1)},
        {"a.intercept": np.ones(1)},
    ],
)
def test_weights_of_another_shape(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    write(tmp_path / "file.safetensors", arrays, {"a": entry(features={"dense": 0, "question": 2})})
    with pytest.raises(WeightsError, match="make calibrate"):
        build("a", LogisticHead.from_head, tmp_path)


@pytest.fixture
def machine() -> RbfHead:
    """Two support vectors on a line, one at 0 and one at 2; the vector's second number does not count."""
    return RbfHead(
        {"dense": 0, "question": 2},
        ("first", "second"),
        np.array([0.5, 0.0, 0.0], np.float32),
        np.array([1.0, 0.5, 1.0], np.float32),
        np.array([[1.0], [0.5], [0.0]], np.float32),
        np.array([0.25], np.float32),
        np.array([[0.0], [2.0]], np.float32),
        np.array([[1.0, 0.0], [0.0, -3.0]], np.float32),
        0.5,
    )


def measured(dense: float, question: float) -> Features:
    return Features({"dense": dense, "margin": 9.0}, {"question": np.array([question, 7.0], np.float32)})


def test_support_vectors_count_by_their_distance(machine: RbfHead) -> None:
    assert machine.decision_values(measured(0.25, 0.25)) == {"first": 1.0, "second": pytest.approx(-3 * math.exp(-2))}
    assert machine.decision_values(measured(1.5, 1.0)) == {"first": pytest.approx(math.exp(-2)), "second": -3.0}


def test_coordinates_are_quantized(machine: RbfHead) -> None:
    assert machine.decision_values(measured(0.3, 0.3)) == machine.decision_values(measured(0.25, 0.25))
    assert machine.decision_values(measured(1e9, 0.0)) == {"first": 0.0, "second": 0.0}


def test_a_missing_feature(machine: RbfHead) -> None:
    with pytest.raises(KeyError):
        machine.decision_values(Features({"dense": 1.0}))


KERNEL = {"dense": 0, "question": 2, "first": 0}


def test_a_machine_is_read_as_it_was_written(machine: RbfHead, tmp_path: Path) -> None:
    write(tmp_path / "file.safetensors", machine.to_arrays(), {"a": entry(features=KERNEL)})
    found = build("a", lambda head: RbfHead.from_head(head, ("first", "second")), tmp_path)
    assert (found.features, found.outputs, found.gamma) == (machine.features, machine.outputs, machine.gamma)
    assert found.decision_values(measured(0.3, 0.4)) == machine.decision_values(measured(0.3, 0.4))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"mean": np.zeros(2, np.float32)},
        {"dual_coef": np.zeros((2, 1), np.float32)},
        {"projection": np.zeros((2, 1), np.float16)},
        {"projection": np.full((3, 1), np.nan, np.float16)},
        {"support_vectors": np.zeros((2, 2), np.int8)},
    ],
)
def test_arrays_of_a_machine_that_cannot_be_used(
    machine: RbfHead, tmp_path: Path, spoilt: dict[str, np.ndarray]
) -> None:
    write(tmp_path / "file.safetensors", machine.to_arrays() | spoilt, {"a": entry(features=KERNEL)})
    with pytest.raises(WeightsError, match="make calibrate"):
        build("a", lambda head: RbfHead.from_head(head, ("first", "second")), tmp_path)


def test_a_machine_separates_what_no_straight_line_does() -> None:
    """Inside or outside a circle: the regression on out-of-fold values is nearly always right."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 2))
    inside = (rows**2).sum(axis=1) < 1.2
    space = KernelSpace(rows)
    machine = space.fit(np.arange(300), inside, np.arange(300) % 5)
    assert np.mean((machine.linear.out_of_fold > 0.5) == inside) > 0.9
    assert abs(np.corrcoef(machine.linear.coef @ rows.T, inside)[0, 1]) < 0.3


def test_a_machine_is_fitted_on_the_chosen_rows_alone() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(40, 3))
    chosen = np.arange(0, 40, 2)
    machine = KernelSpace(rows).fit(chosen, rows[chosen, 0] > 0, np.arange(20) % 5)
    assert machine.linear.out_of_fold.shape == (20,)
    assert (machine.dual_coef[1::2] == 0).all()
    assert (machine.dual_coef[::2] != 0).any()
