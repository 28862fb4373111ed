"""A prefilled prompt in llama.cpp's context: its answer, generated with tokens drafted from the passage."""

import codecs
import threading
from collections.abc import Iterator, Sequence

import numpy as np

from rag.generation.engine import CancelledError, Floats
from rag.generation.llamacpp.context import BatchToken, Llama
from rag.generation.llamacpp.grammar import Grammar

MIN_MATCH, LONG_MATCH = 3, 6
"""Tokens that must match the passage before anything is drafted, and before MAX_DRAFT tokens are."""
MIN_DRAFT, MAX_DRAFT = 3, 7
"""Tokens drafted after a short match and after a long one. Measured: eval/LOG.md, Drafts from the passage."""


def draft(generated: Sequence[int], source: Sequence[int]) -> list[int]:
    """Guess the next tokens of a text that copies from `source`; empty if nothing matches.

    They are what follows in `source` after its longest match with the end of `generated`. Prompt lookup decoding,
    A. Saxena (2023).
    """
    longest, after = 0, 0
    for end in range(len(source) - 1, MIN_MATCH - 1, -1):
        length = 0
        while length < min(end, len(generated), LONG_MATCH) and source[end - 1 - length] == generated[-1 - length]:
            length += 1
        if length > longest:
            longest, after = length, end
    if longest < MIN_MATCH:
        return []
    return list(source[after : after + (MAX_DRAFT if longest >= LONG_MATCH else MIN_DRAFT)])


class LlamaSession:
    """A prompt in llama.cpp's context, ready to be answered."""

    def __init__(
        self,
        llama: Llama,
        sequence: int,
        passage: Sequence[int],
        position: int,
        logits: Floats,
        hidden_state: Floats,
        cancel: threading.Event,
        most: int,
    ) -> None:
        """Take where the prompt is in the context, and the most tokens that there is room to generate."""
        self._llama, self._sequence, self._passage = llama, sequence, passage
        self._position, self._cancel, self._most = position, cancel, most
        self._logits, self.hidden_state = logits, hidden_state

    def choice_logits(self, choices: Sequence[str]) -> Floats:
        """Return the log-probabilities of the choices' first tokens, (choices,)."""
        logits = self._logits.astype(np.float64)
        first = [self._llama.tokenize(choice)[0] for choice in choices]
        normalizer = logits.max() + np.log(np.exp(logits - logits.max()).sum())
        chosen: Floats = (logits[first] - normalizer).astype(np.float32)
        return chosen

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer, yielding whole characters.

        Drafted tokens are decoded in one batch with the token before them, and a drafted token counts only if greedy
        decoding chooses it: drafts change the speed and not the text.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        logits: list[Floats] = [self._logits]
        drafted: list[int] = []
        generated: list[int] = []
        with Grammar(self._llama, grammar) as matcher:
            while len(generated) < min(max_tokens, self._most):
                if self._cancel.is_set():
                    raise CancelledError
                token = matcher.choose(logits[0])
                if self._llama.is_end(token):
                    return
                matcher.accept(token)
                generated.append(token)
                text = decoder.decode(self._llama.piece(token))
                if text:
                    yield text
                if drafted and drafted[0] == token:
                    logits, drafted = logits[1:], drafted[1:]
                    continue
                position = self._position + len(generated) - 1
                self._llama.remove(self._sequence, position)
                drafted = draft(generated, self._passage)
                batch = consecutive([token, *drafted], position, self._sequence, logits=True)
                self._llama.decode(batch)
                logits = [self._llama.logits(i) for i in range(len(batch))]


def consecutive(tokens: Sequence[int], position: int, sequence: int, *, logits: bool = False) -> list[BatchToken]:
    """Return tokens at consecutive positions of one sequence."""
    return [BatchToken(token, position + i, (sequence,), logits) for i, token in enumerate(tokens)]
