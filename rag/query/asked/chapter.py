"""Whether a question names a chapter by its title: «перескажи главу о льготах», "the discipline chapter". Pure."""

import re
from collections.abc import Sequence

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, fold, words

_LISTS = (RUSSIAN.overviews, ENGLISH.overviews)
_CHAPTER = re.compile(rf"(?<!\w)(?:{'|'.join(one for lists in _LISTS for one in lists.chapters)})(?!\w)")
_QUOTED = re.compile(r"\s*[«\"“„]\s*\w")
_MARK = re.compile(rf"\s*(?:[«\"“„]|(?:{'|'.join(one for lists in _LISTS for one in lists.topic_marks)}))")


def names_chapter(question: str, topic: Sequence[Word]) -> bool:
    """Return whether a word for a chapter stands before what marks a question's topic, or right after it."""
    text, named = fold(question), {fold(word.text) for word in topic}
    for found in _CHAPTER.finditer(text):
        before = words(text[: found.start()])
        if _MARK.match(text, found.end()) or (before and before[-1].text in named):
            return True
    return False


def quotes_chapter(question: str) -> bool:
    """Return whether a question quotes the title of a chapter: «Что сказано в разделе «Общие положения»?»."""
    text = fold(question)
    return any(_QUOTED.match(text, found.end()) for found in _CHAPTER.finditer(text))
