"""«Сколько раз упоминается …?», «в скольких пунктах …?»: counted over the whole text; the number first, then where.

Mentions are counted letter by letter, in all inflected forms; points by their words and relatives of these. A quantity
that the text itself states is no matter of counting, and left to the look-up.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.document import PREAMBLE
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.units import Unit as PartUnit
from index.language.words import Word, fold, stem, words
from index.profile.kinds import generic
from rag import messages
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.contents import groups, unit_counted
from rag.answers.facts.names_counted import count_names
from rag.answers.facts.sizes import number_of_words
from rag.answers.material.digests import Digests
from rag.answers.material.other_words import OtherWords
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.wording.excerpt import excerpt
from rag.query.asked.counting import CountQuestion, Unit, content, read_count
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch, Occurrence
from rag.types import Mode, Reason, Sentence

MAX_ITEMS = 10
"""Places that are shown with their words; the lead names all."""
_SHORT_WORD = 5
"""Words of at most so many letters have too many look-alikes for their relatives to be counted."""
_EVERYDAY = frozenset(stem(word) for word in ENGLISH.everyday_words)
_NAMING = frozenset((*RUSSIAN.mentioning, *ENGLISH.mentioning, "named", "listed"))
_PARTS = frozenset({Unit.PARAGRAPHS, Unit.SENTENCES, Unit.WORDS})


class CountAnswerer:
    """Answers questions for a number without the LLM."""

    def __init__(self, source: Source, search: LiteralSearch, digests: Digests, about: AboutAnswerer) -> None:
        """Take the document as it is shown, and what searches it for words, names and numbers of its own."""
        self._source, self._search, self._digests, self._about = source, search, digests, about
        self._other_words = OtherWords(source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the number and the places, a refusal where a section has no such parts, or None to decline."""
        asked, before = self._read(context.question, context), None
        if context.previous:
            before = self._read(context.previous.question, context)
        if asked.missing:
            return Declined(Reason.NO_SUCH_POINT, self._no_such_point(context))
        if asked.unit is Unit.FOREIGN:
            return Declined(Reason.NO_ANSWER)
        if asked.unit in _PARTS:
            return None if asked.topics else self._parts(context, asked)
        if asked.unit is Unit.OTHER:
            named = count_names(context, asked, before, self._digests)
            return named or (None if _asks_for_names(context.question) else self._about.at_once(context))
        return self._by_topic(context, asked, asked.topics or (before.topics if before else ()))

    def _read(self, question: str, context: QueryContext) -> CountQuestion:
        """What a question counts; the word for the document is no topic, unless it is the only one."""
        asked = read_count(generic(question, context.document_kind), self._source.document)
        if not asked.topics:
            asked = read_count(question, self._source.document)
        if asked.quoted and asked.unit is Unit.OTHER and context.language not in LANGUAGES:
            # What counts in a further language is not known, and what is quoted is sought as it is.
            return replace(asked, unit=Unit.POINTS if unit_counted(question) else Unit.TIMES)
        return asked

    def _by_topic(self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]]) -> Outcome:
        """Count the places or the points of topics; what has none is asked of the document itself."""
        if not topics:
            return self._about.at_once(context)
        topics, language = self._in_own_words(topics, context.language, quoted=asked.quoted)
        unclear = not asked.quoted and any(self._is_unclear(topic, language) for topic in topics)
        if unclear or (asked.unit is Unit.POINTS and asked.only):
            return None
        if asked.unit is Unit.TIMES:
            return self._times(context, asked, topics, language)
        return self._points(context, asked, topics, language)

    def _in_own_words(
        self, topics: Sequence[Sequence[Word]], language: str, *, quoted: bool
    ) -> tuple[Sequence[Sequence[Word]], str]:
        """Topics in the words of the text, and the language that these are searched in.

        A word that the text holds as it is typed is sought so, and what is quoted always is.
        """
        own = self._source.language
        typed = [word for topic in topics for word in content(topic)]
        if any(self._search.occurrences((word,), own) for word in typed if _script(word.text) == own != language):
            kept = (tuple(word for word in topic if _script(word.text) == own) for topic in topics)
            return [topic for topic in kept if topic], own
        if quoted or not self._other_words.are_needed(language):
            return topics, language
        said = [
            topic if self._search.occurrences(topic, own) else next(iter(self._other_words.topics([topic])), topic)
            for topic in topics
        ]
        return said, own

    def _parts(self, context: QueryContext, asked: CountQuestion) -> Outcome:
        """Count paragraphs, sentences or words of the sections that are named, or of all."""
        language = context.answer_language
        numbers = asked.only or tuple(one.number for one in self._source.document.sections)
        chunks = [chunk for number in numbers for chunk in self._source.paragraphs(number)]
        if asked.unit is Unit.PARAGRAPHS:
            count = len(chunks)
        elif asked.unit is Unit.SENTENCES:
            count = sum(len(self._source.sentences(chunk, "")) for chunk in chunks)
        else:
            count = sum(map(number_of_words, (chunk.text for chunk in chunks)))
        shown = chunks if asked.only and asked.unit is Unit.PARAGRAPHS else chunks[:1] if asked.only else []
        items = tuple(
            self._beginning(chunk_sentences[0])
            for chunk in shown[:MAX_ITEMS]
            if (chunk_sentences := [one for one, _ in self._source.sentences(chunk, language)])
        )
        said = messages.replies(language).counts
        forms = {Unit.PARAGRAPHS: said.paragraphs, Unit.SENTENCES: said.sentences}.get(asked.unit, said.words)
        lead = messages.counted(forms, count)
        return Reply(items, Mode.COMPUTED, _stop(lead, bool(items)), count=count)

    def _times(
        self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]], language: str
    ) -> Outcome:
        found: dict[tuple[str, int, int], Occurrence] = {}
        headed: list[int] = []
        translated = language in self._source.retriever.index.translations
        for topic in topics:
            if not asked.quoted and self._is_fact(topic):
                return None
            for one in self._places(topic, language, related=asked.any_form):
                found[one.chunk.id, one.start, one.end] = one
            headed += [] if translated else self._search.in_headings(topic)
        order = {chunk.id: row for row, chunk in enumerate(self._source.chunks)}
        places = [one for key, one in sorted(found.items(), key=lambda pair: (order[pair[0][0]], pair[0][1]))]
        places = [one for one in places if _counts(one.section, asked)]
        said = context.said.counts
        sections = [*(one.section for one in places), *(one for one in headed if _counts(one, asked))]
        lead = self._lead(context, messages.counted(said.times, len(sections)), sections)
        return Reply(self._items(context, places), Mode.COMPUTED, lead, count=len(sections))

    def _points(
        self, context: QueryContext, asked: CountQuestion, topics: Sequence[Sequence[Word]], language: str
    ) -> Outcome:
        """Count the points in which the topics stand, or do not; the preamble is none."""
        by_topic = []
        for topic in topics:
            long = all(len(word.text) > _SHORT_WORD or word.is_proper for word in content(topic))
            found = self._places(topic, language, related=asked.any_form or (long and not asked.quoted))
            by_topic.append([one for one in found if not asked.beginning or self._begins(one)])
        sets = [{one.section for one in found} for found in by_topic]
        lost = [topic for topic, found in zip(topics, sets, strict=True) if not found]
        if asked.together and any(sets) and not asked.quoted and any(not _has_name(topic) for topic in lost):
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
        lead = self._lead(context, messages.counted(self._section_forms(context), len(shown)), named)
        if asked.absent:
            return Reply(self._labels(context, shown), Mode.COMPUTED, lead, count=len(shown))
        items = self._items(context, [first[number] for number in shown])
        return Reply(items, Mode.COMPUTED, lead, count=len(shown))

    def _groups(self, context: QueryContext, unit: PartUnit, found: Sequence[tuple[str, Occurrence]]) -> Reply:
        """The number of wider parts in which places stand, with the first place in each."""
        firsts = dict(reversed(found))
        labels = [*dict.fromkeys(label for label, _ in found)]
        said = context.said
        counted = messages.counted(said.units[unit], len(labels))
        lead = said.counts.places.format(counted=counted, places=", ".join(labels))
        items = self._items(context, [firsts[label] for label in labels])
        return Reply(items, Mode.COMPUTED, f"{lead}.", count=len(labels))

    def _places(self, topic: Sequence[Word], language: str, *, related: bool) -> tuple[Occurrence, ...]:
        """The places of a phrase; else of the sentences that hold its words, without those that only ask."""
        tried = (related, True) if not related else (True,)
        for relatives in tried:
            if found := self._search.occurrences(topic, language, related=relatives):
                return self._with_short(topic, language, found) if related else found
            told = [word for word in content(topic) if self._tells(word, language)]
            if len(told) == 1 and len(topic) > 1:
                found = self._search.occurrences(told, language, related=relatives)
            elif len(told) > 1:
                found = self._search.together(told, language, related=relatives)
            if found:
                return found
        return ()

    def _with_short(
        self, topic: Sequence[Word], language: str, found: tuple[Occurrence, ...]
    ) -> tuple[Occurrence, ...]:
        """The places of a name with those of its abbreviation, where any form of it counts."""
        if len(topic) < 2:
            return found
        initials = "".join(word.text[0] for word in topic if word.is_content)
        full = frozenset(word.text for word in words(initials.upper()))
        known = {one.short for one in self._digests.digest(language).abbreviations if one.short in full and one.full}
        short = [place for one in known for place in self._search.occurrences(words(one), language)]
        return (*found, *short)

    def _tells(self, word: Word, language: str) -> bool:
        """Whether a word is part of a topic: it stands in the text, or is none that questions are made of."""
        if self._search.occurrences((word,), language, related=True):
            return True
        return not (word.is_predicate or stem(fold(word.text)) in _EVERYDAY)

    def _is_unclear(self, topic: Sequence[Word], language: str) -> bool:
        """Whether a topic has words that the text holds and others that it does not, which may only ask.

        A name that the text does not hold is none of these: nothing can stand for it.
        """
        told = [word for word in content(topic) if self._tells(word, language)]
        held = [word for word in told if self._search.occurrences((word,), language, related=True)]
        return 0 < len(held) < len(told) and not any(word.is_proper for word in told if word not in held)

    def _is_fact(self, topic: Sequence[Word]) -> bool:
        """Whether a question asks how often something happened and not how often it is mentioned."""
        return any(word.is_predicate and not word.is_proper for word in content(topic))

    def _begins(self, place: Occurrence) -> bool:
        return place.chunk.ordinal == 1 and place.start == 0

    def _items(self, context: QueryContext, places: Sequence[Occurrence]) -> tuple[Sentence, ...]:
        """The sentences of the places, each once, around the words where they are long."""
        items: dict[tuple[str, int], Sentence] = {}
        for place in places:
            if place.place not in items and len(items) < MAX_ITEMS:
                items[place.place] = self._item(context, place)
        return tuple(items.values())

    def _item(self, context: QueryContext, place: Occurrence) -> Sentence:
        language = context.answer_language
        shown = self._source.sentences(place.chunk, language)
        sentence, _ = shown[min(place.sentence, len(shown) - 1)]
        at = self._source.text(place.chunk, language).find(sentence.text)
        start, end = place.start - at, place.end - at
        if (place.language or "") != (language if language in self._source.retriever.index.translations else ""):
            start = end = 0
        if not 0 <= start <= end <= len(sentence.text):
            start = end = 0
        return Sentence(excerpt(sentence.text, start, end), sentence.citations)

    def _beginning(self, sentence: Sentence) -> Sentence:
        return Sentence(excerpt(sentence.text, 0, 0), sentence.citations)

    def _labels(self, context: QueryContext, numbers: Sequence[int]) -> tuple[Sentence, ...]:
        """The headings of sections, for those in which something does not stand."""
        language = context.answer_language
        labels = self._digests.digest(language).labels if language == self._source.language else {}
        items = []
        for number in numbers[:MAX_ITEMS]:
            first = self._source.sentences(self._source.paragraphs(number)[0], language)[0][0]
            items.append(self._digests.shown(labels[number], language) if number in labels else self._beginning(first))
        return tuple(items)

    def _no_such_point(self, context: QueryContext) -> str:
        """What is said of a section that is not there; empty where the refusal itself says it."""
        document, language = self._source.document, context.answer_language
        if not document.numbered_points:
            return ""
        return messages.no_such_point(document.last, document.has_preamble, True, language, context.document_kind)

    def _section_forms(self, context: QueryContext) -> Mapping[str, str]:
        """How the sections of the document are counted."""
        said = context.said
        return said.counts.points if self._source.document.numbered_points else said.units[self._source.document.unit]

    def _lead(self, context: QueryContext, counted: str, sections: Iterable[int]) -> str:
        """The number with the numbers of the sections, the preamble named last."""
        said = context.said.counts
        once = dict.fromkeys(sections)
        numbers = _ranges(sorted(number for number in once if number != PREAMBLE))
        if not once:
            return f"{said.nowhere.format(counted=counted)}."
        if not self._source.document.numbered_points:
            labels = map(self._source.document.label, sorted(once, key=lambda number: number or sys.maxsize))
            return f"{said.places.format(counted=counted, places=', '.join(labels))}."
        here = said.several_here if len(numbers) > 1 or "–" in "".join(numbers) else said.here
        places = here.format(numbers=", ".join(numbers)) if numbers else said.in_preamble_alone
        if numbers and PREAMBLE in once:
            places = said.in_preamble.format(places=places)
        return f"{said.places.format(counted=counted, places=places)}."


def _has_name(topic: Sequence[Word]) -> bool:
    return any(word.is_proper for word in topic)


def _asks_for_names(question: str) -> bool:
    """Whether a question counts what the text names: «сколько стран названо» is not who took part."""
    return any(not word.forms.isdisjoint(_NAMING) and word.is_predicate for word in words(question)) or any(
        fold(word.text) in _NAMING for word in words(question) if word.text.isascii()
    )


def _counts(section: int, asked: CountQuestion) -> bool:
    """Whether a section is among those that a question is limited to."""
    return section not in asked.excluded and (not asked.only or section in asked.only)


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Numbers in order as «1–6», «8»: three or more that follow each other as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        one for run in runs for one in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    ]


def _stop(lead: str, goes_on: bool) -> str:
    return f"{lead}:" if goes_on else f"{lead}."


def _script(text: str) -> str:
    """The language among those with word lists whose letters a word has."""
    return "en" if text.isascii() else "ru"
