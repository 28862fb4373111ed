"""A document has the same sections whatever kind of file it comes in."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from index.document import Document
from index.readers.parse import parse
from index.structure import parse_source

FILES = Path(__file__).parents[1] / "readers" / "files"
CHARTERS = sorted(path for path in FILES.glob("*charter*.*") if path.suffix != ".json")
RULES = sorted(path for path in FILES.glob("*-rules*.*") if path.suffix != ".json")


@cache
def document(path: Path) -> Document:
    return parse_source(parse(path.read_bytes(), path), path.name)


def outline(path: Path) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    found = document(path)
    return [
        (section.id, section.label(found.language), tuple(one.number for one in section.path))
        for section in found.sections
    ]


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.name)
def test_articles(path: Path) -> None:
    assert [label for _, label, _ in outline(path)] == ["преамбула", *(f"ст. {n}" for n in range(1, 6))]
    assert outline(path) == outline(CHARTERS[0])
    assert document(path).notes == ()


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_clauses(path: Path) -> None:
    assert [name for name, _, _ in outline(path)] == ["0", "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert [above for _, _, above in outline(path)][1:] == [("1",)] * 3 + [("2",)] * 3 + [("3",)] * 2
