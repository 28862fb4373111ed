"""The text of one paragraph of a .docx, of the runs that Word shows."""

from dataclasses import dataclass, field
from typing import Any, Final

from index.readers.blocks import Kind
from index.readers.collect import Collector, superscript
from index.readers.word.package import attribute, child, is_on, local

NOTE_KINDS: Final = ("footnote", "endnote")
_INSIDE: Final = frozenset(
    ("hyperlink", "smartTag", "ins", "moveTo", "fldSimple", "customXml", "bdo", "dir", "sdt", "sdtContent", "r")
)
_DELETED: Final = frozenset(("del", "moveFrom"))
_SIGNS: Final = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN: Final = frozenset(("drawing", "pict", "AlternateContent", "object"))
_OFF: Final = ("0", "false", "off")
_PRIVATE: Final = range(0xE000, 0xF900)


@dataclass(slots=True)
class Runs:
    """Gathers a paragraph's text; `boxes` are the text boxes that are anchored in it, each to be read on its own."""

    collector: Collector
    boxes: list[Any] = field(default_factory=list)

    def text(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the text; line breaks inside the paragraph are line feeds."""
        return "".join(self._inside(paragraph))

    def _inside(self, parent: Any) -> list[str]:  # noqa: ANN401
        if local(parent) == "r" and is_on(child(parent, "rPr", "vanish")):
            self.collector.counts[Kind.HIDDEN_OMITTED] += 1
            return []
        raised = attribute(child(parent, "rPr", "vertAlign")) == "superscript"
        words: list[str] = []
        for element in parent:
            name = local(element)
            if name in _INSIDE:
                words += self._inside(element)
            elif name.removesuffix("Reference") in NOTE_KINDS:
                self.collector.refer(f"{name.removesuffix('Reference')}:{attribute(element, 'id')}")
                if attribute(element, "customMarkFollows", "0") not in _OFF:
                    break  # the rest of the run is the mark
            else:
                words.append(self._sign(name, element, raised))
        return words

    def _sign(self, name: str, element: Any, raised: bool) -> str:  # noqa: ANN401
        """What an element inside a run shows on the paragraph's line."""
        if name == "t":
            return superscript(element.text or "") if raised else element.text or ""
        if name == "sym":
            return _symbol(attribute(element, "char"))
        if name in _DELETED:
            self.collector.counts[Kind.DELETIONS_OMITTED] += 1
        elif name in _DRAWN:
            self._find_boxes(element)
        return _SIGNS.get(name, "")

    def _find_boxes(self, element: Any) -> None:  # noqa: ANN401
        """Find text boxes; of an alternative, which Word writes for older versions, the first is enough."""
        for one in element:
            if local(one) == "txbxContent":
                self.boxes.append(one)
            else:
                self._find_boxes(one)
                if local(one) == "Choice" and self.boxes:
                    return


def _symbol(code: str) -> str:
    """A character of a symbol font; those without a meaning of their own are left out."""
    try:
        number = int(code, 16)
        return "" if number in _PRIVATE else chr(number)
    except (ValueError, OverflowError):
        return ""
