"""Whether two words are forms or derivations of one: «спорт» and «спортивный», "freeze" and "frozen". Pure."""

from functools import lru_cache

from index.language.lexicon import ENGLISH
from index.language.roots import prefix_length, share_root
from index.language.words import Word, fold, stem

_DERIVATIONS = frozenset(("", *ENGLISH.derivations))
_MIN_ROOT = 4
_REGULAR = {form: forms.split()[0] for forms in ENGLISH.irregular for form in forms.split()[1:]}


def is_relative(word: Word, other: Word) -> bool:
    """Whether a word is another in any form, or one of its root."""
    return word.same(other) or _related(fold(word.text), fold(other.text))


def share_english_root(left: str, right: str) -> bool:
    """Whether two folded English words begin alike and end as relatives do: "migrants" and "migration"."""
    shared = prefix_length(left, right)
    if shared < _MIN_ROOT:
        return False
    return any(
        {left[root:], right[root:]} <= _DERIVATIONS for root in range(shared, max(_MIN_ROOT, shared - 2) - 1, -1)
    )


def same_verb(left: str, right: str) -> bool:
    """Whether two folded English words are forms of one verb, irregular ones too: "freezing" and "frozen"."""
    return stem(_REGULAR.get(left, left)) == stem(_REGULAR.get(right, right))


@lru_cache(maxsize=1 << 17)
def _related(left: str, right: str) -> bool:
    if left.isascii() and right.isascii():
        return same_verb(left, right) or share_english_root(left, right)
    return share_root(left, right)
