"""The questions of `make check`: fixed parts of the development halves, and the rules by which they were chosen.

Each part watches something that can break by itself. The aims of the first two leave room for what another processor
may change; what the third asks is found by rules and the digest, where nothing of that kind happens.

- `read`: look-ups that the LLM reads passages for and that are answered, in Russian and English, at most two of a type.
- `refusals`: questions of either set that are decided nearest to a threshold of the gate, `MIN_DISTANCE` away or more.
- `kinds`: one Russian question of each kind, of small talk and of what is to be refused, then English ones.

All are right when they are chosen. Within a part the order is that of the sha256 of ids, so that nobody picks.
"""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.core.dataset import EvalError, Identifier
from eval.core.kinds.report import KindOutcome, KindReport
from eval.core.lookups.records import Outcome, Report
from rag.types import Answer, GateReport, Mode, Reason

CHECK = Path(__file__).parents[1] / "check.toml"
READ = {"ru": 8, "en": 4}
MAX_OF_TYPE = 2
REFUSALS, KINDS = 12, 16
MIN_DISTANCE = 0.05
"""Probabilities nearer to a threshold may fall on its other side on another processor (eval/LOG.md)."""
SHARES = {"read": 11 / 12, "refusals": 11 / 12, "kinds": 1.0}
_HEAD = """\
# The questions of `make check`, chosen by `python -m eval.check --choose` by the rules in eval/core/check.py, and how
# many of each part have to be right.
"""


class Part(BaseModel):
    """A part: its set, its questions and how many of them have to be right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    set: Literal["lookups", "kinds"]
    at_least: Annotated[int, Field(gt=0)]
    ids: Annotated[tuple[Identifier, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.at_least > len(set(self.ids)) or len(set(self.ids)) < len(self.ids):
            raise ValueError(f"{self.at_least} of {len(set(self.ids))} different questions cannot be right")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    part: Annotated[tuple[Part, ...], Field(min_length=1)]


def load_parts(path: Path = CHECK) -> tuple[Part, ...]:
    """Return the parts of a file. Raises EvalError if it cannot be read or does not fit the schema."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).part
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise EvalError(f"Cannot read the questions in {path}: {error}. Restore it, or choose anew.") from error


def dump_parts(parts: Iterable[Part]) -> str:
    """Return parts as the file that `load_parts` reads."""
    blocks = [
        f'[[part]]\nname = "{part.name}"\nset = "{part.set}"\nat_least = {part.at_least}\nids = [\n'
        + "".join(f'  "{key}",\n' for key in part.ids)
        + "]\n"
        for part in parts
    ]
    return "\n".join([_HEAD, *blocks])


def is_right(outcome: Outcome | KindOutcome) -> bool:
    """Return whether a question came out as it should.

    A look-up does if the decision is right, every fact is stated, a gold point is cited and nothing forbidden shown.
    """
    values = outcome.values
    if isinstance(outcome, KindOutcome):
        return values["right"] == 1
    cited = values["gold_cited"]
    return all(values[key] in {None, 1} for key in ("decision", "facts", "clean")) and (cited is None or cited > 0)


def choose(lookups: Report, kinds: KindReport) -> tuple[Part, ...]:
    """Return the parts, chosen by the rules above from the reports of both development halves."""
    right_lookups = sorted((one for one in lookups.outcomes if is_right(one)), key=lambda one: _hash(one.id))
    right_kinds = sorted((one for one in kinds.outcomes if is_right(one)), key=lambda one: _hash(one.id))
    near = {one.id for one in _nearest(right_kinds)}
    return (
        _part("read", "lookups", _read(right_lookups)),
        _part("refusals", "kinds", [one.id for one in _nearest(right_kinds)]),
        _part("kinds", "kinds", _of_each_kind([one for one in right_kinds if one.id not in near])),
    )


def _part(name: str, set_: Literal["lookups", "kinds"], ids: Sequence[str]) -> Part:
    return Part(name=name, set=set_, at_least=round(SHARES[name] * len(ids)), ids=tuple(ids))


def _read(outcomes: Sequence[Outcome]) -> list[str]:
    types: Counter[str] = Counter()
    left = Counter(READ)
    ids = []
    for outcome in outcomes:
        item, result = outcome.observation.item, outcome.observation.result
        by_llm = isinstance(result, Answer) and result.gate is not None and result.mode in {Mode.QUOTED, Mode.GENERATED}
        if by_llm and not item.history and left[item.lang] > 0 and types[item.type] < MAX_OF_TYPE:
            ids.append(outcome.id)
            types[item.type] += 1
            left[item.lang] -= 1
    return ids


def _nearest(outcomes: Sequence[KindOutcome]) -> list[KindOutcome]:
    """The questions whose probability is nearest to the threshold that decided them."""
    distances = [(distance, one) for one in outcomes if (distance := _distance(one)) is not None]
    near = sorted((pair for pair in distances if pair[0] >= MIN_DISTANCE), key=lambda pair: pair[0])
    return [one for _, one in near[:REFUSALS]]


def _distance(outcome: KindOutcome) -> float | None:
    """How far the probability is from the threshold that decided; None where no gate did."""
    given = outcome.given
    if not given.get("gate"):
        return None
    gate = GateReport(**given["gate"])
    threshold = _stricter(gate.threshold) if given.get("reason") == Reason.UNSUPPORTED else gate.threshold
    return abs(gate.probability - threshold)


def _stricter(threshold: float) -> float:
    """Return the threshold below which a gate, known by its other one, quotes nothing where the LLM cannot point."""
    from rag.answerability.gate import Gate

    found = (Gate.load(prefix).thresholds for prefix in ("", "fallback_"))
    return next((one.quote for one in found if one.answer == threshold), threshold)


def _of_each_kind(outcomes: Sequence[KindOutcome]) -> list[str]:
    """One Russian question of each kind that is answered without the LLM, or not to be answered; then English ones."""
    ids: list[str] = []
    for lang in ("ru", "en"):
        cells: set[str] = set()
        for outcome in outcomes:
            question = outcome.question
            cell = "unanswerable" if question.unanswerable else question.kind
            if question.lang == lang and not question.history and cell != "lookup" and cell not in cells:
                cells.add(cell)
                ids.append(outcome.id)
    return ids[:KINDS]


def _hash(key: str) -> str:
    return hashlib.sha256(f"check:{key}".encode()).hexdigest()
