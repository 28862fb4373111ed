"""«О чём пункты 6–9?», «второй абзац пункта 12»: parts of the document that a question names, shown without the LLM.

Every part that was asked for, in order; what does not exist is said beside what does. Short sections are shown whole,
long ones by the first sentence of each paragraph, and by their key sentences where few are wanted; the heading says
what is left out. A question that asks one fact of a section is left to the look-up.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, groupby, pairwise

from index.chunks import Chunk
from index.digest.shorten import shorten
from index.document import Document
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.words import fold, words
from rag import messages
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.query.context import QueryContext
from rag.query.sections.named import Place, Places
from rag.query.sections.parts_alone import asks_fact, topic_of
from rag.query.sections.place_tokens import Role, tokenize
from rag.query.sections.places import places_in
from rag.query.sections.references import references
from rag.types import Mode, Reason, Sentence, Turn

MAX_PARAGRAPHS, MAX_WORDS = 3, 60
"""A section of at most so many paragraphs, or words, is shown whole."""
MAX_ITEMS = 12
"""Sentences of an answer about several sections, if each gets at least one."""
MAX_WHOLE = 4
"""Most sections that are shown whole in one answer."""


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


_BRIEF = _any_of((*RUSSIAN.brief, *ENGLISH.brief))
_VERBATIM = _any_of((*RUSSIAN.verbatim, *ENGLISH.verbatim))


class PointAnswerer:
    """Shows parts of one document."""

    def __init__(self, source: Source, digests: Digests) -> None:
        """Take the document and its digests."""
        self._source, self._digests, self._sizes = source, digests, section_sizes(source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the parts that are asked for; None where none is named, or one fact is asked."""
        before = places_before(context.previous, self._source.document)
        named = places_in(context.question, self._source.document, before)
        if not named and not topic_of(context.question, named):
            named = Places(tuple(before))
        if not named and names_no_number(context.question):
            return Declined(Reason.NO_ANSWER, context.said.places.which)
        is_understood = context.language in LANGUAGES  # of other languages the frame words are not known
        if not named or (is_understood and asks_fact(context.question, named)):
            return None
        lead = missing_text(named, self._source, context)
        if not named.found:
            return Declined(Reason.NO_SUCH_POINT, lead)
        lead = " ".join(filter(None, (lead, self._repeated(named.found, context.answer_language))))
        most = _sentences_wanted(context.question, len(named.found))
        shown = [self._shown(place, context, most, len(named.found), headed=bool(lead)) for place in named.found]
        return Reply(tuple(chain.from_iterable(shown)), Mode.EXTRACTED, lead)

    def _repeated(self, found: Sequence[Place], language: str) -> str:
        """What is said where one number is that of several sections, which begin again in each chapter; else empty."""
        numbers = {self._source.document.section(place.section).name for place in found}
        if len({place.section for place in found}) < 2 or len(numbers) > 1:
            return ""
        labels = messages.joined((place_label(place, self._source, language) for place in found), language)
        return messages.replies(language).places.repeated.format(number=numbers.pop(), labels=labels)

    def _shown(
        self, place: Place, context: QueryContext, most: int | None, sections: int, *, headed: bool
    ) -> list[Sentence]:
        """The sentences of one part under its heading, at most `most` where few are wanted."""
        language = context.answer_language
        every = self._source.paragraphs(place.section)
        chunks = [chunk for chunk in every if not place.paragraphs or chunk.ordinal in place.paragraphs]
        whole = [
            (chunk, sentence) for chunk in chunks for sentence, _ in self._source.sentences(chunk, language)
        ]  # with their paragraphs
        shown = whole
        if most is not None:
            shown = self._key_sentences(whole, most)
        elif not place.paragraphs and not (_is_short(chunks) and sections <= MAX_WHOLE):
            firsts = [next(groups) for _, groups in groupby(whole, key=lambda pair: pair[0].id)]
            shown = firsts if sections == 1 else self._key_sentences(whole, max(1, MAX_ITEMS // sections))
        label = place_label(place, self._source, language)
        heading = label if headed or sections > 1 else ""
        said, paragraphs = messages.replies(language).places, {chunk.id for chunk, _ in shown}
        if len(paragraphs) < len(chunks):
            heading = said.shown.format(label=label, shown=len(paragraphs), all=len(chunks))
        elif shown != whole:
            heading = said.abridged.format(label=label)
        return [Sentence(one.text, one.citations, heading) for _, one in shown]

    def _key_sentences(self, whole: Sequence[tuple[Chunk, Sentence]], most: int) -> list[tuple[Chunk, Sentence]]:
        """The weightiest sentences of a section, shortened where a clause can go, in the order of the text."""
        section = whole[0][0].section.number
        weights = [span.start for span in self._digests.original.key_sentences.get(section, ())]

        def rank(pair: tuple[Chunk, Sentence]) -> int:
            (cited, *_) = pair[1].citations
            return next((place for place, at in enumerate(weights) if cited.start <= at < cited.end), len(weights))

        kept = sorted(whole, key=rank)[:most]
        return [(chunk, shortened(sentence)) for chunk, sentence in whole if (chunk, sentence) in kept]


def shortened(sentence: Sentence) -> Sentence:
    """Return a long sentence without the clauses that can go; its citation stays that of the whole."""
    place = shorten(sentence.text)
    return Sentence(sentence.text[slice(*place)], sentence.citations, sentence.heading) if place else sentence


def section_sizes(source: Source) -> Mapping[int, int]:
    """Return the number of paragraphs of each section, by its number."""
    return {section.number: len(section.paragraphs) for section in source.document.sections}


def place_label(place: Place, source: Source, language: str) -> str:
    """Return what heads the sentences of a part."""
    if place.label or not source.document.numbered_points:
        return place.label or source.document.label(place.section)
    return messages.place_label(place.section, place.paragraphs, language)


def places_before(previous: Turn | None, document: Document) -> Sequence[Place]:
    """Return the parts that an earlier turn was about: those that it named, else those that its answer cites."""
    if previous is None:
        return ()
    named = places_in(previous.question, document).found
    cited = references(previous.answer, document).points
    return named or tuple(Place(number) for number in cited)


def names_no_number(question: str) -> bool:
    """Return whether a question is about a part of the document and does not say which: «О чём тот пункт?»."""
    is_part = any(token.roles & Role.NOUN for token in tokenize(question))
    return is_part and not topic_of(question, Places())


def missing_text(named: Places, source: Source, context: QueryContext) -> str:
    """Return what is said of parts that are named and do not exist; empty where all do."""
    document, sizes = source.document, section_sizes(source)
    language, kind = context.answer_language, context.document_kind
    numbers = [number for number in named.missing if number >= 0]
    said = [messages.no_such_points(numbers, document.last, document.has_preamble, language, kind)] if numbers else []
    if len(numbers) < len(named.missing):
        said.append(messages.no_preamble(document, language, kind))
    said += [
        messages.no_such_paragraphs(place.section, place.paragraphs, sizes[place.section], language)
        for place in named.missing_paragraphs
    ]
    said += [text] if (text := messages.no_such_parts(named.absent, document, language, kind)) else []
    return " ".join(said)


def _sentences_wanted(question: str, sections: int) -> int | None:
    """How many sentences of each section are wanted; None where nothing says that it should be few."""
    tokens = tokenize(question)
    for token, after in pairwise(tokens):
        number = token.number
        if number and Role.SENTENCES in after.roles and not number.from_end:
            return max(1, number.value // sections)
    text = fold(question)
    if not _BRIEF.search(text) or _VERBATIM.search(text):
        return None
    return 2 if sections == 1 else 1


def _is_short(chunks: Sequence[Chunk]) -> bool:
    return len(chunks) <= MAX_PARAGRAPHS or sum(len(words(chunk.text)) for chunk in chunks) <= MAX_WORDS
