"""An overview: key sentences over the whole document, some sections, a topic or the decisions, in the text's order.

As many as were asked for, each shortened where a clause can go, and not more than MAX_WORDS words in all.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.digest import Digest, Status
from index.document import PREAMBLE
from index.language.lexicon import LANGUAGES
from index.language.words import Word, words
from rag.answers.beyond import OutOfScope
from rag.answers.material.digests import Digests
from rag.answers.material.outline import chapters, is_formal, is_framing, is_general, states_purpose
from rag.answers.material.source import Source
from rag.answers.material.subjects import Subjects
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries.claims import MAX_CLAIM_WORDS, Claims, length, names, says_something, shortened
from rag.answers.summaries.cover import segments, weightiest
from rag.answers.summaries.point import missing_text
from rag.answers.summaries.topical import TopicalSections, is_broad
from rag.query.asked.alternatives import Topic
from rag.query.asked.chapter import names_chapter
from rag.query.asked.scope import Scope, asks_for_whole, scope
from rag.query.context import QueryContext
from rag.query.intents import intent
from rag.query.sections.named import Places
from rag.types import Mode, Reason, Sentence

DEFAULT_CLAIMS, MIN_CLAIMS = 9, 6
"""Of a whole document, where no number is asked for; as many as fit into MAX_WORDS."""
MIN_NAMING = 3
"""Where no headings tell several topics of a word each: so many sections that name one leave no room for others."""
TOPIC_CLAIMS = 6
"""Most sections of a topic, where no number is asked for."""
MAX_WORDS = 200
MIN_RANGE = 3
"""Of fewer sections several claims each are given."""
TITLE_CLAIMS = 6
"""From so many claims on the first one says what the document is."""
STATUS_WEIGHTS = dict.fromkeys((Status.DONE, Status.DECIDED, Status.ASKED), 0.02)
STATUS_WEIGHTS |= {Status.SUPPORTED: 0.015, Status.PROPOSED: 0.01}
"""Beside a cosine: what is decided says more than what is noted."""
LENGTH_PENALTY = 0.02
"""Beside a cosine, where the best claim of a section is too long."""
FORMAL_PENALTY, PURPOSE_WEIGHT = 0.5, 1.0
"""Beside a cosine too: what only defines or refers is no claim of a chapter, what says the purpose is."""
CLOSING_SHARE, CLOSING_WEIGHT = 0.15, 0.3
"""The last sections of a document, as a share of it, close it: they count less than others (eval/LOG.md)."""
Floats = NDArray[np.float32]


class Overview:
    """Gives overviews of one document."""

    def __init__(self, source: Source, digests: Digests, subjects: Subjects | None = None) -> None:
        """Take the document, what makes its digest, and what tells the sections on a topic."""
        self._source, self._digests = source, digests
        self._numbers = [section.number for section in source.document.sections]
        self._subjects = subjects or Subjects(source)
        self._topical = TopicalSections(source, self._subjects)

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
        if asked.absent:
            missing = missing_text(Places(absent=asked.absent), self._source, context)
            return Declined(Reason.NO_SUCH_POINT, missing)
        is_foreign = context.language not in LANGUAGES  # and so not understood, or it had been asked again in another
        is_told = bool(asked.sections or asked.statuses)
        if not asked.topic and not (is_foreign and not asked.sections):
            is_whole = is_told or self._is_for_whole(context)
            return Reply(tuple(self._of_sections(asked, context)), Mode.EXTRACTED) if is_whole else None
        if items := self._of_topic(asked, context):
            return Reply(tuple(items), Mode.EXTRACTED)
        is_other = not self._source.speaks(context.language)  # words that the text cannot have
        if asked.is_marked or is_foreign or is_other or not self._is_for_whole(context):
            return None
        # words that the document lacks and nothing marks may be no topic: «Помоги сыну: главные мысли»
        return Reply(tuple(self._of_sections(asked, context)), Mode.EXTRACTED)

    def asks_for_claims(self, context: QueryContext) -> bool:
        """Tell whether a question wants several sections in so many claims: «раздел 3 в четырёх пунктах»."""
        asked = scope(context.question, self._source.document)
        return asked.claims is not None and len(asked.sections) > 1

    def topic_of(self, context: QueryContext) -> str:
        """Return the words of the topic of a question as it spells them; empty without one."""
        return " ".join(word.text for word in self._scope(context).topic)

    def of_sections(self, sections: Sequence[int], context: QueryContext) -> Reply:
        """Return claims of sections that are on the topic of a question, the nearest first."""
        asked = self._scope(context)
        picked = sections[: asked.claims or TOPIC_CLAIMS]
        return Reply(tuple(self._claims_of(picked, asked.topic, asked, context)), Mode.EXTRACTED)

    def _is_for_whole(self, context: QueryContext) -> bool:
        return asks_for_whole(context.question, self._source.document)

    def _scope(self, context: QueryContext) -> Scope:
        """What is to be covered; what a follow-up does not say is taken from the turn before."""
        document = self._source.document
        asked = scope(context.question, document)
        if asked.topic and names_chapter(context.question, asked.topic):
            chapter = self._subjects.chapter_named(asked.topic, context.language)
            asked = replace(asked, sections=tuple(sorted(chapter)), topic=(), parts=()) if chapter else asked
        if not (asked.sections or asked.statuses):
            titled = self._subjects.chapter_titled(context.question, context.language)
            asked = replace(asked, sections=tuple(sorted(titled)), topic=(), parts=()) if titled else asked
        if context.previous is None or asked.topic or asked.sections or asked.statuses:
            return asked
        before = scope(context.previous.question, document)
        return replace(before, claims=asked.claims)

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
        """The sections of matters that have got so far, and of no others if there are such.

        Of supported matters those that somebody proposed.
        """
        found = [one for one in self._digest.proposals if one.status in statuses]
        if statuses == {Status.SUPPORTED}:
            return frozenset(one.sentence.section for one in [one for one in found if one.who] or found)
        others = {one.sentence.section for one in self._digest.proposals if one.status not in statuses}
        sections = frozenset(one.sentence.section for one in found)
        return sections - others or sections

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
        most = min(MAX_CLAIM_WORDS, budget // count)
        picked = [self._weightiest(group, most, context) for group in self._groups(chosen, count)]
        return self._of.claims(picked, count, context.answer_language, budget)

    def _groups(self, chosen: Sequence[int], count: int) -> list[list[int]]:
        """Sections in as many runs as claims: chapters joined or parted, or what belongs together by its meaning."""
        ruling = [[number for number in run if self._rules(number)] for run in chapters(self._source.document, chosen)]
        runs = [run for run in ruling if run] if len(ruling) > 1 else [[*filter(None, chosen)] or list(chosen)]
        told = [run for run in runs if not is_general(self._source.document.section(run[0]))]
        runs = told if len(told) >= count else runs  # few claims are of what no other text has
        if len(runs) > count:
            joined = segments(np.stack([self._vector(run) for run in runs]), [self._mass(run) for run in runs], count)
            return [[number for at in group for number in runs[at]] for group in joined]
        parts = [1] * len(runs)
        while sum(parts) < min(count, sum(map(len, runs))):  # the widest runs are parted, by their shares
            open_runs = [at for at, run in enumerate(runs) if len(run) > parts[at]]
            parts[max(open_runs, key=lambda at: len(runs[at]) / (parts[at] + 1))] += 1
        return [group for run, number in zip(runs, parts, strict=True) for group in self._cut(run, number)]

    def _cut(self, run: Sequence[int], parts: int) -> list[list[int]]:
        """A run of sections in so many parts, each of what belongs together."""
        rows = [self._numbers.index(number) for number in run]
        cut = segments(self._vectors[rows], [self._mass([number]) for number in run], parts)
        return [[run[row] for row in group] for group in cut]

    def _rules(self, number: int) -> bool:
        """Whether a section is no title page and rules something."""
        return number != PREAMBLE and not is_formal(self._source.document.section(number))

    def _vector(self, run: Sequence[int]) -> Floats:
        found: Floats = self._vectors[[self._numbers.index(number) for number in run]].mean(axis=0)
        return found

    def _mass(self, run: Sequence[int]) -> float:
        """How much of the overview sections take: the number of their paragraphs, less for those that close it."""
        closing = (1 - CLOSING_SHARE) * self._numbers[-1]
        weights = {number: CLOSING_WEIGHT if number > closing else 1.0 for number in run}
        return sum(weight * len(self._source.paragraphs(number)) for number, weight in weights.items())

    def _weightiest(self, group: Sequence[int], most: int, context: QueryContext) -> int:
        """The section of a group that stands for it: near its mean, telling, and not too long."""
        rows = [self._numbers.index(number) for number in group]
        weights = []
        for number, row in zip(group, rows, strict=True):
            section, best = (
                self._source.document.section(number),
                self._of.ranked(number, context.answer_language, (), most)[0][1],
            )
            weight = self._weights[row] - LENGTH_PENALTY * (length(best) > most)
            weight += PURPOSE_WEIGHT * states_purpose(section) - FORMAL_PENALTY * is_formal(section)
            weights.append(weight)
        return group[weightiest(self._vectors[rows], weights, range(len(rows)))]

    def _title(self, context: QueryContext) -> Sentence | None:
        """The sentence of the title as a claim, where it says something and is no line of a title page."""
        title = self._digest.title
        claim = self._sentence_at(title.section, title.start, context.answer_language) if title else None
        return claim if claim and says_something(claim.text) else None

    # A topic.

    def _of_topic(self, asked: Scope, context: QueryContext) -> list[Sentence]:
        """Claims of the sections on a topic, those of each of its parts in turn: «о спорте, культуре и туризме»."""
        parts, language = self._topical.in_own_words(asked.parts or (asked.topic,), context.language)
        topic, order = tuple(word for part in parts for word in part), self._topical.of(parts, language)
        order = [number for number in order if not is_framing(self._source.document.section(number))] or order
        told = [number for number in order if self._tells(number, topic, context)]
        if not self._subjects.has_headings:
            told = self._naming(told, topic, parts, context)
        count = asked.claims or TOPIC_CLAIMS
        picked = (told or order)[:count]
        if asked.claims is None and PREAMBLE in picked[1:] and not self._names(PREAMBLE, topic, context):
            picked.remove(PREAMBLE)  # which passes over every topic of the text, and whose claims are of the whole
        return self._claims_of(picked, topic, asked, context)

    def _claims_of(
        self, picked: Sequence[int], topic: Sequence[Word], asked: Scope, context: QueryContext
    ) -> list[Sentence]:
        """One claim of each section on a topic, more where more are asked for, in the order of the text."""
        shown = max(asked.claims or 0, len(picked))
        return self._of.claims(sorted(picked), shown, context.answer_language, MAX_WORDS, topic)

    def _naming(
        self, told: Sequence[int], topic: Sequence[Word], parts: Sequence[Topic], context: QueryContext
    ) -> list[int]:
        """Those of sections whose claims name the topic, where they are enough; all else."""
        plain = len(parts) > 1 and all(len(part) == 1 and not is_broad(part) for part in parts)
        naming = [number for number in told if self._names(number, topic, context)]
        return naming if plain and len(naming) >= MIN_NAMING else list(told)

    def _tells(self, number: int, topic: Sequence[Word], context: QueryContext) -> bool:
        """Whether the best claim of a section names the topic or stands by itself."""
        _, claim = self._of.ranked(number, context.answer_language, topic, MAX_CLAIM_WORDS)[0]
        return claim.text[:1].isupper()

    def _names(self, number: int, topic: Sequence[Word], context: QueryContext) -> bool:
        """Whether the best claim of a section holds a word of the topic in what is shown of it."""
        _, claim = self._of.ranked(number, context.answer_language, topic, MAX_CLAIM_WORDS)[0]
        return any(names(word, other) for other in words(claim.text) for word in topic)

    def _sentence_at(self, number: int, start: int, language: str) -> Sentence | None:
        """The sentence of a section in which an offset of the original lies, shortened."""
        for chunk in self._source.paragraphs(number):
            for sentence, _ in self._source.sentences(chunk, language):
                if sentence.citations[0].start <= start < sentence.citations[0].end:
                    return shortened(sentence)
        return None
