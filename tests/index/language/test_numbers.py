"""index/language/numbers.py: the numbers that words stand for."""

import pytest

from index.language.numbers import number_value
from index.language.words import words


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("2021", 2021),
        ("XXI", 21),
        ("IV", 4),
        ("третьей", 3),
        ("пять", 5),
        ("четвёртой", 4),
        ("fifth", 5),
        ("вода", None),
        ("MC", None),
    ],
)
def test_number(token: str, value: int | None) -> None:
    assert number_value(words(token)[0]) == value
