"""Noun phrases of a sentence: a head noun, the modifiers before it, and how far its complements reach.

Russian phrases are told by agreement and case, English ones by the small words between them. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.digest.tokens import tokenize
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import is_proper_noun

QUOTES = {"«": "»", "“": "”"}
SMALL = frozenset((*ENGLISH.stopwords, *ENGLISH.shortening.gaps, *ENGLISH.shortening.finite, *ENGLISH.asked.including))
"""English words that no phrase holds, but between its parts."""
_MODIFIERS = ("ADJF", "PRTF", "NUMR")
_JOINING = frozenset((*RUSSIAN.asked.joining, *ENGLISH.asked.joining))
_ARTICLES = frozenset(ENGLISH.asked.articles)
_LINKS = frozenset(ENGLISH.outline.links)
_DASHES = frozenset("–-")
_LISTED = "loct"
"""The case of complements whose list goes on after a comma: «о дружбе, добрососедстве и …»."""
_ANNIVERSARY = RUSSIAN.building.anniversaries
_DOCUMENTS = frozenset(RUSSIAN.outline.documents)
_NAMED = frozenset((*RUSSIAN.outline.bodies, *RUSSIAN.outline.events, *_DOCUMENTS))
_LINKED = {
    **{word: (case, _DOCUMENTS) for word, (case,) in RUSSIAN.outline.linked_in_documents.items()},
    **{word: (case, _NAMED) for word, (case,) in RUSSIAN.outline.links.items()},
}
"""Prepositions of a complement with their case, and the nouns that it belongs to: «Договор о дружбе»."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by the places of its tokens; `ends` are where it may end, exclusive, shortest first."""

    first: int
    head: int
    ends: tuple[int, ...]
    cases: frozenset[str]


class SentencePhrases:
    """A sentence with its tokens and phrases."""

    def __init__(self, text: str) -> None:
        """Read a sentence."""
        self.text, self.tokens = text, tokenize(text)
        self.is_english = sum("a" <= c <= "z" for c in text.lower()) > len(text) / 2
        self.phrases: Sequence[Phrase] = tuple(self._english() if self.is_english else self._russian())

    def gap(self, at: int) -> str:
        """Return what stands between the token at a place and the one before it, without blanks."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start].strip() if 0 < at < len(self.tokens) else ""

    def span(self, first: int, end: int) -> str:
        """Return the text of the tokens from `first` to `end`, exclusive, with the quotation marks that pair."""
        start, stop = self.tokens[first].start, self.tokens[end - 1].end
        for opening, closing in QUOTES.items():
            inner = self.text[start:stop]
            if inner.count(opening) > inner.count(closing) and self.text[stop : stop + 1] == closing:
                stop += 1
            elif inner.count(closing) > inner.count(opening) and self.text[start - 1 : start] == opening:
                start -= 1
            elif self.text[start - 1 : start] == opening and self.text[stop : stop + 1] == closing:
                start, stop = start - 1, stop + 1
        return self.text[start:stop]

    def quoted_end(self, at: int) -> int:
        """Return the end of the quotation that begins with the token at a place; the place itself if none does."""
        if not 0 < at < len(self.tokens):
            return at
        opening = next((mark for mark in QUOTES if self.gap(at).endswith(mark)), "")
        close = self.text.find(QUOTES[opening], self.tokens[at].start) if opening else -1
        return (
            next((i for i, token in enumerate(self.tokens) if token.start > close), len(self.tokens))
            if close > 0
            else at
        )

    def _russian(self) -> Iterator[Phrase]:
        for at, token in enumerate(self.tokens):
            if (token.pos in {"NOUN", "NAME"} and not token.text[0].isdigit()) or token.lemma.endswith(_ANNIVERSARY):
                cases = token.cases("NOUN", "NAME")
                yield Phrase(self._left(at, cases), at, tuple(self._right(at)), cases)

    def _is_linked(self, head: int, preposition: str) -> bool:
        """Whether a preposition goes on with a phrase: before what a body or document is for, not before a place."""
        case, heads = _LINKED[preposition]
        return self.tokens[head].lemma in heads and preposition in RUSSIAN.outline.objects and bool(case)

    def _is_apposed(self, at: int) -> bool:
        """Whether a name in the nominative follows a noun: «Республики Армения», «коридоров Север»."""
        before, token = self.tokens[at - 1], self.tokens[at]
        named = is_proper_noun(token.folded) or self.gap(at + 1) in _DASHES
        nominative = not token.cases("NOUN", "NAME").isdisjoint({"nomn", ""})
        return before.pos == "NOUN" and token.is_capital and named and nominative

    def _left(self, head: int, cases: frozenset[str]) -> int:
        """The first of the modifiers that agree with a noun, those in a list too."""
        at = head
        while at > 0:
            token, gap = self.tokens[at - 1], self.gap(at)
            listed = at < head and gap == ","
            if (
                token.folded in _JOINING
                and at < head
                and not gap
                and self._agrees(at - 2, cases)
                and not self.gap(at - 1)
            ):
                at -= 2
                continue
            if at == head and token.pos == "DIGIT" and not gap:
                at -= 1
                continue
            if (gap not in {"", "«"} and not listed) or not self._agrees(at - 1, cases):
                break
            at -= 1
        return at

    def _agrees(self, at: int, cases: frozenset[str]) -> bool:
        token = self.tokens[at] if at >= 0 else None
        return token is not None and not token.cases(*_MODIFIERS).isdisjoint({*cases, ""})

    def _noun(self, at: int, case: str) -> int:
        """The end of modifiers and a noun in a case from a place on, or the place."""
        start = at
        while at < len(self.tokens) and (at == start or self.gap(at) in {"", "«"}):
            token = self.tokens[at]
            if case in token.cases("NOUN") or "" in token.cases("NOUN", "NAME"):
                return at + 1
            if token.folded in _JOINING and at > start and self._agrees(at + 1, frozenset({case})):
                at += 1
            elif token.cases(*_MODIFIERS).isdisjoint({case, ""}):
                break
            at += 1
        return start

    def _right(self, head: int) -> Iterator[int]:
        """The ends of a phrase: after its head, then after each complement."""
        at, case = head + 1, "gent"
        yield at
        while at < len(self.tokens):
            end, case = self._complement(head, at, case)
            if end == at:
                return
            at = end
            yield at

    def _complement(self, head: int, at: int, case: str) -> tuple[int, str]:
        """The end of the complement that begins at a token, and its case; the token itself if none begins there."""
        gap, token = self.gap(at), self.tokens[at]
        if gap:
            return self._after_mark(at, gap, case), case
        if token.folded in _LINKED and self._is_linked(head, token.folded):
            end, case_after = self._noun(at + 1, _LINKED[token.folded][0]), _LINKED[token.folded][0]
            return (end, case_after) if end > at + 1 else (at, case)
        if token.folded in _JOINING:
            return self._joined_noun(head, at, case), case
        end = at + 1 if self._is_apposed(at) else self._noun(at, "gent")
        return end, "gent" if end > at and not self._is_apposed(at) else case

    def _after_mark(self, at: int, mark: str, case: str) -> int:
        """The end of a complement before which a mark stands: a quotation, a pair of names, an item of a list."""
        if mark in QUOTES:
            return self.quoted_end(at)
        if mark in _DASHES and self.tokens[at - 1].is_capital and self.tokens[at].is_capital:
            return at + 1
        return self._noun(at, case) if mark == "," and case == _LISTED else at

    def _joined_noun(self, head: int, at: int, case: str) -> int:
        """The end of what «и» joins to a phrase: a noun in the case of the one before it, or a pair of names."""
        if at > 1 and self.gap(at - 1) in _DASHES:
            end = at + 1 + 2 * (self.gap(at + 2) in _DASHES)
            return end if end > at + 1 else at
        cases = self.tokens[head].cases("NOUN") if at == head + 1 else (case,)
        return max((end for one in cases if (end := self._noun(at + 1, one)) > at + 1), default=at)

    def _english(self) -> Iterator[Phrase]:
        at = 0
        while at < len(self.tokens):
            end = self._run(at)
            if end > at:
                before = self.tokens[at - 1].folded if at else ""
                first = at + (end - at > 1 and (before in ENGLISH.asked.towards or self._is_gerund(at, before)))
                ends = [end]
                while self._joined(ends[-1]) > ends[-1]:
                    ends.append(self._joined(ends[-1]))
                yield Phrase(first, end - 1, tuple(ends), frozenset())
            at = max(end, at + 1)

    def _is_gerund(self, at: int, before: str) -> bool:
        return self.tokens[at].folded.endswith("ing") and before in SMALL and before not in _ARTICLES

    def _run(self, at: int) -> int:
        """The end of the run of content words that begins at a place; adjectives in a list are one run."""
        end = at
        while end < len(self.tokens):
            gap = self.gap(end) if end > at else ""
            if gap.strip("“’'–") and not (gap == "," and self._lists(end)):
                break
            if self.tokens[end].folded in SMALL and not (
                end > at and self.tokens[end].folded in _JOINING and self._lists(end)
            ):
                break
            if end > at and self.is_verb(end):
                break
            end += 1
        return end

    def is_verb(self, at: int) -> bool:
        """Tell whether an English word is likelier a verb or adverb than a part of a noun phrase."""
        token = self.tokens[at]
        return (
            self.is_english and not token.is_capital and "-" not in token.text and token.folded.endswith(("ed", "ly"))
        )

    def _lists(self, at: int) -> bool:
        """Whether a list of single words goes on at a place, up to the noun that they all modify."""
        i = at
        while i < len(self.tokens) and self.tokens[i].folded not in SMALL and self.gap(i + 1) == ",":
            i += 1
        if i < len(self.tokens) and self.tokens[i].folded in _JOINING:
            i -= 1
        if self.gap(i + 1):
            return False
        if i + 3 >= len(self.tokens) or self.tokens[i + 1].folded not in _JOINING or self.tokens[i].is_capital:
            return False
        return (
            not any(t.folded in SMALL for t in self.tokens[i + 2 : i + 4])
            and not self.gap(i + 3)
            and self.gap(at) != ""
        )

    def _joined(self, at: int) -> int:
        """The end of what "of the …" joins to a phrase that ends at a place, or the place."""
        end = at
        if (
            end >= len(self.tokens)
            or self.gap(end) not in {"", "”"}
            or self.tokens[end].folded not in _LINKS | _JOINING
        ):
            return at
        end += 1
        while end < len(self.tokens) and self.tokens[end].folded in _ARTICLES:
            end += 1
        start = end
        while end < len(self.tokens) and self.tokens[end].folded not in SMALL and not self.gap(end).strip("“"):
            end += 1
        adjective = end == start + 1 and self.gap(end) == "," and not self.tokens[start].is_capital
        return end if end > start and not adjective else at
