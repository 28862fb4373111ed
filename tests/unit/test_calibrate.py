import json
from pathlib import Path

import numpy as np
import pytest

from eval.calibrate import NUMBERS, VECTORS, VECTORS_ANY, Examples, fit, keep, kept
from eval.dataset import CALIBRATION, DEFAULT_QUESTIONS, load, select
from eval.train_ranker import FOLDS, questions
from rag.gate import Gate, Signals

READ = 2


@pytest.fixture
def examples() -> Examples:
    """80 questions with two passages each; of the answerable half the second passage is the right one."""
    random = np.random.default_rng(0)
    rows = np.arange(80 * READ)
    answerable = rows // READ % 2 == 0
    answers = answerable & (rows % READ == 1)
    numbers = random.normal(size=(len(rows), len(NUMBERS)))
    numbers[:, 0] += 4 * answers
    vectors = {name: random.normal(size=(len(rows), 4)) for name in VECTORS}
    names = tuple(f"q{row // READ}" for row in rows)
    return Examples("llm", names, rows // READ % FOLDS, answers, answerable, rows % 5 > 0, numbers, vectors)


def test_examples_are_kept_and_found_again(examples: Examples, tmp_path: Path) -> None:
    keep(examples, tmp_path / "examples.npz")
    found = kept(tmp_path / "examples.npz")
    assert (found.llm, found.ids) == (examples.llm, examples.ids)
    np.testing.assert_array_equal(found.matrix(VECTORS), examples.matrix(VECTORS))
    np.testing.assert_array_equal(found.answers, examples.answers)
    assert found.first.tolist() == list(range(0, 160, 2))


def test_some_of_the_examples(examples: Examples) -> None:
    some = examples.only(examples.read)
    assert len(some.ids) == len(some.answers) == len(some.vectors["state"]) == 128
    np.testing.assert_array_equal(some.numbers, examples.numbers[examples.read])


@pytest.mark.parametrize("vectors", [VECTORS, VECTORS_ANY])
def test_the_gate_weighs_as_the_regression_did(examples: Examples, tmp_path: Path, vectors: tuple[str, ...]) -> None:
    """What is written gives, read by a Gate, the probability of the fitted regression."""
    written = fit(examples, vectors)
    (tmp_path / "gate.json").write_text(json.dumps({"llm": "llm", **written}), encoding="utf-8")
    gate = Gate.load(tmp_path / "gate.json")
    rows = [
        Signals(
            dict(zip(NUMBERS, examples.numbers[row], strict=True)),
            {name: examples.vectors[name][row].astype(np.float32) for name in vectors},
        )
        for row in range(160)
    ]
    told = np.array([gate.judge(row).probability for row in rows])
    weights = np.concatenate([np.atleast_1d(weight) for weight in written["weights"].values()])
    expected = 1 / (1 + np.exp(-(written["intercept"] + examples.matrix(vectors) @ weights)))
    np.testing.assert_allclose(told, expected, atol=1e-3)
    assert told[examples.answers].mean() > 0.5 > told[~examples.answers].mean()
    assert 0 < gate.threshold <= gate.sure < 1


def test_nothing_of_the_test_split_is_fitted_on() -> None:
    tested = {item.id for item in select(load(DEFAULT_QUESTIONS), split="test")}
    asked = {item.question for item in select(load(DEFAULT_QUESTIONS), split="test") if not item.history}
    assert not tested & {item.id for item in questions()}
    assert not asked & {item.question for item in load(CALIBRATION)}
