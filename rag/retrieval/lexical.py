"""Words that a question shares with texts: the share of them that each text has, by postings."""

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.language.words import TOKEN, fold, words

Shares = NDArray[np.float32]

Forms = Callable[[str], Sequence[frozenset[str]]]
"""The content words of a text, each as the set of its forms; words whose sets meet count as one."""

_PREFIX = 5
"""Letters that words are compared by."""
_GRAM = 4
"""Letters of the pieces that words are compared by, of whatever language."""


def content_forms(text: str) -> Sequence[frozenset[str]]:
    """Return the content words of Russian or English text by their normal forms."""
    return [word.forms for word in words(text) if word.is_content]


def prefix_forms(text: str) -> Sequence[frozenset[str]]:
    """Return words of four letters and more by their first ones, for agglutinative languages without a dictionary."""
    plain = re.sub("[ʻʼ‘’']", "", fold(text))
    return [frozenset({token[:_PREFIX]}) for token in TOKEN.findall(plain) if len(token) > 3]


def letter_forms(text: str) -> Sequence[frozenset[str]]:
    """Return each piece of four letters that the words of a text have, once: relatives of a word share most of them."""
    pieces = {
        token[at : at + _GRAM]
        for token in TOKEN.findall(fold(text))
        if len(token) >= _GRAM
        for at in range(len(token) - _GRAM + 1)
    }
    return [frozenset({piece}) for piece in sorted(pieces)]


class LexicalOverlap:
    """The share of a question's content words that a text has in any form, weighted by inverse document frequency."""

    def __init__(self, texts: Sequence[str], forms: Forms = content_forms) -> None:
        """Take the words of each text."""
        self._content, self._count = forms, len(texts)
        postings: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            for form in frozenset().union(*forms(text)):
                postings.setdefault(form, []).append(row)
        self._postings = {form: np.array(rows, np.int32) for form, rows in postings.items()}
        self.vocabulary = frozenset(self._postings)

    def shares(self, question: str) -> Shares:
        """Return a share from 0 to 1 for each text, (texts,)."""
        asked = {forms: self._idf(forms) for forms in self._content(question)}
        shares = np.zeros(self._count, np.float32)
        for forms, weight in asked.items():
            found = [self._postings[form] for form in forms if form in self._postings]
            if found:  # forms of one word may stand in the same text
                shares[found[0] if len(found) == 1 else np.unique(np.concatenate(found))] += weight
        return shares / (sum(asked.values()) or 1.0)

    def _idf(self, forms: frozenset[str]) -> float:
        """Return the inverse document frequency (Sparck Jones 1972) of the most frequent form."""
        most = max(len(self._postings[form]) if form in self._postings else 0 for form in forms)
        return math.log((self._count + 1) / (most + 0.5))
