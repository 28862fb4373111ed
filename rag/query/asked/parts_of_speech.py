"""What a Russian word of a question may be by its form: a noun, a modifier, a genitive. Pure.

A word alone has several readings; of parts of speech the likeliest counts, of cases any.
"""

from index.language.words import Word, fold, parses

_MODIFIERS = frozenset({"ADJF", "PRTF"})
_PREDICATES = frozenset({"VERB", "INFN", "PRTS", "ADJS", "PRED", "GRND"})


def is_modifier(word: Word) -> bool:
    """Return whether a Russian word is likeliest one that stands before a noun."""
    found = parses(fold(word.text)) if not word.text.isascii() else ()
    return bool(found) and found[0].tag.POS in _MODIFIERS


def may_modify(word: Word) -> bool:
    """Return whether a Russian word may stand before a noun, if it is likeliest a noun too: «старого»."""
    return not word.text.isascii() and any(one.tag.POS in _MODIFIERS for one in parses(fold(word.text)))


def is_noun(word: Word) -> bool:
    """Return whether a Russian word is likeliest a noun."""
    found = parses(fold(word.text)) if not word.text.isascii() else ()
    return bool(found) and found[0].tag.POS == "NOUN"


def is_verb(word: Word) -> bool:
    """Return whether a Russian word is likeliest a verb or a predicate that is no noun: «учредить», «обязаны»."""
    found = parses(fold(word.text)) if not word.text.isascii() else ()
    return bool(found) and found[0].tag.POS in _PREDICATES


def is_genitive(word: Word) -> bool:
    """Return whether a Russian word may be in the genitive, as what something is of."""
    return has_case(word, "gent")


def has_case(word: Word, case: str) -> bool:
    """Return whether a Russian word may be a noun or a modifier in a case."""
    return not word.text.isascii() and any(one.tag.case == case for one in parses(fold(word.text)))
