"""Receipts: small JSON files that say "this was checked", so that a start of the program hashes no gigabytes.

A receipt lies beside the file or folder that it speaks of, and holds each file's sha256 together with the
size and the modification time that it had when it was hashed. As long as these two are unchanged the file is
taken to be the one that was checked; when they are not, it is hashed again.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from models.disk import sha256, write_whole


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as it was when it was hashed; `mtime_ns` in nanoseconds since the epoch."""

    bytes: int
    mtime_ns: int
    sha256: str

    def fits(self, path: Path) -> bool:
        """Whether the file still has the size and the time that it had."""
        try:
            stat = path.stat()
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (self.bytes, self.mtime_ns)


def location(target: Path) -> Path:
    """Where the receipt of a file or folder lies: beside it."""
    return target.with_name(target.name + ".receipt.json")


def write(target: Path, build_key: str) -> None:
    """Hashes `target` (a file, or every file of a folder) and writes its receipt.

    `recipe` names what it was made from and how; a receipt of another recipe counts for nothing.
    """
    stamps = {}
    for path in _files(target):
        stat = path.stat()
        stamps[_key(target, path)] = asdict(Stamp(stat.st_size, stat.st_mtime_ns, sha256(path)))
    write_whole(location(target), json.dumps({"recipe": build_key, "files": stamps}, indent=1))


def holds(target: Path, build_key: str) -> bool:
    """Whether `target` is as it was when it was checked. Instant: nothing is hashed."""
    stamps = _read(target, build_key)
    return bool(stamps) and all(file_stat.fits(target / key) for key, file_stat in stamps.items())


def reverify(target: Path, build_key: str) -> bool:
    """Hashes those files whose size or time changed; if their bytes did not, renews the receipt.

    Returns False when there is no receipt of this recipe, or a file is gone or has other bytes.
    """
    stamps = _read(target, build_key)
    for key, file_stat in stamps.items():
        path = target / key
        if not file_stat.fits(path) and not (path.is_file() and sha256(path) == file_stat.sha256):
            return False
    if stamps:
        write(target, build_key)
    return bool(stamps)


def recorded_sha256(path: Path, records: Path) -> str:
    """The sha256 of a file, which is hashed only if neither its receipt nor one in the folder `records` fits it.

    Raises OSError where the file cannot be read.
    """
    own = records / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"
    for record in (location(path), own):
        stamp = _stamps(record).get("")
        if stamp and stamp.fits(path):
            return stamp.sha256
    stat = path.stat()
    stamp = Stamp(stat.st_size, stat.st_mtime_ns, sha256(path))
    with suppress(OSError):  # a disk that is full or read-only costs the next start some seconds
        records.mkdir(parents=True, exist_ok=True)
        write_whole(own, json.dumps({"recipe": stamp.sha256, "files": {"": asdict(stamp)}}, indent=1))
    return stamp.sha256


def _files(target: Path) -> list[Path]:
    return [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())


def _key(target: Path, path: Path) -> str:
    """The path inside the folder; for a lone file "", since `target / ""` is `target`."""
    return "" if path == target else path.relative_to(target).as_posix()


def _read(target: Path, build_key: str) -> dict[str, Stamp]:
    """The stamps of the receipt; none when it is absent, unreadable, or of another recipe."""
    return _stamps(location(target), build_key)


def _stamps(record: Path, build_key: str | None = None) -> dict[str, Stamp]:
    """The stamps of a receipt, of any recipe for None."""
    try:
        data = json.loads(record.read_text(encoding="utf-8"))
        if build_key not in (None, data["recipe"]):
            return {}
        return {key: Stamp(**file_stat) for key, file_stat in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
