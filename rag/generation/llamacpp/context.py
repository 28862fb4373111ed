"""llama.cpp through llama-cpp-python's low-level API: tokens, sequences, logits. Knows nothing of questions.

One `Llama` is one model and one context. llama.cpp contexts crash when two threads use them, so an instance belongs to
one thread at a time; `rag/service.py` gives it to a single worker.
"""

import ctypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

MAX_BATCH = 64
"""Tokens decoded between two looks at the cancel flag: about half a second of prefill on two cores."""

WATCHED = (0.61,)
"""Layers whose hidden states are kept, as shares of the model's depth. From the middle a linear reader learns most of
what the model understood; at the end little but the next token is left (eval/LOG.md)."""

KV_TYPES = {"f16": 1, "q8_0": 8}
"""Names of llama.cpp's KV cell types and their numbers in ggml.h."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One token to decode: its position, the sequences that it joins, and whether logits or hidden state are wanted."""

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


def _silence(api: Any) -> Any:  # noqa: ANN401
    """Stop llama.cpp's log unless ASK's user asked llama.cpp itself for it; returns the callback to keep alive."""
    callback = api.llama_log_callback(lambda _level, _text, _data: None)
    if not os.environ.get("LLAMA_LOG_VERBOSITY"):
        api.llama_log_set(callback, None)
    return callback


class _Watch:
    """Keeps the hidden states that chosen layers give while a batch is decoded, by llama.cpp's callback for tensors."""

    def __init__(self, api: Any, layers: Sequence[int], width: int) -> None:  # noqa: ANN401
        from llama_cpp._ggml import libggml_base_path

        self._ggml = ctypes.CDLL(str(next(libggml_base_path.glob("*ggml-base*.*"))))
        self._ggml.ggml_get_name.restype = ctypes.c_char_p
        self._ggml.ggml_get_name.argtypes = [ctypes.c_void_p]
        self._ggml.ggml_nelements.restype = ctypes.c_int64
        self._ggml.ggml_nelements.argtypes = [ctypes.c_void_p]
        self._ggml.ggml_backend_tensor_get.argtypes = [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_size_t,
        ]
        self._wanted = {f"l_out-{layer}".encode(): layer for layer in layers}
        self._layers, self._width = layers, width
        self._states: dict[int, NDArray[np.float32]] = {}
        self._on = False
        self.callback = api.ggml_backend_sched_eval_callback(self._see)

    def _see(self, tensor: int, asks: bool, _data: int | None) -> bool:
        """Called before each tensor (does anybody want it?) and after those that were wanted."""
        if not self._on:
            return not asks
        name = self._ggml.ggml_get_name(tensor)
        if asks:
            return name in self._wanted
        states = np.empty(self._ggml.ggml_nelements(tensor), np.float32)
        self._ggml.ggml_backend_tensor_get(tensor, states.ctypes.data, 0, states.nbytes)
        self._states[self._wanted[name]] = states.reshape(-1, self._width)
        return True

    def begin(self, on: bool) -> None:
        """Watch the next batch, or leave it alone."""
        self._on = on
        if on:
            self._states.clear()

    def states(self, index: int) -> NDArray[np.float32]:
        """The states after the slot at `index` of the last batch that was watched, the layers one after the other.

        Empty where the model does not name its layers as llama.cpp's usual ones do.
        """
        if self._states.keys() != set(self._layers):
            return np.empty(0, np.float32)
        return np.concatenate([self._states[layer][index] for layer in self._layers])


class Llama:
    """A GGUF model and its context, with up to `sequences` sequences in one unified KV cache of `cells` cells."""

    def __init__(
        self,
        path: Path,
        *,
        threads: int,
        cells: int,
        sequences: int,
        kv_type: str = "f16",
        repack: bool = True,
    ) -> None:
        """Load the model. Raises ModelError where llama.cpp can not read the file or has no memory for it."""
        from llama_cpp import llama_cpp as api

        self._api = api
        self._log = _silence(api)
        api.llama_backend_init()
        model_params = api.llama_model_default_params()
        model_params.use_extra_bufts = repack
        self._model = api.llama_model_load_from_file(str(path).encode(), model_params)
        if not self._model:
            raise ModelError(
                f"llama.cpp cannot read {path}. A chat model in GGUF format is needed: unset ASK_LLM to use the "
                "default one, or fetch it again with `python -m models.fetch llm`."
            )
        params = api.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = cells, MAX_BATCH, MAX_BATCH
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max, params.kv_unified, params.flash_attn_type = sequences, True, 1
        params.type_k = params.type_v = KV_TYPES[kv_type]
        self.width: int = api.llama_model_n_embd(self._model)
        depth = api.llama_model_n_layer(self._model)
        self._watch = _Watch(api, [int(depth * share) for share in WATCHED], self.width)
        params.cb_eval = self._watch.callback
        self._context = api.llama_init_from_model(self._model, params)
        if not self._context:
            raise ModelError(f"There is not enough memory for a context of {cells} cells with {path.name}.")
        self._memory = api.llama_get_memory(self._context)
        self._vocab = api.llama_model_get_vocab(self._model)
        self._batch = api.llama_batch_init(MAX_BATCH, 0, sequences)
        self.vocabulary: int = api.llama_vocab_n_tokens(self._vocab)
        self.cells = cells

    def close(self) -> None:
        """Give the memory back; the instance is of no use afterwards."""
        if self._context:
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(self._context)
            self._api.llama_model_free(self._model)
            self._context = None

    # -- text ---------------------------------------------------------------------------------------------------

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Tokens of `text`. With `special` control tokens such as <|im_end|> count as such: never for user text."""
        raw = text.encode()
        buffer = (self._api.llama_token * (len(raw) + 8))()
        count = self._api.llama_tokenize(self._vocab, raw, len(raw), buffer, len(buffer), False, special)
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; control tokens are empty."""
        buffer = ctypes.create_string_buffer(128)
        count = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(count, 0)]

    def ends(self, token: int) -> bool:
        """Whether the token ends generation."""
        return bool(self._api.llama_vocab_is_eog(self._vocab, token))

    def chat(self, messages: Sequence[Message]) -> str:
        """The messages in the model's chat format, up to where the assistant speaks.

        The format is one of llama.cpp's built-in ones, found by the template's fingerprint: the template inside the
        file is never rendered (CVE-2024-34359). A file without a known one gets ChatML.
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

    def decode(self, slots: Sequence[Slot]) -> None:
        """Decode at most MAX_BATCH tokens, and keep the hidden states if one of them is watched.

        Raises ModelError where the KV cache is full.
        """
        batch = self._batch
        self._watch.begin(any(slot.capture_hidden for slot in slots))
        batch.n_tokens = len(slots)
        for i, slot in enumerate(slots):
            batch.token[i], batch.pos[i], batch.logits[i] = slot.token, slot.position, slot.logits
            batch.n_seq_id[i] = len(slot.sequences)
            for j, sequence in enumerate(slot.sequences):
                batch.seq_id[i][j] = sequence
        status = self._api.llama_decode(self._context, batch)
        if status:
            raise ModelError(
                f"llama.cpp could not decode {len(slots)} tokens (status {status}): the context of {self.cells} cells "
                "may be full. Ask a shorter question, or set ASK_CONTEXT higher."
            )

    def logits(self, index: int) -> NDArray[np.float32]:
        """Logits after the slot at `index` of the last batch (-1: its last one); shape (vocabulary,), a view."""
        pointer = self._api.llama_get_logits_ith(self._context, index)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary,))

    def hidden_state(self, index: int) -> NDArray[np.float32]:
        """Hidden states of the watched layers after a slot of the last watched batch, (len(WATCHED) * width,)."""
        return self._watch.states(index)

    # -- sequences ----------------------------------------------------------------------------------------------

    def copy(self, source: int, target: int, start: int = -1, end: int = -1) -> None:
        """Let sequence `target` share the cells of `source` at positions start to end (-1: no bound)."""
        self._api.llama_memory_seq_cp(self._memory, source, target, start, end)

    def remove(self, sequence: int, start: int = -1, end: int = -1) -> None:
        """Take the cells at positions start to end from a sequence."""
        self._api.llama_memory_seq_rm(self._memory, sequence, start, end)

    def state_bytes(self, sequence: int) -> int:
        """How many bytes `state` gives."""
        return int(self._api.llama_state_seq_get_size(self._context, sequence))

    def state(self, sequence: int) -> bytes:
        """The KV cells of one sequence, as llama.cpp saves them."""
        size = self.state_bytes(sequence)
        buffer = (ctypes.c_uint8 * size)()
        written = self._api.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return bytes(buffer[:written]) if written != size else ctypes.string_at(buffer, size)

    def restore(self, sequence: int, state: memoryview | bytes) -> None:
        """Put back what `state` gave. The bytes must be this machine's own: llama.cpp parses them without care."""
        size = len(state)
        view = (ctypes.c_uint8 * size).from_buffer_copy(state)
        if self._api.llama_state_seq_set_data(self._context, view, size, sequence) != size:
            raise ModelError("llama.cpp refused saved KV cells: delete the folder passage-kv in the cache.")
