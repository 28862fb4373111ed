"""Where the citations and passages of an answer object stand in the document that was asked about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from eval.core.documents import texts_of
from index.document import Document
from rag.types import Citation, Passage, Sentence

Placed = TypeVar("Placed", Citation, Passage)
NOWHERE = -1
"""The point of a citation that names a section which is no point: it is in no document."""


class Places:
    """Where citations and passages stand in a document."""

    def __init__(self, document: Document) -> None:
        self._document, self._texts = document, texts_of(document)
        self._ids = {section.id: section.number for section in document.sections}

    def number(self, found: Mapping[str, Any]) -> int:
        """Return the number of the section that is named by its number as a point, or by its id."""
        point = found.get("point")
        named = point if point is not None else found.get("section")
        if point is not None and self._document.numbered_points:
            return int(point) if str(point).isdecimal() else NOWHERE
        return self._ids.get(str(named), NOWHERE)

    def sentence(self, item: Mapping[str, Any]) -> Sentence:
        """Return an item of an answer with its citations."""
        return Sentence(item["text"], tuple(map(self.citation, item["citations"])), item.get("heading") or "")

    def citation(self, found: Mapping[str, Any]) -> Citation:
        """Return a citation; one without a quote stands for the whole section."""
        point = self.number(found)
        text, quote = self._texts.get(point, ""), found.get("quote")
        if quote is None:
            return self._located(Citation(point, text, 0, len(text)))
        if found.get("start") is not None and found.get("end") is not None:
            return self._located(Citation(point, quote, found["start"], found["end"]))
        start = max(text.find(quote), 0)
        return self._located(Citation(point, quote, start, start + len(quote)))

    def passage(self, found: Mapping[str, Any]) -> Passage:
        """Return a passage that was read."""
        point, text = self.number(found), str(found.get("text") or "")
        start = max(self._texts.get(point, "").find(text), 0)
        chunk = str(found.get("chunk") or point)
        return self._located(Passage(point, chunk, float(found.get("score") or 0.0), text, start, start + len(text)))

    def _located(self, one: Placed) -> Placed:
        known = one.point in self._texts
        return replace(one, locator=self._document.locate(one.point, one.start, one.end)) if known else one
