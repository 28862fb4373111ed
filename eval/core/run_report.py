"""What the reports on both sets have in common: where a report comes from, its outcomes and their figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from eval.core.lookups.summary import Metric, Summary


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """Where a report comes from.

    Attributes:
        made: Time of the report, UTC in ISO 8601.
        commit: Commit of the checkout, with a + if files differ from it; None without git.
        models: Names of the models by their role.
        document: sha256 of the source text.
        code: sha256 of the engine's own files.
        settings: The engine's settings, paths without their folders.
        selection: Which questions were selected.
        wanted: Number of selected questions.
        machine: The processor and the build of llama.cpp; empty in reports of earlier versions.
        weights: First digits of the sha256 of each file of weights; empty in reports of earlier versions.
    """

    made: str
    commit: str | None
    models: Mapping[str, str]
    document: str
    code: str
    settings: Mapping[str, str | int | float | bool | None]
    selection: Mapping[str, str | int | None] = field(default_factory=dict)
    wanted: int = 0
    machine: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong with one question: a kind to filter by and a detail to read."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run's outcomes with the figures of each group of questions; what an outcome is, each set says."""

    metrics: ClassVar[tuple[Metric, ...]]
    """The figures of the summary."""
    judged: ClassVar[Mapping[str, bool]]
    """The values that make a question better or worse than before, and whether the higher one is better."""

    run_metadata: RunMetadata
    outcomes: tuple[Any, ...]
    summary: Summary

    @property
    def complete(self) -> bool:
        """Whether every selected question was asked."""
        return len(self.outcomes) == self.run_metadata.wanted
