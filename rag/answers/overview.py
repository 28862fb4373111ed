"""An overview: key sentences over the whole document, some sections, a topic or the decisions, in the text's order.

As many as were asked for, each shortened where a clause can go, and not more than MAX_WORDS words in all.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.digest import Digest, Status
from index.language.words import Word, words
from rag.answers.beyond import OutOfScope
from rag.answers.material.claims import MAX_CLAIM_WORDS, Claims, length, names, shortened
from rag.answers.material.cover import segments, weightiest
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.query.asked.intents import intent
from rag.query.asked.scope import Scope, scope
from rag.query.context import QueryContext
from rag.types import Mode, Sentence

DEFAULT_CLAIMS, MIN_CLAIMS = 9, 6
"""Of a whole document, where no number is asked for; as many as fit into MAX_WORDS."""
TOPIC_CLAIMS = 6
"""Most sections of a topic, where no number is asked for."""
MAX_WORDS = 200
MIN_RANGE = 3
"""Of fewer sections several claims each are given."""
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
LENGTH_PENALTY = 0.02
"""Beside a cosine, where the best claim of a section is too long."""
MASS_POWER = 0.5
"""A section of more paragraphs takes more of the overview, by this power of their number."""

Floats = NDArray[np.float32]


class Overview:
    """Gives overviews of one document."""

    def __init__(self, source: Source, digests: Digests) -> None:
        """Take the document and what makes its digest."""
        self._source, self._digests = source, digests
        self._numbers = [section.number for section in source.document.sections]
        self._words_in: dict[str, Mapping[int, Sequence[Word]]] = {}

    @cached_property
    def _digest(self) -> Digest:
        return self._digests.original

    @cached_property
    def _of(self) -> Claims:
        return Claims(self._source, self._digest)

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
        asked = scope(context.question, document)
        if context.previous is None or asked.topic or asked.sections or asked.statuses:
            return asked
        before = scope(context.previous.question, document)
        return Scope(asked.claims, before.sections, before.topic, before.is_marked, before.statuses)

    # The whole document, some sections, or what was decided.

    def _of_sections(self, asked: Scope, context: QueryContext) -> list[Sentence]:
        chosen = [number for number in asked.sections if number in self._numbers] or self._numbers
        if asked.statuses:
            chosen = [number for number in chosen if number in self._reached(asked.statuses)] or chosen
        most = DEFAULT_CLAIMS if len(chosen) < MIN_RANGE else min(DEFAULT_CLAIMS, len(chosen))
        for count in range(most, MIN_CLAIMS, -1) if asked.claims is None else ():
            claims = self._counted(chosen, count, asked, context)
            if sum(map(length, claims)) <= MAX_WORDS:
                return claims
        return self._counted(chosen, asked.claims or min(most, MIN_CLAIMS), asked, context)

    def _reached(self, statuses: frozenset[Status]) -> frozenset[int]:
        """The sections of matters that have got so far; of supported ones those that somebody proposed."""
        found = [one for one in self._digest.proposals if one.status in statuses]
        if statuses == {Status.SUPPORTED}:
            found = [one for one in found if one.who] or found
        return frozenset(one.sentence.section for one in found)

    def _counted(self, chosen: Sequence[int], count: int, asked: Scope, context: QueryContext) -> list[Sentence]:
        """So many claims of sections, the title first where the whole document is asked for."""
        title = self._title(context) if count == 1 or (count >= TITLE_CLAIMS and not asked.statuses) else None
        if title and not asked.sections:
            rest = [number for number in chosen if number != title.citations[0].point]
            return [title, *self._spread(rest, count - 1, context, MAX_WORDS - length(title))]
        return self._spread(chosen, count, context, MAX_WORDS)

    def _spread(self, chosen: Sequence[int], count: int, context: QueryContext, budget: int) -> list[Sentence]:
        """One claim of each group of sections; more of a section where there are fewer sections than claims."""
        if not count:
            return []
        rows = [self._numbers.index(number) for number in chosen]
        vectors, most = self._vectors[rows], min(MAX_CLAIM_WORDS, budget // count)
        long = [length(self._of.ranked(number, context.answer_language, (), most)[0][1]) > most for number in chosen]
        weights = [self._weights[row] - LENGTH_PENALTY * too for row, too in zip(rows, long, strict=True)]
        masses = [len(self._source.paragraphs(number)) ** MASS_POWER for number in chosen]
        groups = segments(vectors, masses, count)
        picked = [chosen[weightiest(vectors, weights, group)] for group in groups]
        return self._of.claims(picked, count, context.answer_language, budget)

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
                if any(names(word, other) for other in there)
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
        if not known:
            return []
        text = " ".join(word.text for word in asked.topic)
        scores: dict[int, float] = {}
        for chunk, score in self._source.retriever.ranked(text, self._source.retriever.embed(text)):
            scores.setdefault(chunk.section.number, score)
        naming = frozenset().union(*known.values())
        best, worst = max(scores.values()), min(scores.values())
        near = {number for number, score in scores.items() if score >= best - MARGIN * (best - worst)}
        order = sorted(scores, key=lambda number: -scores[number])
        firsts = [next(number for number in order if number in having) for having in known.values()]
        others = [number for number in order if number in naming or number in near]
        told = [number for number in others if self._tells(number, asked.topic, context)]
        firsts = [number for number in firsts if number in told] or firsts
        others = told or others
        count = asked.claims or TOPIC_CLAIMS
        picked = list(dict.fromkeys((*firsts, *others)))[:count]
        shown = max(count if asked.claims else 0, len(picked))
        return self._of.claims(sorted(picked), shown, context.answer_language, MAX_WORDS, asked.topic)

    def _tells(self, number: int, topic: Sequence[Word], context: QueryContext) -> bool:
        """Whether the best claim of a section names the topic or stands by itself."""
        _, claim = self._of.ranked(number, context.answer_language, topic, MAX_CLAIM_WORDS)[0]
        return claim.text[:1].isupper()

    def _sentence_at(self, number: int, start: int, language: str) -> Sentence | None:
        """The sentence of a section in which an offset of the original lies, shortened."""
        for chunk in self._source.paragraphs(number):
            for sentence, _ in self._source.sentences(chunk, language):
                if sentence.citations[0].start <= start < sentence.citations[0].end:
                    return shortened(sentence)
        return None
