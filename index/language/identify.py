"""The language of a question, which is often too short for statistical identification."""

import re
from collections.abc import Collection, Iterable

from index.language.foreign import cues
from index.language.lexicon import ENGLISH, LANGUAGES, OTHER
from index.language.units import text_language
from index.language.words import TOKEN, fold, is_function_word, is_known

_CUES = frozenset((*OTHER.cyrillic_cues, *OTHER.latin_cues))
_LETTERS, _ENDINGS, _TURNED, _CYRILLIC = map(
    re.compile, (OTHER.letters, OTHER.endings, OTHER.turned_letters, OTHER.cyrillic)
)
_ENGLISH_WORDS = frozenset((*ENGLISH.stopwords, *ENGLISH.comparing.asking))
_SAMPLE = 4000
"""So many characters tell the language of a document."""
_LONG = 6
"""From so many words on, a text in English holds one of its stopwords, or asks to compare."""


def identify_language(text: str, further: Collection[str] = ()) -> str:
    """Return the language of a question: "ru", "en", one of `further` that has the question's letters, or "other".

    Judged by script, by letters that neither has, and by the words that questions are made of. If nothing decides, as
    in a lone "glaciers", it is the one of "ru" and "en" that has the script.
    """
    found = _russian_or_english(text)
    by_letters = text_language(text) if found == "other" and further else found
    return by_letters if by_letters in further and by_letters not in LANGUAGES else found


def _russian_or_english(text: str) -> str:
    """One of the two, or "other"."""
    folded = fold(text)
    tokens = [token for token in TOKEN.findall(folded) if not token.isdigit()]
    cyrillic = [token for token in tokens if _CYRILLIC.search(token)]
    latin = [token for token in tokens if re.search("[a-z]", token)]
    foreign = sum(token in _CUES or bool(_LETTERS.search(token)) for token in tokens)
    foreign += cues([token for token in tokens if token not in _CUES and not _LETTERS.search(token)])
    if 2 * len(cyrillic) >= len(tokens):
        native = sum(token not in _CUES and is_function_word(token) for token in cyrillic)
        known = sum(bool(re.search("[а-я]", token)) and is_known(token) for token in cyrillic)
        gibberish = len(cyrillic) > 2 and native == 0 and 2 * known < len(cyrillic)
        return "other" if (foreign and foreign >= native) or gibberish else "ru"
    foreign += sum(bool(_ENDINGS.search(token)) for token in latin) + len(_TURNED.findall(folded))
    native = sum(token in _ENGLISH_WORDS and token not in _CUES for token in latin)
    gibberish = not latin or (len(latin) >= _LONG and native == 0)
    return "other" if (foreign and foreign >= native) or gibberish else "en"


def language_of(texts: Iterable[str]) -> str:
    """Return the language of a document by its first paragraphs, as `identify_language` tells it."""
    sample, size = [], 0
    for text in texts:
        sample.append(text)
        size += len(text)
        if size >= _SAMPLE:
            break
    return identify_language(" ".join(sample)[:_SAMPLE])
