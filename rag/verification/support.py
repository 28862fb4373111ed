"""How well a text supports a sentence, by numbers, names, negation and content words. Pure; knows no model.

Everything is judged against single sentences of the source, so that a number of one sentence and a name of another do
not add up to a claim that neither makes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.words import Word, fold, is_abbreviation, is_known, words

_SENTENCE_END = re.compile(r"(?P<end>[.!?…][»”\")]*)\s+(?=[«“„\"(–—]*\s?[A-ZА-ЯЁ\d])|\n")
_NEGATIONS = frozenset(
    "не нет нельзя никто ничто никакой никогда нигде ни not no never none nobody nothing neither nor cannot "
    "doesn didn isn aren wasn weren hasn haven hadn wouldn couldn shouldn".split()
)
_FRAME = frozenset(
    "сторона глава государство участник заявление документ пункт текст отмечать отметить подчеркивать подчеркнуть "
    "считать заявить заявлять говориться сказать указать выразить выражать договориться решить предлагать предложить "
    "принять поддержать поддерживать согласиться head heads state states country countries party parties side sides "
    "leader leaders president presidents agreed noted stressed".split()
)
"""Words of reporting that an answer may add: that the parties «отметили» what they «подчеркнули» changes no fact."""
PROPOSALS = frozenset({"предложение", "инициатива"})
PROPOSING = frozenset("предложить предлагать инициировать выдвинуть выдвигать придумать".split())
_TITLES = frozenset("президент республика сторона глава государство".split())
_ASKING = frozenset("кто какой каков чей сколько где куда откуда когда почему зачем".split())
_ASKING_ENGLISH = frozenset("who whom whose what which where when why how".split())
_REACH = 4
"""Words after «предложение» in which its author is looked for."""

_SUFFIX = (
    "(?:а|е|и|о|у(?=ю)|я|н|нн|ен|енн|он|онн|ионн|ани|ени|ти|ци|аци|ици|ь?ств|тел|тель|ост|ость|ь?ск|еск|ическ|ик|ек|ок|к|"
    "ник|ниц|ец|б|л|ну|ов|ев|ова|ева|ирова|ива|ыва|ва|вш|ем|им|ом|альн|ельн|льн|ивн|ативн|арн|ярн|ист|стан|истан|ет(?=и[кч]))"
)
_ENDING = (
    "(?:[аеиоуыюяьй]|[оеы]й|[аояиеы]?[мхв]|[ое]го|[ое]му|[ыиоаея]ми|[ауыои][юяе]|и[ейюях]м?|ь[яюеи]|ть|л[аои]?|"
    "[аеиуюя]т|)"
)
_TAILS = {most: re.compile(rf"{_SUFFIX}{{0,{most}}}{_ENDING}(?:ся|сь)?") for most in (2, 4)}
"""What may follow the root of a Russian word, by the most suffixes before its ending: few after a short root."""
_ALTERNATING = tuple(map(frozenset, ("гж", "гз", "кч", "цч", "кц", "хш", "сш", "тщ", "тч", "дж")))
_LEAST_ROOT = 4
_OF_A_PLACE = re.compile("(?:a?n|i?stan|i)?")
"""What may follow the root of an English name of a place or of its people."""
_NUMERALS = (
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый тринадцатый "
    "четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый двадцатый",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
)
_NUMBER_WORDS = {word: number_value for words_ in _NUMERALS for number_value, word in enumerate(words_.split(), 1)}
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a point; `start` and `end` are character offsets into the point's text."""

    point: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """How a text supports a sentence: share of content words found, and the first thing that is missing, if any.

    `span` is what a citation of that text cites.
    """

    span: SourceSentence
    text: str
    coverage: float
    missing: str | None

    @property
    def holds(self) -> bool:
        """Whether nothing that must be there is missing."""
        return self.missing is None


def split_sentences(point: int, text: str, start: int = 0) -> Iterator[SourceSentence]:
    """The sentences of `text`, which begins at `start` of its point; white space around them belongs to none."""
    at = 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        if match and match["end"] and is_abbreviation(text[at : match.end("end")]):
            continue
        end = (match.end("end") if match["end"] else match.start()) if match else len(text)
        sentence = text[at:end].strip()
        if sentence:
            first = text.index(sentence, at)
            yield SourceSentence(point, start + first, start + first + len(sentence), sentence)
        at = end


def _same_root(left: str, right: str, root: int) -> bool:
    """Whether both words are one root of so many letters and a tail that can follow a root."""
    tail = _TAILS[2 if root <= _LEAST_ROOT else 4]
    return bool(tail.fullmatch(left[root:]) and tail.fullmatch(right[root:]))


def share_root(left: str, right: str) -> bool:
    """Whether two folded Russian words look like one root: «предложил» and «предложение», «узбекский» and «Узбекистан».

    They share at least four letters, and what differs is suffixes and endings; the last shared letter may alternate
    («продвигать», «продвижение»). So «консульских» is no kin of «консультаций», and «спорт» none of «транспорт».
    """
    if left == right:
        return True
    left, right = (word.replace("изм", "ист").replace("жд", "д") for word in (left, right))
    shared = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    if any(_same_root(left, right, root) for root in range(shared, max(_LEAST_ROOT, shared - 2) - 1, -1)):
        return True
    alternates = frozenset((left[shared : shared + 1], right[shared : shared + 1])) in _ALTERNATING
    return shared >= _LEAST_ROOT and alternates and _same_root(left, right, shared + 1)


def number_value(word: Word) -> int | None:
    """The number that a word stands for: «16», «XXI», «третьей», «пять», "fifth"; None for other words."""
    if word.text.isdecimal():
        return int(word.text)
    roman = _ROMAN.fullmatch(word.text)
    if roman:
        tens, units = roman.groups()
        small = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX").index(units)
        return 10 * len(tens) + small
    return next((_NUMBER_WORDS[form] for form in word.forms if form in _NUMBER_WORDS), None)


def is_spelt_out(acronym: str, there: Sequence[Word]) -> bool:
    """Whether words with these initials follow each other; the first one has a capital, of two words both have."""
    size = len(acronym)
    for start in range(len(there) - size + 1):
        run = there[start : start + size]
        capitals = run[0].text[0].isupper() and (size > 2 or run[1].text[0].isupper())
        if capitals and all(len(word.text) > 1 for word in run) and fold("".join(w.text[0] for w in run)) == acronym:
            return True
    return False


def _demonym(left: str, right: str) -> bool:
    """Whether two folded Latin names are of one root: Asia and Asian, Afghanistan and Afghan."""
    shared = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return shared >= _LEAST_ROOT and bool(
        _OF_A_PLACE.fullmatch(left[shared:]) and _OF_A_PLACE.fullmatch(right[shared:])
    )


def is_covered(word: Word, among: Sequence[Word]) -> bool:
    """Whether the text holds the word: in any form, as an evident relative, or as the number that it stands for."""
    value = number_value(word)
    if value is not None and any(number_value(other) == value for other in among):
        return True
    if word.text.isdigit():
        return False
    if any(word.same(other) for other in among):
        return True
    folded = fold(word.text)
    if folded.isascii():
        acronym = word.text.isupper() and len(word.text) > 1
        return (acronym and is_spelt_out(folded, among)) or any(
            word.name and other.name and _demonym(folded, fold(other.text)) for other in among
        )
    return any(share_root(folded, fold(other.text)) for other in among)


def negations(sequence: Iterable[Word]) -> int:
    """How many words deny."""
    return sum(not word.forms.isdisjoint(_NEGATIONS) for word in sequence)


def polarity_differs(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether a sentence denies more than its source, or affirms a word that the source denies."""
    if negations(said) > negations(there):
        return True
    denied = [after for before, after in pairwise(there) if negations([before]) and after.content]
    return not negations(said) and any(word.same(other) for word in denied for other in said)


def lacks_proposer(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether a sentence says that something was proposed, and names nobody whose proposal the source says that it is.

    «Поддержали предложение Президента Таджикистана о годе ледников» is no ground for «главы государств предложили …».
    """
    if all(word.forms.isdisjoint(PROPOSING) for word in said):
        return False
    named = proposers(there)
    return bool(named) and not any(is_covered(word, said) for word in named)


def proposers(there: Sequence[Word]) -> list[Word]:
    """Whose proposals and initiatives a Russian text says that they are."""
    return [word for at, word in enumerate(there) if _is_proposer(word, there[max(0, at - _REACH) : at])]


def _is_proposer(word: Word, before: Sequence[Word]) -> bool:
    """Whether a word stands soon after «предложение» or «инициатива», with no preposition between, and tells whose."""
    start = next((i for i, other in enumerate(before) if not other.forms.isdisjoint(PROPOSALS)), None)
    if start is None or not word.content or not word.forms.isdisjoint(_TITLES):
        return False
    return all(other.content for other in before[start:])


def support(sentence: str, source: str, threshold: float, span: SourceSentence) -> Support:
    """Judge a sentence against a text in its language; `threshold` is the least share of content words.

    A word in lower case that no dictionary knows is the model's misspelling unless the source has it.
    """
    said, there = words(sentence), words(source)
    numbers = [
        word for word in said if word.text.isdigit() or (number_value(word) or 0) > 1
    ]  # «один» is often a pronoun
    names = [word for word in said if word.name and not word.text.isdigit()]
    spelt = {fold(word.text) for word in there}
    strange = [w for w in said if w.text.islower() and not is_known(fold(w.text)) and fold(w.text) not in spelt]
    content = [word for word in said if word.content and word.forms.isdisjoint(_FRAME)]
    share = sum(is_covered(word, there) for word in content) / len(content) if content else 0.0
    missing = next((f"number {word.text}" for word in numbers if not is_covered(word, there)), None)
    missing = missing or next((f"name {word.text}" for word in names if not is_covered(word, there)), None)
    missing = missing or next((f"word {word.text}" for word in strange), None)
    if missing is None and polarity_differs(said, there):
        missing = "negation"
    if missing is None and lacks_proposer(said, there):
        missing = "who proposed it"
    if missing is None and share < threshold:
        absent = ", ".join(word.text for word in content if not is_covered(word, there))
        missing = f"words {absent}" if absent else "content"
    return Support(span, source, share, missing)


def is_interrogative(sentence: str) -> bool:
    """Whether a sentence repeats a question's asking word: «С кем должна связать …», "Which road the parties …".

    After a comma such a word joins a clause, as it may in an answer.
    """
    said = words(sentence)
    for place, word in enumerate(said):
        joins = sentence[: word.start].rstrip().endswith((",", "–", "—")) or (
            place > 0 and sentence[: said[place - 1].start].rstrip().endswith(",")
        )
        if fold(word.text).isascii():
            if place < 2 and fold(word.text) in _ASKING_ENGLISH and not joins:
                return True
        elif not joins and not word.forms.isdisjoint(_ASKING):
            return True
    return False


def restates_question(sentence: str, question: str) -> bool:
    """Whether a sentence says nothing that the question did not."""
    asked = words(question)
    return all(is_covered(word, asked) for word in words(sentence) if word.content and word.forms.isdisjoint(_FRAME))
