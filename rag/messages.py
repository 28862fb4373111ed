"""Every sentence that is shown without coming from the document: replies/LANGUAGE.toml, read once and checked."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from index.document import Document
from index.language.units import Unit, units
from index.profile.kinds import UNKNOWN, kind_words
from models.errors import AskError
from rag.query.sections.named import Absent
from rag.reply_schema import Replies
from rag.types import Mismatch

MAX_QUESTION = 2000
"""Longest question, in characters."""
_KIND = re.compile(r"\{(kind\w*|about_kind)\}")
FOLDER = Path(__file__).parent / "replies"


class RepliesError(AskError):
    """A file of replies is missing or not as it should be."""


@cache
def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def replies(language: str, kind: str = UNKNOWN) -> Replies:
    """Return what is said in a language of a document of a kind (index/profile/kinds.toml).

    Raises:
        RepliesError: its file is missing or not TOML, or has other entries than `Replies`.
    """
    path = FOLDER / f"{language}.toml"
    try:
        return Replies.model_validate(_filled(_file(path), language, kind))
    except (OSError, ValueError) as error:
        raise RepliesError(f"The replies in {path} cannot be read: {error}. Restore it from the repository.") from error


def _filled(said: Any, language: str, kind: str) -> Any:  # noqa: ANN401 (what TOML holds)
    """The texts of a file with the words for a kind of document in their places; other placeholders stay."""
    if isinstance(said, dict):
        return {key: _filled(value, language, kind) for key, value in said.items()}
    words = kind_words(kind, language)
    return _KIND.sub(lambda match: words[match[1]], said)


MISMATCHES: Mapping[Mismatch, str] = {
    Mismatch.DOCUMENT: "Nothing was fitted on this document: what decides whether it answers was fitted on another.",
    Mismatch.LLM: "Nothing was fitted on this LLM: its hidden states are not weighed.",
    Mismatch.EMBEDDER: "Nothing was fitted on this embedder: fixed rules rank passages and decide.",
    Mismatch.DIMENSION: "Nothing was fitted on embeddings of this dimension: fixed rules rank passages and decide.",
}
"""Why fitted weights are not in use, for programs and reports; the page has its own strings."""


def points_count(count: int, language: str) -> str:
    """Return «28 пунктов», "28 points": the number with its noun in agreement, by the plural rule of CLDR."""
    return counted(replies(language).points, count)


def counted(forms: Mapping[str, str], count: int) -> str:
    """Return a number with its noun in agreement, by the plural rule of CLDR: «5 раз», «2 раза».

    `forms` has the noun by the names of the rule ("one", "few", "other") with `{n}` for the number.
    """
    tens, unit = count % 100, count % 10
    if "few" in forms:  # East Slavic
        form = "one" if unit == 1 and tens != 11 else "few" if unit in (2, 3, 4) and tens not in (12, 13, 14) else ""
    else:
        form = "one" if count == 1 else ""
    return forms.get(form, forms["other"]).format(n=count)


def in_points(count: int, preamble: bool, language: str, unit: Unit = Unit.POINT) -> str:
    """Return «В 3 пунктах:», "In the preamble and 1 point:": what is said before a list of places.

    Args:
        count: number of the points; not 0 without the preamble.
        preamble: whether the preamble is a place too.
        language: one that has a file.
        unit: what they are, if not points.
    """
    said, words = replies(language).listing, replies(language).units[unit]
    if not count:
        return said.preamble
    # «В 21 пункте»: after «в» a Slavic language has one form for numbers that end in one.
    single = count % 10 == 1 and count % 100 != 11 if "few" in replies(language).points else count == 1
    if preamble:
        form = said.one_and_preamble if single else said.other_and_preamble
    else:
        form = said.one if single else said.other
    return form.format(n=count, unit=words["in_one" if single else "in_many"])


def section_unit(document: Document, language: str) -> Unit:
    """Return the sort by whose word a reply in a language calls the sections of a document, as its citations do."""
    own = Unit.POINT if document.numbered_points else document.unit
    return units(language).called.get(own, own) if language == document.language else own


def no_such_point(last: int, preamble: bool, by_number: bool, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said where a question names a point that is not there, or, unless `by_number`, only the preamble.

    Args:
        last: number of the last point.
        preamble: whether the document has one.
        by_number: whether a number is what is not there.
        language: one that has a file.
        kind: that of the document.
    """
    said = replies(language, kind).missing
    contents = _contents(last, preamble, language)
    return (said.point if by_number else said.preamble).format(contents=contents)


def contents(document: Document, language: str, kind: str = UNKNOWN) -> str:
    """Return how many sections a document of a kind has, and whether a preamble, as a sentence."""
    return replies(language, kind).about.contents.format(contents=_contents_of(document, language))


def no_preamble(document: Document, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said where a question names a preamble and a document of a kind has none."""
    return replies(language, kind).missing.preamble.format(contents=_contents_of(document, language))


def no_such_parts(absent: Iterable[Absent], document: Document, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said of parts that a question names by their word and that a document does not have."""
    said, units = replies(language, kind).places, replies(language).units
    sentences = []
    for one in absent:
        unit = units[one.unit]["genitive"]
        if one.section:
            sentences.append(said.no_part.format(section=one.section, unit=unit, number=one.number))
        else:
            there = _contents_of(document, language)
            sentences.append(said.no_unit.format(unit=unit, number=one.number, contents=there))
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)


def _contents_of(document: Document, language: str) -> str:
    """«87 статей, с 447 по 533», "28 points, 1 to 28, and a preamble"."""
    if document.numbered_points:
        called = section_unit(document, language)
        text = counted(replies(language).units[called], document.last) if called is not Unit.POINT else ""
        return _contents(document.last, document.has_preamble, language, text)
    said = replies(language).missing
    sections = [section for section in document.sections if section.unit is document.unit]
    text = counted(replies(language).units[document.unit], len(sections))
    names = [section.name for section in sections]
    if len(set(names)) == len(names) > 1:
        text = said.named_range.format(points=text, first=names[0], last=names[-1])
    if document.has_preamble:
        text = said.with_preamble.format(contents=text)
    return text


def _contents(last: int, preamble: bool, language: str, points: str = "") -> str:
    said = replies(language).missing
    contents = points or points_count(last, language)
    if last > 1:
        contents = said.range.format(points=contents, last=last)
    if preamble:
        contents = (said.with_preamble if last > 1 else said.one_with_preamble).format(contents=contents)
    return contents


def no_such_points(numbers: Sequence[int], last: int, preamble: bool, language: str, kind: str = UNKNOWN) -> str:
    """Return what is said of numbers that a question names beside others: «Пункта 40 нет: …»; arguments as above."""
    said = replies(language, kind).places
    form = said.no_section if len(numbers) == 1 else said.no_sections
    return form.format(numbers=joined(map(str, numbers), language), contents=_contents(last, preamble, language))


def no_such_paragraphs(section: int, numbers: Sequence[int], size: int, language: str) -> str:
    """Return what is said of paragraphs that a section of `size` paragraphs does not have."""
    there = counted(replies(language).counts.paragraphs, size)
    return replies(language).places.no_paragraph.format(
        section=place_label(section, (), language), numbers=joined(map(str, numbers), language), paragraphs=there
    )


def place_label(section: int, paragraphs: Sequence[int], language: str) -> str:
    """Return a part of a document as a heading: «Пункт 16», «Преамбула, абзацы 1 и 2», "Point 16"; 0: the preamble."""
    said = replies(language).places
    label = said.section.format(n=section) if section else said.preamble
    if not paragraphs:
        return label
    form = said.paragraph if len(paragraphs) == 1 else said.paragraphs
    return form.format(section=label, numbers=joined(map(str, paragraphs), language))


def joined(items: Iterable[str], language: str) -> str:
    """Return things in a row: «1, 2 и 3»."""
    *others, last = items
    return f"{', '.join(others)} {replies(language).places.conjunction} {last}" if others else last


def framed(text: str) -> str:
    """Return an item between «…» where it begins within a sentence, which a small letter tells; else as it is."""
    return f"… {text}…" if text[:1].islower() else text
