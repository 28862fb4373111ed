"""Where a document speaks of a topic: its paragraphs by their retrieval scores and by the topic's words in them.

Without the LLM. A topic that no paragraph names has to be near in meaning; a name has to be there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import is_demonym, prefix_length, share_root
from index.language.transliteration import is_known_name
from index.language.words import Word, fold, is_known, is_proper_noun, stem, words
from rag.answers.material.source import Source
from rag.query.asked.mentions import mentions_word
from rag.query.context import QueryContext
from rag.types import Sentence

OWN_WEIGHT, SHARED_WEIGHT, OTHER_WEIGHT = 0.3, 0.1, 0.05
"""What a paragraph gains by a topic's own words and by those about both topics, and loses by those of the other one;
retrieval scores lie between .8 and 1.05 (chosen on questions of training/data/kinds.jsonl)."""
NEIGHBOUR_WEIGHT = 0.1
"""What it gains where all of the topic's own words follow each other as they do in the question."""
MIN_SCORE = 0.91
"""The least retrieval score, for the topic's own words, of a paragraph that has none of them: «вузы» gets .93, «нефть»
.90, «космос» .85."""
MIN_STEM = 5
"""Letters that a name and its adjective begin with, and two English words of one root: "culture", "cultural"."""
_FROM_NAME = re.compile(RUSSIAN.building.of_names)

MAX_APART = 3
"""Content words between a proposal and the name of whoever makes it, at most, both counted."""

_PROPOSING = (*RUSSIAN.proposal_nouns, *RUSSIAN.proposal_verbs, *RUSSIAN.proposing, *ENGLISH.proposing)


_OFFICES = frozenset((*RUSSIAN.outline.proposers, *ENGLISH.outline.proposers))
_PROPOSING_STEMS = frozenset(stem(form) for form in _PROPOSING)


@dataclass(frozen=True, slots=True)
class Topic:
    """What one of two topics is about: how it is called, its own words, those about both, and those of the other.

    `aspects` are words for that in which both are compared.
    """

    label: str
    own: Sequence[Word]
    shared: Sequence[Word] = ()
    other: Sequence[Word] = ()
    aspects: Sequence[Word] = ()

    @property
    def distinct(self) -> Sequence[Word]:
        """Its own words that the other one has not: of «решения о реке» and «решения о море» the last; else all."""
        return [word for word in self.own if not any(word.same(one) for one in self.other)] or self.own


@dataclass(frozen=True, slots=True)
class Scored:
    """A paragraph with its score; `is_clear`: all words of its own topic stand there, none of only the other."""

    chunk: Chunk
    score: float
    is_clear: bool


class TopicFinder:
    """Finds topics in one document."""

    def __init__(self, source: Source) -> None:
        """Take the document."""
        self._source = source
        self._read: dict[tuple[str, str], tuple[Word, ...]] = {}
        there = [word for chunk in source.chunks for word in words(chunk.text)]
        common = {form for word in there if not word.is_proper for form in word.forms}
        self._names = {fold(word.text) for word in there if word.is_proper and word.forms.isdisjoint(common)}

    def find(self, topic: Topic, context: QueryContext) -> list[Scored]:
        """Return the paragraphs on a topic, best first; none where the document does not speak of it."""
        names = [word for word in topic.own if self._is_name(word)]
        proposes = self.proposes(topic)
        if proposes:  # "the President of X": "the side of X", in its adjective, is the same proposer
            names = [word for word in names if word.forms.isdisjoint(_OFFICES)] or names
        language = _language(context)
        found = []
        for one in self.scored(topic, context):
            there = self._words(one.chunk, language)
            if names and not all(mentions(word, there) for word in names):
                continue
            if names and proposes and not _is_proposed_by(names, there):
                continue
            found.append(one)
        if found and not names and not self._speaks(topic, found[0].chunk, context):
            return []
        return found

    def stands(self, word: Word, context: QueryContext) -> bool:
        """Return whether a word, or a relative of it, stands anywhere in the document."""
        return any(mentions(word, self._words(chunk, _language(context))) for chunk in self._source.chunks)

    def names(self, topic: Topic) -> bool:
        """Return whether a topic has a name of its own, which the document has to say for it."""
        return any(self._is_name(word) for word in topic.own)

    def proposes(self, topic: Topic) -> bool:
        """Return whether a topic is what somebody proposed."""
        return any(_proposes(word) for word in (*topic.own, *topic.shared))

    def scored(self, topic: Topic, context: QueryContext) -> list[Scored]:
        """Return all paragraphs with their scores for a topic, best first."""
        language = _language(context)
        scored = []
        for chunk, score in self._ranked((*topic.own, *topic.shared)):
            there = self._words(chunk, language)
            own, shared = coverage(topic.own, there), coverage(topic.shared, there)
            distinct = [word for word in topic.other if not any(word.same(one) for one in topic.own)]
            other = coverage(distinct, there)
            total = score + OWN_WEIGHT * own + SHARED_WEIGHT * shared - OTHER_WEIGHT * other
            total += NEIGHBOUR_WEIGHT * _neighbours(topic.own, there) if own * len(topic.own) > 1 else 0.0
            scored.append(Scored(chunk, total, own == 1.0 and other == 0.0))
        return sorted(scored, key=lambda one: -one.score)

    def sentence(self, chunk: Chunk, topic: Topic, context: QueryContext) -> Sentence:
        """Return the sentence of a paragraph that has most of a topic's words, the first of several."""
        sentences = [sentence for sentence, _ in self._source.sentences(chunk, context.answer_language)]
        asked = (*topic.own, *topic.shared)
        return max(sentences, key=lambda sentence: coverage(asked, words(sentence.text)))

    def _words(self, chunk: Chunk, language: str) -> tuple[Word, ...]:
        """The words of a paragraph in a language, read once."""
        key = (chunk.id, language)
        if key not in self._read:
            self._read[key] = words(self._source.text(chunk, language))
        return self._read[key]

    def _ranked(self, asked: Sequence[Word]) -> list[tuple[Chunk, float]]:
        text = " ".join(word.text for word in asked)
        return list(self._source.retriever.ranked(text, self._source.retriever.embed(text)))

    def _speaks(self, topic: Topic, chunk: Chunk, context: QueryContext) -> bool:
        """Whether a paragraph names in part at least what a topic is about and the other is not, or is near to that."""
        if coverage(topic.distinct, self._words(chunk, _language(context))) > 0:
            return True
        return next(score for one, score in self._ranked(topic.distinct) if one == chunk) >= MIN_SCORE

    def _is_name(self, word: Word) -> bool:
        folded = fold(word.text)
        is_title = word.is_proper and not word.text.isupper()
        in_dictionary = is_proper_noun(folded) and is_known(folded)  # in lower case too: «исландии»
        is_adjective = any(_is_adjective_of(folded, name) for name in self._names)
        return is_title or in_dictionary or is_known_name(folded) or is_adjective


def _language(context: QueryContext) -> str:
    return context.answer_language


def mentions(word: Word, there: Sequence[Word]) -> bool:
    """Return whether a text, in the language of a word, has it or a relative of it: «исландский» is of «Исландия»."""
    if mentions_word(word, there):
        return True
    folded = fold(word.text)
    others = [fold(other.text) for other in there if other.is_content]
    if not folded.isascii():
        return any(_is_adjective_of(folded, other) for other in others)
    return any(
        is_demonym(folded, other) or prefix_length(folded, other) >= max(MIN_STEM, len(folded) - 2) for other in others
    )


def coverage(asked: Sequence[Word], there: Sequence[Word]) -> float:
    """Return the share of words that a text mentions, 0 where there are none."""
    return sum(mentions(word, there) for word in asked) / len(asked) if asked else 0.0


def _neighbours(asked: Sequence[Word], there: Sequence[Word]) -> float:
    """The share of neighbouring words of a question that are neighbours in a text too, leaving function words."""
    if len(asked) < 2:
        return 0.0
    content = [word for word in there if word.is_content]
    found = [{at for at, other in enumerate(content) if mentions(word, [other])} for word in asked]
    pairs = list(pairwise(found))
    return sum(any(at + 1 in after for at in before) for before, after in pairs) / len(pairs)


def _is_adjective_of(word: str, name: str) -> bool:
    """Whether a folded Russian word is the adjective of a name: «исландский», «финский»."""
    is_adjective = _FROM_NAME.search(word) is not None and prefix_length(word, name) >= MIN_STEM
    return is_adjective and share_root(word, name)


def _proposes(word: Word) -> bool:
    """Whether a word names a proposal: «инициатива», «предложил», "proposed"."""
    folded = fold(word.text)
    if folded.isascii():
        return folded in _PROPOSING or stem(folded) in _PROPOSING_STEMS
    return any(share_root(folded, form) for form in _PROPOSING)


def _is_proposed_by(names: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether a text names a proposal of somebody: «инициатива Президента Исландии»."""
    content = [word for word in there if word.is_content]
    return any(
        all(mentions(name, content[max(0, at - MAX_APART) : at + MAX_APART + 1]) for name in names)
        for at, word in enumerate(content)
        if _proposes(word)
    )
