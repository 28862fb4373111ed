"""index/store/: what was saved comes back, and what is not whole or not ours is refused by name."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunks import chunk
from index.document import Given
from index.readers import wire
from index.readers.blocks import Block, Format, SourceText
from index.store import TEXT_COPY, Index, load, read_document, rename
from index.structure import parse_bytes, parse_source
from models import files
from models.console import quoted
from models.errors import SourceError, StoreError
from tests.index.samples import TEXT, WordEmbedder, search

ROOT = Path(__file__).parents[2]
ROUNDING = 1e-4
"""More than float32 makes of inner products of eight numbers of a normal distribution."""
FILES = {"vectors.faiss", "chunks.json", "sections.json", "translations.json", "source.txt", "manifest.json"}
ENGLISH = ("A preamble.", "The first point, on glaciers.", "Its second paragraph, on water.", "The second, on culture.")


def make(text: str = TEXT, embedder: WordEmbedder | None = None) -> Index:
    embedder = embedder or WordEmbedder()
    texts = [piece.text for piece in chunk(parse_bytes(text.encode()))]
    return Index.build(text.encode(), embedder.passages(texts), embedder.id)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    make().save(tmp_path / "index")
    return tmp_path / "index"


def refused(message: str):
    return pytest.raises(StoreError, match=message)


# --- round trip ------------------------------------------------------------------------------------------------------


def test_saved_index_comes_back(saved: Path) -> None:
    before, after = make(), load(saved, "words")
    assert after.document == before.document
    assert after.chunks == before.chunks
    assert after.source == TEXT.encode()
    assert after.embedder_id == "words"
    assert after.vectors.ntotal == len(after.chunks) == 4
    np.testing.assert_array_equal(after.vectors.reconstruct_n(0, 4), before.vectors.reconstruct_n(0, 4))
    assert {path.name for path in saved.iterdir()} == FILES


def test_manifest_says_what_the_index_is(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest.pop("sha256")["source"] == make().document.sha256
    assert manifest == {
        "format": 3, "embedder": "words", "dimension": 32, "chunking": "paragraph in context", "points": 2, "chunks": 4,
        "name": "", "given": {"title": "", "kind": "", "date": ""},
    }  # fmt: skip


def test_what_a_person_says_of_a_document_is_kept_and_replaced(saved: Path) -> None:
    assert load(saved).document.given == Given()
    for said in (Given("Устав", "charter", "2020-01-02"), Given("Правила")):
        rename(saved, said)
        assert read_document(saved).given == load(saved).document.given == said
    with pytest.raises(StoreError, match=r"there is none.*Rebuild"):
        rename(saved.parent / "nowhere", Given("Устав"))


def test_an_index_tells_its_document_without_its_vectors(tmp_path: Path) -> None:
    texts = [piece.text for piece in chunk(parse_bytes(TEXT.encode()))]
    Index.build(TEXT.encode(), WordEmbedder().passages(texts), "words", name="правила.txt").save(tmp_path / "index")
    (tmp_path / "index" / "vectors.faiss").unlink()
    document = read_document(tmp_path / "index")
    assert document == make().document
    assert document.name == "правила.txt"


@pytest.mark.parametrize(("name", "shown"), [(None, "index"), ("", "index"), ("../../a/b.txt", "b.txt")])
def test_an_index_without_a_name_is_called_as_its_folder_is(saved: Path, name: str | None, shown: str) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    del manifest["name"]
    (saved / "manifest.json").write_text(json.dumps(manifest | ({} if name is None else {"name": name})))
    assert read_document(saved).name == load(saved).document.name == shown


@pytest.mark.parametrize("spoilt", ["manifest.json", "sections.json"])
def test_a_document_is_not_told_of_an_index_that_is_not_whole(saved: Path, spoilt: str) -> None:
    (saved / spoilt).write_bytes(b"{}")
    with refused("Rebuild it: python -m index.build --out"):
        read_document(saved)
    (saved / spoilt).unlink()
    with refused("Rebuild it: python -m index.build --out"):
        read_document(saved)


def test_chunks_are_plain_json(saved: Path) -> None:
    text = "Первый пункт о ледниках."
    chunks = json.loads((saved / "chunks.json").read_text(encoding="utf-8"))
    assert chunks[1] == {"point": 1, "ordinal": 1, "piece": 0, "start": 0, "end": len(text), "text": text}


def test_same_input_makes_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    make().save(tmp_path / "again")
    for name in FILES:
        assert (saved / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


@pytest.mark.parametrize("count", [1, 500])
def test_any_number_of_points(tmp_path: Path, count: int) -> None:
    text = "\n".join(f"{number}. Пункт {number}." for number in range(1, count + 1))
    make(text).save(tmp_path / "index")
    assert load(tmp_path / "index").document.last == count


# --- search ----------------------------------------------------------------------------------------------------------


def test_search_finds_the_nearest_first() -> None:
    index, embedder = make(), WordEmbedder()
    hits = search(index, embedder.queries(["о воде", "пункт о культуре"]), 2)
    assert [[piece.id for piece, _ in of_query] for of_query in hits] == [["1.2", "1.1"], ["2.1", "1.1"]]
    for of_query in hits:
        scores = [score for _, score in of_query]
        assert scores == sorted(scores, reverse=True)


@settings(max_examples=30)
@given(st.integers(1, 20), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_search_against_a_naive_oracle(k: int, queries: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    index = Index.build(TEXT.encode(), random.standard_normal((4, 8), np.float32), "random")
    vectors = random.standard_normal((queries, 8), np.float32)
    # In float64, and up to the rounding of float32 at the size of the products: a sum of them may come near zero, and
    # two scores nearer to each other than that may stand in either order.
    scores = vectors.astype(np.float64) @ index.vectors.reconstruct_n(0, 4).T.astype(np.float64)
    found = search(index, vectors, k)
    assert len(found) == queries
    for row, hits in zip(scores, found, strict=True):
        true = dict(zip(index.chunks, row, strict=True))
        assert len({piece for piece, _ in hits}) == len(hits) == min(k, 4)
        np.testing.assert_allclose([score for _, score in hits], [true[piece] for piece, _ in hits], atol=ROUNDING)
        np.testing.assert_allclose([score for _, score in hits], np.sort(row)[::-1][:k], atol=ROUNDING)


@pytest.mark.parametrize("shape", [(31,), (1, 32)])
def test_a_vector_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=rf"a vector of shape \(32,\) is needed, not {re.escape(str(shape))}"):
        make().similarities(np.ones(shape, np.float32))


# --- putting together ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3, 8), (5, 8), (4,), (0, 8)])
def test_one_vector_a_chunk_or_nothing(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="4 chunks and 0 translations need 4 vectors"):
        Index.build(TEXT.encode(), np.ones(shape, np.float32), "words")


def test_vectors_are_finite() -> None:
    vectors = np.ones((4, 8), np.float32)
    vectors[2, 3] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        Index.build(TEXT.encode(), vectors, "words")


def test_an_empty_text_makes_no_index() -> None:
    with pytest.raises(SourceError, match="no text"):
        Index.build(b" ", np.ones((1, 8), np.float32), "words")


def test_articles_come_back_with_headings_numbers_and_parts(tmp_path: Path) -> None:
    text = "Глава 2. Вода\n\nСтатья 447. Лица\n\n1. Лица:\n\n1) река;\n\n2) озеро.\n\nСтатья 450. Лес\n\nЛес."
    make(text).save(tmp_path / "index")
    before, after = make(text).document, load(tmp_path / "index").document
    assert after == before
    assert after.notes == before.notes != ()
    assert [section.parts for section in after.sections] == [section.parts for section in before.sections]
    assert after.locate(1, 9, 15).label == "ст. 447, п. 1, пп. 1"


def test_of_a_file_of_another_kind_what_its_reader_made_is_kept(tmp_path: Path) -> None:
    source = SourceText((Block("Вода.", number="Статья 1."), Block("Лес.", number="Статья 2.")), Format.DOCX)
    document = replace(parse_source(source), sha256="a" * 64)
    vectors = WordEmbedder().passages(["Вода.", "Лес."])
    index = Index.build(wire.dump(source), vectors, "words", name="закон.docx", document=document, copy=TEXT_COPY)
    make().save(tmp_path / "index")  # a plain text that lay there goes
    index.save(tmp_path / "index")
    found = load(tmp_path / "index")
    assert (found.document, found.document.sha256, found.copy) == (document, "a" * 64, TEXT_COPY)
    assert wire.load(found.source) == source
    assert not (tmp_path / "index" / "source.txt").exists()


# --- what load refuses -----------------------------------------------------------------------------------------------


def test_no_index_names_the_command(tmp_path: Path) -> None:
    command = re.escape(f"python -m index.build --out {quoted(tmp_path)} --source FILE")
    with refused(f"there is none, or it was not finished.*{command}$"):
        load(tmp_path)


@pytest.mark.parametrize("name", sorted(FILES))
def test_missing_file(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with refused("python -m index.build --out"):
        load(saved)


@pytest.mark.parametrize("name", sorted(FILES - {"manifest.json"}))
def test_changed_file(saved: Path, name: str) -> None:
    data = bytearray((saved / name).read_bytes())
    data[len(data) // 2] ^= 1
    (saved / name).write_bytes(data)
    with refused(f"{name} was changed after the index was made.*python -m index.build --out"):
        load(saved)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("size", [0, 10])
def test_cut_file(tmp_path: Path, name: str, size: int) -> None:
    saved = tmp_path / "index"
    translated().save(saved)
    (saved / name).write_bytes((saved / name).read_bytes()[:size])
    with refused("python -m index.build --out"):
        load(saved)


def test_another_embedder(saved: Path) -> None:
    command = re.escape(f"python -m index.build --out {quoted(saved)} --source {quoted(saved / 'source.txt')}")
    with refused(f"the embedder 'words' made it, and 'other' is in use.*Rebuild it: {command}$"):
        load(saved, "other")
    (saved / "source.txt").write_bytes(b"1. Changed.")  # no longer what was indexed, so it is not named
    with refused("--source FILE$"):
        load(saved, "other")
    (saved / "source.txt").write_bytes(TEXT.encode())
    assert load(saved).embedder_id == "words"


def test_another_text(saved: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_bytes(TEXT.encode())
    assert load(saved, expect_source=text).document.last == 2
    text.write_bytes(TEXT.encode() + b"\n")
    command = re.escape(f"--out {quoted(saved)} --source {quoted(text)}")
    with refused(f"not of the text that is now in .*{command}$"):
        load(saved, expect_source=text)
    with refused("No such file"):
        load(saved, expect_source=tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 1}, "made by another version"),
        ({"chunking": "sentence"}, "made by another version"),
        ({"chunks": 5}, "it counts 5 chunks where its text has 4"),
        ({"dimension": 31}, "no flat inner-product index of 4 x 31"),
        ({"points": 3}, "cut in another way"),
        ({"chunks": "4"}, "chunks: Input should be a valid integer"),
        ({"chunks": 0}, "chunks: Input should be greater than 0"),
        ({"extra": 1}, "extra: Extra inputs are not permitted"),
        ({"sha256": dict.fromkeys(("vectors", "chunks", "translations", "source"), "x")}, r"sha256\.vectors: String"),
    ],
)
def test_manifest_that_is_not_true(saved: Path, change: dict[str, object], message: str) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps(manifest | change))
    with refused(message):
        load(saved)


@pytest.mark.parametrize("data", [b"[]", b"{}", b"\xff", b"null", b'{"format": 1'])
def test_manifest_that_is_none(saved: Path, data: bytes) -> None:
    (saved / "manifest.json").write_bytes(data)
    with refused(r"its manifest\.json is not as it should be.*Rebuild it"):
        load(saved)


def reseal(directory: Path, name: str, data: bytes) -> None:
    """Changes a file and its sha256 with it, as a writer of another version might."""
    (directory / name).write_bytes(data)
    manifest = json.loads((directory / "manifest.json").read_text())
    manifest["sha256"][name.split(".")[0]] = hashlib.sha256(data).hexdigest()
    (directory / "manifest.json").write_text(json.dumps(manifest))


def test_vectors_of_another_kind(saved: Path) -> None:
    euclidean = faiss.IndexFlatL2(32)
    euclidean.add(np.ones((4, 32), np.float32))
    reseal(saved, "vectors.faiss", faiss.serialize_index(euclidean).tobytes())
    with refused("no flat inner-product index"):
        load(saved)
    reseal(saved, "vectors.faiss", b"no index at all")
    with refused("FAISS cannot read"):
        load(saved)


def test_chunks_of_an_older_parser(saved: Path) -> None:
    reseal(saved, "chunks.json", b"[]")
    with refused("cut in another way than when it was made"):
        load(saved)


def test_sections_that_are_none(saved: Path) -> None:
    reseal(saved, "sections.json", b'{"sections": 1}')
    with refused("sections.json is not as it should be.*Rebuild it"):
        load(saved)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"en": [1]}', "translations.json is not as it should be"),
        (b'{"en": ["One."]}', "does not have 4 texts a language"),
        (json.dumps({"en": ENGLISH}).encode(), "no flat inner-product index of 8 x 32"),
    ],
)
def test_translations_that_do_not_fit(saved: Path, data: bytes, message: str) -> None:
    reseal(saved, "translations.json", data)
    with refused(message):
        load(saved)


# --- translations ----------------------------------------------------------------------------------------------------


def translated() -> Index:
    embedder = WordEmbedder()
    texts = [piece.text for piece in chunk(parse_bytes(TEXT.encode()))]
    return Index.build(TEXT.encode(), embedder.passages([*texts, *ENGLISH]), embedder.id, {"en": ENGLISH})


def test_translations_come_back_with_their_vectors(tmp_path: Path) -> None:
    translated().save(tmp_path / "index")
    after = load(tmp_path / "index")
    assert after.translations == {"en": ENGLISH}
    np.testing.assert_array_equal(after.vector(3, "en"), WordEmbedder().passages(ENGLISH[3:])[0])
    np.testing.assert_array_equal(after.vector(3), WordEmbedder().passages([after.chunks[3].text])[0])


def test_a_chunk_is_as_near_as_the_nearest_of_its_versions() -> None:
    index, (vector,) = translated(), WordEmbedder().queries(["on culture"])
    similarities = index.similarities(vector)
    assert similarities.shape == (2, 4)
    np.testing.assert_allclose(similarities[1], WordEmbedder().passages(ENGLISH) @ vector, atol=1e-6)
    (hits,) = search(index, vector[None], 4)
    np.testing.assert_allclose([score for _, score in hits], np.sort(similarities.max(0))[::-1], atol=1e-6)
    assert hits[0][0].id == "2.1"


def test_a_translation_has_a_text_for_each_chunk() -> None:
    with pytest.raises(ValueError, match="as many texts"):
        Index.build(TEXT.encode(), np.ones((7, 8), np.float32), "words", {"en": ENGLISH[:3]})


def test_likenesses_of_a_vector_of_another_dimension() -> None:
    with pytest.raises(ValueError, match=r"shape \(32,\)"):
        make().similarities(np.ones(31, np.float32))


# --- saving is all or nothing ----------------------------------------------------------------------------------------


def test_saving_replaces_an_older_index(saved: Path) -> None:
    make("1. Один.").save(saved)
    assert load(saved).document.last == 1
    assert [path.name for path in saved.parent.iterdir()] == ["index"]


def test_saving_makes_the_folders_above(tmp_path: Path) -> None:
    make().save(tmp_path / "a" / "b" / "index")
    assert load(tmp_path / "a" / "b" / "index").document.last == 2


def test_saving_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    make().save(tmp_path / "index")
    assert load(tmp_path / "index").document.last == 2


def test_saving_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    make().save(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert load(tmp_path / "real").document.last == 2


def test_saving_never_removes_what_is_not_an_index(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with refused("holds something else.*Name another folder with --out"):
        make().save(tmp_path)
    with refused("holds something else"):
        make().save(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_failed_saving_leaves_the_older_index(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with refused("No space left on device"):
        make("1. Один.").save(saved)
    assert load(saved).document.last == 2
    assert [path.name for path in saved.parent.iterdir()] == ["index"]


def test_failed_swap_brings_the_older_index_back(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def fails_for_new(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_new)
    with refused("Input/output error"):
        make("1. Один.").save(saved)
    assert load(saved).document.last == 2
    assert [path.name for path in saved.parent.iterdir()] == ["index"]


KILLED = """
import os, signal, sys
from pathlib import Path
from models import files
real = os.fsync
def die(descriptor, count=[0]):
    count[0] += 1
    if count[0] == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(descriptor)
files.os.fsync = die
from tests.index.test_store import make
make("1. Один.").save(Path(sys.argv[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("at", [1, 4])
def test_killed_while_saving(saved: Path, at: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED.format(at=at), str(saved)], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert load(saved).document.last == 2


def test_leftovers_of_killed_runs_go_after_an_hour(saved: Path) -> None:
    old, young = saved.parent / ".index.1.new", saved.parent / ".index.2.old"
    for leftover in (old, young):
        leftover.mkdir()
        (leftover / "source.txt").write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    make().save(saved)
    assert not old.exists()
    assert young.exists()
