"""A `Generator` on llama.cpp, with prefilled passages and batched questions; what is then generated is in session.py.

The prompt is: prefix (system message and examples), passage, question. The first sequences of llama.cpp's context hold
the prefix of each language for good; each session has one of the others, which shares its language's prefix. Since a
passage comes right after the prefix, its prefilled KV cells are exactly those that plain prefill would compute: the
generated text does not depend on whether a passage was prefilled.
"""

import itertools
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from models.errors import ModelError
from rag.generation import prompts
from rag.generation.engine import MAX_SESSIONS, CancelledError, Floats, Prompt
from rag.generation.llamacpp.context import MAX_BATCH, BatchToken, Llama, Message
from rag.generation.llamacpp.kv_cache import DIGEST_BYTES, PassageStore, fingerprint
from rag.generation.llamacpp.room import Share, share
from rag.generation.llamacpp.session import MAX_DRAFT, LlamaSession, consecutive
from rag.settings import Settings

PREFIX_SEQUENCES: Mapping[str, int] = {frame: number for number, frame in enumerate(prompts.FRAMES)}
"""The sequence of each frame's prefix; those of the sessions follow."""
RESIDENT = frozenset(prompts.LANGUAGES)
"""The frames whose prefixes stay in the context: those in which most questions are answered. The others come from the
cache when they are needed, so that they take no room from passages and questions."""
SMALL_CONTEXT = 3072
"""KV cells below which no prefix stays in the context."""
WARMED_TOGETHER = 2
"""Passages that a question usually reads: those that are prefilled ahead of time are cut as for so many."""
_SPLIT = "\x1e"


def open_generator(settings: Settings, llm: Path) -> "LlamaGenerator":
    """Load a model as the settings want it; takes seconds. Raises ModelError if llama.cpp cannot."""
    stat = llm.stat()
    return LlamaGenerator(
        llm,
        threads=settings.threads,
        kv_cells=settings.context,
        kv_type=settings.kv_type,
        kv_folder=settings.prefilled,
        kv_bytes=settings.prefill_bytes,
        max_tokens=settings.max_tokens,
        identity=f"{llm.name} {stat.st_size} {stat.st_mtime_ns}",
    )


def chat_frame(llama: Llama, frame: str) -> tuple[str, str]:
    """Return the formatted chat before the passage, and between the question and the assistant's answer.

    `frame` is one of `prompts.FRAMES`.
    """
    messages = [Message("system", prompts.system_message(frame))]
    for user, assistant in prompts.examples(frame):
        messages += [Message("user", user), Message("assistant", assistant)]
    messages.append(Message("user", prompts.passage_opening(frame.split("/")[0]) + _SPLIT))
    prefix, _, suffix = llama.format_chat(messages).partition(_SPLIT)
    return prefix, suffix


class LlamaGenerator:
    """A `Generator` with hidden states, grammars and a `WarmCache`."""

    honours_grammar = True

    def __init__(
        self,
        path: Path,
        *,
        threads: int,
        kv_cells: int,
        kv_type: str,
        kv_folder: Path,
        kv_bytes: int,
        max_tokens: int,
        identity: str,
    ) -> None:
        """Load the model, and the prefixes of its prompts from the cache or by decoding them.

        Args:
            path: the GGUF file; its stem is the generator's name.
            threads: threads that decode.
            kv_cells: size of the context, in tokens.
            kv_type: data type of the KV cells, f16 or q8_0.
            kv_folder: folder of the prefilled passages.
            kv_bytes: budget of that folder.
            max_tokens: tokens of the longest sentence, for which the context keeps room.
            identity: the model file's sha256, or what stands for its content.

        Raises:
            ModelError: llama.cpp cannot load the model, the folder cannot be used, or the context has no room for
                prompts and answers.
        """
        from llama_cpp import __version__ as build

        self.name = path.stem
        sequences = len(PREFIX_SEQUENCES) + MAX_SESSIONS
        self._llama = Llama(path, threads=threads, kv_cells=kv_cells, sequences=sequences, kv_type=kv_type)
        self._free = list(range(len(PREFIX_SEQUENCES), sequences))
        self._max_tokens = max_tokens
        self._resident = RESIDENT if kv_cells >= SMALL_CONTEXT else frozenset[str]()
        self._store = PassageStore(kv_folder, fingerprint(identity, build, kv_type), disk_bytes=kv_bytes)
        self._prefixes: dict[str, list[int]] = {}
        self._suffixes: dict[str, list[int]] = {}
        for frame in PREFIX_SEQUENCES:
            prefix, suffix = chat_frame(self._llama, frame)
            self._prefixes[frame] = self._llama.tokenize(prefix, special=True)
            self._suffixes[frame] = self._llama.tokenize(suffix, special=True)
        self._require_room()
        self._saved_bytes: dict[str, int] = {}
        for frame in PREFIX_SEQUENCES:
            self._load_prefix(frame)
            self._saved_bytes[frame] = self._llama.saved_bytes(PREFIX_SEQUENCES[frame])
            self._unload(frame)

    def close(self) -> None:
        """Free the model's memory."""
        self._llama.close()

    @property
    def prefix_bytes(self) -> int:
        """Size on disk of the prefixes, in bytes."""
        return sum(self._saved_bytes.values()) + DIGEST_BYTES * len(self._saved_bytes)

    def passage_bytes(self, passage: str, language: str) -> int:
        """Estimate the size of a prefilled passage, in bytes, from its language's prefix: size is linear in tokens."""
        return math.ceil(
            len(self._passage_to_warm(passage, language)) * self._saved_bytes[language] / len(self._prefixes[language])
        )

    def warm(self, passage: str, language: str) -> bool:
        """Prefill one passage and keep its KV cells; return False if they are kept already."""
        tokens = self._passage_to_warm(passage, language)
        if self._store.get(self._prefixes[language], tokens) is not None:
            return False
        sequence = self._free[0]
        try:
            self._need([language])
            self._load_passage(tokens, language, sequence, threading.Event())
        finally:
            self._llama.remove(sequence)
            self._unload(language)
        return True

    def _passage_to_warm(self, passage: str, language: str) -> list[int]:
        tokens = self._llama.tokenize(prompts.format_passage(passage, language))
        return self._share([language], WARMED_TOGETHER).cut_passage(tokens)

    def _share(self, frames: Sequence[str], prompts_: int) -> Share:
        """What each of some prompts may take while the prefixes of `frames` are in the context."""
        prefixes = sum(len(self._prefixes[frame]) for frame in {*frames, *self._resident})
        suffix = max(len(self._suffixes[frame]) for frame in frames) + MAX_DRAFT + 1
        cells = self._llama.kv_cells - prefixes
        return share(cells, prompts_, suffix=suffix, longest_answer=self._max_tokens)

    def _require_room(self) -> None:
        if not all(self._share([frame], MAX_SESSIONS).suffices for frame in PREFIX_SEQUENCES):
            self._llama.close()
            raise ModelError(
                f"ASK_CONTEXT={self._llama.kv_cells}: with {self.name} that has no room for {MAX_SESSIONS} passages, "
                f"a question and its answer beside the prompts. Set ASK_CONTEXT={2 * self._llama.kv_cells}."
            )

    @contextmanager
    def prefill(self, prompts_: Sequence[Prompt], cancel: threading.Event) -> Iterator[tuple[LlamaSession, ...]]:
        """Prefill prompts, their questions together in the same batches; leaving the context frees their KV cells."""
        if len(prompts_) > len(self._free):
            raise ValueError(f"{len(prompts_)} prompts; at most {len(self._free)} are prefilled together")
        taken = [self._free.pop() for _ in prompts_]
        frames = [prompts.frame_of(prompt.language, judges=prompt.judges) for prompt in prompts_]
        try:
            self._need(frames)
            room = self._share(frames, len(prompts_))
            batch: list[BatchToken] = []
            passages, ends = [], []
            for prompt, frame, sequence in zip(prompts_, frames, taken, strict=True):
                passage = self._llama.tokenize(prompts.format_passage(prompt.passage, prompt.language))
                question = self._llama.tokenize(prompts.format_question(prompt.question, prompt.language))
                passage, question = room.cut(passage, question)
                *suffix, last = self._suffixes[frame]
                positions = itertools.count(self._load_passage(passage, frame, sequence, cancel))
                batch += [BatchToken(token, next(positions), (sequence,), capture_hidden=True) for token in question]
                batch += [BatchToken(token, next(positions), (sequence,)) for token in suffix]
                batch.append(BatchToken(last, next(positions), (sequence,), logits=True, capture_hidden=True))
                passages.append(passage)
                ends.append(next(positions))
            outputs = self._decode(batch, cancel)
            yield tuple(
                LlamaSession(self._llama, sequence, passage, end, *output, cancel, room.answer)
                for sequence, passage, end, output in zip(taken, passages, ends, outputs, strict=True)
            )
        finally:
            for sequence in taken:
                self._llama.remove(sequence)
            self._free += taken
            for frame in frames:
                self._unload(frame)

    def _need(self, frames: Sequence[str]) -> None:
        """Put the prefixes of frames into the context that are not there for good."""
        for frame in {*frames} - self._resident:
            self._load_prefix(frame)

    def _unload(self, frame: str) -> None:
        """Take a prefix out of the context again, unless it stays there for good."""
        if frame not in self._resident:
            self._llama.remove(PREFIX_SEQUENCES[frame])

    def _load_prefix(self, frame: str) -> None:
        """Put a prefix into its sequence: in seconds by decoding it the first time, later from the cache."""
        prefix, sequence = self._prefixes[frame], PREFIX_SEQUENCES[frame]
        saved = self._store.get(prefix)
        if saved is not None:
            self._llama.restore(sequence, saved)
        else:
            self._decode(consecutive(prefix, 0, sequence), threading.Event())
            self._store.put(self._llama.save(sequence), prefix)

    def _load_passage(self, tokens: list[int], frame: str, sequence: int, cancel: threading.Event) -> int:
        """Put prefix and passage into a sequence, from the cache or by decoding; return the next position."""
        llama, prefix = self._llama, self._prefixes[frame]
        saved = self._store.get(prefix, tokens)
        if saved is not None:
            llama.restore(sequence, saved)
        else:
            llama.copy(PREFIX_SEQUENCES[frame], sequence)
            self._decode(consecutive(tokens, len(prefix), sequence), cancel)
            llama.remove(sequence, 0, len(prefix))
            self._store.put(llama.save(sequence), prefix, tokens)
        llama.copy(PREFIX_SEQUENCES[frame], sequence)
        return len(prefix) + len(tokens)

    def _decode(self, batch: Sequence[BatchToken], cancel: threading.Event) -> list[tuple[Floats, Floats]]:
        """Decode at most MAX_BATCH tokens at a time, looking at the cancel event before each.

        Returns a pair for each captured token whose logits are wanted: the logits, and its hidden state followed by
        the mean over the captured tokens before it in its sequence, shape (2 * len(HIDDEN_LAYERS) * width,).
        """
        outputs = []
        earlier: dict[int, list[Floats]] = {}
        for start in range(0, len(batch), MAX_BATCH):
            if cancel.is_set():
                raise CancelledError
            part = batch[start : start + MAX_BATCH]
            self._llama.decode(part)
            for i, token in enumerate(part):
                if not token.capture_hidden:
                    continue
                state, before = self._llama.hidden_state(i), earlier.setdefault(token.sequences[0], [])
                if token.logits:
                    outputs.append((self._llama.logits(i).copy(), np.concatenate([state, np.mean(before, axis=0)])))
                else:
                    before.append(state)
        return outputs
