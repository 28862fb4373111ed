"""Languages of questions beside Russian and English: lexicons/foreign/LANGUAGE.toml, read once and checked.

Their files hold what questions are made of, so that their topics are left; comments in de.toml say what each list is.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.lists import Words
from index.language.words import fold, is_known

_FOLDER = Path(__file__).parent / "lexicons" / "foreign"
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʻʼ`´", "'") | {"İ": "i"})
UNSPACED = re.compile("[\u2e80-\u9fff]")
"""Letters of scripts that put no spaces between words."""
_LETTER_WEIGHT = 0.5
"""What a letter of its own counts beside a word of a language."""
_LONG, _SHORT = 4, 2
"""Letters from which on a function word tells by itself that a text is in neither Russian nor English; so many shorter
ones do."""
_COMMON = frozenset((*ENGLISH.stopwords, *ENGLISH.question_words, *ENGLISH.everyday_words, *RUSSIAN.stopwords))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Numbers(_Strict):
    """Words for numbers, as patterns."""

    cardinals: Words = ()
    """From 1 on."""
    ordinals: Words = ()
    """From 1 on."""
    last: Words = ()
    through: Words = ()
    """What stands between the ends of a range."""


class Foreign(_Strict):
    """The word lists of one language: patterns of a word, but for `letters`, `words`, `against`, `times` and `cut`."""

    letters: Words = ()
    words: Words = ()
    joining: Words = ()
    against: Words = ()
    """What stands between two things of which a question asks for the difference, and else within one; words."""
    frame: Words = ()
    mentioning: Words = ()
    documents: Words = ()
    """What documents are called: no topic of an overview that has no other."""
    times: Words = ()
    cut: tuple[str, ...] = ()
    """Regular expressions in folded text: what is taken away before words are told."""
    kinds: Mapping[str, Words] = {}
    """By kind of question (rag/types/labels.py): the words that ask for it."""
    meaning: tuple[str, ...] = ()
    """Regular expressions in folded text: what asks beside one topic what it is."""
    parts: Mapping[str, Words] = {}
    numbers: Numbers = Numbers()

    @cached_property
    def spelt(self) -> frozenset[str]:
        """The function words, folded."""
        return frozenset(map(plain, self.words))

    @cached_property
    def is_unspaced(self) -> bool:
        """Whether nothing parts the words of this language."""
        return bool(UNSPACED.search("".join(self.words)))


def plain(text: str) -> str:
    """Return a text folded, its apostrophes alike; as long as it was."""
    return fold(text.translate(_APOSTROPHES))


@cache
def foreign(language: str) -> Foreign:
    """Return the lists of a language. Raises ValueError where the file is not TOML, or holds an unknown list."""
    text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8").replace("ё", "е")  # folded, as questions are
    return Foreign.model_validate(tomllib.loads(text))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a file."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def pattern(language: str, patterns: Words) -> re.Pattern[str]:
    """Return what matches a whole word that fits one of a language's patterns; nothing where there are none."""
    return re.compile("|".join(f"(?:{one})" for one in patterns) or r"(?!)")


@cache
def _cues() -> frozenset[str]:
    """The function words that text in Russian or English hardly holds."""
    found = (word for language in languages() for word in foreign(language).spelt)
    return frozenset(word for word in found if _is_telling(word))


def _is_telling(word: str) -> bool:
    if len(word) < 2 or word in _COMMON:
        return False
    return not is_known(word) if re.search("[а-я]", word) else True


def cues(said: Sequence[str]) -> int:
    """Return how many folded words of a text tell that it is in neither Russian nor English."""
    found = [word for word in said if word in _cues()]
    long = sum(len(word) >= _LONG for word in found)
    return len(found) if long or len(found) >= _SHORT else 0


def tokens(text: str) -> list[re.Match[str]]:
    """Return the words of a text, those with an apostrophe inside whole."""
    return list(re.finditer(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*", plain(text)))


@cache
def _frames(language: str) -> re.Pattern[str]:
    lists = foreign(language)
    every: Iterable[Words] = (lists.frame, *lists.kinds.values(), *lists.parts.values(), lists.numbers.ordinals)
    return pattern(language, tuple(one for listed in every for one in listed))


def language_of(text: str) -> str | None:
    """Return the likeliest of these languages for a text, by its letters and frame words; None where nothing tells."""
    said = [match[0] for match in tokens(text)]
    best = max(languages(), key=lambda language: _likeness(said, language))
    return best if _likeness(said, best) > 0 else None


def _likeness(said: Sequence[str], language: str) -> float:
    lists = foreign(language)
    if lists.is_unspaced or UNSPACED.search("".join(said)):
        return float(lists.is_unspaced and bool(UNSPACED.search("".join(said))))
    framed = sum(word in lists.spelt or bool(_frames(language).fullmatch(word)) for word in said)
    letters = frozenset("".join(said))
    own = sum(letter in letters if len(letter) == 1 else letter in " ".join(said) for letter in lists.letters)
    strange = sum(1 for letter in letters if _is_strange(letter) and letter not in lists.letters)
    return framed + _LETTER_WEIGHT * (own - strange)


def _is_strange(letter: str) -> bool:
    """Whether a letter is none of plain Latin or Russian."""
    return letter.isalpha() and not re.match("[a-zа-я]", letter) and unicodedata.category(letter).startswith("L")
