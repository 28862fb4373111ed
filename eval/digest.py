"""Measure digests against lists that were made by hand: precision and recall for each sort of item and document.

    python -m eval.digest [--gold DIR] [--documents DIR] [--section-word WORD ...] [--show]

A gold file NAME.json belongs to NAME.txt in `--documents`, or to the bundled text if there is none of that name. A text
whose sections begin with a word and a number on a line («Статья 5. …», "Article 5") is read by that word.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.core.dataset import DATA, EvalError
from index.bundled import SOURCE
from index.digest import Digest, Name, Proposal, Span, make_digest
from index.document import Document, Section
from index.language.words import fold, words
from index.structure import read
from models.errors import AskError

GOLD = DATA / "digest"
SECTION_WORDS = ("Статья", "Article")
MIN_SIMILARITY = 0.6
"""The share of dictionary forms that two names must have in common to be one."""
MIN_COVERAGE = 0.6
"""The share of a proposal's words that must stand in the other."""

F = TypeVar("F")
W = TypeVar("W")


class _Gold(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GoldName(_Gold):
    """Spellings of one name, and the sections where it stands (all of them, or none if that was not listed)."""

    names: tuple[str, ...]
    sections: tuple[int, ...] = ()


class GoldProposal(_Gold):
    """A proposal of one section; `who` is null where the text names nobody."""

    what: str
    section: int
    status: str
    who: str | None = None


class GoldDate(_Gold):
    """A date as the text has it."""

    text: str
    sections: tuple[int, ...] = ()


class GoldAbbreviation(_Gold):
    """An abbreviation, and what it stands for in the text's own words, if they say it."""

    short: str
    full: str | None = None
    sections: tuple[int, ...] = ()


class GoldDigest(_Gold):
    """What a reader finds in a document; a sort that is left out (null) is not measured."""

    title: str | None = None
    date: str | None = None
    place: str | None = None
    parties: tuple[str, ...] | None = None
    bodies: tuple[GoldName, ...] | None = None
    documents: tuple[GoldName, ...] | None = None
    events: tuple[GoldName, ...] | None = None
    proposals: tuple[GoldProposal, ...] | None = None
    dates: tuple[GoldDate, ...] | None = None
    abbreviations: tuple[GoldAbbreviation, ...] | None = None
    key: Mapping[int, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the found items are right, and how many of the wanted ones were found; what was wrong and missed."""

    right: int
    found: int
    reached: int
    wanted: int
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def precision(self) -> float | None:
        """The share of found items that are right; None if nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of wanted items that were found; None if nothing was wanted."""
        return self.reached / self.wanted if self.wanted else None


def score(found: Sequence[F], wanted: Sequence[W], same: Callable[[F, W], bool]) -> Score:
    """Compare found with wanted items; several found ones may be one wanted item."""
    wrong = [one for one in found if not any(same(one, other) for other in wanted)]
    missed = [other for other in wanted if not any(same(one, other) for one in found)]
    return Score(
        len(found) - len(wrong),
        len(found),
        len(wanted) - len(missed),
        len(wanted),
        tuple(str(one) for one in wrong),
        tuple(str(other) for other in missed),
    )


def similarity(one: str, other: str) -> float:
    """The share of words that two texts have in common in any form, of all their words: 0 to 1."""
    first, second = words(one), words(other)
    common = sum(any(a.same(b) for b in second) for a in first)
    return common / max(1, len(first) + len(second) - common)


def coverage(part: str, whole: str) -> float:
    """The share of a text's content words that stand in another, in any form: 0 to 1."""
    wanted = [word for word in words(part) if word.is_content]
    there = words(whole)
    return sum(any(a.same(b) for b in there) for a in wanted) / max(1, len(wanted))


def is_same_name(found: Name, wanted: GoldName) -> bool:
    """Whether a name is the wanted one, and stands in one of its sections."""
    together = not wanted.sections or any(place.section in wanted.sections for place in found.places)
    texts = dict.fromkeys(place.text for place in found.places)
    return together and any(similarity(text, name) >= MIN_SIMILARITY for text in texts for name in wanted.names)


def is_same_proposal(found: Proposal, wanted: GoldProposal) -> bool:
    """Whether two proposals of a section are about the same thing: most words of one stand in the other."""
    if found.sentence.section != wanted.section:
        return False
    return max(coverage(wanted.what, found.what.text), coverage(found.what.text, wanted.what)) >= MIN_COVERAGE


def measure(digest: Digest, gold: GoldDigest) -> dict[str, Score]:
    """The scores of a digest by sort of item; sorts that the gold leaves out are not among them."""
    scores: dict[str, Score] = {}
    for sort in ("title", "date", "place"):
        if sort in gold.model_fields_set:
            span, text = getattr(digest, sort), getattr(gold, sort)
            scores[sort] = score([span] if span else [], [text] if text else [], _is_text)
    if gold.parties is not None:
        scores["parties"] = score(digest.parties, gold.parties, _is_text)
    for sort in ("bodies", "documents", "events"):
        if getattr(gold, sort) is not None:
            scores[sort] = score(getattr(digest, sort), getattr(gold, sort), is_same_name)
    if gold.proposals is not None:
        scores.update(_proposals(digest.proposals, gold.proposals))
    if gold.dates is not None:
        scores["dates"] = score(digest.dates, gold.dates, _is_date)
    if gold.abbreviations is not None:
        scores.update(_abbreviations(digest, gold.abbreviations))
    if gold.key is not None:
        scores["key"] = _key(digest, gold.key)
    return scores


def _is_text(found: Span, wanted: str) -> bool:
    one, other = (re.sub(r"\W+", " ", fold(text)).strip() for text in (found.text, wanted))
    return one in other or other in one or similarity(one, other) >= MIN_SIMILARITY


def _is_date(found: Span, wanted: GoldDate) -> bool:
    numbers = [re.findall(r"\d+|[а-яa-z]{5,}", fold(text)) for text in (found.text, wanted.text)]
    one, other = ([part for part in parts if not part.startswith("год")] for parts in numbers)
    return one == other and (not wanted.sections or found.section in wanted.sections)


def _proposals(found: Sequence[Proposal], wanted: Sequence[GoldProposal]) -> dict[str, Score]:
    """Proposals themselves; and of those that were found, whether proposer and status are right."""
    pairs = [(one, next((w for w in wanted if is_same_proposal(one, w)), None)) for one in found]
    matched = [(one, other) for one, other in pairs if other is not None]

    def share(right: Callable[[Proposal, GoldProposal], bool]) -> Score:
        wrong = [
            f"{one.what.text[:60]}: {one.status}, wanted {other.status}"
            for one, other in matched
            if not right(one, other)
        ]
        count = len(matched) - len(wrong)
        return Score(count, len(matched), count, len(matched), tuple(wrong))

    return {
        "proposals": score(found, wanted, is_same_proposal),
        "proposals: who": share(lambda one, other: _is_who(one.who, other.who)),
        "proposals: status": share(lambda one, other: one.status == other.status),
    }


def _is_who(found: Span | None, wanted: str | None) -> bool:
    return found is None if wanted is None else found is not None and _is_text(found, wanted)


def _abbreviations(digest: Digest, wanted: Sequence[GoldAbbreviation]) -> dict[str, Score]:
    shorts = score(digest.abbreviations, wanted, lambda one, other: one.short == other.short)
    full = {one.short: one.full for one in digest.abbreviations}
    found = [(short, span) for short, span in full.items() if span]
    spelt = [(other.short, other.full) for other in wanted if other.full]

    def same(one: tuple[str, Span], other: tuple[str, str]) -> bool:
        return one[0] == other[0] and _is_text(one[1], other[1])

    return {"abbreviations": shorts, "abbreviations: full": score(found, spelt, same)}


def _key(digest: Digest, wanted: Mapping[int, tuple[str, ...]]) -> Score:
    """Of each section's first sentences, as many as are wanted: which hold a wanted part, and which parts they hold."""
    found = [span for number, parts in wanted.items() for span in digest.key_sentences.get(number, ())[: len(parts)]]
    parts = [(number, part) for number, several in wanted.items() for part in several]
    return score(found, parts, lambda span, part: span.section == part[0] and fold(part[1]) in fold(span.text))


def read_gold(path: Path) -> GoldDigest:
    """Read a gold file.

    Raises:
        EvalError: it cannot be read or is not of the schema.
    """
    try:
        return GoldDigest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvalError(f"{path} is no list of a digest's items: {error}. See GoldDigest in eval/digest.py.") from error


def read_articles(path: Path, section_words: Iterable[str] = SECTION_WORDS) -> Document | None:
    """A text whose sections begin with one of `section_words` and a number on a line, or None if it has none.

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


def _document(name: str, folder: Path | None, section_words: Sequence[str]) -> Document:
    path = folder / f"{name}.txt" if folder else None
    if path is None or not path.exists():
        return read(SOURCE)
    return read_articles(path, section_words) or read(path)


def _table(name: str, scores: Mapping[str, Score], show: bool) -> None:
    print(f"\n{name}\n{'sort':24}{'precision':>12}{'recall':>10}{'right/found':>14}{'reached/wanted':>16}")
    for sort, one in scores.items():
        precision, recall = ("–" if x is None else f"{x:.2f}" for x in (one.precision, one.recall))
        print(
            f"{sort:24}{precision:>12}{recall:>10}{f'{one.right}/{one.found}':>14}{f'{one.reached}/{one.wanted}':>16}"
        )
        if show:
            print(*(f"    wrong:  {text[:300]}" for text in one.wrong), sep="\n", end="\n" if one.wrong else "")
            print(*(f"    missed: {text[:300]}" for text in one.missed), sep="\n", end="\n" if one.missed else "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.digest", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of gold files, NAME.json")
    parser.add_argument("--documents", type=Path, help="folder of the texts, NAME.txt")
    parser.add_argument("--section-word", nargs="+", default=SECTION_WORDS, help="what a section's number follows")
    parser.add_argument("--show", action="store_true", help="list what is wrong and what was missed")
    options = parser.parse_args(arguments)
    try:
        paths = sorted(options.gold.glob("*.json"))
        if not paths:
            raise EvalError(f"{options.gold} has no gold files (NAME.json). Name their folder with --gold.")
        for path in paths:
            document = _document(path.stem, options.documents, options.section_word)
            _table(path.stem, measure(make_digest(document), read_gold(path)), options.show)
    except (AskError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
