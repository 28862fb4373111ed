"""Words of a further language as the document says them: names by their sounds, all else by meaning.

Where the index has the text in the question's language, it counts too which words stand in the same paragraphs.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.language.foreign import plain
from index.language.sounds import likeness
from index.language.words import Word, fold, is_known, lemmas, parses, words
from rag.retrieval.retriever import Retriever

Floats = NDArray[np.float32]

LEAST_SOUND = 0.8
"""The least likeness of the sounds of a name and of one of the document's."""
LEAST_SCORE, LEAST_COSINE = 0.885, 0.84
"""The least score of a word or phrase of the document that stands for another, and its least similarity to that."""
NOUN_WEIGHT = 0.02
"""What a noun gains beside other words of its root: «туризм» beside «туристический»."""
ALIGNED_WEIGHT = 0.1
"""What it counts beside that similarity that two words stand in the same paragraphs of a text and its translation."""
PARAGRAPHS = 8
"""The words that may stand for a topic are taken from so many paragraphs that are nearest to it, beside the names."""
WORDS, PHRASE, PHRASES = 6, 4, 24
"""So many best words of a topic are sought in phrases of up to so many words, so many of which are compared."""
_TOLD_BY = frozenset({"NOUN", "ADJF", "LATN", None})
"""Parts of speech of words that may stand for a topic."""
MIN_STEM = 4
KEPT = 0.7
"""The share of a word that its other forms begin with."""

_PHRASE = re.compile(r"[\w\s-]+")


@dataclass(frozen=True, slots=True)
class Said:
    """How the document says something; `is_sure`: the words are those that were meant, and not only near to them."""

    text: str
    is_sure: bool
    name: str = ""
    shared: str = ""
    """A name in it, and what stands beside that: what both of two things that are compared may share."""


class Wording:
    """The words of one document, for words of other languages."""

    def __init__(self, retriever: Retriever) -> None:
        """Take the document's retriever."""
        self._retriever = retriever
        self._chunks = retriever.index.chunks
        self._vectors: dict[str, Floats] = {}

    @cached_property
    def _words(self) -> list[tuple[Word, ...]]:
        """The words of each paragraph."""
        return [words(chunk.text) for chunk in self._chunks]

    @cached_property
    def _rows(self) -> dict[str, frozenset[int]]:
        """The paragraphs in which each content word stands, by its dictionary form."""
        found: dict[str, set[int]] = {}
        for row, there in enumerate(self._words):
            for word in there:
                if word.is_content and not word.text.isdigit():
                    found.setdefault(_form(word), set()).add(row)
        return {form: frozenset(rows) for form, rows in found.items()}

    @cached_property
    def _forms(self) -> frozenset[str]:
        """The forms of all content words of the document."""
        return frozenset(form for there in self._words for word in there if word.is_content for form in word.forms)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The dictionary forms of the document's names with the capital that they have there."""
        there = [word for one in self._words for word in one if word.is_content]
        common = {_form(word) for word in there if not word.is_proper}
        return {_form(word): word.text for word in there if word.is_proper and _form(word) not in common}

    def says(self, text: str, language: str) -> Said | None:
        """Return how the document says a word or phrase of another language; None where nothing is near in meaning."""
        if held := self._held(text):
            return held
        parts = text.split()
        names = {part: name for part in parts if (name := self.named(part)) is not None}
        if not names:
            return self._by_meaning(text, language)
        named = " ".join(names.values())
        rest = " ".join(part for part in parts if part not in names)
        beside = self._by_meaning(rest, language) if len(rest) > MIN_STEM else None
        if beside is None or not beside.is_sure:
            return Said(named, True, named)
        return Said(f"{beside.text} {named}", True, named, beside.text)

    def holds(self, text: str) -> bool:
        """Tell whether the document holds a word in some form."""
        return any(not self._forms.isdisjoint(word.forms) for word in words(text))

    def word(self, text: str, least: float) -> str | None:
        """Return the document's word for one of another language, or the name that sounds like it; None if unsure.

        `least` is the least similarity of their meanings.
        """
        if self._held(text):
            return text
        name = self.named(text)
        return self._nearest_word(text, least) if name is None else name

    def _nearest_word(self, text: str, least: float) -> str | None:
        vector = self._retriever.embed(text)
        near = frozenset(np.argsort(-(self._retriever.means @ vector), kind="stable")[:PARAGRAPHS].tolist())
        pool = [form for form, there in self._rows.items() if not there.isdisjoint(near)]
        pool = [form for form in pool if _part_of_speech(form) in _TOLD_BY]
        scores = self._scored(pool, vector, frozenset())
        best = max(scores, key=lambda form: scores[form], default=None)
        return best if best is not None and float(self._vectors[best] @ vector) >= least else None

    def _held(self, text: str) -> Said | None:
        """A text whose every word the document holds as it is spelt."""
        own = [word for word in words(text) if word.is_content]
        held = bool(own) and all(any(form in self._rows for form in word.forms) for word in own)
        return Said(text, True) if held else None

    def named(self, text: str) -> str | None:
        """Return the name of the document that sounds like a word; None where none does."""
        if len(text) < MIN_STEM or not self._names:
            return None
        best = max(self._names, key=lambda name: likeness(text, name))
        return _capital(best) if likeness(text, best) >= LEAST_SOUND else None

    def _by_meaning(self, text: str, language: str) -> Said | None:
        vector = self._retriever.embed(text)
        near = np.argsort(-(self._retriever.means @ vector), kind="stable")[:PARAGRAPHS].tolist()
        rows = self._aligned(text, language)
        searched = frozenset({*near, *rows})
        is_name = not text.islower()  # scripts without capitals may name too
        pool = [
            form
            for form, there in self._rows.items()
            if not _means_nothing(form)
            and (
                is_name if form in self._names else not there.isdisjoint(searched) and _part_of_speech(form) in _TOLD_BY
            )
        ]
        scores = self._scored(pool, vector, rows)
        likely = sorted(pool, key=lambda form: -scores[form])[:WORDS]
        scores |= self._scored(self._phrases(likely, searched, scores), vector, rows)
        if not scores:
            return None
        best = max(scores, key=lambda one: scores[one])
        is_sure = scores[best] >= LEAST_SCORE and float(self._vectors[best] @ vector) >= LEAST_COSINE
        return Said(_capital(best) if best in self._names else best, is_sure)

    def _scored(self, texts: Sequence[str], vector: Floats, rows: frozenset[int]) -> dict[str, float]:
        """The similarity of texts of the document to a vector, and how far they stand in the same paragraphs."""
        new = [text for text in texts if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._retriever.embed_all(new), strict=True))
        return {
            text: float(self._vectors[text] @ vector)
            + ALIGNED_WEIGHT * _shared(rows, self._standing(text))
            + NOUN_WEIGHT * (_part_of_speech(text) == "NOUN")
            for text in texts
        }

    def _standing(self, text: str) -> frozenset[int]:
        rows = [self._rows.get(form, frozenset()) for form in lemmas(text)]
        return frozenset.intersection(*(one for one in rows if one)) if any(rows) else frozenset()

    def _phrases(self, likely: Sequence[str], rows: Iterable[int], scores: Mapping[str, float]) -> list[str]:
        """The phrases of paragraphs that the likeliest words make up by half, as they stand there, the best of them."""
        found: dict[str, float] = {}
        for row in rows:
            there, text = self._words[row], self._chunks[row].text
            for start in range(len(there)):
                for end in range(start + 2, min(start + PHRASE, len(there)) + 1):
                    run = there[start:end]
                    joined = text[run[0].start : run[-1].end]
                    told = [form for word in run if (form := _form(word)) in likely]
                    if 2 * len(told) >= len(run) and all(w.is_content for w in run) and _PHRASE.fullmatch(joined):
                        found[fold(joined)] = sum(scores[form] for form in told)
        return sorted(found, key=lambda phrase: -found[phrase])[:PHRASES]

    def _aligned(self, text: str, language: str) -> frozenset[int]:
        """The paragraphs in whose translation into that language all words of a text stand."""
        index = self._retriever.index
        texts = [index.translations[name] for name in index.translations if name.split("-")[0] == language]
        return frozenset().union(*(self._with_all(text, tuple(one)) for one in texts)) if texts else frozenset()

    def _with_all(self, text: str, translation: tuple[str, ...]) -> frozenset[int]:
        sought = [word for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", plain(text)) if len(word) >= 2]
        held = [
            frozenset(
                row for row, line in enumerate(translation) if any(_begins(word, other) for other in _tokens(line))
            )
            for word in sought
        ]
        return frozenset.intersection(*held) if held else frozenset()


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", plain(text)))


def _begins(word: str, other: str) -> bool:
    """Whether two words may be forms of one: most of the longer... of the question's word stands at the beginning."""
    shared = 0
    while shared < min(len(word), len(other)) and word[shared] == other[shared]:
        shared += 1
    return shared >= max(min(MIN_STEM, len(word)), KEPT * len(word)) and shared >= 0.5 * len(other)


def _shared(one: frozenset[int], other: frozenset[int]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@lru_cache(maxsize=16384)
def _part_of_speech(text: str) -> str | None:
    """What a single Russian word is likeliest, in pymorphy3's names; None for others."""
    return parses(text)[0].tag.POS if re.fullmatch("[а-я]+", text) else None


@lru_cache(maxsize=16384)
def _means_nothing(text: str) -> bool:
    """Whether a Russian word is the name of a person, or in no dictionary: what sounds alone can tell."""
    tag = parses(text)[0].tag
    return not is_known(text) or any(part in tag for part in ("Surn", "Name", "Patr"))


def _form(word: Word) -> str:
    folded = fold(word.text)
    return fold(parses(folded)[0].normal_form) if re.search("[а-я]", folded) else folded


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
