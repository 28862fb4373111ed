"""English names and international words in Russian text: «Таджикистан» for Tajikistan, «пандемия» for pandemic."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.language.words import Word, fold

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


def is_known_name(folded: str) -> bool:
    """Whether an English word in lower case is a name that `named` can tell in a Russian text."""
    return folded in _RUSSIAN or folded in _TRANSLITERATED
