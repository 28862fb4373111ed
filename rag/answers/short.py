"""The few words of a sentence that answer a question, verbatim: «2025 года», «Президента Республики Таджикистан».

By the sort of words that the question asks for (rag/query/expected.py) and the words that it has in common with the
sentence. Words of the question itself answer nothing. None where the rules are unsure.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from index.digest.tokens import Token, rules
from index.language.edits import edit_distance
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS, RUSSIAN_ORDINAL_ROOTS
from index.language.roots import share_root
from index.language.words import fold, stem
from rag.answers.phrases import Phrase, SentencePhrases
from rag.query.expected import Expected, Sought, expected_answer, is_one_of

MAX_WORDS = 9
"""A longer answer is no short one."""
_NEAR = 6
"""Tokens within which a word of the question speaks for a candidate."""
_MIN_MISSPELT = 6


def short_answer(question: str, sentence: str) -> str | None:
    """Return the words of a sentence that answer a question, or None."""
    expected = expected_answer(question)
    chooser = _Chooser(expected, SentencePhrases(sentence))
    found = chooser.choose()
    return found if found and len(found.split()) <= MAX_WORDS and found != sentence else None


@cache
def _akin(left: str, right: str) -> bool:
    """Whether two folded words are of one root, or one word with a slip in it."""
    if left.isascii() and right.isascii():
        return stem(left) == stem(right)
    if share_root(left, right):
        return True
    parts = [*left.split("-"), *right.split("-")]
    if len(parts) > 2:
        return any(len(a) > 3 and share_root(a, b) for a in left.split("-") for b in right.split("-"))
    return min(len(left), len(right)) >= _MIN_MISSPELT and edit_distance(left, right) <= 1


class _Chooser:
    def __init__(self, expected: Expected, sentence: SentencePhrases) -> None:
        self.expected, self.sentence, self.tokens = expected, sentence, sentence.tokens
        self.lexicon = rules(sentence.text)
        focus = {token.start for token in expected.focus}
        self.known = [self._is_known(token) for token in self.tokens]
        self.said = [
            any(self._same(token, one) for one in expected.known if one.start not in focus) for token in self.tokens
        ]

    def choose(self) -> str | None:
        by_sort: Mapping[Sought, Callable[[], str | None]] = {
            Sought.PROPOSER: self._proposer,
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
        return not self.known[at] and (token.pos in {"NOUN", "NAME", "ADJF", "DIGIT", "PRTF", "NUMR"})

    def _near(self, first: int, end: int) -> float:
        """How many words of the question stand beside tokens, the nearer the more."""
        return sum(
            1 / (1 + min(abs(at - first), abs(at - end + 1)))
            for at in range(len(self.tokens))
            if self.said[at] and not first <= at < end and min(abs(at - first), abs(at - end + 1)) <= _NEAR
        )

    def _cut(self, phrase: Phrase) -> str | None:
        """A phrase as far as it answers: with all its complements if it is short, else up to the first new word."""
        new = [end for end in phrase.ends if self._is_new(phrase.first, end)]
        if not new:
            return None
        fitting = [end for end in new if end - phrase.first <= MAX_WORDS - 2]
        return self.sentence.span(phrase.first, max(fitting, default=new[0]))

    # Persons

    def _proposer(self) -> str | None:
        """Whoever stands beside a proposal: «инициативу Президента Туркменистана о …»."""
        nouns, heads = frozenset((*self.lexicon.proposal_nouns, *self.lexicon.proposing)), self.lexicon.outline.proposers
        for at, token in enumerate(self.tokens):
            if token.folded not in nouns and not token.lemma_among(nouns):
                continue
            for phrase in self.sentence.phrases:
                if self.sentence.is_english:
                    if phrase.first == at + 3 or (phrase.first <= at < phrase.ends[0]):
                        pass
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
        if expected.case in {"datv", "accs"} or (self.sentence.is_english and not told):
            found = self._receiver()
            if found:
                return found
        return self._agent() if expected.case in {"nomn", "ablt"} else None

    def _receiver(self) -> str | None:
        """A person or body in the dative: «Президенту Туркменистана», «Совету безопасности ООН»."""
        found = [
            phrase
            for phrase in self.sentence.phrases
            if phrase.cases and phrase.cases <= {"datv", "loct"} and "datv" in phrase.cases
            and self._is_body(phrase) and self.sentence.tokens[phrase.first - 1].pos != "PREP"
            and self._is_new(phrase.first, phrase.ends[-1])
        ]
        return self._cut(found[0]) if len(found) == 1 else None

    def _is_body(self, phrase: Phrase) -> bool:
        head, outline = self.tokens[phrase.head], self.lexicon.outline
        return head.lemma_among(frozenset((*outline.proposers, *outline.bodies))) is not None

    def _agent(self) -> str | None:
        """Whoever did it: «объявленном Генеральной Ассамблеей ООН»."""
        for phrase in self.sentence.phrases:
            before = self.tokens[phrase.first - 1] if phrase.first else None
            if before and before.pos in {"PRTF", "PRTS"} and "ablt" in phrase.cases and self._is_new(phrase.first, phrase.ends[-1]):
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
            if self.sentence.is_english and len(inside) > 1 and not any(self.tokens[i].text[0].isdigit() for i in inside[:1]):
                named = self.tokens[inside[0]].folded in outline.months
                inside = inside if named else inside[-1:]
            spans.append((inside[0], inside[-1] + 1))
        if self.sentence.is_english:
            taken = {i for a, b in spans for i in range(a, b)}
            spans += [(i, i + 1) for i, t in enumerate(self.tokens) if i not in taken and re.fullmatch(r"(?:19|20)\d\d", t.text)]
        else:
            taken = {i for a, b in spans for i in range(a, b)}
            spans += [(i, i + 1) for i, t in enumerate(self.tokens) if i not in taken and re.fullmatch(r"(?:19|20)\d\d([-–](?:19|20)\d\d)?", t.text)]
        return sorted(spans)

    def _date(self) -> str | None:
        said = {token.folded for token in self.expected.known}
        found = [(a, b) for a, b in self._dates() if self.tokens[a].text not in said]
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
            if is_one_of(self.tokens[phrase.head], "spans") and phrase.first
            and self.tokens[phrase.first - 1].folded in {"в", "на", "at", "in", "the"} and self._is_new(phrase.first, phrase.head + 1)
        ]
        return self._cut(found[0]) if len(found) == 1 else None

    def _number(self) -> str | None:
        found = [at for at, token in enumerate(self.tokens) if _counts(token, self.sentence.is_english) and not self.known[at]]
        dated = {i for a, b in self._dates() for i in range(a, b)}
        found = [at for at in found if at not in dated]
        focus = [token.folded for token in self.expected.focus]
        years = {"лет", "год", "года", "years", "year"} & set(focus)
        fitting = [at for at in found if bool(years) == bool(re.search("лет|годов|anniver|year", self._with_next(at)))]
        found = fitting or ([] if years else found)
        if not found:
            return None
        best = max(found, key=lambda at: self._near(at, at + 1))
        if len(found) > 1 and not self._near(best, best + 1):
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
            if phrase.first and self.tokens[phrase.first - 1].folded in {"в", "на", "in", "at"}
            and self._is_new(phrase.first, phrase.ends[-1])
            and ("loct" in phrase.cases or self.sentence.is_english)
            and any(self.tokens[i].is_capital for i in range(phrase.first, phrase.ends[-1]))
        ]
        best = max(found, key=lambda phrase: self._near(phrase.first, phrase.ends[0]), default=None)
        return self._cut(best) if best else None

    def _after_preposition(self) -> str | None:
        found = [
            phrase for phrase in self.sentence.phrases
            if phrase.first and self.tokens[phrase.first - 1].folded.rstrip("о") == self.expected.preposition.rstrip("о")
            and self._is_new(phrase.first, phrase.ends[-1])
        ]
        best = max(found, key=lambda phrase: self._near(phrase.first, phrase.ends[0]), default=None)
        return self._cut(best) if best and (len(found) == 1 or self._near(best.first, best.ends[0])) else None

    def _thing(self) -> str | None:
        return self._of_focus() or self._governed()

    def _of_focus(self) -> str | None:
        """The phrase around the noun that the question names: «Семипалатинского … полигона», «региона Приаралья»."""
        if not self.expected.focus:
            return None
        found: list[tuple[float, Phrase]] = []
        for phrase in self.sentence.phrases:
            held = sum(any(self._same(self.tokens[i], one) for i in range(phrase.first, phrase.head + 1)) for one in self.expected.focus)
            headed = any(self._same(self.tokens[phrase.head], one) for one in self.expected.focus)
            if (headed or (self.sentence.is_english and held)) and self._is_new(phrase.first, phrase.ends[-1]):
                said = sum(self.said[phrase.first : phrase.ends[-1]])
                found.append((held + said + self._near(phrase.first, phrase.ends[0]), phrase))
        best = max(found, key=lambda pair: pair[0], default=None)
        return self._cut(best[1]) if best else None

    def _phrases_from(self, at: int) -> Iterator[Phrase]:
        return (phrase for phrase in self.sentence.phrases if phrase.first >= at)

    def _governed(self) -> str | None:
        """What follows a word of the question: «учреждении Почётного знака» for «что учредили»."""
        found: list[tuple[float, Phrase]] = []
        for at in range(len(self.tokens)):
            if not self.said[at] or self.sentence.gap(at + 1) not in {"", "«", "“"}:
                continue
            verbal = self._is_verbal(self.tokens[at])
            phrase = next(
                (p for p in self._phrases_from(at + 1) if p.first <= at + 2 and self._is_new(p.first, p.ends[-1])), None
            )
            if phrase and verbal:
                found.append((self._near(phrase.first, phrase.ends[0]), phrase))
        best = max(found, key=lambda pair: pair[0], default=None)
        return self._cut(best[1]) if best else None

    def _is_verbal(self, token: Token) -> bool:
        if self.sentence.is_english:
            return token.folded.endswith(("e", "ed", "ing", "ment", "tion", "s", "p", "t"))
        verbs = {"VERB", "INFN", "PRTS", "PRTF", "GRND"}
        return token.pos in verbs or token.lemma.endswith(("ние", "тие", "ция", "ка"))


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
    return token.pos in {"ADJF", "NOUN"} and bool(re.match(rf"(?:двух|трех|четырех|(?:{'|'.join(RUSSIAN_ORDINAL_ROOTS)})и)\w{{4,}}", folded))
