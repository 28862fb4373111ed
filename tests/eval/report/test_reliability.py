"""Reliability in bins, by hand."""

import pytest

from eval.report.reliability import reliability


def test_bins_brier_and_distance():
    found = reliability([0.95, 0.95, 0.15, 1.0], [0.95, 0.15, 0.15, 0.15])
    assert [(round(one.mean, 4), one.share, one.n) for one in found.bins] == [(0.15, 0.25, 4), (0.9625, 0.75, 4)]
    assert found.brier.value == pytest.approx((2 * 0.05**2 + 0.85**2 + 0.95**2 + 3 * 0.15**2) / 8)
    assert 0 <= found.brier.low < found.brier.value < found.brier.high <= 1
    assert all(one.low < one.share < one.high for one in found.bins)
    assert found.drawing.count("<circle") == 2


def test_perfect():
    found = reliability([1.0] * 5, [0.0] * 5)
    assert (found.brier.value, found.brier.low) == pytest.approx((0, 0), abs=1e-9)
    assert found.brier.high > 0  # a perfect one has a width too
    by_two = reliability([1.0] * 5, [0.0] * 5, ["a"] * 5 + ["b"] * 5)
    assert by_two.brier.clusters == 2
    assert [one.n for one in found.bins] == [5, 5]
