import json
from pathlib import Path

import numpy as np
import pytest

from index.bundled import SOURCE
from index.structure import read
from rag.answerability.list_gate import GENERAL_LIST
from rag.answerability.verdict import GENERAL_VERDICT
from rag.retrieval.ranker import GENERAL_HEAD
from rag.weights import FOLDER, FOREIGN, GENERAL, MANIFEST, Head, WeightsError, build, read_manifest, write
from tests.rag.weights.samples import entry


def coef(head: Head) -> list[float]:
    return [float(number) for number in head.array("coef", head.entry.columns)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "one.safetensors", {"a.coef": np.array([1.5])}, {"a": entry()})
    write(tmp_path / "two.safetensors", {"b.coef": np.array([2.5])}, {"b": entry(thresholds={"threshold": 0.5})})
    return tmp_path


def test_what_is_written_is_read(folder: Path) -> None:
    assert (build("a", coef, folder), build("b", coef, folder)) == ([1.5], [2.5])
    heads = read_manifest(folder).heads
    assert {name: head.file for name, head in heads.items()} == {"a": "one.safetensors", "b": "two.safetensors"}
    assert heads["b"].threshold == 0.5


def test_a_file_that_is_written_again_leaves_the_others(folder: Path) -> None:
    write(folder / "one.safetensors", {"a.coef": np.array([3.5])}, {"a": entry(questions=9)})
    assert (build("a", coef, folder), build("b", coef, folder)) == ([3.5], [2.5])
    assert read_manifest(folder).heads["a"].questions == 9


def test_every_head_of_the_repository_says_what_it_was_fitted_on() -> None:
    heads, of_any = read_manifest().heads, {GENERAL, GENERAL_LIST, GENERAL_VERDICT}
    assert set(heads) == {
        "ranker", "passage", "text", "fallback_passage", "fallback_text", "multi_hop", "second_passage", "history",
        "kind", "kind_surface", "list", "verdict", FOREIGN, *of_any, GENERAL_HEAD,
    }  # fmt: skip
    for name, head in heads.items():
        assert head.documents == (
            () if name.startswith("kind") or name in (*of_any, GENERAL_HEAD) else (read(SOURCE).sha256,)
        )
        assert (head.embedder is None) == (name in ("kind_surface", *of_any))
        assert (head.llm is not None) == (name in ("passage", "text", "second_passage", "verdict", FOREIGN, *of_any))
    assert {head.file for head in heads.values()} == {path.name for path in FOLDER.glob("*.safetensors")}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / MANIFEST).unlink(), "No such file"),
        (lambda folder: (folder / MANIFEST).write_text("{", encoding="utf-8"), "the whole"),
        (lambda folder: (folder / MANIFEST).write_text('{"format": 1}', encoding="utf-8"), "heads"),
        (lambda folder: (folder / "one.safetensors").unlink(), "No such file"),
        (lambda folder: (folder / "one.safetensors").write_bytes(b"no tensors"), "content"),
    ],
)
def test_files_that_cannot_be_used(folder: Path, spoil: object, said: str) -> None:
    spoil(folder)
    with pytest.raises(WeightsError, match=rf"(?s){said}.*make calibrate"):
        build("a", coef, folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sha256", "abc"),
        ("file", "../one.safetensors"),
        ("auc", 1.5),
        ("auc", "0.9"),
        ("thresholds", {"threshold": 0}),
        ("features", {"dense": -1}),
        ("date", "yesterday"),
        ("colour", "red"),
    ],
)
def test_an_entry_that_is_not_as_it_should_be(folder: Path, field: str, value: object) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    raw["heads"]["a"][field] = value
    (folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(WeightsError, match=rf"heads\.a\.{field}"):
        build("a", coef, folder)


def test_another_format_is_not_guessed_at(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8").replace('"format": 1', '"format": 2')
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match="format is 2"):
        read_manifest(folder)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_number_that_is_not_finite(tmp_path: Path, number: float) -> None:
    write(tmp_path / "one.safetensors", {"a.coef": np.array([number])}, {"a": entry()})
    with pytest.raises(WeightsError, match="not finite"):
        build("a", coef, tmp_path)


def test_a_head_that_is_not_there(folder: Path) -> None:
    with pytest.raises(WeightsError, match="no head 'c'"):
        build("c", coef, folder)
    with pytest.raises(WeightsError, match="no array bias"):
        build("a", lambda head: head.array("bias", 1), folder)
    with pytest.raises(WeightsError, match="shape"):
        build("a", lambda head: head.array("coef", 1, 1), folder)
    with pytest.raises(WeightsError):
        build("a", lambda head: head.entry.threshold, folder)
