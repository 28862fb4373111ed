import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.core.dataset import CALIBRATION, HELD_OUT, Question, load, select
from index.language.words import lemmas, words
from rag.answerability.gate import KERNEL_FEATURES, Gate
from rag.answerability.logistic import Features
from rag.query.multi_hop import NUMBERS as BUILT
from rag.query.multi_hop import MultiHop
from training import multi_hop as calibrate_twofold
from training.examples import NUMBERS, VECTORS, Examples, keep, kept
from training.gate import VECTORS_ANY, fit
from training.ranker import FOLDS, questions

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
    built = random.normal(size=(len(rows) // READ, len(BUILT))).repeat(READ, axis=0)
    built[:, 0] += 4 * multi_hop
    numbers = random.normal(size=(len(rows), len(NUMBERS)))
    numbers[:, 0] += 4 * answers
    vectors = {name: random.normal(size=(len(rows), 4)) for name in VECTORS}
    names = tuple(f"q{row // READ}" for row in rows)
    return Examples(
        "llm",
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


def test_examples_are_kept_and_found_again(examples: Examples, tmp_path: Path) -> None:
    keep(examples, tmp_path / "examples.npz")
    found = kept(tmp_path / "examples.npz")
    assert (found.llm, found.ids) == (examples.llm, examples.ids)
    np.testing.assert_array_equal(found.matrix(VECTORS), examples.matrix(VECTORS))
    np.testing.assert_array_equal(found.answers, examples.answers)
    np.testing.assert_array_equal(found.built, examples.built)
    assert found.first.tolist() == list(range(0, 160, 2))


def test_some_of_the_examples(examples: Examples) -> None:
    some = examples.only(examples.read)
    assert len(some.ids) == len(some.answers) == len(some.vectors["state"]) == 128
    np.testing.assert_array_equal(some.numbers, examples.numbers[examples.read])


@pytest.mark.parametrize("vectors", [VECTORS, VECTORS_ANY])
def test_the_gate_judges_as_the_machines_did(examples: Examples, tmp_path: Path, vectors: tuple[str, ...]) -> None:
    """What is written gives, read by a Gate, what the fitted machines give, but for what half precision costs."""
    written, terms, unseen = fit(examples, vectors)
    assert unseen.shape == (160,)
    (tmp_path / "gate.json").write_text(json.dumps({"llm": "llm", **written}), encoding="utf-8")
    terms.save(tmp_path / "gate.safetensors")
    gate = Gate.load(tmp_path / "gate.json")
    rows = [
        Features(
            dict(zip(NUMBERS, examples.numbers[row], strict=True)),
            {name: examples.vectors[name][row].astype(np.float32) for name in vectors},
        )
        for row in range(160)
    ]
    told = [gate.predict(row) for row in rows]
    matrix = examples.matrix(vectors)
    for name, near, seen in zip(
        ("passage", "text"),
        KERNEL_FEATURES,
        ([one.p_relevant for one in told], [one.probability for one in told]),
        strict=True,
    ):
        weights = dict(written[name]["weights"])
        share = weights.pop(near)
        linear = matrix @ np.concatenate([np.atleast_1d(weight) for weight in weights.values()])
        radial = share * np.array([terms.decision_values(row)[near] for row in rows])
        np.testing.assert_allclose(seen, 1 / (1 + np.exp(-(written[name]["intercept"] + linear + radial))), atol=1e-3)
    p_relevant = np.array([one.p_relevant for one in told])
    assert p_relevant[examples.answers].mean() > 0.5 > p_relevant[~examples.answers].mean()
    assert 0 < gate.threshold <= gate.quote_threshold < 1


def test_questions_for_two_things_and_their_second_passages_are_told(examples: Examples, tmp_path: Path) -> None:
    examples.numbers[:, NUMBERS.index("behind")] = 0
    written = calibrate_twofold.fit(examples, np.where(examples.answers, 0.9, 0.2))
    (tmp_path / "twofold.json").write_text(json.dumps(written), encoding="utf-8")
    multi_hop = MultiHop.load(tmp_path / "twofold.json")
    mean = examples.vectors["question"].mean(axis=0).astype(np.float32)
    asks = np.array([multi_hop.asks.weights[name] for name in BUILT])
    assert asks.argmax() == 0
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
