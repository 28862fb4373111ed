"""Text to vectors: the Embedder protocol, sentence-transformers behind it, and which embedder a folder gets.

Knows nothing of documents or of the index. The model is a local folder; nothing is ever looked up on a hub.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index.onnx import OnnxEmbedder
from index.vectors import require_unit
from models.e5 import ENCODER, MANIFEST
from models.errors import ModelError, SettingsError

Vectors = NDArray[np.float32]

VARIABLE = "ASK_EMBEDDER"
FETCH = "Run `python -m models.fetch --check embedder`, which mends it."
MODULES = "modules.json"
"""The file by which a folder of sentence-transformers is known."""
WEIGHTS = "model.safetensors"
PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""What models call the prompt of a passage."""
BATCH = 8

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Makes vectors whose inner product is the similarity of a question and a passage.

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
        """Return the vectors of questions, float32, (len(texts), dimension)."""

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        """Return those of passages, in the same shape; `progress` draws a bar on standard error."""


def chosen_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of a sentence-transformers model that ASK_EMBEDDER names, None if it is unset or empty.

    Raises:
        SettingsError: there is no such model.
    """
    value = environment.get(VARIABLE)
    if not value:
        return None
    folder = Path(os.path.expanduser(value)).absolute()  # noqa: PTH111 (leaves an unknown home folder as it is)
    if not (folder / MODULES).is_file():
        raise SettingsError(
            f"{VARIABLE}={value!r}: that is no folder of a sentence-transformers model: {MODULES} is missing. "
            f"Give one, or unset {VARIABLE}."
        )
    return folder


def open_embedder(folder: Path) -> Embedder:
    """Open the fastest embedder that a folder allows: its encoder in ONNX if any, else sentence-transformers.

    Raises:
        ModelError: the folder is missing or damaged.
    """
    if not (folder / ENCODER).is_file():
        return SentenceTransformerEmbedder(folder)
    identifier = fingerprint(folder)
    try:
        return OnnxEmbedder(folder, identifier)
    except Exception as error:  # the readers written in Rust and C++ raise Exception itself
        raise ModelError(f"The embedder in {folder} cannot be loaded ({error}). {FETCH}") from error


class SentenceTransformerEmbedder:
    """Any sentence-transformers folder, run on the CPU in float32, with the prompts that the model has for each side.

    Loading takes seconds, most of them Python's import of torch.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            ModelError: the folder is missing or damaged.
        """
        self.id = fingerprint(folder)
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ModuleNotFoundError as error:
            raise ModelError(
                f"The embedder in {folder} needs the package {error.name}, which the chat by itself does not. Run "
                "`python app.py --setup --with-training`."
            ) from error

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
            raise ModelError(f"The embedder in {folder} cannot be loaded ({error}). {_next_step(folder)}") from error
        # One thread: a question is too short to gain much by more (24 to 20 ms on two quiet cores), and where the LLM
        # computes for another asker torch's threads wait for each other: on two busy cores the same work took up to
        # twenty times longer.
        torch.set_num_threads(1)
        # The tokenizer keeps truncation and padding as its state, so two threads may not use it at once.
        self._lock = threading.Lock()
        # By itself encode_document takes "document", which every model has, be it empty: e5 calls its own "passage".
        prompts = self._model.prompts
        self._passage_prompt = next((name for name in PASSAGE_PROMPTS if prompts.get(name)), None)
        # Not every model states its dimension.
        self.dimension = int(self._model.get_embedding_dimension() or len(self._model.encode_query("1")))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors: Vectors = self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return require_unit(vectors)

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        """Return the vectors of passages, (len(texts), dimension); warn of texts longer than the model reads."""
        from tqdm import tqdm

        self._warn_of_long(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # a batch is padded to its longest
        with tqdm(total=len(texts), desc="Embedding", unit="chunk", disable=not progress) as bar:
            for start in range(0, len(texts), BATCH):
                rows = by_length[start : start + BATCH]
                with self._lock:
                    vectors[rows] = self._model.encode_document(
                        [texts[row] for row in rows],
                        prompt_name=self._passage_prompt,
                        normalize_embeddings=True,
                        show_progress_bar=False,
                    )
                bar.update(len(rows))
        return require_unit(vectors)

    def _warn_of_long(self, texts: Sequence[str]) -> None:
        limit = self._model.max_seq_length
        if not isinstance(limit, int) or not texts:  # None or infinite: it reads everything
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
    """Return a name for the model in a folder that follows what its vectors depend on, wherever the folder lies.

    Taken from ask-model.json, which models.fetch writes; in a folder from elsewhere all weights, configurations and
    vocabularies are hashed.

    Raises:
        ModelError: there is no model in the folder.
    """
    manifest = folder / MANIFEST
    if manifest.is_file():
        if not (folder / WEIGHTS).is_file():
            raise ModelError(f"There is no embedder in {folder}: {WEIGHTS} is missing. {FETCH}")
        try:
            known = _Manifest.model_validate_json(manifest.read_bytes())
        except ValidationError as error:
            raise ModelError(f"{manifest} is damaged: {error.errors()[0]['msg']}. {FETCH}") from error
        return f"{known.name}:{known.sha256[:32]}"
    files = sorted(path for kind in ("safetensors", "json", "txt", "model") for path in folder.rglob(f"*.{kind}"))
    if not any(path.suffix == ".safetensors" for path in files):
        raise ModelError(f"There is no embedder in {folder}: no *.safetensors. {_next_step(folder)}")
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return f"sha256:{digest.hexdigest()[:32]}"


def _next_step(folder: Path) -> str:
    """What to do about a folder that cannot be used: one that was fetched is fetched again."""
    other = (folder / MODULES).is_file() and not (folder / MANIFEST).is_file()
    return f"Give {VARIABLE} a whole sentence-transformers model in safetensors." if other else FETCH
