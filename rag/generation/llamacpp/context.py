"""llama.cpp through llama-cpp-python's low-level API: tokens, batches, logits, sequences. Knows nothing of questions.

A `Llama` is one model with one context. A llama.cpp context crashes if two threads use it, so an instance belongs to
one thread at a time; `rag/serving/worker.py` gives it to a single thread.
"""

import ctypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from rag.generation.engine import HIDDEN_LAYERS
from rag.generation.llamacpp.hidden_states import HiddenStates

MAX_BATCH = 64
"""Maximum number of tokens in one `decode`: about half a second of prefill on two cores, so that a question can be
cancelled between two of them."""

KV_TYPES = {"f16": 1, "q8_0": 8}
"""Data types of the KV cells: their names, and their numbers in ggml.h."""


@dataclass(frozen=True, slots=True)
class BatchToken:
    """One token to decode, at a position of one or several sequences; what is to be kept of it, if anything."""

    token: int
    position: int
    sequences: tuple[int, ...]
    logits: bool = False
    capture_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat; `role` is system, user or assistant."""

    role: str
    content: str


@cache
def _silence() -> Any:  # noqa: ANN401
    """Discard llama.cpp's log unless LLAMA_LOG_VERBOSITY is set.

    The log is one for the process, so the callback is kept for as long: llama.cpp would call one that was freed with
    the model that set it, and crash.
    """
    from llama_cpp import llama_cpp as api

    callback = api.llama_log_callback(lambda _level, _text, _data: None)
    if not os.environ.get("LLAMA_LOG_VERBOSITY"):
        api.llama_log_set(callback, None)
    return callback


class Llama:
    """A GGUF model with a context of `kv_cells` KV cells, one a token, shared by at most `sequences` sequences."""

    def __init__(
        self,
        path: Path,
        *,
        threads: int,
        kv_cells: int,
        sequences: int,
        kv_type: str = "f16",
    ) -> None:
        """Load the model; takes seconds.

        Args:
            path: the GGUF file.
            threads: threads that decode.
            kv_cells: size of the context, in tokens of all sequences together.
            sequences: maximum number of sequences; their ids are 0 to sequences - 1.
            kv_type: data type of the KV cells, a key of KV_TYPES.

        Raises:
            ModelError: llama.cpp cannot read the file, or there is not enough memory.
        """
        from llama_cpp import llama_cpp as api

        self._api = api
        _silence()
        api.llama_backend_init()
        self._model = api.llama_model_load_from_file(str(path).encode(), api.llama_model_default_params())
        if not self._model:
            raise ModelError(
                f"llama.cpp cannot read {path}. A chat model in GGUF format is needed: unset ASK_LLM to use the "
                "default one, or check and mend it with `python -m models.fetch --check llm`."
            )
        params = api.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = kv_cells, MAX_BATCH, MAX_BATCH
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max, params.kv_unified, params.flash_attn_type = sequences, True, 1
        params.type_k = params.type_v = KV_TYPES[kv_type]
        width, depth = api.llama_model_n_embd(self._model), api.llama_model_n_layer(self._model)
        self._hidden_states = HiddenStates(api, [int(depth * fraction) for fraction in HIDDEN_LAYERS], width)
        params.cb_eval = self._hidden_states.callback
        self._context = api.llama_init_from_model(self._model, params)
        if not self._context:
            raise ModelError(f"There is not enough memory for a context of {kv_cells} KV cells with {path.name}.")
        self._memory = api.llama_get_memory(self._context)
        self._vocab = api.llama_model_get_vocab(self._model)
        self._batch = api.llama_batch_init(MAX_BATCH, 0, sequences)
        self.vocab_size: int = api.llama_vocab_n_tokens(self._vocab)
        self.kv_cells = kv_cells

    def close(self) -> None:
        """Free the memory; the instance is of no use afterwards. Closing twice does no harm."""
        if self._context:
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(self._context)
            self._api.llama_model_free(self._model)
            self._context = None

    # -- text ---------------------------------------------------------------------------------------------------

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Split text into tokens.

        With `special`, control tokens such as <|im_end|> are recognised: never set it for text of a user or a document.
        """
        raw = text.encode()
        buffer = (self._api.llama_token * (len(raw) + 8))()
        count = self._api.llama_tokenize(self._vocab, raw, len(raw), buffer, len(buffer), False, special)
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for, maybe part of a character; none for a control token."""
        buffer = ctypes.create_string_buffer(128)
        count = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(count, 0)]

    def is_end(self, token: int) -> bool:
        """Return whether a token ends generation."""
        return bool(self._api.llama_vocab_is_eog(self._vocab, token))

    def format_chat(self, messages: Sequence[Message]) -> str:
        """Format messages as the model was trained on them, up to where the assistant's next message begins.

        The format is one of those built into llama.cpp, which recognises it by the template in the file; the template
        itself is never rendered (CVE-2024-34359). ChatML if the template is not recognised, or there is none.
        """
        api = self._api
        array = (api.llama_chat_message * len(messages))(
            *(api.llama_chat_message(role=m.role.encode(), content=m.content.encode()) for m in messages)
        )
        size = 4 * sum(len(m.content.encode()) + 64 for m in messages)
        buffer = ctypes.create_string_buffer(size)
        for template in (api.llama_model_chat_template(self._model, None), b"chatml"):
            if template is None:
                continue
            count = api.llama_chat_apply_template(template, array, len(messages), True, buffer, size)
            if 0 < count <= size:
                return buffer.raw[:count].decode()
        raise ModelError("llama.cpp could not format the chat.")

    # -- decoding -----------------------------------------------------------------------------------------------

    def decode(self, batch: Sequence[BatchToken]) -> None:
        """Decode at most MAX_BATCH tokens; capture the hidden states of all if one of them asks for it.

        Raises ModelError if the context is full.
        """
        self._hidden_states.begin_batch(any(token.capture_hidden for token in batch))
        raw = self._batch
        raw.n_tokens = len(batch)
        for i, token in enumerate(batch):
            raw.token[i], raw.pos[i], raw.logits[i] = token.token, token.position, token.logits
            raw.n_seq_id[i] = len(token.sequences)
            for j, sequence in enumerate(token.sequences):
                raw.seq_id[i][j] = sequence
        status = self._api.llama_decode(self._context, raw)
        if status:
            raise ModelError(
                f"llama.cpp could not decode {len(batch)} tokens (status {status}): the context of {self.kv_cells} KV "
                "cells may be full. Ask a shorter question, or set ASK_CONTEXT higher."
            )

    def logits(self, index: int) -> NDArray[np.float32]:
        """Return the logits after token `index` of the last batch (-1: its last token), shape (vocab_size,).

        This is a view of llama.cpp's memory, which the next `decode` overwrites.
        """
        pointer = self._api.llama_get_logits_ith(self._context, index)
        return np.ctypeslib.as_array(pointer, shape=(self.vocab_size,))

    def hidden_state(self, index: int) -> NDArray[np.float32]:
        """Return the hidden states of HIDDEN_LAYERS after token `index` of the last captured batch, concatenated.

        Shape (len(HIDDEN_LAYERS) * width,); empty if the model does not give them.
        """
        return self._hidden_states.at(index)

    # -- sequences ----------------------------------------------------------------------------------------------

    def copy(self, source: int, target: int, start: int = -1, end: int = -1) -> None:
        """Let a sequence share the KV cells of another one at positions start to end - 1 (-1: no bound)."""
        self._api.llama_memory_seq_cp(self._memory, source, target, start, end)

    def remove(self, sequence: int, start: int = -1, end: int = -1) -> None:
        """Remove the KV cells at positions start to end - 1 (-1: no bound) from a sequence."""
        self._api.llama_memory_seq_rm(self._memory, sequence, start, end)

    def saved_bytes(self, sequence: int) -> int:
        """Return the size of what `save` would give, in bytes."""
        return int(self._api.llama_state_seq_get_size(self._context, sequence))

    def save(self, sequence: int) -> bytes:
        """Serialise the KV cells of a sequence in llama.cpp's format."""
        size = self.saved_bytes(sequence)
        buffer = (ctypes.c_uint8 * size)()
        written = self._api.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return bytes(buffer[:written]) if written != size else ctypes.string_at(buffer, size)

    def restore(self, sequence: int, saved: bytes) -> None:
        """Put KV cells that `save` gave into a sequence.

        Never pass bytes that this machine did not save itself: llama.cpp parses them without checks (CVE-2026-43629).
        Raises ModelError if llama.cpp refuses them.
        """
        size = len(saved)
        buffer = (ctypes.c_uint8 * size).from_buffer_copy(saved)
        if self._api.llama_state_seq_set_data(self._context, buffer, size, sequence) != size:
            raise ModelError("llama.cpp refused saved KV cells: delete the folder passage-kv in the cache.")
