"""How many of a digest's items are right, and how many of those that a reader lists it has, by sort of item.

What counts as the same is said in eval/core/digests/match.py. Several items may be one entry, and an item that names
two things may be two.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import TypeVar

from eval.core.digests.gold import GoldAbbreviation, GoldDigest, GoldName, GoldProposal, Sort
from eval.core.digests.match import is_date, is_name, is_proposal, shared_words
from index.digest import Digest, Name, Proposal, Span
from index.language.words import fold

MAX_KEY_SENTENCES = 2
"""So many of a section's key sentences are looked at."""
SORTS: tuple[Sort, ...] = ("bodies", "documents", "events")

F = TypeVar("F")
W = TypeVar("W")


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


def score(found: Sequence[F], wanted: Sequence[W], optional: Sequence[W], same: Callable[[F, W], bool]) -> Score:
    """Compare found with wanted items. What is only an optional one counts as neither right nor wrong."""
    right = [one for one in found if any(same(one, other) for other in wanted)]
    wrong = [one for one in found if one not in right and not any(same(one, other) for other in optional)]
    missed = [other for other in wanted if not any(same(one, other) for one in found)]
    return Score(
        len(right),
        len(right) + len(wrong),
        len(wanted) - len(missed),
        len(wanted),
        tuple(map(_shown, wrong)),
        tuple(map(_shown, missed)),
    )


def mean_scores(tables: Iterable[Mapping[str, Score]]) -> dict[str, tuple[float | None, float | None]]:
    """Return the mean precision and mean recall of each sort over the documents for which it is defined."""
    by_sort: dict[str, list[Score]] = {}
    for table in tables:
        for sort, one in table.items():
            by_sort.setdefault(sort, []).append(one)
    return {
        sort: (_mean(one.precision for one in scores), _mean(one.recall for one in scores))
        for sort, scores in by_sort.items()
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if known else None


def within(digest: Digest, sections: frozenset[int]) -> Digest:
    """Return a digest without what stands in other sections."""

    def names(several: tuple[Name, ...]) -> tuple[Name, ...]:
        kept = (replace(one, places=tuple(span for span in one.places if span.section in sections)) for one in several)
        return tuple(one for one in kept if one.places)

    def full(span: Span | None) -> Span | None:
        return span if span and span.section in sections else None

    return replace(
        digest,
        bodies=names(digest.bodies),
        documents=names(digest.documents),
        events=names(digest.events),
        proposals=tuple(one for one in digest.proposals if one.sentence.section in sections),
        dates=tuple(one for one in digest.dates if one.section in sections),
        abbreviations=tuple(
            replace(one, full=full(one.full))
            for one in digest.abbreviations
            if any(span.section in sections for span in one.places)
        ),
    )


def measure(whole: Digest, gold: GoldDigest) -> dict[str, Score]:
    """Return the scores of a digest by sort of item, in the sections that the lists cover."""
    digest = within(whole, gold.judged_sections)
    scores: dict[str, Score] = {}
    for sort in ("title", "date", "place"):
        span, text = getattr(digest, sort), getattr(gold, sort)
        wanted = [(text, *getattr(gold, f"{sort}_alt"))] if text else []
        scores[sort] = score([span] if span else [], wanted, [], _is_text)
    parties, others = ([(text,) for text in texts] for texts in (gold.parties, gold.parties_alt))
    scores["parties"] = score(digest.parties, parties, others, _is_text)
    for sort in SORTS:
        scores[sort] = _names(digest, gold, sort)
    scores.update(_proposals(digest.proposals, gold.proposals))
    scores["dates"] = score(digest.dates, *_apart(gold.dates), is_date)
    scores.update(_abbreviations(digest, gold.abbreviations))
    scores["key sentences"] = _key(digest, gold.key)
    return scores


def _is_text(found: Span, accepted: Sequence[str]) -> bool:
    return bool(shared_words(found.text, accepted))


def _apart(entries: Sequence[W]) -> tuple[list[W], list[W]]:
    """Wanted and optional entries."""
    optional = [one for one in entries if getattr(one, "optional")]  # noqa: B009
    return [one for one in entries if one not in optional], optional


def _names(digest: Digest, gold: GoldDigest, sort: Sort) -> Score:
    """Those of a sort. An entry may be found under its second sort, and is optional there."""
    wanted, optional = _apart(getattr(gold, sort))
    second = [one for other in SORTS if other != sort for one in getattr(gold, other) if sort in one.also]
    found: tuple[Name, ...] = getattr(digest, sort)
    one = score(found, wanted, [*optional, *second], is_name)
    elsewhere = [
        other
        for other in wanted
        if not any(is_name(name, other) for name in found)
        and any(is_name(name, other) for also in other.also for name in getattr(digest, also))
    ]
    missed = tuple(text for text in one.missed if text not in set(map(_shown, elsewhere)))
    return replace(one, reached=one.reached + len(elsewhere), missed=missed)


def _proposals(found: Sequence[Proposal], gold: Sequence[GoldProposal]) -> dict[str, Score]:
    """Proposals themselves; and of those that were found, whether proposer and status are right."""
    wanted, optional = _apart(gold)
    matched = [(one, same) for one in found if (same := [w for w in wanted if is_proposal(one, w)])]

    def share(right: Callable[[Proposal, GoldProposal], bool]) -> Score:
        wrong = [
            f"{one.what.text[:60]}: {one.who and one.who.text}, {one.status}; wanted {same[0].who}, {same[0].status}"
            for one, same in matched
            if not any(right(one, other) for other in same)
        ]
        count = len(matched) - len(wrong)
        return Score(count, len(matched), count, len(matched), tuple(wrong))

    return {
        "proposals": score(found, wanted, optional, is_proposal),
        "proposals: who": share(lambda one, other: _is_who(one.who, other.who)),
        "proposals: status": share(lambda one, other: one.status in {other.status, *other.status_alt}),
    }


def _is_who(found: Span | None, accepted: Sequence[str]) -> bool:
    return bool(shared_words(found.text, accepted)) if found else not accepted


def _abbreviations(digest: Digest, gold: Sequence[GoldAbbreviation]) -> dict[str, Score]:
    wanted, optional = _apart(gold)
    found = [(one.short, one.full) for one in digest.abbreviations if one.full]
    spelt = [one for one in wanted if one.full]

    def is_spelt(one: tuple[str, Span], other: GoldAbbreviation) -> bool:
        return one[0] == other.short and _is_text(one[1], other.full)

    return {
        "abbreviations": score(digest.abbreviations, wanted, optional, lambda one, other: one.short == other.short),
        "abbreviations: full": score(found, spelt, [one for one in optional if one.full], is_spelt),
    }


def _key(digest: Digest, gold: Mapping[int, Sequence[str]]) -> Score:
    """The share of sections whose first key sentences hold an accepted substring."""

    def said(number: int) -> str:
        return " | ".join(span.text for span in digest.key_sentences.get(number, ())[:MAX_KEY_SENTENCES])

    missed = [n for n, parts in gold.items() if not any(_joined(part) in _joined(said(n)) for part in parts)]
    hits = len(gold) - len(missed)
    return Score(hits, len(gold), hits, len(gold), (), tuple(f"{number}: {said(number)}" for number in missed))


def _joined(text: str) -> str:
    return " ".join(fold(text).split())


def _shown(item: object) -> str:
    """An item or entry in a line."""
    match item:
        case Span():
            return f"{item.section}: {item.text}"
        case Name():
            return f"{item.places[0].section}: {item.places[0].text} ({item.head}, at {len(item.places)} places)"
        case Proposal():
            return f"{item.what.section}: {item.what.text} ({item.status}, {item.who and item.who.text})"
        case GoldName():
            return f"{item.sections}: {item.names[0]}"
        case GoldProposal():
            return f"{item.section}: {item.what[0]} ({item.status})"
        case _:
            return str(item)
