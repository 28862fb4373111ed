"""Make a sentence-transformers folder of multilingual-e5-small from its packed 4-bit weights. Needs no PyTorch.

The folder is an ordinary one (safetensors, tokenizer, pooling, prompts) and can be loaded without this project. It also
holds the encoder as an ONNX graph (models/e5/encoder.py), with which the chat embeds questions and passages, in half of
PyTorch's time and without importing it. The graph's vectors are those of sentence-transformers (a test holds that). The
table of token embeddings, four fifths of the weights, stays in the safetensors file: a question needs a dozen rows.

Weights are float16 on disk, which takes half the space; the configuration asks for float32 in memory, in which a CPU
computes faster. Rounding to float16 costs nothing: the cosine of a vector and the one from the exact 4-bit values is 1
to seven digits.

    build(Path("e5-small-q4.bin"), Path("tokenizer.json"), Path("folder"), sha256="1571...")
"""

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.disk import full, remove, sync
from models.e5.weights import PackedE5, Sizes
from models.errors import ModelError
from models.files import write_atomically

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = 3
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

_KIND: Final = "sentence_transformers.base.modules"
MODULES: Final = (
    ("", f"{_KIND}.transformer.Transformer"),
    ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", f"{_KIND}.normalize.Normalize"),
)
"""The modules that sentence-transformers makes a vector with, each with its folder."""
NORMALIZE: Final = dict.fromkeys(("module_input_name", "module_output_name"), "sentence_embedding")


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

    fresh = folder.with_name(folder.name + ".new")
    for leftover in (folder.with_name(folder.name + ".plain"), fresh):  # an earlier version wrote the first
        remove(leftover)
    try:
        fresh.mkdir()
        sizes = _write_weights(weights, fresh)
        _write_tokenizer(tokenizer, weights, sizes, fresh)
        _write_configuration(sizes, fresh)
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
        shutil.rmtree(fresh, ignore_errors=True)


def _write_weights(weights: Path, folder: Path) -> Sizes:
    """Write the weights in float16, and the encoder of the same weights in ONNX; return the model's sizes."""
    from safetensors.numpy import save_file

    from models.e5.encoder import write

    packed = PackedE5(weights)
    state = {name: _half(name, array) for name, array in packed.state()}
    write(packed.sizes, state, folder / ENCODER)
    # Nothing reads the pooler. Zeros keep transformers from initialising one at random at each loading.
    hidden = packed.sizes.hidden
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    return packed.sizes


def _write_tokenizer(tokenizer: Path, weights: Path, sizes: Sizes, folder: Path) -> None:
    from tokenizers import Tokenizer

    try:
        fast = Tokenizer.from_file(str(tokenizer))
    except Exception as error:  # the Rust tokenizer raises Exception itself
        raise ModelError(f"{tokenizer} is not a tokenizer that can be read: {error}. Fetch it again.") from error
    if fast.token_to_id(SPECIAL_TOKENS["pad_token"]) != sizes.pad_id or fast.get_vocab_size() > sizes.vocabulary:
        raise ModelError(f"{tokenizer} and {weights} do not belong together: their tokens differ.")
    fast.save(str(folder / "tokenizer.json"))
    longest = min(MAX_TOKENS, sizes.positions)
    roles = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": longest, **SPECIAL_TOKENS}
    _write(folder / "tokenizer_config.json", roles)


def _write_configuration(sizes: Sizes, folder: Path) -> None:
    """Write what transformers and sentence-transformers read beside weights and tokenizer."""
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.vocabulary,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": sizes.pad_id,
        "dtype": "float32",  # in memory; see the module's docstring
    }
    _write(folder / "config.json", bert)
    _write(
        folder / "modules.json",
        [{"idx": n, "name": str(n), "path": path, "type": kind} for n, (path, kind) in enumerate(MODULES)],
    )
    model = {"model_type": "SentenceTransformer", "prompts": PROMPTS, "default_prompt_name": None}
    _write(folder / "config_sentence_transformers.json", {**model, "similarity_fn_name": "cosine"})
    read = {"text": {"method": "forward", "method_output_name": "last_hidden_state"}}
    transformer = {"transformer_task": "feature-extraction", "modality_config": read}
    _write(folder / "sentence_bert_config.json", {**transformer, "module_output_name": "token_embeddings"})
    pooling = {"embedding_dimension": sizes.hidden, "pooling_mode": "mean", "include_prompt": True}
    for name, content in (("1_Pooling", pooling), ("2_Normalize", NORMALIZE)):
        (folder / name).mkdir()
        _write(folder / name / "config.json", content)


def _write(path: Path, content: Any) -> None:  # noqa: ANN401
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _half(name: str, array: "NDArray[np.float32]") -> "NDArray[np.float16]":
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    if not np.isfinite(half).all():
        raise ModelError(f"The weights {name} are too large for float16. Fetch the embedder again.")
    return half
