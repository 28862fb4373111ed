"""Run llama.cpp on this processor with a model of 0.7 MB that is made up here; exits with 0 if it computes.

    python -m models.setup.probe

A build for other processors dies of an illegal instruction at the first prompt at the latest, and that is better known
before a gigabyte is downloaded. The model has one layer, and the same quantised types as the chat's. Needs numpy and
llama-cpp-python, and is run as a process of its own, since it may die.
"""

import struct
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

import models as models  # first of all: it keeps dependencies from the network

WIDTH: Final = 256
INNER: Final = 512
WORDS: Final = 64
TOKENS: Final = 40
"""A prompt, not a single token: matrices take other kernels than vectors."""

_F32, _Q4_K, _Q6_K = 0, 12, 14
"""ggml's numbers of data types."""
_UINT, _FLOAT, _TEXT = 4, 6, 8
"""GGUF's numbers of kinds of values."""
_ALIGN: Final = 32


def gguf() -> bytes:
    """Return a whole GGUF file of a llama with random weights, the same each time."""
    shapes = {
        "token_embd": (WORDS, WIDTH, _Q4_K),
        "output": (WORDS, WIDTH, _Q6_K),
        "output_norm": (1, WIDTH, _F32),
        "blk.0.attn_norm": (1, WIDTH, _F32),
        "blk.0.ffn_norm": (1, WIDTH, _F32),
        "blk.0.attn_q": (WIDTH, WIDTH, _Q4_K),
        "blk.0.attn_k": (WIDTH, WIDTH, _Q4_K),
        "blk.0.attn_v": (WIDTH, WIDTH, _Q6_K),
        "blk.0.attn_output": (WIDTH, WIDTH, _Q4_K),
        "blk.0.ffn_gate": (INNER, WIDTH, _Q4_K),
        "blk.0.ffn_up": (INNER, WIDTH, _Q4_K),
        "blk.0.ffn_down": (WIDTH, INNER, _Q6_K),
    }
    random = np.random.default_rng(1)
    values = list(_metadata())
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(values)) + b"".join(values)
    data = b""
    for name, (rows, columns, kind) in shapes.items():
        sizes = (columns,) if kind == _F32 else (columns, rows)
        head += _text(f"{name}.weight") + struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
        head += struct.pack("<IQ", kind, len(data))
        data += _padded(_tensor(random, rows * columns, kind))
    return _padded(head) + data


def _metadata() -> Iterator[bytes]:
    yield _text("general.architecture") + struct.pack("<I", _TEXT) + _text("llama")
    yield _text("tokenizer.ggml.model") + struct.pack("<I", _TEXT) + _text("none")
    numbers = {"block_count": 1, "context_length": 256, "embedding_length": WIDTH, "feed_forward_length": INNER}
    numbers |= {"attention.head_count": 4, "vocab_size": WORDS}
    for name, number in numbers.items():
        yield _text(f"llama.{name}") + struct.pack("<II", _UINT, number)
    yield _text("llama.attention.layer_norm_rms_epsilon") + struct.pack("<If", _FLOAT, 1e-5)


def _tensor(random: np.random.Generator, count: int, kind: int) -> bytes:
    """Random weights in blocks of 256: a block's scales, then its packed numbers (Q6_K has the scale at its end)."""
    if kind == _F32:
        return np.ones(count, np.float32).tobytes()
    blocks = count // 256
    if kind == _Q4_K:
        scales = np.full((blocks, 2), 0.002, np.float16).view(np.uint8)
        return np.concatenate([scales, random.integers(0, 256, (blocks, 140), np.uint8)], axis=1).tobytes()
    packed = random.integers(0, 256, (blocks, 192), np.uint8)
    finer = random.integers(0, 128, (blocks, 16), np.uint8)
    return np.concatenate([packed, finer, np.full((blocks, 1), 0.0005, np.float16).view(np.uint8)], axis=1).tobytes()


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % _ALIGN)


def computes(path: Path) -> bool:
    """Tell whether llama.cpp reads the model at `path`, decodes a prompt and a token, and gives numbers."""
    from llama_cpp import llama_cpp as api

    quiet = api.llama_log_callback(lambda _level, _text, _data: None)
    api.llama_log_set(quiet, None)
    model = api.llama_model_load_from_file(str(path).encode(), api.llama_model_default_params())
    if not model:
        return False
    params = api.llama_context_default_params()
    params.n_ctx = 256
    context = api.llama_init_from_model(model, params)
    for count in (TOKENS, 1):
        tokens = (api.llama_token * count)(*(place % WORDS for place in range(count)))
        if not context or api.llama_decode(context, api.llama_batch_get_one(tokens, count)):
            return False
    logits = np.ctypeslib.as_array(api.llama_get_logits_ith(context, -1), (WORDS,))
    return bool(np.isfinite(logits).all() and logits.std() > 0)


def main() -> int:
    """Write the model to a temporary folder, run it, and return the exit status."""
    # llama.cpp may still have the file open at the end, and Windows removes no open file.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "probe.gguf"
        path.write_bytes(gguf())
        return 0 if computes(path) else 1


if __name__ == "__main__":
    sys.exit(main())
