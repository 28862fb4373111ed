"""The ranker for any text: what it learns carries over, its scores stay on the scale of cosines, its file."""

from pathlib import Path

import numpy as np
import pytest

from rag.retrieval.context import GENERAL_FEATURES
from rag.retrieval.ranker import GENERAL_HEAD, Ranker
from rag.weights import EmbedderEntry, read_manifest
from training import general_ranker
from training.examples import Provenance
from training.general.ranker_examples import Examples, asked_of, blank, fixed_scores
from training.general_ranker import save, train
from training.texts import texts_there

DIMENSION = 128


def text(seed: int, questions: int = 40, chunks: int = 12) -> Examples:
    """A text whose right chunk has less similarity than a wrong one, and more of the letters of the question."""
    random = np.random.default_rng(seed)
    right = random.integers(0, chunks, questions)
    seen = np.zeros((questions, chunks, len(GENERAL_FEATURES)), np.float32)
    seen[..., :2] = random.uniform(0.8, 0.86, (questions, chunks, 1))
    rows = np.arange(questions)
    seen[rows, right, :2] = 0.83
    seen[..., GENERAL_FEATURES.index("letter_overlap")] = random.uniform(0, 0.2, (questions, chunks))
    seen[rows, right, GENERAL_FEATURES.index("letter_overlap")] = 0.6
    vectors = random.normal(size=(questions, DIMENSION)).astype(np.float32)
    return Examples(
        seen,
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        np.eye(DIMENSION, dtype=np.float32)[:chunks],
        np.arange(1, chunks + 1),
        right[:, None] == np.arange(chunks),
        np.ones(questions, bool),
    )


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return train([text(0), text(1)])


def test_what_it_learns_holds_for_a_text_that_it_has_not_seen(ranker: Ranker) -> None:
    unseen = text(2)
    fixed = fixed_scores(unseen.seen)
    assert np.mean(unseen.hits(fixed, 1)) < 0.3
    assert np.mean(unseen.hits(unseen.scores(ranker), 1)) > 0.9


def test_its_scores_have_the_mean_of_cosines_and_the_spread_of_fixed_weights(ranker: Ranker) -> None:
    seen = text(0)
    scores = seen.scores(ranker)
    np.testing.assert_allclose(scores.mean(axis=1), seen.seen[..., 0].mean(axis=1), atol=1e-4)
    spread = general_ranker._spread
    both = np.mean([spread(one.scores(ranker)) for one in (text(0), text(1))])
    assert both == pytest.approx(np.mean([spread(fixed_scores(one.seen)) for one in (text(0), text(1))]), rel=0.01)


def test_it_is_read_as_it_was_saved_and_belongs_to_no_document(ranker: Ranker, tmp_path: Path) -> None:
    provenance = Provenance("d" * 64, EmbedderEntry(id="embedder", dimension=DIMENSION))
    save(ranker, tmp_path, provenance, 80)
    found, entry = Ranker.load_general(tmp_path), read_manifest(tmp_path).heads[GENERAL_HEAD]
    assert (entry.documents, entry.questions, found.is_general) == ((), 80, True)
    np.testing.assert_allclose(found.weights, ranker.weights, rtol=1e-3)
    one = text(3)
    np.testing.assert_allclose(one.scores(found), one.scores(ranker), atol=2e-3)


def test_a_blank_one_scores_all_chunks_alike() -> None:
    assert np.ptp(text(0).scores(blank(DIMENSION)), axis=1).max() < 1e-6


def test_texts_are_found_with_their_questions_and_one_that_is_nowhere_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {one.name: one for one in texts_there()}
    assert {"rules", "treaty", "charter", "standard", "bylaws", "contract"} <= set(found)
    later = {"transit", "hospital", "labour", "dam", "archive", "market", "trees", "coast", "loans", "rescue"}
    later |= {"dormitory", "seeds", "museums", "ferries", "readers", "observatory", "apiaries", "orchestra"}
    later |= {"swimming"}
    assert not later & set(found), "what weights are measured on is not fitted on"
    for one in found.values():
        assert asked_of(one)
    assert "tax-code-kz-vat.ru.txt" in capsys.readouterr().err
