"""Support of an English sentence by Russian source sentences: numbers, names in Russian letters, similarity."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.embed import Embedder
from rag.support import Span, Support, found, negations
from rag.words import Word, fold, words

LEAST_SIMILARITY = 0.86
"""Least cosine between an English sentence and the Russian one that it renders (eval/LOG.md)."""
LEAST_ANCHORED = 0.84
"""The same for a sentence whose numbers and names, at least one, all stand in the Russian one."""

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
    }
)  # fmt: skip
_ONE_SOUND = (
    ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("w", "v"),
    ("x", "ks"), ("y", ""),
)  # fmt: skip
_TRANSLATED = {
    "united": "объединен|оон", "nations": "наци|оон", "un": "оон|объединен", "general": "генеральн",
    "assembly": "ассамбле", "security": "безопасн", "council": "совет", "north": "север", "south": "юг|южн",
    "east": "восто", "west": "запад",
}  # fmt: skip
"""Names that are translated and not transliterated: English word to the beginnings of its Russian ones."""
_UNREMARKABLE = {"central": "централь", "asia": "ази", "asian": "ази|центральноази", "sea": "мор"}
"""Translated names that prove nothing against a sentence: the text is about the region, and «Арал» is the Aral Sea."""
_SPELT_OTHERWISE = {
    "kyrgyz": "кыргыз|киргиз", "kyrgyzstan": "кыргыз|киргиз", "kirghiz": "кыргыз|киргиз", "kazakh": "казах",
    "uzbek": "узбек", "tajik": "таджик", "turkmen": "туркменс|туркменист|туркмены", "afghan": "афган",
    "ashgabat": "ашхабад", "russia": "росси", "russian": "росси|русск", "china": "кита", "chinese": "кита",
    "iran": "иран", "iranian": "иран", "india": "инди", "indian": "инди", "turkey": "турци|турецк",
    "turkish": "турецк", "japan": "япон", "korea": "коре", "europe": "европ", "european": "европ",
    "america": "америк|сша", "american": "америк", "usa": "сша|соединенн", "us": "сша|соединенн", "britain": "британ",
    "germany": "герман", "german": "герман|немец", "france": "франц", "french": "франц", "ukraine": "украин",
    "belarus": "белорус|беларус", "armenia": "армен|армян", "georgia": "грузи", "cis": "снг|содружеств",
    "sco": "шос|шанхайск", "nato": "нато", "osce": "обсе", "eu": "евросоюз|европ", "moscow": "москв|москов",
    "beijing": "пекин", "tehran": "тегеран", "aral": "арал|приарал", "caspian": "каспи|прикасп",
    "semey": "семе|семипалат",
}  # fmt: skip
"""Names of places and peoples whose Russian spelling the consonants do not tell, or with too few consonants."""
_TRANSLITERATED = frozenset(
    "kazakhstan tajikistan turkmenistan uzbekistan afghanistan azerbaijan mongolia pakistan turkmenbashi turkmenbashy "
    "astana tashkent dushanbe bishkek almaty kabul semipalatinsk berdimuhamedov berdimuhamedow berdymukhamedov "
    "gurbanguly serdar tokayev nazarbayev mirziyoyev rahmon emomali japarov zhaparov sadyr shavkat kassym "
    "jomart".split()
)
_RUSSIAN = {**_TRANSLATED, **_UNREMARKABLE, **_SPELT_OTHERWISE}


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, with the spellings of one sound made one: Tajikistan, Таджикистан.

    A vowel that begins the word stays.
    """
    latin = word.lower().translate(_LETTERS)
    for old, new in _ONE_SOUND:
        latin = latin.replace(old, new)
    bones = re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", latin))
    return latin[0] + bones if latin[:1] in set("aeiou") else bones


def named(word: str, there: Sequence[Word]) -> bool:
    """Whether a Russian text holds an English name: translated, or written in Russian letters in any case."""
    beginnings = _RUSSIAN.get(word.lower())
    if beginnings:
        return any(fold(other.text).startswith(tuple(beginnings.split("|"))) for other in there)
    bones = skeleton(word)
    least = bones[: max(4, len(bones) - 2)]
    return len(bones) > 2 and any(skeleton(other.text).startswith(least) for other in there)


def cognate(english: str, russian: str) -> bool:
    """Whether two folded words are one international word: "pandemic" and «пандемия», "sport" and «спортивный».

    Most of the English word must stand letter for letter in the Russian one, so that "trade" is not «труд».
    """
    left, right = (_phonetic(word) for word in (english, russian.translate(_LETTERS)))
    shared = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return shared >= 5 and shared >= len(left) - 3


def _phonetic(latin: str) -> str:
    for old, new in (("ch", "kh"), *_ONE_SOUND, ("th", "t"), ("ou", "u"), ("z", "s")):
        latin = latin.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", latin)


def english_support(sentence: str, sources: Sequence[Span], embedder: Embedder) -> list[Support]:
    """Judge an English sentence against each Russian source sentence; `coverage` is their cosine similarity."""
    said = words(sentence)
    vectors = embedder.passages([sentence, *(span.text for span in sources)])
    similarities = vectors[1:] @ vectors[0]
    judged = []
    for span, similarity in zip(sources, similarities, strict=True):
        there = words(span.text)
        missing = next((f"number {w.text}" for w in said if w.text.isdigit() and not found(w, there)), None)
        missing = missing or next((f"name {w.text}" for w in said if is_name(w) and not named(w.text, there)), None)
        if missing is None and negations(said) > negations(there):
            missing = "negation"
        anchored = any(word.text.isdigit() or is_name(word) for word in said)
        if missing is None and similarity < (LEAST_ANCHORED if anchored else LEAST_SIMILARITY):
            missing = f"likeness {similarity:.2f}"
        judged.append(Support(span, float(similarity), missing))
    return judged


def is_known_name(folded: str) -> bool:
    """Whether an English word in lower case is a name that `named` can tell in a Russian text."""
    return folded in _RUSSIAN or folded in _TRANSLITERATED


def is_name(word: Word) -> bool:
    """Whether an English word names a person, a place or a body that a wrong sentence may name.

    Words that English merely capitalises in titles ("Joint Statement", "Road Map") are judged by similarity.
    """
    lower = word.text.lower()
    if not word.text[0].isupper() or word.text == "Us" or lower in _UNREMARKABLE:
        return False
    return is_known_name(lower) or skeleton(lower) in _BONES


_BONES = frozenset(bones for bones in map(skeleton, _TRANSLITERATED) if len(bones) > 3)
"""Consonants of names, for their other spellings; of few consonants there are too many words."""
