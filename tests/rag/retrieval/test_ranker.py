"""The ranker's arithmetic, its file, and its training on a toy."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.core.dataset import Question
from rag.retrieval.ranker import FEATURES, Margins, Ranker, features
from rag.weights import EmbedderEntry, WeightsError, read_manifest
from training import ranker as train_ranker
from training.examples import FOLDS, Provenance, fold_of
from training.ranker import Examples, save, train


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_features_are_what_their_names_say() -> None:
    similarities = np.array([[0.8, 0.6], [0.9, 0.4]], np.float32)
    seen = features(similarities, 1, floats(1, 0), floats(0, 0.5), floats(0.1, -0.1))
    assert seen.shape == (2, len(FEATURES))
    np.testing.assert_allclose(seen[0], [0.8, 0.85, 0.9, 0.9, 1, 0, 0.1], atol=1e-6)
    np.testing.assert_allclose(seen[1], [0.6, 0.5, 0.6, 0.4, 0, 0.5, -0.1], atol=1e-6)


def test_scores_add_features_and_the_adapter() -> None:
    adapter = np.array([[1], [0]], np.float32), np.array([[0], [2]], np.float32)
    ranker = Ranker(floats(1, 0, 0, 0, 0.5, 0, 0), *adapter)
    seen = np.array([[0.8, 0, 0, 0, 1, 0, 0], [0.7, 0, 0, 0, 0, 0, 0]], np.float32)
    chunks = np.array([[1, 0], [0, 1]], np.float32)
    # the adapter turns the first axis of a question to the second of a chunk
    np.testing.assert_allclose(ranker.scores(seen, floats(0.3, 0), chunks), [1.3, 0.7 + 0.6], atol=1e-6)
    untrained = Ranker.untrained(2)
    np.testing.assert_allclose(untrained.scores(seen, floats(0.3, 0), chunks), seen @ untrained.weights, atol=1e-6)


def trained(dimension: int) -> Ranker:
    return Ranker(floats(1, 2, 3, 4, 5, 6, 7), *np.ones((2, dimension, 2), np.float32), Margins(0.1, 0.2, 0.3))


def test_a_ranker_is_read_as_it_was_saved(tmp_path: Path) -> None:
    provenance = Provenance("d" * 64, EmbedderEntry(id="embedder", dimension=8))
    save(trained(8), tmp_path / "ranker.safetensors", provenance, 5)
    found = Ranker.load(tmp_path)
    np.testing.assert_array_equal(found.weights, trained(8).weights)
    np.testing.assert_array_equal(found.chunk_adapter, trained(8).chunk_adapter)
    assert found.margins == Margins(0.1, 0.2, 0.3)
    assert read_manifest(tmp_path).heads["ranker"].questions == 5


@pytest.mark.parametrize("spoilt", ["missing", "damaged", "weights", "dimension", "infinite", "margins"])
def test_a_spoilt_file_is_reported_with_the_next_step(tmp_path: Path, spoilt: str) -> None:
    ranker = {
        "weights": replace(trained(8), weights=floats(1, 2)),
        "dimension": trained(4),
        "infinite": replace(trained(8), weights=floats(1, 2, 3, 4, 5, 6, np.inf)),
    }.get(spoilt, trained(8))
    path = tmp_path / "ranker.safetensors"
    save(ranker, path, Provenance("d" * 64, EmbedderEntry(id="embedder", dimension=8)), 5)
    if spoilt == "missing":
        path.unlink()
    elif spoilt == "damaged":
        path.write_bytes(b"no tensors")
    elif spoilt == "margins":
        manifest = (tmp_path / "manifest.json").read_text(encoding="utf-8").replace("read_multi_hop", "else")
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(WeightsError, match="make calibrate"):
        Ranker.load(tmp_path)


def test_the_ranker_of_the_repository() -> None:
    shape = (384, train_ranker.RANK * train_ranker.ENSEMBLE_SIZE)
    assert Ranker.load().question_adapter.shape == Ranker.load().chunk_adapter.shape == shape


def test_training_learns_what_similarity_confuses() -> None:
    """Questions of two kinds whose right chunk is always the one that similarity puts second."""
    random = np.random.default_rng(0)
    chunks = np.eye(4, dtype=np.float32)[:2]
    kinds = np.arange(60) % 2
    vectors = np.eye(4, dtype=np.float32)[2 + kinds] + 0.05 * random.normal(size=(60, 4)).astype(np.float32)
    similarities = np.where(np.arange(2)[None] == kinds[:, None], 0.80, 0.82).astype(np.float32)
    seen = np.stack([features(row[None], 0, *np.zeros((3, 2), np.float32)) for row in similarities])
    items = tuple(
        Question(id=f"q{i}", lang="ru", type="fact", question="?", gold=(1,), expect="answered") for i in range(60)
    )
    given = Examples(items, seen, vectors, kinds.astype(np.int64))
    half = np.arange(30)

    def right(ranker: Ranker) -> float:
        unseen = range(30, 60)
        return float(np.mean([ranker.scores(seen[i], vectors[i], chunks).argmax() == kinds[i] for i in unseen]))

    assert right(Ranker.untrained(4)) == 0
    assert right(train(given, half, chunks)) == 1


def test_folds_are_even_and_always_the_same() -> None:
    items = tuple(Question(id=f"q{i}", lang="ru", type="fact", question="?", expect="refused") for i in range(53))
    folds = fold_of(items)
    np.testing.assert_array_equal(folds, fold_of(items))
    assert set(np.bincount(folds, minlength=FOLDS)) <= {10, 11}
