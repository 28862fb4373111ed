"""Short answers that are dates, times and numbers."""

import re

from index.digest.tokens import Token
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import CARDINALS
from rag.answers.short.match import Match
from rag.answers.short.quantities import is_number
from rag.query.asked.asking import is_one_of
from rag.query.asked.expected import Sought

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SPAN_OF_YEARS = re.compile(rf"{_YEAR.pattern}\s?[–—-]\s?{_YEAR.pattern}")
_ORDINAL = re.compile(r"\d+[-‐]?[^\W\d_]{1,3}")
_SIGN = re.compile(r"\s?(?:[%‰€$£₽₸]|°\s?[CFС]?)")
"""A unit that is no word, right after its number."""
_NUMERALS = re.compile(RUSSIAN.asked.numerals)
_WITHIN = (*RUSSIAN.asked.within, *ENGLISH.asked.within)
_UNTIL = (*RUSSIAN.asked.until, *ENGLISH.asked.until)

Places = tuple[int, int]
"""The tokens of a date, the second exclusive."""


def date(match: Match) -> str | None:
    """Return the date or the years that a question asks for, or what stands in place of one."""
    told = {token.folded[:4] for token in match.expected.known}
    found = [span for span in _dates(match) if match.tokens[span[0]].text[:4] not in told]
    until = match.expected.preposition in _UNTIL
    several = any(t.readings[0].number == "plur" or t.folded.endswith("s") for t in match.expected.focus)
    if until or several:
        found = [span for span in found if _SPAN_OF_YEARS.search(match.sentence.span(*span))] or found
    if not found:
        return None if several else _time(match)
    best = max(found, key=lambda span: match.near(*span))
    if len(found) > 1 and not match.near(*best):
        return None
    text = match.sentence.span(*best)
    years = _YEAR.findall(text)
    return str(years[-1]) if until and years else text


def end_of_span(match: Match) -> str | None:
    """Return the last year of the only span of years, where a question asks until when."""
    spans = _SPAN_OF_YEARS.findall(match.sentence.text)
    until = match.expected.sought is Sought.DATE and match.expected.preposition in _UNTIL
    return str(_YEAR.findall(spans[0])[-1]) if until and len(spans) == 1 else None


def compound(match: Match) -> str | None:
    """Return the word that begins with a number, «15-летняя», «пятистороннего», "five-party", beside the question's."""
    found = [
        at
        for at, token in enumerate(match.tokens)
        if not match.known[at] and not is_number(token) and _counts(token, english=match.sentence.is_english)
    ]
    best = max(found, key=match.ahead, default=None)
    return match.tokens[best].text if best is not None and (len(found) == 1 or match.ahead(best)) else None


def _dates(match: Match) -> list[Places]:
    """The dates of a sentence, and bare years and spans of years."""
    outline = match.lexicon.outline
    pattern = "|".join(outline.dates).replace("MONTH", "|".join(outline.months)) or r"(?!)"
    spans: list[Places] = []
    for found in re.finditer(pattern, match.sentence.text, re.IGNORECASE):
        inside = [at for at, token in enumerate(match.tokens) if found.start() <= token.start < found.end()]
        # What only marks a bare number as a year, "in 1948", is no part of the date.
        while match.tokens[inside[0]].text.isalpha() and match.tokens[inside[0]].folded not in outline.months:
            inside = inside[1:]
        spans.append((inside[0], inside[-1] + 1))
    taken = {at for first, end in spans for at in range(first, end)}
    bare = [
        (at, at + 1)
        for at, token in enumerate(match.tokens)
        if at not in taken and (_YEAR.fullmatch(token.text) or _SPAN_OF_YEARS.fullmatch(token.text))
    ]
    return sorted(spans + bare)


def _time(match: Match) -> str | None:
    """A time that is no date: «на следующей встрече»."""
    found = [
        phrase
        for phrase in match.sentence.phrases
        if is_one_of(match.tokens[phrase.head], "spans")
        and match.follows(phrase, _WITHIN)
        and match.is_new(phrase.first, phrase.head + 1)
    ]
    best = match.nearest(found)
    return match.cut(best) if best else None


def _counts(token: Token, *, english: bool) -> bool:
    """Whether a token is a number or begins with one: «15-летняя», «пятистороннего», "five-party"."""
    if token.text[0].isdigit() or token.pos == "NUMR" or token.folded in CARDINALS:
        return True
    if english:
        return token.folded.split("-")[0] in CARDINALS
    return token.pos in {"ADJF", "NOUN"} and _NUMERALS.match(token.folded) is not None
