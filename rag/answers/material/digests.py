"""The digest of the document in the language of an answer: of the original, or of its translation."""

import threading
from collections.abc import Iterator
from dataclasses import replace

from index.chunks import Chunk
from index.digest import Digest, Span, digest_of
from index.document import Document
from rag.answers.material.source import Source
from rag.types import Sentence


class Digests:
    """Has each digest made when it is first asked for."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source
        self._lock = threading.Lock()
        self._texts: dict[str | None, Document] = {}

    @property
    def original(self) -> Digest:
        """The digest of the original."""
        return self.digest(None)

    def digest(self, language: str | None) -> Digest:
        """Return the digest of the text in a language, of the original for None and where there is no translation."""
        with self._lock:
            return digest_of(self.document(language))

    def document(self, language: str | None) -> Document:
        """Return the text of that digest as a document."""
        language = self.edition(language)
        if language not in self._texts:
            self._texts[language] = self._document(language)
        return self._texts[language]

    def sentence(self, span: Span, language: str | None) -> tuple[Sentence, int]:
        """Return the sentence in which a span of that digest begins, cited in the original, and where it begins there.

        Raises:
            ValueError: the span is not of that digest.
        """
        language = self.edition(language)
        for chunk, start, end in self._paragraphs(span.section, language):
            if not start <= span.start <= end:
                continue
            text, at = self._source.text(chunk, language), 0
            for sentence, _ in self._source.sentences(chunk, language):
                at = text.find(sentence.text, at)
                if span.start - start < at + len(sentence.text):
                    return sentence, span.start - start - at
                at += len(sentence.text)
        raise ValueError(f"no sentence of section {span.section} holds the offset {span.start}")

    def shown(self, span: Span, language: str, text: str | None = None) -> Sentence:
        """Return a span of that digest as an item, cited by the sentence of the original in which it begins.

        `text` is shown in place of the whole span: a part of it.
        """
        sentence, _ = self.sentence(span, language)
        return Sentence(" ".join((text or span.text).split()).rstrip(" .;,:"), sentence.citations)

    def counterpart(self, span: Span, language: str) -> Sentence:
        """Return the sentence of the text in a language that stands where a span of the original begins."""
        for chunk in self._source.paragraphs(span.section):
            for sentence, original in self._source.sentences(chunk, language):
                if original.start <= span.start < original.end:
                    return sentence
        return self._source.sentences(self._source.paragraphs(span.section)[0], language)[0][0]

    def _paragraphs(self, section: int, language: str | None) -> Iterator[tuple[Chunk, int, int]]:
        """The paragraphs of a section with their places in its text in a language."""
        start = 0
        for chunk in self._source.paragraphs(section):
            end = start + len(self._source.text(chunk, language))
            yield chunk, start, end
            start = end + 1

    def edition(self, language: str | None) -> str | None:
        """Return the translation that is read for a language; None where that is the original."""
        return language if language in self._source.retriever.index.translations else None

    def _document(self, language: str | None) -> Document:
        original = self._source.document
        if language is None:
            return original
        sections = tuple(
            replace(
                one,
                paragraphs=tuple(self._source.text(chunk, language) for chunk in self._source.paragraphs(one.number)),
                parts=(),  # their places are those of the original
            )
            for one in original.sections
        )
        return replace(original, sections=sections)
