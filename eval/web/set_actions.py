"""Own sets of questions on the evaluators' page: read from a file, edited, checked, kept, written again."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from eval.web.payload import Action, Payload, as_file, bytes_of, text_of
from rag.web.strings import known

if TYPE_CHECKING:
    from eval.web.sets import OwnSets
    from rag.service import Service


def own_sets(data: Callable[[], Path]) -> "OwnSets":
    """Return the own sets in the data folder."""
    from eval.web.sets import OwnSets

    return OwnSets(data() / "questions")


def set_actions(service: "Service", data: Callable[[], Path]) -> dict[str, Action]:
    """Return the actions on own sets by name."""

    def sections() -> set[int]:
        return {section.number for section in service.document.sections}

    def read(asked: Payload) -> Payload:
        """Read a file of questions into rows to edit; broken rows are among the problems."""
        from eval.exchange.questions import import_questions
        from eval.exchange.template import cells_of

        name = text_of(asked, "name")
        imported = import_questions(bytes_of(asked), name, sections())
        return {
            "rows": [cells_of(question, "ru") for question in imported.questions],
            "problems": [{**asdict(problem), "text": str(problem)} for problem in imported.problems],
            "ignored": imported.ignored,
        }

    def save(asked: Payload) -> Payload:
        rows = asked.get("rows")
        imported, version = own_sets(data).save(
            text_of(asked, "name"), rows if isinstance(rows, list) else [], text_of(asked, "version"), sections()
        )
        problems = [{**asdict(problem), "text": str(problem)} for problem in imported.problems]
        return {"problems": problems, "version": version, "saved": 0 if problems else len(imported.questions)}

    def opened(asked: Payload) -> Payload:
        rows, version = own_sets(data).rows(text_of(asked, "name"))
        return {"rows": rows, "version": version}

    def template(asked: Payload) -> Payload:
        from eval.exchange.template import template

        ending = ".csv" if asked.get("format") == ".csv" else ".xlsx"
        return as_file(f"questions{ending}", template(known(asked.get("language")), ending))

    def written(asked: Payload) -> Payload:
        from eval.core.dataset import load
        from eval.exchange.template import template

        name = text_of(asked, "name")
        questions = load(own_sets(data).path(name))
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
