"""What a reader was given for a question: the fields of a `--json` object that the rules of kinds read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.core.dataset import EvalError


@dataclass(frozen=True)
class GivenItem:
    """One item of an answer: its text, the sections that it cites and the words that it cites of them."""

    text: str
    cited: frozenset[str]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """What a reader was given: the fields of a `--json` object that the rules read."""

    status: str
    kind: str | None = None
    verdict: str | None = None
    count: int | None = None
    short: str | None = None
    items: tuple[GivenItem, ...] = ()
    answer: str = ""

    @property
    def cited(self) -> frozenset[str]:
        """Return every section that an item cites."""
        return frozenset(section for item in self.items for section in item.cited)


def given_from_object(data: Mapping[str, Any]) -> Given:
    """Read a `--json` object; without `items`, as in earlier versions, each citation becomes an item.

    A section is named by `point` where the document numbers its points, else by `section`. An answer that cites
    nothing and has no items becomes one item of its text, so that it counts as shown.

    Raises:
        EvalError: the object has no status.
    """
    status = data.get("status")
    if not isinstance(status, str):
        raise EvalError(f"An answer object has the status {status!r}. Give what `rag.ask --json` wrote.")
    answer = data.get("answer") or ""
    citations = data.get("citations") or []
    if (listed := data.get("items")) is not None:
        items = tuple(_item(item.get("text") or "", item.get("citations") or []) for item in listed)
    elif status == "answered":
        items = tuple(_item("", [citation]) for citation in citations)
        items = items or (GivenItem(answer, frozenset()),)
    else:
        items = ()
    return Given(
        status, data.get("kind"), data.get("verdict"), data.get("count"), data.get("short"), items, answer or ""
    )


def _item(text: str, citations: Iterable[Mapping[str, Any]]) -> GivenItem:
    found = tuple(citations)
    return GivenItem(
        text,
        frozenset(section_of(citation) for citation in found),
        tuple(citation.get("quote") or "" for citation in found),
    )


def section_of(citation: Mapping[str, Any]) -> str:
    """Return the section of a citation or passage: its point where the document numbers its points, else its id."""
    point = citation.get("point")
    return str(point if point is not None else citation.get("section"))


def is_not_in_text(given: Given) -> bool:
    """Return whether a yes-or-no answer says that the text is silent: a refusal in the metrics of refusals."""
    return given.status == "answered" and given.verdict == "not_in_text"
