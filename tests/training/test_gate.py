from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.core.dataset import CALIBRATION, HELD_OUT, Question, load, select
from index.language.words import lemmas, words
from rag.answerability.features import FEATURE_NAMES, VECTOR_NAMES
from rag.answerability.gate import KERNEL_FEATURES, Gate
from rag.answerability.heads import Features
from rag.query.multi_hop import SURFACE_FEATURES, MultiHop
from rag.weights import EmbedderEntry, LlmEntry, read_manifest, write
from training.examples import FOLDS, Examples, Provenance, questions
from training.gate import FALLBACK_VECTORS, fit, fit_multi_hop

READ = 2


@pytest.fixture
def examples() -> Examples:
    """80 questions with two passages of two points each; of the answerable half the second passage is the right one.

    Every fourth question asks for two things, says so by how it is built, and both passages are right.
    """
    random = np.random.default_rng(0)
    rows = np.arange(80 * READ)
    answerable = rows // READ % 2 == 0
    multi_hop = rows // READ % 4 == 0
    answers = answerable & (multi_hop | (rows % READ == 1))
    built = random.normal(size=(len(rows) // READ, len(SURFACE_FEATURES))).repeat(READ, axis=0)
    built[:, 0] += 4 * multi_hop
    numbers = random.normal(size=(len(rows), len(FEATURE_NAMES)))
    numbers[:, 0] += 4 * answers
    vectors = {name: random.normal(size=(len(rows), 4)) for name in VECTOR_NAMES}
    names = tuple(f"q{row // READ}" for row in rows)
    return Examples(
        Provenance("d" * 64, EmbedderEntry(id="embedder", dimension=4), LlmEntry(sha256="e" * 64, layer=3)),
        names,
        rows // READ % FOLDS,
        answers,
        answerable,
        multi_hop,
        rows // READ % 5 > 0,
        rows % READ,
        numbers,
        built,
        vectors,
    )


def test_examples_are_saved_and_loaded(examples: Examples, tmp_path: Path) -> None:
    examples.save(tmp_path / "examples.npz")
    found = Examples.load(tmp_path / "examples.npz")
    assert (found.provenance, found.ids) == (examples.provenance, examples.ids)
    np.testing.assert_array_equal(found.matrix(VECTOR_NAMES), examples.matrix(VECTOR_NAMES))
    np.testing.assert_array_equal(found.answers, examples.answers)
    np.testing.assert_array_equal(found.surface, examples.surface)
    assert found.first.tolist() == list(range(0, 160, 2))


def test_some_of_the_examples(examples: Examples) -> None:
    some = examples.only(examples.read)
    assert len(some.ids) == len(some.answers) == len(some.vectors["hidden_state"]) == 128
    np.testing.assert_array_equal(some.numbers, examples.numbers[examples.read])


@pytest.mark.parametrize(("vectors", "prefix"), [(VECTOR_NAMES, ""), (FALLBACK_VECTORS, "fallback_")])
def test_the_gate_predicts_as_the_machines_did(
    examples: Examples, tmp_path: Path, vectors: tuple[str, ...], prefix: str
) -> None:
    """What is written gives, read by a Gate, what the fitted machines give, but for what half precision costs."""
    (arrays, heads), out_of_fold = fit(examples, vectors, prefix)
    assert out_of_fold.shape == (160,)
    write(tmp_path / "gate.safetensors", arrays, heads)
    gate = Gate.load(prefix, tmp_path)
    rows = [
        Features(
            dict(zip(FEATURE_NAMES, examples.numbers[row], strict=True)),
            {name: examples.vectors[name][row].astype(np.float32) for name in vectors},
        )
        for row in range(160)
    ]
    predicted = [gate.predict(row) for row in rows]
    matrix = examples.matrix(vectors)
    for part, kernel, seen in zip(
        ("passage", "text"),
        KERNEL_FEATURES,
        ([one.p_relevant for one in predicted], [one.p_answerable for one in predicted]),
        strict=True,
    ):
        *coef, share = arrays[f"{prefix}{part}.coef"]
        rbf = share * np.array([gate.kernel.decision_values(row)[kernel] for row in rows])
        value = arrays[f"{prefix}{part}.intercept"][0] + matrix @ np.array(coef) + rbf
        np.testing.assert_allclose(seen, 1 / (1 + np.exp(-value)), atol=1e-3)
    p_relevant = np.array([one.p_relevant for one in predicted])
    assert p_relevant[examples.answers].mean() > 0.5 > p_relevant[~examples.answers].mean()
    assert 0 < gate.thresholds.answer <= gate.thresholds.quote < 1
    written = read_manifest(tmp_path).heads[f"{prefix}text"]
    assert (written.questions, written.documents) == (80, ("d" * 64,))
    assert (written.llm is not None) == (prefix == "")
    assert written.auc > 0.5


def test_questions_for_two_things_and_their_second_passages_are_recognised(examples: Examples, tmp_path: Path) -> None:
    examples.numbers[:, FEATURE_NAMES.index("gap_to_top")] = 0
    write(tmp_path / "multi_hop.safetensors", *fit_multi_hop(examples, np.where(examples.answers, 0.9, 0.2)))
    multi_hop = MultiHop.load(tmp_path)
    mean = examples.vectors["question"].mean(axis=0).astype(np.float32)
    surface = np.array([multi_hop.question_head.weights[name] for name in SURFACE_FEATURES])
    assert surface.argmax() == 0
    assert multi_hop.second_passage_margin(0.99, 0.9, 0.0) > 0 > multi_hop.second_passage_margin(0.01, 0.2, 0.0)
    assert 0 < multi_hop.probability("Кто?", mean) < 1


def content(item: Question) -> frozenset[str]:
    told = zip(words(item.question), lemmas(item.question), strict=True)
    return frozenset(lemma for word, lemma in told if word.is_content)


@pytest.mark.parametrize("tested", [select(load(), split="test"), load(HELD_OUT)], ids=["test split", "held out"])
def test_nothing_that_tests_is_fitted_on_nor_what_is_nearly_the_same(tested: Sequence[Question]) -> None:
    """No calibration question shares two thirds or more of its content words with a question of the test sets."""
    assert not {item.id for item in tested} & {item.id for item in questions()}
    held = [(item.lang, content(item)) for item in tested if not item.history]
    asked = [(item.id, item.lang, content(item)) for item in load(CALIBRATION) if not item.history]
    near = [
        name
        for name, lang, own in asked
        for other, kept in held
        if other == lang and own & kept and len(own & kept) * 3 >= len(own | kept) * 2
    ]
    assert near == []
