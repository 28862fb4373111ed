"""A finished exchange as text: for «Копировать» (copy) and for the Markdown file.

An answer keeps its form: what is set large is bold, headings and bullets stay. Foreign text is escaped for Markdown, so
that a question such as `[x](javascript:…)` stays text in any viewer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.messages import framed
from rag.types import Answer, Citation, Result, Sentence
from rag.web.strings import fixed_string
from rag.web.views.forms import Block, Form, Layout, Lead, form_of, to_show_below, unquoted
from rag.web.views.markup import Span

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
    return Record(result.text, _copy(result, language), _markdown(result, language), sources)


def place_name(span: Span, language: str) -> str:
    """Return «п. 16», «преамбула», or the label of a section that is no plain point."""
    point = span.place.point
    if point is None or span.place.is_part:
        return span.place.label
    return fixed_string(language, "point_short", n=point) if point else fixed_string(language, "preamble_short")


def plain_markdown(text: str) -> str:
    """Escape text so that Markdown shows it verbatim, on one line."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _copy(result: Result, language: str) -> str:
    if not isinstance(result, Answer):
        return result.text
    form = form_of(result)
    text = result.text if form.is_prose else "\n".join(_plain_lines(form, language))
    return f"{text}\n\n{result.note}" if result.note else text


def _plain_lines(form: Form, language: str) -> Iterator[str]:
    """The lines of a form without markup; bullets are dashes, as in print."""
    if form.lead.text:
        yield form.lead.text
    for block in form.blocks:
        if block.heading:
            yield f"{block.heading}:"
        if block.layout is Layout.PROSE:
            yield _prose(block, language)
        else:
            yield from (f"— {_item(sentence, language)}" for sentence in block.items)


def _prose(block: Block, language: str) -> str:
    return " ".join(f"{_item(sentence, language)}." for sentence in block.items)


def _item(sentence: Sentence, language: str) -> str:
    marks = ", ".join(dict.fromkeys(place_name(citation, language) for citation in sentence.citations))
    text = framed(sentence.text)
    return f"{text} [{marks}]" if marks else text


def _markdown(result: Result, language: str) -> str:
    lines = [f"## {plain_markdown(result.question)}"]
    if not isinstance(result, Answer):
        return "\n".join([*lines, "", plain_markdown(result.text)]) + "\n"
    form = form_of(result)
    lines += ["", plain_markdown(result.text)] if form.is_prose else _markdown_form(form, language)
    if result.note:
        lines += ["", f"*{plain_markdown(result.note)}*"]
    sources = to_show_below(result)
    if sources:
        lines += ["", fixed_string(language, "export_quotes")]
    for source in sources:
        lines += _blockquote(source.quote, place_name(source, language))
    return "\n".join(lines) + "\n"


def _markdown_form(form: Form, language: str) -> list[str]:
    lines = ["", _markdown_lead(form.lead)] if form.lead.text else []
    for block in form.blocks:
        if block.heading:
            lines += ["", f"### {plain_markdown(block.heading)}"]
        if block.layout is Layout.PROSE:
            lines += ["", plain_markdown(_prose(block, language))]
        elif block.layout is Layout.BULLETS:
            lines += ["", *(f"- {plain_markdown(_item(sentence, language))}" for sentence in block.items)]
        else:
            for sentence in block.items:
                names = dict.fromkeys(place_name(citation, language) for citation in sentence.citations)
                lines += _blockquote(unquoted(sentence.text), ", ".join(names))
    return lines


def _markdown_lead(lead: Lead) -> str:
    large, after = f"**{_escaped(lead.large)}**" if lead.large else "", _escaped(lead.after)
    parts = [f"{_escaped(lead.before)}{large}{after}"] if lead.is_sentence else [large, after]
    return "  \n".join(" ".join(part.split()) for part in parts if part)


def _blockquote(quote: str, reference: str) -> list[str]:
    return ["", f"> {plain_markdown(quote)}", ">", f"> ({reference})"]
