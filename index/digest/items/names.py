"""Names of bodies, documents and events: capitalised noun phrases and quotations around the head words of the lexicon.

A Russian name is a head word with the adjectives that agree with it before it, and genitives, quotations and the
prepositional phrases of `links` after it; an English one is a run of capitalised words that holds a head word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.digest.phrases import MIN_TITLE_WORDS, QUOTED, Phrases
from index.digest.tokens import Token
from index.language.lexicon import ENGLISH
from index.language.lexicons.texts import Outline
from index.language.numbers import ORDINALS
from index.language.sentences import begins_sentence

SORTS = ("bodies", "documents", "events")
_ARTICLE = ENGLISH.outline.article


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
    """From the start to the end of each word of `key`, in characters, if the name can be cut there."""

    def cut(self, size: int) -> "Found":
        """Return the same name with its first words only."""
        end = self.start + self.lengths[size - 1]
        return replace(self, key=self.key[:size], end=end, lengths=self.lengths[:size])


def russian_names(text: str, tokens: Sequence[Token], outline: Outline) -> Iterator[Found]:
    """Yield the names of a Russian text in order, nested ones too."""
    found = list(_russian_names(text, tokens, outline))
    found = [_with_shared_rest(one, found, text, tokens, outline) for one in found]
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
        if " ".join(one.lemma for one in tokens[left : at + 1]) in outline.states:
            continue
        sort = _sort(word, heads, outline, tokens, left)
        yield from _one(phrases, at, left, word, sort)
    yield from _titles(text, tokens, heads["documents"])


def _with_shared_rest(
    one: Found, found: Sequence[Found], text: str, tokens: Sequence[Token], outline: Outline
) -> Found:
    """A lone head word with what it shares with the next name: «Программы и Соглашения о …»."""
    if len(one.key) > 1:
        return one
    for other in found:
        joined = text[one.end : other.start].strip() in outline.joining
        if joined and other.sort == one.sort and len(other.key) > 1 and text[other.start].isupper():
            key = tuple(token.lemma for token in tokens if one.start <= token.start < other.end)
            return replace(one, end=other.end, key=key, lengths=())
    return one


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
    quote = next((m for m in QUOTED.finditer(text) if m.start() < tokens[at].start < m.end()), None)
    first = next(
        (
            i
            for i in range(left, at + 1)
            if tokens[i].is_capital
            or (sort == "events" and tokens[i].text[0].isdigit() and (i == at or "-" in tokens[i].text))
        ),
        None,
    )
    if first is None and tokens[at].text[0].islower() and _precedes_quotation(text, tokens, at):
        first = at  # «конкурс «…»»
    if first is None:
        return
    start, end_token = tokens[first].start, phrases.right(at + 1, sort)
    end = tokens[end_token - 1].end
    if quote is not None and quote.start() + 1 == start and len(quote.group().split()) < MIN_TITLE_WORDS:
        after = next((i for i in range(at, len(tokens)) if tokens[i].start >= quote.end()), len(tokens))
        end_token = phrases.right(after, sort) if after < len(tokens) else after
        start, end = quote.start(), max(quote.end(), tokens[end_token - 1].end)
    if text[end : end + 1] == "»" and text.count("«", start, end) > text.count("»", start, end):
        end += 1
    numbered = (tokens[first].text[0].isdigit() and "-" in tokens[first].text) or tokens[first].lemma in ORDINALS
    named = first + (first < at and numbered)
    kept = [token for token in tokens[named:end_token] if token.start < end]
    key = tuple(token.lemma for token in kept)
    plain = "«" not in text[start:end] and named == first
    lengths = tuple(token.end - start for token in kept) if plain else ()
    certain = (
        any(tokens[i].is_capital and not begins_sentence(text[: tokens[i].start]) for i in range(first, at + 1))
        or (
            # The capital of a modifier in front, or of a head that does not begin the name, may be the sentence's.
            first == at
            and at + 1 < end_token
            and tokens[at + 1].is_capital
            and text[tokens[at].end : tokens[at + 1].start].strip() in {"", "«", "“"}
        )
        or tokens[first].text[0].isdigit()
        or (quote is not None and start == quote.start())
    )
    yield Found(sort, word, start, end, key, certain, lengths)


def _precedes_quotation(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a name between quotation marks follows a word."""
    following = QUOTED.match(text, tokens[at].end + 1)
    return following is not None and following.group()[1].isupper()


def _titles(text: str, tokens: Sequence[Token], heads: frozenset[str]) -> Iterator[Found]:
    """Quoted titles in a sentence after the head word of a document: «… резолюций «…», «…»»."""
    for match in QUOTED.finditer(text):
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
        if len(inner) >= MIN_TITLE_WORDS and inner[0].is_capital and head:
            yield Found("documents", head, match.start(), match.end(), tuple(token.lemma for token in inner), True)


def english_names(text: str, tokens: Sequence[Token], outline: Outline) -> Iterator[Found]:
    """Yield the names of an English text: runs of capitalised words, with small words of `links` between them."""
    heads = {sort: frozenset(getattr(outline, sort)) for sort in SORTS}
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capital or tokens[at].folded in outline.not_names:
            at += 1
            continue
        run = _run(text, tokens, at, outline)
        yield from _named_in(text, tokens, at, run, heads, outline)
        at = run


def _run(text: str, tokens: Sequence[Token], at: int, outline: Outline) -> int:
    """The end of a run of capitalised words that begins at a token."""
    end, small = at + 1, {*outline.links, _ARTICLE, *outline.joining}
    for i in range(at + 1, len(tokens)):
        if text[tokens[i - 1].end : tokens[i].start].strip():
            break
        if tokens[i].is_capital or tokens[i].text[0].isdigit():
            end = i + 1
        elif (word := tokens[i].folded) not in small or (word == _ARTICLE and tokens[i - 1].folded in outline.joining):
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
            if i > linked:  # «the Symbol of the Games»: the name is what follows
                start = next(at for at in range(linked, end) if tokens[at].is_capital)
            sort = _sort(word, heads, outline, tokens, start)
            key = tuple(token.folded.removesuffix("s") for token in tokens[start:end])
            certain = end - start > 1 or not begins_sentence(text[: tokens[start].start])
            if sort == "bodies" and i < linked < end and tokens[end - 1].text[0].isdigit():
                end = linked  # years are a plan's and not a body's
                key = key[: end - start]
            yield Found(sort, word, tokens[start].start, tokens[end - 1].end, key, certain)
            inner = next((at for at in range(linked + 1, end) if tokens[at].is_capital), end)
            if i < linked and inner < end:
                yield from _named_in(text, tokens, inner, end, heads, outline)
            return
