"""Show that `make check` notices harm: 12 questions of a part, asked of a copy of the program with one thing spoilt.

    python -m eval.harm [--only NAME] [--out DIR]

What is done is listed in eval/harms.toml. The exit status is 0 if every harm is noticed, 3 if not, 130 if stopped,
1 for an error.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.answers.checkout import copy_engine
from eval.answers.process import ROOT
from eval.check import Result, check, table, this_side
from eval.core.aims import FAILED, INTERRUPTED, MET, MISSED
from eval.core.check import Part, load_parts
from eval.core.dataset import EvalError
from models.errors import AskError

HARMS = Path(__file__).with_name("harms.toml")
DEFAULT_OUT = Path(__file__).parent / "out" / "harm"
QUESTIONS = 12
MANIFEST = "rag/weights/manifest.json"
GATES = ("text", "fallback_text", "foreign", "general")
"""The heads whose thresholds decide on refusals."""


class Harm(BaseModel):
    """One harm: files get another text, or a word of one is replaced, or the refusal thresholds are moved.

    `file` may be a pattern like "prompts/ru/example-*.assistant.txt" where they get another text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    part: str
    file: str | None = None
    text: str | None = None
    find: str | None = None
    replace: str | None = None
    shift: Annotated[float, Field(gt=-1, lt=1)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = {name for name in ("file", "text", "find", "replace", "shift") if getattr(self, name) is not None}
        if given not in ({"file", "text"}, {"file", "find", "replace"}, {"shift"}):
            raise ValueError("give file and text, or file, find and replace, or shift")
        return self

    def replaced(self, root: Path = ROOT) -> dict[str, str]:
        """Return the new text of each file that is spoilt, by its path.

        Raises:
            EvalError: what is to be replaced does not stand in it once.
        """
        if self.shift is not None:
            return {MANIFEST: _shifted((root / MANIFEST).read_text(encoding="utf-8"), self.shift)}
        assert self.file is not None
        if self.text is not None:
            found = sorted(path.relative_to(root).as_posix() for path in root.glob(self.file))
            if not found:
                raise EvalError(f"There is no file {self.file} to spoil. Mend {HARMS.name}.")
            return dict.fromkeys(found, self.text)
        assert self.find is not None
        assert self.replace is not None
        before = (root / self.file).read_text(encoding="utf-8")
        if before.count(self.find) != 1:
            raise EvalError(f"{self.find!r} stands {before.count(self.find)} times in {self.file}. Mend {HARMS.name}.")
        return {self.file: before.replace(self.find, self.replace)}


def load_harms(path: Path = HARMS) -> tuple[Harm, ...]:
    """Return the harms of a file. Raises EvalError if it cannot be read or does not fit the schema."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(Harm.model_validate(one) for one in found["harm"])
    except (OSError, KeyError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise EvalError(f"Cannot read the harms in {path}: {error}. Restore the file.") from error


def shortened(part: Part, count: int = QUESTIONS) -> Part:
    """Return the first questions of a part, of which as few may be wrong as of all."""
    ids = part.ids[:count]
    return part.model_copy(update={"ids": ids, "at_least": len(ids) - (len(part.ids) - part.at_least)})


def ask_harmed(harm: Harm, folder: Path) -> Result | None:
    """Ask the questions of a harm's part of a copy with that harm; None if stopped by Ctrl-C.

    Raises:
        AskError: the file to be spoilt is not as expected, or the copy does not run.
    """
    part = next((one for one in load_parts() if one.name == harm.part), None)
    if part is None:
        raise EvalError(f"There is no part {harm.part!r} to notice {harm.name!r}. Mend {HARMS.name}.")
    root = copy_engine(folder / "engine", harm.replaced())
    found = check([shortened(part)], this_side(folder, root, harm.name), folder / "results.jsonl")
    return found[0] if found else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.harm", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", metavar="NAME", help="only the harms whose name has this in it")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="default: eval/out/harm")
    options = parser.parse_args(arguments)
    unnoticed = []
    try:
        for number, harm in enumerate(load_harms()):
            if options.only and options.only not in harm.name:
                continue
            result = ask_harmed(harm, options.out / str(number))
            if result is None:
                return INTERRUPTED
            print(f"{harm.name}: {'NOT NOTICED' if result.met else 'noticed'}\n{table([result])}\n")
            unnoticed += [harm.name] if result.met else []
    except AskError as error:
        print(error, file=sys.stderr)
        return FAILED
    return MISSED if unnoticed else MET


def _shifted(manifest: str, shift: float) -> str:
    """Return a manifest of weights in which the gates' thresholds are moved, within (0, 1)."""
    found = json.loads(manifest)
    for head in GATES:
        thresholds = found["heads"][head]["thresholds"]
        for name, value in thresholds.items():
            thresholds[name] = round(min(max(value + shift, 0.001), 0.999), 4)
    return json.dumps(found, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(main())
