"""The text of the document, typeset to be read and highlighted. Everything it says is escaped."""

from html import escape

from index.document import Document, Heading, Section
from index.profile import profile_of
from rag.web.views.markup import lang


def document_view(document: Document) -> str:
    """Return the sections of a document as HTML to be read.

    Each paragraph has `data-start`, its offset into `point.text`, and contains exactly its text, so that the page can
    highlight `point.text[start:end]` without knowing how the text was divided.
    """
    plain, html, language = document.numbered_points, "", lang(profile_of(document).language)
    above: tuple[Heading, ...] = ()
    for section in document.sections:
        html += "".join(_heading(one) for one in section.path if one not in above)
        html += _section(section, "" if plain else section.label(document.language), language)
        above = section.path
    return html


def _heading(heading: Heading) -> str:
    """A heading above sections, as it is printed; its number stands before its words."""
    return f'<p class="above">{escape(heading.text)}</p>' if heading.text else ""


def _section(point: Section, label: str, language: str) -> str:
    """One section; `label` names it if it is no plain point, `language` is the attribute for its words."""
    offset = 0
    paragraphs = []
    for paragraph in point.paragraphs:
        paragraphs.append(f'<p data-start="{offset}">{escape(paragraph)}</p>')
        offset += len(paragraph) + 1  # the line break between paragraphs of point.text
    number = point.number
    name = "preamble_long" if number == 0 else "point_long"
    ask = "ask_preamble" if number == 0 else "ask_section" if label else "ask_point"
    labelled = f' data-label="{escape(label)}"' if label else ""
    title = (
        f'<span class="number">{escape(label)}</span> {escape(point.heading)}'
        if label
        else (
            f'<span class="visually-hidden" data-w="{name}" data-n="{number}"></span>'
            f'<span class="number" aria-hidden="true">{number or ""}</span>'
        )
    )
    return (
        f'<section class="point{" labelled" if label else ""}" id="p{number}" data-point="{number}"{labelled} '
        f'tabindex="-1" aria-labelledby="p{number}-name"><h3 id="p{number}-name">{title}</h3>'
        f'<div class="back-line"></div>'
        f'<div class="words"{language}>{"".join(paragraphs)}</div>'
        f'<div class="tools">'
        f'<button type="button" data-do="ask-point" data-w="{ask}"></button>'
        f'<button type="button" data-do="copy-point" data-w="copy_point"></button>'
        f'<button type="button" data-do="link-point" data-w="link_point"></button>'
        f"</div></section>"
    )
