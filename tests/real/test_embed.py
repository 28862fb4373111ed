"""index/embed.py with the real embedder, and the index that it makes of the declaration."""

import json
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.build import DEFAULT_SOURCE, build
from index.embed import Embedder, SentenceTransformerEmbedder, fingerprint, open_embedder
from index.onnx import OnnxEmbedder
from index.store import Index, load
from models.e5 import ENCODER
from models.errors import ModelError, StoreError
from models.fetch import ensure
from tests.index.samples import check_contract, search

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def folder() -> Path:
    return ensure("embedder")


@pytest.fixture(scope="module")
def embedder(folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(folder)


@pytest.fixture(scope="module")
def index(embedder: SentenceTransformerEmbedder, built_index: Path) -> Index:
    with pytest.raises(StoreError, match=r"python -m index\.build"):
        load(built_index, "another embedder")
    return load(built_index, embedder.id, DEFAULT_SOURCE)


@pytest.fixture(scope="module")
def quick(folder: Path) -> Embedder:
    return open_embedder(folder)


@pytest.mark.parametrize("name", ["embedder", "quick"])
def test_contract(name: str, request: pytest.FixtureRequest) -> None:
    embedder: Embedder = request.getfixturevalue(name)
    check_contract(embedder)
    assert embedder.dimension == 384


def test_the_quick_embedder_gives_the_same_vectors(embedder: SentenceTransformerEmbedder, quick: Embedder) -> None:
    """So that an index which sentence-transformers made is searched with ONNX Runtime's vectors."""
    assert isinstance(quick, OnnxEmbedder)
    assert quick.id == embedder.id
    texts = ["Где?", "What does the statement say about the Aral Sea?", "Мұздықтар туралы не айтылған?", "вода " * 1000]
    for plain, fast in ((embedder.queries, quick.queries), (embedder.passages, quick.passages)):
        cosines = np.sum(plain(texts) * fast(texts), axis=1)
        assert cosines.min() > 0.99999, cosines


def test_an_index_that_sentence_transformers_made_is_searched_with_the_quick_one(
    embedder: SentenceTransformerEmbedder, quick: Embedder, tmp_path: Path
) -> None:
    source = tmp_path / "rules.txt"
    source.write_text("Правила\n\n1. Книги выдаются на 14 дней.\n\n2. В зале нельзя шуметь.\n", encoding="utf-8")
    build(source, tmp_path / "index", embedder)
    index = load(tmp_path / "index", quick.id, source)
    ((hit, *_),) = search(index, quick.queries(["Можно ли шуметь?"]), 2)
    assert hit[0].section.number == 2


def test_a_folder_without_an_encoder_in_onnx_is_opened_by_sentence_transformers(folder: Path, tmp_path: Path) -> None:
    copy = linked_copy(folder, tmp_path)
    (copy / ENCODER).unlink()
    assert isinstance(open_embedder(copy), SentenceTransformerEmbedder)


def test_a_damaged_encoder_is_told_with_the_next_step(folder: Path, tmp_path: Path) -> None:
    copy = linked_copy(folder, tmp_path)
    (copy / ENCODER).unlink()
    (copy / ENCODER).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"cannot be loaded .*models\.fetch --check embedder"):
        open_embedder(copy)


@pytest.mark.parametrize("name", [ENCODER, "tokenizer.json"])
def test_a_file_whose_bytes_were_flipped_is_told_with_the_next_step(folder: Path, tmp_path: Path, name: str) -> None:
    """As a dying disk leaves it, with size and time as they were: no vector of it is used."""
    copy = linked_copy(folder, tmp_path)
    data = bytearray((folder / name).read_bytes())
    for at in range(len(data) // 10, len(data), len(data) // 10):
        data[at : at + 4096] = b"\xff" * len(data[at : at + 4096])
    (copy / name).unlink()
    (copy / name).write_bytes(data)
    with pytest.raises(ModelError, match=r"models\.fetch --check embedder"):
        open_embedder(copy).passages(["Стороны поддержали предложение о ледниках."])


def test_questions_and_passages_have_their_own_prompts(embedder: SentenceTransformerEmbedder) -> None:
    """e5 was trained with "query: " and "passage: "; without them it ranks worse, and nothing else would show."""
    text = "Форум культурного диалога"
    plain = embedder._model.encode([f"query: {text}", f"passage: {text}"], prompt="", normalize_embeddings=True)
    np.testing.assert_allclose(embedder.queries([text])[0], plain[0], atol=1e-5)
    np.testing.assert_allclose(embedder.passages([text])[0], plain[1], atol=1e-5)
    assert float(plain[0] @ plain[1]) < 0.999


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("Какой год предложено объявить годом сохранения ледников и кто это предложил?", 16),
        ("Как называется форум культурного диалога?", 21),
        ("Какой договор подготовят к следующей встрече?", 25),
        ("What does the statement say about Afghanistan?", 7),
        ("Что решили о Почётном знаке?", 27),
    ],
)
def test_nearest_chunk_of_the_declaration(
    index: Index, embedder: SentenceTransformerEmbedder, question: str, point: int
) -> None:
    ((hit, *_),) = search(index, embedder.queries([question]), 3)
    assert hit[0].section.number == point
    assert index.document.section(point).text[hit[0].start : hit[0].end] == hit[0].text


def test_two_askers_at_once(embedder: SentenceTransformerEmbedder) -> None:
    questions = [f"Что сказано о вопросе {n}?" * (1 + n % 7) for n in range(24)]
    alone = np.concatenate([embedder.queries([question]) for question in questions])
    with ThreadPoolExecutor(8) as pool:
        together = np.concatenate(list(pool.map(lambda question: embedder.queries([question]), questions)))
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("name", ["embedder", "quick"])
def test_long_passage_is_embedded_and_told_of(name: str, request: pytest.FixtureRequest, caplog) -> None:
    vectors = request.getfixturevalue(name).passages(["вода " * 1000, "лёд"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert "1 of 2 passages are longer than the 512 tokens" in caplog.text


def test_bar_only_where_asked(embedder: SentenceTransformerEmbedder, capfd) -> None:
    embedder.passages(["раз", "два"])
    assert capfd.readouterr().err == ""
    embedder.passages(["раз", "два"], progress=True)
    assert "Embedding" in capfd.readouterr().err


def test_no_network_is_touched(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    def blocked(*_: object, **__: object) -> None:
        raise AssertionError("something was looked up on the network")

    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    monkeypatch.setattr(socket.socket, "connect", blocked)
    monkeypatch.setattr(socket.socket, "connect_ex", blocked)
    assert SentenceTransformerEmbedder(folder).queries(["Где?"]).shape == (1, 384)
    assert open_embedder(folder).queries(["Где?"]).shape == (1, 384)
    assert capfd.readouterr().err == ""


def test_id_follows_the_weights_not_the_place(folder: Path, tmp_path: Path) -> None:
    known = json.loads((folder / "ask-model.json").read_text())
    assert fingerprint(folder) == f"{known['name']}:{known['sha256'][:32]}"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(b"weights")
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")
    (tmp_path / "two" / "model.safetensors").write_bytes(b"other weights")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "two")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "There is no embedder in .*models.fetch --check embedder"),
        ({"model.safetensors": b"damaged"}, "cannot be loaded .*models.fetch --check embedder"),
        (
            {"model.safetensors": b"", "ask-model.json": b"{"},
            "ask-model.json is damaged.*fetch --check embedder",
        ),
        ({"model.safetensors": b"", "ask-model.json": b'{"name": "x"}'}, "damaged: Field required"),
    ],
)
def test_folder_that_is_no_embedder(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelError, match=message):
        SentenceTransformerEmbedder(tmp_path)


def linked_copy(folder: Path, place: Path) -> Path:
    """The embedder's folder with links for files, so that one of them can be replaced."""
    copy = place / "copy"
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.copytree(path, copy / path.name)
        else:
            (copy / path.name).symlink_to(path)
    return copy
