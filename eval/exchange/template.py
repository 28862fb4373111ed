"""Sheets of questions to fill in, and questions written as such a sheet, with headers in Russian or English."""

from collections.abc import Iterable

from eval.core.dataset import Question
from eval.exchange.columns import COLUMNS, header, table
from eval.exchange.writing import Table, to_csv, to_xlsx

_WORDS = {
    "ru": {"answered": "да", "refused": "нет", "either": "любой"},
    "en": {"answered": "yes", "refused": "no", "either": "either"},
}
_SPEAKERS = {"ru": ("В", "О"), "en": ("Q", "A")}


def question_table(questions: Iterable[Question], language: str) -> Table:
    """Return questions as a table that `import_questions` reads."""
    return Table(
        table()["template"][f"sheet_{language}"],
        tuple(header(column, language) for column in COLUMNS),
        tuple(tuple(cells_of(question, language)[column] for column in COLUMNS) for question in questions),
    )


def template(language: str, suffix: str, questions: Iterable[Question] = ()) -> bytes:
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
        (sheet, explained), {header("answerable", language): tuple(_WORDS[language].values())}, typed_as_text=True
    )


def cells_of(question: Question, language: str) -> dict[str, str]:
    """Return the cells of a question by column, with the words of a language."""
    asks, answers = _SPEAKERS[language]
    return {
        "id": question.id,
        "document": question.document or "",
        "question": question.question,
        "history": "\n".join(f"{asks}: {turn.question}\n{answers}: {turn.answer}" for turn in question.history),
        "kind": question.type,
        "sections": "; ".join([place.label for place in question.places] or map(str, question.gold)),
        "facts": "; ".join("|".join(spellings) for spellings in question.facts),
        "answerable": _WORDS[language][question.expect],
        "language": question.lang,
        "reference": question.reference,
    }
