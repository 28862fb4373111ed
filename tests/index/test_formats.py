"""One text in any format gives the same document: index/readers and index/structure together, on the readers' files."""

from pathlib import Path

import pytest

from index.readers.parse import parse
from index.structure.text import parse_source
from tests.index.readers.documents import TEXTS

FILES = Path(__file__).parent / "readers" / "files"
NOTES = frozenset(note for text in TEXTS for note in text.notes.values())
# These number their articles and items otherwise.
OTHERS = {"page-treaty-lists.html", "word-treaty-legal.docx"}
NAMES = sorted({path.stem for path in FILES.glob("*.json")} - OTHERS)
TEXT_FILES = {"text-utf8-bom.txt": "charter", "text-cp1251.txt": "charter", "text-utf16.txt": "treaty"}


def sections(name: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The sections of a file; not all formats have its footnotes."""
    path = FILES / name
    document = parse_source(parse(path.read_bytes(), path), name)
    return [
        (section.id, section.heading, tuple(text for text in section.paragraphs if text not in NOTES))
        for section in document.sections
    ]


@pytest.mark.parametrize("name", NAMES)
def test_sections_do_not_depend_on_the_format(name: str) -> None:
    text = TEXT_FILES.get(name) or next(text.name for text in TEXTS if text.name in name)
    right = sections(f"word-{text}.docx")
    assert len(right) == {"charter": 6, "treaty": 6, "rules": 9}[text]
    assert sections(name) == right
