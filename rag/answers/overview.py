"""An overview: key sentences over the whole document, some sections, a topic or the decisions, in the text's order.

As many as were asked for, each shortened where a clause can go, and not more than MAX_WORDS words in all.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.digest import Digest, Status, make_digest, shorten
from index.language.roots import share_root
from index.language.words import Word, fold, words
from rag.answers.beyond import OutOfScope
from rag.answers.cover import segments, weightiest
from rag.answers.intents import intent
from rag.answers.reply import Outcome, Reply
from rag.answers.source import Source
from rag.query.context import QueryContext
from rag.query.scope import Scope, scope
from rag.types import Mode, Sentence

DEFAULT_CLAIMS, MIN_CLAIMS = 9, 6
"""Of a whole document, where no number is asked for; as many as fit into MAX_WORDS."""
TOPIC_CLAIMS = 6
"""Most sections of a topic, where no number is asked for."""
MAX_WORDS = 200
MIN_CLAIM_WORDS, MAX_CLAIM_WORDS = 6, 25
TITLE_CLAIMS = 6
"""From so many claims on the first one says what the document is."""
MAX_SHARE = 0.4
"""A word in more of the sections than this is no topic, if the question has others."""
MARGIN = 0.15
"""Score below the best that a section may have which does not name the topic, as a share of the scores' range."""
STATUS_WEIGHTS = {
    Status.DONE: 0.02,
    Status.DECIDED: 0.02,
    Status.ASKED: 0.02,
    Status.SUPPORTED: 0.015,
    Status.PROPOSED: 0.01,
}
"""Beside a cosine: what is decided says more than what is noted."""
MASS_POWER = 0.5
"""A section of more paragraphs takes more of the overview, by this power of their number."""

Floats = NDArray[np.float32]
_Claim = tuple[int, int, Sentence]
"""A sentence with its section and its place there."""


class Overview:
    """Gives overviews of one document."""

    def __init__(self, source: Source) -> None:
        """Take the document."""
        self._source = source
        self._numbers = [section.number for section in source.document.sections]
        self._words_in: dict[str, Mapping[int, Sequence[Word]]] = {}

    @cached_property
    def _digest(self) -> Digest:
        return make_digest(self._source.document)

    @cached_property
    def _vectors(self) -> Floats:
        """The embedding of each section, the mean of its paragraphs', (sections, dimension)."""
        rows = np.array([chunk.section.number for chunk in self._source.chunks])
        means = np.stack([self._source.retriever.means[rows == number].mean(axis=0) for number in self._numbers])
        found: Floats = means / np.linalg.norm(means, axis=1, keepdims=True)
        return found

    @cached_property
    def _weights(self) -> list[float]:
        """What the status of its matters adds to each section."""
        reached = dict.fromkeys(self._numbers, 0.0)
        for one in self._digest.proposals:
            number = one.sentence.section
            reached[number] = max(reached[number], STATUS_WEIGHTS.get(one.status, 0.0))
        return [reached[number] for number in self._numbers]

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the claims; None where the document does not speak of the topic."""
        if intent(context.question, "beyond", ("modality",), ""):
            return OutOfScope().at_once(context)
        asked = self._scope(context)
        if asked.topic:  # unmarked words that the document lacks may be none: «Помоги сыну: главные мысли»
            known = self._known(asked.topic, context)
            if known or asked.is_marked:
                items = self._of_topic(asked, known, context)
                return Reply(tuple(items), Mode.EXTRACTED) if items else None
        return Reply(tuple(self._of_sections(asked, context)), Mode.EXTRACTED)

    def _scope(self, context: QueryContext) -> Scope:
        """What is to be covered; what a follow-up does not say is taken from the turn before."""
        document = self._source.document
        asked = scope(context.question, document.last, document.has_preamble)
        if context.previous is None or asked.topic or asked.sections or asked.statuses:
            return asked
        before = scope(context.previous.question, document.last, document.has_preamble)
        return Scope(asked.claims, before.sections, before.topic, before.is_marked, before.statuses)

    # The whole document, some sections, or what was decided.

    def _of_sections(self, asked: Scope, context: QueryContext) -> list[Sentence]:
        chosen = [number for number in asked.sections if number in self._numbers] or self._numbers
        if asked.statuses:
            decided = {one.sentence.section for one in self._digest.proposals if one.status in asked.statuses}
            chosen = [number for number in chosen if number in decided] or chosen
        for count in range(DEFAULT_CLAIMS, MIN_CLAIMS, -1) if asked.claims is None else ():
            claims = self._counted(chosen, count, asked, context)
            if sum(map(_length, claims)) <= MAX_WORDS:
                return claims
        return self._counted(chosen, asked.claims or MIN_CLAIMS, asked, context)

    def _counted(self, chosen: Sequence[int], count: int, asked: Scope, context: QueryContext) -> list[Sentence]:
        """So many claims of sections, the title first where the whole document is asked for."""
        title = self._title(context) if count == 1 or (count >= TITLE_CLAIMS and not asked.statuses) else None
        if title and not asked.sections:
            rest = [number for number in chosen if number != title.citations[0].point]
            return [title, *self._spread(rest, count - 1, context, MAX_WORDS - _length(title))]
        return self._spread(chosen, count, context, MAX_WORDS)

    def _spread(self, chosen: Sequence[int], count: int, context: QueryContext, budget: int) -> list[Sentence]:
        """One claim of each group of sections; more of a section where there are fewer sections than claims."""
        if not count:
            return []
        rows = [self._numbers.index(number) for number in chosen]
        vectors, weights = self._vectors[rows], [self._weights[row] for row in rows]
        masses = [len(self._source.paragraphs(number)) ** MASS_POWER for number in chosen]
        groups = segments(vectors, masses, count)
        picked = [chosen[weightiest(vectors, weights, group)] for group in groups]
        return self._claims(picked, count, context, budget)

    def _title(self, context: QueryContext) -> Sentence | None:
        """The title as a claim, where the text has one."""
        title = self._digest.title
        return self._sentence_at(title.section, title.start, context.answer_language) if title else None

    # A topic.

    def _known(self, topic: Sequence[Word], context: QueryContext) -> dict[str, frozenset[int]]:
        """The sections that have each topic word, without words of the topic that stand nearly everywhere."""
        found = {}
        for word in topic:
            having = frozenset(
                number
                for number, there in self._words(context.answer_language).items()
                if any(_named(word, other) for other in there)
            )
            if having:
                found[word.text] = having
        rare = {text: having for text, having in found.items() if len(having) <= MAX_SHARE * len(self._numbers)}
        return rare or found

    def _words(self, language: str) -> Mapping[int, Sequence[Word]]:
        """The content words of each section in a language, every spelling once."""
        if language not in self._words_in:
            texts: dict[int, list[str]] = {number: [] for number in self._numbers}
            for chunk in self._source.chunks:
                texts[chunk.section.number].append(self._source.text(chunk, language))
            self._words_in[language] = {
                number: list({word.text: word for word in words("\n".join(some)) if word.is_content}.values())
                for number, some in texts.items()
            }
        return self._words_in[language]

    def _of_topic(self, asked: Scope, known: dict[str, frozenset[int]], context: QueryContext) -> list[Sentence]:
        """Claims of the sections that name the topic, and of those that are as near to it."""
        text = " ".join(word.text for word in asked.topic)
        scores: dict[int, float] = {}
        for chunk, score in self._source.retriever.ranked(text, self._source.retriever.embed(text)):
            scores.setdefault(chunk.section.number, score)
        naming = frozenset().union(*known.values())
        best, worst = max(scores.values()), min(scores.values())
        near = {number for number, score in scores.items() if score >= best - MARGIN * (best - worst)}
        if not naming and len(near) > 1:
            return []
        order = sorted(scores, key=lambda number: -scores[number])
        firsts = [next(number for number in order if number in having) for having in known.values()]
        others = [number for number in order if number in naming or number in near]
        count = asked.claims or TOPIC_CLAIMS
        picked = list(dict.fromkeys((*firsts, *others)))[:count]
        shown = max(count if asked.claims else 0, len(picked))
        return self._claims(sorted(picked), shown, context, MAX_WORDS, asked.topic)

    # Claims of sections.

    def _claims(
        self, picked: Sequence[int], count: int, context: QueryContext, budget: int, topic: Sequence[Word] = ()
    ) -> list[Sentence]:
        """The best claims of sections: one of each, then second ones until there are `count`, in the text's order."""
        most = min(MAX_CLAIM_WORDS, max(1, budget // max(1, count)))
        offered = {number: self._ranked(number, context, topic, most) for number in picked}
        chosen: list[_Claim] = []
        depth = 0
        while len(chosen) < count and any(len(found) > depth for found in offered.values()):
            chosen += [
                (number, found[depth][0], found[depth][1]) for number, found in offered.items() if len(found) > depth
            ]
            depth += 1
        chosen = _fitted(chosen[:count], offered, budget)
        return [sentence for _, _, sentence in sorted(chosen, key=lambda one: one[:2])]

    def _ranked(
        self, number: int, context: QueryContext, topic: Sequence[Word], most: int
    ) -> list[tuple[int, Sentence]]:
        """The sentences of a section with their places, the best first: on the topic, weighty, not too long."""
        found = []
        weighty = {span.start: rank for rank, span in enumerate(self._digest.key_sentences.get(number, ()))}
        pairs = [
            pair
            for chunk in self._source.paragraphs(number)
            for pair in self._source.sentences(chunk, context.answer_language)
        ]
        for place, (sentence, _) in enumerate(pairs):
            (cited, *_) = sentence.citations
            rank = next((rank for start, rank in weighty.items() if cited.start <= start < cited.end), len(weighty))
            named = sum(any(_named(word, other) for other in words(sentence.text)) for word in topic)
            claim = shortened(sentence, most)
            found.append(((-named, _length(claim) > most + most // 4, rank), (place, claim)))
        return [pair for _, pair in sorted(found, key=lambda one: one[0])]

    def _sentence_at(self, number: int, start: int, language: str) -> Sentence | None:
        """The sentence of a section in which an offset of the original lies, shortened."""
        for chunk in self._source.paragraphs(number):
            for sentence, _ in self._source.sentences(chunk, language):
                if sentence.citations[0].start <= start < sentence.citations[0].end:
                    return shortened(sentence, MAX_CLAIM_WORDS)
        return None


def _length(sentence: Sentence) -> int:
    return len(sentence.text.split())


def _fitted(
    chosen: Sequence[_Claim], offered: Mapping[int, Sequence[tuple[int, Sentence]]], budget: int
) -> list[_Claim]:
    """Put shorter sentences of the same sections for the longest claims until all have at most `budget` words."""
    kept = list(chosen)
    for at in sorted(range(len(kept)), key=lambda row: -_length(kept[row][2])):
        if sum(_length(one[2]) for one in kept) <= budget:
            break
        number, _, claim = kept[at]
        taken = {one[:2] for one in kept}
        others = [(number, *pair) for pair in offered[number] if (number, pair[0]) not in taken]
        fitting = [one for one in others if _length(one[2]) < _length(claim) and _length(one[2]) >= MIN_CLAIM_WORDS]
        if fitting:
            kept[at] = fitting[0]
    return kept


def shortened(sentence: Sentence, most: int) -> Sentence:
    """Return a sentence without clauses that can go, of at most `most` words if that can be."""
    place = shorten(sentence.text, most)
    text = sentence.text[slice(*place)].rstrip(" .;,:") if place else sentence.text
    return Sentence(text, sentence.citations, sentence.heading)


def _named(word: Word, other: Word) -> bool:
    """Whether a word of the text is a topic word in any form, or one of its root: «спорт», «спортивный»."""
    return word.same(other) or share_root(fold(word.text), fold(other.text))
