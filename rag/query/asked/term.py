"""The term that a question asks the meaning of: quoted words, an abbreviation, or what its frame leaves. Pure."""

import re
from collections.abc import Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import ORDINALS, RUSSIAN_ORDINAL_ROOTS
from index.language.words import Word, fold, words
from rag.query.sections.references import strip_references
from rag.query.topic import topic_words

_FRAMING = frozenset((*RUSSIAN.defining.framing, *ENGLISH.defining.framing))
_SORTS = frozenset((*RUSSIAN.defining.sorts, *ENGLISH.defining.sorts))
ASIDE = re.compile(r"\(([^()]*)\)")
"""What stands in brackets, as a group."""
QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)[»”“\"]|(?<!\w)['‘]([^'‘’]+)['’](?!\w)")
"""What a question quotes: the first group, or the second in single marks."""
_AND = "|".join((*RUSSIAN.asked.joining, *ENGLISH.asked.joining))
_PARTS = re.compile(rf",\s|;\s|\s(?:{_AND})\s|\.\s")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_MARKS = re.compile(r"\s*\[[^\]]*\]")


def with_quoted_asides(question: str) -> str:
    """Return a question, as long as it was, with what is in brackets and in other letters quoted: «доля (share)»."""
    rest = ASIDE.sub(" ", question)

    def quoted(match: re.Match[str]) -> str:
        letters = bool(re.search(r"[^\W\d_]", match[1]))
        other = bool(_CYRILLIC.search(match[1])) is not bool(_CYRILLIC.search(rest))
        return f"«{match[1]}»" if letters and other else match[0]

    return ASIDE.sub(quoted, question)


def term(question: str) -> tuple[Word, ...]:
    """Return the words of the term, function words between them included; empty where the question names none."""
    if quoted := QUOTED.search(question):
        return words(quoted[1] or quoted[2])
    text = strip_references(question)
    content = [word for word in topic_words(text) if word.forms.isdisjoint(_FRAMING)]
    if len(content) > 1:
        content = [word for word in content if word.forms.isdisjoint(_SORTS)] or content
    if not content:
        return ()
    start, end = content[0].start, content[-1].end
    return tuple(
        word
        for word in words(text)
        if start <= word.start and word.end <= end and (word in content or not word.is_content)
    )


def ordinal(question: str) -> int | None:
    """Return which of several things a question takes up: «первое из них», "the second one"; None if it does not."""
    for word in words(question):
        folded = fold(word.text)
        if value := ORDINALS.get(folded):
            return value
        if found := next(
            (RUSSIAN_ORDINAL_ROOTS[root] for root in RUSSIAN_ORDINAL_ROOTS if folded.startswith(root)), None
        ):
            return found
    return None


def listed(answer: str) -> Sequence[tuple[Word, ...]]:
    """Return the things that an earlier answer lists, each as its words, in order."""
    plain = _MARKS.sub("", answer)
    parts = [words(part) for part in _PARTS.split(plain)]
    return [part for part in parts if any(word.is_content for word in part)]


def is_acronym(word: Word) -> bool:
    """Return whether a word is spelt as an abbreviation: at least two letters, all of them capitals."""
    return word.text.isupper() and 2 <= len(word.text) <= 7
