"""The language model as the pipeline sees it, and its llama.cpp implementation.

A `Generator` reads a `Prompt`: one question after each of several passages, every passage alone. The `Reading` that it
gives then tells the model's state after each (what the gate weighs; it costs no token) and writes from the passage that
is wanted. Prefilled passages, sequences, batches and drafts are the implementation's own affair.

Since a passage always stands alone right after the prompt's prefix, its prefilled KV cells are exactly those that plain
prefill would compute: what is written does not depend on whether a passage was prefilled.

Sequences of the llama.cpp implementation: PREFIX holds the system message and the examples for good; each passage has
one of its own, which shares the prefix.
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

MOST_PASSAGES = 3
"""Most passages of one prompt."""
PREFIX = 0
_SPLIT = "\x1e"


class CancelledError(Exception):
    """The caller took its question back."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the LLM reads: passages (at most MOST_PASSAGES), each alone with the question and what ends the message."""

    passages: tuple[str, ...]
    question: str
    ending: str


class Reading(Protocol):
    """A prompt that was read."""

    def states(self) -> tuple[NDArray[np.float32], ...]:
        """For each passage the last layer's hidden state before the answer's first token, (width,)."""
        ...

    def write(self, passage: int, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate greedily from one passage under a GBNF grammar, at most `max_tokens` tokens, yielding as it goes."""
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


def _chat_parts(llama: Llama) -> tuple[str, str]:
    """The text before the passage, and the text between the user's last word and the assistant's first."""
    messages = [Message("system", prompts.system())]
    for user, assistant in prompts.examples():
        messages += [Message("user", user), Message("assistant", assistant)]
    messages.append(Message("user", prompts.opening() + _SPLIT))
    before, _, after = llama.chat(messages).partition(_SPLIT)
    return before, after


@dataclass(frozen=True, slots=True)
class _Branch:
    """A passage that was read: its sequence, the next position there, its tokens, and what stood at the end."""

    sequence: int
    position: int
    source: tuple[int, ...]
    logits: NDArray[np.float32]
    state: NDArray[np.float32]


class LlamaGenerator:
    """A Generator on llama.cpp that takes passages from prefilled KV cells where it has them."""

    def __init__(self, path: Path, *, threads: int, cells: int, kv_type: str, kv_folder: Path, identity: str) -> None:
        """Load the model and read the prompt's prefix. `identity` is the model file's sha256 or what stands for it."""
        from llama_cpp import __version__ as build

        self.name = path.stem
        self._llama = Llama(path, threads=threads, cells=cells, sequences=1 + MOST_PASSAGES, kv_type=kv_type)
        prefix, turn = _chat_parts(self._llama)
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
        self._place(tokens, 1, threading.Event())
        self._llama.remove(1)
        return True

    @contextmanager
    def read(self, prompt: Prompt, cancel: threading.Event) -> Iterator["LlamaReading"]:
        """Prefill the prompt; its cells are freed on leaving. Raises ValueError for too many passages."""
        if not 1 <= len(prompt.passages) <= MOST_PASSAGES:
            raise ValueError(f"{len(prompt.passages)} passages: 1 to {MOST_PASSAGES} can be read")
        try:
            yield LlamaReading(self._llama, self._branches(prompt, cancel), cancel)
        finally:
            for sequence in range(1, 1 + MOST_PASSAGES):
                self._llama.remove(sequence)

    def _place(self, tokens: list[int], sequence: int, cancel: threading.Event) -> int:
        """Put prefix and passage into a sequence, from prefilled cells or by decoding; returns the next position."""
        llama, start = self._llama, len(self._prefix)
        cells = self._store.get(tokens)
        if cells is not None:
            llama.restore(sequence, cells)
            llama.copy(PREFIX, sequence)
            return start + len(tokens)
        llama.copy(PREFIX, sequence)
        self._decode(tokens, start, sequence, cancel)
        llama.remove(sequence, 0, start)
        self._store.put(tokens, llama.state(sequence))
        llama.copy(PREFIX, sequence)
        return start + len(tokens)

    def _branches(self, prompt: Prompt, cancel: threading.Event) -> list[_Branch]:
        """Decode the question and the message's end after each passage, all passages in the same batches."""
        tokenize = self._llama.tokenize
        asked = tokenize(prompts.question(prompt.question) + prompt.ending) + self._turn
        slots: list[Slot] = []
        sources = []
        for sequence, text in enumerate(prompt.passages, 1):
            sources.append(tokenize(prompts.passage(text)))
            start = self._place(sources[-1], sequence, cancel)
            slots += [Slot(token, start + i, (sequence,), i == len(asked) - 1) for i, token in enumerate(asked)]
        start = len(self._prefix) + len(asked)
        return [
            _Branch(sequence, start + len(source), tuple(source), logits, state)
            for sequence, (source, (logits, state)) in enumerate(zip(sources, self._run(slots, cancel), strict=True), 1)
        ]

    def _run(
        self, slots: Sequence[Slot], cancel: threading.Event
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Decode slots in batches; logits and hidden states of those that want them, in order."""
        llama, found = self._llama, []
        for start in range(0, len(slots), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            part = slots[start : start + MAX_BATCH]
            llama.decode(part)
            wanted = [i for i, slot in enumerate(part) if slot.logits]
            found += [(llama.logits(i).copy(), llama.state_vector(i).copy()) for i in wanted]
        return found

    def _decode(self, tokens: Sequence[int], position: int, sequence: int, cancel: threading.Event) -> None:
        self._run([Slot(token, position + i, (sequence,)) for i, token in enumerate(tokens)], cancel)


class LlamaReading:
    """A prompt in llama.cpp's context, ready to be answered once from each passage."""

    def __init__(self, llama: Llama, branches: Sequence[_Branch], cancel: threading.Event) -> None:
        self._llama, self._branches, self._cancel = llama, branches, cancel

    def states(self) -> tuple[NDArray[np.float32], ...]:
        """For each passage the last layer's hidden state before the answer's first token, (width,)."""
        return tuple(branch.state for branch in self._branches)

    def write(self, passage: int, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer, yielding whole characters.

        Runs of tokens that the passage holds are drafted and decoded together; a drafted token counts only where
        greedy decoding would have chosen it, so that drafts change the speed and not the text.
        """
        branch = self._branches[passage]
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rows: list[NDArray[np.float32]] = [branch.logits]
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
                position = branch.position + len(written) - 1
                self._llama.remove(branch.sequence, position)
                drafted = draft(written, branch.source)
                batch = [token, *drafted]
                self._llama.decode([Slot(t, position + i, (branch.sequence,), True) for i, t in enumerate(batch)])
                rows = [self._llama.logits(i) for i in range(len(batch))]
