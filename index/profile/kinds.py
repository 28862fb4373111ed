"""Kinds of documents: what a text is called in a language, and how that is told from its title.

What kinds there are is data: kinds.toml.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import TOKEN, Word, fold, parses
from index.profile.grammar import CASES, Forms, about, declined, russian_noun

UNKNOWN = "document"
"""The kind of a text of which no more is known."""
_FILE = Path(__file__).with_name("kinds.toml")
_SAMPLE = 20_000
"""So many characters of a text are searched for what it calls itself."""
POINTING = frozenset((*RUSSIAN.overviews.pointing, *ENGLISH.overviews.pointing))
"""Words that say, before a word for any kind of document, that it is this one: «эти правила» of a programme."""


@cache
def kinds() -> Mapping[str, Mapping[str, str]]:
    """Return the word of each kind by language, in the order of the file."""
    return {
        name: {language: word for language, word in entry.items() if isinstance(word, str)}
        for name, entry in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    }


@cache
def called(kind: str) -> tuple[str, ...]:
    """Return every word by which questions call a text of a kind, in any language; none of an unknown kind."""
    also = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(kind, {}).get("also", ())
    return (*kinds().get(kind, {}).values(), *also)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    return tuple(
        (name, re.compile("|".join(rf"(?:{one})" for one in entry["other"])))
        for name, entry in entries
        if "other" in entry
    )


@cache
def _lemmas() -> Mapping[tuple[str, str], str]:
    """Kinds by the dictionary form of their Russian word and its number."""
    found: dict[tuple[str, str], str] = {}
    for name, words in kinds().items():
        noun = russian_noun(words["ru"])
        found.setdefault((noun.normal_form, noun.tag.number), name)
    return found


@cache
def kind_forms(kind: str, language: str) -> Forms:
    """Return the word of a kind in a language by the names of cases; in English the same in each.

    An unknown kind is `UNKNOWN`.
    """
    word = kinds().get(kind, kinds()[UNKNOWN])[language]
    same = dict.fromkeys(CASES, word)
    return (declined([word], 0) or same) if language == "ru" else same


@cache
def kind_words(kind: str, language: str) -> Mapping[str, str]:
    """Return what fills {kind}, {kind_gen} … and {about_kind} in the sentences of a language."""
    forms = kind_forms(kind, language)
    found = {"kind" if case == "nom" else f"kind_{case}": form for case, form in forms.items()}
    return found | {"about_kind": about(forms["prep"]) if language == "ru" else f"about the {forms['nom']}"}


def kind_at(word: str, language: str) -> str | None:
    """Return the kind that a word of a text in a language is called by, in any case; None for other words."""
    token = fold(word)
    if language == "ru":
        readings = [parse for parse in parses(word.lower()) if parse.tag.POS == "NOUN"][:4]
        found = (_lemmas().get((parse.normal_form, str(parse.tag.number or "sing"))) for parse in readings)
        # A word without a plural form in the list, such as «законы», is a name for several texts and not for this one.
        return next((kind for kind in found if kind and kind != UNKNOWN), None)
    if language == "en":
        return next((name for name, words in kinds().items() if token == words["en"] and name != UNKNOWN), None)
    return next((name for name, pattern in _patterns() if pattern.fullmatch(token)), None)


@cache
def _generic(kind: str) -> Mapping[str, str]:
    """The forms of the word for a kind, folded, with those of the word for any document in the same case."""
    if kind not in kinds() or kind == UNKNOWN:
        return {}
    return {fold(word): kinds()[UNKNOWN]["en"] for word in called(kind)} | {
        fold(form): kind_forms(UNKNOWN, language)[case]
        for language in kinds()[kind]
        for case, form in kind_forms(kind, language).items()
    }


def generic(text: str, kind: str) -> str:
    """Return a text that calls a document of a kind by the word for any document: «в уставе» is «в документе»."""
    forms = _generic(kind)
    return TOKEN.sub(lambda token: forms.get(fold(token[0]), token[0]), text) if forms else text


def points_at_document(before: Word, word: Word, *languages: str) -> bool:
    """Return whether two words that follow each other are a pointing one and a kind of document: "these Rules"."""
    return not before.forms.isdisjoint(POINTING) and any(kind_at(word.text, language) for language in languages)


def self_named_kind(document: Document, language: str) -> str:
    """Return the kind that a text calls itself most often: «настоящий Закон», "this Charter"; `UNKNOWN` if none."""
    rules = {"ru": RUSSIAN, "en": ENGLISH}.get(language)
    if rules is None:
        return UNKNOWN
    counts: dict[str, int] = {}
    size = 0
    pointing = frozenset(rules.outline.pointing)
    for section in document.sections:
        size += len(section.text)
        tokens = TOKEN.findall(section.text)
        for at, token in enumerate(tokens[:-1]):
            if fold(token) not in pointing:
                continue
            kind = next((k for word in tokens[at + 1 : at + 3] if (k := kind_at(word, language))), None)
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
        if size > _SAMPLE:
            break
    return max(counts, key=counts.__getitem__) if counts else UNKNOWN
