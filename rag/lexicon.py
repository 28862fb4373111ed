"""The words that a Russian answer may be made of: any form of the words of its passages, and the glue between them.

A number, date or name that no read passage holds can then not be written at all, and a small model has no way to slip
into another language or to misspell. The glue stands in prompts/lexicon.ru.txt. Knows no tokens: it judges text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rag import prompt as prompts
from rag.words import TOKEN, fold, word_forms

_BREAK = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def _vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The forms of a text's words, and all their beginnings."""
    whole = frozenset().union(*(word_forms(token) for token in set(TOKEN.findall(fold(text)))))
    return whole, frozenset(form[:end] for form in whole for end in range(1, len(form) + 1))


class Lexicon:
    """Words of some texts and the glue; built in well under a millisecond once each text was seen."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._vocabularies = [_vocabulary(text) for text in (prompts.lexicon(), *texts)]

    def allows(self, text: str) -> bool:
        """Whether every finished word of `text` is allowed, and its last one is the beginning of one that is."""
        *finished, last = _BREAK.split(text.lower())
        return all(not word or any(word in whole for whole, _ in self._vocabularies) for word in finished) and (
            not last or any(last in beginnings for _, beginnings in self._vocabularies)
        )


def unfinished_word(text: str) -> str:
    """The word that a text ends in the middle of, possibly none."""
    return _BREAK.split(text)[-1]
