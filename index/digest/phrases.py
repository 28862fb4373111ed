"""The noun phrases of Russian: how far to the left and to the right of its head word a name reaches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.digest.tokens import Token
from index.language.lexicon import RUSSIAN
from index.language.lexicons.texts import Outline
from index.language.words import is_proper_noun

QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”")
MIN_TITLE_WORDS = 4
"""So many quoted words after the head word of a document are a title."""
_MODIFIERS = ("ADJF", "PRTF", "NUMR")
_STOPS = frozenset({"NPRO", "PREP", "CONJ", "INFN", "VERB", "ADVB"})


@dataclass(slots=True)
class _Growth:
    """A name while it is read on: its head word's place, sort, number, and the case that a joined noun must have."""

    head: int
    sort: str
    is_plural: bool
    is_agent: bool
    case: str = "gent"
    has_genitive: bool = False
    is_closed: bool = False


class Phrases:
    """The noun phrases of a text, in Russian."""

    def __init__(self, text: str, tokens: Sequence[Token], outline: Outline) -> None:
        self.text, self.tokens, self.outline = text, tokens, outline

    def gap(self, at: int) -> str:
        """Return what stands between the token and the one before."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] if at else ""

    def left(self, head: int) -> int:
        """Return the first of the modifiers before a noun that agree with it."""
        cases = self.tokens[head].cases("NOUN", "NAME")
        at = head
        while at > 0 and self.gap(at).strip() == "" and self.tokens[at - 1].folded not in self.outline.not_names:
            token = self.tokens[at - 1]
            agrees = not token.cases(*_MODIFIERS).isdisjoint({*cases, ""}) or (token.pos == "DIGIT" and at == head)
            if not agrees or token.lemma in self.outline.not_names:
                break
            at -= 1
        return at

    def noun_phrase(self, at: int, case: str) -> int:
        """Return the end of modifiers and a noun in a case that begin at a token, or `at` if there are none."""
        start = at
        while at < len(self.tokens) and (at == start or self.gap(at).strip() == ""):
            token = self.tokens[at]
            if case in token.cases("NOUN", "NPRO") or "" in token.cases("NAME", "NOUN"):
                return at + 1
            if token.cases(*_MODIFIERS).isdisjoint({case, ""}) and token.pos != "DIGIT":
                break
            if (
                at + 2 < len(self.tokens)
                and self.tokens[at + 1].folded in self.outline.joining
                and case in self.tokens[at + 2].cases("ADJF")
            ):
                at += 1
            at += 1
        return start

    def right(self, at: int, sort: str) -> int:
        """Return the end of what belongs to a name whose head word is the token before `at`."""
        plural = self.tokens[at - 1].readings[0].number == "plur"
        state = _Growth(at - 1, sort, plural, self._is_agent(at - 1))
        while at < len(self.tokens):
            end = self._grow(at, state)
            if end is None:
                break
            at = end
        return at

    def _grow(self, at: int, state: "_Growth") -> int | None:
        """The end of the next part of a name, which begins at a token; None if the name is over."""
        gap, token = self.gap(at).strip(), self.tokens[at]
        if gap in {"«", "“"}:
            state.is_closed = True  # a name between quotation marks ends what it names
            return self._quotation(at, state)
        if gap == ",":
            return self._inserted(at, state.case) if state.sort == "documents" else None
        if gap not in {"", "»"} or state.is_closed:
            return None
        linked = self._link(token, state.sort)
        if linked and at + 1 < len(self.tokens):
            return self._linked(at, linked, state)
        if token.folded in self.outline.joining:
            return self._joined(at, state.case)
        return self._plain(at, state)

    def _is_agent(self, head: int) -> bool:
        """Whether a noun of action before the name makes it the one who acts: «оказание Оператором сети услуг».

        Then only the first words in the genitive are its own; the others say what the action is done to.
        """
        before = self.left(head) - 1
        return (
            before >= 0
            and "ablt" in self.tokens[head].cases("NOUN")
            and self.tokens[before].pos == "NOUN"
            and self.tokens[before].lemma.endswith(RUSSIAN.action_endings)
        )

    def _plain(self, at: int, state: "_Growth") -> int | None:
        """The end of a noun phrase in the genitive, or of a proper name."""
        token = self.tokens[at]
        if state.is_agent and state.has_genitive and not token.is_capital:
            return None
        state.has_genitive = True
        if token.pos in _STOPS or (token.pos == "PRTF" and not token.is_capital) or self._is_date(at):
            return None
        end = self.noun_phrase(at, "gent")
        return end if end > at else (at + 1 if self._named(at) else None)

    def _is_date(self, at: int) -> bool:
        """Whether a day and month begin: «… 5 мая»."""
        following = self.tokens[at + 1].folded if at + 1 < len(self.tokens) else ""
        return self.tokens[at].pos == "DIGIT" and following in self.outline.months

    def _link(self, token: Token, sort: str) -> str | None:
        """The case that a preposition governs, if one may go on inside a name of that sort."""
        linked = self.outline.links.get(token.folded)
        if linked is None and sort == "documents":
            linked = self.outline.linked_in_documents.get(token.folded)
        return linked[0] if linked else None

    def _linked(self, at: int, case: str, state: "_Growth") -> int | None:
        """The end of a preposition and its noun phrase."""
        token, following = self.tokens[at], self.tokens[at + 1]
        if state.sort == "bodies" and at > state.head + 1 and self.tokens[at - 1].is_capital:
            return None  # what follows a proper name inside a body's is not the body's
        opens = following.folded in self.outline.linking_nouns
        if token.folded in self.outline.place_links and not (
            following.is_capital or following.text[0].isdigit() or opens
        ):
            return None
        if following.lemma in self.outline.unlinked_nouns:
            return None
        end = at + 2 if opens else self.noun_phrase(at + 1, case)
        if end == at + 1:
            return None
        state.case = case
        return end

    def _joined(self, at: int, case: str) -> int | None:
        """The end of «и» and a noun phrase in the same case; what follows a proper name is another thing."""
        if self.tokens[at - 1].is_capital or at + 1 == len(self.tokens):
            return None
        following, end = self.tokens[at + 1], self.noun_phrase(at + 1, case)
        other = following.is_capital or following.lemma in self.outline.other_words
        return None if end == at + 1 or other else end

    def _named(self, at: int) -> bool:
        """Whether a token is a proper name beside a common noun, as in «Республики …», which stays in its own case."""
        token, before = self.tokens[at], self.tokens[at - 1]
        return token.is_capital and before.is_capital and is_proper_noun(token.folded)

    def _quotation(self, at: int, state: "_Growth") -> int | None:
        """The end of a quotation that belongs to a name; a title belongs to one document only."""
        match = QUOTED.match(self.text, self.tokens[at - 1].end + self.gap(at).find(self.gap(at).strip()))
        if match is None or (
            len(match.group().split()) >= MIN_TITLE_WORDS and (state.sort != "documents" or state.is_plural)
        ):
            return None
        return next((i for i in range(at, len(self.tokens)) if self.tokens[i].start >= match.end()), len(self.tokens))

    def _inserted(self, at: int, case: str) -> int | None:
        """The end of «, свободной от …,», if the name goes on with «в» and a name after it."""
        token = self.tokens[at]
        if case not in token.cases("ADJF", "PRTF"):
            return self._listed(at, case)
        for i in range(at + 1, min(at + 7, len(self.tokens) - 1)):
            if self.gap(i).strip() == ",":
                return self._resumed(i)
        return None

    def _resumed(self, at: int) -> int | None:
        if self.tokens[at].folded not in self.outline.place_links or not self.tokens[at + 1].is_capital:
            return None
        end = self.noun_phrase(at + 1, "loct")
        return end if end > at + 1 else None

    def _listed(self, at: int, case: str) -> int | None:
        """The end of «, добрососедстве» in «о дружбе, добрососедстве и …»."""
        end = self.noun_phrase(at, case) if case != "gent" else at
        return end if end > at else None
