"""The packages that the chat needs, those that these need in turn, their licences, and versions known to be unsafe."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from models.errors import AskError

KNOWN_BAD = Path(__file__).with_name("known_bad.toml")
_CLASSIFIER = "License :: "
_LONGEST_NAME = 60
"""Characters; what is longer is the licence's text, not its name."""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package; `licence` is an SPDX expression where its makers give one, else their own words."""

    name: str
    version: str
    licence: str
    page: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A weakness: versions of a package before `below` have it."""

    package: str
    below: str
    id: str
    why: str

    def concerns(self, package: str, version: str) -> bool:
        """Tell whether a version of a package has this weakness."""
        return canonicalize_name(package) == canonicalize_name(self.package) and Version(version) < Version(self.below)


def known_bad(path: Path = KNOWN_BAD) -> tuple[Bad, ...]:
    """Return the weaknesses of the shipped list. Raises AskError if it cannot be read."""
    try:
        return tuple(Bad(**one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["bad"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AskError(f"The list {path} cannot be read: {error}. Restore it from the repository.") from error


def unsafe(versions: Mapping[str, str], weaknesses: Sequence[Bad]) -> list[str]:
    """Return a sentence for each version, by package, that is known to be unsafe."""
    return [
        f"{name} {version} has {bad.id} ({bad.why}). Install {bad.below} or later."
        for name, version in versions.items()
        for bad in weaknesses
        if bad.concerns(name, version)
    ]


def installed(pins: Sequence[str]) -> tuple[Package, ...]:
    """Return what is installed of some requirements and of all that they need here, in the order of their names.

    Raises:
        AskError: one of `pins` itself is not installed.
    """
    found: dict[str, Package] = {}
    waiting = [(Requirement(pin), True) for pin in pins]
    while waiting:
        requirement, must = waiting.pop()
        name = canonicalize_name(requirement.name)
        try:
            there = distribution(requirement.name)
        except PackageNotFoundError as error:
            if must:
                raise AskError(f"{requirement} is not installed. Run: make setup") from error
            continue  # an option of another package that nobody asked for
        if name not in found:
            found[name] = _described(there)
            waiting += ((further, False) for further in _needed(there, requirement.extras))
    return tuple(found[name] for name in sorted(found))


def _needed(there: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """What a package needs on this machine, with the extras that are wanted of it."""
    for line in there.requires or ():
        further = Requirement(line)
        wanted = further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in {"", *extras})
        if wanted:
            yield further


def _described(there: Distribution) -> Package:
    about = there.metadata
    pages = [line.partition(",")[2].strip() for line in about.get_all("Project-URL") or ()]
    page = about["Home-page"] if "Home-page" in about else next(iter(pages), "")
    return Package(about["Name"], there.version, _licence(there), page if page.startswith("http") else "")


def _licence(there: Distribution) -> str:
    about = there.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    named = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith(_CLASSIFIER)]
    own = about["License"].strip() if "License" in about else ""
    if own and len(own) <= _LONGEST_NAME and "\n" not in own:
        return own
    return " AND ".join(one for one in named if one != "OSI Approved") or own.split("\n")[0][:_LONGEST_NAME]
