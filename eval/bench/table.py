"""The bench's report as a table for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.bench.report import EACH, FLOOR, ONCE, QUALITY, QUANTILES, Figure, Row
from eval.report import aligned


def table(report: Mapping[str, Any]) -> str:
    """Return the report as text for a terminal: each figure with its 95 % interval and n; once a run, without."""
    names = [name for name in report["figures"] if name != FLOOR]
    rows = [["", "n", *names, "ours against the better peer"]]
    for figure in (*EACH, *ONCE, *QUALITY):
        found = [report["figures"][name].get(figure.key) for name in names]
        against = _against(report["ratios"].get(figure.key))
        if figure in EACH:
            for share in QUANTILES:
                parts = [one and one[share] for one in found]
                rows.append(_line(f"{figure.label}, {share}, {figure.unit}", parts, figure, against))
                against = ""  # ratios are of the questions, not of a quantile
        else:
            rows.append(_line(f"{figure.label}, {figure.unit}", found, figure, against))
    rows = [row for row in rows if any(cell != "–" for cell in row[2:-1])]
    parts = [aligned(rows)]
    if report["limit"]:
        parts.append(aligned([["llama.cpp itself", ""], *([k, f"{v:,.2f}"] for k, v in report["limit"].items())]))
    if report.get("growth"):
        parts.append(aligned(_growth(report["growth"])))
    return "\n\n".join(parts)


def _line(label: str, found: Sequence[Any], figure: Figure, against: str) -> list[str]:
    counts = sorted({one["n"] for one in found if isinstance(one, Mapping)})
    number = "" if not counts else f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return [label, number, *(_cell(one, figure.unit) for one in found), against]


def _growth(sizes: Sequence[Row]) -> list[list[str]]:
    lines = (
        ("Chunks", "chunks", 1.0),
        ("Index build, s", "build_ms", 1e-3),
        ("Index on disk, MiB", "index_bytes", 2**-20),
        ("Retrieval p50, ms", "retrieve_ms", 1.0),
        ("Retrieval p95, ms", "retrieve_p95_ms", 1.0),
        ("First shown word, prefilled, ms", "first_ms", 1.0),
        ("First shown word, never read before, ms", "first_cold_ms", 1.0),
        ("Prefilling a passage, ms", "prefill_ms_a_passage", 1.0),
        ("Cells of a passage, MiB", "cells_bytes_a_passage", 2**-20),
    )
    rows = [["How cost grows with the points", *(f"{size['points']:,}" for size in sizes)]]
    for label, key, factor in lines:
        rows.append([label, *(f"{size[key] * factor:,.1f}" if key in size else "–" for size in sizes)])
    rows += [
        [f"{size['points']:,} points left out: {size['skipped']}", *("" for _ in sizes)]
        for size in sizes
        if "skipped" in size
    ]
    return rows


def _cell(found: Any, unit: str) -> str:  # noqa: ANN401
    if found is None:
        return "–"
    if not isinstance(found, Mapping):
        return f"{found:,.1f}" if found < 100 else f"{found:,.0f}"
    digits = {"share": 3, "tokens/s": 1}.get(unit, 0)
    value, low, high = (
        end if end is None else f"{end:,.{digits}f}" for end in map(found.get, ("value", "low", "high"))
    )
    return f"{value}" if low is None else f"{value} ({low} … {high})"


def _against(found: Mapping[str, Any] | None) -> str:
    return "" if found is None else f"{found['times']:.2f} × {found['peer']}"
