from pathlib import Path

import numpy as np
import pytest

from eval.calibrate import NUMBERS, VECTORS, Examples, fit, keep, kept, named, questions
from eval.dataset import CALIBRATION, DEFAULT_QUESTIONS, load, select
from rag.gate import Gate, Signals


@pytest.fixture
def examples() -> Examples:
    random = np.random.default_rng(0)
    answerable = np.arange(80) % 2 == 0
    numbers = random.normal(size=(80, len(NUMBERS)))
    numbers[:, 0] += 3 * answerable
    vectors = {name: random.normal(size=(80, 4)) for name in VECTORS}
    return Examples("llm", tuple(f"q{i}" for i in range(80)), answerable, numbers, vectors)


def test_examples_are_kept_and_found_again(examples: Examples, tmp_path: Path) -> None:
    keep(examples, tmp_path / "examples.npz")
    found = kept(tmp_path / "examples.npz")
    assert (found.llm, found.ids) == (examples.llm, examples.ids)
    np.testing.assert_array_equal(found.matrix, examples.matrix)


def test_the_gate_weighs_as_the_regression_did(examples: Examples) -> None:
    """Weights by name, put into a Gate, give the probability of the fitted regression."""
    intercept, weights, threshold, sure = fit(examples.matrix, examples.answerable)
    by_name = {name: tuple(w) if isinstance(w, list) else w for name, w in named(weights, examples).items()}
    gate = Gate("llm", intercept, by_name, threshold, sure)
    rows = [
        Signals(
            dict(zip(NUMBERS, examples.numbers[row], strict=True)),
            {name: examples.vectors[name][row].astype(np.float32) for name in VECTORS},
        )
        for row in range(80)
    ]
    told = np.array([gate.judge(row).probability for row in rows])
    expected = 1 / (1 + np.exp(-(intercept + examples.matrix @ weights)))
    np.testing.assert_allclose(told, expected, atol=1e-3)
    assert told[examples.answerable].mean() > 0.5 > told[~examples.answerable].mean()
    assert 0 < threshold <= sure < 1


def test_nothing_of_the_test_split_is_fitted_on() -> None:
    tested = {item.id for item in select(load(DEFAULT_QUESTIONS), split="test")}
    asked = {item.question for item in select(load(DEFAULT_QUESTIONS), split="test") if not item.history}
    assert not tested & {item.id for item in questions()}
    assert not asked & {item.question for item in load(CALIBRATION)}
