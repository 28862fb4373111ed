"""The language model as the pipeline sees it, and its llama.cpp implementation.

A `Generator` reads `Prompt`s: a passage and a question about it each. The `Reading` that it gives for each then tells
the model's state (what the gate weighs; it costs no token) and writes. Prefilled passages, sequences, batches and
drafts are the implementation's own affair.

Since a passage stands alone right after the prompt's prefix, its prefilled KV cells are exactly those that plain
prefill would compute: what is written does not depend on whether a passage was prefilled.

Sequences of the llama.cpp implementation: the first ones hold the system message and the examples of each language for
good; each prompt that is being read has one of the others and shares its language's prefix.
"""

import codecs
import itertools
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.generation import prompts
from rag.generation.llamacpp.context import MAX_BATCH, Llama, Message, Slot
from rag.generation.llamacpp.drafts import draft
from rag.generation.llamacpp.grammar import Grammar
from rag.generation.llamacpp.kv_cache import DIGEST_BYTES, PassageStore, fingerprint

Floats = NDArray[np.float32]

MAX_SESSIONS = 3
"""Most prompts that are read at once."""
PREFIXES: Mapping[str, int] = {language: place for place, language in enumerate(prompts.LANGUAGES)}
"""The sequence of each language's prefix; those of the readings follow."""
_SPLIT = "\x1e"


class CancelledError(Exception):
    """The caller took its question back."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the LLM reads: a passage and the question about it, both in `language`, in which the answer is written."""

    passage: str
    question: str
    language: str


class Session(Protocol):
    """A prompt that was read."""

    @property
    def state(self) -> NDArray[np.float32]:
        """Hidden states of middle layers: before the answer's first token, and their mean over the question's tokens.

        Shape (2 * len(rag.generation.llamacpp.context.WATCHED) * width,); empty where the model does not give them.
        """
        ...

    def write(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate greedily under a GBNF grammar, at most `max_tokens` tokens, yielding as it goes.

        Written again, it starts anew from the prompt.
        """
        ...


class Generator(Protocol):
    """A language model. Not safe for two threads at once: one worker owns it."""

    name: str

    def read(self, asked: Sequence[Prompt], cancel: threading.Event) -> AbstractContextManager[Sequence[Session]]:
        """Prefill at most MOST_READ prompts. Raises CancelledError soon after `cancel` is set, here and in writing."""
        ...

    def warm(self, text: str, language: str) -> bool:
        """Prefill one passage ahead of time; False where there was nothing to do."""
        ...


def chat_parts(llama: Llama, language: str) -> tuple[str, str]:
    """The text before the passage, and the text between the user's last word and the assistant's first."""
    messages = [Message("system", prompts.system(language))]
    for user, assistant in prompts.examples(language):
        messages += [Message("user", user), Message("assistant", assistant)]
    messages.append(Message("user", prompts.opening(language) + _SPLIT))
    before, _, after = llama.chat(messages).partition(_SPLIT)
    return before, after


class LlamaGenerator:
    """A Generator on llama.cpp that takes prefixes and passages from prefilled KV cells where it has them."""

    def __init__(
        self, path: Path, *, threads: int, cells: int, kv_type: str, kv_folder: Path, kv_bytes: int, identity: str
    ) -> None:
        """Load the model and its prompts' prefixes.

        `identity` is the model file's sha256 or what stands for it, `kv_bytes` the budget of the folder of cells.
        """
        from llama_cpp import __version__ as build

        self.name = path.stem
        sequences = len(PREFIXES) + MAX_SESSIONS
        self._llama = Llama(path, threads=threads, cells=cells, sequences=sequences, kv_type=kv_type)
        self._free = list(range(len(PREFIXES), sequences))
        self._store = PassageStore(kv_folder, fingerprint(identity, build, kv_type), disk_bytes=kv_bytes)
        self._prefixes: dict[str, list[int]] = {}
        self._turns: dict[str, list[int]] = {}
        for language in PREFIXES:
            prefix, turn = chat_parts(self._llama, language)
            self._prefixes[language] = self._llama.tokenize(prefix, special=True)
            self._turns[language] = self._llama.tokenize(turn, special=True)
            self._read_prefix(language)

    def close(self) -> None:
        """Give the model's memory back."""
        self._llama.close()

    @property
    def prefix_bytes(self) -> int:
        """What the kept cells of all prefixes take."""
        return sum(self._llama.state_bytes(sequence) + DIGEST_BYTES for sequence in PREFIXES.values())

    def cost(self, text: str, language: str) -> int:
        """About how many bytes the cells of a passage take: as many a token as those of its language's prefix."""
        tokens = len(self._llama.tokenize(prompts.passage(text, language)))
        return math.ceil(tokens * self._llama.state_bytes(PREFIXES[language]) / len(self._prefixes[language]))

    def warm(self, text: str, language: str) -> bool:
        """Prefill one passage after its language's prefix and keep its cells; False where they are already kept."""
        tokens = self._llama.tokenize(prompts.passage(text, language))
        if self._store.get(self._prefixes[language], tokens) is not None:
            return False
        sequence = self._free[0]
        self._place(tokens, language, sequence, threading.Event())
        self._llama.remove(sequence)
        return True

    @contextmanager
    def read(self, asked: Sequence[Prompt], cancel: threading.Event) -> Iterator[tuple["LlamaSession", ...]]:
        """Prefill prompts, their questions side by side in the same batches; their cells are freed on leaving."""
        if len(asked) > len(self._free):
            raise ValueError(f"{len(asked)} prompts; at most {len(self._free)} are read at once")
        taken = [self._free.pop() for _ in asked]
        try:
            slots: list[Slot] = []
            sources, ends = [], []
            for prompt, sequence in zip(asked, taken, strict=True):
                source = self._llama.tokenize(prompts.passage(prompt.passage, prompt.language))
                asked_tokens = self._llama.tokenize(prompts.question(prompt.question, prompt.language))
                *turn, last = self._turns[prompt.language]
                position = self._place(source, prompt.language, sequence, cancel)
                places = itertools.count(position)
                slots += [Slot(token, next(places), (sequence,), capture_hidden=True) for token in asked_tokens]
                slots += [Slot(token, next(places), (sequence,)) for token in turn]
                slots.append(Slot(last, next(places), (sequence,), logits=True, capture_hidden=True))
                sources.append(source)
                ends.append(next(places))
            outputs = self._run(slots, cancel)
            yield tuple(
                LlamaSession(self._llama, sequence, source, end, *output, cancel)
                for sequence, source, end, output in zip(taken, sources, ends, outputs, strict=True)
            )
        finally:
            for sequence in taken:
                self._llama.remove(sequence)
            self._free += taken

    def _read_prefix(self, language: str) -> None:
        """Put a prefix into its sequence: seconds of decoding the first time, afterwards from its kept cells."""
        prefix, sequence = self._prefixes[language], PREFIXES[language]
        cells = self._store.get(prefix)
        if cells is not None:
            self._llama.restore(sequence, cells)
        else:
            self._decode(prefix, 0, sequence, threading.Event())
            self._store.put(self._llama.state(sequence), prefix)

    def _place(self, tokens: list[int], language: str, sequence: int, cancel: threading.Event) -> int:
        """Put prefix and passage into a sequence, from prefilled cells or by decoding; returns the next position."""
        llama, prefix = self._llama, self._prefixes[language]
        cells = self._store.get(prefix, tokens)
        if cells is not None:
            llama.restore(sequence, cells)
        else:
            llama.copy(PREFIXES[language], sequence)
            self._decode(tokens, len(prefix), sequence, cancel)
            llama.remove(sequence, 0, len(prefix))
            self._store.put(llama.state(sequence), prefix, tokens)
        llama.copy(PREFIXES[language], sequence)
        return len(prefix) + len(tokens)

    def _run(self, slots: Sequence[Slot], cancel: threading.Event) -> list[tuple[Floats, Floats]]:
        """Decode slots in batches, with a look at the cancel flag before each.

        For each slot whose logits are wanted: these, and its state with the mean of the watched ones before it in its
        sequence.
        """
        outputs = []
        seen: dict[int, list[Floats]] = {}
        for start in range(0, len(slots), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            batch = slots[start : start + MAX_BATCH]
            self._llama.decode(batch)
            for i, slot in enumerate(batch):
                if not slot.capture_hidden:
                    continue
                state, before = self._llama.hidden_state(i), seen.setdefault(slot.sequences[0], [])
                if slot.logits:
                    outputs.append((self._llama.logits(i).copy(), np.concatenate([state, np.mean(before, axis=0)])))
                else:
                    before.append(state)
        return outputs

    def _decode(self, tokens: Sequence[int], position: int, sequence: int, cancel: threading.Event) -> None:
        self._run([Slot(token, position + i, (sequence,)) for i, token in enumerate(tokens)], cancel)


class LlamaSession:
    """A prompt in llama.cpp's context, ready to be answered."""

    def __init__(
        self,
        llama: Llama,
        sequence: int,
        source: Sequence[int],
        position: int,
        logits: Floats,
        state: Floats,
        cancel: threading.Event,
    ) -> None:
        self._llama, self._sequence, self._source = llama, sequence, source
        self._position, self._cancel = position, cancel
        self._logits, self.state = logits, state

    def write(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer, yielding whole characters.

        Runs of tokens that the passage holds are drafted and decoded together; a drafted token counts only where
        greedy decoding would have chosen it, so that drafts change the speed and not the text.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rows: list[Floats] = [self._logits]
        drafted: list[int] = []
        written: list[int] = []
        with Grammar(self._llama, grammar) as grammar_state:
            while len(written) < max_tokens:
                if self._cancel.is_set():
                    raise CancelledError
                token = grammar_state.choose(rows[0])
                if self._llama.ends(token):
                    return
                grammar_state.accept(token)
                written.append(token)
                text = decoder.decode(self._llama.piece(token))
                if text:
                    yield text
                if drafted and drafted[0] == token:
                    rows, drafted = rows[1:], drafted[1:]
                    continue
                position = self._position + len(written) - 1
                self._llama.remove(self._sequence, position)
                drafted = draft(written, self._source)
                batch = [token, *drafted]
                self._llama.decode([Slot(t, position + i, (self._sequence,), True) for i, t in enumerate(batch)])
                rows = [self._llama.logits(i) for i in range(len(batch))]
