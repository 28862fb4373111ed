"""«Сколько раз упоминается …?», «в скольких пунктах …?»: counted over the whole text; the number first, then where.

Mentions are counted letter by letter, in all inflected forms; points by their words and relatives of these. A quantity
that the text itself states is no matter of counting, and left to the look-up.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.chunks import Chunk
from index.document import PREAMBLE
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.units import Unit as PartUnit
from index.language.words import Word, fold, words
from index.profile.kinds import generic
from rag import messages
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.contents import groups, unit_counted
from rag.answers.facts.count_wording import MAX_ITEMS, CountWording, beginning
from rag.answers.facts.items_counted import ItemsCounted
from rag.answers.facts.names_counted import count_names
from rag.answers.facts.sizes import number_of_words
from rag.answers.facts.topic_places import TopicPlaces, has_name, has_relatives, is_fact
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.query.asked.counting import CountQuestion, Unit, counts_points, read_count
from rag.query.asked.term import QUOTED
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch, Occurrence
from rag.types import Mode, Reason

_NAMING = frozenset((*RUSSIAN.mentioning, *ENGLISH.mentioning, "named", "listed"))
_PARTS = frozenset({Unit.PARAGRAPHS, Unit.SENTENCES, Unit.WORDS})


class CountAnswerer:
    """Answers questions for a number without the LLM."""

    def __init__(self, source: Source, search: LiteralSearch, digests: Digests, about: AboutAnswerer) -> None:
        """Take the document as it is shown, and what searches it for words, names and numbers of its own."""
        self._source, self._search, self._digests, self._about = source, search, digests, about
        self._items = ItemsCounted(source)
        self._topics, self._wording = TopicPlaces(source, search, digests), CountWording(source, digests)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the number and the places, a refusal where a section has no such parts, or None to decline."""
        asked, before = self._read(context.question, context), None
        if context.previous:
            before = self._read(context.previous.question, context)
        if asked.missing:
            return Declined(Reason.NO_SUCH_POINT, self._wording.no_such_point(context))
        if asked.unit is Unit.FOREIGN:
            return Declined(Reason.NO_ANSWER)
        if asked.unit in _PARTS:
            return None if asked.topics else self._parts(context, asked)
        if asked.only and asked.unit is Unit.POINTS and (inside := self._items.told(context, asked)):
            return inside
        if asked.unit is Unit.OTHER:
            named = self._items.told(context, asked) or count_names(context, asked, before, self._digests)
            return named or (None if _asks_for_names(context.question) else self._about.at_once(context))
        return self._by_topic(context, asked, asked.topics or (before.topics if before else ()))

    def _read(self, question: str, context: QueryContext) -> CountQuestion:
        """What a question counts; the word for the document is no topic, unless it is the only one."""
        asked = read_count(generic(question, context.document_kind), self._source.document)
        if not asked.topics and (asked.unit is not Unit.POINTS or _names(question)):
            asked = read_count(question, self._source.document)
        if asked.quoted and asked.unit is Unit.OTHER and not self._counts_else(question, context):
            # What is quoted is sought as it is; what counts in a further language is not known.
            return replace(asked, unit=Unit.POINTS if unit_counted(question) else Unit.TIMES)
        return asked

    def _counts_else(self, question: str, context: QueryContext) -> bool:
        """Whether a question counts something else than what it quotes, as far as its language tells."""
        beside = QUOTED.sub(" ", question)
        return context.language in LANGUAGES and bool(read_count(beside, self._source.document).topics)

    def _by_topic(self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]]) -> Outcome:
        """Count the places or the points of topics; what has none is asked of the document itself."""
        if not topics:
            return self._about.at_once(context)
        if not asked.quoted:
            topics = self._topics.whole(topics, context.question, context.language)
        topics, language = self._topics.in_own_words(topics, context.language, quoted=asked.quoted)
        unclear = not asked.quoted and any(self._topics.is_unclear(topic, language) for topic in topics)
        if unclear or (asked.unit is Unit.POINTS and asked.only):
            return None
        if asked.unit is Unit.TIMES:
            return self._times(context, asked, topics, language)
        return self._points(context, asked, topics, language)

    def _parts(self, context: QueryContext, asked: CountQuestion) -> Outcome:
        """Count paragraphs, sentences or words of the sections that are named, or of all."""
        language = context.answer_language
        numbers = asked.only or tuple(one.number for one in self._source.document.sections)
        chunks = [chunk for number in numbers for chunk in self._source.paragraphs(number)]
        if asked.unit is Unit.PARAGRAPHS:
            chunks = self._numbered(context, numbers[0], chunks) if len(asked.only) == 1 else chunks
            count = len(chunks)
        elif asked.unit is Unit.SENTENCES:
            count = sum(len(self._source.sentences(chunk, "")) for chunk in chunks)
        else:
            count = sum(map(number_of_words, (chunk.text for chunk in chunks)))
        shown = chunks if asked.only and asked.unit is Unit.PARAGRAPHS else chunks[:1] if asked.only else []
        items = tuple(
            beginning(chunk_sentences[0])
            for chunk in shown[:MAX_ITEMS]
            if (chunk_sentences := [one for one, _ in self._source.sentences(chunk, language)])
        )
        said = messages.replies(language).counts
        forms = {Unit.PARAGRAPHS: said.paragraphs, Unit.SENTENCES: said.sentences}.get(asked.unit, said.words)
        lead = messages.counted(forms, count)
        return Reply(items, Mode.COMPUTED, _stop(lead, bool(items)), count=count)

    def _numbered(self, context: QueryContext, number: int, chunks: list[Chunk]) -> list[Chunk]:
        """The paragraphs of a section that have numbers of their own where the question calls these so; else all."""
        document = self._source.document
        if not counts_points(context.question, document):
            return chunks
        tops = {part.start for part in document.section(number).parts if len(part.path) == 1}
        at = 0
        found: list[Chunk] = []
        for chunk in chunks:
            found += [chunk] if at in tops else []
            at += len(chunk.text) + 1
        return found or chunks

    def _times(
        self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]], language: str
    ) -> Outcome:
        found: dict[tuple[str, int, int], Occurrence] = {}
        headed: list[int] = []
        translated = language in self._source.retriever.index.translations
        for topic in topics:
            if not asked.quoted and is_fact(topic):
                return None
            for one in self._topics.find(topic, language, related=asked.any_form):
                found[one.chunk.id, one.start, one.end] = one
            headed += [] if translated else self._search.in_headings(topic)
        order = {chunk.id: row for row, chunk in enumerate(self._source.chunks)}
        places = [one for key, one in sorted(found.items(), key=lambda pair: (order[pair[0][0]], pair[0][1]))]
        places = [one for one in places if _counts(one.section, asked)]
        said = context.said.counts
        sections = [*(one.section for one in places), *(one for one in headed if _counts(one, asked))]
        lead = self._wording.lead(context, messages.counted(said.times, len(sections)), sections)
        return Reply(self._wording.items(context, places), Mode.COMPUTED, lead, count=len(sections))

    def _points(
        self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]], language: str
    ) -> Outcome:
        """Count the points in which the topics stand, or do not; the preamble is none."""
        by_topic = []
        for topic in topics:
            related = asked.any_form or (has_relatives(topic) and not asked.quoted)
            found = self._topics.find(topic, language, related=related)
            by_topic.append([one for one in found if not asked.beginning or _begins(one)])
        sets = [{one.section for one in found} for found in by_topic]
        lost = [topic for topic, found in zip(topics, sets, strict=True) if not found]
        if asked.together and any(sets) and not asked.quoted and any(not has_name(topic) for topic in lost):
            return None  # what is nowhere may be no topic at all
        numbers = set.intersection(*sets) if asked.together else set.union(*sets)
        places = [one for found in by_topic for one in found if one.section in numbers]
        if asked.absent:
            everywhere = {one for found in sets for one in found}
            numbers = {number for number in self._source.document.numbers if number not in everywhere}
        numbers = {number for number in numbers if number != PREAMBLE and _counts(number, asked)}
        shown = sorted(numbers)
        in_preamble = [PREAMBLE] if any(one.section == PREAMBLE for one in places) and not asked.absent else []
        named = [*shown, *(one for one in in_preamble if shown and _counts(one, asked))]
        first = {one.section: one for one in reversed(places) if one.section in numbers}
        unit = unit_counted(context.question) if not asked.absent else None
        wider = groups(self._source.document, unit) if unit else {}
        if unit and shown and all(number in wider for number in shown):
            return self._groups(context, unit, [(wider[number], first[number]) for number in shown])
        lead = self._wording.lead(context, messages.counted(self._wording.section_forms(context), len(shown)), named)
        if asked.absent:
            return Reply(self._wording.labels(context, shown), Mode.COMPUTED, lead, count=len(shown))
        items = self._wording.items(context, [first[number] for number in shown])
        return Reply(items, Mode.COMPUTED, lead, count=len(shown))

    def _groups(self, context: QueryContext, unit: PartUnit, found: Sequence[tuple[str, Occurrence]]) -> Reply:
        """The number of wider parts in which places stand, with the first place in each."""
        firsts = dict(reversed(found))
        labels = [*dict.fromkeys(label for label, _ in found)]
        said = context.said
        counted = messages.counted(said.units[unit], len(labels))
        lead = said.counts.places.format(counted=counted, places=", ".join(labels))
        items = self._wording.items(context, [firsts[label] for label in labels])
        return Reply(items, Mode.COMPUTED, f"{lead}.", count=len(labels))


def _asks_for_names(question: str) -> bool:
    """Whether a question counts what the text names: «сколько стран названо» is not who took part."""
    return any(not word.forms.isdisjoint(_NAMING) and word.is_predicate for word in words(question)) or any(
        fold(word.text) in _NAMING for word in words(question) if word.text.isascii()
    )


def _names(question: str) -> bool:
    """Whether a question counts what names something, so that the word for the document may be what is named."""
    return any(not word.forms.isdisjoint(_NAMING) or fold(word.text) in _NAMING for word in words(question))


def _counts(section: int, asked: CountQuestion) -> bool:
    """Whether a section is among those that a question is limited to."""
    return section not in asked.excluded and (not asked.only or section in asked.only)


def _begins(place: Occurrence) -> bool:
    """Whether a place is the beginning of its section."""
    return place.chunk.ordinal == 1 and place.start == 0


def _stop(lead: str, goes_on: bool) -> str:
    return f"{lead}:" if goes_on else f"{lead}."
