"""The fitted weights that ship with the project: arrays in safetensors, and a manifest of what each was fitted on.

A head is one fitted model: the ranker, or a logistic regression with its kernel terms. manifest.json holds an entry for
each head, `<file>.safetensors` its arrays under `<head>.<array>`. Everything is checked when it is read: the fields of
the manifest, the sha256 of each file, that every number is finite. The heads themselves check the shapes.
"""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from models.errors import AskError
from models.files import write_atomically

FOLDER = Path(__file__).parent
FORMAT = 1
MANIFEST = "manifest.json"
GENERAL = "general"
"""The head of the gate for any document; its questions are about several, and it belongs to none."""
FOREIGN = "foreign"
"""The head of the gate for questions in languages that there are no prompts in."""

Array = NDArray[np.generic]
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(gt=0)]
_Probability = Annotated[float, Field(gt=0, le=1)]
T = TypeVar("T")


class WeightsError(AskError):
    """Fitted weights are missing, damaged, or not what the program expects."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class EmbedderEntry(_Strict):
    """An embedder, by the id of its model and weights, and the length of its vectors."""

    id: str
    dimension: _Count


class LlmEntry(_Strict):
    """An LLM, by the hash of its GGUF file, and the layer whose hidden state is a feature."""

    sha256: _Sha256
    layer: _Count


class HeadEntry(_Strict):
    """What one head was fitted on and how well it did.

    `features` maps each feature, in the order of the weights, to the length of its vector, 0 for a number. `documents`
    holds the sha256 of each text that the questions were about; it is empty where the head depends on no document.
    `auc` is cross-validated. A field is None where the head uses none of it, or where it was not recorded.
    """

    file: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.safetensors$")]
    sha256: _Sha256
    documents: tuple[_Sha256, ...]
    embedder: EmbedderEntry | None
    llm: LlmEntry | None
    features: dict[str, Annotated[int, Field(ge=0)]]
    thresholds: dict[str, _Probability]
    date: datetime.date
    questions: _Count | None
    auc: Annotated[float, Field(ge=0, le=1)] | None

    @property
    def columns(self) -> int:
        """Number of scalars that all features amount to."""
        return sum(max(1, size) for size in self.features.values())

    @property
    def threshold(self) -> float:
        """The only threshold of a head that has one. Raises ValueError where it has none or several."""
        (threshold,) = self.thresholds.values()
        return threshold


class Manifest(_Strict):
    """All heads by name."""

    format: int
    heads: dict[str, HeadEntry]


@dataclass(frozen=True, slots=True)
class Head:
    """The entry of a head with the arrays of its file, by name."""

    name: str
    entry: HeadEntry
    arrays: Mapping[str, Array]

    def array(self, name: str, *shape: int | None, shared: bool = False) -> Array:
        """Return an array of this head, or one that the heads of its file share.

        Raises ValueError where it is missing or its shape differs; None allows any length.
        """
        found = self.arrays.get(name if shared else f"{self.name}.{name}")
        if found is None:
            raise ValueError(f"it has no array {name}")
        if len(found.shape) != len(shape) or any(b not in (a, None) for a, b in zip(found.shape, shape, strict=True)):
            raise ValueError(f"{name} has the shape {found.shape}, not {shape}")
        return found


def read_manifest(folder: Path = FOLDER) -> Manifest:
    """Read and check the manifest. Raises WeightsError where it is missing or malformed."""
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise unusable(path, error.strerror or str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise unusable(path, f"{where}: {first['msg']}") from error
    if manifest.format != FORMAT:
        raise unusable(path, f"its format is {manifest.format}, not {FORMAT}")
    return manifest


def build(name: str, make: Callable[[Head], T], folder: Path = FOLDER) -> T:
    """Read a head and return what `make` builds from it.

    Raises WeightsError where the head is not in the manifest, its file is missing or has another content, a number in
    it is not finite, or `make` raises ValueError.
    """
    entry = read_manifest(folder).heads.get(name)
    if entry is None:
        raise unusable(folder / MANIFEST, f"it has no head {name!r}")
    path = folder / entry.file
    try:
        return make(Head(name, entry, _arrays(path, entry.sha256)))
    except (OSError, ValueError) as error:
        raise unusable(path, str(error)) from error


def write(path: Path, arrays: Mapping[str, Array], heads: Mapping[str, HeadEntry]) -> None:
    """Write a file of arrays, and its heads into the manifest beside it; heads of other files stay as they are.

    `file` and `sha256` of the entries are set here. Raises WeightsError where there is a manifest that cannot be read.
    """
    from safetensors.numpy import save

    data = save({name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())})
    known = read_manifest(path.parent).heads if (path.parent / MANIFEST).exists() else {}
    where = {"file": path.name, "sha256": hashlib.sha256(data).hexdigest()}
    known |= {name: HeadEntry.model_validate(entry.model_dump() | where) for name, entry in heads.items()}
    path.write_bytes(data)
    manifest = Manifest(format=FORMAT, heads=dict(sorted(known.items())))
    write_atomically(path.parent / MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())


def unusable(path: Path, cause: str) -> WeightsError:
    """Return the error of a file of weights that cannot be used."""
    return WeightsError(f"{path} cannot be used: {cause}. Get it again from the repository, or run `make calibrate`.")


def _arrays(path: Path, sha256: str) -> Mapping[str, Array]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"its content is not what {MANIFEST} says")
    try:
        arrays: Mapping[str, Array] = load(data)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("a number in it is not finite")
    return arrays
