"""What a run leaves behind: outcomes, the metadata of the run, and the report file.

report.json holds everything that report.html shows, so that a page can be drawn again, or a later run compared with
it, without the engine. Fields whose names in the code have changed keep their old names on disk: an earlier report
still loads as a baseline. Knows nothing of how the questions were asked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from pydantic import TypeAdapter

from eval.core import report_file
from eval.core.dataset import cluster_of
from eval.core.lookups.metrics import Failure, Observation, Values, leaked, missed_facts, score, shown_text, supports_of
from eval.core.lookups.summary import JUDGED, METRICS, GateCurve, Verdict, gate_of, summarise, verdicts
from eval.core.lookups.support import Lemmas, Support
from eval.core.run_report import Fault, RunMetadata, RunReport
from rag.render import parse_why, why
from rag.types import Answer, RejectedSentence, Rejection

_STORED = (
    (frozenset({"p_relevant", "threshold"}), {"p_relevant": "fits", "feature_values": "signals"}),
    (frozenset({"run_metadata", "outcomes"}), {"run_metadata": "about"}),
    (frozenset({"gap_to_top", "z_score"}), {
        "gap_to_top": "behind", "top2_margin": "margin", "z_score": "deviation", "oov_share": "absent",
        "oov_name": "absent_name", "oov_number": "absent_number", "unsupported_entity": "unnamed",
        "unsupported_place": "unnamed_place", "misattributed": "misascribed", "kernel_passage": "near_passage",
        "kernel_text": "near_text", "hidden_state": "state",
    }),
)  # fmt: skip
"""Fields by which an object is recognised, and the names on disk of those that were renamed."""

_LOADED = tuple(
    (frozenset(names.get(field, field) for field in fields), {old: new for new, old in names.items()})
    for fields, names in _STORED
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with its result, its values, the support of each sentence, missed facts and faults."""

    observation: Observation
    values: Values
    supports: tuple[Support, ...]
    missed: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """The question's id."""
        return self.observation.item.id

    @property
    def cluster(self) -> str:
        """The name of the questions that succeed or fail together with this one."""
        return cluster_of(self.observation.item)

    @property
    def shown(self) -> str:
        """What the reader read, without citation marks."""
        return shown_text(self.observation.result)


@dataclass(frozen=True, slots=True)
class Report(RunReport):
    """The results of one run; `refusals` counts by what each refusal of another system was recognised."""

    metrics: ClassVar = METRICS
    judged: ClassVar = dict.fromkeys(JUDGED, True)

    outcomes: tuple[Outcome, ...]
    verdicts: tuple[Verdict, ...]
    gate: GateCurve
    format: int = report_file.FORMAT
    refusals: Mapping[str, int] = field(default_factory=dict)


def judge(observation: Observation, points: Mapping[int, str], lemmas: Lemmas) -> Outcome:
    """Score one observation and name its faults."""
    values = score(observation, points, lemmas)
    supports = supports_of(observation.result, points, lemmas)
    missed = missed_facts(observation.item, observation.result, lemmas)
    return Outcome(observation, values, supports, missed, tuple(_faults(observation, values, supports, missed)))


def assemble(
    run_metadata: RunMetadata, outcomes: Iterable[Outcome], refusals: Mapping[str, int] | None = None
) -> Report:
    """Make the report of a run from its outcomes."""
    outcomes = tuple(outcomes)
    rows = [(outcome.observation.item, outcome.values) for outcome in outcomes]
    gate = gate_of(outcome.observation for outcome in outcomes)
    return Report(run_metadata, outcomes, summarise(rows), verdicts(rows), gate, refusals=dict(refusals or {}))


def save(made: Report, path: Path) -> None:
    """Write a report as JSON; an interrupted write leaves the earlier file as it was."""
    report_file.write(to_data(made), path)


def to_data(made: Report, *, without_defaults: bool = False) -> Any:  # noqa: ANN401 (any JSON)
    """Return a report as the JSON data that is kept on disk, on request without fields that have their defaults."""
    return to_stored(_adapter().dump_python(made, mode="json", exclude_defaults=without_defaults))


def load_report(path: Path) -> Report:
    """Read a report that `save` wrote.

    Raises:
        EvalError: the file is missing, or is not a report of this format.
    """
    return report_file.read(path, _adapter(), name="a report", command="eval.run", change=from_stored)


def to_stored(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return JSON data with the names that it has on disk."""
    return _renamed(_mapped(_mapped(value, _verdict_as_feature), _rejection_in_words), _STORED)


def from_stored(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return JSON data from disk with the names of the code."""
    return _mapped(_mapped(_renamed(value, _LOADED), _feature_as_verdict), _rejection_from_words)


def _rejection_in_words(rejected: dict[str, Any]) -> dict[str, Any]:
    """Put the reason and detail of a rejected sentence into the words that reports have."""
    if rejected.keys() != {"text", "points", "reason", "detail"}:
        return rejected
    text, points = rejected["text"], rejected["points"]
    sentence = RejectedSentence(text, tuple(points), Rejection(rejected["reason"]), rejected["detail"])
    return {"text": text, "points": points, "why": why(sentence)}


def _rejection_from_words(rejected: dict[str, Any]) -> dict[str, Any]:
    if rejected.keys() != {"text", "points", "why"}:
        return rejected
    reason, detail = parse_why(rejected["why"])
    return {"text": rejected["text"], "points": rejected["points"], "reason": reason, "detail": detail}


def _verdict_as_feature(gate: dict[str, Any]) -> dict[str, Any]:
    """Put the verdict of a gate report among the features, where reports have it: behind the other numbers."""
    if "feature_values" not in gate or "misattributed" not in gate:
        return gate
    misattributed, values = gate["misattributed"], gate["feature_values"]
    found = {}
    for name, value in values.items():
        found[name] = value
        if name == "unsupported_place":
            found["misattributed"] = float(misattributed)
    return {name: value for name, value in gate.items() if name != "misattributed"} | {"feature_values": found}


def _feature_as_verdict(gate: dict[str, Any]) -> dict[str, Any]:
    if "feature_values" not in gate:
        return gate
    values = dict(gate["feature_values"])
    return gate | {"misattributed": bool(values.pop("misattributed", False)), "feature_values": values}


def _mapped(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401
    """Return JSON data with each object changed."""
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return {k: _mapped(v, change) for k, v in change(value).items()} if isinstance(value, dict) else value


def _renamed(value: Any, table: tuple[tuple[frozenset[str], dict[str, str]], ...]) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_renamed(item, table) for item in value]
    if not isinstance(value, dict):
        return value
    names: dict[str, str] = next((names for fields, names in table if fields <= value.keys()), {})
    return {names.get(key, key): _renamed(item, table) for key, item in value.items()}


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def _faults(
    observation: Observation, values: Values, supports: Iterable[Support], missed: tuple[str, ...]
) -> Iterable[Fault]:
    item, result = observation.item, observation.result
    if isinstance(result, Failure):
        yield Fault("error", result.error)
        return
    answered = isinstance(result, Answer)
    if values["decision"] == 0:
        yield (
            Fault("answered", "answered, though the text holds no answer")
            if answered
            else Fault("refused", "refused, though the text holds the answer")
        )
    if values["hit_3"] == 0:
        yield Fault("retrieval", f"no gold point among the first three: {list(observation.ranked[:3])}")
    if answered and missed:
        yield Fault("facts", f"not stated: {'; '.join(missed)}")
    yield from _citation_faults(item.gold, values)
    for place, support in enumerate(supports, 1):
        if not support.full:
            yield Fault("support", f"sentence {place}: {_missing(support)}")
    if shown := leaked(item, result):
        yield Fault("leak", f"shown: {'; '.join(shown)}")
    if values["noted"] == 0:
        yield Fault("note", "no note on the language")


def _citation_faults(gold: tuple[int, ...], values: Values) -> Iterable[Fault]:
    if values["citation_valid"] not in {None, 1.0}:
        yield Fault("citation", "a citation is missing, out of range or not verbatim")
    if values["citation_recall"] not in {None, 1.0}:
        yield Fault("source", f"a sentence cites none of the gold points {list(gold)}")
    elif values["citation_precision"] not in {None, 1.0}:
        yield Fault("source", f"a citation is beside the gold points {list(gold)}")


def _missing(support: Support) -> str:
    if not support.hard:
        return f"not in the cited points: {', '.join((*support.numbers, *support.names))}"
    words = ", ".join(support.words)
    return f"{len(support.words)} of its {support.content} content words are not in the cited points: {words}"
