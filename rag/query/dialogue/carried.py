"""Questions that carry the turn before them over to something else: a condition, a name, a point, the whole of a topic.

The words that tell it stand in the lexicons under `followup`. Pure, but for the kind of a question.
"""

import re
from collections.abc import Sequence

from index.digest.tokens import tokenize
from index.language.words import ASKING, Word, fold, words
from rag.query.asked.parts_of_speech import is_modifier
from rag.query.asked.sides import asks_to_compare, says_to_compare, side_words, sides
from rag.query.dialogue.moves import Followup, names_document
from rag.query.dialogue.reading import Move, Reading
from rag.query.dialogue.turns import cited_points
from rag.query.intents import BEYOND, intent
from rag.query.topic import topic_words
from rag.types import Kind

_MAX_WORDS = 10
"""Longest elliptical questions."""
_FIRST_WORDS = 2
"""Words of a question among which one that asks for a comparison says what it asks for: «если сравнить с …»."""
_OF_FACTS = frozenset({Kind.LOOKUP, Kind.COUNT, Kind.ABOUT})
"""Kinds of which an elliptical question asks the same of something else."""
_MARK = re.compile(r"\[[^\]]*\]")
_NAMING = frozenset({"NOUN", "NPRO", "NAME", "ADJF", "NUMR", "DIGIT"})


class Carried(Followup):
    """A question and the turns before it; each method returns how it is read, or None where it is no such question."""

    def compared(self) -> Reading | None:
        """Return a comparison with the point beside the one that was named, or of a name with the one before it."""
        if self.kind_of(self.question) is not Kind.COMPARE and not asks_to_compare(self.question):
            return None
        if self._asks_the_same():
            return None
        points = self.named or cited_points(self.turn, self.document)
        after, before = (any(re.search(one, self.rest) for one in beside) for beside in self._beside())
        if points and after is not before:
            other = points[-1] + 1 if after else points[0] - 1
            return self._of((*points, other), Kind.COMPARE)
        first, second = _names(self.turn.question), _names(self.question)
        if len(first) != 1 or len(second) != 1 or first == second:
            return None
        if any(is_modifier(word) for name in (first[0], second[0]) for word in words(name)):  # «Апелляционная комиссия»
            return None
        asked = self.data.compared.format(first=first[0], second=second[0])
        return Reading(asked, None, Kind.COMPARE, Move.TOPIC)

    def compared_with(self, points: Sequence[int]) -> Reading | None:
        """Return a comparison of the one point that the turn is about with the one that is named: «Сравни с п. 8»."""
        earlier = self.named or cited_points(self.turn, self.document)
        one_each = len(points) == len(earlier) == 1 and earlier != tuple(points)
        return self._of(earlier, Kind.COMPARE) if one_each and says_to_compare(self.question) else None

    def compared_topic(self) -> Reading | None:
        """Return a comparison of the topic before with another: «Сравни это с пунктом о продовольствии»."""
        own = side_words(self.question)
        earlier = [word for word in side_words(self.turn.question) if not word.is_predicate]
        if not (own and earlier and says_to_compare(self.question)) or self.named or sides(self.question) is not None:
            return None
        if self._asks_the_same():
            return None
        opens = says_to_compare(" ".join(self.rest.split()[:_FIRST_WORDS]))
        asks = opens or self.kind_of(self.question) is Kind.COMPARE
        if not asks or self.kind_of(self.turn.question) is Kind.COMPARE:
            return None
        first, second = self._phrase(self.turn.question, earlier), self._phrase(self.question, own)
        return Reading(self.data.compared.format(first=first, second=second), None, Kind.COMPARE, Move.TOPIC)

    def _asks_the_same(self) -> bool:
        """Whether only what stands before another topic looks like a comparison: "same for tourism"."""
        return self.without_opening != self.rest and not says_to_compare(self.without_opening)

    def _phrase(self, question: str, topic: Sequence[Word]) -> str:
        """The words of a topic as they stand, with the preposition before them that marks one."""
        before = question[: topic[0].start].split()
        mark = f"{before[-1]} " if before and fold(before[-1]) in self.data.about else ""
        return mark + question[topic[0].start : topic[-1].end]

    def in_general(self) -> Reading | None:
        """Return an overview of another topic, or of the document: «А по экологии в целом?»."""
        whole = re.compile(rf"(?<!\w)(?:{'|'.join(self.data.whole)})")
        spelt = whole.sub(lambda match: " " * len(match[0]), fold(self.question))
        topic = [word for word in topic_words(self.question) if spelt[word.start : word.end].strip()]
        if spelt == fold(self.question) or not self.has_topic:
            return None
        if not topic:
            return Reading(self.question, None, Kind.OVERVIEW) if names_document(self.question) else None
        about = self.question[topic[0].start : topic[-1].end]
        return Reading(self.data.summed.format(topic=about), None, Kind.OVERVIEW, Move.TOPIC)

    def abbreviation(self) -> Reading | None:
        """Return what the only abbreviation of the turn before stands for: «А что это за аббревиатура?»."""
        if not any(word in self.data.spelling for word in self.rest.split()):
            return None
        said = tokenize(f"{self.turn.question} {_MARK.sub(' ', self.turn.answer)}")
        found = dict.fromkeys(token.text for token in said if token.is_acronym)
        own = any(token.is_acronym for token in tokenize(self.question))
        if own or len(found) != 1:
            return None
        return Reading(self.data.spelt_out.format(term=next(iter(found))), None, Kind.DEFINE)

    def reason(self) -> Reading | None:
        """Return what is asked of the answer: «Почему нет?», "why is that?"."""
        asked = self._is_one_of(self.data.reasons)
        return Reading(self.question, self.turn, Kind.LOOKUP, Move.TOPIC) if asked else None

    def elliptical(self) -> Reading | None:
        """Return the same question of another case: «а если внеочередное?», "and in a city park?"."""
        opens = fold(self.question).split()[:1]
        rest = self.without_opening
        begins = bool(opens) and (opens[0].strip(",") in self.data.openings or rest != self.rest)
        kind = self.kind_of(self.turn.question)
        if not begins or not rest or kind not in _OF_FACTS or ASKING.search(rest) or self._asks_whether(rest):
            return None
        if intent(self.question, "beyond", BEYOND, ""):
            return None
        tokens = tokenize(rest)
        is_condition = "," not in self.question and any(re.match(pattern, rest) for pattern in self.data.conditions)
        names = any(token.pos in _NAMING for token in tokens) and not any(self._is_verb(token) for token in tokens)
        if len(tokens) > _MAX_WORDS or not (is_condition or (names and len(tokens) > 1)):
            return None
        return Reading(self.question, self.turn, Kind.LOOKUP if kind is Kind.ABOUT else kind, Move.TOPIC)

    def _asks_whether(self, rest: str) -> bool:
        return any(re.search(rf"(?<!\w){pattern}", rest) for pattern in self.data.also)

    def _beside(self) -> tuple[Sequence[str], Sequence[str]]:
        return self.data.following, self.data.preceding


def _names(question: str) -> tuple[str, ...]:
    """The proper names among the topic words of a question."""
    first = next(iter(words(question)), None)
    found = (word for word in topic_words(question) if word.is_proper and word.text[:1].isupper())
    return tuple(word.text for word in found if first is None or word.start != first.start)
