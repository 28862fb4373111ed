"""The document as answers show it: sentences of its paragraphs, verbatim, each with its citation.

In the answer's language where the index has the text in it, and cited in the original always.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from index.chunks import Chunk
from index.document import Document
from index.language.lexicon import LANGUAGES
from index.language.sentences import SourceSentence
from rag.answers.wording.enumeration import Enumerations
from rag.query.context import QueryContext
from rag.query.foreign.glossing import Glossing
from rag.query.foreign.wording import Wording
from rag.retrieval.retriever import Retriever, to_passage
from rag.types import Passage, Sentence
from rag.verification.grounding import EvidenceText, to_citation


class Source:
    """What stands in a document, ready to be shown."""

    def __init__(self, retriever: Retriever) -> None:
        """Take the retriever of the document."""
        self.retriever = retriever
        self.chunks: Sequence[Chunk] = retriever.index.chunks
        self.document: Document = retriever.index.document
        self.enumerations = Enumerations(self.chunks)
        self._by_id = {chunk.id: chunk for chunk in self.chunks}
        self._of_section: dict[int, list[Chunk]] = {}
        for chunk in self.chunks:
            self._of_section.setdefault(chunk.section.number, []).append(chunk)

    def paragraphs(self, section: int) -> Sequence[Chunk]:
        """Return the paragraphs of a section in their order; none where there is no such section."""
        return self._of_section.get(section, ())

    def chunk(self, passage: Passage) -> Chunk:
        """Return the paragraph that was found as a passage."""
        return self._by_id[passage.chunk]

    @cached_property
    def wording(self) -> Wording:
        """The words of the document for those of other languages: one for whoever asks, since it reads all of it."""
        return Wording(self.retriever)

    @cached_property
    def _glossing(self) -> Glossing:
        return Glossing(self.retriever, self.wording)

    @property
    def language(self) -> str:
        """The language of the original."""
        return self.retriever.language

    def speaks(self, language: str) -> bool:
        """Tell whether the index has the text in a language, so that words of it can be searched for."""
        return language == self.language or language in self.retriever.index.translations

    def text(self, chunk: Chunk, language: str | None) -> str:
        """Return a paragraph in a language if the index has it, else in the document's own."""
        return self.retriever.text(to_passage(chunk, 0.0), language)

    def sentences(self, chunk: Chunk, language: str | None) -> list[tuple[Sentence, SourceSentence]]:
        """Return the sentences of a paragraph as they are shown in a language, each with its place in the original."""
        evidence = EvidenceText(to_passage(chunk, 0.0), self.text(chunk, language))
        section = chunk.section.number
        return [
            (Sentence(text.rstrip(" .;,:"), (to_citation(section, original, chunk.locator),)), original)
            for text, original in evidence.sentences()
        ]

    def nearest(self, context: QueryContext, chunk: Chunk) -> Sentence:
        """Return the sentence of a paragraph that is nearest to the question, in the answer's language."""
        shown = self.sentences(chunk, context.answer_language)
        own = self.sentences(chunk, context.retrieved.text_language)
        sought = own if len(own) == len(shown) else shown
        texts = [sentence.text for sentence, _ in sought]
        return shown[self.retriever.nearest(context.question, context.retrieved.vector, texts)][0]

    def searched_for(self, text: str, language: str) -> str:
        """Return what is searched for in place of words in a language: with the document's own, where it has others."""
        glossed = self._glossing.gloss(text, language) if language in LANGUAGES else None
        return f"{glossed} {text}" if glossed else text

    def ranked(self, context: QueryContext) -> Iterator[tuple[Chunk, float]]:
        """Yield all paragraphs with their retrieval scores for the question, best first."""
        query = self.searched_for(context.question, context.language)
        return self.retriever.ranked(query, context.retrieved.vector)

    def near(self, text: str, language: str) -> Iterator[tuple[Chunk, float]]:
        """Yield all paragraphs with their retrieval scores for words in a language, best first."""
        query = self.searched_for(text, language)
        return self.retriever.ranked(query, self.retriever.embed(query))
