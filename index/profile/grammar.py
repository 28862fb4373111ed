"""The words for a document in the cases that sentences need: «к Совместному заявлению», «об уставе»."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from index.language.lexicon import RUSSIAN
from index.language.words import parses

CASES = {"nom": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "prep": "loct"}
"""Names of the cases in placeholders, and pymorphy3's."""
_ADJECTIVES = ("ADJF", "PRTF")
_VOWELS, _ABOUT = frozenset(RUSSIAN.building.vowels), RUSSIAN.building.about

Forms = Mapping[str, str]
"""A word or name by the names of `CASES`."""


@cache
def russian_noun(word: str) -> Any:  # noqa: ANN401 (pymorphy3's Parse)
    """Return the reading of a Russian word as a noun in the nominative; None where it is none."""
    found = [parse for parse in parses(word.lower()) if parse.tag.POS == "NOUN" and parse.tag.case == "nomn"]
    return found[0] if found else None


def declined(words: Sequence[str], head: int, tail: str = "") -> Forms | None:
    """Return a Russian noun phrase in every case; None where a word of it cannot be declined.

    Args:
        words: adjectives and the noun that they agree with, in any case.
        head: place of the noun, which is in the nominative.
        tail: what follows and stays as it is: «… глав государств».
    """
    noun = russian_noun(words[head])
    if noun is None:
        return None
    forms = {}
    for name, case in CASES.items():
        done = []
        for at, word in enumerate(words[: head + 1]):
            form = _form(noun, word, case) if at == head else _agreeing(word, noun, case)
            if form is None:
                return None
            done.append(_in_case_of(form, word))
        forms[name] = " ".join(done) + tail
    return forms


def _form(noun: Any, word: str, case: str) -> str | None:  # noqa: ANN401
    if "Fixd" in noun.tag:
        return word
    form = noun.inflect({case})
    return form.word if form else None


def _agreeing(word: str, noun: Any, case: str) -> str | None:  # noqa: ANN401
    """An adjective in a case, in the number and gender of a noun."""
    adjective = next((parse for parse in parses(word.lower()) if parse.tag.POS in _ADJECTIVES), None)
    if adjective is None:
        return None
    number = {"plur"} if noun.tag.number == "plur" else {"sing", str(noun.tag.gender)}
    grammemes = {case, *number}
    if case == "accs" and noun.tag.animacy and (noun.tag.number == "plur" or noun.tag.gender == "masc"):
        grammemes.add(str(noun.tag.animacy))
    form = adjective.inflect(grammemes)
    return form.word if form else None


def _in_case_of(form: str, word: str) -> str:
    """A form in capitals, with one capital, or without any, as the word has them."""
    if len(word) > 1 and word.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def about(prepositional: str) -> str:
    """Return a name in the prepositional case with its preposition: «о заявлении», «об уставе»."""
    return f"{_ABOUT[prepositional[:1].lower() in _VOWELS]} {prepositional}"
