"""Whether two words are forms or derivations of one: «спорт» and «спортивный», "freeze" and "frozen". Pure."""

from functools import lru_cache

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import share_english_root, share_root
from index.language.words import Word, fold, is_known, parses, stem

_MIN_VERB = 4
_ACTIONS = tuple((noun, verb) for noun, verbs in RUSSIAN.building.actions.items() for verb in verbs)
"""How Russian nouns of action end, with their verbs, whose roots may be too short to be told."""
_REGULAR = {form: forms.split()[0] for forms in ENGLISH.irregular for form in forms.split()[1:]}


def is_relative(word: Word, other: Word) -> bool:
    """Return whether two words are forms of one word, or share a root."""
    return word.same(other) or _related(fold(word.text), fold(other.text))


def same_verb(left: str, right: str) -> bool:
    """Return whether two folded English words are forms of one verb, irregular ones too: "freezing" and "frozen"."""
    return stem(_REGULAR.get(left, left)) == stem(_REGULAR.get(right, right))


@lru_cache(maxsize=1 << 13)
def _related(left: str, right: str) -> bool:
    if left.isascii() and right.isascii():
        return same_verb(left, right) or share_english_root(left, right)
    return share_root(left, right) or not _verbs(left).isdisjoint(_verbs(right) | {right}) or left in _verbs(right)


@lru_cache(maxsize=1 << 15)
def _verbs(word: str) -> frozenset[str]:
    """The verbs that a folded Russian noun of action names, or of which a word is a form: «курение» and «курят»."""
    forms = {fold(one.normal_form) for one in parses(word)}
    made = {form.removesuffix(noun) + verb for form in forms for noun, verb in _ACTIONS if form.endswith(noun)}
    verbs = {form for form in forms if form.endswith(RUSSIAN.building.infinitives)}
    return frozenset(verbs | {form for form in made if len(form) >= _MIN_VERB and is_known(form)})
