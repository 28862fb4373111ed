"""Words of Russian and English text: tokens, normal forms, content words, the language of a question.

pymorphy3 knows several normal forms for many words («стали» is «стать» and «сталь»), so a word here is the set of all
its forms and two words are the same when their sets meet. Hyphens and dashes separate words; ё counts as е.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

TOKEN = re.compile(r"\d+|[^\W\d_]+")
ASKING = re.compile(
    r"(?<!\w)(?:кто|кого|кому|кем|что|чего|чему|чем|как\w*|где|куда|когда|почему|зачем|сколько|чей|чь\w+|котор\w+|who|whom|"
    r"whose|what|which|where|when|why|how)(?!\w)"
)
"""Asking words, in folded Russian or English text."""
_CONTENT_TAGS = frozenset({"NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "PRTF", "PRTS", "GRND", "NUMR", None})
_HOLLOW = frozenset(
    "быть стать являться весь это этот тот такой который какой свой сам самый другой иной один мочь год наш "
    "кто что где когда как почему зачем сколько чей каков каковой также".split()
)
_PREDICATE_TAGS = frozenset({"VERB", "PRTS", "ADJS", "PRED"})
_FUNCTION_TAGS = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
_PROPER_TAGS = ("Geox", "Surn", "Name", "Patr", "Orgn")
_ENGLISH = frozenset(
    "a an the this that these those i you he she it we they me him her us them my your his its our their mine "
    "yours who whom whose what which when where why how whos whats is are was were be been being am do does "
    "did done doing has have had having can could will would shall should may might must not no nor or and but "
    "if so than then as at by for from in into of on onto off out over under up down to toward towards with "
    "without within about above after again against all also any anyone anything because before between both "
    "during each either else ever every everyone few further here just less many more most much neither never "
    "none nothing now only other others own per same since some someone something still such there through "
    "together too until upon very via while whether yes yet point points name tell list please explain "
    "describe show say says said mention mentioned mentions year hello hi hey thanks thank give write ignore "
    "summarise summarize summary statement".split()
)
"""English words that carry no topic: function words, and the words that questions are made of."""
_FOREIGN = frozenset(
    # Kazakh, Kyrgyz, Uzbek and Tajik in plain Cyrillic
    "ким кимди кимге кимнин эмне эмнени эмнеге кайсы кайсыл кайда качан канча канчалык кандай калай жана менен "
    "учун тууралуу жонундо боюнча туралы жайлы кандайча бойынша кашан канша кай кайсысы нима нега неча нечта "
    "нечанчи билан хакида буйича ва буладими эди килди килинди дар бораи барои аст чи кадом кист чист кай шуд "
    "шуда шудааст карда кардааст гуфта бо аз ба "
    # Uzbek, Turkmen and Turkish in plain Latin, German, French and Spanish
    "kim kimlar kimga kimni kime nima nimani nega qanday qaysi qachon qayer qayerda qancha necha nechta uchun "
    "haqida bilan va yil yili yilda bu shu ham qilindi qildi bilen barada hacan haysy nirede nahili nace "
    "boyunca ve icin hakkinda hangi nedir kac der die das ist sind und wie wer wo wann warum welche welcher "
    "welches uber fur nicht ein eine est les des une quel quelle qui que sont dans pour avec quoi comment cual "
    "cuales quien donde cuando sobre los las del".split()
)
"""Words that Russian or English text hardly holds: question words and the like of other languages, in spellings without
special letters."""
_FOREIGN_LETTERS = re.compile("[әғқңөұүһҷҳӣӯўҡҙіїєґ]|[^\\W\\d_a-zа-яё]")
_FOREIGN_LATIN = re.compile(r"q(?!u)|(?:lar|ler)(?:i|ini|iga|ni|ning|ga|da|dan|ida|de|den|in)$")
_UZBEK_LETTER = re.compile(r"(?<!\w)[og]['‘’ʻʼ`´](?!clock)[a-z]|[a-z][og]['‘’ʻʼ`´](?!(?:s|t|d|m|ll|re|ve)\b)[a-z]")
_LONG = 6
"""From so many words on, a text in English holds one of _ENGLISH."""

_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[^\W\d_]|пп|ст|гл|см|ср|им|гг|вв|обл|проф|акад|тыс|млн|млрд|руб|долл|др|pp|art|mr|mrs|ms|dr|st|vs)\.$",
    re.IGNORECASE,
)
_AND_SO_ON = re.compile(r"(?<!\w)и (?:др|пр|т\. ?[дп])\.$", re.IGNORECASE)


@cache
def _analyzer() -> Any:  # noqa: ANN401
    import pymorphy3  # loads 20 MB of dictionaries, and `--help` needs none

    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer() -> Any:  # noqa: ANN401
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _stem(token: str) -> str:
    """The stem of an English word (Porter 2): "parties" and "party" are one; other tokens stay as they are."""
    return str(_stemmer().stemWord(token)) if token.isascii() else token


def fold(text: str) -> str:
    """Lower case, ё as е."""
    return text.lower().replace("ё", "е")


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a text with its normal forms; `start` and `end` are character offsets into the text.

    `predicate` tells whether a Russian word can be a sentence's predicate: «решили», «одобрено», «готовы», «нужно».
    """

    text: str
    start: int
    end: int
    forms: frozenset[str]
    content: bool
    name: bool
    predicate: bool

    def same(self, other: "Word") -> bool:
        """Whether both can be forms of one word."""
        return not self.forms.isdisjoint(other.forms)


@lru_cache(maxsize=65536)
def _parse(token: str) -> tuple[frozenset[str], bool, bool, bool]:
    """Normal forms of a folded token, and whether it can carry content, can only be a name, can be a predicate."""
    if not re.search("[а-я]", token):
        return frozenset({token, _stem(token)}), len(token) > 1 and token not in _ENGLISH, False, False
    parses = _analyzer().parse(token)
    forms = frozenset(fold(parse.normal_form) for parse in parses) | {token}
    tag = parses[0].tag
    content = tag.POS in _CONTENT_TAGS and forms.isdisjoint(_HOLLOW)
    proper = any(kind in tag for kind in _PROPER_TAGS) or not _analyzer().word_is_known(token)
    return forms, content, proper, tag.POS in _PREDICATE_TAGS


def is_proper_noun(token: str) -> bool:
    """Whether a folded Russian word is a name, or none that the dictionary knows."""
    return _parse(token)[2]


def is_known(token: str) -> bool:
    """Whether a folded word is one that the Russian dictionary has, or no Russian word at all."""
    return not re.search("[а-я]", token) or bool(_analyzer().word_is_known(token))


def is_abbreviation(before: str) -> bool:
    """Whether a full stop that ends `before` belongs to an abbreviation or an initial and not to a sentence."""
    tail = before[-12:]
    return bool(_ABBREVIATION.search(tail)) and not _AND_SO_ON.search(tail)


def _begins_sentence(before: str) -> bool:
    before = before[-40:].rstrip(' \t\xa0«»"“”„()–—-')
    return not before or before[-1] in "!?…:\n" or (before[-1] == "." and not is_abbreviation(before))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order.

    A word is a name where it has a capital that does not only begin a sentence, or where nothing but a name could: at
    the beginning of a sentence «Казахстан» is a name, «Стороны» is none.
    """
    found = []
    for match in TOKEN.finditer(text):
        token = match.group()
        forms, content, proper, predicate = _parse(fold(token))
        name = token[0].isupper() and (proper or not _begins_sentence(text[: match.start()]))
        found.append(Word(token, match.start(), match.end(), forms, content or token.isdigit(), name, predicate))
    return tuple(found)


def lemmas(text: str) -> tuple[str, ...]:
    """The likeliest normal form of each token, folded."""
    return tuple(
        fold(_analyzer().parse(token)[0].normal_form) if re.search("[а-я]", token) else token
        for token in TOKEN.findall(fold(text))
    )


def language(text: str) -> str:
    """The language of a question: "ru", "en" or "other".

    Told by script, by letters that neither has, and by the words that questions are made of; this suits questions of a
    few words, where statistical identification is unreliable. Where nothing tells, as in a lone "glaciers", it is the
    language of that script that the bot speaks.
    """
    folded = fold(text)
    tokens = [token for token in TOKEN.findall(folded) if not token.isdigit()]
    cyrillic = [token for token in tokens if re.search("[а-яәғқңөұүһҷҳӣӯўҡҙіїєґ]", token)]
    latin = [token for token in tokens if re.search("[a-z]", token)]
    foreign = sum(token in _FOREIGN or bool(_FOREIGN_LETTERS.search(token)) for token in tokens)
    if 2 * len(cyrillic) >= len(tokens):
        native = sum(_is_russian_function_word(token) for token in cyrillic)
        known = sum(_analyzer().word_is_known(token) for token in cyrillic)
        gibberish = len(cyrillic) > 2 and native == 0 and 2 * known < len(cyrillic)
        return "other" if (foreign and foreign >= native) or gibberish else "ru"
    foreign += sum(bool(_FOREIGN_LATIN.search(token)) for token in latin) + len(_UZBEK_LETTER.findall(folded))
    native = sum(token in _ENGLISH and token not in _FOREIGN for token in latin)
    gibberish = not latin or (len(latin) >= _LONG and native == 0)
    return "other" if (foreign and foreign >= native) or gibberish else "en"


def _is_russian_function_word(token: str) -> bool:
    if token in _FOREIGN or not _analyzer().word_is_known(token):
        return False
    tag = _analyzer().parse(token)[0].tag
    return tag.POS in _FUNCTION_TAGS or "Apro" in tag or "Ques" in tag
