"""A title in the middle of a sentence: its noun phrase in every case, or the word for its kind and the title quoted."""

import re
from dataclasses import dataclass

from index.language.lexicon import ENGLISH
from index.language.sentences import begins_sentence
from index.language.words import TOKEN, fold, is_function_word, is_proper_noun, parses
from index.profile.grammar import CASES, Forms, declined
from index.profile.kinds import kind_at, kind_forms

_MAX_TAIL_WORDS = 5
"""A longer title is cut after the word for its kind where it is named in a sentence."""
_ADJECTIVES = ("ADJF", "PRTF")
_BREAKS = re.compile(r"[,;:()]")


@dataclass(frozen=True, slots=True)
class Head:
    """The phrase of a title that names its kind: `title[start:end]`, whose last word is the noun."""

    kind: str
    start: int
    end: int


def head_of(title: str, language: str) -> Head | None:
    """Return the first phrase of a title that names a kind of document, adjectives included; None if none does."""
    tokens = list(TOKEN.finditer(title))
    for at, token in enumerate(tokens):
        kind = kind_at(token.group(), language)
        if kind is None or (at and _quoted(title, token.start())):
            continue
        first = at
        while first and title[tokens[first - 1].end() : tokens[first].start()].isspace():
            if not _belongs(tokens[first - 1].group(), language):
                break
            first -= 1
        return Head(kind, tokens[first].start(), token.end())
    return None


def _quoted(title: str, at: int) -> bool:
    """Whether a place stands between quotation marks: what is quoted names another text."""
    before = title[:at]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”")


def _belongs(word: str, language: str) -> bool:
    """Whether a word before the noun is a part of the name."""
    if language == "ru":
        return any(parse.tag.POS in _ADJECTIVES for parse in parses(word.lower())[:2])
    return word[0].isupper() and word.lower() not in ENGLISH.asked.articles


def as_title(title: str, language: str, text: str) -> str:
    """Return a title on one line; one in capitals gets small letters in Russian, but for names.

    A name is what the dictionary has as one, or what the text below writes with a capital.
    """
    title = " ".join(title.split()).rstrip(".")
    letters = "".join(filter(str.isalpha, title))
    if language != "ru" or len(letters) < 4 or not letters.isupper():
        return title
    below = frozenset(word.group() for word in TOKEN.finditer(text) if not begins_sentence(text[: word.start()]))

    def lowered(match: re.Match[str]) -> str:
        small = match.group().lower()
        written = small.capitalize() in below and small not in below
        name = not is_function_word(fold(small)) and (is_proper_noun(fold(small)) or written)
        return small.capitalize() if name else small

    changed = TOKEN.sub(lowered, title)
    return changed[:1].upper() + changed[1:]


def short_russian(title: str, text_language: str, kind: str) -> Forms:
    """Return a name for the middle of a Russian sentence: the title declined, or «закон «О …»»."""
    head = head_of(title, "ru") if text_language == "ru" else None
    if head is not None:
        words = title[head.start : head.end].split()
        tail = title[head.end :]
        whole = head.start == 0 and len(tail.split()) <= _MAX_TAIL_WORDS and not _BREAKS.search(tail)
        if forms := declined(words, len(words) - 1, tail if whole else ""):
            return forms
    return {name: f"{form} {quoted(title, 'ru')}" for name, form in kind_forms(kind, "ru").items()}


def short_english(title: str, text_language: str, kind: str) -> Forms:
    """Return a name for the middle of an English sentence: "the Universal Declaration", or "the law “…”"."""
    head = head_of(title, "en") if text_language == "en" else None
    if head is not None:
        tail = title[head.end :]
        whole = head.start == 0 and len(tail.split()) <= _MAX_TAIL_WORDS and not _BREAKS.search(tail)
        name = title[head.start :] if whole else title[head.start : head.end]
        return dict.fromkeys(CASES, f"the {name}")
    return dict.fromkeys(CASES, f"the {kind_forms(kind, 'en')['nom']} {quoted(title, 'en')}")


def quoted(text: str, language: str) -> str:
    """Return a text between the quotation marks of a language; those within become the inner ones."""
    if language == "en":
        return f"“{text.replace('“', '‘').replace('”', '’')}”"
    return f"«{text.replace('«', '„').replace('»', '“')}»"
