"""Words of Russian and English text: tokens, normal forms, content words.

pymorphy3 knows several normal forms for many words («стали» is «стать» and «сталь»), so a word here is the set of all
its forms and two words are the same if their sets meet. Hyphens and dashes separate words; ё counts as е.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.sentences import begins_sentence

TOKEN = re.compile(r"\d+|[^\W\d_]+")
ASKING = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.asking, *ENGLISH.asking))})(?!\w)")
"""Asking words, in folded Russian or English text."""
_CONTENT_TAGS = frozenset({"NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "PRTF", "PRTS", "GRND", "NUMR", None})
_PREDICATE_TAGS = frozenset({"VERB", "PRTS", "ADJS", "PRED"})
_FUNCTION_TAGS = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
_PROPER_TAGS = ("Geox", "Surn", "Name", "Patr", "Orgn")
_SINGULARS = {plural: one for pair in ENGLISH.plurals for one, plural in [pair.split()]}
_RUSSIAN_STOPWORDS, _ENGLISH_STOPWORDS = frozenset(RUSSIAN.stopwords), frozenset(ENGLISH.stopwords)


@cache
def _analyzer() -> Any:  # noqa: ANN401
    import pymorphy3  # loads 20 MB of dictionaries, and `--help` needs none

    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer() -> Any:  # noqa: ANN401
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """Return the stem of an English word (Porter 2): "parties" and "party" are one; other tokens stay as they are.

    That of an irregular plural is that of its singular.
    """
    return str(_stemmer().stemWord(_SINGULARS.get(token, token))) if token.isascii() else token


def fold(text: str) -> str:
    """Return a text in lower case with ё as е, as long as it was, so that offsets into either are the same."""
    return text.replace("İ", "i").lower().replace("ё", "е")  # the only one that has two in lower case


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a text with its normal forms; `start` and `end` are character offsets into the text.

    `is_predicate`: whether a Russian word can be the predicate of a sentence: «решили», «одобрено», «готовы», «нужно».
    """

    text: str
    start: int
    end: int
    forms: frozenset[str]
    is_content: bool
    is_proper: bool
    is_predicate: bool

    def same(self, other: "Word") -> bool:
        """Return whether both can be forms of one word."""
        return not self.forms.isdisjoint(other.forms)


@lru_cache(maxsize=65536)
def _parse(token: str) -> tuple[frozenset[str], bool, bool, bool]:
    """Normal forms of a folded token, and whether it can carry content, can only be a name, can be a predicate."""
    if not re.search("[а-я]", token):
        return frozenset({token, stem(token)}), len(token) > 1 and token not in _ENGLISH_STOPWORDS, False, False
    readings = parses(token)
    forms = frozenset(fold(reading.normal_form) for reading in readings) | {token}
    tag = readings[0].tag
    content = tag.POS in _CONTENT_TAGS and forms.isdisjoint(_RUSSIAN_STOPWORDS)
    proper = any(kind in tag for kind in _PROPER_TAGS) or not _analyzer().word_is_known(token)
    return forms, content, proper, tag.POS in _PREDICATE_TAGS


def parses(token: str) -> tuple[Any, ...]:
    """Return the dictionary's readings of a Russian word in lower case, likeliest first: pymorphy3's `Parse` objects.

    Characters without a name in Unicode, such as those of Tangut, are left out: pymorphy3 asks for the name of each.
    """
    named = "".join(character for character in token if unicodedata.name(character, ""))
    return tuple(_analyzer().parse(named or "?"))


def counted(word: str) -> str:
    """Return a Russian noun as it stands after «сколько»; any other word as it is."""
    form = parses(fold(word))[0].inflect({"gent", "plur"}) if re.search("[а-яё]", word) else None
    return str(form.word) if form else word


def is_proper_noun(token: str) -> bool:
    """Return whether a folded Russian word is a name, or not in the dictionary."""
    return _parse(token)[2]


def is_person(token: str) -> bool:
    """Return whether a folded Russian word is first of all a noun for a living being: «учителя»."""
    tag = parses(token)[0].tag
    return bool(tag.POS == "NOUN" and tag.animacy == "anim")


def is_known(token: str) -> bool:
    """Return whether a folded word is in the Russian dictionary, or is no Russian word at all."""
    return not re.search("[а-я]", token) or bool(_analyzer().word_is_known(token))


def begins_known(letters: str) -> bool:
    """Return whether a word of the Russian dictionary begins with these letters, in lower case."""
    return next(_analyzer().dictionary.words.iterkeys(letters), None) is not None


def is_function_word(token: str) -> bool:
    """Return whether a folded Russian word is a preposition, conjunction, particle or pronoun."""
    if not _analyzer().word_is_known(token):
        return False
    tag = parses(token)[0].tag
    return tag.POS in _FUNCTION_TAGS or "Apro" in tag or "Ques" in tag


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order.

    A word is proper if it has a capital that does not only begin a sentence, or if it can be nothing but a name: at the
    beginning of a sentence «Париж» is proper and «Стороны» is not.
    """
    found = []
    for match in TOKEN.finditer(text):
        token = match.group()
        forms, content, proper, predicate = _parse(fold(token))
        proper = token[0].isupper() and (proper or not begins_sentence(text[: match.start()]))
        found.append(Word(token, match.start(), match.end(), forms, content or token.isdigit(), proper, predicate))
    return tuple(found)


def lemmas(text: str) -> tuple[str, ...]:
    """Return the likeliest normal form of each token, folded."""
    return tuple(
        fold(parses(token)[0].normal_form) if re.search("[а-я]", token) else token
        for token in TOKEN.findall(fold(text))
    )


def is_spelt_out(acronym: str, there: Sequence[Word]) -> bool:
    """Return whether words with the initials of a folded acronym follow each other.

    The first one must have a capital; of two words, both.
    """
    size = len(acronym)
    for start in range(len(there) - size + 1):
        run = there[start : start + size]
        capitals = run[0].text[0].isupper() and (size > 2 or run[1].text[0].isupper())
        if capitals and all(len(word.text) > 1 for word in run) and fold("".join(w.text[0] for w in run)) == acronym:
            return True
    return False
