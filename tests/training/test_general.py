"""The gate for any document: fitted on some texts, judged on the one that was left out."""

from pathlib import Path

import numpy as np
import pytest

from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.weights import GENERAL, LlmEntry, read_manifest
from training import general

SIZE = 8
LLM = LlmEntry(sha256="a" * 64, layer=17)


def read(seed: int = 0, texts: int = 3, questions: int = 40) -> general.Read:
    """Two passages a question; the first states' column says whether one answers, and each text shifts all others."""
    chance = np.random.default_rng(seed)
    rows = []
    for text in range(texts):
        shift = chance.normal(size=SIZE) * 3
        shift[0] = 0
        for question in range(questions):
            answerable = question % 3 > 0
            for passage in range(2):
                right = answerable and passage == 0
                state = chance.normal(size=SIZE) + shift
                state[0] = chance.normal() + (2.5 if right else -2.5)
                rows.append((f"text{text}", f"text{text} {question}", right, answerable, state))
    names, ids, answers, answerable, states = zip(*rows, strict=True)
    return general.Read(np.array(names), np.array(ids), np.array(answers), np.array(answerable), np.array(states))


def test_what_is_shared_by_texts_carries_over_to_another(capsys: pytest.CaptureFixture[str]) -> None:
    found = read()
    scores = general.left_out(found)
    limits = general.thresholds(found, scores)
    assert 0 < limits["answer"] <= limits["quote"] < 1
    best = found.best(scores, np.ones(len(scores), bool))
    assert len(best) == 120
    assert found.answers[best][found.answerable[best]].mean() > 0.9
    assert capsys.readouterr().out.count("left out: AUC") == 3


def test_a_text_is_never_judged_by_what_was_fitted_on_it() -> None:
    found = read()
    here = found.texts == "text0"
    turned = general.Read(
        found.texts, found.ids, np.where(here, ~found.answers, found.answers), found.answerable, found.states
    )
    np.testing.assert_array_equal(general.left_out(found)[here], general.left_out(turned)[here])


def test_it_is_written_as_a_head_that_belongs_to_no_document(tmp_path: Path) -> None:
    kept = tmp_path / "read.npz"
    found = read()
    arrays = {name: getattr(found, name) for name in general.Read.__slots__}
    np.savez_compressed(kept, llm=np.array(LLM.model_dump_json()), **arrays)
    assert general.main(["--examples", str(kept), "--out", str(tmp_path)]) == 0
    entry = read_manifest(tmp_path).heads[GENERAL]
    assert (entry.documents, entry.embedder, entry.llm, entry.questions) == ((), None, LLM, 120)
    gate = Gate.load_general(tmp_path)
    row = int(np.flatnonzero(found.answers)[0])
    predicted = gate.predict(Features({}, {"hidden_state": found.states[row].astype(np.float32)}))
    assert predicted.p_relevant == predicted.p_answerable > gate.thresholds.answer


def test_without_a_text_it_says_where_they_are_looked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(general, "FOLDERS", (tmp_path,))
        assert general.main(["--documents", str(tmp_path)]) == 1
    assert "--documents" in capsys.readouterr().err
