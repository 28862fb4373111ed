"""Every file of the fixtures: each border of a block right, at most one character in two hundred wrong."""

import json
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from index.layout import Layout
from index.readers.blocks import Block, Format, SourceText
from index.readers.parse import parse

FILES = Path(__file__).parent / "files"
NAMES = sorted(path.stem for path in FILES.glob("*.json"))
MAX_WRONG = 0.005


def read(name: str) -> SourceText:
    return parse((FILES / name).read_bytes(), FILES / name)


def blocks(text: SourceText) -> list[Block]:
    """The blocks of a file; the paragraphs of a plain text, as the layout has them."""
    if text.format is not Format.TEXT:
        return list(text.blocks)
    return [Block(paragraph) for paragraph in Layout.infer(text.lines).paragraphs(text.lines)]


@pytest.mark.parametrize("name", NAMES)
def test_blocks_and_characters_are_right(name: str) -> None:
    expected = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    found = blocks(read(name))
    # A PDF and a plain text do not say of what level a heading is.
    keys = ["role", "number"] if Path(name).suffix in (".pdf", ".txt") else ["role", "number", "level"]
    assert [[getattr(block, key) for key in keys] for block in found] == [
        [one[key] for key in keys] for one in expected
    ]
    texts = [one["text"] for one in expected]
    wrong = sum(Levenshtein.distance(one, block.text) for one, block in zip(texts, found, strict=True))
    assert wrong <= MAX_WRONG * sum(map(len, texts)), [
        (one, block.text) for one, block in zip(texts, found, strict=True) if one != block.text
    ]


def test_there_are_as_many_files_as_are_promised() -> None:
    kinds = [Path(name).suffix for name in NAMES]
    assert (kinds.count(".pdf"), kinds.count(".docx")) == (10, 10)
    assert {name.split("-")[0] for name in NAMES if name.endswith(".pdf")} == {"reportlab", "fpdf", "chromium"}
    assert {".html", ".htm", ".md", ".txt"} < set(kinds)
    assert {read(name).encoding for name in NAMES if name.endswith(".txt")} == {"UTF-8", "UTF-16", "Windows-1251"}
    assert max((FILES / name).stat().st_size for name in NAMES) <= 30 * 1024
