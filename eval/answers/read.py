"""Read a file of answers of any system: objects of `rag.ask --jsonl`, of which only `id` and `answer` are needed.

What an object does not say is read from its text. Citations from marks like «[п. 16]», «[пп. 3, 4]» and
«[преамбула]»: each sentence becomes an item with the sections that it marks. A refusal, where there is no `status`, by
the phrases of phrases.toml in the first sentence. The verdict from the first word, the number from the first number.
Knows nothing of questions.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eval.core.dataset import EvalError
from index.document import PREAMBLE
from index.language.numbers import number_value
from index.language.sentences import split_sentences
from index.language.words import fold, words

STATUSES = ("answered", "refused", "talk", "error")
BY_STATUS = "status"
"""How a refusal was recognised that the system itself named."""
_PHRASES = Path(__file__).with_name("phrases.toml")
_ID = r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a system.

    Attributes:
        objects: An object by the id of each question, with `status`, `answer`, `items` and `citations`.
        refusals: The id of each refused question, and by what the refusal was recognised: "status" or a phrase.
        keys: The keys that any object of the file has: what the system tells at all.
    """

    objects: Mapping[str, Mapping[str, Any]]
    refusals: Mapping[str, str]
    keys: frozenset[str]

    def counts(self, ids: Iterable[str]) -> dict[str, int]:
        """Return by what the refusals of some questions were recognised, the commonest first."""
        return dict(Counter(self.refusals[key] for key in ids if key in self.refusals).most_common())


def read_answers(path: Path) -> Answers:
    """Return the answers of a JSON Lines file.

    Raises:
        EvalError: the file cannot be read or is empty, a line is no such object, or an id stands twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"Cannot read the answers in {path}: {error}. Name a file of JSON lines in UTF-8.") from error
    found = [_parse(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise EvalError(f"{path} holds no answers. Give one JSON object with id and answer a line.")
    if repeated := [key for key, count in Counter(one["id"] for one in found).items() if count > 1]:
        raise EvalError(f"{path.name} answers these ids more than once: {', '.join(repeated)}. Leave one line of each.")
    return answers_of(found)


def answers_of(objects: Iterable[Mapping[str, Any]]) -> Answers:
    """Return the answers of objects that each have an id and an answer. Raises EvalError as `read_answers`."""
    made, refusals, keys = {}, {}, set()
    for raw in objects:
        keys |= {key for key, value in raw.items() if value is not None}
        completed = complete(raw)
        made[str(raw["id"])] = completed
        if completed["status"] == "refused":
            refusals[str(raw["id"])] = BY_STATUS if raw.get("status") else refusal_phrase(raw["answer"]) or BY_STATUS
    return Answers(made, refusals, frozenset(keys))


def complete(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with what its text tells in place of the keys that it lacks.

    Raises:
        EvalError: its status is unknown, or a citation names no section.
    """
    text: str = raw["answer"]
    status = raw.get("status") or ("refused" if refusal_phrase(text) or not text.strip() else "answered")
    if status not in STATUSES:
        raise EvalError(f"Answer {raw['id']} has the status {status!r}; allowed are {', '.join(STATUSES)}.")
    given = [_citation(one, raw["id"]) for one in raw.get("citations") or ()]
    items: Sequence[Mapping[str, Any]] = ()
    if status == "answered":
        listed = raw.get("items")
        items = _items(text, given) if listed is None else [_item(one, raw["id"]) for one in listed]
    cited = given or [citation for item in items for citation in item["citations"]]
    made = {**raw, "id": str(raw["id"]), "status": status, "items": items, "citations": cited}
    if status == "answered":
        made.setdefault("verdict", _verdict(text))
        made.setdefault("count", _number(text))
    return made


def refusal_phrase(text: str) -> str | None:
    """Return the listed phrase that marks a text as a refusal; None if its first sentence has none."""
    first = fold(next((sentence.text for sentence in split_sentences(text)), ""))
    return next((phrase for phrase in _phrases()["refusals"] if phrase in first), None)


def marked_sections(text: str) -> tuple[str, ...]:
    """Return the ids of the sections that citation marks in a text name, each once; the preamble is "0"."""
    found: list[str] = []
    mark, between = _marks()
    for match in mark.finditer(text):
        found += [str(PREAMBLE)] if match["preamble"] else re.findall(_ID, between.sub(" ", match["ids"]))
    return tuple(dict.fromkeys(found))


def without_marks(text: str) -> str:
    """Return a text without its citation marks."""
    return re.sub(
        r"\s+([.,;:!?])", r"\1", re.sub(r"[ \t]*" + _marks()[0].pattern, "", text, flags=re.IGNORECASE)
    ).strip()


def _parse(line: str, where: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise EvalError(f"{where} is not JSON: {error}. Mend the line.") from error
    wanted = '{"id": "1", "answer": "…"}'
    if not isinstance(found, dict) or not isinstance(found.get("id"), str | int) or not found["id"]:
        raise EvalError(f"{where} is no object with an id. Give {wanted}.")
    if not isinstance(found.get("answer"), str):
        raise EvalError(f"{where}: the answer is {found.get('answer')!r}, a text is needed. Give {wanted}.")
    for key in ("citations", "items", "passages"):
        if not isinstance(found.get(key), list | None):
            raise EvalError(f"{where}: {key} is {found[key]!r}, a list is needed. Mend it or leave it out.")
    return {**found, "id": str(found["id"])}


def _citation(value: object, identifier: str) -> dict[str, Any]:
    """A citation as an object; "16" and 16 are citations of a whole section."""
    fields = dict(value) if isinstance(value, Mapping) else {"section": value}
    point = fields.get("point")
    section = point if point is not None else fields.get("section")
    if isinstance(section, bool) or not isinstance(section, str | int) or not str(section):
        raise EvalError(f"Answer {identifier} cites {value!r}, which names no point or section. Mend or remove it.")
    # A section that only looks like a number is no point: the document knows what is called so.
    return {**fields, "section": str(section), "point": int(str(point)) if str(point).isdecimal() else None}


def _item(value: object, identifier: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        raise EvalError(f"Answer {identifier} has the item {value!r}; an object with a text is needed. Mend it.")
    return {**value, "citations": [_citation(one, identifier) for one in value.get("citations") or ()]}


def _items(text: str, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sentences of an answer with what each marks; the whole answer with all citations where none is marked."""
    if given and not marked_sections(text):
        return [{"text": text.strip(), "citations": list(given)}]
    of = {one["section"]: one for one in reversed(given)}
    # A mark after a full stop belongs to the sentence before it.
    moved = re.sub(rf"([.!?…])\s*({_marks()[0].pattern})", r" \2\1", text, flags=re.IGNORECASE)
    pieces = [sentence.text for sentence in split_sentences(moved)]
    return [
        {
            "text": without_marks(piece),
            "citations": [of.get(name) or _citation(name, "") for name in marked_sections(piece)],
        }
        for piece in pieces
    ]


def _verdict(text: str) -> str | None:
    first = next((fold(word.text) for word in words(text)), "")
    return next((name for name, spellings in _phrases()["verdicts"].items() if first in spellings), None)


def _number(text: str) -> int | None:
    """The first number in digits, else the first in words."""
    plain = without_marks(text)
    if digits := re.search(r"(?<![\w.,])\d{1,6}(?![\w.,]*\d)", plain):
        return int(digits[0])
    spelt = (word for word in words(plain) if not re.fullmatch("[IVX]+", word.text))
    return next((value for word in spelt if (value := number_value(word)) is not None), None)


@cache
def _phrases() -> dict[str, Any]:
    return tomllib.loads(_PHRASES.read_text(encoding="utf-8"))


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a citation mark looks like, and what may stand between the ids in it."""
    marks = _phrases()["marks"]
    preambles, before, joining, again = ("|".join(marks[name]) for name in ("preambles", "before", "joining", "again"))
    mark = re.compile(
        rf"\[\s*(?:(?P<preamble>{preambles})|(?:{before})\.?\s*"
        rf"(?P<ids>{_ID}(?:\s*(?:,|;|{joining})\s*(?:(?:{again})\s*)?{_ID})*))\s*\]",
        re.IGNORECASE,
    )
    return mark, re.compile(rf"\b(?:{again}|{joining})")
