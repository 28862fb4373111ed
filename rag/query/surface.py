"""The surface of a question as columns: hashed n-grams of its characters, and of its words with the rare ones masked.

«Правда ли, что фонд создан?» and "Is it true that the levy was raised?" say by their frame what they ask for. Words
that are rare among the questions that the classifier was fitted on are mostly topics, and stand as one mark.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from index.language.words import fold

NGRAMS = 1 << 13
"""Columns that the n-grams of characters are hashed into, and as many for those of words."""
COLUMNS = 2 * NGRAMS
CHARACTERS = (1, 5)
"""Shortest and longest n-gram of characters; none crosses the end of a word but by one space."""
WORDS = (1, 3)
"""Shortest and longest n-gram of words."""
MIN_QUESTIONS = 4
"""A word is frequent that stands in as many questions."""

_TOKEN = re.compile(r'\d+|[^\W\d_]+|[?!«",:]')
_START, _END, _TOPIC, _NUMBER = "^", "$", "_", "0"


@cache
def _by_characters() -> Any:  # noqa: ANN401
    from sklearn.feature_extraction.text import HashingVectorizer  # takes a second to import

    return HashingVectorizer(
        analyzer="char_wb", ngram_range=CHARACTERS, n_features=NGRAMS, lowercase=False, norm="l2", dtype=np.float32
    )


@cache
def _by_words() -> Any:  # noqa: ANN401
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        ngram_range=WORDS,
        n_features=NGRAMS,
        lowercase=False,
        token_pattern=r"\S+",  # noqa: S106
        norm="l2",
        dtype=np.float32,
    )


def frequent(questions: Iterable[str]) -> list[int]:
    """Return the hashes of the words that stand in MIN_QUESTIONS questions or more, ascending."""
    counted = Counter(word for question in questions for word in set(_words(question)))
    return sorted({_hash(word) for word, count in counted.items() if count >= MIN_QUESTIONS})


class Surface:
    """Makes columns of questions."""

    def __init__(self, frequent_words: Iterable[int]) -> None:
        """Take the hashes of frequent words, as `frequent` returns them."""
        self._frequent = frozenset(frequent_words)

    def columns(self, questions: Sequence[str]) -> csr_matrix:
        """Return the columns of questions, (questions, COLUMNS), sparse."""
        folded = [re.sub(r"\d+", _NUMBER, fold(question)) for question in questions]
        masked = [self.masked(question) for question in questions]
        return hstack([_by_characters().transform(folded), _by_words().transform(masked)]).tocsr()

    def masked(self, question: str) -> str:
        """Return the words of a question, folded, a run of rare ones as one mark, between marks for its ends."""
        shown = [_START]
        for word in _words(question):
            kept = word if _hash(word) in self._frequent else _TOPIC
            if kept != _TOPIC or shown[-1] != _TOPIC:
                shown.append(kept)
        return " ".join((*shown, _END))


def _words(question: str) -> list[str]:
    return [_NUMBER if token.isdigit() else token for token in _TOKEN.findall(fold(question))]


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())
