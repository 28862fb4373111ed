"""training/kind.py: what is fitted, and that the machine of training is the one that runs."""

from pathlib import Path

import numpy as np
import pytest

from rag.answerability.heads import Features
from rag.query.kind import VECTOR, kinds_in_order, softmax
from rag.query.surface import Surface, frequent
from rag.types import Kind
from training import kind as training

RNG = np.random.default_rng(1)
LABELS = np.repeat(np.arange(len(Kind)), 5)
VECTORS = (np.eye(len(Kind), 16)[LABELS] + 0.05 * RNG.normal(size=(len(LABELS), 16))).astype(np.float32)


def test_every_kind_has_questions_and_none_stands_twice() -> None:
    questions, kinds, written = training.examples()
    assert set(kinds[:written]) == set(Kind)
    assert set(kinds[written:]) == {Kind.LOOKUP}
    assert len(set(questions[:written])) == written


def test_the_machine_separates_what_it_was_fitted_on_and_runs_as_it_was_fitted() -> None:
    machine = training.fit_machine(VECTORS, LABELS)
    values = training.machine_values(machine, VECTORS)
    assert np.array_equal(values.argmax(axis=1), LABELS)
    alone = machine.decision_values(Features({}, {VECTOR: VECTORS[7]}))
    assert [alone[kind] for kind in Kind] == pytest.approx(values[7].tolist(), abs=1e-4)


def test_the_regression_separates_questions_by_their_frames() -> None:
    frames = {Kind.LIST: "Перечисли все {}", Kind.YES_NO: "Правда ли, что {}?"}
    questions = [frame.format(topic) for frame in frames.values() for topic in ("воды", "дороги", "школы", "леса")]
    labels = kinds_in_order([kind for kind in frames for _ in range(4)])
    surface = Surface(frequent(questions))
    fitted = training.FittedSurface.fit(surface.columns(questions), np.unique(labels, return_inverse=True)[1])
    values = fitted.values(surface.columns(["Перечисли все мосты", "Правда ли, что мосты?"]))
    assert values.shape[0] == 2
    assert (values[0, 0] > 0) != (values[1, 0] > 0)


def test_the_temperature_makes_values_as_sure_as_they_are_right() -> None:
    values = np.where(np.eye(len(Kind))[LABELS] > 0, 1.0, 0.0).astype(np.float32)
    assert training.temperature(values, LABELS) > 10
    wrong = np.roll(LABELS, 3)
    scale = training.temperature(values, wrong)
    right = (values.argmax(axis=1) == wrong).mean()
    assert softmax(scale * values).max(axis=1).mean() == pytest.approx(right, abs=0.05)


class Counting:
    """An embedder that counts what it embeds."""

    id, dimension = "counting", 3

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def queries(self, texts: list[str]) -> np.ndarray:
        self.embedded += texts
        return np.array([[len(text), 1, 2] for text in texts], np.float32)

    def passages(self, texts: list[str], progress: bool = False) -> np.ndarray:
        raise NotImplementedError


def test_embeddings_are_made_once(tmp_path: Path) -> None:
    embedder, cache = Counting(), tmp_path / "cache.npz"
    first = training.embeddings(["aa", "b", "aa"], embedder, cache)
    assert first[:, 0].tolist() == [2, 1, 2]
    again = training.embeddings(["b", "ccc"], embedder, cache)
    assert again[:, 0].tolist() == [1, 3]
    assert sorted(embedder.embedded) == ["aa", "b", "ccc"]
    embedder.id = "another"
    training.embeddings(["b"], embedder, cache)
    assert embedder.embedded.count("b") == 2
