"""The runs of this machine: a line for each beside its report, so that figures can be followed over time.

Knows nothing of how they are drawn.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.core.lookups.summary import ALL
from eval.core.run_report import RunReport
from eval.core.statistics.estimates import Estimate

HISTORY = "history.jsonl"


class PastRun(BaseModel):
    """A run that has ended, with its figures over all questions by metric."""

    model_config = ConfigDict(frozen=True)

    made: str
    commit: str | None
    models: Mapping[str, str]
    selection: Mapping[str, str | int | None]
    questions: Annotated[int, Field(ge=0)]
    complete: bool
    figures: Mapping[str, Estimate]

    @property
    def asked(self) -> str:
        """Name of the selection of questions: runs of the same selection can be compared."""
        return ", ".join(f"{key} {value}" for key, value in sorted(self.selection.items()) if value is not None)


def note(made: RunReport, folder: Path) -> None:
    """Add a run to the history in the folder of its report."""
    about = made.run_metadata
    run = PastRun(
        made=about.made,
        commit=about.commit,
        models=about.models,
        selection=about.selection,
        questions=len(made.outcomes),
        complete=made.complete,
        figures=made.summary[ALL],
    )
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(run.model_dump(mode="json"), ensure_ascii=False) + "\n")


def past_runs(out: Path) -> tuple[PastRun, ...]:
    """Return the runs of every folder below `out`, oldest first; a line that is not one is passed over."""
    runs = []
    for path in out.rglob(HISTORY):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                runs.append(PastRun.model_validate_json(line))
            except ValidationError:
                continue  # cut short, or of a later version
    return tuple(sorted(runs, key=lambda run: run.made))
