"""index/build.py: a file goes in, an index that can be searched comes out."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from index import build as module
from index.build import DEFAULT_OUT, DEFAULT_SOURCE, build, bundled_index_folder, ensure_bundled_index, main
from index.store import load
from models.e5 import NAME
from models.errors import ModelError, SourceError
from tests.index.samples import TEXT, WordEmbedder, check_contract, search

ROOT = Path(__file__).parents[2]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_stand_in_keeps_the_contract_of_embedders() -> None:
    check_contract(WordEmbedder())


def test_build_gives_what_it_saves(source: Path, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    built = build(source, tmp_path / "index", embedder)
    stored = load(tmp_path / "index", embedder.id, source)
    assert stored.document == built.document
    assert stored.chunks == built.chunks
    assert stored.document.name == built.document.name == "text.txt"
    (hits,) = search(stored, embedder.queries(["о культуре"]), 1)
    assert hits[0][0].id == "2.1"


def test_build_of_the_declaration(tmp_path: Path) -> None:
    index = build(DEFAULT_SOURCE, tmp_path / "index", WordEmbedder(dimension=256))
    assert index.document.numbers == tuple(range(1, 29))
    assert len(index.chunks) == 69


@pytest.mark.parametrize("count", [1, 500])
def test_build_of_other_texts(tmp_path: Path, count: int) -> None:
    source = tmp_path / "text.txt"
    source.write_text(
        "\n\n".join(f"{n}. Пункт {n}.\n\nЕго второй абзац." for n in range(1, count + 1)), encoding="utf-8"
    )
    index = build(source, tmp_path / "index", WordEmbedder())
    assert index.document.last == count
    assert len(index.chunks) == 2 * count


def test_refused_text_leaves_the_older_index(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "index", WordEmbedder())
    source.write_text(" \n", encoding="utf-8")
    with pytest.raises(SourceError, match="no text"):
        build(source, tmp_path / "index", WordEmbedder())
    assert load(tmp_path / "index").document.last == 2


def test_command_line(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(module, "_embedder", WordEmbedder)
    assert main(["--source", str(source), "--out", str(tmp_path / "index")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Indexed 2 points and a preamble: 4 chunks of 32 dimensions, ")
    assert out.endswith(f" s, in {tmp_path / 'index'}\n")
    assert out.count("\n") == 1


def test_command_line_says_how_what_is_doubtful_was_read(source: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(module, "_embedder", WordEmbedder)
    source.write_text("Статья 7. Вода.\n\nСтатья 9 . Лес.", encoding="utf-8")
    assert main([str(source), "--out", str(tmp_path / "index"), "--title", "Закон"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["line 1: numbers begin with 7.", "line 3: there is no 8."]
    assert lines[2].startswith("Indexed 2 articles: 2 chunks of 32 dimensions")
    assert load(tmp_path / "index").document.given.title == "Закон"


def test_a_page_is_indexed_and_its_index_can_be_built_from_itself(tmp_path: Path) -> None:
    page = tmp_path / "закон.html"
    page.write_text("<h1>Закон</h1><p>Статья 1. Вода.</p><p>Статья 2. Лес.</p>", encoding="utf-8")
    built = build(page, tmp_path / "index", WordEmbedder(), title="О воде")
    again = build(tmp_path / "index" / "text.json", tmp_path / "index", WordEmbedder(64))
    assert again.document == built.document
    assert again.document.sha256 == hashlib.sha256(page.read_bytes()).hexdigest()
    assert (again.document.name, again.document.given.title) == ("закон.html", "О воде")
    assert [section.id for section in again.document.sections] == ["0", "1", "2"]


def test_command_line_looks_at_the_text_before_it_loads_a_model(tmp_path: Path, monkeypatch, capsys) -> None:
    def never() -> WordEmbedder:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(module, "_embedder", never)
    assert main(["--source", str(tmp_path / "none.txt"), "--out", str(tmp_path / "index")]) == 1
    assert "none.txt cannot be read (No such file or directory)" in capsys.readouterr().err
    assert not (tmp_path / "index").exists()


def test_command_line_says_what_a_model_lacks(source: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    def missing() -> WordEmbedder:
        raise ModelError("No network.")

    monkeypatch.setattr(module, "_embedder", missing)
    assert main(["--source", str(source), "--out", str(tmp_path / "index")]) == 1
    assert capsys.readouterr().err == "No network.\n"


def test_command_line_can_be_stopped(source: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    def stopped() -> WordEmbedder:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_embedder", stopped)
    assert main(["--source", str(source), "--out", str(tmp_path / "index")]) == 130
    assert "Stopped" in capsys.readouterr().err


def test_defaults() -> None:
    assert DEFAULT_OUT == ROOT / "index" / "data"
    assert DEFAULT_SOURCE.is_file()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom index.build import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print({'torch', 'faiss', 'sentence_transformers', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.endswith("set()\n")
    assert "--source" in done.stdout


def test_a_rebuild_from_the_index_itself_keeps_name_and_translations(source: Path, tmp_path: Path) -> None:
    english = tmp_path / "en.txt"
    english.write_text("A preamble.\n\n1. On glaciers.\n\nOn water.\n\n2. On culture.\n", encoding="utf-8")
    before = build(source, tmp_path / "index", WordEmbedder(), translations={"en": english})
    after = build(tmp_path / "index" / "source.txt", tmp_path / "index", WordEmbedder(64))
    assert (after.document.name, after.translations) == (before.document.name, before.translations)
    assert load(tmp_path / "index").vectors.d == 64


def test_each_embedder_has_its_own_index_of_the_bundled_document(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "DEFAULT_OUT", tmp_path / "data")
    first, second = WordEmbedder(), WordEmbedder(48)
    first.id, second.id = f"{NAME}:0", "another"
    for embedder in (first, second, first):
        index = ensure_bundled_index(embedder)
        assert (index.embedder_id, index.vectors.d) == (embedder.id, embedder.dimension)
    assert load(tmp_path / "data").embedder_id == first.id
    other = bundled_index_folder(second.id)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "data", other]
    made = (other / "vectors.faiss").stat().st_mtime_ns
    assert ensure_bundled_index(second).embedder_id == "another"
    assert (other / "vectors.faiss").stat().st_mtime_ns == made
