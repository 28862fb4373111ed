"""«Чем отличаются пункты 9 и 11?», "water vs energy": two things side by side, in the text's words, without the LLM.

A side is a part of the document that the question names, or a topic: then the paragraphs that are nearest to it and
hold its words (rag/answers/summaries/topics.py). Of a side on which the text says nothing, that is said.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, words
from rag import messages
from rag.answers.material.source import Source
from rag.answers.material.subjects import Subjects
from rag.answers.material.thresholds import LEAST_MEANING_BESIDE
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.summaries.one_name import of_one_name, on_topic
from rag.answers.summaries.pairs import MAX_CLAIMS, SAME_SECTION_GAP, best_of, modified, told_apart
from rag.answers.summaries.point import missing_text, names_no_number, place_label, places_before
from rag.answers.summaries.topics import Scored, Topic, TopicFinder, coverage
from rag.query.asked.parts_of_speech import is_noun
from rag.query.asked.sides import asks_to_compare, is_correlative, side_words, sides
from rag.query.context import QueryContext
from rag.query.sections.named import Place, Places
from rag.query.sections.places import places_in
from rag.types import Mode, Reason, Sentence

_ROLES = frozenset((*RUSSIAN.roles, *ENGLISH.roles))
"""Words for what somebody may or has to do, which a text says without them: «полномочия совета»."""
_COMMON = frozenset((*RUSSIAN.comparing.common, *ENGLISH.comparing.common))
MAX_SIDES = 4
SECTION_SCALE = 0.05
"""What makes scores of rag/answers/material/subjects.py comparable with these gaps."""


class ComparisonAnswerer:
    """Sets parts or topics of one document side by side."""

    def __init__(self, source: Source, subjects: Subjects | None = None) -> None:
        """Take the document, and what tells its sections on a topic."""
        self.source, self._finder = source, TopicFinder(source)
        self._subjects = subjects or Subjects(source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return both sides; None where the question does not tell them."""
        if (outcome := self.of_parts(context)) is not None:
            return outcome
        topics, only_both = self.topics(context), self._subjects.tells(context.language)
        return self.of_topics(topics, self._found(topics, context), context, only_both=only_both) if topics else None

    def of_parts(self, context: QueryContext) -> Outcome:
        """Return both sides where they are parts of the document; None where they are something else."""
        if is_correlative(context.question):
            return None
        before = places_before(context.previous, self.source.document)
        named = places_in(context.question, self.source.document, before, comparing=True)
        parts = _separate(named)
        lead = missing_text(named, self.source, context)
        if not parts and lead:
            return Declined(Reason.NO_SUCH_POINT, lead)
        if len(parts) == 1 and before and not lead and not named.found[0].paragraphs:
            parts = [*before[:1], *(part for part in parts if part != before[0])]
        if not named and not side_words(context.question):
            parts = list(before) if len(before) > 1 else parts
        if len(parts) >= 2 or (parts and lead):
            asked = named.outside(context.question)
            shown = [self._part(part, asked, context) for part in parts[:MAX_SIDES]]
            return Reply(tuple(chain.from_iterable(shown)), Mode.EXTRACTED, lead)
        if (alike := of_one_name(self._finder, self.source, context)) is not None:
            return alike
        if names_no_number(context.question) and not context.previous and self.topics(context) is None:
            return Declined(Reason.NO_ANSWER, context.said.places.which)
        return None

    def topics(self, context: QueryContext) -> tuple[Topic, Topic] | None:
        """Return both sides as topics, one of them that of the question before where this one names only one.

        None where the question does not tell them.
        """
        if is_correlative(context.question):
            return None
        found = sides(context.question)
        previous = context.previous
        if found is None and previous is not None:
            own, earlier = side_words(context.question), side_words(previous.question)
            if not own:
                found = sides(previous.question)
            elif earlier:
                first, second = _label(previous.question, earlier), _label(context.question, own)
                return Topic(first, earlier, (), own), Topic(second, own, (), earlier)
        if found is None:
            return None
        left, right, aspects = found.left, found.right, found.aspects
        return (
            Topic(left.label, left.own, found.shared, right.own, aspects),
            Topic(right.label, right.own, found.shared, left.own, aspects),
        )

    def of_topics(
        self,
        topics: tuple[Topic, Topic],
        found: tuple[list[Scored], list[Scored]],
        context: QueryContext,
        *,
        only_both: bool,
    ) -> Outcome:
        """Return both sides by their best paragraphs, different ones if there are two.

        Args:
            topics: the sides.
            found: the paragraphs on each of them, best first; none of one on which the document is silent.
            context: the question.
            only_both: whether nothing is shown of one side where the document is silent on the other one.
        """
        left, right = found
        if left and right and left[0].chunk == right[0].chunk:
            left, right = told_apart(left, right)
        silent = [topic for topic, found in zip(topics, (left, right), strict=True) if not found]
        if silent and not (context.previous or asks_to_compare(context.question)):
            return None  # «Посчитай слоги и ударения»: what is joined, and is not in the text, may be no pair at all
        if len(silent) == len(topics) or (silent and _asks_for_common(context.question)):
            return Declined(Reason.NO_ANSWER)
        said = context.said.places
        items: list[Sentence] = []
        claims = [
            best_of(found, is_one_word=len(topic.own) == 1) for topic, found in zip(topics, (left, right), strict=True)
        ]
        lead = [said.nothing.format(label=topic.label) for topic in silent]
        proposed = any(self._finder.proposes(topic) and self._finder.names(topic) for topic in silent)
        if silent and (proposed or only_both):
            return Declined(Reason.NO_ANSWER, " ".join(lead))  # of one thing there is no comparison
        first, second = ({one.chunk.section.number for one in found} for found in claims)
        lead += [
            said.both.format(label=place_label(Place(number), self.source, context.answer_language))
            for number in sorted(first & second)
        ]
        for topic, claim in zip(topics, claims, strict=True):
            for one in claim:
                sentence = on_topic(self._finder.sentence(one.chunk, topic, context), topic)
                items.append(Sentence(sentence.text, sentence.citations, topic.label))
        return Reply(tuple(items), Mode.EXTRACTED, " ".join(lead))

    def may_speak(self, topic: Topic, context: QueryContext, *, is_alone: bool = False) -> bool:
        """Return whether the text may be on a side, as far as its words tell that in the text's language.

        The noun that a side of several words is about has to stand there («дорожная фиолетовость» is no road map), and
        what tells it from others of that noun («президентская стипендия») where the noun does. In English, where
        another word may say the same ("cyber security"), only of a name, or where the text is silent on the other side:
        `is_alone`.
        """
        if not self.source.speaks(context.language):
            return True
        if any(word.is_proper and not self._stands(word, context) for word in topic.own):
            return False
        nouns = [word for word in topic.own if is_noun(word)]
        nouns = [word for word in nouns if word.forms.isdisjoint(_ROLES)] or nouns
        if len(topic.own) > 1 and nouns and not self._stands(nouns[0], context):
            return False
        return not any(
            self._stands(head, context) and not self._stands(word, context)
            for word, head in modified(topic)
            if is_alone or word.is_proper or not word.text.isascii()
        )

    def is_told_otherwise(self, topic: Topic, context: QueryContext) -> bool:
        """Return whether the text has only other words, if any, for what tells a side from the other one."""
        speaks = self.source.speaks(context.language)
        return speaks and not any(self._stands(word, context) for word in topic.distinct)

    def _stands(self, word: Word, context: QueryContext) -> bool:
        return bool(self._subjects.known([word], context.language)) or self._finder.stands(word, context)

    def _found(self, topics: tuple[Topic, Topic], context: QueryContext) -> tuple[list[Scored], list[Scored]]:
        """The paragraphs on each side, best first; none of a side on which the document is silent."""
        left, right = (
            found if self.may_speak(topic, context) else []
            for topic, found in zip(topics, self._on_each(topics, context), strict=True)
        )
        if bool(left) != bool(right) and not self.may_speak(topics[0 if left else 1], context, is_alone=True):
            return [], []
        return left, right

    def _on_each(self, topics: tuple[Topic, Topic], context: QueryContext) -> tuple[list[Scored], list[Scored]]:
        if not self._subjects.tells(context.language):
            left, right = (self._finder.find(topic, context) for topic in topics)
            return left, right
        left, right = (self._on(topic, context) for topic in topics)
        if bool(left) != bool(right):  # two things are compared: the other one may be named otherwise
            left, right = (
                left or self._on(topics[0], context, LEAST_MEANING_BESIDE),
                right or self._on(topics[1], context, LEAST_MEANING_BESIDE),
            )
        if bool(left) != bool(right):  # what both are of may be said in other words: «ответственность безбилетника»
            left, right = left or self._by_own(topics[0], context), right or self._by_own(topics[1], context)
        if not left and not right and all(len(topic.own) > 1 or is_noun(topic.own[0]) for topic in topics):
            # What seems to be of both may be how they are compared: "stage reached".
            left, right = (self._on(replace(topic, shared=()), context) for topic in topics)
        return left, right

    def _by_own(self, topic: Topic, context: QueryContext) -> list[Scored]:
        """The paragraphs on what is a side's own that have a word of what is about both."""
        found = self._on(replace(topic, shared=()), context) if topic.shared else []
        return [
            one for one in found if coverage(topic.shared, words(self.source.text(one.chunk, context.answer_language)))
        ]

    def _on(self, topic: Topic, context: QueryContext, least: float | None = None) -> list[Scored]:
        """The paragraphs on a side, where headings tell the topics of sections, or no words can."""
        found = self._subjects.passages((*topic.own, *topic.shared), context.language, least)
        clear = {one.chunk.id for one in self._finder.scored(topic, context) if one.is_clear}
        return [Scored(chunk, SECTION_SCALE * score, chunk.id in clear) for chunk, score in found]

    def _part(self, place: Place, asked: str, context: QueryContext) -> list[Sentence]:
        """The sentences of a part that are nearest to what is asked of it, or the first of each paragraph."""
        language = context.answer_language
        every = self.source.paragraphs(place.section)
        chunks = [chunk for chunk in every if not place.paragraphs or chunk.ordinal in place.paragraphs]
        topic = Topic("", side_words(asked))
        kept = chunks[:MAX_CLAIMS]
        if topic.own and len(chunks) > MAX_CLAIMS:
            best = [one for one in self._finder.scored(topic, context) if one.chunk in chunks][:MAX_CLAIMS]
            near = [one.chunk for one in best if best[0].score - one.score <= SAME_SECTION_GAP]
            kept = sorted(near, key=lambda chunk: chunk.ordinal)
        label = place_label(place, self.source, language)
        if len(kept) < len(chunks):
            shown = messages.replies(language).places.shown
            label = shown.format(label=label, shown=len(kept), all=len(chunks))
        sentences = [on_topic(self._finder.sentence(chunk, topic, context), topic) for chunk in kept]
        return [Sentence(one.text, one.citations, label) for one in sentences]


def _label(question: str, side: Sequence[Word]) -> str:
    """What a side is called: the question's own words from the first to the last that is about it."""
    label = question[side[0].start : side[-1].end]
    return label[0].upper() + label[1:]


def _asks_for_common(question: str) -> bool:
    """Whether a question is for what both sides share, of which there is nothing where the text is silent on one."""
    return any(not word.forms.isdisjoint(_COMMON) for word in words(question))


def _separate(named: Places) -> list[Place]:
    """The parts that are compared: sections, or several paragraphs of one."""
    if len(named.found) == 1 and len(named.found[0].paragraphs) > 1:
        place = named.found[0]
        return [Place(place.section, (paragraph,)) for paragraph in place.paragraphs]
    return list(named.found)
