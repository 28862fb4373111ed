"""Styles of a .docx: which are headings, titles and tables of contents, and which carry a number."""

import re
from dataclasses import dataclass
from typing import Any, Final

from index.language.lexicon import ENGLISH, RUSSIAN
from index.readers.word.package import attribute, child, integer, local

# Word keeps the English names of its own styles in every language; LibreOffice and others sometimes do not.
_FILES: Final = (ENGLISH.files, RUSSIAN.files)
_HEADINGS: Final = "|".join(name for files in _FILES for name in files.heading_styles)
_HEADING: Final = re.compile(rf"(?:{_HEADINGS})\s*([1-9])", re.IGNORECASE)
_TITLE: Final = re.compile("|".join(name for files in _FILES for name in files.title_styles), re.IGNORECASE)
_CONTENTS: Final = re.compile(
    rf"(?:{'|'.join(name for files in _FILES for name in files.contents_styles)})\s*(?:[1-9]|{_HEADINGS})",
    re.IGNORECASE,
)
_MAX_DEPTH: Final = 20
BODY_LEVEL: Final = 9
"""The outline level of a paragraph that is no heading."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits; `outline`, `num` and `level` are None where neither it nor a base says it."""

    name: str = ""
    outline: int | None = None
    num: str | None = None
    level: int | None = None
    num_style: str = ""
    """The style that carries the number: it or a base."""

    @property
    def heading(self) -> int | None:
        """The level of a heading, 1 for the highest, 0 for a title, None if it is none."""
        named = _HEADING.fullmatch(self.name.strip())
        if named:
            return int(named[1])
        if _TITLE.fullmatch(self.name.strip()):
            return 0
        return self.outline + 1 if self.outline is not None and 0 <= self.outline < BODY_LEVEL else None

    @property
    def is_contents(self) -> bool:
        """Whether it is of a table of contents."""
        return _CONTENTS.fullmatch(self.name.strip()) is not None


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401
        """Take the root of styles.xml, or None."""
        found = [one for one in root if local(one) == "style"] if root is not None else []
        self._elements = {attribute(one, "styleId"): one for one in found}
        self._default = next(
            (attribute(one, "styleId") for one in found if attribute(one, "type") == "paragraph"
             and attribute(one, "default") in ("1", "true")), "",
        )  # fmt: skip
        self._cache: dict[str, Style] = {}

    def get(self, name: str) -> Style:
        """Return the style of that id; the default one for "", an empty one for what is unknown."""
        name = name or self._default
        if name not in self._cache:
            self._cache[name] = self._resolve(name)
        return self._cache[name]

    def _resolve(self, name: str) -> Style:
        chain: list[str] = []
        while name in self._elements and len(chain) < _MAX_DEPTH:
            chain.append(name)
            name = attribute(child(self._elements[name], "basedOn"))
        outline = num = level = None
        num_style = ""
        for one in chain:
            properties = child(self._elements[one], "pPr")
            if properties is None:
                continue
            own = attribute(child(properties, "outlineLvl"))
            outline = integer(own, BODY_LEVEL) if own and outline is None else outline
            found = attribute(child(properties, "numPr", "numId"))
            if found and num is None:
                num, num_style = found, one
                depth = attribute(child(properties, "numPr", "ilvl"))
                level = integer(depth) if depth else None
        own_name = attribute(child(self._elements[chain[0]], "name")) if chain else ""
        return Style(own_name, outline, num, level, num_style)
