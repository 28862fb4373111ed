"""Support of an English sentence by Russian source sentences: numbers, transliterated names, and embedding similarity."""

import re
from collections.abc import Sequence

from index.embed import Embedder
from rag.support import Span, Support, negations
from rag.words import Word, words

LEAST_SIMILARITY = 0.84
"""Least cosine between an English sentence and the Russian one that it renders (set on dev, eval/LOG.md)."""

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_TRANSLATED = {
    "central": "централь", "asia": "ази", "asian": "центральноазиат", "republic": "республик", "president": "президент",
    "presidents": "президент", "united": "объедин", "nations": "наци", "un": "оон", "general": "генераль",
    "assembly": "ассамбле", "security": "безопасност", "council": "совет", "international": "международн",
    "north": "север", "south": "юг", "east": "восток", "west": "запад", "road": "дорожн", "map": "карт",
}  # fmt: skip
"""Names that are translated and not transliterated: English word to the stem of its Russian one."""


def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, with the spellings of one sound made one: Tajikistan, Таджикистан."""
    latin = word.lower().translate(_LETTERS)
    for old, new in (
        ("dzh", "j"),
        ("zh", "j"),
        ("kh", "h"),
        ("ph", "f"),
        ("ck", "k"),
        ("c", "k"),
        ("q", "k"),
        ("y", ""),
    ):
        latin = latin.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", latin))


def _named(word: Word, there: Sequence[Word]) -> bool:
    stem = _TRANSLATED.get(word.text.lower())
    if stem and any(other.text.lower().replace("ё", "е").startswith(stem) for other in there):
        return True
    bones = skeleton(word.text)
    return len(bones) < 3 or any(skeleton(other.text).startswith(bones[: max(3, len(bones) - 2)]) for other in there)


def english_support(sentence: str, sources: Sequence[Span], embedder: Embedder) -> list[Support]:
    """Judge an English sentence against each Russian source sentence; `coverage` is their cosine similarity."""
    said = words(sentence)
    vectors = embedder.passages([sentence, *(span.text for span in sources)])
    similarities = vectors[1:] @ vectors[0]
    judged = []
    for span, similarity in zip(sources, similarities, strict=True):
        there = words(span.text)
        digits = {word.text for word in there if word.text.isdigit()}
        missing = next((f"number {w.text}" for w in said if w.text.isdigit() and w.text not in digits), None)
        missing = missing or next((f"name {w.text}" for w in said if _proper(w) and not _named(w, there)), None)
        if missing is None and negations(said) > negations(there):
            missing = "negation"
        if missing is None and similarity < LEAST_SIMILARITY:
            missing = f"likeness {similarity:.2f}"
        judged.append(Support(span, float(similarity), missing))
    return judged


def _proper(word: Word) -> bool:
    """Names of people and places; words that English merely capitalises in titles are judged by similarity."""
    return (
        word.name and not word.text.isdigit() and (word.text.lower() in _TRANSLATED or skeleton(word.text) in _PLACES)
    )


_PLACES = frozenset(
    skeleton(name)
    for name in "Kazakhstan Kyrgyzstan Kyrgyz Tajikistan Turkmenistan Uzbekistan Afghanistan Turkmenbashi Astana Tashkent "
    "Ashgabat Dushanbe Bishkek Almaty Kabul Russia China Iran India Pakistan Turkey Azerbaijan Aral Caspian Semipalatinsk "
    "Berdimuhamedov Berdymukhamedov Tokayev Mirziyoyev Rahmon Japarov Gurbanguly".split()
)
"""People, places and peoples that a wrong sentence may name."""
