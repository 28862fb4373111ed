"""A report without traces: small enough to be committed, and still a report that is shown and compared.

Its figures are those of the whole report; what each step of an answer saw is left out.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.core.metrics import Failure, Observation, shown_text
from eval.core.records import Outcome, Report, to_data
from models.files import write_atomically
from rag.types import Answer, Citation, Sentence


def brief(made: Report) -> Report:
    """Return a report without traces: no passages, quotations, features, or support of single sentences."""
    return replace(made, outcomes=tuple(replace(one, observation=_brief(one), supports=()) for one in made.outcomes))


def _brief(outcome: Outcome) -> Observation:
    observation = outcome.observation
    result = observation.result
    if isinstance(result, Failure):
        return observation
    gate = result.gate and replace(result.gate, feature_values={})
    if isinstance(result, Answer):
        cited = dict.fromkeys(citation.point for citation in result.citations)
        whole = Sentence(shown_text(result), tuple(Citation(point, "", 0, 0) for point in cited))
        result = replace(result, text="", sentences=(whole,), passages=(), dropped=(), gate=gate)
        return replace(observation, result=result)
    return replace(observation, result=replace(result, passages=(), dropped=(), gate=gate))


def save_brief(made: Report, path: Path) -> None:
    """Write a report without traces as compact JSON, numbers rounded to four digits; `load_report` reads it."""
    text = json.dumps(_rounded(to_data(brief(made))), ensure_ascii=False, separators=(",", ":"))
    write_atomically(path, (text + "\n").encode())


def _rounded(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value
