"""A conversation as a Word file: questions, answers, the cited words with their places, the document's reference."""

import base64
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from index.document import Document
from index.profile import profile_of, source
from models.errors import SourceError
from rag.web.strings import fixed_string, known, string

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MAX_RECORDS = 500
MAX_TEXT = 50_000
"""Characters of a question, answer or quotation."""
_UNPRINTABLE = dict.fromkeys(code for code in range(32) if chr(code) not in "\n\t")
"""Characters that XML has no way to write."""


def word_file(document: Document, payload: Mapping[str, Any]) -> str:
    """Return a .docx in base64.

    Args:
        document: what was asked about.
        payload: untrusted input of the browser: `language` of the page, and `records` with `question`, `answer` and
            `sources` (`point`, `quote`); whatever is no such thing is left out.
    """
    import docx

    language = known(payload.get("language"))
    page = docx.Document()
    page.core_properties.title = string(language, "export_title", document)
    page.core_properties.author = ""
    page.core_properties.comments = ""
    page.add_heading(string(language, "export_title", document), 0)
    page.add_paragraph(string(language, "export_source", document))
    records = payload.get("records")
    for record in records[:MAX_RECORDS] if isinstance(records, list) else ():
        if isinstance(record, dict):
            _record(page, record, document, language)
    page.add_heading(fixed_string(language, "export_references"), 1)
    page.add_paragraph(source(profile_of(document), language))
    saved = io.BytesIO()
    page.save(saved)
    return base64.b64encode(saved.getvalue()).decode()


def _record(page: "WordDocument", record: Mapping[str, Any], document: Document, language: str) -> None:
    page.add_heading(_text(record.get("question")), 2)
    for line in _text(record.get("answer")).split("\n"):
        if line.strip():
            page.add_paragraph(line)
    sources = record.get("sources")
    for one in sources if isinstance(sources, list) else ():
        if isinstance(one, dict) and (label := _label(document, one.get("point"), language)):
            page.add_paragraph(f"{_text(one.get('quote'))} ({label})", style="Intense Quote")


def _label(document: Document, point: object, language: str) -> str:
    """«п. 16»: the place of a quotation; empty if there is no such section."""
    if not isinstance(point, int) or isinstance(point, bool):
        return ""
    try:
        section = document.section(point)
    except SourceError:
        return ""
    if not document.numbered_points:
        return section.label(document.language)
    return fixed_string(language, "point_short", n=point) if point else fixed_string(language, "preamble_short")


def _text(value: object) -> str:
    """A text of the browser without what a Word file cannot hold."""
    text = str(value or "")[:MAX_TEXT].translate(_UNPRINTABLE)
    return "".join(sign for sign in text if not 0xD800 <= ord(sign) < 0xE000 and ord(sign) not in (0xFFFE, 0xFFFF))
