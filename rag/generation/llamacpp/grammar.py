"""Greedy decoding under a GBNF grammar, at nearly the speed of decoding without one.

The likeliest token is tried first, and the grammar is asked about that one alone; only if it says no are more
candidates filtered, in the end the whole vocabulary. llama.cpp does the same in common/sampling.cpp. Filtering all
151,936 tokens at each step costs about as much as the decoding itself.
"""

import ctypes
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from rag.generation.llamacpp.context import Llama

TOP_K = 64
"""Number of candidates that are tried if the likeliest token is refused, before the whole vocabulary is."""


class Grammar:
    """A grammar and how much of it the generated text has matched so far; a context manager."""

    def __init__(self, llama: Llama, gbnf: str) -> None:
        """Parse `gbnf`, whose root rule is called root. Raises ModelError if llama.cpp cannot parse it."""
        self._api: Any = llama._api
        self._sampler = self._api.llama_sampler_init_grammar(llama._vocab, gbnf.encode(), b"root")
        if not self._sampler:
            raise ModelError("The answer's grammar in prompts/ is not a grammar that llama.cpp can parse.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.llama_sampler_free(self._sampler)

    def choose(self, logits: NDArray[np.float32]) -> int:
        """Return the likeliest token that the grammar allows next; `logits` has shape (vocab_size,).

        Raises ModelError if there is none.
        """
        best = int(logits.argmax())
        if self._allowed(np.array([best])):
            return best
        top_k = np.argpartition(logits, -TOP_K)[-TOP_K:]
        for candidates in (top_k, np.arange(len(logits))):
            allowed = self._allowed(candidates)
            if allowed:
                return max(allowed, key=lambda token: logits[token])
        raise ModelError("The grammar in prompts/ allows no token here.")

    def accept(self, token: int) -> None:
        """Append a token that `choose` gave to the text."""
        self._api.llama_sampler_accept(self._sampler, token)

    def _allowed(self, candidates: NDArray[np.int64]) -> list[int]:
        """Return those of the candidates that the grammar allows next."""
        data = np.zeros(len(candidates), dtype=[("id", np.int32), ("logit", np.float32), ("p", np.float32)])
        data["id"] = candidates
        pointer = data.ctypes.data_as(ctypes.POINTER(self._api.llama_token_data))
        array = self._api.llama_token_data_array(data=pointer, size=len(data), selected=-1, sorted=False)
        self._api.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return [int(token) for token in data["id"][np.isfinite(data["logit"])]]
