"""A document read once for its digest: the sections' sentences with their tokens, and spans that are true."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.digest.tokens import Token, rules, tokenize
from index.digest.types import Span
from index.document import Document
from index.language.lexicon import Lexicon
from index.language.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section; its tokens' offsets count within the sentence."""

    span: Span
    tokens: tuple[Token, ...]
    is_heading: bool

    def part(self, start: int, end: int) -> Span:
        """Return the span of a part, given by offsets within the sentence."""
        shift = self.span.start
        return Span(self.span.section, shift + start, shift + end, self.span.text[start:end])

    def tokens_span(self, start: int, end: int) -> Span:
        """Return the span of tokens `start` to `end`, exclusive, with the quotation mark or bracket that closes it."""
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        text = self.span.text
        for opening, closing in ("«»", "“”", "()"):
            inner = text[first:last]
            if inner.count(opening) > inner.count(closing) and text[last : last + 1] == closing:
                last += 1
            elif inner.count(opening) < inner.count(closing) and text[first - 1 : first] == opening:
                first -= 1
        return self.part(first, last)


def read_sentences(document: Document) -> Iterator[Sentence]:
    """Yield the sentences of a document in order, those that have a word or a number.

    A paragraph that opens its section, has another one after it and does not end as a sentence is a heading.
    """
    for section in document.sections:
        headed = len(section.paragraphs) > 1 and section.paragraphs[0].rstrip()[-1:] not in {*".!?…:;,"}
        for found in split_sentences(section.text):
            span = Span(section.number, found.start, found.end, found.text)
            if tokens := tuple(tokenize(found.text)):
                yield Sentence(span, tokens, headed and found.end <= len(section.paragraphs[0]))


def document_rules(document: Document) -> Lexicon:
    """Return the lexicon of the document's script."""
    return rules(document.sections[0].text[:4000])
