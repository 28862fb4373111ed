"""Greedy choice under a GBNF grammar, at nearly the speed of no grammar at all.

The best token is taken first and the grammar is asked about that one alone; only when it says no is a wider choice
filtered, in the end the whole vocabulary. This is llama.cpp's own trick in common/sampling.cpp. Filtering all 151,936
tokens at each step costs about as much as the decoding itself.
"""

import ctypes
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from rag.generation.llamacpp.context import Llama

NEXT_BEST = 64
"""How many tokens are tried when the best one is refused, before the whole vocabulary is."""


class Grammar:
    """The state of one grammar along one generated text; a context manager."""

    def __init__(self, llama: Llama, gbnf: str) -> None:
        """Parse `gbnf` (root rule: root). Raises ModelError where llama.cpp can not parse it."""
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
        """The likeliest token that the grammar lets come next; `logits` has shape (vocabulary,)."""
        best = int(logits.argmax())
        if self._legal(np.array([best])):
            return best
        few = np.argpartition(logits, -NEXT_BEST)[-NEXT_BEST:]
        for candidates in (few, np.arange(len(logits))):
            legal = self._legal(candidates)
            if legal:
                return max(legal, key=lambda token: logits[token])
        raise ModelError("The grammar in prompts/ allows no token here.")

    def accept(self, token: int) -> None:
        """Move on by a token that `choose` gave."""
        self._api.llama_sampler_accept(self._sampler, token)

    def _legal(self, candidates: NDArray[np.int64]) -> list[int]:
        """Those of the candidates that the grammar allows next."""
        rows = np.zeros(len(candidates), dtype=[("id", np.int32), ("logit", np.float32), ("p", np.float32)])
        rows["id"] = candidates
        pointer = rows.ctypes.data_as(ctypes.POINTER(self._api.llama_token_data))
        array = self._api.llama_token_data_array(data=pointer, size=len(rows), selected=-1, sorted=False)
        self._api.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return [int(token) for token in rows["id"][np.isfinite(rows["logit"])]]
