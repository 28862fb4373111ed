"""Own sets of questions on the evaluators' page: read from a file, edited, checked, kept, written again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from eval.web.payload import Action, Payload, as_file, bytes_of, text_of
from rag.web.strings import known

if TYPE_CHECKING:
    from eval.core.documents import Documents
    from eval.exchange.questions.rows import Imported
    from eval.web.sets import OwnSets
    from rag.service import Service


def own_sets(data: Callable[[], Path]) -> "OwnSets":
    """Return the own sets in the data folder."""
    from eval.web.sets import OwnSets

    return OwnSets(data() / "questions")


def set_actions(service: "Service", data: Callable[[], Path]) -> dict[str, Action]:
    """Return the actions on own sets by name."""

    def documents() -> "Documents":
        from eval.core.documents import documents_of

        return documents_of(service.document, lambda: service.library)

    def named(imported: "Imported", language: str) -> list[Payload]:
        """The rows that cannot be used, each with its place and one sentence in the reader's language."""
        return [
            {"sheet": one.sheet, "row": one.row, "column": one.column, "text": one.text(language)}
            for one in imported.problems
        ]

    def read(asked: Payload) -> Payload:
        """Read a file of questions into rows to edit; broken rows are among the problems."""
        from eval.exchange.questions.importing import import_questions
        from eval.exchange.questions.template import page_row

        name = text_of(asked, "name")
        imported = import_questions(bytes_of(asked), name, documents(), kinds=None)
        return {
            "rows": [page_row(question, known(asked.get("language"))) for question in imported.questions],
            "kinds": imported.kinds,
            "problems": named(imported, known(asked.get("language"))),
            "ignored": imported.ignored,
        }

    def save(asked: Payload) -> Payload:
        rows = asked.get("rows")
        name, version = text_of(asked, "name"), text_of(asked, "version")
        imported, version = own_sets(data).save(
            name, rows if isinstance(rows, list) else [], version, documents(), kinds=bool(asked.get("kinds"))
        )
        problems = named(imported, known(asked.get("language")))
        return {"problems": problems, "version": version, "saved": 0 if problems else len(imported.questions)}

    def opened(asked: Payload) -> Payload:
        rows, version, kinds = own_sets(data).rows(text_of(asked, "name"), known(asked.get("language")))
        return {"rows": rows, "version": version, "kinds": kinds}

    def template(asked: Payload) -> Payload:
        from eval.exchange.questions.template import template

        ending = ".csv" if asked.get("format") == ".csv" else ".xlsx"
        return as_file(f"questions{ending}", template(known(asked.get("language")), ending))

    def written(asked: Payload) -> Payload:
        from eval.exchange.questions.template import template

        name = text_of(asked, "name")
        questions = own_sets(data).questions(name)
        return as_file(f"{name}.xlsx", template(known(asked.get("language")), ".xlsx", questions))

    def delete(asked: Payload) -> Payload:
        own_sets(data).delete(text_of(asked, "name"))
        return {}

    return {
        "names": lambda _: {"names": own_sets(data).names()},
        "open": opened,
        "read": read,
        "save": save,
        "delete": delete,
        "template": template,
        "write": written,
    }
