"""«Сколько фондов названо?», «сколько инициатив у …?»: names, proposals and tasks counted in the digest."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.digest import Digest, Name, Proposal, Span, Status
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, stem, words
from rag.answers.digests import Digests
from rag.answers.reply import Outcome, Reply
from rag.query.context import QueryContext
from rag.query.counting import CountQuestion, content
from rag.query.mentions import mentions_word
from rag.types import Mode, Sentence

_LEXICONS = (RUSSIAN, ENGLISH)
_PROPOSALS = frozenset(word for one in _LEXICONS for word in one.proposal_nouns)
_TASKS = frozenset(word for one in _LEXICONS for word in one.counting.tasks)
_HEADS = {word: heads for one in _LEXICONS for word, heads in one.counting.heads.items()}
_CITED = re.compile(r"\[[^\]\d]*(\d+)[^\]]*\]")
_TITLES = re.compile(r"[«“]")
MAX_ITEMS = 10


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
    noun, qualifiers = sought[0], sought[1:]
    digest = digests.digest(language)
    spans = _spans(noun, digest)
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
    items = tuple(_item(span, digests, language) for span, _ in spans[:MAX_ITEMS])
    return Reply(items, Mode.COMPUTED, f"{len(spans)}:", count=len(spans))


def _item(span: Span, digests: Digests, language: str) -> Sentence:
    from rag.answers.excerpt import excerpt

    return digests.shown(span, language, excerpt(span.text, 0, 0))


def _spans(noun: Word, digest: Digest) -> list[tuple[Span, str]]:
    """What is named by a noun, each with the words that may qualify it besides its own."""
    if _is_any(noun, _PROPOSALS):
        return [(one.what, one.who.text) for one in digest.proposals if one.who]
    if _is_any(noun, _TASKS):
        return [(one.what, one.sentence.text) for one in digest.proposals if one.status is Status.ASKED]
    heads = next((heads for word, heads in _HEADS.items() if _is_any(noun, (word,))), ())
    names = [*digest.bodies, *digest.documents, *digest.events]
    found = [name for name in names if (name.head in heads if heads else _is_any(noun, (name.head,)))]
    titles = _titles(found, digest)
    if titles:
        return titles
    return [(name.span, "") for name in sorted(found, key=lambda name: name.span)]


def _titles(found: Sequence[Name], digest: Digest) -> list[tuple[Span, str]]:
    """The titles that follow a name in the plural, «резолюций «…», «…»», where there are any."""
    unquoted = [name.span for name in found if not _TITLES.match(name.span.text)]
    quoted = [name.span for name in found if _TITLES.match(name.span.text)]
    if len(unquoted) != 1 or not quoted:
        return []
    kind = unquoted[0]
    sentence = next(
        (one for one in digest.key_sentences.get(kind.section, ()) if one.start <= kind.start < one.end), None
    )
    return [(span, kind.text) for span in quoted] if sentence is None else [(span, kind.text) for span in quoted]


def _longest_list(spans: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    by_section: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    for span in spans:
        by_section[span[0].section].append(span)
    return max(by_section.values(), key=len, default=[])


def _is_any(word: Word, lemmas: Iterable[str]) -> bool:
    return any(lemma in word.forms or stem(lemma) in word.forms for lemma in lemmas)


def _qualifies(word: Word, text: str) -> bool:
    return mentions_word(word, words(text)) or fold(word.text) in fold(text)


__all__ = ["Proposal", "count_names"]
