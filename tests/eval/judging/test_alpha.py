"""Krippendorff's alpha against his published figures."""

import pytest

from eval.judging.alpha import Alpha, alpha, interval, nominal, ordinal

N = None
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
"""Krippendorff (2011), example C: four observers, twelve units, five values, missing data."""
TWO_OBSERVERS = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
"""Example A: two observers, ten units, binary data."""
LETTERS = ("aabbdcccedda", "babbbccceddd")
"""Example B: two observers, twelve units, nominal data."""


def units(table):
    return [[value for value in unit if value is not None] for unit in zip(*table, strict=True)]


@pytest.mark.parametrize(("distance", "published"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849)])
def test_published_with_missing_data(distance, published):
    found = alpha(units(FOUR_OBSERVERS), distance)
    assert found.value == pytest.approx(published, abs=0.0005)
    assert found.low < found.value < found.high
    assert found.units == 11  # a single judgement of a unit pairs with none


def test_published_two_observers():
    assert alpha(units(TWO_OBSERVERS)).value == pytest.approx(0.095, abs=0.0005)
    assert alpha(units([[ord(one) for one in row] for row in LETTERS])).value == pytest.approx(0.692, abs=0.0005)


def test_limits():
    assert alpha([[1, 1], [2, 2], [3, 3]]).value == 1
    assert alpha([[1, 2], [2, 1]]).value < 0
    for undefined in ([], [[1]], [[1], [2]], [[1, 1], [1, 1]]):
        assert alpha(undefined).value is None
    assert alpha([]) == Alpha(None, None, None, 0)
    assert alpha([[2, 1, 1], [3, 3]]) == alpha([[1, 1, 2], [3, 3]])
