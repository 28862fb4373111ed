"""Exports of a report by the name of the file: CSV, XLSX, JSON, HTML, Markdown, JUnit XML."""

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from eval.core.dataset import EvalError
from eval.core.lookups.summary import ALL
from eval.core.sets import AnyReport
from eval.exchange.results import Results, Row, results_of
from eval.exchange.writing import Table, Value, clean, to_csv, to_xlsx
from eval.report import figure
from eval.report.charts import element
from eval.report.html import page

Export = Callable[[AnyReport], bytes]
_SHOWN_FAULTS = 30
_LISTS = "; "
_COLUMNS = (
    *("id", "document", "language", "kind", "question", "history", "expected", "sections", "facts", "reference"),
    *("status", "answer", "cited", "ranking", "gate_probability", "faults"),
)


def export(report: AnyReport, name: str) -> bytes:
    """Return a report in the format that the end of a file's name says.

    Raises:
        EvalError: there is no such format.
    """
    for ending, made in FORMATS.items():
        if name.lower().endswith(ending):
            return made(report)
    raise EvalError(f"{name}: there is no such format. Allowed are names that end in {', '.join(FORMATS)}.")


def rows_table(results: Results) -> Table:
    """Return a row a question, with a column for each metric that any question has."""
    keys = tuple(dict.fromkeys(key for row in results.rows for key in row.metrics))
    return Table(
        "Results",
        (*_COLUMNS, *keys),
        tuple((*_values(row), *(row.metrics.get(key) for key in keys)) for row in results.rows),
    )


def figures_table(results: Results) -> Table:
    """Return a row for each metric of each group that any question of it has."""
    header = ("group", "metric", "label", "unit", "n", "value", "low", "high", "detectable")
    rows = (tuple(getattr(one, name) for name in header) for one in results.figures if one.n)
    return Table("Figures", header, tuple(rows))


def run_table(results: Results) -> Table:
    """Return where the results come from, a row a fact."""
    rows: list[tuple[Value, ...]] = []
    for name, value in results.run.model_dump().items():
        if isinstance(value, Mapping):
            rows += [(f"{name}.{key}", one) for key, one in value.items()]
        else:
            rows.append((name, value))
    return Table("Run", ("field", "value"), tuple(rows))


def to_markdown(report: AnyReport) -> str:
    """Return a summary: the figures of all questions, the aims, and the questions with faults."""
    results = results_of(report)
    faulty = [row for row in results.rows if row.faults]
    run, whole = results.run, [one for one in results.figures if one.group == ALL and one.n]
    lines = [
        f"# Evaluation of {run.made[:10]}",
        "",
        f"{len(results.rows)} of {run.questions_selected} questions, commit {run.commit or 'unknown'}, "
        + ", ".join(f"{role} {_escaped(model)}" for role, model in run.models.items()),
        "",
        *_rows(
            ("Figure", "value", "95 % interval", "n", "detects"),
            [
                (
                    one.label,
                    figure(one.value, one.unit),
                    f"{figure(one.low, one.unit)} … {figure(one.high, one.unit)}" if one.low is not None else "–",
                    str(one.n),
                    figure(one.detectable, one.unit),
                )
                for one in whole
            ],
        ),
        "",
        *_aims(results),
        f"{len(faulty)} of {len(results.rows)} questions have a fault.",
        "",
        *_rows(
            ("Question", "fault"),
            [(f"{row.id}: {row.question}", "; ".join(row.faults)) for row in faulty[:_SHOWN_FAULTS]],
        ),
    ]
    if len(faulty) > _SHOWN_FAULTS:
        lines += ["", f"{len(faulty) - _SHOWN_FAULTS} more are in the other exports."]
    return "\n".join(lines) + "\n"


def _aims(results: Results) -> list[str]:
    marks = {True: "met", False: "**missed**", None: "not measured"}
    measured = (("–" if aim.value is None else f"{aim.value:.3g}", str(aim.n), marks[aim.met]) for aim in results.aims)
    rows = [(aim.label, aim.bound, *found) for aim, found in zip(results.aims, measured, strict=True)]
    return [*_rows(("Aim", "bound", "measured", "n", ""), rows), ""] if rows else []


def to_junit(report: AnyReport) -> str:
    """Return JUnit XML: a test case a question, failed if it has faults, an error if the engine failed on it."""
    rows = results_of(report).rows
    failed = sum(bool(row.faults) and row.status != "error" for row in rows)
    errors = sum(row.status == "error" for row in rows)
    spent = sum((row.metrics.get("total_ms") or 0) / 1000 for row in rows)
    attributes: dict[str, str | float] = {"tests": str(len(rows)), "failures": str(failed), "errors": str(errors)}
    suite = element(
        "testsuite",
        *(_case(row) for row in rows),
        name="evaluation",
        timestamp=report.run_metadata.made,
        time=f"{spent:.3f}",
        **attributes,
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + str(element("testsuites", suite)) + "\n"


def _case(row: Row) -> Markup:
    parts = []
    if row.faults:
        name = "error" if row.status == "error" else "failure"
        said = clean("\n".join((*row.faults, f"Q: {row.question}", f"A: {row.answer}")))
        parts = [element(name, said, message=clean(row.faults[0]), type=row.faults[0].partition(":")[0])]
    seconds = (row.metrics.get("total_ms") or 0) / 1000
    return element(
        "testcase", *parts, name=clean(f"{row.id}: {row.question}"), classname=f"{row.language}.{row.kind}",
        time=f"{seconds:.3f}",
    )  # fmt: skip


def _values(row: Row) -> tuple[Value, ...]:
    return (
        row.id,
        row.document,
        row.language,
        row.kind,
        row.question,
        "\n".join(f"Q: {question}\nA: {answer}" for question, answer in row.history),
        row.expected,
        _LISTS.join(map(str, row.sections)),
        _LISTS.join("|".join(spellings) for spellings in row.facts),
        row.reference,
        row.status,
        row.answer,
        _LISTS.join(map(str, row.cited)),
        _LISTS.join(map(str, row.ranking)),
        row.gate_probability,
        "\n".join(row.faults),
    )


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        "| " + " | ".join(header) + " |",
        "|" + " --- |" * len(header),
        *("| " + " | ".join(map(_escaped, row)) + " |" for row in rows),
    ]


def _escaped(text: str) -> str:
    """Return a text as a cell of a Markdown table, on one line, with nothing in it taken for markup."""
    text = " ".join(text.split())
    for mark in "\\`|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return text


def _xlsx(report: AnyReport) -> bytes:
    results = results_of(report)
    return to_xlsx((rows_table(results), figures_table(results), run_table(results)))


FORMATS: Mapping[str, Export] = {
    ".csv": lambda report: to_csv(rows_table(results_of(report))),
    ".xlsx": _xlsx,
    ".json": lambda report: (results_of(report).model_dump_json(indent=1) + "\n").encode(),
    ".html": lambda report: page(report).encode(),
    ".md": lambda report: to_markdown(report).encode(),
    ".xml": lambda report: to_junit(report).encode(),
}
"""How a report is written, by the end of the file's name."""
