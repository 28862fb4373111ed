"""Shorten a sentence to a part of itself that is a sentence too.

A sentence may lose what follows a place where a clause begins that only adds: «, в том числе …», a participle or gerund
phrase, a relative clause, an adverbial of aim, the end of a list; and an adverbial before its subject. What stays is
verbatim and has the predicate; the words that introduce such clauses are in index/language/lexicons/.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from index.digest.tokens import Token, is_predicate, rules, tokenize
from index.language.lexicon import RUSSIAN, Lexicon
from index.language.sentences import ends_sentence
from index.language.words import fold

MAX_WORDS = 25
MIN_WORDS = 6
"""A shorter beginning says too little."""
_LONG = 45
"""Only a longer sentence may lose items of a list."""
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")
_PARTICIPLES = frozenset({"PRTF", "GRND"})
_OPEN = frozenset({"PREP", "CONJ", "PRCL", "ADJF", "PRTF", "NUMR", "GRND", "INFN"})
_NOMINAL = frozenset({"NOUN", "NAME", "NPRO", "DIGIT"})


def shorten(text: str, max_words: int = MAX_WORDS) -> tuple[int, int] | None:
    """Return the place of a shorter sentence within `text` as character offsets, or None to keep it whole.

    The longest part of at most `max_words` words is taken, or the shortest longer one where a clause can go. The same
    text always gives the same part; it begins and ends at a word and is shorter than `text`.
    """
    tokens = tokenize(text)
    if len(tokens) <= max_words:
        return None
    lexicon = rules(text)
    first = _opening(text, tokens, lexicon)
    if 0 < len(tokens) - first <= max_words:
        return (tokens[first].start, len(text.rstrip())) if first else None
    ends = list(_ends(text, tokens, first, lexicon, tiers=2))
    fitting = [end for end in ends if end - first <= max_words]
    for tiers in (3, 4):
        if fitting or min(ends, default=len(tokens)) - first <= _LONG:
            break
        ends = list(_ends(text, tokens, first, lexicon, tiers)) or ends
        fitting = [end for end in ends if end - first <= max_words]
    end = max(fitting) if fitting else min(ends, default=None)
    if end is not None:
        return tokens[first].start, tokens[end - 1].end + _closing(text, tokens[end - 1].end)
    return (tokens[first].start, len(text.rstrip())) if first else None


def _closing(text: str, at: int) -> int:
    """How many closing marks of quotation or brackets follow."""
    match = re.compile(r"[»”)]+").match(text, at)
    return len(match.group()) if match else 0


@cache
def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(expressions)})(?!\w)" if expressions else r"(?!)")


def _opening(text: str, tokens: list[Token], lexicon: Lexicon) -> int:
    """The token that the sentence can begin with: its subject in capitals, after an adverbial; else 0."""
    if not _pattern(lexicon.shortening.openings).match(fold(text)):
        return 0
    verb = next((at for at, token in enumerate(tokens) if is_predicate(token, lexicon)), 0)
    subject = tokens[verb - 1] if verb > 1 else None
    if subject is None or not subject.is_capital or "nomn" not in subject.cases("NOUN"):
        return 0
    return verb - 1


def _ends(text: str, tokens: list[Token], first: int, lexicon: Lexicon, tiers: int) -> Iterator[int]:
    """Counts of tokens after which the sentence may end.

    Two tiers cut before clauses and adverbials, three before items of a list too, four before names in a list.
    """
    has_predicate = False
    pending = False
    for at in range(first + 1, len(tokens)):
        before, token = tokens[at - 1], tokens[at]
        between = text[before.end : token.start]
        has_predicate = has_predicate or is_predicate(before, lexicon)
        if "," in between and token.folded in lexicon.outline.complementizers:
            pending = True
        elif pending and is_predicate(before, lexicon):
            pending = False
        if not has_predicate or pending or at - first < MIN_WORDS or not _closes(before, lexicon):
            continue
        if _inside(text[tokens[first].start : before.end + _closing(text, before.end)]):
            continue
        if _may_end(text, tokens, at, between, lexicon, tiers):
            yield at


def _inside(prefix: str) -> bool:
    """Whether a prefix leaves a quotation or bracket open."""
    return prefix.count("«") != prefix.count("»") or prefix.count("(") != prefix.count(")")


def _closes(token: Token, lexicon: Lexicon) -> bool:
    """Whether a sentence can end in this word."""
    return token.pos not in _OPEN and token.folded not in lexicon.shortening.gaps


def _may_end(text: str, tokens: list[Token], at: int, between: str, lexicon: Lexicon, tiers: int) -> bool:
    before, token, rest = tokens[at - 1], tokens[at], fold(text[tokens[at].start :])
    if re.search(rf"(?<!\w){_pattern(lexicon.shortening.restricting).pattern}", _QUOTED.sub("", rest)):
        return False
    if ";" in between or ("." in between and ends_sentence(text, before.end + between.rindex(".") + 1)):
        return True
    if "," in between and _pattern(lexicon.shortening.tails).match(rest):
        return not _joins_predicate(tokens, at, lexicon)
    waits = before.lemma.endswith(RUSSIAN.action_endings) and "," not in between
    if waits or any(is_predicate(token, lexicon) for token in tokens[at:]):
        return False
    adds = "," in between and token.pos in _PARTICIPLES
    if adds or _pattern(lexicon.shortening.purposes).match(rest):
        return True
    return tiers >= 3 and (tiers > 3 or not token.is_capital) and _lists(tokens, at, between, lexicon)


def _joins_predicate(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether something else is asserted further on: «…, включая …, и договорились …»."""
    pairs = pairwise(tokens[at:])
    return any(one.folded in lexicon.outline.joining and is_predicate(other, lexicon) for one, other in pairs)


def _lists(tokens: list[Token], at: int, between: str, lexicon: Lexicon) -> bool:
    """Whether an item of a list begins: after a comma, or after «и» with another verb."""
    if "," in between:
        return tokens[at - 1].pos in _NOMINAL and not tokens[at - 1].lemma.endswith(RUSSIAN.action_endings)
    return (
        tokens[at].pos == "CONJ"
        and tokens[at].folded in lexicon.outline.joining
        and at + 1 < len(tokens)
        and (tokens[at + 1].pos in {"INFN", "VERB"})
    )
