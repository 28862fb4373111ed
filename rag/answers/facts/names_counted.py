"""«Сколько фондов названо?», «сколько инициатив у …?»: names, proposals and tasks counted in the digest."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import dropwhile, pairwise, takewhile

from index.digest import Digest, Span, Status
from index.document import Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import prefix_length
from index.language.sentences import split_sentences
from index.language.words import Word, fold, stem, words
from rag import messages
from rag.answers.facts.count_wording import MAX_ITEMS
from rag.answers.material.digests import Digests
from rag.answers.reply import Outcome, Reply
from rag.answers.wording.excerpt import excerpt
from rag.query.asked.counting import CountQuestion, content
from rag.query.asked.mentions import mentions_word
from rag.query.context import QueryContext
from rag.types import Mode, Sentence

_LEXICONS = (RUSSIAN, ENGLISH)
_PROPOSALS = frozenset(word for one in _LEXICONS for word in one.proposal_nouns)
_TASKS = frozenset(word for one in _LEXICONS for word in one.counting.tasks)
_PROPOSING = frozenset(
    word for one in _LEXICONS for word in (*one.proposal_verbs, *one.proposing, *one.counting.giving)
)
_HEADS = {word: heads for one in _LEXICONS for word, heads in one.counting.heads.items()}
_CITED = re.compile(r"\[[^\]\d]*(\d+)[^\]]*\]")
_OPENING = re.compile(r"[«“]")
_AND = "|".join(word for one in _LEXICONS for word in one.asked.joining)
_LISTED = re.compile(rf"(?:^|,\s(?:(?:{_AND})\s)?|[А-ЯЁA-Z]\w*\s)([«“])(?=[A-ZА-ЯЁ])")
_MAX_BETWEEN = 12
"""Words between a noun and the first of the titles that it is that of: «резолюций 75-й сессии … «…»»."""
_AFTER_TITLE = re.compile(rf"[\s,.;]*(?:{_AND})?[\s,.;]*$")


def count_names(context: QueryContext, asked: CountQuestion, before: CountQuestion | None, digests: Digests) -> Outcome:
    """Return how many names, proposals or tasks of the kind that is asked for a document has, or None to decline.

    Args:
        context: the question.
        asked: the question, read.
        before: the question before it, read, where it leans on that.
        digests: of the document.
    """
    language = context.answer_language
    follows = not asked.topics and before is not None
    read = before if follows and before is not None else asked
    sought = [word for topic in read.topics for word in content(topic)]
    if not sought:
        return None
    noun = _head(read.topics[0])
    qualifiers = [word for word in sought if word is not noun and word.forms.isdisjoint(_PROPOSING)]
    is_proposal = _is_any(noun, _PROPOSALS | _TASKS)
    read_in = None if is_proposal else language  # who proposes is told best by the original
    spans = _spans(noun, digests.digest(read_in), digests.document(read_in), asked.only)
    if follows and context.previous:
        cited = {int(number) for number in _CITED.findall(context.previous.answer)}
        spans = _longest_list([span for span in spans if span[0].section in cited])
        qualifiers = []
    if asked.only:
        spans = [span for span in spans if span[0].section in asked.only]
    spans = [span for span in spans if span[0].section not in asked.excluded]
    spans = [span for span in spans if all(_qualifies(word, f"{span[0].text} {span[1]}") for word in qualifiers)]
    if not spans:
        return None
    items = tuple(dict.fromkeys(_item(span, digests, read_in, language) for span, _ in spans[:MAX_ITEMS]))
    lead = messages.replies(language).counts.names.format(n=len(spans))
    return Reply(items, Mode.COMPUTED, lead, count=len(spans))


def _item(span: Span, digests: Digests, read_in: str | None, language: str) -> Sentence:
    """A name as it stands, or its sentence in the language of the answer where it was read in another."""
    if digests.edition(read_in) == digests.edition(language):
        return digests.shown(span, language, excerpt(span.text, 0, 0))
    sentence = digests.counterpart(span, language)
    return Sentence(excerpt(sentence.text, 0, 0), sentence.citations)


def _head(topic: Sequence[Word]) -> Word:
    """The noun of a topic: the first content word, in English the last one before a function word."""
    said = [*dropwhile(lambda word: not word.is_content, topic)]
    first = [*takewhile(lambda word: word.is_content, said)]
    return first[-1] if first[0].text.isascii() else first[0]


def _spans(noun: Word, digest: Digest, document: Document, only: Sequence[int]) -> list[tuple[Span, str]]:
    """What is named by a noun, each with the words that may qualify it besides its own.

    `only`: the sections that a question is limited to, in which titles may follow the noun itself.
    """
    if _is_any(noun, _PROPOSALS):
        # What a body has done already, a year that it has declared, is no initiative.
        return [(one.what, one.who.text) for one in digest.proposals if one.who and one.status is not Status.DONE]
    if _is_any(noun, _TASKS):
        return [(one.what, one.sentence.text) for one in digest.proposals if one.status is Status.ASKED]
    heads = next((heads for word, heads in _HEADS.items() if _is_any(noun, (word,))), ())
    names = [*digest.bodies, *digest.documents, *digest.events]
    found = [name for name in names if (name.head in heads if heads else _is_any(noun, (name.head,)))]
    kinds = [name.span for name in found if not _OPENING.match(name.span.text)]
    if titles := _titles([*kinds, *_occurrences(noun, document, only)], document):
        return titles
    sections = {section.number: section.text for section in document.sections}
    return [(name.span, sections[name.span.section]) for name in sorted(found, key=lambda name: name.span)]


def _occurrences(noun: Word, document: Document, only: Sequence[int]) -> list[Span]:
    """Where a noun stands in sections, with the words between it and the quotation mark after it, if these are few."""
    found = []
    for number in only:
        text = document.section(number).text
        for word in words(text):
            opening = _OPENING.search(text, word.end)
            if word.same(noun) and opening and _is_phrase(text[word.end : opening.start()]):
                found.append(Span(number, word.start, opening.start(), text[word.start : opening.start()]))
    return found


def _is_phrase(text: str) -> bool:
    return not re.search(r"[.,;:]", text) and len(words(text)) <= _MAX_BETWEEN


def _titles(kinds: Sequence[Span], document: Document) -> list[tuple[Span, str]]:
    """The titles that follow a name, «резолюций «…», «…»», with their sentence; none unless there are several."""
    for kind in kinds:
        text = document.section(kind.section).text
        for sentence in split_sentences(text):
            if not sentence.start <= kind.start < sentence.end:
                continue
            starts = [sentence.start + m.start(1) for m in _LISTED.finditer(sentence.text)]
            starts = [start for start in starts if start >= kind.end]
            # A title that another one stands in may lack its closing mark, so each ends where the next one begins.
            ends = [*starts[1:], sentence.end][: len(starts)]
            spans = [
                Span(kind.section, start, start + len(title), title)
                for start, end in zip(starts, ends, strict=True)
                if (title := _AFTER_TITLE.sub("", text[start:end]))
            ]
            if len(spans) > 1 and not words(text[kind.end : spans[0].start]):
                return [(span, sentence.text) for span in spans]
    return []


def _longest_list(spans: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    by_section: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    for span in spans:
        by_section[span[0].section].append(span)
    return max(by_section.values(), key=len, default=[])


def _is_any(word: Word, lemmas: Iterable[str]) -> bool:
    return any(lemma in word.forms or stem(lemma) in word.forms for lemma in lemmas)


def _qualifies(word: Word, text: str) -> bool:
    there = words(text)
    return mentions_word(word, there) or any(_contracts(word, *pair) for pair in pairwise(there))


def _contracts(word: Word, first: Word, second: Word) -> bool:
    """Whether a word is short for two: «Генассамблея» for «Генеральная Ассамблея»."""
    folded = fold(word.text)
    shared = prefix_length(folded, fold(first.text))
    return any(second.same(rest) for at in range(3, shared + 1) for rest in words(folded[at:]))
