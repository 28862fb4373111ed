"""Text to vectors: the Embedder protocol, sentence-transformers behind it, and which embedder a folder gets.

Knows nothing of points or of the index. The model is a local folder (`models.fetch.ensure("embedder")`); nothing is
ever looked up on a hub.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from models.e5 import ENCODER, MANIFEST
from models.errors import ModelError

Vectors = NDArray[np.float32]

FETCH = "Run `python -m models.fetch embedder`."
WEIGHTS = "model.safetensors"
BATCH = 8

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Makes vectors whose inner product is the likeness of a question and a passage.

    `id` names the model and its weights: vectors of different ids do not compare. Both methods give float32 of shape
    (len(texts), dimension), each row of length 1, and may be called from several threads.
    """

    @property
    def id(self) -> str:
        """Name of the model and of its weights."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        """Vectors of passages; `progress` draws a bar on standard error."""


def open_embedder(folder: Path) -> Embedder:
    """The quickest embedder that a folder has: its encoder in ONNX where there is one, else sentence-transformers.

    Raises:
        ModelError: the folder is missing or damaged.
    """
    if not (folder / ENCODER).is_file():
        return SentenceTransformerEmbedder(folder)
    from index.onnx import OnnxEmbedder

    return OnnxEmbedder(folder)


class SentenceTransformerEmbedder:
    """A sentence-transformers folder with prompts called "query" and "passage", run on the CPU in float32.

    Loading takes seconds, most of them Python's import of torch.
    """

    def __init__(self, folder: Path) -> None:
        """Loads the model.

        Raises:
            ModelError: the folder is missing, damaged, or has no prompts.
        """
        self.id = fingerprint(folder)
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # reading the weights takes a second: its bar is noise
        try:
            # float32 whatever the folder holds: a CPU without native half precision takes twice as long in it.
            self._model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": "float32", "use_safetensors": True},
            )
        except Exception as error:  # the readers written in Rust raise Exception itself
            raise ModelError(f"The embedder in {folder} can not be loaded ({error}). {FETCH}") from error
        missing = {"query", "passage"} - {name for name, prompt in self._model.prompts.items() if prompt}
        if missing:
            raise ModelError(f"The embedder in {folder} has no prompt {' and '.join(sorted(missing))}. {FETCH}")
        self.dimension = int(self._model.get_embedding_dimension())
        # One thread: a question is too short to gain much by more (24 to 20 ms on two quiet cores), and where the LLM
        # computes for another asker torch's threads wait for each other: on two busy cores the same work took up to
        # twenty times longer.
        torch.set_num_threads(1)
        # The tokenizer keeps truncation and padding as its state, so two threads may not use it at once.
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, (len(texts), dimension)."""
        return self._encode(texts, "query")

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        """Vectors of passages, (len(texts), dimension); warns of texts longer than the model reads."""
        from tqdm import tqdm

        self._warn_of_long(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # a batch is padded to its longest
        with tqdm(total=len(texts), desc="Embedding", unit="chunk", disable=not progress) as bar:
            for start in range(0, len(texts), BATCH):
                rows = by_length[start : start + BATCH]
                vectors[rows] = self._encode([texts[row] for row in rows], "passage")
                bar.update(len(rows))
        return vectors

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors: Vectors = self._model.encode(
                list(texts), prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False
            )
        return vectors

    def _warn_of_long(self, texts: Sequence[str]) -> None:
        limit = self._model.max_seq_length
        if limit is None or not texts:
            return
        with self._lock:
            tokens = self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]
        long = sum(len(ids) > limit for ids in tokens)
        if long:
            log.warning(
                "%d of %d passages are longer than the %d tokens that the embedder reads: search sees their beginnings",
                long, len(texts), limit,
            )  # fmt: skip


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    sha256: str


def fingerprint(folder: Path) -> str:
    """A name for the model in a folder that follows its weights, wherever the folder lies.

    Taken from ask-model.json, which models.fetch writes; a folder from elsewhere has its weights hashed.

    Raises:
        ModelError: there is no model in the folder.
    """
    manifest, weights = folder / MANIFEST, folder / WEIGHTS
    if not weights.is_file():
        raise ModelError(f"There is no embedder in {folder}: {WEIGHTS} is missing. {FETCH}")
    if not manifest.is_file():
        with weights.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()[:32]}"
    try:
        known = _Manifest.model_validate_json(manifest.read_bytes())
    except ValidationError as error:
        raise ModelError(f"{manifest} is damaged: {error.errors()[0]['msg']}. {FETCH}") from error
    return f"{known.name}:{known.sha256[:32]}"
