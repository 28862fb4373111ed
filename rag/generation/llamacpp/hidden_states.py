"""The hidden states of a model's layers, captured while llama.cpp decodes. Knows nothing of contexts or questions."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class HiddenStates:
    """Captures the hidden states of chosen layers while a batch is decoded, by ggml's callback for tensors."""

    def __init__(self, api: Any, layers: Sequence[int], width: int) -> None:  # noqa: ANN401
        """Take llama_cpp's low-level module, the numbers of the layers, and the numbers in a state of one layer."""
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
        self._names = {f"l_out-{layer}".encode(): layer for layer in layers}
        self._layers, self._width = layers, width
        self._captured: dict[int, NDArray[np.float32]] = {}
        self._enabled = False
        self.callback = api.ggml_backend_sched_eval_callback(self._on_tensor)

    def _on_tensor(self, tensor: int, before: bool, _data: int | None) -> bool:
        """Called before each tensor is computed (return whether it is wanted), then with those that were wanted."""
        if not self._enabled:
            return not before
        name = self._ggml.ggml_get_name(tensor)
        if before:
            return name in self._names
        states = np.empty(self._ggml.ggml_nelements(tensor), np.float32)
        self._ggml.ggml_backend_tensor_get(tensor, states.ctypes.data, 0, states.nbytes)
        self._captured[self._names[name]] = states.reshape(-1, self._width)
        return True

    def begin_batch(self, enabled: bool) -> None:
        """Capture the next batch if `enabled`; otherwise keep what was captured last."""
        self._enabled = enabled
        if enabled:
            self._captured.clear()

    def at(self, index: int) -> NDArray[np.float32]:
        """Concatenate the layers' states after token `index` of the last captured batch, shape (layers * width,).

        Empty if the model's graph does not call its layers' outputs l_out-N, as llama.cpp usually does.
        """
        if self._captured.keys() != set(self._layers):
            return np.empty(0, np.float32)
        return np.concatenate([self._captured[layer][index] for layer in self._layers])
