"""What a document says of itself: title, date, place, who took part, which meeting it was and when the next one is."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from index.digest.items.dates import dates, is_day
from index.digest.parts import Sentence
from index.digest.tokens import Token, is_predicate
from index.digest.types import Span
from index.document import PREAMBLE, Document, Section
from index.language.lexicon import ENGLISH, RUSSIAN, Lexicon
from index.language.numbers import number_value
from index.language.words import fold, words

_MAX_TITLE_WORDS = 40
_MAX_FRONT_LINES = 10
"""So many lines may stand above the title or be it: who has adopted the text, where and when."""
_MAX_PARTY_WORDS = 6
_MAX_SIGNATURE_WORDS = 12
_ORDINAL_ENDS = "|".join((*RUSSIAN.outline.ordinal_ends, *ENGLISH.outline.ordinal_ends))
_ORDINAL = re.compile(rf"\d+-?(?:{_ORDINAL_ENDS})")
_JOINING = (*RUSSIAN.asked.joining, *ENGLISH.asked.joining)
_AND = "|".join(_JOINING)
_SEPARATOR = re.compile(rf"(,\s+(?:(?:{_AND})\s+)?|\s+(?:{_AND})\s+(?=(?:[a-zа-яё]+ )?[A-ZА-ЯЁ]))")


def title(document: Document, lexicon: Lexicon) -> Span | None:
    """Return the heading that calls the document by its kind, with the lines in capitals that go on with it.

    Else the first paragraph, if it does not end as a sentence or names the kind of document, and is short.
    """
    section = document.sections[0]
    if (named := _named_title(section, lexicon)) is not None:
        return named
    text = section.paragraphs[0]
    if len(text.split()) > _MAX_TITLE_WORDS or (section.number != PREAMBLE and len(section.paragraphs) == 1):
        return None
    heads = "|".join(word[:-1] if len(word) > 4 else word for word in lexicon.outline.documents)
    if text.rstrip()[-1:] in {*".,;:"} and not re.search(rf"\b(?:{heads})", fold(text)):
        return None
    return Span(section.number, 0, len(text), text) if text.rstrip()[-1:] not in {*",;:"} else None


def _named_title(section: Section, lexicon: Lexicon) -> Span | None:
    """One of the first lines of the preamble that names a kind of document in its basic form: «УСТАВ ТОВАРИЩЕСТВА»."""
    if section.number != PREAMBLE:
        return None
    start = 0
    for at, line in enumerate(section.paragraphs[:_MAX_FRONT_LINES]):
        is_line = line[:1].isalpha() and line.rstrip()[-1:] not in {*".,;:"} and len(line.split()) <= _MAX_TITLE_WORDS
        if is_line and _names_kind(line, lexicon):
            end = start + len(line)
            for other in section.paragraphs[at + 1 :]:
                if not (line.isupper() and other.isupper()):
                    break
                end += 1 + len(other)
            return Span(section.number, start, end, section.text[start:end])
        start += len(line) + 1
    return None


def _names_kind(line: str, lexicon: Lexicon) -> bool:
    return any(
        fold(word.text) in lexicon.outline.documents or fold(word.text) in lexicon.outline.plural_documents
        for word in words(line)
    )


def edges(document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
    """Return the sentences of the preamble, then a short last one without a predicate: «Город, 1 мая 2020 года»."""
    found = [one for one in sentences if one.span.section == PREAMBLE] if document.has_preamble else []
    if not sentences:
        return []
    last = sentences[-1]
    signs = len(last.tokens) <= _MAX_SIGNATURE_WORDS and not any(is_predicate(one, lexicon) for one in last.tokens)
    return [*found, last] if signs and last not in found else found


def date(where: Sequence[Sentence], lexicon: Lexicon) -> Span | None:
    """Return the first date that names a day."""
    return next((found for one in where for found in dates(one, lexicon.outline) if is_day(found)), None)


def place(where: Sequence[Sentence], lexicon: Lexicon) -> Span | None:
    """Return the city that is called one, or where something is said to have been done, or that precedes the date."""
    outline = lexicon.outline
    cities, named = frozenset(outline.cities), frozenset({*outline.bodies, *outline.documents, *outline.events})
    for sentence in where:
        for at, token in enumerate(sentence.tokens[:-1]):
            one = "plur" not in {reading.number for reading in token.readings}
            if one and token.lemma_among(cities) and sentence.tokens[at + 1].is_capital:
                end = at + 2
                while end < len(sentence.tokens) and _joined_name(sentence, end):
                    end += 1
                return sentence.tokens_span(at + 1, end)
        for pattern in outline.venues:
            match = re.search(pattern, sentence.span.text)
            first = next((one for one in sentence.tokens if match and one.start == match.start(1)), None)
            if match and first and not first.lemma_among(named):
                return sentence.part(match.start(1), match.start(1) + len(match[1].rstrip()))
        if found := _before_date(sentence, lexicon):
            return found
    return None


def _before_date(sentence: Sentence, lexicon: Lexicon) -> Span | None:
    """The name with which a short line begins that ends in a date: «Лесной, 3 мая 2020 года»."""
    first = sentence.tokens[0]
    day = next((one for one in dates(sentence, lexicon.outline) if is_day(one)), None)
    is_line = first.is_capital and not is_predicate(first, lexicon) and len(sentence.tokens) <= _MAX_SIGNATURE_WORDS
    if not day or not is_line:
        return None
    name = sentence.span.text[: day.start - sentence.span.start].rstrip(" ,")
    return sentence.part(0, len(name)) if name and len(name.split()) < 4 and name.istitle() else None


def _joined_name(sentence: Sentence, at: int) -> bool:
    between = sentence.span.text[sentence.tokens[at - 1].end : sentence.tokens[at].start]
    return sentence.tokens[at].is_capital and not between.strip(" \xa0")


def parties(where: Sequence[Sentence], lexicon: Lexicon) -> tuple[Span, ...]:
    """Return those whom the first list of participants names, or whoever the text says proclaims or concludes it."""
    pattern = re.compile("|".join(lexicon.outline.participating) or r"(?!)")
    for sentence in where:
        if match := pattern.search(fold(sentence.span.text)):
            found = tuple(_listed(sentence, match.end()))
            if found:
                return found
    titles = tuple(takewhile(lambda one: not _has_predicate(one, len(one.span.text), lexicon), where))
    head = fold(" ".join(one.span.text for one in titles))
    is_agreed = any(re.search(rf"(?<!\w)(?:{one})", head) for one in lexicon.outline.agreements)
    concluding = (_concluding(one, lexicon, is_title=is_agreed and one in titles) for one in where)
    if found := next(filter(None, concluding), ()):
        return found
    subjects = (subject_before(before, after, lexicon) for before, after in pairwise(where))
    return next(((span,) for span in subjects if span), ())


def _concluding(sentence: Sentence, lexicon: Lexicon, *, is_title: bool) -> tuple[Span, ...]:
    """Those whom a sentence lists before it says what they are called, or a title between whom it is."""
    folded, outline = fold(sentence.span.text), lexicon.outline
    opening = next(filter(None, (re.search(one, folded) for one in outline.between if is_title)), None)
    called = min((match.start() for one in outline.calling if (match := re.search(one, folded))), default=None)
    if opening:
        topics = (re.compile(one).search(folded, opening.end()) for one in outline.agreed_on)
        end = min((topic.start() for topic in topics if topic), default=None)
        found = tuple(_listed(sentence, opening.end(), end))
    elif called is not None and not _has_predicate(sentence, called, lexicon):
        opening = next(filter(None, (re.match(one, folded) for one in outline.speaking)), None)
        found = tuple(_listed(sentence, opening.end() if opening else 0, called))
    else:
        return ()
    return found if len(found) > 1 and all(_begins_name(one.text) for one in found) else ()


def _has_predicate(sentence: Sentence, end: int, lexicon: Lexicon) -> bool:
    """Whether a sentence has a predicate before an offset into it."""
    start = sentence.span.start
    return any(is_predicate(one, lexicon) for one in sentence.tokens if one.start - start < end)


def _begins_name(text: str) -> bool:
    return text[:1].isupper() or text[:1] in {*'«“"'}


def subject_before(before: Sentence, sentence: Sentence, lexicon: Lexicon) -> Span | None:
    """Return the short sentence before, if it is the subject of this one: "The Assembly / Proclaims …"; else None."""
    tokens = before.tokens
    performs = sentence.tokens[0].folded in lexicon.outline.performing
    if not performs or len(tokens) > _MAX_PARTY_WORDS or not tokens[-1].is_capital:
        return None
    first = next((i for i, one in enumerate(tokens) if one.folded not in lexicon.outline.not_names), 0)
    return before.tokens_span(first, len(tokens))


def _listed(sentence: Sentence, start: int, end: int | None = None) -> Iterator[Span]:
    """The parts of a list that hold a capital: «…, … и …», "…, … and …"; `end` is where it ends at the latest."""
    text = sentence.span.text[:end]
    tail = re.split(r"[.;]$|[.;]\s", text[start:])[0]
    at = start
    for part in _SEPARATOR.split(tail):
        stripped = part.strip(" ,:—–-\n(")
        stripped = re.sub(rf"^{ENGLISH.outline.article} ", "", stripped, flags=re.IGNORECASE)
        if stripped and any(word[0].isupper() or word[0].isdigit() for word in stripped.split()[:_MAX_PARTY_WORDS]):
            first = at + part.index(stripped)
            yield sentence.part(first, first + len(stripped))
        elif stripped and stripped not in _JOINING:
            return
        at += len(part)


def meeting_ordinal(where: Sequence[Sentence], lexicon: Lexicon) -> Span | None:
    """Return the number of the meeting in its series: «3-ей», «третьей», "third"."""
    for sentence, at in _meetings(where, lexicon):
        for before in (at - 1, at - 2):
            if before >= 0 and _ordinal(sentence.tokens[before]) is not None:
                return sentence.tokens_span(before, before + 1)
    return None


def next_meeting(sentences: Sequence[Sentence], ordinal: Span | None, lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the sentences on the meeting to come: the next one, or the one whose number is one higher."""
    number = _value(ordinal.text) if ordinal else None
    found = []
    for sentence, at in _meetings(sentences, lexicon):
        before = sentence.tokens[max(0, at - 3) : at]
        upcoming = any(token.lemma_among(frozenset(lexicon.outline.upcoming)) for token in before)
        if upcoming or (number is not None and any(_ordinal(token) == number + 1 for token in before)):
            found.append(sentence.span)
    return tuple(dict.fromkeys(found))


def _meetings(sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[tuple[Sentence, int]]:
    heads = frozenset(lexicon.outline.meetings)
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            if token.lemma_among(heads):
                yield sentence, at


def _value(text: str) -> int | None:
    if digits := re.match(r"\d+", text):
        return int(digits.group())
    return next((value for word in words(text) if (value := number_value(word)) is not None), None)


def _ordinal(token: Token) -> int | None:
    """The number of an ordinal: «3-ей», «третьей», "3rd", "third"; None for other words."""
    if _ORDINAL.fullmatch(token.folded):
        return _value(token.text)
    if token.text.isalpha() and token.pos in {"ADJF", "NAME"} and not token.is_acronym:
        value = _value(token.text)
        return value or None
    return None
