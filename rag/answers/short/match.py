"""A sentence beside a question: which of its words the question has, and which phrases can answer it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.digest.tokens import Token, rules
from index.language.edits import edit_distance
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import share_root
from index.language.words import stem
from rag.answers.wording.phrases import QUOTES, SMALL, Phrase, SentencePhrases
from rag.query.asked.expected import Expected

MAX_WORDS = 7
"""Longest phrase, in words; one that ends in a quoted name may have MAX_WITH_NAME."""
MAX_WITH_NAME = 12
NEAR = 6
"""Tokens within which a word of the question speaks for a candidate."""
_BEFORE = 0.3
"""Weight of a word of the question that comes before what would be counted, beside one after it."""
_MIN_MISSPELT = 6
_HOLLOW = frozenset((*RUSSIAN.stopwords, *RUSSIAN.asked.hollow, *ENGLISH.asked.hollow))
_CAN_ANSWER = frozenset({"NOUN", "NAME", "ADJF", "DIGIT", "PRTF", "NUMR"})


def same(token: Token, other: Token) -> bool:
    """Return whether two words are forms of one word or of one root, or one of them has a slip in it."""
    lemmas = {reading.lemma for reading in token.readings}
    return any(reading.lemma in lemmas for reading in other.readings) or akin(token.folded, other.folded)


@lru_cache(maxsize=8192)
def akin(left: str, right: str) -> bool:
    """Return whether two folded words are of one root, or one word with a slip in it."""
    left, right = (re.sub("['’]s$", "", word) for word in (left, right))
    if left.isascii() and right.isascii():
        return stem(left) == stem(right)
    if share_root(left, right):
        return True
    return min(len(left), len(right)) >= _MIN_MISSPELT and edit_distance(left, right) <= 1


class Match:
    """A sentence, a question, and what they share."""

    def __init__(self, expected: Expected, sentence: SentencePhrases) -> None:
        """Compare the words of a question with those of a sentence."""
        self.expected, self.sentence, self.tokens = expected, sentence, sentence.tokens
        self.lexicon = rules(sentence.text)
        self.known: Sequence[bool] = [any(same(token, one) for one in expected.known) for token in self.tokens]
        focus = {token.start for token in expected.focus}
        others = [one for one in expected.known if one.start not in focus]
        # Numbers alone do not tell where in the sentence the question is.
        others = [] if all(token.pos == "DIGIT" for token in expected.known) else others
        self.said: Sequence[bool] = [any(same(token, one) for one in others) for token in self.tokens]

    def is_new(self, first: int, end: int) -> bool:
        """Tell whether tokens hold a word that can answer: one that the question has not."""
        return any(self.can_answer(at) for at in range(first, end))

    def can_answer(self, at: int) -> bool:
        """Tell whether a word can be, or be a part of, an answer."""
        token = self.tokens[at]
        empty = token.lemma in _HOLLOW or token.folded in _HOLLOW or self.sentence.is_verb(at)
        return not self.known[at] and not empty and token.pos in _CAN_ANSWER

    def near(self, first: int, end: int) -> float:
        """Measure how many words of the question stand beside tokens, the nearer the more."""
        return sum(
            1 / (1 + min(abs(at - first), abs(at - end + 1)))
            for at in range(len(self.tokens))
            if self.said[at] and not first <= at < end and min(abs(at - first), abs(at - end + 1)) <= NEAR
        )

    def ahead(self, at: int) -> float:
        """Measure how many words of the question follow a token, the nearer the more; less for those before."""
        reach = range(max(0, at - NEAR), min(len(self.tokens), at + 2 * NEAR))
        return sum((1 if i > at else _BEFORE) / (1 + abs(i - at)) for i in reach if self.said[i] and i != at)

    def cut(self, phrase: Phrase) -> str | None:
        """Return a phrase as far as it answers: with its complements if it is short, else up to the first new word."""
        new = [end for end in phrase.ends if self.is_new(phrase.first, end)]
        if not new:
            return None
        fitting = [end for end in new if end - phrase.first <= MAX_WORDS]
        end = max(fitting, default=new[0])
        if (quoted := self.sentence.quoted_end(end)) > end and not self.sentence.gap(end).strip("".join(QUOTES)):
            end = quoted if quoted - phrase.first <= MAX_WITH_NAME else end
        if self.sentence.is_english:
            while (
                end - 1 > phrase.first
                and not self.is_focus(end - 1)
                and (self.known[end - 1] or self.tokens[end - 1].folded in SMALL)
            ):
                end -= 1
        return self.sentence.span(self._with_article(phrase.first), end)

    def _with_article(self, first: int) -> int:
        """The place of the article of an English phrase, or its own."""
        before = first - 1
        articled = before >= 0 and self.tokens[before].folded in ENGLISH.asked.articles
        return before if self.sentence.is_english and articled and not self.sentence.gap(first) else first

    def is_focus(self, at: int) -> bool:
        """Tell whether a word is the noun beside the question's asking word."""
        return any(same(self.tokens[at], one) for one in self.expected.focus)

    def phrases_from(self, at: int) -> Iterator[Phrase]:
        """Yield the phrases that begin at a token or after it."""
        return (phrase for phrase in self.sentence.phrases if phrase.first >= at)

    def nearest(self, phrases: Sequence[Phrase]) -> Phrase | None:
        """Return the only phrase, or the one with most words of the question beside it; None where none has any."""
        best = max(phrases, key=lambda phrase: self.near(phrase.first, phrase.ends[0]), default=None)
        return best if best and (len(phrases) == 1 or self.near(best.first, best.ends[0])) else None

    def follows(self, phrase: Phrase, prepositions: Sequence[str]) -> bool:
        """Tell whether one of these words stands before a phrase, or before its article."""
        at = phrase.first - 1
        while at > 0 and self.tokens[at].folded in ENGLISH.asked.articles:
            at -= 1
        return at >= 0 and self.tokens[at].folded in prepositions
