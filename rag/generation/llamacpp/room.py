"""How much of the context a prompt may take: whatever is asked, the KV cells of all prompts together suffice.

The rule: a question counts with at most `MAX_QUESTION_TOKENS`, of which the first and the last are kept, since what is
asked stands at the beginning of a long question or at its end; what is then left of a prompt's share is the passage's,
whose beginning is kept. A question of everyday length and a paragraph of everyday length are never cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_QUESTION_TOKENS = 384
"""About 900 letters of Russian. Bounds the time that a question takes too: it is read once for each passage."""
LEAST_TOKENS = 128
"""Tokens of a passage and of a question that a context has to have room for."""


@dataclass(frozen=True, slots=True)
class Share:
    """KV cells of one prompt: `text` for its passage and question, `answer` for what is generated after them."""

    text: int
    answer: int

    @property
    def suffices(self) -> bool:
        """Whether a passage and a question of everyday length fit, and an answer of a few words."""
        return self.text >= 2 * LEAST_TOKENS and self.answer >= LEAST_TOKENS // 4

    def cut(self, passage: Sequence[int], question: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the tokens of a passage and of a question, cut where together they would not fit."""
        kept = self.cut_passage(passage)
        return kept, middle_left_out(question, min(MAX_QUESTION_TOKENS, self.text - len(kept)))

    def cut_passage(self, passage: Sequence[int]) -> list[int]:
        """Return as much of the beginning of a passage as leaves room for a question."""
        return list(passage[: self.text - LEAST_TOKENS])


def share(cells: int, prompts: int, *, suffix: int, longest_answer: int) -> Share:
    """Divide the cells that the prefixes leave among prompts.

    Args:
        cells: KV cells besides those of the prefixes.
        prompts: number of prompts that are in the context together.
        suffix: tokens between question and answer, with those that are drafted ahead.
        longest_answer: tokens of an answer that are wanted, a third of the share at most.
    """
    whole = max(0, cells // prompts - suffix)
    answer = min(longest_answer, whole // 3)
    return Share(whole - answer, answer)


def middle_left_out(tokens: Sequence[int], most: int) -> list[int]:
    """Return at most `most` tokens: all of them, or the first half and the last half of that number."""
    if len(tokens) <= most:
        return list(tokens)
    head = (most + 1) // 2
    return [*tokens[:head], *tokens[len(tokens) - (most - head) :]]
