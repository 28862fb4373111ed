"""The form of an answer: what is set large, what is said before the items, the items under their headings.

The page and what is copied or exported show the same form. Knows nothing of HTML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rag.types import Answer, Citation, Kind, Mode, Sentence, Verdict
from rag.web.strings import fixed_string, known

_LISTS = frozenset({Kind.LIST, Kind.OVERVIEW})
_CHOSEN = frozenset({Mode.EXTRACTED, Mode.COMPUTED})
OWN_WORDS = _CHOSEN | {Mode.QUOTED}
"""Modes whose items are words of the text or of its translation."""
MAX_ADDED = 12
"""Characters that the words of a verdict may have beyond its own: «Пока нет», "Not yet"."""
_EDGES = " \n«»“”\"'.,;:…"


class Layout(StrEnum):
    """How the items of an answer are set."""

    PROSE = "prose"
    BULLETS = "bullets"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Block:
    """Items under one heading, which is empty where the answer has none."""

    heading: str
    items: tuple[Sentence, ...]
    layout: Layout


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before the items: `large`, a verdict, number or short answer, and the words around it.

    `is_sentence`: the three make one sentence; else `after` is one of its own.
    """

    before: str = ""
    large: str = ""
    after: str = ""
    is_sentence: bool = False

    @property
    def text(self) -> str:
        """All of it as one line."""
        if self.is_sentence:
            return f"{self.before}{self.large}{self.after}"
        return ". ".join(part for part in (self.large, self.after) if part)


@dataclass(frozen=True, slots=True)
class Form:
    """An answer as it is shown; `beside` says whether its blocks stand beside each other where there is room."""

    lead: Lead
    blocks: tuple[Block, ...]
    beside: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether the answer is sentences and nothing else."""
        return self.lead == Lead() and all(not one.heading and one.layout is Layout.PROSE for one in self.blocks)


def form_of(answer: Answer) -> Form:
    """Return the form of a complete answer."""
    headed = any(sentence.heading for sentence in answer.sentences)
    return Form(_lead(answer), _blocks(answer), headed and answer.kind is Kind.COMPARE)


def arriving(sentences: Sequence[Sentence], *, is_list: bool) -> Form:
    """Return the form of an answer that is not complete: its kind is known by the result alone."""
    layout = Layout.BULLETS if is_list else Layout.PROSE
    return Form(Lead(), (Block("", tuple(sentences), layout),) if sentences else ())


def to_show_below(answer: Answer) -> tuple[Citation, ...]:
    """Return the citations whose words are not in the answer already, once each in order of first use."""
    own = answer.mode in OWN_WORDS
    needed = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if not (own and _bare(sentence.text) in _bare(citation.quote))
    ]
    return tuple(dict.fromkeys(needed))


def unquoted(text: str) -> str:
    """Return a quotation without the quotation marks around all of it."""
    inner = text.strip()
    for left, right in ("«»", "“”"):
        if inner.startswith(left) and inner.endswith(right) and right not in inner[1:-1]:
            return inner[1:-1]
    return inner


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES)


def _blocks(answer: Answer) -> tuple[Block, ...]:
    blocks = []
    for heading, group in groupby(answer.sentences, key=lambda sentence: sentence.heading):
        items = tuple(group)
        blocks.append(Block(heading, items, _layout(answer, items)))
    return tuple(blocks)


def _layout(answer: Answer, items: Sequence[Sentence]) -> Layout:
    if answer.kind is Kind.QUOTE and answer.mode in OWN_WORDS:
        return Layout.QUOTES
    several = answer.mode in _CHOSEN and len(items) > 1
    return Layout.BULLETS if answer.kind in _LISTS or several else Layout.PROSE


def _lead(answer: Answer) -> Lead:
    if answer.verdict is not None:
        return _of_verdict(answer.lead, answer.verdict, known(answer.language))
    if answer.count is not None and not (answer.kind is Kind.LOOKUP and answer.short):
        return _of_count(answer.lead, str(answer.count))
    if answer.short and all(_bare(answer.short) != _bare(sentence.text) for sentence in answer.sentences):
        return Lead(large=answer.short, after=_without(answer.lead, answer.short))
    return Lead(after=answer.lead or ("" if answer.sentences else answer.text))


def _of_verdict(lead: str, verdict: Verdict, language: str) -> Lead:
    """The verdict as the lead words it, «Пока нет», then what it says more; else the verdict's own word."""
    word = fixed_string(language, f"verdict_{verdict}")
    clause = re.match(r"[^.,:;—–]*", lead)
    first = clause.group().strip() if clause else ""
    said = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", first, re.IGNORECASE) or first.startswith(word)
    if said and len(first) <= len(word) + MAX_ADDED:
        rest = lead[len(first) :].lstrip(" .,:;—–")
        return Lead(large=first, after=rest[:1].upper() + rest[1:])
    if verdict is Verdict.NOT_IN_TEXT and lead:
        return Lead(large=lead.rstrip(" .:"))
    return Lead(large=word, after=lead)


def _of_count(lead: str, number: str) -> Lead:
    """The number where the lead says it, else before the lead."""
    found = re.search(rf"(?<!\d){number}(?!\d)", lead)
    if found is None:
        return Lead(large=number, after=lead)
    if not _bare(f"{lead[: found.start()]}{lead[found.end() :]}"):
        return Lead(large=number)
    return Lead(lead[: found.start()], number, lead[found.end() :], is_sentence=True)


def _without(lead: str, words: str) -> str:
    """A lead that does not say again what stands large above it."""
    rest = re.sub(rf"[:,]?\s*[«“\"]?{re.escape(words)}[»”\"]?", "", lead)
    return rest if _bare(rest) else ""
