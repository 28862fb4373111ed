"""Makes a sentence-transformers folder of multilingual-e5-small out of its packed 4-bit weights.

The folder is an ordinary one (safetensors, tokenizer, pooling, prompts): whoever loads it needs nothing from
here. Beside that lies its encoder as an ONNX graph (models/e5_onnx.py), which a running chat embeds questions with.
Its weights are float16 on the disk, which is half the room, and its configuration asks for float32 in memory, in
which a CPU computes faster. Rounding to float16 costs nothing: the cosine of a vector to the one from the exact 4-bit
values is 1 to seven digits.

    build(Path("e5-small-q4.bin"), Path("tokenizer.json"), Path("folder"), sha256="1571...")
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from models.disk import full, remove, sync, write_whole
from models.e5_onnx import ENCODER, export
from models.e5_weights import PackedE5, Sizes
from models.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import BertConfig

VERSION: Final = 2
"""Of the conversion: raised when it makes another folder of the same files, so that old ones are remade."""

NAME: Final = "multilingual-e5-small-q4"
MANIFEST: Final = "ask-model.json"
"""Says whose vectors these are: {"name", "sha256" of the packed weights}. Written last."""

PROMPTS: Final = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""What e5 was trained with; without them its vectors are worse, says its model card. "document" is the name
that sentence-transformers looks for first, and fills with nothing if it is absent."""

SPECIAL_TOKENS: Final = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
"""Which of the tokenizer's tokens play these parts: its tokenizer.json does not say."""

TOKENS: Final = 512
"""The longest text, in tokens, that it was trained on."""


def build(weights: Path, tokenizer: Path, folder: Path, sha256: str) -> None:
    """Writes the folder, whole or not at all; one that is there already is replaced.

    Args:
        weights: the packed weights, already checked.
        tokenizer: the model's tokenizer.json, already checked.
        folder: where the folder is to be.
        sha256: of the packed weights, for the manifest.

    Raises:
        ModelError: a file is not what it should be, or the disk is full.
    """
    from safetensors import SafetensorError

    plain, fresh = folder.with_name(folder.name + ".plain"), folder.with_name(folder.name + ".new")
    for leaving in (plain, fresh):
        remove(leaving)
    try:
        _write_transformer(weights, tokenizer, plain)
        _write_sentence_transformer(plain, fresh)
        write_whole(fresh / MANIFEST, json.dumps({"name": NAME, "sha256": sha256}, indent=1))
        for path in fresh.rglob("*"):
            if path.is_file():
                sync(path)
        remove(folder)
        fresh.replace(folder)
    except SafetensorError as error:
        if re.search(r"os error (28|112)\b", str(error)):  # "no room", as Linux and macOS, and Windows, number it
            raise full(folder.parent) from error
        raise
    finally:
        shutil.rmtree(plain, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _write_transformer(weights: Path, tokenizer: Path, folder: Path) -> None:
    """A plain transformers folder: configuration, float16 weights, tokenizer."""
    from safetensors.numpy import save_file
    from transformers import BertConfig, PreTrainedTokenizerFast

    packed = PackedE5(weights)
    folder.mkdir()
    _config(packed.sizes, BertConfig).save_pretrained(folder)
    state = {name: _half(name, array) for name, array in packed.state()}
    # Nothing reads the pooler. Zeros keep transformers from inventing one, at random, at each loading.
    hidden = packed.sizes.hidden
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    try:
        fast = PreTrainedTokenizerFast(
            tokenizer_file=str(tokenizer),
            **SPECIAL_TOKENS,
            model_max_length=min(TOKENS, packed.sizes.positions),
        )
    except Exception as error:  # the Rust tokenizer raises Exception itself
        raise ModelError(f"{tokenizer} is not a tokenizer that can be read: {error}. Fetch it again.") from error
    if fast.pad_token_id != packed.sizes.pad_id or len(fast) > packed.sizes.vocabulary:
        raise ModelError(f"{tokenizer} and {weights} do not belong together: their tokens differ.")
    fast.save_pretrained(folder)


def _write_sentence_transformer(plain: Path, folder: Path) -> None:
    """Adds pooling, normalisation, prompts and the encoder in ONNX to a plain transformers folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    with _quiet():
        transformer = Transformer(str(plain), model_kwargs={"dtype": torch.float16})
        pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
        model = SentenceTransformer(
            modules=[transformer, pooling, Normalize()],
            prompts=dict(PROMPTS),
            similarity_fn_name="cosine",
            device="cpu",
        )
        model.save(str(folder), create_model_card=False)
    export(transformer.auto_model.float(), folder / ENCODER)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["dtype"] = "float32"  # in memory; see the module's docstring
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    # transformers writes down whether it was told to stay offline; the folder must not depend on that.
    path = folder / "tokenizer_config.json"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace('"local_files_only": true', '"local_files_only": false'), encoding="utf-8")


def _config(sizes: Sizes, factory: "type[BertConfig]") -> "BertConfig":
    return factory(
        architectures=["BertModel"],
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        hidden_act="gelu",
        pad_token_id=sizes.pad_id,
    )


def _half(name: str, array: "NDArray[np.float32]") -> "NDArray[np.float16]":
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    if not np.isfinite(half).all():
        raise ModelError(f"The weights {name} are too large for float16. Fetch the embedder again.")
    return half


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps transformers from drawing progress bars of its own, and from looking for a hub."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
