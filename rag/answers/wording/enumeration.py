"""Items of an enumeration are shown with what introduces them, and what introduces items is shown with those.

«При заселении предъявляются:» says nothing by itself, nor does «две фотографии». Everything stays verbatim and cited.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.chunks import Chunk, Located
from index.enumeration import marker_length
from index.language.words import words
from rag.types import Citation, Sentence

MAX_LEAD_WORDS = 25
"""A longer sentence does not stand before an item, nor above several."""
MAX_INLINE_WORDS = 45
"""Items follow what introduces them up to so many words in all, the first one always."""
_ENDS = " .;,:"
_QUOTES = "«»“”"


class Enumerations:
    """The enumerations of one document."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        """Take the paragraphs of the document."""
        self._of_section: dict[int, list[Chunk]] = {}
        for chunk in chunks:
            if chunk.lead_ins or chunk.items:
                self._of_section.setdefault(chunk.section.number, []).append(chunk)

    def inline(self, sentence: Sentence, most: int = MAX_INLINE_WORDS) -> Sentence:
        """Return a sentence of the original after what introduces it, or before the items that it introduces.

        `most`: words in all up to which items are added.
        """
        found = self._at(sentence)
        if found is None:
            return sentence
        chunk, inner = found
        if _introduces(chunk, inner):
            return _rewrapped(sentence, *_with_items(inner, chunk, most))
        lead = [one.unnumbered for one in chunk.lead_ins[-1:]]
        begins = chunk.text[marker_length(chunk.text) :].startswith(inner) or chunk.text.startswith(inner)
        if not lead or not begins or _length(lead[0].text) > MAX_LEAD_WORDS:
            return sentence
        return _rewrapped(sentence, f"{lead[0].text} {inner}", lead)

    def whole(self, sentence: Sentence) -> Sentence:
        """Return what introduces an item, before its items, in place of that item; any other sentence as it is."""
        found = self._as_cited(sentence)
        if found is None or not found[0].lead_ins:
            return sentence
        (item, _), (cited, *_) = found, sentence.citations
        for chunk in self._of_section.get(cited.point, ()):
            if any(one.start == item.start for one in chunk.items):
                lead = item.lead_ins[-1].unnumbered
                introducing = Citation(cited.point, lead.text, lead.start, lead.end, lead.locator)
                left, right = (sentence.text[:1], sentence.text[-1:]) if sentence.text[:1] in _QUOTES else ("", "")
                return self.inline(Sentence(f"{left}{lead.text}{right}", (introducing,)))
        return sentence

    def items(self, sentence: Sentence) -> int:
        """Return how many items a sentence introduces, whether or not some of them stand after it; 0 for none."""
        found = self._as_cited(sentence)
        return len(found[0].items) if found and _introduces(*found) else 0

    def listed(self, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        """Return sentences with the items of an enumeration one by one, under what introduces them."""
        items = (item for sentence in sentences for item in self._items(sentence))
        placed: dict[tuple[tuple[int, int], ...], Sentence] = {}
        for item in items:
            placed.setdefault(tuple((cited.point, cited.start) for cited in item.citations), item)
        return tuple(placed.values())

    def _items(self, sentence: Sentence) -> Iterator[Sentence]:
        found = self._at(sentence)
        chunk, inner = found or (None, "")
        if chunk and _introduces(chunk, inner) and _length(inner) <= MAX_LEAD_WORDS:
            heading = inner.rstrip(_ENDS)
            yield from (Sentence(one.text.rstrip(_ENDS), (_cited(one, chunk),), heading) for one in _plain(chunk.items))
        elif chunk and chunk.lead_ins and not sentence.heading and _length(chunk.lead_ins[-1].text) <= MAX_LEAD_WORDS:
            yield replace(sentence, heading=chunk.lead_ins[-1].unnumbered.text.rstrip(_ENDS))
        else:
            yield sentence

    def _at(self, sentence: Sentence) -> tuple[Chunk, str] | None:
        """The paragraph of an enumeration that a sentence is verbatim of, and the sentence without quotation marks."""
        if not sentence.citations:
            return None
        cited, inner = sentence.citations[0], sentence.text.strip(_QUOTES)
        for chunk in self._of_section.get(cited.point, ()):
            if chunk.start <= cited.start < chunk.end and inner in chunk.text:
                return chunk, inner
        return None

    def _as_cited(self, sentence: Sentence) -> tuple[Chunk, str] | None:
        """The same of a sentence that may be shown with more words than it is."""
        return self._at(replace(sentence, text=sentence.citations[0].quote)) if sentence.citations else None


def _introduces(chunk: Chunk, inner: str) -> bool:
    return bool(chunk.items) and chunk.text.rstrip(_ENDS).endswith(inner.rstrip(_ENDS))


def _with_items(inner: str, chunk: Chunk, most: int) -> tuple[str, Sequence[Located]]:
    shown = [f"{inner.rstrip(_ENDS)}:"]
    taken: list[Located] = []
    for item in _plain(chunk.items):
        text = item.text.rstrip(_ENDS)
        if taken and sum(map(_length, shown)) + _length(text) > most:
            return f"{' '.join(shown)} …", taken
        shown.append(f"{text};")
        taken.append(item)
    return " ".join(shown).rstrip(_ENDS), taken


def _rewrapped(sentence: Sentence, text: str, beside: Sequence[Located]) -> Sentence:
    """A sentence with more words of the text, in the quotation marks that it stood in."""
    left = sentence.text[:1] if sentence.text[:1] in _QUOTES else ""
    right = sentence.text[-1:] if left else ""
    (first, *_) = sentence.citations
    more = (Citation(first.point, one.text, one.start, one.end, one.locator) for one in beside)
    return replace(sentence, text=f"{left}{text}{right}", citations=(*sentence.citations, *more))


def _plain(items: Iterable[Located]) -> list[Located]:
    return [one.unnumbered for one in items]


def _cited(item: Located, chunk: Chunk) -> Citation:
    return Citation(chunk.section.number, item.text, item.start, item.end, item.locator)


def _length(text: str) -> int:
    return len(words(text))
