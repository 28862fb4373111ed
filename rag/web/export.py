"""A finished exchange as text: for «Копировать» (copy) and for the Markdown file.

Foreign text is escaped for Markdown, so that a question such as `[x](javascript:…)` stays text in any viewer.
"""

import re
from dataclasses import dataclass

from rag.types import Answer, Citation, Result
from rag.web.strings import fixed_string

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


@dataclass(frozen=True, slots=True)
class Record:
    """What the browser keeps of a finished exchange, besides its HTML."""

    answer: str
    copy: str
    markdown: str
    sources: tuple[Citation, ...]


def record(result: Result, language: str) -> Record:
    """Return the texts of one result, with fixed strings in the language of the page."""
    sources = result.citations if isinstance(result, Answer) else ()
    return Record(result.text, _copy(result), _markdown(result, sources, language), sources)


def point_name(point: int, language: str) -> str:
    """Return «п. 16» or «преамбула»."""
    return fixed_string(language, "point_short", n=point) if point else fixed_string(language, "preamble_short")


def plain_markdown(text: str) -> str:
    """Escape text so that Markdown shows it verbatim, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _copy(result: Result) -> str:
    note = result.note if isinstance(result, Answer) else None
    return f"{result.text}\n\n{note}" if note else result.text


def _markdown(result: Result, sources: tuple[Citation, ...], language: str) -> str:
    lines = [f"## {plain_markdown(result.question)}", "", plain_markdown(result.text)]
    if isinstance(result, Answer) and result.note:
        lines += ["", f"*{plain_markdown(result.note)}*"]
    if sources:
        lines += ["", fixed_string(language, "export_quotes")]
    for source in sources:
        quoted = plain_markdown(source.quote)
        lines += ["", f"> {quoted}", ">", f"> ({point_name(source.point, language)})"]
    return "\n".join(lines) + "\n"
