"""How a number is told: the number with its sections as the lead, then the places with their words."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from index.document import PREAMBLE
from index.language.units import Unit
from rag import messages
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.wording.excerpt import excerpt
from rag.query.context import QueryContext
from rag.retrieval.literal import Occurrence
from rag.types import Sentence

MAX_ITEMS = 10
"""Places that are shown with their words; the lead names all."""


class CountWording:
    """Tells the numbers that were counted in one document."""

    def __init__(self, source: Source, digests: Digests) -> None:
        """Take the document as it is shown, and its digests for the headings of sections."""
        self._source, self._digests = source, digests

    def items(self, context: QueryContext, places: Sequence[Occurrence]) -> tuple[Sentence, ...]:
        """Return the sentences of places, each once, around the words where they are long."""
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

    def labels(self, context: QueryContext, numbers: Sequence[int]) -> tuple[Sentence, ...]:
        """Return the headings of sections, for those in which something does not stand."""
        language = context.answer_language
        labels = self._digests.digest(language).labels if language == self._source.language else {}
        items = []
        for number in numbers[:MAX_ITEMS]:
            first = self._source.sentences(self._source.paragraphs(number)[0], language)[0][0]
            items.append(self._digests.shown(labels[number], language) if number in labels else beginning(first))
        return tuple(items)

    def no_such_point(self, context: QueryContext) -> str:
        """Return what is said of a section that is not there; empty where the refusal itself says it."""
        document, language = self._source.document, context.answer_language
        if not document.numbered_points:
            return ""
        return messages.no_such_point(document.last, document.has_preamble, True, language, context.document_kind)

    def section_forms(self, context: QueryContext) -> Mapping[str, str]:
        """Return the forms of the noun for sections of this document («пункт», "article") for `messages.counted`."""
        said = context.said
        unit = messages.section_unit(self._source.document, context.answer_language)
        return said.counts.points if unit is Unit.POINT else said.units[unit]

    def lead(self, context: QueryContext, counted: str, sections: Iterable[int]) -> str:
        """Return the sentence that says the number and the sections, the preamble named last.

        Args:
            context: the question.
            counted: the number with what it counts: «3 раза».
            sections: numbers of the sections, in any order, also more than once.
        """
        said = context.said.counts
        once = dict.fromkeys(sections)
        numbers = _ranges(sorted(number for number in once if number != PREAMBLE))
        if not once:
            return f"{said.nowhere.format(counted=counted)}."
        document = self._source.document
        if not document.numbered_points or self.section_forms(context) is not said.points:
            labels = map(document.label, sorted(once, key=lambda number: number or sys.maxsize))
            return f"{said.places.format(counted=counted, places=', '.join(labels))}."
        here = said.several_here if len(numbers) > 1 or "–" in "".join(numbers) else said.here
        places = here.format(numbers=", ".join(numbers)) if numbers else said.in_preamble_alone
        if numbers and PREAMBLE in once:
            places = said.in_preamble.format(places=places)
        return f"{said.places.format(counted=counted, places=places)}."


def beginning(sentence: Sentence) -> Sentence:
    """Return a sentence without what follows its first words, if it is long."""
    return Sentence(excerpt(sentence.text, 0, 0), sentence.citations)


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
