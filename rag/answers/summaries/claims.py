"""Claims: the weightiest sentences of sections, shortened where a clause can go, within a number of words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from index.chunks import Chunk
from index.digest import Digest, shorten
from index.digest.tokens import is_predicate, rules, tokenize
from index.language.identify import identify_language
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import share_root
from index.language.words import Word, fold, words
from rag.answers.material.outline import is_formal_sentence, is_front, states_purpose_sentence
from rag.answers.material.source import Source
from rag.types import Sentence

_ANAPHORA = frozenset(
    (*RUSSIAN.anaphora, *RUSSIAN.followup.pronouns, *ENGLISH.anaphora, *ENGLISH.followup.pronouns, "one")
)
_GOING_ON = re.compile(
    rf"(?:{'|'.join((*RUSSIAN.outline.continuations, *ENGLISH.outline.continuations))})(?!\w),?\s*", re.IGNORECASE
)
_COPULA = re.compile(r"\w\s[–—]\s\w[^:]*[.!]$")
"""The dash in place of a verb: «Цель общества — …»."""
_ENDS = " .;,:"
MIN_CLAIM_WORDS, MAX_CLAIM_WORDS = 6, 25

_Claim = tuple[int, int, Sentence]
"""A sentence with its section and its place there."""


class Worth(IntEnum):
    """How well a sentence stands as a claim; the best first."""

    PURPOSE = 0
    """It says what the text is for."""
    STATEMENT = 1
    ENUMERATED = 2
    """It introduces items, or is one."""
    LEANING = 3
    """It begins with a pronoun or «кроме того», and says little without the sentence before it."""
    FORMAL = 4
    """It defines, refers, or says when the text is in force."""
    FRAGMENT = 5
    """It is no sentence: a line of a title page, a term."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A sentence as it stands, its claim, its rank among the weighty ones of its section, and how well it stands."""

    whole: str
    claim: Sentence
    rank: int
    worth: Worth


class Claims:
    """Chooses sentences of one document."""

    def __init__(self, source: Source, digest: Digest) -> None:
        """Take the document as it is shown, and what is weighty in it."""
        self._source, self._digest = source, digest
        self._prepared: dict[tuple[int, str], Sequence[_Prepared]] = {}

    def claims(
        self, picked: Sequence[int], count: int, language: str, budget: int, topic: Sequence[Word] = ()
    ) -> list[Sentence]:
        """Return the best claims of sections in the order of the text: one each, then second ones up to `count`."""
        most = min(MAX_CLAIM_WORDS, max(1, budget // max(1, count)))
        offered = {number: self.ranked(number, language, topic, most) for number in picked}
        chosen: list[_Claim] = []
        depth = 0
        while len(chosen) < count and any(len(found) > depth for found in offered.values()):
            chosen += [
                (number, found[depth][0], found[depth][1]) for number, found in offered.items() if len(found) > depth
            ]
            depth += 1
        chosen = _fitted(chosen[:count], offered, budget)
        return [sentence for _, _, sentence in sorted(chosen, key=lambda one: one[:2])]

    def ranked(self, number: int, language: str, topic: Sequence[Word], most: int) -> list[tuple[int, Sentence]]:
        """Return the sentences of a section with their places, the best first: on the topic, weighty, not too long."""
        found = []
        for place, one in enumerate(self._sentences(number, language)):
            named = sum(any(names(word, other) for other in words(one.whole)) for word in topic)
            is_part = not one.claim.text[:1].isupper()  # of a sentence that runs over several paragraphs
            too_long = length(one.claim) > most + most // 4 and one.worth is not Worth.PURPOSE
            is_cut = not one.whole.rstrip(_ENDS).endswith(one.claim.text.rstrip(_ENDS))
            key = (is_part, -named, one.worth, too_long, one.rank + is_cut)
            found.append((key, (place, one.claim)))
        return [pair for _, pair in sorted(found, key=lambda one: one[0])]

    def _sentences(self, number: int, language: str) -> Sequence[_Prepared]:
        """The sentences of a section in a language, made once."""
        if (number, language) not in self._prepared:
            weighty = [span.start for span in self._digest.key_sentences.get(number, ())]
            found = []
            for chunk in self._source.paragraphs(number):
                for sentence, original in self._source.sentences(chunk, language):
                    (cited, *_) = sentence.citations
                    inside = (rank for rank, start in enumerate(weighty) if cited.start <= start < cited.end)
                    rank, worth = next(inside, len(weighty)), _worth(chunk, original.text)
                    found.append(_Prepared(sentence.text, shortened(sentence), rank, worth))
            self._prepared[number, language] = found
        return self._prepared[number, language]


def _worth(chunk: Chunk, text: str) -> Worth:
    """How well a sentence of a paragraph stands as a claim."""
    if is_front(chunk) or not says_something(text):
        return Worth.FRAGMENT
    if is_formal_sentence(text):
        return Worth.FORMAL
    if states_purpose_sentence(text):
        return Worth.PURPOSE
    first = next((word for word in words(text) if not word.text.isdigit()), None)
    if _goes_on(text) or (first and not first.forms.isdisjoint(_ANAPHORA)):
        return Worth.LEANING
    return Worth.ENUMERATED if chunk.lead_ins or text.rstrip().endswith(":") else Worth.STATEMENT


def says_something(text: str) -> bool:
    """Return whether words make a sentence; they are taken for one in a language whose predicates are not known."""
    lexicon = rules(text)
    is_said = any(is_predicate(token, lexicon) for token in tokenize(text)) or bool(_COPULA.search(text))
    return is_said or identify_language(text) == "other"


def length(sentence: Sentence) -> int:
    """Return the number of words of a sentence."""
    return len(sentence.text.split())


def _fitted(
    chosen: Sequence[_Claim], offered: Mapping[int, Sequence[tuple[int, Sentence]]], budget: int
) -> list[_Claim]:
    """Put shorter sentences of the same sections for the longest claims until all have at most `budget` words."""
    kept = list(chosen)
    for at in sorted(range(len(kept)), key=lambda row: -length(kept[row][2])):
        if sum(length(one[2]) for one in kept) <= budget:
            break
        number, _, claim = kept[at]
        taken = {one[:2] for one in kept}
        others = [(number, *pair) for pair in offered[number] if (number, pair[0]) not in taken]
        fitting = [one for one in others if length(one[2]) < length(claim) and length(one[2]) >= MIN_CLAIM_WORDS]
        if fitting:
            kept[at] = fitting[0]
    return kept


def shortened(sentence: Sentence) -> Sentence:
    """Return a sentence without clauses that can go, of at most MAX_CLAIM_WORDS if that can be."""
    begun = sentence.text[_going_on(sentence.text) :]
    place = shorten(begun, MAX_CLAIM_WORDS)
    text = begun[slice(*place)].rstrip(_ENDS) if place else begun
    return Sentence(text, sentence.citations, sentence.heading)


def _going_on(text: str) -> int:
    """The place up to which a sentence only goes on: «В этой связи Стороны …»; 0 where the rest cannot begin one."""
    found = _GOING_ON.match(text)
    return found.end() if found and text[found.end() : found.end() + 1].isupper() else 0


def _goes_on(text: str) -> bool:
    """Whether a sentence says that it goes on, in words without which it cannot begin: «Кроме того, не должно …»."""
    return _GOING_ON.match(text) is not None and not _going_on(text)


def names(word: Word, other: Word) -> bool:
    """Return whether a word of the text is a topic word in any form, or one of its root: «спорт», «спортивный»."""
    return word.same(other) or share_root(fold(word.text), fold(other.text))
