"""Damaged files are read or refused, never a crash; harmless changes change nothing (mutate.py, which does 10,000)."""

from collections.abc import Iterator

import pytest

from index.readers.blocks import SourceText
from index.readers.wire import decode
from tests.index.readers.mutate import FILES, SOURCES, Child, harmless, run


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    found = Child()
    yield found
    found.close()


def test_damaged_files(child: Child) -> None:
    found = run(300, seed=7, child=child)
    assert found["crash"] == found["hang"] == 0
    assert [said for said in found if said.startswith("uncaught")] == []
    assert found["read"] > 50
    assert found["broken"] > 5


def shown(text: SourceText) -> list[tuple[str, ...]]:
    """What is shown of a text, and not how it was read."""
    return [(block.role, str(block.level), block.number, block.text) for block in text.blocks] + [
        (str(line.number), line.text, str(line.blank > 0)) for line in text.lines
    ]


def test_harmless_changes(child: Child) -> None:
    right = {path.name: decode(child.read(path.name, path.read_bytes()).encode(), path.name) for path in SOURCES}
    changed = 0
    for number in range(200):
        name, data = harmless(number, seed=7)
        changed += data != (FILES / name).read_bytes()
        assert shown(decode(child.read(name, data).encode(), name)) == shown(right[name]), (number, name)
    assert changed > 150
