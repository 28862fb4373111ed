"""One name out of all its places in a document."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from index.digest.items.names import Found
from index.digest.types import Name, Span

_MANY = 4
"""A name at so many places is whole without what follows it at one."""

Place = tuple[int, Found]
"""A section's number and a name in it."""


def gather(places: Sequence[Place], sort: str, span: Callable[[int, int, int], Span]) -> tuple[Name, ...]:
    """Join the places of each name: the same words in any form, or the beginning of one longer name.

    `span` makes a span of a section's number and offsets.
    """
    by_key: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in _trimmed([place for place in places if place[1].sort == sort]):
        by_key[place[1].key].append(place)
    certain = {key for key, found in by_key.items() if any(one.is_certain for _, one in found)}
    groups = {key: by_key[key] for key in by_key if key in certain}
    for key in sorted(groups, key=len):
        longer = [other for other in groups if len(other) > len(key) and other[: len(key)] == key]
        if len(key) == 1:  # a lone head word is the only earlier name with that head
            first = _order(min(groups[key], key=_order))
            head = groups[key][0][1].head
            longer = [o for o in groups if o != key and groups[o][0][1].head == head and _order(groups[o][0]) < first]
        others = [other for other in longer if not any(other != one and other[: len(one)] == one for one in longer)]
        if len(others) == 1:
            groups[others[0]] = sorted([*groups.pop(key), *groups[others[0]]], key=_order)
    names = [_name(found, span) for found in groups.values()]
    return tuple(sorted(names, key=lambda name: (name.span.section, name.span.start)))


def _trimmed(places: Sequence[Place]) -> Iterator[Place]:
    """Take off what follows a name at one place only, if the name without it stands at many."""
    counts = Counter(found.key for _, found in places)
    for number, found in places:
        sizes = [size for size in range(1, len(found.lengths)) if counts[found.key[:size]] >= _MANY]
        yield (number, found.cut(sizes[-1])) if sizes and counts[found.key] == 1 else (number, found)


def _order(place: Place) -> tuple[int, int, int]:
    return place[0], place[1].start, -place[1].end


def _name(found: Iterable[Place], span: Callable[[int, int, int], Span]) -> Name:
    ordered = sorted(found, key=_order)
    spans = tuple(dict.fromkeys(span(number, one.start, one.end) for number, one in ordered))
    return Name(spans[0], ordered[0][1].head, spans)
