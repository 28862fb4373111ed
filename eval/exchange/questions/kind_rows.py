"""A row of cells as a question of one of the twelve kinds, whose gold depends on the kind, and the other way round.

In the cell of sections, semicolons separate the sides of a comparison and the themes of an overview; what stands in
brackets may be cited and need not be. The cell of the short answer holds a verdict, a number or accepted words.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from eval.core.kinds.questions import DECLARATION, KindQuestion
from eval.exchange.questions import columns
from eval.exchange.questions.errors import CellError, Message, from_validation, meaning

OWN_STYLE, OWN_SORT = "own", "outside_text"
_NEEDS = {
    "compare": ("sections", "needs_sides"),
    "yes_no": ("short", "needs_short"),
    "count": ("short", "needs_short"),
    "about": ("sections", "needs_gold"),
}
Ids = Callable[[str], tuple[str, ...]]


def kind_question(text: Mapping[str, str], identifier: str, language: str, ids: Ids) -> KindQuestion:
    """Return the question of a row.

    Args:
        text: The cells by column, stripped.
        identifier: Its id.
        language: Its language.
        ids: Returns the sections in a part of a cell; raises InvalidCellError.

    Raises:
        CellError: a cell means nothing, or the kind needs more gold than the row has.
    """
    kind = meaning("kind", text["kind"], columns.known_kind)
    gold = {**meaning("sections", text["sections"], lambda cell: _sections(kind, cell, ids)), **_short(kind, text)}
    gold["facts"] = meaning("facts", text["facts"], columns.facts)
    expect = _expect(kind, text, has_gold=any(value not in ((), None) for value in gold.values()))
    fields: dict[str, Any] = {
        "id": identifier,
        "lang": language,
        "kind": kind,
        "style": OWN_STYLE,
        "question": text["question"],
        "history": meaning("history", text["history"], columns.history),
        "expect": expect,
        "sort": OWN_SORT if expect == "refused" and kind != "beyond" else None,
        "reference": text["reference"],
        "document": text["document"] or DECLARATION,
        **gold,
    }
    try:
        return KindQuestion.model_validate({key: one for key, one in fields.items() if one not in ((), "", None)})
    except ValidationError as error:
        if "needs more gold" in error.errors()[0]["msg"]:
            column, key = _NEEDS.get(kind, ("sections", "needs_sections"))
            raise CellError(column, text[column], Message(key)) from error
        raise from_validation(error, text) from error


def kind_cells(question: KindQuestion, language: str, answerable: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a question that depend on its kind, with the words of a language.

    Args:
        question: The question.
        language: "ru" or "en".
        answerable: The words for `answered` and `refused`.
    """
    groups = [", ".join(group) for group in (*question.sides, *question.themes)] or list(question.must)
    optional = list(question.may) if question.kind == "quote" else [f"({section})" for section in question.may]
    if question.verdict is not None:
        short = columns.table()["written"][language][question.verdict]
    else:
        number = question.claims if question.claims is not None else question.count
        short = "|".join(question.short) if number is None else str(number)
    return {
        "kind": str(columns.table()["kinds"][question.kind][0]) if language == "ru" else question.kind,
        "sections": "; ".join([*groups, *optional]),
        "answerable": answerable.get(question.expect, ""),
        "short": short,
        "document": "" if question.document == DECLARATION else question.document,
    }


def _sections(kind: str, cell: str, ids: Ids) -> dict[str, Any]:
    parts = [part for part in map(str.strip, re.split(r"[;\n]", cell)) if part]
    optional = [part[1:-1] for part in parts if re.fullmatch(r"\(.+\)", part)]
    wanted = [ids(part) for part in parts if not re.fullmatch(r"\(.+\)", part)]
    may = _flat(ids(part) for part in optional)
    if kind == "compare":
        # Two sections, however they are separated, are the two sides.
        whole = _flat(wanted)
        sides = tuple((one,) for one in whole) if len(wanted) == 1 and len(whole) == 2 else tuple(wanted)
        return {"sides": sides, "may": may}
    if kind == "overview":
        return {"themes": tuple(wanted), "may": may}
    return {"may": (*_flat(wanted), *may)} if kind == "quote" else {"must": _flat(wanted), "may": may}


def _flat(groups: Any) -> tuple[str, ...]:  # noqa: ANN401 (an iterable of tuples)
    return tuple(dict.fromkeys(section for group in groups for section in group))


def _short(kind: str, text: Mapping[str, str]) -> dict[str, Any]:
    cell = text["short"]
    if kind == "yes_no":
        return {"verdict": meaning("short", cell, columns.verdict)}
    if kind in {"count", "overview"}:
        return {"count" if kind == "count" else "claims": meaning("short", cell, columns.number)}
    if kind == "about" and re.fullmatch(r"[0-9]{1,9}", cell):
        return {"count": int(cell)}
    return {"short": tuple(filter(None, map(str.strip, re.split(r"[|;\n]", cell))))}


def _expect(kind: str, text: Mapping[str, str], *, has_gold: bool) -> str:
    said = meaning("answerable", text["answerable"], columns.answerable)
    if kind == "talk":
        return "talk"
    if kind == "beyond":
        return "refused"
    if said == "either":
        raise CellError("answerable", text["answerable"], Message("either_of_kinds"))
    if said is None and not has_gold:
        raise CellError("answerable", "", Message("answerable_empty"))
    return said or "answered"
