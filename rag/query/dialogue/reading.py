"""How a question is read after earlier turns: what is asked in its place, and what it does with the turn before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.types import Kind, Turn


class Move(StrEnum):
    """What a question does with the turn before it."""

    NONE = "none"
    """Nothing that is told by words alone."""
    FURTHER = "further"
    DETAIL = "detail"
    PLACE = "place"
    QUOTATION = "quotation"
    """It asks for the words of the text behind the answer, and names no topic."""
    POINT = "point"
    """It asks for a point beside the one that was named, or for a part of that."""
    TOPIC = "topic"
    """It puts another topic in place of the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question is read.

    Attributes:
        question: what is read in its place; itself where nothing has to be added.
        turn: the turn that it leans on for certain; None where that is open, or where `question` says all.
        kind: its kind, where the turn tells it.
        move: what it does with that turn.
        open_turns: the turns of which it may need the last one.
    """

    question: str
    turn: Turn | None = None
    kind: Kind | None = None
    move: Move = Move.NONE
    open_turns: Sequence[Turn] = ()


KindOf = Callable[[str], Kind]
"""The kind of a question that stands by itself."""
