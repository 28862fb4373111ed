"""A report as a summary in Markdown: the figures of all questions, the aims, and the questions with faults."""

from collections.abc import Iterable, Mapping
from typing import Any

from eval.core.lookups.summary import ALL
from eval.core.sets import AnyReport
from eval.exchange.results import results_of
from eval.exchange.schema import Results
from eval.report import figure
from eval.report.html import detail
from eval.report.strings import strings

SHOWN_FAULTS = 30


def to_markdown(report: AnyReport, language: str = "en") -> str:
    """Return the summary of a report of either set, in one of the languages of reports."""
    words, results = strings(language), results_of(report)
    said = words["summary"]
    run, faulty = results.run, [row for row in results.rows if row.faults]
    counted = {"n": len(faulty), "m": len(results.rows), "k": len(faulty) - SHOWN_FAULTS}
    models = ", ".join(f"{role} {_escaped(model)}" for role, model in run.models.items())
    lines = [
        f"# {said['title'].format(date=run.made[:10])}",
        "",
        said["run"].format(n=len(results.rows), m=run.questions_selected, commit=run.commit or "–", models=models),
        "",
        *_figures(results, words),
        "",
        *_aims(results, words),
        said["faults"].format(**counted),
        "",
        *_rows(
            said["fault_header"],
            [(f"{row.id}: {row.question}", "; ".join(_fault(one, words) for one in row.faults))
             for row in faulty[:SHOWN_FAULTS]],
        ),
    ]  # fmt: skip
    if len(faulty) > SHOWN_FAULTS:
        lines += ["", said["more"].format(**counted)]
    return "\n".join(lines) + "\n"


def _figures(results: Results, words: Mapping[str, Any]) -> list[str]:
    measured = [one for one in results.figures if one.group == ALL and one.n]
    rows = [
        (
            words.get("metrics", {}).get(one.metric, one.label),
            figure(one.value, one.unit),
            f"{figure(one.low, one.unit)} … {figure(one.high, one.unit)}" if one.low is not None else "–",
            str(one.n),
            figure(one.detectable, one.unit),
        )
        for one in measured
    ]
    return _rows(words["summary"]["figure_header"], rows)


def _aims(results: Results, words: Mapping[str, Any]) -> list[str]:
    said = words["summary"]
    marks = {True: said["met"], False: said["missed"], None: words["not_measured"]}
    labels = words.get("target_labels", {})
    rows = [
        (
            labels.get(aim.label, aim.label),
            aim.bound,
            _short(aim.value),
            "–" if aim.low is None else f"{_short(aim.low)} … {_short(aim.high)}",
            str(aim.n),
            marks[aim.met],
        )
        for aim in results.aims
    ]
    return [*_rows(said["aim_header"], rows), ""] if rows else []


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _fault(text: str, words: Mapping[str, Any]) -> str:
    kind, _, said = text.partition(": ")
    return f"{words.get('fault_kinds', {}).get(kind, kind)}: {detail(said, words)}"


def _rows(header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> list[str]:
    names = list(header)
    return [
        "| " + " | ".join(names) + " |",
        "|" + " --- |" * len(names),
        *("| " + " | ".join(map(_escaped, row)) + " |" for row in rows),
    ]


def _escaped(text: str) -> str:
    """Return a text as a cell of a Markdown table, on one line, with nothing in it taken for markup."""
    text = " ".join(text.split())
    for mark in "\\`|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return text
