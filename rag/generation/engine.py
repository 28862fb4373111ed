"""The language model as the pipeline sees it. Knows no implementation of it.

A `Generator` takes in prompts (`prefill`) and gives a `Session` for each, which generates text. Whatever else an engine
may offer is optional, and the pipeline works without it:

- a hidden state after the prompt: `Session.hidden_state`, empty if there is none;
- how likely words begin the answer: `Session.choice_logits`, empty if that is unknown;
- constrained decoding: `Generator.honours_grammar`;
- passages that are prefilled ahead of time: the protocol `WarmCache`.

An engine that can only continue a prompt, such as a remote one, subclasses `StatelessGenerator`. Every engine has to
pass tests/rag/generation/test_contract.py.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

ON_SERVER = "server:"
"""Begins what stands for the hash of a model's file, if the file is on a server and nobody here knows it."""
MAX_SESSIONS = 3
"""Maximum number of prompts that are prefilled together."""


class CancelledError(Exception):
    """The caller no longer wants the result."""


HIDDEN_LAYERS = (0.61,)
"""Layers whose hidden states are captured, as fractions of the model's depth. A linear probe reads most from the middle
of a model; its end holds little but the next token (eval/LOG.md, Where the LLM knows whether it can answer)."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A passage and a question about it, both in `language` (ru or en), which is also the language of the answer.

    `judges`: the question is a claim to be judged by the passage (`prompts.verdict_choices`), and not to be answered.
    """

    passage: str
    question: str
    language: str
    judges: bool = False


class Session(Protocol):
    """A prefilled prompt; valid until the context of `Generator.prefill` is left."""

    @property
    def hidden_state(self) -> Floats:
        """What the model holds after the prompt, before the first token of the answer; costs no decoding.

        One-dimensional, of the same length for every prompt of a generator; empty if the engine has no hidden state.
        """
        ...

    def choice_logits(self, choices: Sequence[str]) -> Floats:
        """Return the log-probabilities that the answer begins as each choice does, (choices,); costs no decoding.

        Empty if the engine does not tell. Choices have to differ in their first token.
        """
        ...

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate an answer greedily, yielding text as it is decoded.

        Each call starts anew from the prompt and gives the same text. Finish or drop one iterator before the next one
        of the same generator is started.

        Args:
            grammar: what the text has to match, in GBNF; ignored unless `Generator.honours_grammar`.
            max_tokens: length at which generation stops, in the engine's tokens.

        Raises:
            CancelledError: the event that `prefill` was given is set; raised before the next token.
        """
        ...


class Generator(Protocol):
    """A language model. Not thread-safe: one worker thread owns it."""

    name: str
    """Name of the model, by which fitted weights are chosen."""
    honours_grammar: bool
    """Whether generated text always matches the grammar, or begins as one that was cut short would."""

    def prefill(self, prompts: Sequence[Prompt], cancel: threading.Event) -> AbstractContextManager[Sequence[Session]]:
        """Prefill prompts, and give a session for each, in their order; leaving the context frees them.

        Raises:
            ValueError: there are more than MAX_SESSIONS prompts.
            CancelledError: `cancel` is set; raised within about a second.
        """
        ...

    def close(self) -> None:
        """Free the model's memory; the generator is of no use afterwards."""
        ...


@runtime_checkable
class WarmCache(Protocol):
    """A generator that can prefill passages before anybody asks about them, and keeps them on disk."""

    @property
    def prefix_bytes(self) -> int:
        """Size on disk of what all passages need beside their own entries, in bytes."""
        ...

    def passage_bytes(self, passage: str, language: str) -> int:
        """Estimate the size on disk of a prefilled passage, in bytes."""
        ...

    def warm(self, passage: str, language: str) -> bool:
        """Prefill one passage; return False if it was in the cache already. Changes no generated text."""
        ...


class StatelessGenerator(ABC):
    """Base of a `Generator` that can only generate: no hidden state, no cache, a grammar only if it says so."""

    name: str
    honours_grammar = False

    @abstractmethod
    def generate(self, prompt: Prompt, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer to one prompt, as `Session.generate` does; its caller looks after cancelling."""

    @contextmanager
    def prefill(self, prompts: Sequence[Prompt], cancel: threading.Event) -> Iterator[list["StatelessSession"]]:
        """Return a session for each prompt; nothing is computed before it generates."""
        if len(prompts) > MAX_SESSIONS:
            raise ValueError(f"{len(prompts)} prompts; at most {MAX_SESSIONS} are prefilled together")
        if cancel.is_set():
            raise CancelledError
        yield [StatelessSession(self, prompt, cancel) for prompt in prompts]

    def close(self) -> None:  # noqa: B027
        """Free nothing; override it if there is something to free."""


class WithoutHiddenState:
    """Base of a session whose engine tells no hidden state."""

    __slots__ = ()

    @property
    def hidden_state(self) -> Floats:
        """Empty."""
        return np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class StatelessSession(WithoutHiddenState):
    """A prompt that its generator reads anew for each answer."""

    generator: StatelessGenerator
    prompt: Prompt
    cancel: threading.Event

    def choice_logits(self, choices: Sequence[str]) -> Floats:
        """Return nothing: the engine has no logits."""
        return np.empty(0, np.float32)

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate an answer, looking at the cancel event before each piece of text is handed on."""
        for piece in self.generator.generate(self.prompt, grammar, max_tokens):
            if self.cancel.is_set():
                raise CancelledError
            yield piece
