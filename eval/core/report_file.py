"""The file of a report: written whole, read back, and a sentence for each way in which it cannot be used."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.core.dataset import EvalError, misfits
from models.files import write_atomically

FORMAT = 1
"""The format of reports on both sets."""
MadeReport = TypeVar("MadeReport")


def write(data: Any, path: Path) -> None:  # noqa: ANN401 (any JSON)
    """Write a report's JSON data; an interrupted write leaves the earlier file as it was."""
    write_atomically(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def read(
    path: Path,
    adapter: TypeAdapter[MadeReport],
    *,
    name: str,
    command: str,
    change: Callable[[Any], Any] = lambda data: data,
) -> MadeReport:
    """Read a report that `write` wrote.

    Args:
        path: The file.
        adapter: Of the sort of report.
        name: What errors call such a report.
        command: The module that makes one.
        change: What is done to the data before it is validated.

    Raises:
        EvalError: the file is missing, or is not such a report of this format.
    """
    try:
        return adapter.validate_json(json.dumps(change(json.loads(path.read_bytes()))))
    except OSError as error:
        raise EvalError(f"Cannot read the report {path}: {error}. Run python -m {command} first.") from error
    except ValidationError as error:
        raise EvalError(
            f"{path} is not {name} of format {FORMAT} ({misfits(error, 1)}). Run {command} anew."
        ) from error
    except ValueError as error:  # no JSON, or no UTF-8
        raise EvalError(f"{path} is not {name}: {error}. Run {command} anew.") from error
