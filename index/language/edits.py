"""Words that a misspelt word may be meant for: those a few edits away.

An edit is a letter left out, put in, exchanged, or swapped with its neighbour (Damerau-Levenshtein, optimal string
alignment). Neighbours share a word that is left when letters are deleted from both, so a table of deletions finds them
without a comparison with every word.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations


def edit_distance(left: str, right: str) -> int:
    """Count the edits between two words; no letter is edited twice."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        here = [row]
        for column, other in enumerate(right, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and other == left[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]


def slips(word: str, confused: Sequence[str]) -> frozenset[str]:
    """Return the words that one slip parts from a word: neighbours swapped, a letter doubled or not, a letter confused.

    Args:
        word: a word in lower case.
        confused: groups of letters that are written for each other.
    """
    found = set()
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        found.add(f"{before}{letter}{letter}{after}")
        if after:
            found.add(f"{before}{after[0]}{letter}{after[1:]}")
        if after.startswith(letter):
            found.add(before + after)
        found.update(before + other + after for group in confused if letter in group for other in group)
    return frozenset(found - {word})


class Neighbours:
    """A set of words that tells which of them are near a word.

    Args:
        words: the set.
        max_distance: edits that are looked for at most, 1 or 2.
        min_length: of the words that are looked up two edits away; it keeps the table small.
    """

    def __init__(self, words: Iterable[str], max_distance: int, min_length: int = 1) -> None:
        self._max_distance = max_distance
        self._by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            # Of a word that is shorter than the one looked up, one letter less has to be left out.
            for rest in _deletions(word, min(max_distance, 2 if len(word) >= min_length else 1)):
                self._by_rest[rest].append(word)

    def near(self, word: str, max_distance: int) -> dict[str, int]:
        """Return the words at most so many edits away, each with its distance."""
        reach = min(max_distance, self._max_distance)
        candidates = {other for rest in _deletions(word, reach) for other in self._by_rest.get(rest, ())}
        distances = {other: edit_distance(word, other) for other in candidates if abs(len(other) - len(word)) <= reach}
        return {other: distance for other, distance in distances.items() if distance <= reach}


def _deletions(word: str, count: int) -> set[str]:
    """What is left of a word without at most `count` of its letters."""
    size = len(word)
    return {
        "".join(word[place] for place in kept)
        for left in range(max(0, size - count), size + 1)
        for kept in combinations(range(size), left)
    }
