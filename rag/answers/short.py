"""The few words of a sentence that answer a question, verbatim: «2025 года», «Президента Республики Таджикистан».

By the sort of words that the question asks for (rag/query/expected.py) and the words that it has in common with the
sentence. Words of the question itself answer nothing. None where the rules are unsure.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from index.digest.tokens import Token, rules
from index.language.edits import edit_distance
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS, RUSSIAN_ORDINAL_ROOTS
from index.language.roots import share_root
from index.language.words import fold, stem
from rag.answers.phrases import QUOTES, SMALL, Phrase, SentencePhrases
from rag.query.context import QueryContext
from rag.query.expected import Expected, Sought, expected_answer, is_action, is_one_of
from rag.types import Sentence

MAX_WORDS = 7
"""Longest phrase, in words; one that ends in a quoted name may have _MAX_WITH_NAME."""
_MAX_WITH_NAME = 12
_NEAR = 6
"""Tokens within which a word of the question speaks for a candidate."""
_MIN_MISSPELT = 6


def short_of(context: QueryContext, sentences: Sequence[Sentence]) -> str | None:
    """Return the short answer that the one sentence of an answer holds; None for several, or where it is unsure."""
    if len(sentences) != 1 or context.asks_for_point:
        return None
    previous = context.previous.question if context.previous else ""
    return short_answer(context.question, _unquoted(sentences[0].text), context.language, previous)


def _unquoted(text: str) -> str:
    """A sentence without the marks that make a quotation of it."""
    return text[1:-1] if text[:1] in QUOTES and text[-1:] == QUOTES[text[0]] else text


def short_answer(question: str, sentence: str, language: str = "ru", previous: str = "") -> str | None:
    """Return the words of a sentence, in Russian or English, that answer a question, or None.

    Args:
        question: the question.
        sentence: what is shown as its answer.
        language: the question's language, "ru", "en" or "other".
        previous: the question before, where it leans on that.
    """
    chooser = _Chooser(expected_answer(question, language, previous), SentencePhrases(sentence))
    found = chooser.choose()
    return found if found and len(found.split()) <= _MAX_WITH_NAME and found != sentence else None


_HOLLOW = frozenset((*RUSSIAN.stopwords, *RUSSIAN.asked.hollow, *ENGLISH.asked.hollow))


@cache
def _akin(left: str, right: str) -> bool:
    """Whether two folded words are of one root, or one word with a slip in it."""
    left, right = (re.sub("['’]s$", "", word) for word in (left, right))
    if left.isascii() and right.isascii():
        return stem(left) == stem(right)
    if share_root(left, right):
        return True
    return min(len(left), len(right)) >= _MIN_MISSPELT and edit_distance(left, right) <= 1


class _Chooser:
    def __init__(self, expected: Expected, sentence: SentencePhrases) -> None:
        self.expected, self.sentence, self.tokens = expected, sentence, sentence.tokens
        self.lexicon = rules(sentence.text)
        focus = {token.start for token in expected.focus}
        self.known = [self._is_known(token) for token in self.tokens]
        words_told = not all(token.text.isdecimal() for token in expected.known)
        self.said = [
            words_told and any(self._same(token, one) for one in expected.known if one.start not in focus)
            for token in self.tokens
        ]

    def choose(self) -> str | None:
        by_sort: Mapping[Sought, Callable[[], str | None]] = {
            Sought.PROPOSER: lambda: self._proposer() or (None if self.expected.case else self._person()),
            Sought.PERSON: self._person,
            Sought.OWNER: self._owner,
            Sought.DATE: self._date,
            Sought.NUMBER: self._number,
            Sought.NAME: lambda: self._name() or self._thing(),
            Sought.PLACE: self._place,
            Sought.THING: self._thing,
        }
        rule = by_sort.get(self.expected.sought)
        return rule() if rule else None

    def _same(self, token: Token, other: Token) -> bool:
        lemmas = {reading.lemma for reading in token.readings}
        return any(reading.lemma in lemmas for reading in other.readings) or _akin(token.folded, other.folded)

    def _is_known(self, token: Token) -> bool:
        return any(self._same(token, one) for one in self.expected.known)

    def _is_new(self, first: int, end: int) -> bool:
        """Whether tokens hold a word that can answer: one that the question has not."""
        return any(self._can_answer(at) for at in range(first, end))

    def _can_answer(self, at: int) -> bool:
        token = self.tokens[at]
        empty = token.lemma in _HOLLOW or token.folded in _HOLLOW or self.sentence.is_verb(at)
        return not self.known[at] and not empty and token.pos in {"NOUN", "NAME", "ADJF", "DIGIT", "PRTF", "NUMR"}

    def _near(self, first: int, end: int) -> float:
        """How many words of the question stand beside tokens, the nearer the more."""
        return sum(
            1 / (1 + min(abs(at - first), abs(at - end + 1)))
            for at in range(len(self.tokens))
            if self.said[at] and not first <= at < end and min(abs(at - first), abs(at - end + 1)) <= _NEAR
        )

    def _ahead(self, at: int) -> float:
        """How many words of the question follow a token, the nearer the more; those before it count for less."""
        reach = range(max(0, at - _NEAR), min(len(self.tokens), at + 2 * _NEAR))
        return sum((1 if i > at else 0.3) / (1 + abs(i - at)) for i in reach if self.said[i] and i != at)

    def _cut(self, phrase: Phrase) -> str | None:
        """A phrase as far as it answers: with all its complements if it is short, else up to the first new word."""
        new = [end for end in phrase.ends if self._is_new(phrase.first, end)]
        if not new:
            return None
        fitting = [end for end in new if end - phrase.first <= MAX_WORDS]
        end = max(fitting, default=new[0])
        if (quoted := self.sentence.quoted_end(end)) > end and not self.sentence.gap(end).strip("«“"):
            end = quoted if quoted - phrase.first <= _MAX_WITH_NAME else end
        if self.sentence.is_english:
            while (
                end - 1 > phrase.first
                and not self._is_focus(end - 1)
                and (self.known[end - 1] or self.tokens[end - 1].folded in SMALL)
            ):
                end -= 1
        return self.sentence.span(phrase.first, end)

    def _is_focus(self, at: int) -> bool:
        return any(self._same(self.tokens[at], one) for one in self.expected.focus)

    # Persons

    def _proposer(self) -> str | None:
        """Whoever stands beside a proposal: «инициативу Президента Туркменистана о …»."""
        nouns, heads = (
            frozenset((*self.lexicon.proposal_nouns, *self.lexicon.proposing)),
            self.lexicon.outline.proposers,
        )
        for at, token in enumerate(self.tokens):
            if token.folded not in nouns and not token.lemma_among(nouns):
                continue
            for phrase in self.sentence.phrases:
                if not self.sentence.is_english and phrase.first == at + 1 and "gent" in phrase.cases:
                    head = self.tokens[phrase.head]
                    if head.lemma in heads or head.is_capital:
                        return self.sentence.span(phrase.first, phrase.ends[-1])
            if self.sentence.is_english and (found := self._english_proposer(at)):
                return found
        return None

    def _english_proposer(self, at: int) -> str | None:
        stop = {*self.lexicon.outline.objects} - {"of"}
        first = at + 1
        while first < len(self.tokens) and self.tokens[first].folded in {"of", "the", "by"}:
            first += 1
        end = first
        while end < len(self.tokens) and self.tokens[end].folded not in stop and not self.sentence.gap(end + 1):
            end += 1
        person = any(self.tokens[i].folded in self.lexicon.outline.proposers for i in range(first, end))
        return self.sentence.span(first, end) if person and first > at + 1 else None

    def _person(self) -> str | None:
        expected = self.expected
        if expected.preposition and (found := self._after_preposition()):
            return found
        asked = frozenset(self.lexicon.outline.predicates.get("asked", ()))
        told = next((at for at, t in enumerate(self.tokens) if t.folded in asked or t.lemma_among(asked)), None)
        if told is not None and not (expected.case == "nomn" and self.said[told]):
            for phrase in self._phrases_from(told + 1):
                if "datv" in phrase.cases or self.sentence.is_english:
                    return self._cut(phrase)
        if expected.case in {"", "datv", "accs"} or (self.sentence.is_english and not told):
            found = self._receiver()
            if found:
                return found
        return self._agent() if expected.case in {"nomn", "ablt"} else None

    def _receiver(self) -> str | None:
        """A person or body in the dative: «Президенту Туркменистана», «Совету безопасности ООН»."""
        if self.sentence.is_english:
            found = [
                p
                for p in self.sentence.phrases
                if p.first > 1
                and self._is_body(p)
                and self._is_new(p.first, p.ends[-1])
                and {t.folded for t in self.tokens[p.first - 2 : p.first]} >= {"to", "the"}
            ]
            return self._cut(found[0]) if len(found) == 1 else None
        found = [
            phrase
            for phrase in self.sentence.phrases
            if phrase.cases
            and phrase.cases <= {"datv", "loct"}
            and "datv" in phrase.cases
            and self._is_body(phrase)
            and self.sentence.tokens[phrase.first - 1].pos != "PREP"
            and self._is_new(phrase.first, phrase.ends[-1])
        ]
        return self._cut(found[0]) if len(found) == 1 else None

    def _is_body(self, phrase: Phrase) -> bool:
        head, outline = self.tokens[phrase.head], self.lexicon.outline
        heads = frozenset((*outline.proposers, *outline.bodies))
        return head.folded in heads or head.lemma_among(heads) is not None

    def _agent(self) -> str | None:
        """Whoever did it: «объявленном Генеральной Ассамблеей ООН»."""
        for phrase in self.sentence.phrases:
            before = self.tokens[phrase.first - 1] if phrase.first else None
            if (
                before
                and before.pos in {"PRTF", "PRTS"}
                and "ablt" in phrase.cases
                and self._is_new(phrase.first, phrase.ends[-1])
            ):
                return self._cut(phrase)
        return None

    def _owner(self) -> str | None:
        """Whose something is: the complement of the noun that the question names."""
        for phrase in self.sentence.phrases:
            if not any(self._same(self.tokens[phrase.head], one) for one in self.expected.focus):
                continue
            if not self.sentence.is_english and any(map(self._is_proposal, self.expected.focus)):
                continue
            for start, end in zip(phrase.ends, phrase.ends[1:], strict=False):
                first = start + (self.tokens[start].pos == "CONJ" or self.tokens[start].folded in {"of", "for"})
                while first < end and self.tokens[first].folded in {"the", "a", "of"}:
                    first += 1
                if self._is_new(first, end):
                    return self.sentence.span(first, phrase.ends[-1])
        return self._proposer() if any(map(self._is_proposal, self.expected.focus)) else None

    def _is_proposal(self, token: Token) -> bool:
        nouns = (*RUSSIAN.proposal_nouns, *RUSSIAN.proposing, *ENGLISH.proposing)
        return any(_akin(token.folded, noun) for noun in nouns)

    # Dates and numbers

    def _dates(self) -> list[tuple[int, int]]:
        outline, text = self.lexicon.outline, self.sentence.text
        pattern = "|".join(outline.dates).replace("MONTH", "|".join(outline.months))
        spans = []
        for match in re.finditer(pattern or r"(?!)", text, re.IGNORECASE):
            inside = [i for i, t in enumerate(self.tokens) if match.start() <= t.start < match.end()]
            if (
                self.sentence.is_english
                and len(inside) > 1
                and not any(self.tokens[i].text[0].isdigit() for i in inside[:1])
            ):
                named = self.tokens[inside[0]].folded in outline.months
                inside = inside if named else inside[-1:]
            spans.append((inside[0], inside[-1] + 1))
        if self.sentence.is_english:
            taken = {i for a, b in spans for i in range(a, b)}
            spans += [
                (i, i + 1)
                for i, t in enumerate(self.tokens)
                if i not in taken and re.fullmatch(r"(?:19|20)\d\d", t.text)
            ]
        else:
            taken = {i for a, b in spans for i in range(a, b)}
            spans += [
                (i, i + 1)
                for i, t in enumerate(self.tokens)
                if i not in taken and re.fullmatch(r"(?:19|20)\d\d([-–](?:19|20)\d\d)?", t.text)
            ]
        return sorted(spans)

    def _date(self) -> str | None:
        said = {token.folded[:4] for token in self.expected.known}
        found = [(a, b) for a, b in self._dates() if self.tokens[a].text[:4] not in said]
        plural = any(t.readings[0].number == "plur" or t.folded.endswith("s") for t in self.expected.focus)
        ranges = [(a, b) for a, b in found if re.search(r"\d{4}\s?[–—-]\s?\d{4}", self.sentence.span(a, b))]
        if plural or is_until(self.expected):
            found = ranges or found
        if not found:
            return self._time() if not plural else None
        best = max(found, key=lambda span: self._near(*span))
        if len(found) > 1 and not self._near(*best):
            return None
        text = self.sentence.span(*best)
        if is_until(self.expected) and (years := re.findall(r"\d{4}", text)):
            return str(years[-1])
        return text

    def _time(self) -> str | None:
        """A time that is no date: «на следующей Консультативной встрече»."""
        found = [
            phrase
            for phrase in self.sentence.phrases
            if is_one_of(self.tokens[phrase.head], "spans")
            and phrase.first
            and self.tokens[phrase.first - 1].folded in {"в", "на", "at", "in", "the"}
            and self._is_new(phrase.first, phrase.head + 1)
        ]
        best = max(found, key=lambda phrase: self._near(phrase.first, phrase.ends[0]), default=None)
        return self._cut(best) if best and (len(found) == 1 or self._near(best.first, best.ends[0])) else None

    def _number(self) -> str | None:
        found = [
            at
            for at, token in enumerate(self.tokens)
            if _counts(token, self.sentence.is_english) and not self.known[at]
        ]
        dated = {i for a, b in self._dates() for i in range(a, b)}
        found = [at for at in found if at not in dated]
        years = self.expected.counts_years
        fitting = [at for at in found if years == bool(re.search("лет|годов|anniver|year", self._with_next(at)))]
        found = fitting or ([] if years else found)
        if not found:
            return None
        best = max(found, key=self._ahead)
        if len(found) > 1 and not self._ahead(best):
            return None
        token = self.tokens[best]
        follows = best + 1 < len(self.tokens) and not self.sentence.gap(best + 1)
        plain = token.text.isdecimal() or token.folded in CARDINALS or token.pos == "NUMR" or _is_ordinal(token)
        return self.sentence.span(best, best + (2 if plain and follows else 1))

    def _with_next(self, at: int) -> str:
        return " ".join(token.folded for token in self.tokens[at : at + 2])

    # Names, places, things

    def _name(self) -> str | None:
        """What is quoted: after a word for a title, else the only quotation."""
        quoted = [(at, self.sentence.quoted_end(at)) for at in range(len(self.tokens))]
        quoted = [(a, b) for a, b in quoted if b > a and self._is_new(a, b)]
        after = [(a, b) for a, b in quoted if a and is_one_of(self.tokens[a - 1], "titled")]
        chosen = after[0] if after else quoted[0] if len(quoted) == 1 else None
        return self.sentence.span(*chosen) if chosen else None

    def _place(self) -> str | None:
        found = [
            phrase
            for phrase in self.sentence.phrases
            if phrase.first
            and self.tokens[phrase.first - 1].folded in {"в", "на", "in", "at"}
            and self._is_new(phrase.first, phrase.ends[-1])
            and ("loct" in phrase.cases or self.sentence.is_english)
            and any(self.tokens[i].is_capital for i in range(phrase.first, phrase.ends[-1]))
        ]
        best = max(found, key=lambda phrase: self._near(phrase.first, phrase.ends[0]), default=None)
        return self._cut(best) if best and self._near(best.first, best.ends[0]) else None

    def _after_preposition(self) -> str | None:
        found = [
            phrase
            for phrase in self.sentence.phrases
            if phrase.first
            and self.tokens[phrase.first - 1].folded.rstrip("о") == self.expected.preposition.rstrip("о")
            and self._is_new(phrase.first, phrase.ends[-1])
            and not self._is_purpose(phrase.first - 1)
        ]
        best = max(found, key=lambda phrase: self._near(phrase.first, phrase.ends[0]), default=None)
        return self._cut(best) if best and (len(found) == 1 or self._near(best.first, best.ends[0])) else None

    def _is_purpose(self, at: int) -> bool:
        rest = fold(self.sentence.text[self.tokens[at].start :])
        return any(re.match(rf"{purpose}(?!\w)", rest) for purpose in self.lexicon.shortening.purposes)

    def _thing(self) -> str | None:
        return (
            self._instances()
            or self._of_anchor()
            or self._complement()
            or self._of_category()
            or self._of_focus()
            or self._governed()
        )

    def _of_anchor(self) -> str | None:
        """The complement of the noun that the asking word depends on: «по линии министерств иностранных дел»."""
        if self.expected.anchor is None:
            return None
        for phrase in self.sentence.phrases:
            if self._same(self.tokens[phrase.head], self.expected.anchor):
                inner = next((p for p in self._phrases_from(phrase.head + 1) if p.first == phrase.head + 1), None)
                if inner and "gent" in inner.cases and self._is_new(inner.first, inner.ends[-1]):
                    return self._cut(inner)
        return None

    def _complement(self) -> str | None:
        """In English, what follows a word of the question and its preposition: "accountable to the Security Council"."""
        if not self.expected.preposition or not self.sentence.is_english:
            return None
        for at in range(len(self.tokens) - 2):
            if self.said[at] and self.tokens[at + 1].folded == self.expected.preposition:
                first = at + 2 + (self.tokens[at + 2].folded in {"the", "a", "an"})
                phrase = next((p for p in self._phrases_from(first) if p.first <= first + 1), None)
                if phrase and self._is_new(first, phrase.ends[-1]):
                    return self._cut(replace(phrase, first=first))
        return None

    def _instances(self) -> str | None:
        """What follows «…, в том числе» after the noun that the question names."""
        pattern = "|".join(self.lexicon.asked.including)
        for phrase in self.sentence.phrases:
            if not self._is_focus(phrase.head) or not pattern:
                continue
            rest = self.sentence.text[self.tokens[phrase.head].end :]
            match = re.match(rf",?\s*(?:{pattern})\s+", rest, re.IGNORECASE)
            if match:
                start = self.tokens[phrase.head].end + match.end()
                listed = re.match(r"[^,;]+(?:, [^,;]+){0,2}", self.sentence.text[start:])
                return self._list_from(start) if listed else None
        return None

    def _list_from(self, start: int) -> str | None:
        """A list of phrases that begins at an offset, joined by commas and «и»."""
        first = next((i for i, token in enumerate(self.tokens) if token.start >= start), None)
        if first is None:
            return None
        end = first
        while phrase := next((p for p in self.sentence.phrases if p.first == end), None):
            end = phrase.ends[0]
            if end < len(self.tokens) and (self.tokens[end].folded in {"и", "and"}):
                end += 1
            elif self.sentence.gap(end) != ",":
                break
        while end > first and self.tokens[end - 1].folded in {"и", "and"}:
            end -= 1
        return self.sentence.span(first, end) if end > first else None

    def _of_category(self) -> str | None:
        """The only name of the sort that the question names: a document, a body, an event."""
        for sort in ("documents", "bodies", "events"):
            if not any(is_one_of(token, sort) for token in self.expected.focus):
                continue
            heads = frozenset(getattr(self.lexicon.outline, sort))
            named = [
                phrase
                for phrase in self.sentence.phrases
                if (self.tokens[phrase.head].lemma_among(heads) or self.tokens[phrase.head].folded in heads)
                and any(self.tokens[i].is_capital for i in range(phrase.first, phrase.head + 1))
                and self._is_new(phrase.first, phrase.ends[-1])
                and not self.known[phrase.head]
            ]
            if len(named) == 1:
                return self._cut(named[0])
        return None

    def _of_focus(self) -> str | None:
        """The phrase around the noun that the question names: «Семипалатинского … полигона», «региона Приаралья»."""
        if not self.expected.focus:
            return None
        found: list[tuple[float, Phrase]] = []
        for phrase in self.sentence.phrases:
            held = sum(
                any(self._same(self.tokens[i], one) for i in range(phrase.first, phrase.head + 1))
                for one in self.expected.focus
            )
            headed = any(self._same(self.tokens[phrase.head], one) for one in self.expected.focus)
            if (headed or (self.sentence.is_english and held)) and self._is_new(phrase.first, phrase.ends[-1]):
                said = sum(self.said[phrase.first : phrase.ends[-1]])
                found.append((3 * held + said + self._near(phrase.first, phrase.ends[0]), phrase))
        best = max(found, key=lambda pair: pair[0], default=None)
        return self._cut(best[1]) if best else None

    def _phrases_from(self, at: int) -> Iterator[Phrase]:
        return (phrase for phrase in self.sentence.phrases if phrase.first >= at)

    def _governed(self) -> str | None:
        """What follows an action of the question: «учреждении Почётного знака» for «что учредили»."""
        if self.expected.preposition:
            return None
        found: list[tuple[float, Phrase]] = []
        for at in range(len(self.tokens) - 1):
            if not is_action(self.tokens[at]) or not any(
                self._same(self.tokens[at], one) for one in self.expected.actions
            ):
                continue
            first = at + 1 + (self.tokens[at + 1].folded in {"the", "a", "an"})
            phrase = next((p for p in self.sentence.phrases if self._follows(p, first)), None)
            if phrase and self.sentence.gap(first) in {"", "«", "“"} and self._is_new(first, phrase.ends[-1]):
                if self._differs_in_number(phrase.head):
                    continue
                if not self.expected.case or not phrase.cases or self.expected.case in phrase.cases:
                    found.append((self._near(phrase.first, phrase.ends[0]), phrase))
        best = max(found, key=lambda pair: pair[0], default=None)
        return self._cut(best[1]) if best else None

    def _follows(self, phrase: Phrase, first: int) -> bool:
        """Whether a phrase begins at a token, or soon after it in the oblique case that is asked for."""
        if self.expected.case in {"ablt", "datv"}:
            return first <= phrase.first <= first + _NEAR and phrase.cases == {self.expected.case}
        return phrase.first == first

    def _differs_in_number(self, head: int) -> bool:
        """Whether a noun cannot be what the question's noun stands for, being one where that is many, or many."""
        asked = {reading.number for token in self.expected.focus for reading in token.readings if reading.pos == "NOUN"}
        found = {reading.number for reading in self.tokens[head].readings if reading.pos == "NOUN"}
        return bool(asked and found) and asked.isdisjoint(found)


def is_until(expected: Expected) -> bool:
    """Whether a question asks for the end of a span of time."""
    return expected.preposition in (*RUSSIAN.asked.until, *ENGLISH.asked.until)


def _is_ordinal(token: Token) -> bool:
    return bool(re.fullmatch(r"\d+[-‐]?(?:й|я|е|го|му|м|ой|ей|х|st|nd|rd|th)", token.folded))


def _counts(token: Token, english: bool) -> bool:
    """Whether a token is a number or begins with one: «15-летняя», «пятистороннего», "five-party"."""
    folded = token.folded
    if folded[0].isdigit() or token.pos == "NUMR" or folded in CARDINALS:
        return True
    if english:
        return folded.split("-")[0] in CARDINALS
    return token.pos in {"ADJF", "NOUN"} and bool(
        re.match(rf"(?:двух|трех|четырех|(?:{'|'.join(RUSSIAN_ORDINAL_ROOTS)})и)\w{{4,}}", folded)
    )
