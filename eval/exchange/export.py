"""Exports of a report by the name of the file: CSV, XLSX, JSON, HTML, Markdown, JUnit XML."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from eval.core.messages import LocalizedError
from eval.core.sets import AnyReport
from eval.exchange.markdown import to_markdown
from eval.exchange.results import results_of
from eval.exchange.schema import Results, Row
from eval.exchange.writing import Table, Value, clean, to_csv, to_xlsx
from eval.report.charts import element
from eval.report.html import page

Export = Callable[[AnyReport, str], bytes]
_LISTS = "; "
_COLUMNS = (
    *("id", "document", "language", "kind", "question", "history", "expected", "sections", "facts", "reference"),
    *("status", "answer", "cited", "ranking", "gate_probability", "faults"),
)


def export(report: AnyReport, name: str, language: str = "en") -> bytes:
    """Return a report in the format that the end of a file's name says.

    Args:
        report: A report of either set.
        name: The name of the file.
        language: Of what people read, HTML and Markdown; what programs read has the same names in every language.

    Raises:
        EvalError: there is no such format.
    """
    for ending, made in FORMATS.items():
        if name.lower().endswith(ending):
            return made(report, language)
    raise LocalizedError("format_unknown", name=name, known=", ".join(FORMATS))


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


def _xlsx(report: AnyReport, _: str) -> bytes:
    results = results_of(report)
    return to_xlsx((rows_table(results), figures_table(results), run_table(results)))


FORMATS: Mapping[str, Export] = {
    ".csv": lambda report, _: to_csv(rows_table(results_of(report))),
    ".xlsx": _xlsx,
    ".json": lambda report, _: (results_of(report).model_dump_json(indent=1) + "\n").encode(),
    ".html": lambda report, language: page(report, None, language).encode(),
    ".md": lambda report, language: to_markdown(report, language).encode(),
    ".xml": lambda report, _: to_junit(report).encode(),
}
"""How a report is written, by the end of the file's name."""
