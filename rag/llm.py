"""The language model as the pipeline sees it, and its llama.cpp implementation.

A `Generator` reads a `Prompt`: a passage and a question about it. The `Reading` that it gives then tells the model's
state (what the gate weighs; it costs no token) and writes. Prefilled passages, sequences, batches and drafts are the
implementation's own affair.

Since a passage stands alone right after the prompt's prefix, its prefilled KV cells are exactly those that plain
prefill would compute: what is written does not depend on whether a passage was prefilled.

Sequences of the llama.cpp implementation: PREFIX holds the system message and the examples for good; ANSWER shares it.
"""

import codecs
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag import prompt as prompts
from rag.grammar import Grammar
from rag.llama import MAX_BATCH, Llama, Message, Slot
from rag.lookup import draft
from rag.passage_kv import PassageStore, fingerprint

PREFIX, ANSWER = range(2)
_SPLIT = "\x1e"


class CancelledError(Exception):
    """The caller took its question back."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the LLM reads: a passage, the question about it, and what ends the message."""

    passage: str
    question: str
    ending: str


class Reading(Protocol):
    """A prompt that was read."""

    @property
    def state(self) -> NDArray[np.float32]:
        """The last layer's hidden state before the answer's first token, (width,)."""
        ...

    def write(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate greedily under a GBNF grammar, at most `max_tokens` tokens, yielding as it goes; only once."""
        ...


class Generator(Protocol):
    """A language model. Not safe for two threads at once: one worker owns it."""

    name: str

    def read(self, prompt: Prompt, cancel: threading.Event) -> AbstractContextManager[Reading]:
        """Prefill a prompt. Raises CancelledError soon after `cancel` is set, here and while writing."""
        ...

    def prepare(self, text: str) -> bool:
        """Prefill one passage ahead of time; False where there was nothing to do."""
        ...


def chat_parts(llama: Llama) -> tuple[str, str]:
    """The text before the passage, and the text between the user's last word and the assistant's first."""
    messages = [Message("system", prompts.system())]
    for user, assistant in prompts.examples():
        messages += [Message("user", user), Message("assistant", assistant)]
    messages.append(Message("user", prompts.opening() + _SPLIT))
    before, _, after = llama.chat(messages).partition(_SPLIT)
    return before, after


class LlamaGenerator:
    """A Generator on llama.cpp that takes passages from prefilled KV cells where it has them."""

    def __init__(self, path: Path, *, threads: int, cells: int, kv_type: str, kv_folder: Path, identity: str) -> None:
        """Load the model and read the prompt's prefix. `identity` is the model file's sha256 or what stands for it."""
        from llama_cpp import __version__ as build

        self.name = path.stem
        self._llama = Llama(path, threads=threads, cells=cells, sequences=2, kv_type=kv_type)
        prefix, turn = chat_parts(self._llama)
        self._prefix = self._llama.tokenize(prefix, special=True)
        self._turn = self._llama.tokenize(turn, special=True)
        self._store = PassageStore(kv_folder, fingerprint(identity, build, kv_type, ",".join(map(str, self._prefix))))
        self._decode(self._prefix, 0, PREFIX, threading.Event())

    def close(self) -> None:
        """Give the model's memory back."""
        self._llama.close()

    def prepare(self, text: str) -> bool:
        """Prefill one passage after the prefix and keep its cells; False where they are already kept."""
        tokens = self._llama.tokenize(prompts.passage(text))
        if self._store.get(tokens) is not None:
            return False
        self._place(tokens, threading.Event())
        self._llama.remove(ANSWER)
        return True

    @contextmanager
    def read(self, prompt: Prompt, cancel: threading.Event) -> Iterator["LlamaReading"]:
        """Prefill the prompt; its cells are freed on leaving."""
        source = self._llama.tokenize(prompts.passage(prompt.passage))
        asked = self._llama.tokenize(prompts.question(prompt.question) + prompt.ending) + self._turn
        try:
            position = self._place(source, cancel)
            slots = [Slot(token, position + i, (ANSWER,), i == len(asked) - 1) for i, token in enumerate(asked)]
            self._run(slots, cancel)
            logits, state = self._llama.logits(-1).copy(), self._llama.state_vector(-1).copy()
            yield LlamaReading(self._llama, source, position + len(asked), logits, state, cancel)
        finally:
            self._llama.remove(ANSWER)

    def _place(self, tokens: list[int], cancel: threading.Event) -> int:
        """Put prefix and passage into ANSWER, from prefilled cells or by decoding; returns the next position."""
        llama, start = self._llama, len(self._prefix)
        cells = self._store.get(tokens)
        if cells is not None:
            llama.restore(ANSWER, cells)
        else:
            llama.copy(PREFIX, ANSWER)
            self._decode(tokens, start, ANSWER, cancel)
            llama.remove(ANSWER, 0, start)
            self._store.put(tokens, llama.state(ANSWER))
        llama.copy(PREFIX, ANSWER)
        return start + len(tokens)

    def _run(self, slots: Sequence[Slot], cancel: threading.Event) -> None:
        """Decode slots in batches, with a look at the cancel flag before each."""
        for start in range(0, len(slots), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            self._llama.decode(slots[start : start + MAX_BATCH])

    def _decode(self, tokens: Sequence[int], position: int, sequence: int, cancel: threading.Event) -> None:
        self._run([Slot(token, position + i, (sequence,)) for i, token in enumerate(tokens)], cancel)


class LlamaReading:
    """A prompt in llama.cpp's context, ready to be answered once."""

    def __init__(
        self,
        llama: Llama,
        source: Sequence[int],
        position: int,
        logits: NDArray[np.float32],
        state: NDArray[np.float32],
        cancel: threading.Event,
    ) -> None:
        self._llama, self._source, self._position, self._cancel = llama, source, position, cancel
        self._logits, self.state = logits, state

    def write(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer, yielding whole characters.

        Runs of tokens that the passage holds are drafted and decoded together; a drafted token counts only where
        greedy decoding would have chosen it, so that drafts change the speed and not the text.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rows: list[NDArray[np.float32]] = [self._logits]
        drafted: list[int] = []
        written: list[int] = []
        with Grammar(self._llama, grammar) as rules:
            while len(written) < max_tokens:
                if self._cancel.is_set():
                    raise CancelledError
                token = rules.choose(rows[0])
                if self._llama.ends(token):
                    return
                rules.accept(token)
                written.append(token)
                text = decoder.decode(self._llama.piece(token))
                if text:
                    yield text
                if drafted and drafted[0] == token:
                    rows, drafted = rows[1:], drafted[1:]
                    continue
                position = self._position + len(written) - 1
                self._llama.remove(ANSWER, position)
                drafted = draft(written, self._source)
                batch = [token, *drafted]
                self._llama.decode([Slot(t, position + i, (ANSWER,), True) for i, t in enumerate(batch)])
                rows = [self._llama.logits(i) for i in range(len(batch))]
