"""Sections as people write them in a cell, of any document: «16», «2.1», «4-6», «ст. 5», «п. 2 ст. 447»."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from eval.core.dataset import GoldPlace
from eval.exchange.questions import columns
from eval.exchange.questions.errors import LANGUAGES, InvalidCellError
from index.document import PREAMBLE, Document
from rag.query.sections.places import places_in

_DASH = re.compile(rf"\s*[{columns.DASHES}]\s*")
_WORD, _NUMBER = re.compile(r"[^\W\d_]"), re.compile(r"\d|\b[IVXLC]+\b")


class References:
    """What the sections of a document are called."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def sections(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the sections in a cell such as «п. 16; 18–20, преамбула», each once, in order.

        Semicolons, line feeds and commas separate; what has a comma within («ст. 5, п. 2») is taken as a whole where a
        section is called so, or where a part of it alone is none.

        Raises:
            InvalidCellError: something in it names no section of the document.
        """
        found: list[int] = []
        for piece in filter(None, map(str.strip, re.split(r"[;\n]", text))):
            found += self._piece(piece)
        return tuple(dict.fromkeys(found))

    def ids(self, text: str) -> tuple[str, ...]:
        """Return the sections in a cell as answers cite them: numbers of points 1 to N, else ids. Raises as above."""
        numbers = self.sections(text)
        if self._document.numbered_points:
            return tuple(map(str, numbers))
        return tuple(self._document.section(number).id for number in numbers)

    def places(self, numbers: Sequence[int]) -> tuple[GoldPlace, ...]:
        """Return what readers call sections; nothing in a document of points 1 to N, whose numbers say it."""
        if self._document.numbered_points:
            return ()
        return tuple(GoldPlace(id=self._document.section(one).id, label=self._call(one)) for one in numbers)

    def lost_zeros(self, text: str) -> str | None:
        """Return the other section that a number may have been typed for: a spreadsheet makes 4.1 of 4.10."""
        longer = re.compile(re.escape(text) + "0+")
        return next((one.id for one in self._document.sections if longer.fullmatch(one.id)), None)

    def _piece(self, piece: str) -> tuple[int, ...]:
        if columns.folded(piece) in self._names:
            return self._one(piece) or ()
        parts = [part for part in map(str.strip, piece.split(",")) if part]
        named = [self._one(part) for part in parts]
        wrong = next((part for part, numbers in zip(parts, named, strict=True) if numbers is None), None)
        if wrong is not None:
            whole = self._one(piece) if len(parts) > 1 else None
            if whole is None:
                raise InvalidCellError(
                    "no_section", part=wrong, example=self._example, last=self._call(self._document.last)
                )
            return whole
        return tuple(number for numbers in named if numbers for number in numbers)

    def _one(self, said: str) -> tuple[int, ...] | None:
        """Return the sections that one reference names; None if it names none, or something that is not there."""
        word = columns.folded(said)
        if word in columns.table()["preamble"]["words"]:
            return (PREAMBLE,) if self._document.has_preamble else None
        if word in self._names:
            return (self._names[word],)
        bare = self._bare(word)
        if bare in self._names:
            return (self._names[bare],)
        ends = [self._names.get(self._bare(end)) for end in _DASH.split(bare)]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            return self._between(ends[0], ends[1], said)
        if not (_WORD.search(said) and _NUMBER.search(said)):
            return None
        placed = places_in(said, self._document)
        lacking = placed.missing or placed.missing_paragraphs or placed.absent
        return None if lacking else tuple(place.section for place in placed.found) or None

    def _between(self, first: int, last: int, said: str) -> tuple[int, ...]:
        if first > last:
            raise InvalidCellError("wrong_range", part=said)
        return tuple(one.number for one in self._document.sections if first <= one.number <= last)

    def _bare(self, word: str) -> str:
        """A number without the word before it, where every word for a section means a point."""
        return columns.without_prefix(word) if self._document.numbered_points else word

    @cached_property
    def _names(self) -> Mapping[str, int]:
        """The sections by label in either language, where one section alone has it, and by id."""
        called = [(label, one.number) for one in self._document.sections for label in self._labels(one.number)]
        times = Counter(label for label, _ in called)
        ids = {columns.folded(one.id): one.number for one in self._document.sections}
        return {label: number for label, number in called if times[label] == 1} | ids

    def _labels(self, number: int) -> set[str]:
        section = self._document.section(number)
        return {columns.folded(section.label(language)) for language in (*LANGUAGES, self._document.language)}

    def _call(self, number: int) -> str:
        """A section as readers call it: by its label where that names it alone, else by its id."""
        label = self._document.label(number)
        return label if self._names.get(columns.folded(label)) == number else self._document.section(number).id

    @cached_property
    def _example(self) -> str:
        number = self._document.numbers[0]
        label, identifier = self._call(number), self._document.section(number).id
        return identifier if label == identifier else f"{identifier}, «{label}»"
