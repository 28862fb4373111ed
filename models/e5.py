"""Make a sentence-transformers folder of multilingual-e5-small from its packed 4-bit weights.

The folder is an ordinary one (safetensors, tokenizer, pooling, prompts) and can be loaded without this project. It also
holds the encoder as an ONNX graph, with which a running chat embeds questions in half of PyTorch's time and without
importing PyTorch. The graph's vectors are those of sentence-transformers (a test holds that). The table of token
embeddings, four fifths of the weights, stays in the safetensors file: a question needs a dozen of its rows.

Weights are float16 on disk, which takes half the space; the configuration asks for float32 in memory, in which a CPU
computes faster. Rounding to float16 costs nothing: the cosine of a vector and the one from the exact 4-bit values is 1
to seven digits.

    build(Path("e5-small-q4.bin"), Path("tokenizer.json"), Path("folder"), sha256="1571...")
"""

import json
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from models.disk import full, remove, sync
from models.e5_weights import PackedE5, Sizes
from models.errors import ModelError
from models.files import write_atomically

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn
    from transformers import BertConfig

VERSION: Final = 2
"""Version of the conversion: raise it if the same files give another folder, so that old folders are made again."""

NAME: Final = "multilingual-e5-small-q4"
MANIFEST: Final = "ask-model.json"
"""File that identifies the model: {"name", "sha256" of the packed weights}. Written last."""

PROMPTS: Final = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""The prefixes that e5 was trained with; without them its vectors are worse, says its model card. sentence-transformers
looks for "document" first and uses no prefix if that is absent."""

SPECIAL_TOKENS: Final = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
"""Roles of the tokenizer's tokens, which its tokenizer.json does not state."""

MAX_TOKENS: Final = 512
"""The longest text, in tokens, that it was trained on."""

ENCODER: Final = "encoder.onnx"
TABLE: Final = "embeddings.word_embeddings.weight"
"""Name of the token embeddings in the safetensors file, (vocabulary, dimension)."""
OPSET: Final = 17


def build(weights: Path, tokenizer: Path, folder: Path, sha256: str) -> None:
    """Write the folder, whole or not at all; an existing one is replaced.

    Args:
        weights: the packed weights, already verified.
        tokenizer: the model's tokenizer.json, already verified.
        folder: where to write it.
        sha256: of the packed weights, for the manifest.

    Raises:
        ModelError: a file is not what it should be, or the disk is full.
    """
    from safetensors import SafetensorError

    plain, fresh = folder.with_name(folder.name + ".plain"), folder.with_name(folder.name + ".new")
    for leftover in (plain, fresh):
        remove(leftover)
    try:
        _write_transformer(weights, tokenizer, plain)
        _write_sentence_transformer(plain, fresh)
        write_atomically(fresh / MANIFEST, json.dumps({"name": NAME, "sha256": sha256}, indent=1).encode())
        for path in fresh.rglob("*"):
            if path.is_file():
                sync(path)
        remove(folder)
        fresh.replace(folder)
    except SafetensorError as error:
        if re.search(r"os error (28|112)\b", str(error)):  # no space left, on Unix and on Windows
            raise full(folder.parent) from error
        raise
    finally:
        shutil.rmtree(plain, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _write_transformer(weights: Path, tokenizer: Path, folder: Path) -> None:
    """Write a plain transformers folder: configuration, float16 weights, tokenizer."""
    from safetensors.numpy import save_file
    from transformers import BertConfig, PreTrainedTokenizerFast

    packed = PackedE5(weights)
    folder.mkdir()
    _config(packed.sizes, BertConfig).save_pretrained(folder)
    state = {name: _half(name, array) for name, array in packed.state()}
    # Nothing reads the pooler. Zeros keep transformers from initialising one at random at each loading.
    hidden = packed.sizes.hidden
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    try:
        fast = PreTrainedTokenizerFast(
            tokenizer_file=str(tokenizer),
            **SPECIAL_TOKENS,
            model_max_length=min(MAX_TOKENS, packed.sizes.positions),
        )
    except Exception as error:  # the Rust tokenizer raises Exception itself
        raise ModelError(f"{tokenizer} is not a tokenizer that can be read: {error}. Fetch it again.") from error
    if fast.pad_token_id != packed.sizes.pad_id or len(fast) > packed.sizes.vocabulary:
        raise ModelError(f"{tokenizer} and {weights} do not belong together: their tokens differ.")
    fast.save_pretrained(folder)


def _write_sentence_transformer(plain: Path, folder: Path) -> None:
    """Add pooling, normalisation, prompts and the ONNX encoder to a plain transformers folder."""
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
    # transformers records whether offline mode was set; the folder must not depend on that.
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
    """Keep transformers from drawing progress bars of its own."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def export(bert: "nn.Module", path: Path) -> None:
    """Write the encoder with mean pooling and normalisation; `bert` is a transformers BertModel in float32.

    Inputs of the graph: `embeddings`, float32 (texts, tokens, dimension), and `mask`, int64 (texts, tokens), 0 for
    padding. Output: `vectors`, float32 (texts, dimension).
    """
    import torch
    from torch.nn.functional import normalize

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, embeddings: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(inputs_embeds=embeddings, attention_mask=mask).last_hidden_state
            counted = mask.unsqueeze(-1).to(states.dtype)
            return normalize((states * counted).sum(1) / counted.sum(1), dim=1)

    dimension = int(bert.config.hidden_size)  # type: ignore[union-attr, arg-type]
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    texts, tokens = {0: "texts"}, {0: "texts", 1: "tokens"}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this exporter is the older one: it needs the fewest packages
        torch.onnx.export(
            Encoder().eval(),
            (torch.zeros(*mask.shape, dimension), mask),
            str(path),
            input_names=["embeddings", "mask"],
            output_names=["vectors"],
            dynamic_axes={"embeddings": tokens, "mask": tokens, "vectors": texts},
            opset_version=OPSET,
            dynamo=False,
        )
