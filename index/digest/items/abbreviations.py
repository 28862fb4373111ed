"""Abbreviations, and the words of a text whose initials spell them out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from index.digest.parts import Sentence, read_sentences
from index.digest.tokens import Token
from index.digest.types import Abbreviation, Span
from index.document import Document
from index.language.lexicon import ENGLISH
from index.language.words import fold

_FUNCTION = frozenset({"PREP", "CONJ", "PRCL"})
_SMALL_ENGLISH = frozenset(ENGLISH.stopwords)
_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF", "NAME"})
_SMALL_WORDS = re.compile(r"[^\w()]*(?:[a-zа-яё]+[^\w()]+){0,3}")
"""What may stand between a bracket and the abbreviation that it introduces: «далее – », "hereinafter the "."""
_MIN_COMPOUND = 4
_MIN_REPEATS = 3
"""Words in lower case spell an abbreviation out only if they stand together at least so often."""


def spelt_out(short: str, document: Document) -> Span | None:
    """Return the words of a document whose initials are an abbreviation in any case, or None.

    Function words do not count: «НДС» is «налог на добавленную стоимость». Words with a capital at the beginning (of
    an abbreviation of two letters, at both) are taken at once, others if the text repeats them. One letter of four or
    more may come from inside a compound word.
    """
    return _spelt_out([short], tuple(read_sentences(document)))[short]


def abbreviations(sentences: Sequence[Sentence]) -> tuple[Abbreviation, ...]:
    """Return the abbreviations of a text in order of their first places; headings in capitals hold none."""
    places: dict[str, list[Span]] = defaultdict(list)
    for sentence in sentences:
        capitals = sum(token.is_acronym for token in sentence.tokens)
        if capitals == len(sentence.tokens) or (capitals > 2 and 2 * capitals > len(sentence.tokens)):
            continue
        for at, token in enumerate(sentence.tokens):
            if token.is_acronym:
                places[token.text].append(sentence.tokens_span(at, at + 1))
    full = _spelt_out(places, sentences)
    return tuple(Abbreviation(short, tuple(found), full[short]) for short, found in places.items())


def _spelt_out(shorts: Iterable[str], sentences: Sequence[Sentence]) -> dict[str, Span | None]:
    wanted = {short: fold(short) for short in shorts}
    capital: dict[str, Span] = {}
    repeated: dict[str, dict[tuple[str, ...], list[Span]]] = {short: defaultdict(list) for short in wanted}
    for sentence in sentences:
        counted = [(at, token) for at, token in enumerate(sentence.tokens) if not _is_function(token)]
        initials = "".join(token.folded[0] for _, token in counted)
        for short, letters in wanted.items():
            for start in _occurrences(initials, letters):
                run = counted[start : start + len(letters)]
                if not _is_phrase(sentence, run):
                    continue
                span = sentence.tokens_span(run[0][0], run[-1][0] + 1)
                if all(token.is_capital for _, token in (run[:2] if len(run) == 2 else run[:1])) and run[0][0]:
                    capital.setdefault(short, span)
                else:
                    repeated[short][tuple(token.lemma for _, token in run)].append(span)
    for short, letters in wanted.items():
        for introduced in _introduced(short, letters, sentences):
            capital[short] = introduced
            break
    found = {short: capital.get(short) or _most_repeated(repeated[short].values()) for short in wanted}
    return {short: span or _compound(wanted[short], sentences) for short, span in found.items()}


def _introduced(short: str, letters: str, sentences: Sequence[Sentence]) -> Iterator[Span]:
    """The words before a bracket that introduces an abbreviation: «… (АБВ)», «… (далее – АБВ)»."""
    for sentence in sentences:
        text, tokens = sentence.span.text, sentence.tokens
        for at, token in enumerate(tokens):
            bracket = text.rfind("(", 0, token.start)
            if token.text != short or bracket < 0 or not _SMALL_WORDS.fullmatch(text[bracket + 1 : token.start]):
                continue
            before = [i for i in range(at) if tokens[i].start < bracket and not _is_function(tokens[i])]
            run = before[-len(letters) :]
            if "".join(tokens[i].folded[0] for i in run) == letters and len(letters) > 1:
                yield sentence.tokens_span(run[0], run[-1] + 1)


def _compound(letters: str, sentences: Sequence[Sentence]) -> Span | None:
    """The first words with a capital that spell all letters, one of them from inside a compound word."""
    if len(letters) < _MIN_COMPOUND:
        return None
    for sentence in sentences:
        counted = [(at, token) for at, token in enumerate(sentence.tokens) if not _is_function(token)]
        initials = "".join(token.folded[0] for _, token in counted)
        for inner in range(1, len(letters)):
            for start in _occurrences(initials, letters[:inner] + letters[inner + 1 :]):
                run = counted[start : start + len(letters) - 1]
                holds = letters[inner] in run[inner - 1][1].folded[1:]
                if holds and run[0][0] and run[0][1].is_capital and _is_phrase(sentence, run):
                    return sentence.tokens_span(run[0][0], run[-1][0] + 1)
    return None


def _is_function(token: Token) -> bool:
    return token.pos in _FUNCTION or token.folded in _SMALL_ENGLISH


def _occurrences(initials: str, letters: str) -> Iterator[int]:
    at = initials.find(letters) if len(letters) > 1 else -1
    while at >= 0:
        yield at
        at = initials.find(letters, at + 1)


def _is_phrase(sentence: Sentence, run: Sequence[tuple[int, Token]]) -> bool:
    """Whether nouns and their modifiers stand in a row, with nothing but quotation marks between them."""
    text, first, last = sentence.span.text, run[0][0], run[-1][0]
    between = "".join(text[sentence.tokens[i].end : sentence.tokens[i + 1].start] for i in range(first, last))
    nominal = all(token.pos in _NOMINAL and len(token.text) > 1 and not token.is_acronym for _, token in run)
    return nominal and not between.strip(' \xa0«»“”"') and run[-1][1].pos in {"NOUN", "NAME"}


def _most_repeated(found: Iterable[list[Span]]) -> Span | None:
    most = max(found, key=len, default=[])
    # What never stands first is no term: «в случае …».
    stands_first = any(span.text[0].isupper() for span in most)
    return most[0] if len(most) >= _MIN_REPEATS and stands_first and len(most[0].text.split()) > 2 else None
