"""The headings of a document as a reader sees them: their words, and the sections that stand below each. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.chunks import Chunk
from index.document import PREAMBLE, Document, Heading, Section
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.units import languages, units
from index.language.words import fold

MAX_SHARE = 0.6
"""A heading above more of the sections than this tells none of them from the others."""
_LEXICONS = RUSSIAN.subjects, ENGLISH.subjects
_NUMBER = r"(?:[\divxlc]+(?:[.-]\d+)*[.):]?|[a-zа-я][.)])"


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading without its number, folded, with the numbers of the sections below it.

    `is_own`: whether it is the heading of one section and not one above several.
    """

    text: str
    sections: frozenset[int]
    is_own: bool


def headings(document: Document) -> tuple[Headed, ...]:
    """Return the headings that tell sections from others, in the order of the document, wider ones first."""
    above: dict[Heading, set[int]] = {}
    for section in document.sections:
        for heading in section.path:
            above.setdefault(heading, set()).add(section.number)
    most = MAX_SHARE * len(document.sections)
    wide = (Headed(heading_text(one), frozenset(held), False) for one, held in above.items() if len(held) <= most)
    own = (Headed(fold(one.heading), frozenset({one.number}), True) for one in document.sections if one.heading)
    return tuple(one for one in (*wide, *own) if one.text)


def heading_text(heading: Heading) -> str:
    """Return the words of a heading, folded, without what it is numbered by: «Глава 3. Плата» is «плата»."""
    return _numbering().sub("", fold(heading.text)).strip()


def chapters(document: Document, chosen: Sequence[int]) -> list[list[int]]:
    """Return sections in runs, each below one heading; of the headings, those of the first level that has several.

    A section without such a heading is a run by itself. One run of all where the document has no such headings.
    """
    sections = [document.section(number) for number in chosen]
    for level in range(max((len(one.path) for one in sections), default=0)):
        runs: list[list[int]] = []
        previous: Heading | None = None
        for section in sections:
            above = section.path[level] if len(section.path) > level else None
            if above is None or above != previous:
                runs.append([])
            runs[-1].append(section.number)
            previous = above
        if sum(len(run) > 1 for run in runs) > 1:
            return runs
    return [list(chosen)] if chosen else []


def is_front(chunk: Chunk) -> bool:
    """Return whether a paragraph is a line of a title page and no sentence."""
    return chunk.section.number == 0 and chunk.text.rstrip()[-1:] not in {*".;:,!?…»”)"}


def is_formal(section: Section) -> bool:
    """Return whether a section defines, refers or says when the text is in force, and rules nothing itself."""
    return _says(section, "formal")


def is_framing(section: Section) -> bool:
    """Return whether a section other than the preamble only says what the text is for, defines or refers."""
    return section.number != PREAMBLE and (is_formal(section) or _says(section, "purpose"))


def is_general(section: Section) -> bool:
    """Return whether a section stands in a chapter that every text has: «Общие положения»."""
    return any(_pattern("general").match(heading_text(one)) for one in section.path)


def states_purpose(section: Section) -> bool:
    """Return whether a section says what the text is for, or what it applies to."""
    return _says(section, "purpose") and not _says(section, "formal")


def is_formal_sentence(text: str) -> bool:
    """Return whether a sentence begins a definition or a reference, or says when the text is in force."""
    return _begins(text, "formal")


def states_purpose_sentence(text: str) -> bool:
    """Return whether a sentence begins with what the text is for or applies to."""
    return _begins(text, "purpose")


def _says(section: Section, what: str) -> bool:
    above = heading_text(section.path[-1]) if section.path else ""
    return any(_begins(text, what) for text in _lines(section, above))


def _lines(section: Section, above: str) -> Iterator[str]:
    """The section's own heading and its first words; the heading above it where it has none of its own."""
    yield section.heading or above
    yield re.sub(rf"^{_NUMBER}\s+", "", fold(section.paragraphs[0] if section.paragraphs else ""))


def _begins(text: str, what: str) -> bool:
    return _pattern(what).match(re.sub(rf"^{_NUMBER}\s+", "", fold(text))) is not None


@cache
def _pattern(what: str) -> re.Pattern[str]:
    return re.compile("|".join(pattern for one in _LEXICONS for pattern in getattr(one, what)))


@cache
def _numbering() -> re.Pattern[str]:
    words = {word for name in languages() for forms in units(name).headings.values() for word in forms}
    return re.compile(rf"^(?:(?:{'|'.join(sorted(words))})\s+)?(?:№\s*)?{_NUMBER}\s+")
