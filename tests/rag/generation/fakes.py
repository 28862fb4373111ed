"""Language models that say what a test tells them to; they pass the same contract tests as llama.cpp."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.generation.engine import MAX_SESSIONS, CancelledError, Prompt, StatelessGenerator


def pieces(text: str) -> Iterator[str]:
    """Five characters at a time, a full stop at the end by itself."""
    yield from (text[start : start + 5].removesuffix(".") for start in range(0, len(text), 5))
    if text.endswith("."):
        yield "."


class Script:
    """A Generator with all capabilities that says `text` from every passage.

    If the grammar makes it begin with some words and it has a `forced` text, it says that. Its hidden state is
    `preference`, less by two for passages without the words `where`; of choices it prefers the first one as much.
    """

    name = "script"
    prefix_bytes = 0

    def __init__(self, preference: float, text: str, *, where: str = "", forced: str | None = None) -> None:
        self.preference, self.text, self.where, self.forced = preference, text, where, forced
        self.honours_grammar = forced is not None
        self.prompts: list[Prompt] = []
        self.written_from: list[str] = []
        self._warm: set[tuple[str, str]] = set()

    @contextmanager
    def prefill(self, prompts: Sequence[Prompt], cancel: threading.Event) -> Iterator[list["ScriptSession"]]:
        if len(prompts) > MAX_SESSIONS:
            raise ValueError(f"at most {MAX_SESSIONS}")
        if cancel.is_set():
            raise CancelledError
        self.prompts += prompts
        yield [ScriptSession(self, prompt, cancel) for prompt in prompts]

    def passage_bytes(self, passage: str, language: str) -> int:
        return len(passage.encode())

    def warm(self, passage: str, language: str) -> bool:
        new = (passage, language) not in self._warm
        self._warm.add((passage, language))
        return new

    def close(self) -> None:
        self._warm.clear()


class ScriptSession:
    def __init__(self, script: Script, prompt: Prompt, cancel: threading.Event) -> None:
        self._script, self._prompt, self._cancel = script, prompt, cancel

    @property
    def hidden_state(self) -> NDArray[np.float32]:
        return np.array([self._script.preference - 2 * (self._script.where not in self._prompt.passage)], np.float32)

    def choice_logits(self, choices: Sequence[str]) -> NDArray[np.float32]:
        logits = np.zeros(len(choices), np.float32)
        logits[:1] = self.hidden_state
        return logits - np.log(np.exp(logits).sum())

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        self._script.written_from.append(self._prompt.passage)
        forced = grammar.startswith('root ::= "') and self._script.forced
        for piece in islice(pieces(forced or self._script.text), max_tokens):
            if self._cancel.is_set():
                raise CancelledError
            yield piece


class StatelessScript(StatelessGenerator):
    """A Generator that can only generate, as a remote one: it says `text` from every passage."""

    name = "stateless"

    def __init__(self, text: str) -> None:
        self.text = text

    def generate(self, prompt: Prompt, grammar: str, max_tokens: int) -> Iterator[str]:
        return islice(pieces(self.text), max_tokens)
