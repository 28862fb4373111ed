"""The topics of a question that names several: «наука и образование» are two, either of which may be what is sought."""

import re
from collections.abc import Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, parses, words
from rag.query.asked.parts_of_speech import is_genitive, is_noun, is_verb
from rag.query.asked.term import ASIDE, QUOTED, with_quoted_asides
from rag.query.sections.references import strip_references
from rag.query.topic import topic_words

Topic = tuple[Word, ...]
"""Words that have to stand together."""

_SEPARATOR = re.compile(
    rf".*[,;:/—–].*|\s*(?:{'|'.join((*RUSSIAN.alternating, *ENGLISH.alternating))})\s*", re.IGNORECASE | re.DOTALL
)
_FORMULAS = frozenset((*RUSSIAN.outline.formulas, *ENGLISH.outline.formulas))
"""Predicates that only introduce what is said: in «выразили готовность» it is the readiness that is sought."""
_ANAPHORA = frozenset((*RUSSIAN.anaphora, *ENGLISH.anaphora))
_LISTING = frozenset((*RUSSIAN.listing, *ENGLISH.listing)) | _ANAPHORA
_CASES = frozenset((*RUSSIAN.cases, *ENGLISH.cases))
_ROLES = frozenset((*RUSSIAN.roles, *ENGLISH.roles))
_QUOTING = frozenset((*RUSSIAN.quoting, *ENGLISH.quoting))
_SPELT = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.topics.spelt, *ENGLISH.topics.spelt))})\s+(?=[«“„\"'‘])")
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.topics.spelt, *ENGLISH.topics.spelt))})(?!\w)")
_SPELT_SHORT = re.compile(
    rf"(?<!\w)(?i:{'|'.join((*RUSSIAN.topics.spelt, *ENGLISH.topics.spelt))})\s+(?P<short>[A-ZА-ЯЁ]{{2,6}})(?!\w)"
)
_INCLUDING = re.compile(
    rf",?\s*(?<!\w)(?:{'|'.join((*RUSSIAN.counting.including, *ENGLISH.counting.including))})(?!\w)", re.IGNORECASE
)
"""What says that a part of the text is not left out: "preamble included"."""
_TOPICS = (RUSSIAN.topics, ENGLISH.topics)
_MIN_NOUNS = 2


def _any(name: str) -> str:
    """What fits any expression of a list."""
    return "|".join(one for lists in _TOPICS for one in getattr(lists, name))


_TAIL = re.compile(rf",?\s[—–-]\s|{_any('asides')}")
"""What comes after a dash or in a relative clause adds to a topic before it: «Фонды — действующие и новые»."""
_NAMES = re.compile(rf"(?<!\w)(?:{_any('names')})\s+(?!.*(?<!\w)(?:{_any('of_something')})\s)", re.DOTALL)
_ALL = re.compile(rf"\W*(?:{_any('everything')})(?!\w)(?!.*(?<!\w)(?:{_any('of_everything')})\s)", re.DOTALL)

_FILLERS = re.compile(rf"(?<!\w)(?:{_any('fillers')})", re.IGNORECASE)
_PLACES = re.compile(rf"(?<!\w)(?:{_any('places')})(?!\w)")
_CONDITIONS = re.compile(rf"(?<!\w)(?:{_any('conditions')})(?!\w)")
_WITHIN = re.compile(rf"(?<!\w)(?:{_any('within')})\s+(?:{_any('articles')})?$")
_LOCATIVE = frozenset({"loct", "loc2"})


def asks_for_names(question: str) -> bool:
    """Return whether a question asks which things of a sort there are («Какие договоры названы?») and no more."""
    asked = fold(question)
    tail = _TAIL.search(asked)
    return bool(_NAMES.search(asked[: tail.start()] if tail else asked))


def asks_for_all(question: str) -> bool:
    """Return whether a question begins with what asks for everything of a sort: «все обязанности жильца»."""
    return bool(_ALL.match(fold(question)))


def asks_for_places(question: str) -> bool:
    """Return whether a question asks for every place about something: «какие статьи касаются штрафов»."""
    return bool(_PLACES.search(fold(question)))


def asks_for_conditions(question: str) -> bool:
    """Return whether a question asks in which cases something is so: «в каких случаях откажут»."""
    return bool(_CONDITIONS.search(fold(question)))


def has_anaphora(question: str) -> bool:
    """Return whether a question holds a pronoun that stands for what was named before."""
    return any(not word.forms.isdisjoint(_ANAPHORA) for word in words(question))


def alternatives(question: str) -> tuple[Topic, ...]:
    """Return the topics of a question in order; none where it names none («А ещё?»).

    What stands in brackets is an aside, and words that only ask for a list are no topic; nor is "preamble included".
    Beside words that are quoted as such nothing else is one.
    """
    asked = ASIDE.sub(" ", _INCLUDING.sub("", with_quoted_asides(question)))
    asked = _FILLERS.sub(lambda match: " " * len(match[0]), asked)
    if spelt := spelt_words(asked):
        return (spelt,)
    tail = _TAIL.search(fold(asked))
    head = _topics(asked[: tail.start()]) if tail else ()
    return head if any(map(_says, head)) else _telling(_topics(asked))


def names_words(question: str) -> bool:
    """Return whether a question speaks of words as such, quoted or not: "the word prohibited"."""
    return _WORD.search(fold(question)) is not None


def spelt_words(question: str) -> Topic:
    """Return the words that a question quotes as such: «выражение «речной мост»»; empty where it quotes none.

    An abbreviation needs no quotation marks: «сокращение ЭЧБ».
    """
    if short := _SPELT_SHORT.search(question):
        return tuple(word for word in words(question) if word.start == short.start("short"))
    said = _SPELT.search(fold(question))
    quoted = QUOTED.search(question, said.end()) if said else None
    if quoted is None:
        return ()
    inside = tuple(word for word in words(question) if quoted.start() <= word.start < quoted.end())
    return tuple(word for word in inside if word.is_content) or inside


def quoted_topics(question: str) -> tuple[Topic, ...]:
    """Return the topics of a request for a quotation, without what is only said of that: «кусок», "the bit on"."""
    found = (tuple(word for word in topic if word.forms.isdisjoint(_QUOTING)) for topic in alternatives(question))
    return tuple(topic for topic in found if topic)


def parted(question: str, topic: Sequence[Word]) -> tuple[Topic, ...]:
    """Return words of a question in the topics that «и», "or" or a comma makes of them."""
    topics: list[list[Word]] = []
    for before, word in zip((None, *topic), topic, strict=False):
        if before is None or _SEPARATOR.fullmatch(question[before.end : word.start]):
            topics.append([])
        topics[-1].append(word)
    return tuple(map(tuple, topics))


def narrowed(question: str, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return topics without verbs and words for what somebody may or has to do, which texts say in many ways.

    «всё, что создают под эгидой фонда» is «эгида фонда», «права жильца» is «жилец»; empty where nothing else is left. A
    verb stays that tells which things of a sort are meant («какие виды транспорта запрещены»), or beside one other
    word, which says too little alone: «за что доплачивают к ставке».
    """
    keeps_verbs = asks_for_names(question)
    kept = []
    for topic in topics:
        told = tuple(word for word in topic if word.forms.isdisjoint(_ROLES))
        nouns = tuple(word for word in told if not is_verb(word))
        kept.append(told if keeps_verbs or len(nouns) < _MIN_NOUNS else nouns)
    return tuple(topic for topic in kept if topic)


def distributed(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return topics with what the first one is of before others too: «страховка коллекций» of «… зданий и коллекций».

    Unchanged where the first is no Russian noun with a genitive, or another one may stand in any other case.
    """
    if len(topics) < _MIN_NOUNS or len(topics[0]) < _MIN_NOUNS:
        return tuple(topics)
    head, *others = topics[0]
    depend = (word for topic in ((*others,), *topics[1:]) for word in topic)
    if not is_noun(head) or not all(is_genitive(word) for word in depend):
        return tuple(topics)
    return (topics[0], *((head, *topic) for topic in topics[1:]))


def is_place(question: str, word: Word) -> bool:
    """Return whether a word of a question says in what something is so: «в доме», "at the market", and not «в дом»."""
    if _WITHIN.search(fold(question[: word.start])) is None:
        return False
    return fold(word.text).isascii() or any(parse.tag.case in _LOCATIVE for parse in parses(word.text))


def _says(topic: Topic) -> bool:
    """Whether a topic is more than words for anything that is so of something: «случаи», «права»."""
    return any(word.forms.isdisjoint(_CASES | _ROLES) for word in topic)


def _telling(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Topics without words that only say that something is so of them, beside others: «случаи, когда …»."""
    told = (tuple(word for word in topic if word.forms.isdisjoint(_CASES)) for topic in topics if _says(topic))
    return tuple(told) or tuple(topics)


def _topics(asked: str) -> tuple[Topic, ...]:
    text = strip_references(asked)
    sought = [word for word in topic_words(asked) if word.forms.isdisjoint(_LISTING)]
    topics: list[list[Word]] = []
    end = None
    for word in [word for word in sought if word.forms.isdisjoint(_FORMULAS)] or sought:
        if end is None or _SEPARATOR.fullmatch(text[end : word.start]):
            topics.append([])
        topics[-1].append(word)
        end = word.end
    return tuple(map(tuple, topics))
