"""Questions to begin with and to go on with: prepared ones, else those that the document's digest can answer."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index.bundled import SOURCE, is_bundled
from index.digest import Digest, digest_of
from index.document import Document
from rag.types import Kind

AFTER_ANSWER = 3
"""How many questions are suggested below an answer."""
_MAX_FIRST = 8
_MIN_PLACES = 2
"""A name at so many places is worth counting."""
_GENERAL, _PREPARED = Path(__file__).with_name("questions.toml"), SOURCE.with_name("questions.toml")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, the number of the section that answers it if it is one, and the kind of its answer."""

    point: int | None
    text: str
    kind: Kind = Kind.LOOKUP


@cache
def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def suggestions(language: str, document: Document) -> dict[int, tuple[str, ...]]:
    """Return the questions of each section in one of the page's languages."""
    if is_bundled(document):
        return {entry["number"]: tuple(entry[language]) for entry in _file(_PREPARED)["point"]}
    asked = _file(_GENERAL)["next"]
    if not document.numbered_points:
        labels = {section.number: section.label(document.language) for section in document.sections}
        return {number: (asked[f"label_{language}"].format(label=label),) for number, label in labels.items()}
    return {
        section.number: (asked[language].format(n=section.number) if section.number else asked[f"preamble_{language}"],)
        for section in document.sections
    }


@lru_cache(maxsize=32)
def first_suggestions(language: str, document: Document) -> tuple[Suggestion, ...]:
    """Return the questions shown before anything was asked: one of each kind that is easily understood."""
    if is_bundled(document):
        return tuple(Suggestion(None, entry[language], Kind(entry["kind"])) for entry in _file(_PREPARED)["start"])
    return tuple(_made(language, document))[:_MAX_FIRST]


def _made(language: str, document: Document) -> Iterator[Suggestion]:
    digest = digest_of(document)
    kinds: set[str] = set()
    middle = document.numbers[(len(document.numbers) - 1) // 2]
    there = _names(digest) | {"points" if document.numbered_points else "labels": (document.label(middle),)}
    for entry in _file(_GENERAL)["start"]:
        names = there.get(entry.get("needs", ""), ())
        if len(names) < entry.get("least", 0) or entry["kind"] in kinds:
            continue
        kinds.add(entry["kind"])
        name = names[0] if names else ""
        yield Suggestion(None, entry[language].format(n=middle, name=name), Kind(entry["kind"]))


def _names(digest: Digest) -> dict[str, tuple[str, ...]]:
    """What the digest has of each list that a question may need, likeliest to be asked for first."""
    short = sorted(digest.abbreviations, key=lambda one: -len(one.places))
    return {
        "documents": tuple(one.span.text for one in digest.documents),
        "bodies": tuple(one.span.text for one in digest.bodies),
        "proposals": tuple(one.what.text for one in digest.proposals),
        "spelt_out": tuple(one.short for one in short if one.full),
        "repeated": tuple(one.short for one in short if len(one.places) >= _MIN_PLACES),
    }


def questions_to_try(asked: Iterable[str], language: str, document: Document) -> tuple[Suggestion, ...]:
    """Return up to `AFTER_ANSWER` of the first questions, of any that were not yet asked."""
    taken = {_normalized(question) for question in asked}
    fresh = (one for one in first_suggestions(language, document) if _normalized(one.text) not in taken)
    return tuple(fresh)[:AFTER_ANSWER]


def next_suggestions(
    points: Iterable[int], asked: Iterable[str], language: str, document: Document, *, answered: bool
) -> tuple[Suggestion, ...]:
    """Return up to `AFTER_ANSWER` questions near the given sections.

    Args:
        points: Sections that were cited or found, best first.
        asked: Questions that were already asked; none of them is suggested again.
        language: One of the page's languages.
        document: What is asked about.
        answered: After an answer the neighbours' questions come first, after a refusal the sections' own.
    """
    prepared = suggestions(language, document)
    points = tuple(points)
    steps = (1, -1, 0, 2, -2) if answered else (0, 1, -1, 2, -2)
    taken = {_normalized(question) for question in asked}
    nearby = [point + step for step in steps for point in points]
    chosen: list[Suggestion] = []
    for number in dict.fromkeys(nearby):
        fresh = [text for text in prepared.get(number, ()) if _normalized(text) not in taken]
        if fresh:
            chosen.append(Suggestion(number, fresh[0]))
    return tuple(chosen[:AFTER_ANSWER])


def _normalized(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?.! ")
