"""rag/answers/material/relatives.py: forms and derivations of one word, in Russian and English."""

import pytest

from index.language.words import words
from rag.answers.material.relatives import is_relative


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("freezing", "frozen"),
        ("keeping", "kept"),
        ("packages", "packaging"),
        ("migrants", "migration"),
        ("курение", "курить"),
        ("мытьё", "моют"),
        ("выселении", "выселяют"),
        ("спорт", "спортивный"),
    ],
)
def test_forms_and_derivations_are_relatives_both_ways(left: str, right: str) -> None:
    (one,), (other,) = words(left), words(right)
    assert is_relative(one, other)
    assert is_relative(other, one)


@pytest.mark.parametrize(("left", "right"), [("курение", "курица"), ("fire", "firm"), ("питание", "пить")])
def test_words_that_only_begin_alike_are_none(left: str, right: str) -> None:
    (one,), (other,) = words(left), words(right)
    assert not is_relative(one, other)
    assert not is_relative(other, one)
