"""What a question can do with the turn before it: go on, ask where it stands, put another topic in its place.

The words that tell it stand in the lexicons under `followup`. Pure, but for the kind of a question.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from index.digest.tokens import Token, tokenize
from index.document import PREAMBLE, Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.lexicons.asking import Followup as FollowupWords
from index.language.numbers import CARDINALS, FROM_END, number_value
from index.language.words import ASKING, Word, fold, words
from rag.query.asked.parts_of_speech import is_verb
from rag.query.asked.scope import asks_in_claims
from rag.query.dialogue.reading import KindOf, Move, Reading
from rag.query.dialogue.turns import cited_points
from rag.query.sections.points_named import point_spans
from rag.query.sections.references import references
from rag.query.sections.unit_mentions import unit_mentions
from rag.query.topic import topic_words
from rag.types import Kind, Turn

_MAX_CARRIED = 3
"""Most points that are taken over from an answer."""
_MAX_TOPIC_WORDS = 6
_MAX_OTHERS_WORDS = 4
"""Longest questions, in words, that only name another topic, or ask for others of the same."""
_OF_TOPIC = frozenset({Kind.LIST, Kind.YES_NO, Kind.COUNT, Kind.DEFINE, Kind.QUOTE, Kind.OVERVIEW})
"""Kinds whose questions can be asked again with another topic in place of theirs."""
_NOT_ASKED_AGAIN = frozenset({Kind.POINT, Kind.COMPARE, Kind.TALK, Kind.BEYOND})
"""Kinds that are not asked of another topic; the last two an answered question was only taken for."""
_OF_FACTS = frozenset({Kind.LOOKUP, Kind.ABOUT})
"""Kinds of which another topic alone asks nothing."""
_OF_BARE_TOPIC = frozenset({Kind.LOOKUP, Kind.LIST, Kind.OVERVIEW, Kind.ABOUT})
"""What a topic alone may ask for: «пенсионеры?» is no question for yes or no."""
_OF_PLACES = frozenset({Kind.LIST, Kind.COUNT})
_COUNTING = frozenset((*RUSSIAN.counting.framing, *ENGLISH.counting.framing))
"""Words that are no topic where places are asked for or counted: "articles", "used"."""
_GOING_ON = frozenset({Kind.LIST, Kind.OVERVIEW, Kind.QUOTE})
"""Kinds that «А ещё?» goes on with; after any other it asks for a list."""
_OF_PHRASES = frozenset({"NOUN", "NAME", "ADJF", "CONJ", "PREP"})
_OF_VERBS = frozenset({"VERB", "INFN", "PRTS", "PRED"})
_DOCUMENT = frozenset((*RUSSIAN.followup.documents, *ENGLISH.followup.documents))
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})(?:-?[^\W\d_]{1,2})?")

_THIS = "|".join(
    one for lists in (RUSSIAN, ENGLISH) for one in (*lists.history.demonstratives, *lists.followup.same_part)
)
_THIS_PART = re.compile(rf"(?<!\w)(?:{_THIS})\s+(?P<part>\w+)")
_SAME_WORD = 4
"""Letters that forms of one word for a part have in common."""


class Followup:
    """A question and the turns before it; each method returns how it is read, or None where it is no such question."""

    def __init__(self, question: str, turns: Sequence[Turn], document: Document, kind_of: KindOf) -> None:
        """Take the question, the turns that were answered, at least one, the document, and what tells kinds."""
        self.question, self.turn, self.document, self.kind_of = question, turns[-1], document, kind_of
        self._turns = turns
        self.before = turns[-2] if len(turns) > 1 else None
        self.lexicon = RUSSIAN if _CYRILLIC.search(question) else ENGLISH
        self.data = self.lexicon.followup
        self.rest = _without_opening(question, self.data)
        self.named = references(self.turn.question, document).points
        shape = frozenset((*self.data.form, *self.data.pronouns))
        topic = topic_words(self.rest)
        self.has_topic = any(word.forms.isdisjoint(shape) and number_value(word) is None for word in topic)

    @cached_property
    def without_opening(self) -> str:
        """The rest without what stands before another topic: «что насчёт», "same for"."""
        rest = self.rest
        for opening in self.data.topic_openings:
            rest = re.sub(rf"^{opening}\s*", "", rest)
        return rest

    def beside(self) -> Reading | None:
        """Return the point after the last one that the turn is about, or before the first: «А следующий?»."""
        after = self._is_one_of(self.data.following)
        points = self.named or cited_points(self.turn, self.document)
        if not points or not (after or self._is_one_of(self.data.preceding)):
            return None
        return self._of([points[-1] + 1 if after else points[0] - 1], Kind.POINT)

    def where(self) -> Reading | None:
        """Return where something stands: what was answered, or a topic of its own."""
        if self._is_one_of(self.data.place):
            return Reading(self.question, self.turn, Kind.LOOKUP, Move.PLACE)
        asked = self.has_topic and any(re.search(pattern, self.rest) for pattern in self.data.place)
        return Reading(self.question, None, Kind.LOOKUP) if asked else None

    def in_detail(self) -> Reading | None:
        """Return more of the points that were cited: «Подробнее»."""
        points = (cited_points(self.turn, self.document) or self.named)[:_MAX_CARRIED]
        if not points or not self._is_one_of(self.data.detail):
            return None
        return Reading(self._with_points(points), self.turn, Kind.POINT, Move.DETAIL)

    def others(self) -> Reading | None:
        """Return others of the same: «А ещё?», "any other treaty?"; a short question without a verb."""
        tokens = tokenize(self.rest)
        others = frozenset(self.data.further)
        asks = any(token.folded in others or token.lemma_among(others) for token in tokens)
        short = len(tokens) <= _MAX_OTHERS_WORDS and not any(self._is_verb(token) for token in tokens)
        if not self._is_one_of(self.data.further_alone) and not (asks and short):
            return None
        kind = self.kind_of(self.turn.question)
        return Reading(self.question, self.turn, kind if kind in _GOING_ON else Kind.LIST, Move.FURTHER)

    def both(self) -> Reading | None:
        """Return a comparison of what the last two turns were about, a point each: «И чем они отличаются?»."""
        if self.before is None or self.has_topic or self.kind_of(self.question) is not Kind.COMPARE:
            return None
        earlier = references(self.before.question, self.document).points or cited_points(self.before, self.document)
        last = self.named or cited_points(self.turn, self.document)
        one_each = len(earlier) == len(last) == 1 and earlier != last
        return self._of((*earlier, *last), Kind.COMPARE) if one_each else None

    def of_point(self) -> Reading | None:
        """Return a part or form of the point that was named, or another number: «А второй абзац?», «короче», «12?»."""
        if self.named and (other := self._other_numbers()):
            return self._counted_again(other) or self._of(other, Kind.POINT)
        if not self.named or self.has_topic or names_document(self.rest):
            return None
        is_form = all(word in self.data.form for word in self.rest.split())
        if is_form:
            return self._of(self.named, Kind.OVERVIEW)
        return None if self.kind_of(self.question) in {Kind.TALK, Kind.BEYOND} else self._of(self.named, None)

    def same_part(self) -> Reading | None:
        """Return a question of the part that the turn before named: «Сколько статей в этой главе?», "this article"."""
        said = _THIS_PART.search(fold(self.question))
        called = said["part"] if said else ""
        places = dict.fromkeys(place for place in self._places_named() if _is_called(place, called)) if said else ()
        if said is None or len(places) != 1:
            return None
        (place,) = places
        before = re.sub(r"(?<=\d)\s*$", ", ", self.question[: said.start()])  # «абзац 2, пункт 7» is no second point
        asked = f"{before}{place}{self.question[said.end() :]}"
        return Reading(asked, None, None, Move.POINT)

    def _places_named(self) -> list[str]:
        """The words by which the turn's question names parts of the document: «главе 3», "Article 12".

        Where that leans on a part named before, those of the question that names it.
        """
        earlier = (turn.question for turn in reversed(self._turns))
        asked = next((one for one in earlier if not _THIS_PART.search(fold(one))), "")
        spans = [*point_spans(asked), *((one.start, one.end) for one in unit_mentions(asked))]
        return [asked[start:end].strip() for start, end in spans]

    def _counted_again(self, points: Sequence[int]) -> Reading | None:
        """The question of the turn for another section, if it counts something there: «а в 23-м?»."""
        places = dict.fromkeys(self._places_named())
        if len(points) != 1 or len(places) != 1 or self.kind_of(self.turn.question) is not Kind.COUNT:
            return None
        (place,) = places
        other, numbers = re.subn(r"\d+", str(points[0]), place)
        asked = self.turn.question.replace(place, other if numbers == 1 else self._called(points), 1)
        return Reading(asked, None, Kind.COUNT, Move.POINT)

    def _other_numbers(self) -> list[int]:
        """The points that a question names by their numbers and nothing else: «12?», «А 17 и 18?», «а последний?»."""
        rest = self.rest.split()
        while len(rest) > 1 and not any(word.is_content for word in words(rest[0])):  # «в 23-м», "in 5"
            if ASKING.search(rest[0]):  # "for those who are 17"
                return []
            rest = rest[1:]
        if number := _NUMBER.fullmatch(" ".join(rest)):
            return [self._numbered(int(number[1]))]
        asked, document = words(self.rest), self.document
        told = [value for word in asked if (value := number_value(word)) is not None]
        if len(asked) == len(told) == 1:
            return [self._numbered(told[0])]
        is_alone = all(word.text.isdecimal() or not word.is_content for word in asked)
        if is_alone and len(told) > 1 and document.numbered_points and max(told) <= document.last:
            return told
        from_end = [value for root, value in FROM_END.items() if re.search(rf"(?<!\w){root}", self.rest)]
        is_piece = self.has_topic or any(word in self.data.pieces for word in self.rest.split())
        return [document.last] if from_end == [1] and not is_piece else []

    def by_place(self) -> Reading | None:
        """Return one of several points that were cited, by its place among them: «Подробнее о первом»."""
        points = cited_points(self.turn, self.document, with_preamble=True)
        own = [word for word in words(self.rest) if fold(word.text) not in self.data.pronouns]
        told = [value for word in own if (value := number_value(word)) is not None]
        shape = frozenset((*self.data.form, *self.data.pronouns, *self.data.fully))
        topic = [word for word in topic_words(self.rest) if word.forms.isdisjoint(shape) and number_value(word) is None]
        of_point = self.named or topic or any(word in self.data.pieces for word in self.rest.split())
        of_point = of_point or asks_in_claims(self.question)  # «короче, 3 тезиса»
        counts = any(not word.forms.isdisjoint(CARDINALS) for word in own)
        if of_point or counts or len(points) == 1 or len(told) != 1 or not 1 <= told[0] <= len(points):
            return None
        return self._of([points[told[0] - 1]], Kind.POINT)

    def quotation(self) -> Reading | None:
        """Return a quotation on what was asked before."""
        asked = not self.has_topic and self.kind_of(self.question) is Kind.QUOTE
        return Reading(self.question, self.turn, Kind.QUOTE, Move.QUOTATION) if asked else None

    def other_topic(self) -> Reading | None:
        """Return the question before with another topic: «А про спорт?»."""
        topic = self._topic()
        if not topic:
            return None
        kind = self.kind_of(self.turn.question)
        if kind in _NOT_ASKED_AGAIN:
            return Reading(self.question, None, Kind.LIST, Move.TOPIC)
        if kind in _OF_FACTS and self._is_bare(topic):
            seeks = self.kind_of(self.question) in _OF_BARE_TOPIC
            return Reading(self.question, None, None if seeks else Kind.LIST)
        theirs = [word for word in topic_words(self.turn.question) if not word.is_predicate]
        theirs = [word for word in theirs if fold(word.text) not in self.lexicon.shortening.finite] or theirs
        if kind in _OF_PLACES:
            theirs = [word for word in theirs if word.forms.isdisjoint(_COUNTING)] or theirs
        if kind is Kind.LOOKUP and (found := self._with_one_word([word for word in theirs if not is_verb(word)])):
            return found
        # A name goes in the place of a name: «Что предложила Грузия?», «А Армения?».
        theirs = ([word for word in theirs if word.is_proper] if topic[:1].isupper() else []) or theirs
        if kind not in _OF_TOPIC or not theirs:
            return Reading(self.question, self.turn, kind, Move.TOPIC)
        asked = self.turn.question
        replaced = f"{asked[: theirs[0].start]}{topic}{asked[theirs[-1].end :]}"
        return Reading(replaced, None, kind, Move.TOPIC)

    def _is_bare(self, topic: str) -> bool:
        """Whether a topic is named with nothing before it that goes on, and is not only a date or a place of something.

        «Номер телефона» after a look-up is a question of its own, «а номер телефона?» and «дата» go on.
        """
        opens = fold(self.question).split()[0] in self.data.openings or self.without_opening != self.rest
        asked = [word for word in words(topic) if word.is_content]
        return not opens and any(word.forms.isdisjoint(self.lexicon.about.vocabulary) for word in asked)

    def _with_one_word(self, theirs: Sequence[Word]) -> Reading | None:
        """Return a look-up with one word in place of its only one, or a name in place of its name; None else.

        «Что делают со спортом?», «А туризм?»; «Что выдвинула Грузия?», «а у Армении?».
        """
        opens = fold(self.question).split()[0] in self.data.openings
        own = [word for word in words(self.question) if word.is_content and fold(word.text) not in self.data.openings]
        names = [word for word in theirs if word.is_proper and word.start > 0]
        found = names if len(own) == 1 and own[0].is_proper else theirs
        if not opens or len(own) != 1 or len(found) != 1:
            return None
        asked, (place,) = self.turn.question, found
        return Reading(f"{asked[: place.start]}{own[0].text}{asked[place.end :]}", None, Kind.LOOKUP, Move.TOPIC)

    def _topic(self) -> str:
        """The topic that a question names and does nothing else, as it is spelt."""
        rest = self.without_opening
        for ending in self.data.topic_endings:
            rest = re.sub(rf"\s{ending}$", "", rest)
        tokens = tokenize(rest)
        before = {token.folded for token in tokenize(self.turn.question)}
        own = [token for token in tokens if token.folded not in before and token.folded not in self.data.about]
        if not own or len(tokens) > _MAX_TOPIC_WORDS or names_document(rest):
            return ""
        asking, lexicon = self.lexicon.asked, self.lexicon
        others = frozenset(
            (*asking.which, *asking.who, *asking.whose, *asking.what, *asking.when, *asking.where, *lexicon.stopwords,
             *self.data.pronouns, *self.data.form)
        )  # fmt: skip
        if any(token.folded in others or token.lemma in others or not self._is_of_phrase(token) for token in own):
            return ""
        if any(number_value(word) is not None for word in words(rest)):
            return ""
        spelt = tokenize(self.question)
        place = next((at for at, token in enumerate(spelt) if token.folded == own[0].folded), None)
        end = next((token.end for token in reversed(spelt) if token.folded == own[-1].folded), None)
        return self.question[spelt[place].start : end] if place is not None and end is not None else ""

    def _is_of_phrase(self, token: Token) -> bool:
        return token.pos in _OF_PHRASES and not self._is_verb(token)

    def _is_verb(self, token: Token) -> bool:
        return token.pos in _OF_VERBS or token.folded in self.lexicon.shortening.finite

    def _is_one_of(self, patterns: Sequence[str]) -> bool:
        return any(re.fullmatch(pattern, self.rest) for pattern in patterns)

    def _numbered(self, number: int) -> int:
        """Another section by its number, as readers count."""
        named = (section.number for section in self.document.sections if section.name == str(number))
        plain = self.document.numbered_points
        return number if plain else next(named, number)

    def _of(self, points: Sequence[int], kind: Kind | None) -> Reading:
        return Reading(self._with_points(points), None, kind, Move.POINT)

    def _with_points(self, points: Sequence[int]) -> str:
        """The question with the points that it means."""
        mark = self.question[-1:] if self.question[-1:] in "?!." else ""
        return f"{self.question.rstrip('?!. ')} ({self._called(points)}){mark}"

    def _called(self, points: Sequence[int]) -> str:
        """Sections by their labels, or by «пункт» in a document of these."""
        named = self.data.point.format(numbers=", ".join(map(str, points)))
        if not self.document.numbered_points or PREAMBLE in points:
            known = set(self.document.numbers) | ({PREAMBLE} if self.document.has_preamble else set())
            named = ", ".join(self.document.label(point) for point in points if point in known) or named
        return named


def _without_opening(question: str, data: FollowupWords) -> str:
    """The folded question without the words that a reply begins or ends with, and without marks."""
    rest = re.sub(r"[^\w\s-]+", " ", fold(question)).split()
    while rest and rest[0] in data.openings:
        rest = rest[1:]
    while rest and rest[-1] in data.openings:
        rest = rest[:-1]
    return " ".join(rest)


def _is_called(place: str, called: str) -> bool:
    """Whether what names a part does so by a word, or by the beginning of one with a full stop: «ст. 5»."""
    for word in re.findall(r"[^\W\d_]+\.?", fold(place)):
        if called.startswith(word[:-1] if word.endswith(".") else word[:_SAME_WORD]):
            return True
    return False


def names_document(question: str) -> bool:
    """Return whether a question names the document as a whole."""
    return any(not word.forms.isdisjoint(_DOCUMENT) for word in words(question))
