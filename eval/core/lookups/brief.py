"""A report without traces: small enough to be committed, and still a report that is shown and compared.

Its figures are those of the whole report; what each step of an answer saw is left out.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.core.lookups.metrics import Failure, Observation, shown_text
from eval.core.lookups.records import Outcome, Report, to_data
from models.files import write_atomically
from rag.types import Answer, Citation, Result, Sentence


def brief(made: Report) -> Report:
    """Return a report without traces: no passages, quotations, features, notes, facts, references, or support."""
    return replace(made, outcomes=tuple(map(_brief, made.outcomes)))


def _brief(outcome: Outcome) -> Outcome:
    observation = outcome.observation
    item = observation.item.model_copy(update={"reference": "", "facts": ()})
    # A value that is missing means the same as one that does not apply.
    values = {key: value for key, value in outcome.values.items() if value is not None}
    return replace(
        outcome, observation=replace(observation, item=item, result=_result(observation)), values=values, supports=()
    )


def _result(observation: Observation) -> Result | Failure:
    result = observation.result
    if isinstance(result, Failure):
        return result
    result = replace(result, question="", passages=(), dropped=(), other_kinds=())
    gate = result.gate and replace(result.gate, feature_values={}, p_relevant=0.0)
    if isinstance(result, Answer):
        cited = {one.point: Citation(one.point, "", 0, 0, one.locator) for one in result.citations}
        whole = Sentence(shown_text(result), tuple(cited.values()))
        return replace(result, text="", sentences=(whole,), note=None, gate=gate)
    return replace(result, gate=gate)


def save_brief(made: Report, path: Path) -> None:
    """Write a report without traces as compact JSON, numbers rounded to three digits; `load_report` reads it."""
    text = json.dumps(_rounded(to_data(brief(made), without_defaults=True)), ensure_ascii=False, separators=(",", ":"))
    write_atomically(path, (text + "\n").encode())


def _rounded(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if not isinstance(value, float):
        return value
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
