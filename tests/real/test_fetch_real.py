"""The real models: here, right, found again without a network; and the folder that the embedder becomes."""

import json
import socket

import numpy as np
import pytest

from models import catalog, e5, fetch
from models.disk import sha256

pytestmark = pytest.mark.real

QUESTION = "Какой год предложено объявить годом сохранения ледников?"
NEAREST_FIRST = (
    "Главы государств поддержали инициативу Таджикистана объявить 2025 год Международным годом сохранения ледников.",
    "Стороны договорились о рациональном использовании водных ресурсов трансграничных рек.",
    "Для плова нужны рис, морковь, лук и баранина.",
)


@pytest.fixture(scope="module")
def embedder():
    return fetch.ensure("embedder")


@pytest.fixture(scope="module")
def model(embedder):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(embedder), device="cpu", local_files_only=True)


@pytest.mark.parametrize("name", ["llm", "embedder"])
def test_every_file_has_the_sha256_of_the_catalog(name):
    path = fetch.ensure(name)
    assert path == fetch.path_if_ready(name)
    for file in catalog.load().model(name).files:
        assert sha256(path.parent / file.name) == file.sha256


def test_what_is_here_needs_no_network(monkeypatch, embedder):
    def refuse(*_, **__):
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert fetch.ensure("embedder") == embedder


def test_the_folder_says_whose_vectors_it_makes(embedder):
    weights = catalog.load().model("embedder").files[0]
    assert json.loads((embedder / e5.MANIFEST).read_text()) == {"name": e5.NAME, "sha256": weights.sha256}


def test_converting_again_gives_the_same_folder(embedder, tmp_path):
    weights, tokenizer = (embedder.parent / file.name for file in catalog.load().model("embedder").files)
    e5.build(weights, tokenizer, tmp_path / "again", sha256(weights))
    files = sorted(path.relative_to(embedder) for path in embedder.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.is_file()
    )
    assert [name for name in files if sha256(embedder / name) != sha256(tmp_path / "again" / name)] == []
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_vectors_are_of_unit_length_and_computed_in_float32(model):
    import torch

    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    vectors = model.encode([QUESTION, *NEAREST_FIRST, "", "слово " * 2000], prompt_name="passage")
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_is_meant_is_nearer_than_what_is_not(model):
    [question] = model.encode([QUESTION], prompt_name="query")
    scores = model.encode(list(NEAREST_FIRST), prompt_name="passage") @ question
    assert scores[0] > scores[1] + 0.02 > scores[2] + 0.04


def test_the_prompts_are_those_that_e5_was_trained_with(model):
    text = NEAREST_FIRST[0]
    for name, prefix in (("query", "query: "), ("passage", "passage: "), ("document", "passage: ")):
        np.testing.assert_allclose(model.encode([text], prompt_name=name), model.encode([prefix + text]), atol=1e-6)


def test_the_tokens_are_those_of_the_models_own_tokenizer(model, embedder):
    from tokenizers import Tokenizer

    own = Tokenizer.from_file(str(embedder.parent / catalog.load().model("embedder").files[1].name))
    for text in (QUESTION, *NEAREST_FIRST, "Оби тоза — сарчашмаи ҳаёт; taza suw, tоза сув, 19.Сегодня\n\n«x»", ""):
        assert model.tokenizer(text)["input_ids"] == own.encode(text).ids
