"""Vectors by ONNX Runtime from the encoder that models.fetch wrote beside a sentence-transformers model.

The same vectors in half the time, without PyTorch: the embedder of the chat and of its index. Any number of threads
may use it at once. Knows nothing of documents or of the index.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.vectors import require_unit
from models.e5 import ENCODER, TABLE

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = NDArray[np.float32]
_BATCH = 8

log = logging.getLogger(__name__)


class OnnxEmbedder:
    """An Embedder of a folder that holds an encoder in ONNX, its token embeddings and its tokenizer."""

    def __init__(self, folder: Path, identifier: str) -> None:
        """Load the model that `identifier` names, in under a second.

        Raises:
            Exception: a file is missing or damaged; the readers written in Rust and C++ raise Exception itself.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from safetensors import safe_open
        from tokenizers import Tokenizer

        self.id = identifier
        prompts = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))["prompts"]
        self._query, self._passage = str(prompts["query"]), str(prompts["passage"])
        longest = int(json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))["model_max_length"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._longest = longest
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()
        weights: Any = safe_open(folder / "model.safetensors", framework="numpy")
        self._table = weights.get_slice(TABLE)
        options = SessionOptions()
        # One thread, and no spinning: the LLM needs the other core, and a question is too short to share.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = InferenceSession(str(folder / ENCODER), options, providers=["CPUExecutionProvider"])
        self.dimension = int(self._table.get_shape()[1])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, (len(texts), dimension)."""
        return self._encode(self._tokens(texts, self._query))

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        """Return the vectors of passages, (len(texts), dimension); cut texts longer than the model reads, and warn."""
        from tqdm import tqdm

        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens = self._tokens(texts, self._passage)
        if long := sum(bool(one.overflowing) for one in tokens):
            log.warning(
                "%d of %d passages are longer than the %d tokens that the embedder reads: search sees their beginnings",
                long, len(texts), self._longest,
            )  # fmt: skip
        by_length = sorted(range(len(texts)), key=lambda row: len(tokens[row].ids))  # a batch is padded to its longest
        with tqdm(total=len(texts), desc="Embedding", unit="chunk", disable=not progress) as bar:
            for start in range(0, len(texts), _BATCH):
                rows = by_length[start : start + _BATCH]
                vectors[rows] = self._encode([tokens[row] for row in rows])
                bar.update(len(rows))
        return vectors

    def _tokens(self, texts: Sequence[str], prompt: str) -> "list[Encoding]":
        return [self._tokenizer.encode(prompt + text) for text in texts]

    def _encode(self, tokens: "Sequence[Encoding]") -> Vectors:
        if not tokens:
            return np.empty((0, self.dimension), np.float32)
        encoded = [one.ids for one in tokens]
        embeddings = np.zeros((len(encoded), max(map(len, encoded)), self.dimension), np.float32)
        mask = np.zeros(embeddings.shape[:2], np.int64)
        for row, ids in enumerate(encoded):
            embeddings[row, : len(ids)] = [self._table[token] for token in ids]
            mask[row, : len(ids)] = 1
        vectors: Vectors = self._session.run(["vectors"], {"embeddings": embeddings, "mask": mask})[0]
        return require_unit(vectors)
