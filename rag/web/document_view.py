"""The text of the document, typeset to be read and highlighted. Everything it says is escaped."""

from html import escape

from index.document import Document, Section
from index.profile import profile_of
from rag.web.markup import lang


def document_view(document: Document) -> str:
    """Return the sections of a document as HTML to be read.

    Each paragraph has `data-start`, its offset into `point.text`, and contains exactly its text, so that the page can
    highlight `point.text[start:end]` without knowing how the text was divided.
    """
    language = lang(profile_of(document).language)
    return "".join(_point(point, language) for point in document.sections)


def _point(point: Section, language: str) -> str:
    offset = 0
    paragraphs = []
    for paragraph in point.paragraphs:
        paragraphs.append(f'<p data-start="{offset}">{escape(paragraph)}</p>')
        offset += len(paragraph) + 1  # the line break between paragraphs of point.text
    number = point.number
    name = "preamble_long" if number == 0 else "point_long"
    ask = "ask_preamble" if number == 0 else "ask_point"
    return (
        f'<section class="point" id="p{number}" data-point="{number}" tabindex="-1" aria-labelledby="p{number}-name">'
        f'<h3 id="p{number}-name"><span class="visually-hidden" data-w="{name}" data-n="{number}"></span>'
        f'<span class="number" aria-hidden="true">{number or ""}</span></h3>'
        f'<div class="back-line"></div>'
        f'<div class="words"{language}>{"".join(paragraphs)}</div>'
        f'<div class="tools">'
        f'<button type="button" data-do="ask-point" data-w="{ask}"></button>'
        f'<button type="button" data-do="copy-point" data-w="copy_point"></button>'
        f'<button type="button" data-do="link-point" data-w="link_point"></button>'
        f"</div></section>"
    )
