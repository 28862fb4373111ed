"""Measure digests against lists that were made by hand: precision and recall for each sort of item and document.

    python -m eval.digest [--gold DIR] [--documents DIR] [--section-word WORD ...] [--show] [NAME ...]

A gold file NAME.json belongs to the text NAME.txt, or to the only one whose name begins with NAME, in `--documents` or
beside the gold file, or to the bundled document of that name; without a text it is not measured. A text whose sections
begin with a word and a number on a line («Статья 5. …», "Article 5") is read by that word. What counts as found is said
in eval/core/digests/match.py.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.core.dataset import EvalError
from eval.core.digests.gold import GOLD, read_gold
from eval.core.digests.scores import Score, mean_scores, measure
from index.bundled import SOURCE
from index.digest import make_digest
from index.document import Document, Section
from index.language.units import Unit, units
from index.structure import read
from models import documents
from models.errors import AskError

SECTION_WORDS = tuple(units(language).headings[Unit.ARTICLE][0].capitalize() for language in ("ru", "en"))


def read_articles(path: Path, section_words: Iterable[str] = SECTION_WORDS) -> Document | None:
    """Read a text whose sections begin with one of `section_words` and a number on a line; None if it has none.

    What stands on that line after the number is the section's first paragraph, each other line another one.
    """
    data = path.read_bytes()
    begin = re.compile(rf"^(?:{'|'.join(map(re.escape, section_words))})\s+(\d+)\.?[ \t]*", re.MULTILINE)
    parts = begin.split(data.decode("utf-8-sig"))
    if len(parts) < 3:
        return None
    numbered = [(0, parts[0]), *zip(map(int, parts[1::2]), parts[2::2], strict=True)]
    lines = ((number, tuple(line.strip() for line in text.splitlines() if line.strip())) for number, text in numbered)
    sections = tuple(Section(number, paragraphs) for number, paragraphs in lines if paragraphs)
    return Document(sections, hashlib.sha256(data).hexdigest(), path.name)


def find_text(gold: Path, folder: Path | None) -> Path | None:
    """Return the text that a gold file belongs to, or None if there is none.

    Raises:
        EvalError: several texts have names that begin like the gold file's.
    """
    places: list[Path] = [*([folder] if folder else []), gold.parent, documents.folder()]
    for place in places:
        if (exact := place / f"{gold.stem}.txt").exists():
            return exact
        found = sorted(place.glob(f"{gold.stem}[.-]*.txt"))
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise EvalError(f"{gold.name} may belong to {names}. Rename it after one of them.")
        if found:
            return found[0]
    return SOURCE if SOURCE.name.startswith(f"{gold.stem}.") else None


def _row(sort: str, values: Iterable[float | None], *counts: str) -> str:
    shares = "".join("–".rjust(12) if value is None else f"{value:12.2f}" for value in values)
    return f"{sort:24}{shares}{''.join(count.rjust(16) for count in counts)}"


def _table(name: str, scores: Mapping[str, Score], show: bool) -> None:
    print(f"\n{name}\n{'sort':24}{'precision':>12}{'recall':>12}{'right/found':>16}{'reached/wanted':>16}")
    for sort, one in scores.items():
        print(_row(sort, (one.precision, one.recall), f"{one.right}/{one.found}", f"{one.reached}/{one.wanted}"))
        if show:
            print(*(f"    wrong:  {text[:300]}" for text in one.wrong), sep="\n", end="\n" if one.wrong else "")
            print(*(f"    missed: {text[:300]}" for text in one.missed), sep="\n", end="\n" if one.missed else "")


def _measure_all(options: argparse.Namespace) -> None:
    paths = [path for path in sorted(options.gold.glob("*.json")) if not options.names or path.stem in options.names]
    if not paths:
        wanted = "".join(f" {name}.json" for name in options.names) or " (NAME.json)"
        raise EvalError(f"{options.gold} has no gold files{wanted}. Name their folder with --gold.")
    tables = []
    for path in paths:
        gold, text = read_gold(path), find_text(path, options.documents)
        if text is None:
            print(
                f"\n{path.stem}: not measured, no {path.stem}.txt. Name a folder with --documents, or make documents."
            )
            continue
        document = read_articles(text, options.section_word) or read(text)
        tables.append(measure(make_digest(document), gold))
        _table(f"{path.stem} ({text.name})", tables[-1], options.show)
    print(f"\nmean of {len(tables)} documents\n{'sort':24}{'precision':>12}{'recall':>12}")
    for sort, means in mean_scores(tables).items():
        print(_row(sort, means))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.digest", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="measure these documents only")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of gold files, NAME.json")
    parser.add_argument("--documents", type=Path, help="folder of the texts, NAME.txt")
    parser.add_argument("--section-word", nargs="+", default=SECTION_WORDS, help="what a section's number follows")
    parser.add_argument("--show", action="store_true", help="list what is wrong and what was missed")
    try:
        _measure_all(parser.parse_args(arguments))
    except (AskError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
