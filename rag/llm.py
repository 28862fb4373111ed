"""The language model as the pipeline sees it, and its llama.cpp implementation.

A `Generator` reads a `Prompt` once; the `Reading` that it gives then answers judgements (two answers weighed by their
logits) and writes text under a grammar. Prefilled passages, sequences and batches are the implementation's own affair.

Sequences of the llama.cpp implementation: PREFIX holds the system message and the examples for good; ANSWER and GATE
share the passages and the question and part after it, so that deciding costs only its own few tokens; LOAD is where a
prefilled passage lands before it is moved to its place.
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
from rag.lexicon import Lexicon, unfinished_word
from rag.llama import MAX_BATCH, Llama, Message, Slot
from rag.passage_kv import PassageStore, fingerprint

PREFIX, ANSWER, GATE, LOAD = range(4)
_SPLIT = "\x1e"
MOST_BEND = 0.5
BEND_TOKENS = 10
"""Writing stops where, after this many tokens, the rules bend it more than this: what the model has to say is then not
in the passages, and what it is forced to write instead is of no use (set on dev, eval/LOG.md)."""


class CancelledError(Exception):
    """The caller took its question back."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the LLM reads: passages as (point, text), the question, the judgement asked about both, and the ending."""

    passages: tuple[tuple[int, str], ...]
    question: str
    judgement: prompts.Judgement
    ending: str


class Reading(Protocol):
    """A prompt that was read."""

    def preference(self) -> float:
        """Logit of the judgement's yes minus that of its no, as the next token."""
        ...

    def write(self, grammar: str, lexicon: Lexicon | None, max_tokens: int) -> Iterator[str]:
        """Generate greedily under a GBNF grammar and a lexicon, at most `max_tokens` tokens, yielding as it goes."""
        ...


class Generator(Protocol):
    """A language model. Not safe for two threads at once: one worker owns it."""

    name: str

    def read(self, prompt: Prompt, cancel: threading.Event) -> AbstractContextManager[Reading]:
        """Prefill a prompt. Raises CancelledError soon after `cancel` is set, here and while writing."""
        ...

    def prepare(self, point: int, text: str) -> bool:
        """Prefill one passage ahead of time; False where there was nothing to do."""
        ...


def _chat_parts(llama: Llama) -> tuple[str, str]:
    """The text before the passages, and the text between the user's last word and the assistant's first."""
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
        self._llama = Llama(path, threads=threads, cells=cells, sequences=LOAD + 1, kv_type=kv_type)
        prefix, self._turn = _chat_parts(self._llama)
        self._prefix = self._llama.tokenize(prefix, special=True)
        self._end = self._llama.tokenize(self._turn, special=True)
        base = fingerprint(identity, build, kv_type, ",".join(map(str, self._prefix)))
        self._store = PassageStore(kv_folder, base)
        self._decode(self._prefix, 0, PREFIX, threading.Event())

    def close(self) -> None:
        """Give the model's memory back."""
        self._llama.close()

    def prepare(self, point: int, text: str) -> bool:
        """Prefill one passage alone after the prefix and keep its cells; False where they are already kept."""
        tokens = self._llama.tokenize(prompts.passage(point, text))
        if self._store.get(tokens) is not None:
            return False
        start = len(self._prefix)
        self._llama.remove(LOAD)
        self._llama.copy(PREFIX, LOAD)
        self._decode(tokens, start, LOAD, threading.Event())
        self._llama.remove(LOAD, 0, start)
        self._store.put(tokens, self._llama.state(LOAD))
        self._llama.remove(LOAD)
        return True

    @contextmanager
    def read(self, prompt: Prompt, cancel: threading.Event) -> Iterator["LlamaReading"]:
        """Prefill the prompt; its cells are freed on leaving."""
        llama = self._llama
        try:
            llama.copy(PREFIX, ANSWER)
            position = len(self._prefix)
            for point, text in prompt.passages:
                position = self._place(llama.tokenize(prompts.passage(point, text)), position, cancel)
            llama.copy(ANSWER, GATE)
            shared = llama.tokenize(prompts.question(prompt.question))
            gate = llama.tokenize(prompt.judgement.text) + self._end
            answer = (llama.tokenize(prompt.ending) if prompt.ending else []) + self._end
            logits = self._branch(shared, gate, answer, position, cancel)
            llama.remove(GATE)
            yield LlamaReading(
                llama, position + len(shared) + len(answer), logits[0], logits[1], prompt.judgement, cancel
            )
        finally:
            for sequence in (ANSWER, GATE, LOAD):
                llama.remove(sequence)

    def _place(self, tokens: list[int], position: int, cancel: threading.Event) -> int:
        """Put a passage at `position` of ANSWER, from prefilled cells or by decoding it; returns the next position."""
        cells = self._store.get(tokens)
        if cells is None:
            self._decode(tokens, position, ANSWER, cancel)
        else:
            self._llama.restore(LOAD, cells)
            if position != len(self._prefix):
                self._llama.shift(LOAD, position - len(self._prefix))
            self._llama.copy(LOAD, ANSWER)
            self._llama.remove(LOAD)
        return position + len(tokens)

    def _branch(
        self, shared: list[int], gate: list[int], answer: list[int], position: int, cancel: threading.Event
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Decode the question for both sequences and each one's own end; the logits after either end."""
        slots = [Slot(token, position + i, (ANSWER, GATE)) for i, token in enumerate(shared)]
        position += len(shared)
        for tokens, sequence in ((gate, GATE), (answer, ANSWER)):
            last = len(tokens) - 1
            slots += [Slot(token, position + i, (sequence,), i == last) for i, token in enumerate(tokens)]
        wanted = {len(shared) + len(gate) - 1: 0, len(slots) - 1: 1}
        found: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(slots), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            part = slots[start : start + MAX_BATCH]
            self._llama.decode(part)
            for i in range(len(part)):
                if start + i in wanted:
                    found[wanted[start + i]] = self._llama.logits(i).copy()
        return found[0], found[1]

    def _decode(self, tokens: Sequence[int], position: int, sequence: int, cancel: threading.Event) -> None:
        for start in range(0, len(tokens), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            part = tokens[start : start + MAX_BATCH]
            self._llama.decode([Slot(token, position + start + i, (sequence,)) for i, token in enumerate(part)])


class LlamaReading:
    """A prompt in llama.cpp's context, ready to be judged and answered once."""

    def __init__(
        self,
        llama: Llama,
        position: int,
        gate_logits: NDArray[np.float32],
        answer_logits: NDArray[np.float32],
        judgement: prompts.Judgement,
        cancel: threading.Event,
    ) -> None:
        self._llama, self._position, self._cancel = llama, position, cancel
        self._gate_logits, self._answer_logits, self._judgement = gate_logits, answer_logits, judgement
        self._bends: list[float] = []

    def preference(self) -> float:
        """Logit of the first token of the judgement's yes minus that of its no."""
        yes, no = (self._llama.tokenize(word)[0] for word in (self._judgement.yes, self._judgement.no))
        return float(self._gate_logits[yes] - self._gate_logits[no])

    @property
    def bend(self) -> float:
        """How far the rules bent what was written: mean logit of the best token minus that of the chosen one."""
        return sum(self._bends) / len(self._bends) if self._bends else 0.0

    def write(self, grammar: str, lexicon: Lexicon | None, max_tokens: int) -> Iterator[str]:
        """Generate the answer, one token a step, yielding whole characters."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        logits, position = self._answer_logits, self._position
        word, citing = "", False

        def allows(token: int) -> bool:
            if lexicon is None or citing or self._llama.ends(token):
                return True
            piece = self._llama.piece(token).decode("utf-8", "ignore")
            return lexicon.allows((word + piece).partition("[")[0])

        with Grammar(self._llama, grammar) as rules:
            for _ in range(max_tokens):
                if self._cancel.is_set():
                    raise CancelledError
                token = rules.choose(logits, allows)
                self._bends.append(float(logits.max() - logits[token]))
                if len(self._bends) >= BEND_TOKENS and self.bend > MOST_BEND:
                    return
                if self._llama.ends(token):
                    return
                rules.accept(token)
                text = decoder.decode(self._llama.piece(token))
                citing = (citing or "[" in text) and "]" not in text
                word = unfinished_word(word + text)
                if text:
                    yield text
                self._llama.decode([Slot(token, position, (ANSWER,), logits=True)])
                logits, position = self._llama.logits(-1), position + 1
