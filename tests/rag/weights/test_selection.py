import os
import shutil
from pathlib import Path

import pytest

from models.errors import AskError
from rag.answerability.gate import FOREIGN_NUMBERS, Gate
from rag.generation.engine import ON_SERVER
from rag.types import Mismatch, Standing
from rag.weights import FOLDER, WeightsError, read_manifest
from rag.weights.selection import llm_sha256, select

TEXT = read_manifest().heads["text"]
DOCUMENT, EMBEDDER, DIMENSION = TEXT.documents[0], TEXT.embedder.id, TEXT.embedder.dimension
LLM = TEXT.llm.sha256
OTHER = "0" * 64


@pytest.mark.parametrize(
    ("document", "embedder", "dimension", "llm", "standing", "mismatches"),
    [
        (DOCUMENT, EMBEDDER, DIMENSION, LLM, Standing.FITTED, ()),
        (DOCUMENT, EMBEDDER, DIMENSION, None, Standing.FITTED, ()),
        (DOCUMENT, EMBEDDER, DIMENSION, OTHER, Standing.GENERAL, (Mismatch.LLM,)),
        (OTHER, EMBEDDER, DIMENSION, LLM, Standing.GENERAL, (Mismatch.DOCUMENT,)),
        (OTHER, EMBEDDER, DIMENSION, OTHER, Standing.NONE, (Mismatch.DOCUMENT, Mismatch.LLM)),
        (DOCUMENT, "another", DIMENSION, LLM, Standing.NONE, (Mismatch.EMBEDDER,)),
        (DOCUMENT, "another", 128, LLM, Standing.NONE, (Mismatch.DIMENSION,)),
        (OTHER, "another", 128, OTHER, Standing.NONE, (Mismatch.DIMENSION, Mismatch.DOCUMENT)),
    ],
)
def test_standing(
    document: str, embedder: str, dimension: int, llm: str | None, standing: Standing, mismatches: tuple[Mismatch, ...]
) -> None:
    in_use = select(document, embedder, dimension).in_use(llm)
    assert (in_use.standing, in_use.mismatches) == (standing, mismatches)


def has_hidden_state(gate: Gate) -> bool:
    return "hidden_state" in gate.text.weights


def test_hidden_states_are_weighed_for_the_llm_that_they_were_fitted_on_alone() -> None:
    weights = select(DOCUMENT, EMBEDDER, DIMENSION)
    assert weights.ranker.question_adapter.shape[0] == DIMENSION
    assert weights.ranker.question_adapter.shape[1] > 0
    assert has_hidden_state(weights.gate(LLM))
    for llm in (None, OTHER):
        assert not has_hidden_state(weights.gate(llm))
        assert weights.gate(llm).kernel is not None
    assert weights.gate(LLM) is weights.gate(LLM)


def test_an_llm_on_a_server_gives_no_states_and_so_gets_strict_thresholds() -> None:
    weights = select(DOCUMENT, EMBEDDER, DIMENSION)
    gate = weights.gate(ON_SERVER + OTHER)
    assert not has_hidden_state(gate)
    assert gate.thresholds.answer == gate.thresholds.quote > weights.gate(OTHER).thresholds.quote
    assert weights.in_use(ON_SERVER + OTHER).standing is Standing.GENERAL
    elsewhere = select(OTHER, EMBEDDER, DIMENSION)
    assert elsewhere.gate(ON_SERVER + OTHER).thresholds == Gate.untrained().thresholds


def test_another_document_has_a_gate_and_a_ranker_that_memorise_none() -> None:
    weights = select(OTHER, EMBEDDER, DIMENSION)
    general = weights.gate(LLM)
    assert {*general.text.weights} == {*general.passage.weights} == {"hidden_state"}
    assert general.kernel is None
    assert general.thresholds != select(DOCUMENT, EMBEDDER, DIMENSION).gate(LLM).thresholds
    for llm in (None, OTHER):
        gate = weights.gate(llm)
        assert gate.kernel is None
        assert not {"question", "match", "hidden_state"} & {*gate.text.weights, *gate.passage.weights}
    assert weights.ranker.is_general
    assert not select(DOCUMENT, EMBEDDER, DIMENSION).ranker.is_general
    assert "question" in weights.multi_hop.question_head.weights
    assert "question" in weights.history.needs_history.weights


def test_a_question_in_another_language_has_a_gate_that_weighs_retrieval_beside_the_states() -> None:
    weights = select(DOCUMENT, EMBEDDER, DIMENSION)
    gate = weights.gate(LLM, foreign=True)
    assert {*gate.text.weights} == {*FOREIGN_NUMBERS, "hidden_state"}
    assert weights.gate(OTHER, foreign=True) is weights.gate(OTHER)
    elsewhere = select(OTHER, EMBEDDER, DIMENSION)
    assert elsewhere.gate(LLM, foreign=True) is elsewhere.gate(LLM)
    own, general = weights.heads(LLM), weights.heads(LLM, foreign=True)
    assert own.listing is None
    assert general.listing is not None
    assert own.verdict is not general.verdict
    assert weights.heads(OTHER, foreign=True) == weights.heads(OTHER)


def test_nothing_that_was_fitted_on_one_embedder_serves_another() -> None:
    weights = select(DOCUMENT, "another", 7)
    assert weights.ranker.question_adapter.shape == (7, 0)
    heads = [weights.gate(LLM).text, weights.gate(LLM).passage, weights.multi_hop.question_head]
    heads += [weights.multi_hop.second_passage_head, weights.history.needs_history]
    for head in heads:
        assert all(isinstance(weight, float) for weight in head.weights.values())


def test_weights_that_are_spoilt_are_said_to_be(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "weights", ignore=shutil.ignore_patterns("*.py", "__pycache__")))
    (folder / "gate.safetensors").write_bytes(b"")
    weights = select(DOCUMENT, EMBEDDER, DIMENSION, folder)
    weights.gate(None)
    with pytest.raises(WeightsError, match=r"gate\.safetensors.*make calibrate"):
        weights.gate(LLM)
    (folder / "manifest.json").unlink()
    with pytest.raises(AskError, match=r"manifest\.json"):
        select(DOCUMENT, EMBEDDER, DIMENSION, folder)


def test_a_model_file_is_hashed_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from models import disk

    hashed: list[Path] = []
    plain = disk.sha256

    def counted(path: Path) -> str:
        hashed.append(path)
        return plain(path)

    monkeypatch.setattr(disk, "sha256", counted)
    model, renamed, cache = tmp_path / "model.gguf", tmp_path / "renamed.gguf", tmp_path / "cache"
    model.write_bytes(b"weights")
    first = llm_sha256(model, cache)
    assert llm_sha256(model, cache) == first
    assert hashed == [model]
    shutil.copy(model, renamed)
    assert llm_sha256(renamed, cache) == first
    assert hashed == [model, renamed]
    model.write_bytes(b"other weights")
    os.utime(model, ns=(1, 1))
    assert llm_sha256(model, cache) != first
    assert hashed == [model, renamed, model]
