"""Names of bodies, documents and events: capitalised noun phrases and quotations around the head words of the lexicon.

A Russian name is a head word with the adjectives that agree with it before it, and genitives, quotations and the
prepositional phrases of `links` after it; an English one is a run of capitalised words that holds a head word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.digest.tokens import Token
from index.digest.types import Name, Span
from index.language.lexicon import Outline
from index.language.sentences import begins_sentence
from index.language.words import is_proper_noun

_STOPS = frozenset({"NPRO", "PREP", "CONJ", "INFN", "VERB", "ADVB"})
_MODIFIERS = ("ADJF", "PRTF", "NUMR")
_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”")
_MIN_TITLE_WORDS = 4
"""So many quoted words after the head word of a document are a title."""
_MANY = 4
"""A name at so many places is whole without what follows it at one."""
SORTS = ("bodies", "documents", "events")


@dataclass(frozen=True, slots=True)
class Found:
    """A name at one place: character offsets, its sort, its head word, the dictionary forms of all its words."""

    sort: str
    head: str
    start: int
    end: int
    key: tuple[str, ...]
    is_certain: bool
    lengths: tuple[int, ...] = ()
    """From the start to the end of each word of `key`, in characters, if the words after it are in lower case and may be none of the name's."""

    def cut(self, size: int) -> "Found":
        """The same name with its first words only."""
        end = self.start + self.lengths[size - 1]
        return replace(self, key=self.key[:size], end=end, lengths=self.lengths[:size])


class Phrases:
    """The noun phrases of a text, in Russian."""

    def __init__(self, text: str, tokens: Sequence[Token], outline: Outline) -> None:
        self.text, self.tokens, self.outline = text, tokens, outline
        self.is_plural = False

    def gap(self, at: int) -> str:
        """What stands between the token and the one before."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] if at else ""

    def left(self, head: int) -> int:
        """The first of the modifiers before a noun that agree with it."""
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
        """The end of modifiers and a noun in a case that begin at a token, or `at` if there are none."""
        start = at
        while at < len(self.tokens) and (at == start or self.gap(at).strip() == ""):
            token = self.tokens[at]
            if case in token.cases("NOUN", "NPRO") or "" in token.cases("NAME", "NOUN"):
                return at + 1
            if token.cases(*_MODIFIERS).isdisjoint({case, ""}) and token.pos != "DIGIT":
                break
            if (
                at + 2 < len(self.tokens)
                and self.tokens[at + 1].folded == "и"
                and case in self.tokens[at + 2].cases("ADJF")
            ):
                at += 1
            at += 1
        return start

    def right(self, at: int, sort: str) -> int:
        """The end of what belongs to a name whose head word is the token before `at`."""
        head, case, links = at - 1, "gent", dict(self.outline.links)
        self.is_plural = self.tokens[at - 1].readings[0].number == "plur"
        if sort == "documents":
            links |= self.outline.linked_in_documents
        while at < len(self.tokens):
            gap, token = self.gap(at), self.tokens[at]
            if gap.strip() in {"«", "“"} and (end := self._quotation(at, sort)):
                at = end
                continue
            if gap.strip() == "," and sort == "documents" and (end := self._inserted(at, case)):
                at = end
                continue
            if gap.strip() not in {"", "»"} or (token.folded not in links and self.tokens[at - 1].pos == "NPRO"):
                break
            if token.folded in links and at + 1 < len(self.tokens):
                if sort == "bodies" and at > head + 1 and self.tokens[at - 1].is_capital:
                    break  # «Организации … Наций по …»: what follows a proper name is not the body's
                linked = links[token.folded][0]
                following = self.tokens[at + 1]
                tied = token.folded not in {"в", "на"} or following.is_capital or following.text[0].isdigit()
                tied = tied or following.folded in self.outline.linking_nouns
                tied = tied and following.lemma not in self.outline.unlinked_nouns
                end = self.noun_phrase(at + 1, linked) if tied else at + 1
                if token.folded == "в" and tied and following.folded in self.outline.linking_nouns:
                    end = at + 2
                if end == at + 1:
                    break
                at, case = end, linked
                continue
            if token.folded == "и" and not self.tokens[at - 1].is_capital and at + 1 < len(self.tokens):
                end = self.noun_phrase(at + 1, case)
                if (
                    end == at + 1
                    or self.tokens[at + 1].is_capital
                    or self.tokens[at + 1].lemma in {"иной", "другой", "он"}
                ):
                    break
                at = end
                continue
            end = self.noun_phrase(at, "gent")
            if end == at and self._named(at):
                end = at + 1
            if end == at or (token.pos == "PRTF" and not token.is_capital) or token.pos in _STOPS:
                break
            at = end
        return at

    def _named(self, at: int) -> bool:
        """Whether a token is a proper name beside a common noun, as in «Республики …», which stays in its own case."""
        token, before = self.tokens[at], self.tokens[at - 1]
        return token.is_capital and before.is_capital and is_proper_noun(token.folded)

    def _quotation(self, at: int, sort: str) -> int | None:
        """The end of a quotation that belongs to a name; a title belongs to one document only."""
        match = _QUOTED.match(self.text, self.tokens[at - 1].end + self.gap(at).find(self.gap(at).strip()))
        if match is None or (
            len(match.group().split()) >= _MIN_TITLE_WORDS and (sort != "documents" or self.is_plural)
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
        if self.tokens[at].folded != "в" or not self.tokens[at + 1].is_capital:
            return None
        end = self.noun_phrase(at + 1, "loct")
        return end if end > at + 1 else None

    def _listed(self, at: int, case: str) -> int | None:
        """The end of «, добрососедстве» in «о дружбе, добрососедстве и …»."""
        end = self.noun_phrase(at, case) if case != "gent" else at
        return end if end > at else None


def russian_names(text: str, tokens: Sequence[Token], outline: Outline) -> Iterator[Found]:
    """The names of a Russian text in order, nested ones too."""
    found = list(_russian_names(text, tokens, outline))
    for one in found:
        # The title that a name ends in is no document beside it: «Закон «О …»».
        if not any(
            one != other
            and other.sort == one.sort
            and other.end == one.end
            and other.start < one.start
            and text[one.start] == "«"
            for other in found
        ):
            yield one


def _russian_names(text: str, tokens: Sequence[Token], outline: Outline) -> Iterator[Found]:
    phrases = Phrases(text, tokens, outline)
    heads = {sort: frozenset(getattr(outline, sort)) for sort in SORTS}
    everything = frozenset().union(*heads.values())
    for at, token in enumerate(tokens):
        word = token.lemma_among(everything) or _numbered(token, everything)
        if word is None or "NOUN" not in {reading.pos for reading in token.readings}:
            continue
        left = phrases.left(at)
        sort = _sort(word, heads, outline, tokens, left)
        yield from _one(phrases, at, left, word, sort)
    yield from _titles(text, tokens, heads["documents"])


def _numbered(token: Token, heads: frozenset[str]) -> str | None:
    """The head word after a number: «летие» in «30-летия»."""
    lemma = token.lemma
    return next((head for head in heads if lemma[:1].isdigit() and lemma.endswith(f"-{head}")), None)


def _sort(word: str, heads: dict[str, frozenset[str]], outline: Outline, tokens: Sequence[Token], left: int) -> str:
    sorts = [sort for sort in SORTS if word in heads[sort]]
    created = left > 0 and tokens[left - 1].lemma_among(frozenset(outline.creating)) is not None
    return ("bodies" if created else "events") if len(sorts) > 1 else sorts[0]


def _one(phrases: Phrases, at: int, left: int, word: str, sort: str) -> Iterator[Found]:
    text, tokens = phrases.text, phrases.tokens
    quote = next((m for m in _QUOTED.finditer(text) if m.start() < tokens[at].start < m.end()), None)
    first = next(
        (
            i
            for i in range(left, at + 1)
            if tokens[i].is_capital
            or (sort == "events" and tokens[i].text[0].isdigit() and (i == at or "-" in tokens[i].text))
        ),
        None,
    )
    if first is None:
        return
    start, end_token = tokens[first].start, phrases.right(at + 1, sort)
    end = tokens[end_token - 1].end
    if quote is not None and quote.start() + 1 == start and len(quote.group().split()) < _MIN_TITLE_WORDS:
        after = next((i for i in range(at, len(tokens)) if tokens[i].start >= quote.end()), len(tokens))
        end_token = phrases.right(after, sort) if after < len(tokens) else after
        start, end = quote.start(), max(quote.end(), tokens[end_token - 1].end)
    if text[end : end + 1] == "»" and text.count("«", start, end) > text.count("»", start, end):
        end += 1
    named = first + (first < at and tokens[first].text[0].isdigit() and "-" in tokens[first].text)
    kept = [token for token in tokens[named:end_token] if token.start < end]
    key = tuple(token.lemma for token in kept)
    plain = "«" not in text[start:end] and named == first
    lengths = tuple(token.end - start for token in kept) if plain else ()
    certain = (
        any(tokens[i].is_capital and not begins_sentence(text[: tokens[i].start]) for i in range(first, at + 1))
        or tokens[first].text[0].isdigit()
        or (quote is not None and start == quote.start())
    )
    yield Found(sort, word, start, end, key, certain, lengths)


def _titles(text: str, tokens: Sequence[Token], heads: frozenset[str]) -> Iterator[Found]:
    """Quoted titles in a sentence after the head word of a document: «… резолюций «…», «…»»."""
    for match in _QUOTED.finditer(text):
        inner = [token for token in tokens if match.start() < token.start < match.end()]
        before = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start()))
        head = next(
            (
                word
                for token in reversed(tokens)
                if before < token.start < match.start() and (word := token.lemma_among(heads))
            ),
            None,
        )
        if len(inner) >= _MIN_TITLE_WORDS and inner[0].is_capital and head:
            yield Found("documents", head, match.start(), match.end(), tuple(token.lemma for token in inner), True)


def english_names(text: str, tokens: Sequence[Token], outline: Outline) -> Iterator[Found]:
    """The names of an English text: runs of capitalised words, with small words of `links` between them."""
    heads = {sort: frozenset(getattr(outline, sort)) for sort in SORTS}
    small = {*outline.links, "the", "and"}
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capital or tokens[at].folded in outline.not_names:
            at += 1
            continue
        run = _run(text, tokens, at, small)
        yield from _named_in(text, tokens, at, run, heads, outline)
        at = run


def _run(text: str, tokens: Sequence[Token], at: int, small: set[str]) -> int:
    """The end of a run of capitalised words that begins at a token."""
    end = at + 1
    for i in range(at + 1, len(tokens)):
        if text[tokens[i - 1].end : tokens[i].start].strip():
            break
        if tokens[i].is_capital or tokens[i].text[0].isdigit():
            end = i + 1
        elif tokens[i].folded not in small:
            break
    return end


def _named_in(
    text: str,
    tokens: Sequence[Token],
    start: int,
    end: int,
    heads: dict[str, frozenset[str]],
    outline: Outline,
) -> Iterator[Found]:
    linked = next((i for i in range(start, end) if tokens[i].folded in outline.links), end)
    places = [*range(linked - 1, start - 1, -1), *range(linked, end)]
    for i in places:
        word = next(
            (
                form
                for form in (tokens[i].folded, tokens[i].folded.removesuffix("s"))
                for sort in SORTS
                if form in heads[sort]
            ),
            None,
        )
        if word:
            sort = _sort(word, heads, outline, tokens, start)
            key = tuple(token.folded for token in tokens[start:end])
            certain = end - start > 1 or not begins_sentence(text[: tokens[start].start])
            yield Found(sort, word, tokens[start].start, tokens[end - 1].end, key, certain)
            return


Place = tuple[int, Found]
"""A section's number and a name in it."""


def gather(places: Sequence[Place], sort: str, span: Callable[[int, int, int], Span]) -> tuple[Name, ...]:
    """Join the places of each name: the same words in any form, or the beginning of one longer name.

    `span` makes a span of a section's number and offsets.
    """
    by_key: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in _trimmed([place for place in places if place[1].sort == sort]):
        by_key[place[1].key].append(place)
    certain = {key for key, found in by_key.items() if any(one.is_certain for _, one in found)}
    groups = {key: by_key[key] for key in by_key if key in certain}
    for key in sorted(groups, key=len):
        longer = [other for other in groups if len(other) > len(key) and other[: len(key)] == key]
        if len(key) == 1:  # a lone head word is the only earlier name with that head
            first = _order(min(groups[key], key=_order))
            head = groups[key][0][1].head
            longer = [o for o in groups if o != key and groups[o][0][1].head == head and _order(groups[o][0]) < first]
        others = [other for other in longer if not any(other != one and other[: len(one)] == one for one in longer)]
        if len(others) == 1:
            groups[others[0]] = sorted([*groups.pop(key), *groups[others[0]]], key=_order)
    names = [_name(found, span) for found in groups.values()]
    return tuple(sorted(names, key=lambda name: (name.span.section, name.span.start)))


def _trimmed(places: Sequence[Place]) -> Iterator[Place]:
    """Take off what follows a name at one place only, if the name without it stands at many."""
    counts = Counter(found.key for _, found in places)
    for number, found in places:
        sizes = [size for size in range(1, len(found.lengths)) if counts[found.key[:size]] >= _MANY]
        yield (number, found.cut(sizes[-1])) if sizes and counts[found.key] == 1 else (number, found)


def _order(place: Place) -> tuple[int, int, int]:
    return place[0], place[1].start, -place[1].end


def _name(found: Iterable[Place], span: Callable[[int, int, int], Span]) -> Name:
    ordered = sorted(found, key=_order)
    spans = tuple(dict.fromkeys(span(number, one.start, one.end) for number, one in ordered))
    return Name(spans[0], ordered[0][1].head, spans)
