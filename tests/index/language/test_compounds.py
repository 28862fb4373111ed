import pytest

from index.language.compounds import is_compound_of
from index.language.words import words


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("турзоны", "создание туристических зон и кластеров"),
        ("госорганы", "решение государственного органа"),
        ("юрлицо", "юридические лица"),
        ("roadmap", "the draft “Road Map” for next year"),
    ],
)
def test_a_compound_is_two_words_of_a_text(word: str, text: str) -> None:
    assert is_compound_of(word, words(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("турзоны", "зоны для туристических автобусов"),  # they do not follow each other in this order
        ("зона", "туристических зон"),
        ("торговля", "торговых товаров"),
        ("подход", "подземный переход"),
        ("roadmap", "a map of the road"),
        ("", "туристических зон"),
    ],
)
def test_other_words_are_none(word: str, text: str) -> None:
    assert not is_compound_of(word, words(text))
