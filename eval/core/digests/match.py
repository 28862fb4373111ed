"""When an item of a digest is the entry of a list that was made by hand.

It is if one of the entry's accepted spans matches it. Two spans match if, with single spaces for any white space, ё as
е and no difference of case, one contains the other at the ends of words and the two share at least half of the longer
one's words; an item that contains several accepted spans of one entry shares the words of all of them. The head word
of a name must be among the shared words, if it stands in the name (it does not in a title between quotation marks),
and the numbers of a date must be the same. An item must stand in a section of the entry.
"""

import re
from collections.abc import Sequence

from eval.core.digests.gold import GoldDate, GoldName, GoldProposal
from index.digest import Name, Proposal, Span
from index.digest.tokens import Token, tokenize
from index.language.words import fold

MIN_SHARED = 0.5
"""The share of the longer span's words that both spans must have."""


def shared_words(item: str, accepted: Sequence[str]) -> list[str]:
    """Return the words that an item and accepted spans of one entry share; none if no span matches it.

    The matching rule stands at the head of this module.
    """
    words = _words(item)
    inside: set[int] = set()
    for span in accepted:
        other = _words(span)
        inside.update(at for start in _places(other, words) for at in range(start, start + len(other)))
        if _places(words, other) and len(words) >= MIN_SHARED * len(other):
            return words
    return [words[at] for at in sorted(inside)] if len(inside) >= MIN_SHARED * len(words) else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _places(part: Sequence[str], whole: Sequence[str]) -> list[int]:
    """Where a row of words begins in a longer one."""
    size = len(part)
    return [at for at in range(len(whole) - size + 1) if whole[at : at + size] == part] if size else []


def is_name(found: Name, wanted: GoldName) -> bool:
    """Return whether a name is the wanted one at any place in the wanted one's sections."""
    return any(
        place.section in wanted.sections and _has_head(found.head, place.text, wanted.names) for place in found.places
    )


def _has_head(head: str, text: str, accepted: Sequence[str]) -> bool:
    shared = shared_words(text, accepted)
    # Of a hyphenated word the last part is the head: «летие» of «30-летие».
    heads = {_words(token.text)[-1] for token in tokenize(text) if _is_form(token, head)}
    return bool(shared) and (not heads or not heads.isdisjoint(shared))


def _is_form(token: Token, head: str) -> bool:
    return head in {token.folded.removesuffix("s"), token.folded, token.lemma.rpartition("-")[2]} or (
        token.lemma_among(frozenset({head})) is not None
    )


def is_proposal(found: Proposal, wanted: GoldProposal) -> bool:
    """Return whether a proposal is the wanted one."""
    return found.sentence.section == wanted.section and bool(shared_words(found.what.text, wanted.what))


def is_date(found: Span, wanted: GoldDate) -> bool:
    """Return whether a date is the wanted one."""
    return found.section in wanted.sections and any(
        re.findall(r"\d+", found.text) == re.findall(r"\d+", text) and bool(shared_words(found.text, [text]))
        for text in wanted.text
    )
