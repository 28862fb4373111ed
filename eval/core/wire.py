"""The names that reports and result caches on disk have, where the code's own names have moved on.

A report of an earlier version loads as a baseline, and its keys stay the ones that others read. Pure.
"""

from typing import Any

from rag.render import parse_why, why
from rag.types import RejectedSentence, Rejection

_STORED = ((frozenset({"p_relevant", "threshold"}), {"p_relevant": "fits"}),)
"""An object that has all of some fields, and what those are called on disk."""

_LOADED = tuple(
    (frozenset(names.get(field, field) for field in fields), {old: new for new, old in names.items()})
    for fields, names in _STORED
)


_REJECTED, _REJECTED_ON_DISK = {"text", "points", "reason", "detail"}, {"text", "points", "why"}


def to_stored(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return JSON data with the names that it has on disk."""
    return _renamed(value, _STORED)


def from_stored(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return JSON data from disk with the names of the code."""
    return _renamed(value, _LOADED)


def _renamed(value: Any, table: tuple[tuple[frozenset[str], dict[str, str]], ...]) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_renamed(item, table) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == _REJECTED:
        rejected = RejectedSentence(value["text"], (), Rejection(value["reason"]), value["detail"])
        return {"text": value["text"], "points": value["points"], "why": why(rejected)}
    if value.keys() == _REJECTED_ON_DISK:
        reason, detail = parse_why(value["why"])
        return {"text": value["text"], "points": value["points"], "reason": reason, "detail": detail}
    names: dict[str, str] = next((names for fields, names in table if fields <= value.keys()), {})
    return {names.get(key, key): _renamed(item, table) for key, item in value.items()}
