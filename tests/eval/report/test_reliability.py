"""Reliability in bins, by hand."""

import pytest

from eval.report.reliability import reliability


def test_bins_brier_and_distance():
    found = reliability([0.95, 0.95, 0.15, 1.0], [0.95, 0.15, 0.15, 0.15])
    assert [(round(one.mean, 4), one.share, one.n) for one in found.bins] == [(0.15, 0.25, 4), (0.9625, 0.75, 4)]
    assert found.brier == pytest.approx((2 * 0.05**2 + 0.85**2 + 0.95**2 + 3 * 0.15**2) / 8)
    assert found.error == pytest.approx((0.1 + 0.2125) / 2)
    assert all(one.low < one.share < one.high for one in found.bins)
    assert found.drawing.count("<circle") == 2


def test_perfect():
    found = reliability([1.0] * 5, [0.0] * 5)
    assert (found.brier, found.error) == (0, 0)
    assert [one.n for one in found.bins] == [5, 5]
