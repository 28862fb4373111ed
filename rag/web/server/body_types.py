"""What bodies of requests hold, by the route that takes them: the types that bodies.py beside this checks them with."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

MAX_INTEGER = 2**31
_Integer = Annotated[StrictInt, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)]
_Name = Annotated[StrictStr, Field(max_length=200)]
_Session = Annotated[StrictStr, Field(min_length=1, max_length=200)]
"""Gradio takes an empty one for two sessions: messages of the call go to the one, and are read from the other."""


class Arguments(BaseModel):
    """What an endpoint takes, each value by its name; no other value is let through."""

    model_config = ConfigDict(extra="forbid")


class Turn(BaseModel):
    """An earlier exchange."""

    question: StrictStr = ""
    answer: StrictStr = ""


class Ask(Arguments):
    """The arguments of /ask."""

    question: StrictStr
    history: list[Turn] | None = None
    document: _Name | None = None


class Passages(Arguments):
    """The arguments of /passages."""

    question: StrictStr
    top: _Integer = 10
    document: _Name | None = None


class Points(Arguments):
    """The arguments of /points."""

    number: _Integer | None = None
    document: _Name | None = None


class Documents(Arguments):
    """/documents takes none."""


ENDPOINTS: Mapping[str, type[Arguments]] = {
    "ask": Ask,
    "passages": Passages,
    "points": Points,
    "documents": Documents,
}
"""The arguments of each public endpoint, in their order."""


class Call(BaseModel):
    """A call of an endpoint by its name; `data` holds its arguments in their order."""

    data: list[Any]
    session_hash: _Session | None = None


class Join(BaseModel):
    """A call by the number of its function, as Gradio's clients make it."""

    data: list[Any]
    fn_index: _Integer
    session_hash: _Session
    event_data: Any = None
    trigger_id: _Integer | None = None


class ComponentServer(BaseModel):
    """A call of a function of a part of the page."""

    session_hash: _Session
    component_id: _Integer
    fn_name: _Name
    data: Any = None


class Cancel(BaseModel):
    """The end of a call."""

    session_hash: _Session
    fn_index: _Integer
    event_id: _Name


class Reset(BaseModel):
    """The end of an event's stream."""

    event_id: _Name


class PageQuestion(BaseModel):
    """What the chat page sends with a question."""

    id: _Name
    question: StrictStr
    history: list[Any] = []
    language: Any = None
    kind: Any = None
    document: _Name | None = None
