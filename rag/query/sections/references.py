"""Sections and parts of sections that a question names: «пункт 20», «п. 3 статьи 7», «глава 44», "art. 3(b)". Pure.

In a document of points 1 to N numbers and number words are those of points (rag/query/sections/points_named.py); in any
other, and for decimal numbers inside points, the word tells the part (rag/query/sections/units_named.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.document import PREAMBLE, Document
from rag.query.sections.citing import without_orders_to_cite
from rag.query.sections.named import Absent, Place, Places
from rag.query.sections.points_named import PointsNamed, names_preamble, point_spans, points_named
from rag.query.sections.unit_mentions import unit_mentions
from rag.query.sections.units_named import tells_more_than_points, units_named


@dataclass(frozen=True, slots=True)
class References:
    """What a question names, in order of naming.

    Attributes:
        points: The numbers of the sections that exist.
        missing: Numbers of points that do not, in a document of points.
        no_preamble: Whether the preamble is named, and there is none.
        places: The same as `points`, with the numbered parts of them that are named.
        absent: What else is named and does not exist.
    """

    points: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    no_preamble: bool = False
    places: tuple[Place, ...] = ()
    absent: tuple[Absent, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.points or self.missing or self.no_preamble or self.absent)


def references(question: str, document: Document, previous: Sequence[int] = ()) -> References:
    """Return what a question names in a document.

    `previous` are sections that the question before was about, of which a part that names none is taken to be.
    """
    if document.numbered_points:
        named = points_named(question, document.last, document.has_preamble)
        if not tells_more_than_points(question, document):
            return References(named.points, named.missing, named.no_preamble)
    return _together(units_named(question, document, previous), _preamble(question, document), document)


def _preamble(question: str, document: Document) -> PointsNamed:
    asked = names_preamble(question)
    return PointsNamed((PREAMBLE,) if asked and document.has_preamble else (), (), asked and not document.has_preamble)


def _together(named: Places, preamble: PointsNamed, document: Document) -> References:
    places = (*(Place(point, (), document.label(point)) for point in preamble.points), *named.found)
    points = tuple(dict.fromkeys(place.section for place in places))
    return References(points, (), preamble.no_preamble, places, named.absent)


def names_section(question: str) -> bool:
    """Return whether a question names a part of a document by a number, or a preamble, whatever the document."""
    return bool(points_named(question, 10_000) != PointsNamed() or unit_mentions(question))


def strip_references(question: str) -> str:
    """Return a question without the parts that it names, as blanks: «о воде в пункте 16» is left with «о воде».

    An order how to cite goes as a whole.
    """
    text = list(without_orders_to_cite(question))
    for start, end in (*point_spans(question), *((one.start, one.end) for one in unit_mentions(question))):
        text[start:end] = " " * (end - start)
    return "".join(text)
