"""What a document is like, told by counting: how many parts, paragraphs and words it has, its language, its extremes.

No sentence of the text says it; the reply's lead does.
"""

from collections.abc import Callable, Sequence

from index.language.units import Unit
from index.structure.markers import ABOVE
from rag import messages
from rag.answers.facts.contents import groups, number_of_parts, part_named, parts_counted, unit_counted, units_counted
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.wording.excerpt import excerpt
from rag.query.asked.counting import counts_sections
from rag.query.context import QueryContext
from rag.query.sections.by_number import synonyms
from rag.query.sections.references import references
from rag.types import Sentence


class Fact:
    """One thing that is told: items, the few words that answer, a number, a line before them."""

    def __init__(
        self, items: Sequence[Sentence] = (), short: str | None = None, count: int | None = None, lead: str = ""
    ) -> None:
        self.items, self.short, self.count, self.lead = tuple(items), short, count, lead


class Sizes:
    """Counts what one document is made of."""

    def __init__(self, source: Source, digests: Digests) -> None:
        """Take the document as it is shown, and its digests."""
        self._source, self._digests = source, digests

    def language(self, context: QueryContext) -> Fact | None:
        """Return the language that the text is in; None where there is no name for it."""
        named = context.said.about.languages
        language = self._digests.original.language
        return Fact(lead=named[language]) if language in named else None

    def points(self, context: QueryContext) -> Fact | None:
        """Return how many parts of each sort there are that a question names; None where a sort cannot be counted.

        The number is that of the first one; the section is shown at which the count ends, or the last chapter begins.
        Of a chapter or a section that the question names what is in it is counted.
        """
        document, language = self._source.document, context.answer_language
        if (inside := self._inside(context)) is not None:
            return inside
        if self._counts_inside(context):
            return None
        units: Sequence[Unit | None] = units_counted(context.question) or (None,)
        found = [parts_counted(document, unit, language, context.document_kind) for unit in units]
        counted = [one for one in found if one is not None]
        if len(counted) < len(found):
            return None
        leads = dict.fromkeys(lead for _, lead in counted)
        shown = self._last_counted(units[0], counted[0][0])
        ends = [] if shown is None else [self._beginning(shown, language)]
        return Fact(ends, count=counted[0][0], lead=" ".join(leads))

    def _last_counted(self, unit: Unit | None, count: int) -> int | None:
        """The last section where sections were counted, the first one of the last chapter where chapters were."""
        document = self._source.document
        if count == len(document.numbers):
            return document.numbers[-1]
        labels = groups(document, unit) if unit else {}
        last = next(reversed([*labels.values()]), None)
        return next((number for number, label in labels.items() if label == last), None)

    def _inside(self, context: QueryContext) -> Fact | None:
        """Return how many sections the chapters have that a question names, or parts the section; else None."""
        document, said, language = self._source.document, context.said, context.answer_language
        unit, found = unit_counted(context.question), references(context.question, document)
        named = found.points
        if unit is None or self._stands_above(unit) or not named:
            return None
        if unit not in synonyms(document.unit):
            section = document.section(named[0])
            part = part_named(section, found.places[0], document.language) if len(found.places) == 1 else None
            parts = number_of_parts(section, unit, part) if len(named) == 1 else 0
            lead = f"{messages.counted(said.units[unit], parts)}."
            is_told = parts or part is not None
            return Fact([self._beginning(named[0], language)], count=parts, lead=lead) if is_told else None
        if len(named) == 1:
            return None
        counted = messages.counted(said.units[document.unit], len(named))
        places = ", ".join(map(document.label, named))
        lead = f"{said.counts.places.format(counted=counted, places=places)}."
        return Fact([self._beginning(named[-1], language)], count=len(named), lead=lead)

    def _counts_inside(self, context: QueryContext) -> bool:
        """Whether a question counts what is inside a section that it names, and so nothing of the whole document."""
        document, unit = self._source.document, unit_counted(context.question)
        inner = unit is not None and not self._stands_above(unit) and unit not in synonyms(document.unit)
        return inner and len(references(context.question, document).points) == 1

    def _stands_above(self, unit: Unit) -> bool:
        """Whether a sort of parts stands above the sections: chapters, and not «части» of an article."""
        return unit in ABOVE and bool(groups(self._source.document, unit))

    def paragraphs(self, context: QueryContext) -> Fact | None:
        """Return how many paragraphs there are: sections, where the document calls these so."""
        if counts_sections(context.question, self._source.document):
            return self.points(context)
        count = len(self._source.chunks)
        return Fact(count=count, lead=f"{messages.counted(context.said.counts.paragraphs, count)}.")

    def words(self, context: QueryContext) -> Fact:
        """Return how many words there are."""
        count = sum(number_of_words(chunk.text) for chunk in self._source.chunks)
        return Fact(count=count, lead=f"{messages.counted(context.said.counts.words, count)}.")

    def longest(self, context: QueryContext) -> Fact:
        """Return the longest section by its label, or its first sentence, with the number of its words."""
        return self._extreme(context, max)

    def shortest(self, context: QueryContext) -> Fact:
        """Return the shortest section, as `longest` does the longest."""
        return self._extreme(context, min)

    def _beginning(self, number: int, language: str) -> Sentence:
        """The first sentence of a section, by which a reader finds it."""
        first = self._first(number, language)
        return Sentence(excerpt(first.text, 0, 0), first.citations)

    def _first(self, number: int, language: str) -> Sentence:
        return self._source.sentences(self._source.paragraphs(number)[0], language)[0][0]

    def _extreme(self, context: QueryContext, choose: Callable[..., int]) -> Fact:
        document, language = self._source.document, context.answer_language
        if (wider := self._extreme_group(context, choose)) is not None:
            return wider
        number = choose(document.numbers, key=lambda one: len(document.section(one).text))
        label = self._digests.digest(language).labels.get(number)
        item = self._digests.shown(label, language) if label else self._first(number, language)
        forms = messages.replies(language).counts
        point = forms.here.format(numbers=number) if document.numbered_points else document.label(number)
        return _sized(item, point, self._size(number, language), language)

    def _extreme_group(self, context: QueryContext, choose: Callable[..., int]) -> Fact | None:
        """The longest or shortest chapter, or whatever stands above sections; None where no such word is said."""
        unit, language = unit_counted(context.question), context.answer_language
        labels = groups(self._source.document, unit) if unit else {}
        if len(set(labels.values())) < 2:
            return None
        sizes: dict[str, int] = {}
        for number, label in labels.items():
            sizes[label] = sizes.get(label, 0) + self._size(number, language)
        first = {label: number for number, label in reversed([*labels.items()])}
        number = choose(first.values(), key=lambda one: sizes[labels[one]])
        return _sized(self._beginning(number, language), labels[number], sizes[labels[number]], language)

    def _size(self, number: int, language: str) -> int:
        return sum(number_of_words(self._source.text(chunk, language)) for chunk in self._source.paragraphs(number))


def _sized(item: Sentence, place: str, size: int, language: str) -> Fact:
    """A part with the number of its words."""
    forms = messages.replies(language).counts
    lead = forms.places.format(counted=place, places=messages.counted(forms.words, size))
    return Fact([item], lead=f"{lead[0].upper()}{lead[1:]}.")


def number_of_words(text: str) -> int:
    """Return how many words and numbers stand between the blanks of a text; a dash is none."""
    return sum(any(letter.isalnum() for letter in part) for part in text.split())
