"""A source's text to a document: which sections it has, what stands above and inside them, and what cites them."""

from index.structure.text import (
    parse,
    parse_blocks,
    parse_bytes,
    parse_lines,
    parse_source,
    read,
    read_bytes,
    read_translation,
)

__all__ = (
    "parse", "parse_blocks", "parse_bytes", "parse_lines", "parse_source", "read", "read_bytes", "read_translation",
)  # fmt: skip
