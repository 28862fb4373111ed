"""How far a sentence says that a matter has got, by its first predicate that tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.digest.tokens import Token, rules, tokenize
from index.digest.types import Status
from index.language.lexicon import Lexicon
from index.language.lexicons.texts import Outline

_FINITE = frozenset({"VERB", "PRTS", "PRED", "ADJS"})
_REACH = 3
"""Within so many words the second word of «принять решение» follows the first."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate that tells a status: tokens `start` to `end` (exclusive) of its text."""

    start: int
    end: int
    status: Status


def status_of(sentence_text: str) -> Status:
    """Judge how far a sentence in Russian or English says that its matter has got; `STATED` if it does not say."""
    found = next(predicates(tokenize(sentence_text), rules(sentence_text)), None)
    return found.status if found else Status.STATED


@cache
def _phrases(
    language_is_inflected: bool, table: tuple[tuple[str, tuple[str, ...]], ...]
) -> dict[str, list[tuple[list[str], Status]]]:
    del language_is_inflected
    by_first: dict[str, list[tuple[list[str], Status]]] = {}
    for status, phrases in table:
        for phrase in phrases:
            first, *rest = phrase.split()
            by_first.setdefault(first, []).append((rest, Status(status)))
    for options in by_first.values():
        options.sort(key=lambda option: -len(option[0]))
    return by_first


def predicates(tokens: Sequence[Token], lexicon: Lexicon, resolves: bool = False) -> Iterator[Predicate]:
    """Yield the predicates of a text that tell a status, in order.

    `resolves` is whether it belongs to a resolution, which says in the present tense what it decides.
    """
    outline = lexicon.outline
    known = _phrases(True, tuple((status, tuple(phrases)) for status, phrases in outline.predicates.items()))
    for at, token in enumerate(tokens):
        for reading in token.readings[:2]:
            if reading.pos not in _FINITE and (reading.pos != "NAME" or _is_nominal(tokens, at, outline)):
                continue
            found = _match(tokens, at, known.get(reading.lemma, ()))
            present = resolves or (
                found and (found.status in outline.present_too or token.folded in outline.performing)
            )
            if found and (reading.pos != "VERB" or reading.tense == "past" or present):
                yield found
                break


def _is_nominal(tokens: Sequence[Token], at: int, outline: Outline) -> bool:
    """Whether the words beside a form that could be a predicate make it a noun, an infinitive or a participle."""
    before = tokens[at - 1].folded if at else ""
    after = tokens[at + 1].folded if at + 1 < len(tokens) else ""
    return before in outline.nominal_before or (after in outline.nominal_after and before not in outline.auxiliaries)


def _match(tokens: Sequence[Token], at: int, options: Sequence[tuple[list[str], Status]]) -> Predicate | None:
    for rest, status in options:
        end = at + 1
        for word in rest:
            near = range(end, min(end + _REACH, len(tokens)))
            end = next((i + 1 for i in near if word in {reading.lemma for reading in tokens[i].readings}), 0)
            if not end:
                break
        if end:
            return Predicate(at, end, status)
    return None
