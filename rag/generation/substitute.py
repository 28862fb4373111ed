"""A remote engine with the local one behind it: where the server fails, the local engine goes on, and nothing is lost.

It goes on with the very text that the server had begun, which its grammar can be made to begin with.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rag.generation import prompts
from rag.generation.engine import Floats, Generator, Prompt, Session
from rag.generation.openai import RemoteGenerator
from rag.generation.openai_client import EngineError

RETRY_SECONDS = 30.0
"""How long a server that failed is left alone."""
_log = logging.getLogger(__name__)


class SubstitutedGenerator:
    """A `Generator` that is a remote one for as long as that works; several threads may use it at once."""

    def __init__(self, remote: RemoteGenerator, open_local: Callable[[], Generator]) -> None:
        """Take both; the local one is only opened when it is needed, and then stays open."""
        self._remote, self._open_local = remote, open_local
        self._local: Generator | None = None
        self._local_lock = threading.Lock()
        self._retry_at = 0.0
        self.name, self.honours_grammar, self.identity = remote.name, remote.honours_grammar, remote.identity

    @contextmanager
    def prefill(self, prompts_: Sequence[Prompt], cancel: threading.Event) -> Iterator[list["SubstitutedSession"]]:
        """Return a session for each prompt, as `Generator.prefill` says."""
        with self._remote.prefill(prompts_, cancel) as sessions:
            yield [
                SubstitutedSession(self, session, prompt, cancel)
                for session, prompt in zip(sessions, prompts_, strict=True)
            ]

    @property
    def is_remote(self) -> bool:
        """Whether the server is asked next, and not left alone since it failed."""
        return time.monotonic() >= self._retry_at

    def failed(self, error: EngineError) -> None:
        """Leave the server alone for a while."""
        _log.warning("The local engine steps in: %s", error)
        self._retry_at = time.monotonic() + RETRY_SECONDS

    @contextmanager
    def local(self, prompt: Prompt, cancel: threading.Event) -> Iterator[Session]:
        """Prefill a prompt with the local engine, for one thread at a time. Raises ModelError where it cannot load."""
        with self._local_lock:
            if self._local is None:
                self._local = self._open_local()
            with self._local.prefill([prompt], cancel) as (session,):
                yield session

    def close(self) -> None:
        """Close both engines."""
        self._remote.close()
        if self._local is not None:
            self._local.close()


@dataclass(frozen=True, slots=True)
class SubstitutedSession:
    """A prompt for whichever engine works."""

    generator: SubstitutedGenerator
    remote: Session
    prompt: Prompt
    cancel: threading.Event

    @property
    def hidden_state(self) -> Floats:
        """What the remote engine gives, whichever answers: the gate is chosen for that one."""
        return self.remote.hidden_state

    def choice_logits(self, choices: Sequence[str]) -> Floats:
        """Return the log-probabilities of the choices from whichever engine works."""
        if self.generator.is_remote:
            try:
                return self.remote.choice_logits(choices)
            except EngineError as error:
                self.generator.failed(error)
        with self.generator.local(self.prompt, self.cancel) as session:
            return session.choice_logits(choices)

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer; where the server breaks off, the local engine completes the sentence that it began."""
        begun = ""
        if self.generator.is_remote:
            try:
                for piece in self.remote.generate(grammar, max_tokens):
                    begun += piece
                    yield piece
                return
            except EngineError as error:
                self.generator.failed(error)
        if begun:
            grammar = prompts.answer_grammar(self.prompt.passage, self.prompt.language, begun)
        with self.generator.local(self.prompt, self.cancel) as session:
            yield from _after(len(begun), session.generate(grammar, max_tokens))


def _after(length: int, pieces: Iterator[str]) -> Iterator[str]:
    """What comes after the first `length` characters of a text."""
    for piece in pieces:
        rest, length = piece[length:], max(0, length - len(piece))
        if rest:
            yield rest
