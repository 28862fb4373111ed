"""Words of Russian and English text: tokens, normal forms, content words, the language of a question.

pymorphy3 knows several normal forms for many words («стали» is «стать» and «сталь»), so a word here is the set of all its
forms and two words are the same when their sets meet. Hyphens and dashes separate words; ё counts as е.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

TOKEN = re.compile(r"\d+|[^\W\d_]+")
_CONTENT_TAGS = frozenset({"NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "PRTF", "PRTS", "GRND", "NUMR", None})
_HOLLOW = frozenset(
    "быть стать являться весь это этот тот такой который какой свой сам самый другой иной один мочь год наш "
    "кто что где когда как почему зачем сколько чей также".split()
)
_ENGLISH = frozenset(
    "the of is are was were what which who whom whose how why when where does did do done about in and to for from with "
    "on at by an this that these those it its any there their they will would can could has have had be been as or not "
    "point points many much year name tell list please explain hello hi thanks you your me my i write give ignore".split()
)


@cache
def _analyzer() -> Any:  # noqa: ANN401
    import pymorphy3  # loads 20 MB of dictionaries, and `--help` needs none

    return pymorphy3.MorphAnalyzer()


def fold(text: str) -> str:
    """Lower case, ё as е."""
    return text.lower().replace("ё", "е")


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a text with its normal forms; `start` and `end` are character offsets into the text."""

    text: str
    start: int
    end: int
    forms: frozenset[str]
    content: bool
    name: bool

    def same(self, other: "Word") -> bool:
        """Whether both can be forms of one word."""
        return not self.forms.isdisjoint(other.forms)


@cache
def _parse(token: str) -> tuple[frozenset[str], bool]:
    """Normal forms of a folded token, and whether it can carry content."""
    if not re.search("[а-я]", token):
        return frozenset({token}), len(token) > 1 and token not in _ENGLISH
    parses = _analyzer().parse(token)
    forms = frozenset(fold(parse.normal_form) for parse in parses) | {token}
    content = parses[0].tag.POS in _CONTENT_TAGS and forms.isdisjoint(_HOLLOW)
    return forms, content


def word_forms(token: str) -> frozenset[str]:
    """Every inflected form of a folded token in all its readings, itself among them."""
    if not re.search("[а-я]", token):
        return frozenset({token})
    return frozenset(fold(form.word) for parse in _analyzer().parse(token) for form in parse.lexeme) | {token}


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order. A word is a name where it has a capital that does not only begin a sentence."""
    found = []
    for match in TOKEN.finditer(text):
        token = match.group()
        forms, content = _parse(fold(token))
        begins = not text[: match.start()].rstrip(' «"“(–—-') or text[: match.start()].rstrip(' «"“(')[-1:] in ".!?:\n"
        name = token[0].isupper() and not begins
        found.append(Word(token, match.start(), match.end(), forms, content or token.isdigit(), name))
    return tuple(found)


def lemmas(text: str) -> tuple[str, ...]:
    """The likeliest normal form of each token, folded."""
    return tuple(
        fold(_analyzer().parse(token)[0].normal_form) if re.search("[а-я]", token) else token
        for token in TOKEN.findall(fold(text))
    )


def all_forms(text: str) -> frozenset[str]:
    """Every normal form of every word of a text."""
    return frozenset().union(*(word.forms for word in words(text))) if text else frozenset()


def coverage(sought: Iterable[Word], forms: frozenset[str]) -> float:
    """Share of the sought words of which a form is among `forms`; 1.0 where none is sought."""
    wanted = tuple(sought)
    return sum(not word.forms.isdisjoint(forms) for word in wanted) / len(wanted) if wanted else 1.0


def language(text: str) -> str:
    """ "ru", "en" or "other", by script, by letters that Russian lacks, and by words that are known.

    Enough for a question of a few words, where statistical language identification is unreliable.
    """
    tokens = [token for token in TOKEN.findall(fold(text)) if not token.isdigit()]
    latin = [token for token in tokens if re.fullmatch("[a-z]+", token)]
    cyrillic = [token for token in tokens if re.search("[а-я]", token)]
    if len(cyrillic) >= len(tokens) - len(cyrillic):
        if re.search("[әғқңөұүһіӣӯҳҷўҡҙ]", text.lower()):
            return "other"
        known = sum(_analyzer().word_is_known(token) for token in cyrillic)
        return "ru" if not cyrillic or known >= 0.5 * len(cyrillic) else "other"
    return "en" if len(latin) == len(tokens) and not _ENGLISH.isdisjoint(latin) else "other"
