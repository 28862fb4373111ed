"""What holds for any document: fitted on some texts, judged on the one that was left out."""

from pathlib import Path

import numpy as np
import pytest

from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.list_gate import NUMBERS as LIST_NUMBERS
from rag.answerability.list_gate import ListGate
from rag.answerability.verdict import GENERAL_VERDICT, VerdictHead
from rag.answerability.verdict import NUMBERS as CLAIM_NUMBERS
from rag.types import Verdict
from rag.weights import GENERAL, LlmEntry, read_manifest
from training.general import __main__ as general
from training.general import fits, reading
from training.general.examples import Examples, Read, Row

SIZE = 8
LLM = LlmEntry(sha256="a" * 64, layer=17)


def read(numbers: int = 0, seed: int = 0, texts: int = 3, questions: int = 40) -> Read:
    """Two passages a question; a column of the states says whether one answers, and each text shifts all others.

    The next column says which verdict that is.
    """
    chance = np.random.default_rng(seed)
    rows = []
    for text in range(texts):
        shift = chance.normal(size=SIZE) * 3
        shift[:2] = 0
        for question in range(questions):
            answerable = question % 3 > 0
            gold = question % 2 if answerable else list(Verdict).index(Verdict.NOT_IN_TEXT)
            for passage in range(2):
                right = answerable and passage == 0
                state = (chance.normal(size=SIZE) + shift).astype(np.float32)
                state[0] = chance.normal() + (2.5 if right else -2.5)
                state[1] = chance.normal() + (2.5 if question % 2 else -2.5)
                told = tuple(chance.normal(size=numbers).tolist())
                rows.append(Row(f"text{text}", f"text{text} {question}", right, answerable, state, told, gold))
    return Read.of(rows)


@pytest.fixture
def examples() -> Examples:
    return Examples(read(), read(len(LIST_NUMBERS), 1), read(len(CLAIM_NUMBERS), 2), LLM)


def test_what_is_shared_by_texts_carries_over_to_another(
    examples: Examples, capsys: pytest.CaptureFixture[str]
) -> None:
    found = general.heads(examples)
    gate, lists, claims = (found[name][1] for name in (GENERAL, "general_list", GENERAL_VERDICT))
    assert 0 < gate.thresholds["answer"] <= gate.thresholds["quote"] < 1
    assert (gate.questions, claims.questions) == (120, 120)
    assert gate.auc is not None
    assert gate.auc > 0.95
    assert lists.auc is not None
    assert lists.auc > 0.95
    said = capsys.readouterr().out
    assert said.count("right passage first") == 3
    assert float(said.split("claims ")[1].split()[0]) > 0.8


def test_a_text_is_never_judged_by_what_was_fitted_on_it() -> None:
    found = read()
    here = found.texts == "text0"

    def scores(answers: np.ndarray) -> np.ndarray:
        return fits.left_out(
            found, lambda rows: fits.fit(found.states[rows], answers[rows], 1.0, scale=np.ones(SIZE)), found.states
        )[here]

    np.testing.assert_array_equal(scores(found.answers), scores(np.where(here, ~found.answers, found.answers)))


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ([False, False, True, True], 0.6),  # as it should be: all above it are right
        ([False, True, True, True], 0.4),  # refusing .4 as well would lose it
        ([False, False, False, False], np.inf),
    ],
)
def test_is_answered_from_where_most_come_out_right(right: list[bool], expected: float) -> None:
    scores = np.array([0.6, 0.2, 0.8, 0.4])
    at = np.searchsorted([0.2, 0.4, 0.6, 0.8], scores)
    told = np.array(right)[at]
    assert fits.most_right_from(scores, told, told) == expected


def test_an_answerable_question_with_the_wrong_passage_first_is_right_neither_shown_nor_refused() -> None:
    scores, answerable, right = np.array([0.1, 0.5, 0.9]), np.array([True, False, True]), np.array([False, False, True])
    assert fits.most_right_from(scores, answerable, right) == 0.9


def test_they_are_written_as_heads_that_belong_to_no_document(examples: Examples, tmp_path: Path) -> None:
    kept = tmp_path / "read.npz"
    examples.save(kept)
    assert general.main(["--examples", str(kept), "--out", str(tmp_path)]) == 0
    for entry in read_manifest(tmp_path).heads.values():
        assert (entry.documents, entry.embedder, entry.llm) == ((), None, LLM)
    rows = int(np.flatnonzero(examples.gate.answers)[0]), int(np.flatnonzero(examples.lists.answers)[0])
    gate, lists = Gate.load_one(GENERAL, tmp_path), ListGate.load(tmp_path)
    predicted = gate.predict(_features(examples.gate, rows[0], ()))
    assert predicted.p_relevant == predicted.p_answerable > gate.thresholds.answer
    assert lists.lists(_features(examples.lists, rows[1], LIST_NUMBERS))
    head, claims = VerdictHead.load(GENERAL_VERDICT, tmp_path), examples.claims
    told = [
        head.judge(_features(claims, row, CLAIM_NUMBERS)).verdict is tuple(Verdict)[claims.golds[row]]
        for row in np.flatnonzero(claims.answers).tolist()
    ]
    assert np.mean(told) > 0.9


def _features(of: Read, row: int, names: tuple[str, ...]) -> Features:
    numbers = dict(zip(names, of.numbers[row].tolist(), strict=True))
    return Features(numbers, {"hidden_state": of.states[row].astype(np.float32)})


def test_without_a_text_it_says_where_they_are_looked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(general, "FOLDERS", (tmp_path,))
        assert general.main(["--documents", str(tmp_path)]) == 1
    assert "--documents" in capsys.readouterr().err
    assert reading.SETS.is_file()
