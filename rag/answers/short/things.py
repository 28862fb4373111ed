"""Short answers that are things: a name, a place, what stands beside the question's noun, what its verb governs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.language.lexicon import ENGLISH, RUSSIAN
from rag.answers.short.match import NEAR, Match, same
from rag.answers.wording.phrases import QUOTES, Phrase
from rag.query.asked.asking import is_action, is_one_of

_ARTICLES = frozenset(ENGLISH.asked.articles)
_JOINING = frozenset((*RUSSIAN.asked.joining, *ENGLISH.asked.joining))
_WITHIN = (*RUSSIAN.asked.within, *ENGLISH.asked.within)
_CATEGORIES = ("documents", "bodies", "events")
_WEIGHT_OF_FOCUS = 3.0


def name(match: Match) -> str | None:
    """Return what is quoted: after a word for a title, else the only quotation; else a thing."""
    quoted = [(at, match.sentence.quoted_end(at)) for at in range(len(match.tokens))]
    quoted = [(first, end) for first, end in quoted if end > first and match.is_new(first, end)]
    titled = [(first, end) for first, end in quoted if first and is_one_of(match.tokens[first - 1], "titled")]
    chosen = titled[:1] or (quoted if len(quoted) == 1 else [])
    return match.sentence.span(*chosen[0]) if chosen else thing(match)


def place(match: Match) -> str | None:
    """Return the name of a place that stands beside words of the question."""
    found = [
        phrase
        for phrase in match.sentence.phrases
        if match.follows(phrase, _WITHIN)
        and match.is_new(phrase.first, phrase.ends[-1])
        and ("loct" in phrase.cases or match.sentence.is_english)
        and any(match.tokens[at].is_capital for at in range(phrase.first, phrase.ends[-1]))
        and match.near(phrase.first, phrase.ends[0])
    ]
    best = match.nearest(found)
    return match.cut(best) if best else None


def thing(match: Match) -> str | None:
    """Return what a question with «какой» or «что» asks for, by the surest rule that finds something."""
    rules: Sequence[Callable[[Match], str | None]] = (
        _instances, _of_anchor, _complement, _of_category, _of_focus, _governed,
    )  # fmt: skip
    return next((found for rule in rules if (found := rule(match))), None)


def _instances(match: Match) -> str | None:
    """What follows «…, в том числе» after the noun that the question names."""
    pattern = "|".join(match.lexicon.asked.including) or r"(?!)"
    for phrase in match.sentence.phrases:
        if match.is_focus(phrase.head):
            end = match.tokens[phrase.head].end
            opening = re.match(rf",?\s*(?:{pattern})\s+", match.sentence.text[end:], re.IGNORECASE)
            if opening:
                return _list_from(match, end + opening.end())
    return None


def _list_from(match: Match, start: int) -> str | None:
    """A list of phrases that begins at an offset, joined by commas and «и»."""
    first = next((at for at, token in enumerate(match.tokens) if token.start >= start), len(match.tokens))
    end = first
    while phrase := next((phrase for phrase in match.sentence.phrases if phrase.first == end), None):
        end = phrase.ends[0]
        if end < len(match.tokens) and match.tokens[end].folded in _JOINING:
            end += 1
        elif match.sentence.gap(end) != ",":
            break
    while end > first and match.tokens[end - 1].folded in _JOINING:
        end -= 1
    return match.sentence.span(first, end) if end > first else None


def _of_anchor(match: Match) -> str | None:
    """The complement of the noun that the asking word depends on: «по линии министерств»."""
    if match.expected.anchor is None:
        return None
    for phrase in match.sentence.phrases:
        if same(match.tokens[phrase.head], match.expected.anchor):
            inner = next((one for one in match.phrases_from(phrase.head + 1) if one.first == phrase.head + 1), None)
            if inner and "gent" in inner.cases and match.is_new(inner.first, inner.ends[-1]):
                return match.cut(inner)
    return None


def _complement(match: Match) -> str | None:
    """In English, what follows a word of the question and its preposition: "accountable to the Council"."""
    if not match.expected.preposition or not match.sentence.is_english:
        return None
    for at in range(len(match.tokens) - 2):
        if match.said[at] and match.tokens[at + 1].folded == match.expected.preposition:
            first = at + 2 + (match.tokens[at + 2].folded in _ARTICLES)
            phrase = next((one for one in match.phrases_from(first) if one.first <= first + 1), None)
            if phrase and match.is_new(first, phrase.ends[-1]):
                return match.cut(replace(phrase, first=first))
    return None


def _of_category(match: Match) -> str | None:
    """The only name of the sort that the question names: a document, a body, an event."""
    for sort in _CATEGORIES:
        if not any(is_one_of(token, sort) for token in match.expected.focus):
            continue
        heads = frozenset(getattr(match.lexicon.outline, sort))
        named = [
            phrase
            for phrase in match.sentence.phrases
            if (match.tokens[phrase.head].lemma_among(heads) or match.tokens[phrase.head].folded in heads)
            and any(match.tokens[at].is_capital for at in range(phrase.first, phrase.head + 1))
            and match.is_new(phrase.first, phrase.ends[-1])
            and not match.known[phrase.head]
        ]
        if len(named) == 1:
            return match.cut(named[0])
    return None


def _of_focus(match: Match) -> str | None:
    """The phrase around the noun that the question names: «испытательного полигона», «региона …»."""
    found: list[tuple[float, Phrase]] = []
    for phrase in match.sentence.phrases:
        inside = match.tokens[phrase.first : phrase.head + 1]
        held = sum(any(same(token, one) for token in inside) for one in match.expected.focus)
        headed = match.is_focus(phrase.head) or (match.sentence.is_english and held)
        if headed and match.is_new(phrase.first, phrase.ends[-1]):
            said = sum(match.said[phrase.first : phrase.ends[-1]])
            found.append((_WEIGHT_OF_FOCUS * held + said + match.near(phrase.first, phrase.ends[0]), phrase))
    best = max(found, key=lambda pair: pair[0], default=None)
    return match.cut(best[1]) if best else None


def _governed(match: Match) -> str | None:
    """What follows an action of the question: «учреждении знака» for «что учредили»."""
    if match.expected.preposition:
        return None
    found: list[tuple[float, Phrase]] = []
    for at in range(len(match.tokens) - 1):
        if not is_action(match.tokens[at]) or not any(same(match.tokens[at], one) for one in match.expected.actions):
            continue
        first = at + 1 + (match.tokens[at + 1].folded in _ARTICLES)
        phrase = next((one for one in match.sentence.phrases if _may_be_governed(match, one, first)), None)
        if phrase and match.sentence.gap(first) in {"", *QUOTES} and match.is_new(first, phrase.ends[-1]):
            found.append((match.near(phrase.first, phrase.ends[0]), phrase))
    best = max(found, key=lambda pair: pair[0], default=None)
    return match.cut(best[1]) if best else None


def _may_be_governed(match: Match, phrase: Phrase, first: int) -> bool:
    """Whether a phrase begins at a token, or soon after it in the oblique case that is asked for."""
    case = match.expected.case
    if case in {"ablt", "datv"}:
        return first <= phrase.first <= first + NEAR and phrase.cases == {case}
    fits = not case or not phrase.cases or case in phrase.cases
    return phrase.first == first and fits and not _differs_in_number(match, phrase.head)


def _differs_in_number(match: Match, head: int) -> bool:
    """Whether a noun cannot be what the question's noun stands for, being one where that is many, or many."""
    asked = {reading.number for token in match.expected.focus for reading in token.readings if reading.pos == "NOUN"}
    found = {reading.number for reading in match.tokens[head].readings if reading.pos == "NOUN"}
    return bool(asked and found) and asked.isdisjoint(found)
