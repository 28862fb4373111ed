"""«В каких пунктах …», "which points mention …": answered from the words of the index, without the LLM.

Precision before recall: a topic that the words do not tell (a synonym, a common English word) finds nothing, and the
question then takes the way of all others.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.document import Document
from index.language.compounds import is_compound_of
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.topics import Mentions
from index.language.roots import is_adjective_of, prefix_length, share_english_root, share_root
from index.language.sentences import SourceSentence, split_sentences
from index.language.transliteration import cognate, is_known_name, named
from index.language.words import Word, fold, is_person, is_proper_noun, is_spelt_out, parses, words
from rag.query.asked.alternatives import spelt_words
from rag.query.asked.edges import SECTION_UNITS

_LISTS = (RUSSIAN.mentions, ENGLISH.mentions)


def _asks(lists: Mentions) -> str:
    speaks, text = ("(?:" + "|".join(forms) + ")" for forms in (lists.speaks, lists.text))
    return "|".join(lists.asks).replace("SPEAKS", speaks).replace("TEXT", text)


_ASKED = re.compile(rf"(?<!\w)(?:{'|'.join(map(_asks, _LISTS))})", re.DOTALL)
_CLAUSE = re.compile("|".join(one for lists in _LISTS for one in lists.clauses))
"""A subordinate clause: what is asked for is no topic."""
_FRAME = frozenset((*RUSSIAN.mentioning, *ENGLISH.mentioning))
_PLACES = frozenset((*RUSSIAN.places, *ENGLISH.places))
_COMPOUND = re.compile(rf"(?!(?:{'|'.join(RUSSIAN.building.prefixes)})$)(?:{'|'.join(RUSSIAN.building.compounds)})$")
"""What may stand before the second root of a compound: «приморье», «низкоуглеродный»; not a verb's prefix."""
_VERBS = frozenset({"VERB", "INFN", "GRND", "PRTF", "PRTS"})
_SURE_ROOT = 5
"""Letters that an English word shares with its relatives, and a word for a person with a verb of its root."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A point that mentions the topic, and its first sentence that does."""

    point: int
    sentence: SourceSentence


def asks_where(question: str) -> bool:
    """Return whether a question asks in which places of the text something stands: «В каких пунктах …»."""
    return _ASKED.search(fold(question)) is not None


def mention_topic(question: str) -> tuple[Word, ...]:
    """Return what a «в каких пунктах …» question asks for; empty where it is no such question or names no topic."""
    folded = fold(question)
    asked = _ASKED.search(folded)
    if asked is None or _CLAUSE.search(folded):
        return ()
    if spelt := spelt_words(question):
        return spelt
    named = {word for word in words(question) if word.end <= asked.start() and fold(word.text) in SECTION_UNITS}
    sought = tuple(
        word
        for word in words(question)
        if word.is_content and word.forms.isdisjoint(_FRAME) and word not in named  # «статьи, где …»
    )
    kinds = tuple(word for word in sought if not word.forms.isdisjoint(_PLACES))
    others = tuple(word for word in sought if word not in kinds)
    return others if any(word.is_proper for word in others) else sought


def _inside(sought: str, text: str) -> bool:
    """Whether a compound word ends in a relative of the sought one."""
    starts = (match.start() for match in re.finditer(re.escape(sought[:4]), text) if match.start() > 0)
    return any(_COMPOUND.fullmatch(text[:start]) and share_root(sought, text[start:]) for start in starts)


def mentions_word(word: Word, there: Sequence[Word]) -> bool:
    """Return whether a sentence has the word in any form, in a relative or a compound, or, as an acronym, spelt out.

    An English word is sought as a name, or as an international word ("pandemic", «пандемия»). Within names a common
    word counts only in its own forms: «центр» is not mentioned by «Центральный банк».
    """
    folded = fold(word.text)
    if any(word.same(other) for other in there):
        return True
    if folded.isascii():
        if is_known_name(folded):
            return named(folded, there)
        related = any(_is_relative_of_english(folded, fold(other.text)) for other in there)
        return related or is_compound_of(folded, there)
    if word.text.isupper() and 2 <= len(word.text) <= 5:
        return is_spelt_out(folded, there)
    others = [fold(other.text) for other in there if not other.is_proper or word.is_proper or is_proper_noun(folded)]
    person = is_person(folded)
    return any(
        (share_root(folded, other) and not (person and _is_far_verb(folded, other))) or _inside(folded, other)
        for other in others
    ) or is_compound_of(folded, there)


def speaks_of(word: Word, there: Sequence[Word]) -> bool:
    """Return whether a sentence mentions a word, or has the adjective of one too short for its root: «водный»."""
    return mentions_word(word, there) or any(is_adjective_of(word, other) for other in there)


def _is_relative_of_english(folded: str, other: str) -> bool:
    if other.isascii():
        return prefix_length(folded, other) >= _SURE_ROOT and share_english_root(folded, other)
    return cognate(folded, other)


def _is_far_verb(person: str, other: str) -> bool:
    """Whether what resembles a word for a person is a verb of another root: «учителя» and «учитывая»."""
    return prefix_length(person, other) < _SURE_ROOT and all(parse.tag.POS in _VERBS for parse in parses(other))


def mentions(sought: Sequence[Word], document: Document, *, spelt: bool = False) -> tuple[Mention, ...]:
    """Return the points of which one sentence mentions every sought word, in order.

    An office of several words («главный врач») that the text names is mentioned by these words alone, and so are words
    that the question is for as such (`spelt`): «слово «хранитель»» does not stand where there is «хранение».
    """
    if spelt and (named := _holding(sought, document, _has_own)):
        return named
    if len(sought) > 1 and is_person(fold(sought[-1].text)) and (named := _holding(sought, document, _has_own)):
        return named
    return _holding(sought, document, mentions_word)


def _holding(
    sought: Sequence[Word], document: Document, holds: Callable[[Word, Sequence[Word]], bool]
) -> tuple[Mention, ...]:
    """The points of which one sentence holds every sought word."""
    found = []
    for section in document.sections:
        for sentence in split_sentences(section.text):
            there = words(sentence.text)
            if all(holds(word, there) for word in sought):
                found.append(Mention(section.number, sentence))
                break
    return tuple(found)


def _has_own(word: Word, there: Sequence[Word]) -> bool:
    """Whether a sentence has the word in one of its own forms."""
    return any(word.same(other) for other in there)
