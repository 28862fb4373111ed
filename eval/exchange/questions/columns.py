"""The columns of a sheet of questions and the words in them, from columns.toml, and what each cell means.

A cell that means nothing is InvalidCellError, which says what is allowed; importing.py beside this adds the place.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from eval.core.dataset import Exchange
from eval.exchange.questions.errors import LANGUAGES, InvalidCellError
from index.language.words import fold

COLUMNS = (
    "id",
    "document",
    "question",
    "history",
    "kind",
    "sections",
    "facts",
    "answerable",
    "short",
    "language",
    "reference",
)
MAX_SECTION = 100_000
_LOOKUPS = ("lookup", "list", "point")
"""Kinds of which look-ups have questions too."""
DASHES = "-–—‑"


@cache
def table() -> Mapping[str, Any]:
    """Return columns.toml."""
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Return a header or word as it is compared: in lower case, «е» for «ё», without spaces and colons around it."""
    text = " ".join(text.replace("\ufeff", "").split())
    return fold(text).strip(" :*?")


@cache
def _headers() -> dict[str, str]:
    return {
        folded(name): column
        for column in COLUMNS
        for language in LANGUAGES
        for name in (*table()["columns"][column][language], column)
    }


def header(column: str, language: str) -> str:
    """Return the header of a column in a language, as the template writes it."""
    return str(table()["columns"][column][language][0])


def column_of(name: str) -> str | None:
    """Return the column that a header names in either language, or None."""
    return _headers().get(folded(name))


def recognised(row: Sequence[str]) -> int:
    """Return how many cells of a row are headers; 0 without the one of the question."""
    columns = {column for cell in row if (column := column_of(cell))}
    return len(columns) if "question" in columns else 0


def answerable(text: str) -> str | None:
    """Return what is expected (`answered`, `refused`, `either`), or None for an empty cell."""
    word = folded(text)
    if not word:
        return None
    for expect, words in table()["answerable"].items():
        if word in words:
            return str(expect)
    raise InvalidCellError("answerable_word")


def kind(text: str) -> str:
    """Return the kind; the Russian names of known kinds are translated, an empty cell is `own`."""
    word = folded(text)
    for name, words in table()["kinds"].items():
        if word in words:
            return str(name)
    name = word.replace(" ", "_")
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", name):
        russian = (words[0] for words in table()["kinds"].values())
        raise InvalidCellError("kind_word", kinds_ru=", ".join(russian), kinds_en=", ".join(table()["kinds"]))
    return name or "own"


def suggests_kinds(text: str) -> bool:
    """Return whether a cell names a kind whose answers no rule of look-ups can judge."""
    word = folded(text)
    return any(word in (name, *words) for name, words in table()["kinds"].items() if name not in _LOOKUPS)


def known_kind(text: str) -> str:
    """Return one of the twelve kinds by its name in either language; an empty cell is a look-up."""
    word = folded(text)
    for name, words in table()["kinds"].items():
        if word in (name, *words):
            return str(name)
    if word:
        russian = ", ".join(words[0] for words in table()["kinds"].values())
        raise InvalidCellError("kind_of_twelve", kinds_ru=russian, kinds_en=", ".join(table()["kinds"]))
    return "lookup"


def verdict(text: str) -> str | None:
    """Return the verdict that a word stands for (`yes`, `no`, `not_in_text`), or None for an empty cell."""
    word = folded(text)
    if not word:
        return None
    for name, words in table()["verdicts"].items():
        if word in words:
            return str(name)
    raise InvalidCellError("verdict_word")


def number(text: str) -> int | None:
    """Return a whole number from 0, or None for an empty cell."""
    word = folded(text)
    if word and not re.fullmatch(r"[0-9]{1,9}", word):
        raise InvalidCellError("whole_number")
    return int(word) if word else None


def sections(text: str) -> tuple[int, ...]:
    """Return the numbers of points in a cell such as «п. 16; 18–20, преамбула», each once, in order.

    For rows that are read without their document; references.py beside this knows what its sections are called.
    """
    numbers: list[int] = []
    for part in re.split(r"[;,\n]", text):
        word = without_prefix(folded(part))
        if not word:
            continue
        if word in table()["preamble"]["words"]:
            numbers.append(0)
        elif match := re.fullmatch(rf"(\d+)(?:\s*[{DASHES}]\s*(\d+))?", word):
            first, last = int(match[1]), int(match[2] or match[1])
            if not first <= last <= MAX_SECTION:
                raise InvalidCellError("wrong_range", part=part.strip())
            numbers += range(first, last + 1)
        else:
            raise InvalidCellError("no_number", part=part.strip())
    return tuple(dict.fromkeys(numbers))


def without_prefix(word: str) -> str:
    """Return a number without the word for a section before it; any other text as it is."""
    for prefix in table()["prefixes"]["words"]:
        rest = word.removeprefix(prefix).strip()
        if rest != word and rest[:1].isdigit():
            return rest
    return word


def facts(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the facts in a cell: separated by semicolons or lines, the spellings of one by «|»."""
    found = (
        tuple(spelling.strip() for spelling in fact.split("|") if spelling.strip()) for fact in re.split(r"[;\n]", text)
    )
    return tuple(fact for fact in found if fact)


def history(text: str) -> tuple[Exchange, ...]:
    """Return the earlier turns in a cell: lines that begin with «В:» and «О:» (or Q and A) in turn."""
    turns: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        speaker, _, said = line.partition(":")
        who = next((who for who, names in table()["turns"].items() if folded(speaker) in names), None)
        if who:
            turns.append((who, said.strip()))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]}\n{line}".strip())
        else:
            raise InvalidCellError("history_start")
    return _exchanges(turns)


def _exchanges(turns: Sequence[tuple[str, str]]) -> tuple[Exchange, ...]:
    if [who for who, _ in turns] != ["question", "answer"] * (len(turns) // 2) or not all(said for _, said in turns):
        raise InvalidCellError("history_turns")
    return tuple(Exchange(question=turns[at][1], answer=turns[at + 1][1]) for at in range(0, len(turns), 2))


def language(text: str) -> str:
    """Return a language's code in lower case; an empty cell stays empty."""
    code = folded(text)
    if code and not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*|other", code):
        raise InvalidCellError("language_code")
    return code


def as_cells(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a question that is given as lists and objects, as JSON Lines give it."""
    return {column: _cell(value) for column, value in values.items()}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(_entry(entry) for entry in value)
    if isinstance(value, dict):
        return _entry(value)
    return str(value)


def _entry(value: object) -> str:
    if isinstance(value, dict) and value.keys() == {"question", "answer"}:
        return f"Q: {value['question']}\nA: {value['answer']}"
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    if isinstance(value, Mapping | Iterable) and not isinstance(value, str):
        raise InvalidCellError("object")
    return str(value)
