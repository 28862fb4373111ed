import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rag.answerability.logistic import Features
from rag.answerability.rbf import RbfHead
from training.rbf import Space

from models.errors import AskError


@pytest.fixture
def radial() -> RbfHead:
    """Two examples on a line, one at 0 and one at 2; the vector's second number does not count."""
    return RbfHead(
        (("dense", 0), ("question", 2)),
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


def test_examples_count_by_their_distance(radial: RbfHead) -> None:
    assert radial.decision_values(measured(0.25, 0.25)) == {"first": 1.0, "second": pytest.approx(-3 * math.exp(-2))}
    assert radial.decision_values(measured(1.5, 1.0)) == {"first": pytest.approx(math.exp(-2)), "second": -3.0}


def test_places_are_on_the_grid(radial: RbfHead) -> None:
    assert radial.decision_values(measured(0.3, 0.3)) == radial.decision_values(measured(0.25, 0.25))
    assert radial.decision_values(measured(1e9, 0.0)) == {"first": 0.0, "second": 0.0}


def test_a_missing_signal(radial: RbfHead) -> None:
    with pytest.raises(KeyError):
        radial.decision_values(Features({"dense": 1.0}))


def test_what_is_saved_is_found_again(radial: RbfHead, tmp_path: Path) -> None:
    radial.save(tmp_path / "radial.safetensors")
    found = RbfHead.load(tmp_path / "radial.safetensors", AskError)
    assert (found.columns, found.terms, found.gamma) == (radial.columns, radial.terms, radial.gamma)
    assert found.decision_values(measured(0.3, 0.4)) == radial.decision_values(measured(0.3, 0.4))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"mean": np.zeros(2, np.float32)},
        {"dual_coef": np.zeros((2, 1), np.float32)},
        {"columns": (("dense", 0),)},
        {"projection": np.full((3, 1), np.nan, np.float32)},
    ],
)
def test_arrays_that_do_not_fit(radial: RbfHead, tmp_path: Path, spoilt: dict[str, object]) -> None:
    replace(radial, **spoilt).save(tmp_path / "radial.safetensors")
    with pytest.raises(AskError, match="make calibrate"):
        RbfHead.load(tmp_path / "radial.safetensors", AskError)


def test_a_file_that_is_missing_or_none(tmp_path: Path) -> None:
    for path in (tmp_path / "none.safetensors", Path(__file__)):
        with pytest.raises(AskError, match="make calibrate"):
            RbfHead.load(path, AskError)


def test_a_machine_tells_what_no_straight_line_does() -> None:
    """Inside or outside a circle: the regression on what the folds gave to the unseen is nearly always right."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 2))
    inside = (rows**2).sum(axis=1) < 1.2
    space = Space(rows)
    machine = space.fit(np.arange(300), inside, np.arange(300) % 5)
    assert np.mean((machine.linear.out_of_fold > 0.5) == inside) > 0.9
    assert abs(np.corrcoef(machine.linear.weights @ rows.T, inside)[0, 1]) < 0.3


def test_a_machine_is_fitted_on_the_chosen_rows_alone() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(40, 3))
    chosen = np.arange(0, 40, 2)
    machine = Space(rows).fit(chosen, rows[chosen, 0] > 0, np.arange(20) % 5)
    assert machine.linear.out_of_fold.shape == (20,)
    assert (machine.weights[1::2] == 0).all()
    assert (machine.weights[::2] != 0).any()
