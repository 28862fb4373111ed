"""Sheets of questions to fill in, and questions written as such a sheet, with headers in Russian or English."""

from collections.abc import Iterable, Mapping

from eval.core.kinds.questions import KindQuestion
from eval.core.sets import AnyQuestion
from eval.exchange.questions.columns import COLUMNS, header, table
from eval.exchange.questions.kind_rows import kind_cells
from eval.exchange.questions.rows import REST, rest_of
from eval.exchange.writing import Table, to_csv, to_xlsx

_EXPECTED = ("answered", "refused", "either")


def question_table(questions: Iterable[AnyQuestion], language: str) -> Table:
    """Return questions as a table that `import_questions` reads."""
    return Table(
        table()["template"][f"sheet_{language}"],
        tuple(header(column, language) for column in COLUMNS),
        tuple(tuple(cells_of(question, language)[column] for column in COLUMNS) for question in questions),
    )


def template(language: str, suffix: str, questions: Iterable[AnyQuestion] = ()) -> bytes:
    """Return a sheet with the headers and the questions; a workbook also says how to fill it in.

    Args:
        language: Of the headers, "ru" or "en".
        suffix: ".xlsx" or ".csv".
        questions: What to fill in already.
    """
    sheet = question_table(questions, language)
    if suffix == ".csv":
        return to_csv(sheet)
    words = table()["template"]
    meanings = tuple(
        (f"«{header(column, language)}»", str(table()["columns"][column][f"help_{language}"])) for column in COLUMNS
    )
    # The names stand in quotation marks, so that no row of this sheet is read as the header of one of questions.
    explained = Table(
        words[f"help_sheet_{language}"], (words[f"column_{language}"], words[f"meaning_{language}"]), meanings
    )
    return to_xlsx(
        (sheet, explained),
        {header("answerable", language): tuple(_written(language)[name] for name in _EXPECTED)},
        typed_as_text=True,
    )


def page_row(question: AnyQuestion, language: str) -> dict[str, str]:
    """Return the cells of a question as the evaluators' page edits them, and what no column holds in `REST`."""
    return {**cells_of(question, language), REST: rest_of(question)}


def cells_of(question: AnyQuestion, language: str) -> dict[str, str]:
    """Return the cells of a question by column, with the words of a language."""
    said = _written(language)
    asks, answers = said["question"], said["answer"]
    if isinstance(question, KindQuestion):
        own = kind_cells(question, language, {name: said[name] for name in _EXPECTED})
    else:
        own = {
            "document": question.document or "",
            "kind": question.type,
            "sections": "; ".join([place.label for place in question.places] or map(str, question.gold)),
            "answerable": said[question.expect],
            "short": "",
        }
    return {
        **own,
        "id": question.id,
        "question": question.question,
        "history": "\n".join(f"{asks}: {turn.question}\n{answers}: {turn.answer}" for turn in question.history),
        "facts": "; ".join("|".join(spellings) for spellings in question.facts),
        "language": question.lang,
        "reference": question.reference,
    }


def _written(language: str) -> Mapping[str, str]:
    """The words that a sheet in a language is written with."""
    words: Mapping[str, str] = table()["written"][language]
    return words
