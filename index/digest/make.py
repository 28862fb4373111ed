"""Make the digest of a document: read its sentences once, then section by section what stands in them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index.digest.gather import Place, gather
from index.digest.items import front, headings
from index.digest.items.abbreviations import abbreviations
from index.digest.items.dates import dates
from index.digest.items.names import SORTS, Found, english_names, russian_names
from index.digest.items.proposals import Context, proposals, resolves
from index.digest.parts import Sentence, document_rules, read_sentences
from index.digest.types import Abbreviation, Digest, Name, Proposal, Span
from index.document import Document
from index.language.identify import language_of
from index.language.lexicon import RUSSIAN, Lexicon

KEPT = 4
"""Digests that are kept: of a document and its translations."""


@lru_cache(maxsize=KEPT)
def digest_of(document: Document) -> Digest:
    """Return the digest of a document, made once for all who ask for it; not to be changed."""
    return make_digest(document)


def make_digest(document: Document) -> Digest:
    """Collect what stands where in a document, by rules alone; every item is a span of the text.

    The same document always gives the same digest. `dataclasses.asdict` of it can be written as JSON.
    """
    lexicon = document_rules(document)
    sentences = tuple(read_sentences(document))
    by_section: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_section[sentence.span.section].append(sentence)
    edges = front.edges(document, sentences, lexicon)
    ordinal = front.meeting_ordinal(edges, lexicon)
    title = front.title(document, lexicon)
    labels = {number: headings.label(found, lexicon) for number, found in by_section.items()}
    short = abbreviations(sentences)
    find = russian_names if lexicon is RUSSIAN else english_names
    names = [tuple(find(one.span.text, one.tokens, lexicon.outline)) for one in sentences]
    if title and names:  # whatever the title begins with is named by it
        names[0] = tuple(replace(one, is_certain=one.is_certain or one.start == 0) for one in names[0])
    bodies, documents, events = (_names(document, sentences, names, sort) for sort in SORTS)
    return Digest(
        language=language_of(one.span.text for one in sentences),
        title=title,
        date=front.date(edges, lexicon),
        place=front.place(edges, lexicon),
        parties=front.parties(edges, lexicon),
        meeting_ordinal=ordinal,
        next_meeting=front.next_meeting(sentences, ordinal, lexicon),
        labels={number: span for number, span in labels.items() if span},
        key_sentences={number: headings.key_sentences(found, lexicon) for number, found in by_section.items()},
        bodies=_with_short(bodies, short),
        documents=_with_short(documents, short),
        events=_with_short(events, short),
        proposals=tuple(_proposals(sentences, names, edges, lexicon)),
        dates=tuple(found for one in sentences for found in dates(one, lexicon.outline)),
        abbreviations=short,
    )


def _names(
    document: Document, sentences: Sequence[Sentence], names: Sequence[Sequence[Found]], sort: str
) -> tuple[Name, ...]:
    places: list[Place] = []
    for sentence, several in zip(sentences, names, strict=True):
        for found in several:
            shift = sentence.span.start
            places.append((sentence.span.section, replace(found, start=found.start + shift, end=found.end + shift)))
    texts = {section.number: section.text for section in document.sections}
    return gather(places, sort, lambda number, start, end: Span(number, start, end, texts[number][start:end]))


def _proposals(
    sentences: Sequence[Sentence], names: Sequence[Sequence[Found]], opening: Sequence[Sentence], lexicon: Lexicon
) -> Iterator[Proposal]:
    decides = resolves(opening, lexicon)
    for before, sentence, found in zip([None, *sentences], sentences, names, strict=False):
        subject = front.subject_before(before, sentence, lexicon) if before else None
        yield from proposals(sentence, lexicon, found, Context(subject, decides))


def _with_short(names: tuple[Name, ...], short: Sequence[Abbreviation]) -> tuple[Name, ...]:
    """Add to a name the places of the abbreviation that its words spell out."""
    completed = []
    for name in names:
        spans = [span for one in short if one.full in name.places for span in one.places]
        completed.append(replace(name, places=tuple(sorted({*name.places, *spans}))))
    return tuple(completed)
