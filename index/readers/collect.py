"""Blocks as a reader meets them, with each footnote put after the block that refers to it."""

from collections import Counter, defaultdict
from typing import Final

from index.readers.blocks import Block, Format, Kind, Role, SourceText, remarks
from index.readers.plain.normalize import one_line

CELL_SEPARATOR: Final = " | "
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(text: str) -> str:
    """Return raised text as it is written on one line: «м²», «статья 20¹»; letters stay as they are."""
    return text.translate(_SUPERSCRIPTS) if text.strip().isdigit() else text


class Collector:
    """Takes the pieces of one file in reading order."""

    def __init__(self) -> None:
        """Begin without blocks."""
        self.counts: Counter[Kind] = Counter()
        self._blocks: list[Block] = []
        self._pending: list[str] = []
        self._referring: defaultdict[int, list[str]] = defaultdict(list)
        self._notes: dict[str, list[Block]] = {}

    def add(
        self, text: str, role: Role = Role.PARAGRAPH, level: int = 0, number: str = "", page: int | None = None
    ) -> bool:
        """Take a block's text as it stands in the file; return whether there was any, or a number."""
        clean, number = one_line(text, self.counts), one_line(number)
        if not clean and not number:
            return False
        if number:
            self.counts[Kind.NUMBERS_RECOVERED] += 1
        self.counts[Kind.TABLE_ROWS] += role is Role.TABLE_ROW
        self._referring[len(self._blocks)] += self._pending
        self._pending.clear()
        self._blocks.append(Block(clean, role, level, number, page))
        return True

    def row(self, cells: list[str], page: int | None = None) -> None:
        """Take the cells of a table's row; empty ones are left out."""
        filled = [clean for cell in cells if (clean := one_line(cell, self.counts))]
        self.add(CELL_SEPARATOR.join(filled), Role.TABLE_ROW, page=page)

    def refer(self, note: str) -> None:
        """Note that the block that is taken next refers to a footnote of that name."""
        self._pending.append(note)

    def references(self, prefix: str) -> list[str]:
        """Return the names of the footnotes that blocks refer to, in order, each once, without their prefix."""
        names = (name for i in range(len(self._blocks) + 1) for name in self._referring.get(i, ()))
        return list(dict.fromkeys(name.removeprefix(prefix) for name in names if name.startswith(prefix)))

    def note(self, name: str, text: str, number: str, page: int | None = None) -> None:
        """Take a paragraph of a footnote; the first carries its mark."""
        clean = one_line(text, self.counts)
        if clean:
            paragraphs = self._notes.setdefault(name, [])
            mark = one_line(number) if not paragraphs else ""
            paragraphs.append(Block(clean, Role.FOOTNOTE, 0, mark, page))

    def blocks(self) -> tuple[Block, ...]:
        """Return all blocks; a footnote that none refers to stands at the end."""
        found: list[Block] = []
        notes = dict(self._notes)
        for i, block in enumerate(self._blocks):
            found.append(block)
            for name in self._referring.get(i, ()):
                found += notes.pop(name, ())
        for name in self._pending:
            found += notes.pop(name, ())
        return (*found, *(block for left in notes.values() for block in left))

    def finish(self, form: Format, encoding: str | None = None, title: str = "") -> SourceText:
        """Return the text of the file."""
        blocks = self.blocks()
        self.counts[Kind.FOOTNOTES] = sum(block.role is Role.FOOTNOTE for block in blocks)
        return SourceText(blocks, form, encoding, remarks(self.counts), one_line(title))
