"""A comparison of two systems: as text for the terminal, and as JSON."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.core.sets import AnyReport
from eval.core.statistics.diff import Change, Diff
from eval.report import INTERVAL, aligned, delta_row
from models.files import write_atomically

LEVEL = 0.05
MAX_SHOWN = 20
"""Changed questions that the terminal shows; the file has all."""


def comparison(changed: Diff[Any], a: AnyReport, b: AnyReport, names: tuple[str, str], out: Path) -> str:
    """Return a comparison as text, and write it as comparison.json to a folder that exists."""
    path = out / "comparison.json"
    write_atomically(path, (json.dumps(_data(changed, names), ensure_ascii=False, indent=1) + "\n").encode())
    warnings = [f"Warning: {warning}" for warning in (*_unequal(a, b), *changed.warnings)]
    rows = [["", "A", "B", "B - A", INTERVAL, "n", "p", "p (Holm)", "detects"]]
    rows += [delta_row(delta) for delta in changed.deltas if delta.difference.n]
    found = [delta.metric.label for delta in changed.deltas if (delta.p_corrected or 1) < LEVEL]
    tested = sum(delta.p_value is not None for delta in changed.deltas)
    said = f"Beyond chance (p by Holm's correction below {LEVEL}): " + (", ".join(found) or f"none of {tested} figures")
    parts = (
        "\n".join((f"A: {names[0]}", f"B: {names[1]}", *warnings)),
        aligned(rows),
        said + ".",
        _questions(changed),
        f"Every question, with both answers: {path}",
    )
    return "\n\n".join(part for part in parts if part)


def standings(objects: Iterable[Mapping[str, Any] | None]) -> tuple[str, ...]:
    """Return the standings of the weights that some answers were made with."""
    return tuple(sorted({one["weights"]["standing"] for one in objects if one and one.get("weights")}))


def duration(seconds: float) -> str:
    """Return a time in words: "40 s", "12 min", "3.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _unequal(a: AnyReport, b: AnyReport) -> list[str]:
    used = [_standings(report) for report in (a, b)]
    if used[0] == used[1] or not all(used):
        return []
    return [f"the sides do not use weights of equal standing: A {', '.join(used[0])}, B {', '.join(used[1])}."]


def _standings(report: AnyReport) -> tuple[str, ...]:
    found = set()
    for outcome in report.outcomes:
        if hasattr(outcome, "given"):
            found |= set(standings([outcome.given]))
        elif weights := getattr(outcome.observation.result, "weights", None):
            found.add(str(weights.standing))
    return tuple(sorted(found))


def _questions(changed: Diff[Any]) -> str:
    counts = Counter(change.kind for change in changed.changes)
    lines = ["Questions, B against A: " + ", ".join(f"{count} {kind}" for kind, count in counts.most_common())]
    moved = [change for kind in ("worse", "mixed", "better") for change in changed.of(kind)]
    for change in moved[:MAX_SHOWN]:
        steps = ", ".join(f"{key} {_value(old)} → {_value(new)}" for key, (old, new) in change.moved.items())
        lines.append(f"  {change.kind}: {change.id} ({steps})")
    if len(moved) > MAX_SHOWN:
        lines.append(f"  and {len(moved) - MAX_SHOWN} more")
    return "\n".join(lines)


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _data(changed: Diff[Any], names: tuple[str, str]) -> dict[str, Any]:
    """The comparison as JSON data."""
    return {
        "a": names[0],
        "b": names[1],
        "warnings": list(changed.warnings),
        "figures": [
            {
                "key": delta.metric.key,
                "label": delta.metric.label,
                "unit": delta.metric.unit,
                **{
                    name: dataclasses.asdict(estimate)
                    for name, estimate in (("a", delta.before), ("b", delta.after), ("difference", delta.difference))
                },
                "p_value": delta.p_value,
                "p_corrected": delta.p_corrected,
            }
            for delta in changed.deltas
        ],
        "questions": [_question(change) for change in changed.changes],
    }


def _question(change: Change[Any]) -> dict[str, Any]:
    return {
        "id": change.id,
        "change": change.kind,
        "moved": {key: list(pair) for key, pair in change.moved.items()},
        "a": change.before.shown if change.before else None,
        "b": change.after.shown if change.after else None,
    }
