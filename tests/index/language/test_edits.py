import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.edits import Neighbours, edit_distance, slips

WORDS = st.text("абв", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("пункт", "пункт", 0),
        ("пунт", "пункт", 1),
        ("пунктт", "пункт", 1),
        ("пувкт", "пункт", 1),
        ("пукнт", "пункт", 1),
        ("breif", "brief", 1),
        ("цетота", "цитата", 2),
        ("", "да", 2),
        ("са", "абс", 3),
    ],
)
def test_edit_distance(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == edit_distance(right, left) == distance


@given(WORDS, st.sets(WORDS, max_size=12), st.integers(1, 2))
def test_neighbours_are_those_that_a_comparison_with_every_word_finds(word: str, words: set[str], reach: int) -> None:
    every = {other: edit_distance(word, other) for other in words}
    assert Neighbours(words, 2).near(word, reach) == {other: far for other, far in every.items() if far <= reach}


@given(st.text("абв", min_size=5, max_size=7), st.sets(WORDS, max_size=12))
def test_a_table_of_long_words_finds_all_for_a_long_word(word: str, words: set[str]) -> None:
    assert Neighbours(words, 2, min_length=5).near(word, 2) == Neighbours(words, 2).near(word, 2)


def test_slips() -> None:
    assert slips("сан", ["оа"]) == {"ссан", "саан", "санн", "асн", "сна", "сон"}
    assert "анна" in slips("ана", [])
    assert "ана" in slips("анна", [])
    assert slips("", ["оа"]) == set()
