"""The base of every schema of word lists: words in one string, and no name that nothing reads."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _split(value: Any) -> Any:  # noqa: ANN401
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Words in the order of the file, where they are one string with spaces between them."""


class Lists(BaseModel):
    """Lists under one heading of a file; a name that is none of them is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
