"""Markdown as blocks: CommonMark with tables and footnotes, rendered to HTML and read as such."""

from typing import Final

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from index.readers.blocks import Format, SourceText
from index.readers.markup.html import read_markup
from index.readers.plain.encoding import decode

_MAX_NESTING: Final = 30


def read_markdown(data: bytes, name: str = "the text") -> SourceText:
    """Read the bytes of a Markdown file; `name` names it in errors.

    Raises:
        ReadingError: it has no text, or bytes that its encoding does not know.
    """
    text, encoding, guessed = decode(data, name)
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.use(footnote_plugin).use(front_matter_plugin)
    tokens = parser.parse(text.replace("\u2028", "\n").replace("\u2029", "\n\n"))
    for token in tokens:
        if token.type == "ordered_list_open":
            token.attrSet("data-delimiter", token.markup)
    page = f"<!doctype html><html><body>{parser.renderer.render(tokens, parser.options, {})}</body></html>"
    return read_markup(page, name, Format.MARKDOWN, encoding, guessed)
