"""The names that reports and result caches on disk have, where the code's own names have moved on.

A report of an earlier version loads as a baseline, and its keys stay the ones that others read. Pure.
"""

from typing import Any

_STORED = (
    (frozenset({"text", "points", "reason"}), {"reason": "why"}),
    (frozenset({"p_relevant", "threshold"}), {"p_relevant": "fits"}),
)
"""An object that has all of some fields, and what those are called on disk."""

_LOADED = tuple(
    (frozenset(names.get(field, field) for field in fields), {old: new for new, old in names.items()})
    for fields, names in _STORED
)


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
    names: dict[str, str] = next((names for fields, names in table if fields <= value.keys()), {})
    return {names.get(key, key): _renamed(item, table) for key, item in value.items()}
