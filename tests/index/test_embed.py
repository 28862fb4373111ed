"""index/embed.py with small sentence-transformers models that are made here, of any dimension and with any prompts."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.embed import SentenceTransformerEmbedder, chosen_folder, fingerprint, open_embedder
from index.store import load
from models.console import quoted
from models.errors import ModelError, SettingsError, StoreError
from tests.index.samples import TEXT, check_contract

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] о воде и ледниках культуре query document : первый второй пункт .".split()


def make(folder: Path, prompts: dict[str, str], dimension: int = 48, seed: int = 0) -> Path:
    """Save a BERT of two layers with random weights, mean pooling and a vocabulary of a few words."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(seed)
    plain = folder.with_name(f"{folder.name}-bert")
    plain.mkdir()
    (plain / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizer(str(plain / "vocab.txt"), model_max_length=32).save_pretrained(plain)
    BertModel(
        BertConfig(
            vocab_size=len(WORDS), hidden_size=dimension, num_hidden_layers=2, num_attention_heads=4,
            intermediate_size=64, max_position_embeddings=32,
        )
    ).save_pretrained(plain)  # fmt: skip
    transformer = Transformer(str(plain))
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], prompts=prompts, device="cpu").save(str(folder))
    shutil.rmtree(plain)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("tiny") / "plain", {})


def test_a_model_without_prompts_keeps_the_contract(folder: Path) -> None:
    embedder = open_embedder(folder)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.dimension == 48
    check_contract(embedder, trained=False)
    np.testing.assert_allclose(embedder.queries(["о воде"]), embedder.passages(["о воде"]), atol=1e-6)


@pytest.mark.parametrize("name", ["document", "passage"])
def test_each_side_has_the_prompt_that_the_model_names(tmp_path: Path, name: str) -> None:
    embedder = SentenceTransformerEmbedder(make(tmp_path / "prompted", {"query": "query : ", name: "document : "}))
    plain = embedder._model.encode(
        ["query : о воде", "document : о воде"], prompt="", normalize_embeddings=True, show_progress_bar=False
    )
    np.testing.assert_allclose(embedder.queries(["о воде"])[0], plain[0], atol=1e-5)
    np.testing.assert_allclose(embedder.passages(["о воде"])[0], plain[1], atol=1e-5)


def test_an_index_of_another_embedder_is_refused_with_the_whole_command(folder: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "text.txt", tmp_path / "index"
    source.write_text(TEXT, encoding="utf-8")
    embedder = open_embedder(folder)
    build(source, out, embedder)
    assert load(out, embedder.id).vectors.d == 48
    other = open_embedder(make(tmp_path / "wide", {}, dimension=64))
    command = f"index.build --out {quoted(out)} --source {quoted(out / 'source.txt')}"
    with pytest.raises(StoreError, match=rf"{re.escape(command)}$"):
        load(out, other.id)
    assert load(out).embedder_id == embedder.id


def test_the_id_follows_weights_and_prompts_and_not_the_place(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert fingerprint(copy) == fingerprint(folder)
    others = [make(tmp_path / "prompted", {"query": "query : "}), make(tmp_path / "reseeded", {}, seed=1)]
    assert len({fingerprint(one) for one in (folder, *others)}) == 3


def test_a_model_that_cannot_be_read_is_an_error_with_the_next_step(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    weights = next(copy.rglob("*.safetensors"))
    weights.write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"cannot be loaded .*Give ASK_EMBEDDER a whole sentence-transformers model"):
        open_embedder(copy)
    weights.unlink()
    with pytest.raises(ModelError, match=r"no \*\.safetensors.*ASK_EMBEDDER"):
        open_embedder(copy)


def test_the_variable_names_a_folder_of_a_model(folder: Path, tmp_path: Path) -> None:
    assert chosen_folder({}) is None
    assert chosen_folder({"ASK_EMBEDDER": ""}) is None
    assert chosen_folder({"ASK_EMBEDDER": str(folder)}) == folder
    for wrong in (tmp_path / "none", tmp_path):
        with pytest.raises(SettingsError, match=rf"ASK_EMBEDDER='{wrong}'.*modules\.json is missing.*unset"):
            chosen_folder({"ASK_EMBEDDER": str(wrong)})
