"""Aims: what must hold of a run's figures, read from a TOML file, and whether it does. Knows both sets' reports.

    [[aim]]
    set = "lookups"          # or "kinds"
    figure = "facts"         # a key of the report's summary
    group = "lang=ru"        # a group of the summary; all questions without it
    at_least = 0.85          # or at_most
    of = "interval"          # the end of the 95 % interval that is nearer to missing it; without it the value

A figure that no question counts for is missed: what was not measured does not hold.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.core.dataset import EvalError, misfits
from eval.core.kinds import report as kind_report
from eval.core.kinds.report import KindReport
from eval.core.lookups import summary
from eval.core.lookups.records import Report
from eval.core.statistics.estimates import Estimate

SetName = Literal["lookups", "kinds"]

MET, FAILED, MISSED, INTERRUPTED = 0, 1, 3, 130
"""Exit statuses: everything held or nothing was asked to hold; an error; an aim was missed; stopped by Ctrl-C."""


class Aim(BaseModel):
    """One bound on one figure."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    set: SetName
    figure: str
    group: str = summary.ALL
    at_least: Annotated[float, Field(allow_inf_nan=False)] | None = None
    at_most: Annotated[float, Field(allow_inf_nan=False)] | None = None
    of: Literal["value", "interval"] = "value"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, one of them")
        if self.figure not in figures(self.set):
            raise ValueError(f"'{self.figure}' is no figure of {self.set}; they are {', '.join(figures(self.set))}")
        return self

    @property
    def bound(self) -> float:
        """The number that the figure is held against."""
        bound = self.at_least if self.at_least is not None else self.at_most
        assert bound is not None
        return bound

    def holds(self, measured: Estimate) -> bool:
        """Return whether a figure keeps the bound."""
        least = self.at_least is not None
        found = measured.value if self.of == "value" else measured.low if least else measured.high
        return found is not None and (found >= self.bound if least else found <= self.bound)


@dataclass(frozen=True, slots=True)
class Checked:
    """An aim with what was measured."""

    aim: Aim
    measured: Estimate
    met: bool


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    aim: Annotated[tuple[Aim, ...], Field(min_length=1)]


@cache
def figures(name: SetName) -> dict[str, summary.Metric]:
    """Return the figures of a set's report by their keys."""
    return {metric.key: metric for metric in (summary.METRICS if name == "lookups" else kind_report.METRICS)}


def load_aims(path: Path) -> tuple[Aim, ...]:
    """Return the aims of a file.

    Raises:
        EvalError: the file cannot be read, or an aim does not fit the schema.
    """
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).aim
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvalError(f"Cannot read the aims in {path}: {error}. Name a TOML file like eval/aims.toml.") from error
    except ValidationError as error:
        raise EvalError(
            f"{path.name} holds no aims: {misfits(error)}. Mend it; eval/aims.toml is an example."
        ) from error


def check_aims(aims: Iterable[Aim], *reports: Report | KindReport) -> tuple[Checked, ...]:
    """Return the aims for the sets of some reports, in order, with what was measured."""
    by_set = {"kinds" if isinstance(report, KindReport) else "lookups": report for report in reports}
    found = []
    for aim in aims:
        if aim.set in by_set:
            measured = by_set[aim.set].summary.get(aim.group, {}).get(aim.figure, Estimate(0))
            found.append(Checked(aim, measured, aim.holds(measured)))
    return tuple(found)


def exit_status(checked: Sequence[Checked], *, complete: bool = True) -> int:
    """Return the exit status of a run: stopped, missed or met."""
    if not complete:
        return INTERRUPTED
    return MET if all(one.met for one in checked) else MISSED
