"""Intervals and tests held against published examples, against statsmodels, and in simulations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from eval.core.statistics.diff import holm, p_value
from eval.core.statistics.estimates import (
    MIN_EXPECTED,
    MIN_SIGNIFICANT,
    Estimate,
    difference,
    effective_size,
    estimate,
    square_and_add,
    wilson,
)
from eval.core.statistics.roc import auc, operating_points

SECTIONS, QUESTIONS = 30, 10
CLUSTERS = np.repeat(np.arange(SECTIONS), QUESTIONS).tolist()


def pairs(gained: int, lost: int, same: int = 0) -> tuple[list[float], list[float]]:
    """Values before and after, each question in its own cluster."""
    return [0.0] * gained + [1.0] * lost + [1.0] * same, [1.0] * gained + [0.0] * lost + [1.0] * same


def sections(rng: np.random.Generator, share: float, correlation: float) -> np.ndarray:
    """The chance of success of each question, beta-distributed over sections: (QUESTIONS * SECTIONS,)."""
    scale = 1 / correlation - 1
    return np.repeat(rng.beta(share * scale, (1 - share) * scale, SECTIONS), QUESTIONS)


class TestPublished:
    @pytest.mark.parametrize(
        ("successes", "size", "low", "high"),
        [
            # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (Wilson's)
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_wilson(self, successes, size, low, high):
        found = estimate([1.0] * successes + [0.0] * (size - successes))
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))

    def test_square_and_add(self):
        # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: 56/70 - 48/80
        low, high = square_and_add(56 / 70, wilson(56 / 70, 70), 48 / 80, wilson(48 / 80, 80))
        assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))

    @pytest.mark.parametrize(("gained", "lost", "p"), [(7, 1, 0.070), (16, 6, 0.052)])
    def test_mcnemar(self, gained, lost, p):
        # Fagerland, Lydersen and Laake 2013, BMC Medical Research Methodology 13:91, exact conditional test
        assert p_value(*pairs(gained, lost, 7)) == pytest.approx(p, abs=5e-4)

    def test_sign_flips(self):
        # Fisher 1935, The Design of Experiments: Darwin's 15 pairs of maize, 863 of 32768 sign patterns on one side
        heights = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
        assert p_value([0.0] * 15, heights) == pytest.approx(2 * 863 / 2**15)

    def test_holm(self):
        assert holm([0.01, None, 0.04, 0.03, 0.005]) == [0.03, None, 0.06, 0.06, 0.02]


class TestStatsmodels:
    @given(st.integers(1, 400), st.floats(0, 1))
    def test_wilson(self, size, share):
        successes = round(share * size)
        expected = proportion_confint(successes, size, method="wilson")
        assert wilson(successes / size, size) == pytest.approx(expected, abs=1e-9)

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
    def test_holm(self, values):
        assert holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


class TestEstimate:
    def test_empty(self):
        assert estimate([]) == estimate([], quantile=0.5) == Estimate(0)
        assert difference([], []) == Estimate(0)
        assert p_value([], []) is None

    def test_a_perfect_score_has_a_width(self):
        found = estimate([1.0] * 47)
        assert (found.n, found.value, found.high) == (47, 1, 1)
        assert found.low == pytest.approx(0.924, abs=5e-4)
        assert found.detectable == pytest.approx(MIN_EXPECTED / 47)

    @pytest.mark.parametrize("values", [[0.25], [1, 1, 1], [0, 0], [0.5] * 9, [1.0] * 40 + [0.5]])
    def test_few_deviations_are_not_few_possible_ones(self, values):
        found = estimate(values)
        assert found.high - found.low > 0.8 / len(values)
        assert found.low <= found.value <= found.high

    def test_same_every_time_and_in_any_order(self):
        values, keys = np.random.default_rng(1).random(50).tolist(), [place % 7 for place in range(50)]
        assert estimate(values, keys) == estimate(values, keys) == estimate(values[::-1], keys[::-1])
        assert estimate(values, keys, 0.5) == estimate(values[::-1], keys[::-1], 0.5)

    def test_the_interval_is_about_two_standard_errors(self):
        values = [0.0] * 40 + [1.0] * 160
        found = estimate(values)
        error = math.sqrt(0.8 * 0.2 / 200)
        assert found.value == pytest.approx(0.8)
        assert found.low == pytest.approx(0.8 - 1.96 * error, abs=0.015)
        assert found.high == pytest.approx(0.8 + 1.96 * error, abs=0.015)

    def test_quantiles(self):
        assert estimate(range(101), quantile=0.95).value == 95
        assert estimate([1, 2, 3, 10], quantile=0.5).value == 2.5
        assert estimate([7.0], quantile=0.5) == Estimate(1, 7.0, None, None, 1)

    def test_resampled_quantiles_are_those_of_numpy(self):
        from eval.core.statistics.estimates import _quantiles

        rng = np.random.default_rng(2)
        values, groups = rng.random(40), np.repeat(np.arange(8), 5)
        weights = rng.multinomial(8, np.full(8, 1 / 8), size=20).astype(float)
        for quantile in (0.0, 0.5, 0.95, 1.0):
            expected = [np.quantile(np.repeat(values, row[groups].astype(int)), quantile) for row in weights]
            assert _quantiles(values, groups, weights, quantile) == pytest.approx(expected)

    def test_a_mean_of_other_than_shares_is_refused(self):
        with pytest.raises(ValueError, match="give a quantile"):
            estimate([2.0, 3.0])

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(1, 5))
    def test_bounds(self, values, clusters):
        found = estimate(values, [place % clusters for place in range(len(values))])
        assert -1e-9 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1 + 1e-9

    def test_design_effect(self):
        same, mixed = np.repeat([0.0, 1.0] * 15, 10), np.tile([0.0, 1.0], 150)
        groups = np.repeat(np.arange(30), 10)
        assert effective_size(same, groups) < 30  # ten questions that always agree are one
        assert effective_size(mixed, groups) <= 300  # never more than there are
        assert effective_size(mixed, np.arange(300)) == 300
        assert effective_size(np.ones(4), np.zeros(4, int)) == 1


class TestDifference:
    def test_no_change_is_not_no_possible_change(self):
        found = difference([1.0] * 47, [1.0] * 47)
        assert found.value == 0
        assert (found.low, found.high) == (pytest.approx(-0.0756, abs=5e-4), pytest.approx(0.0756, abs=5e-4))
        assert found.detectable == pytest.approx(MIN_EXPECTED / 47)
        assert p_value([1.0] * 47, [1.0] * 47) == 1

    def test_six_questions_one_way_are_the_fewest_that_count(self):
        assert p_value(*pairs(6, 0, 94)) < 0.05 < p_value(*pairs(5, 0, 95))
        assert difference(*pairs(2, 2)).detectable is None

    def test_the_least_detectable_number_of_changes_has_the_power_that_it_names(self):
        from scipy import stats

        assert stats.poisson.sf(MIN_SIGNIFICANT - 1, MIN_EXPECTED) == pytest.approx(0.8, abs=1e-4)

    def test_ten_questions_of_one_section_are_one(self):
        before, after = [0.0] * 10 + [1.0] * 90, [1.0] * 100
        assert p_value(before, after) < 0.01
        assert p_value(before, after, [place // 10 for place in range(100)]) == 1
        assert p_value(before, after, [place // 2 for place in range(100)]) > 0.05

    def test_quantiles(self):
        found = difference([1, 2, 3, 4, 5], [11, 12, 13, 14, 15], quantile=0.5)
        assert (found.n, found.value, found.low, found.high) == (5, 10, 10, 10)


class TestSimulation:
    """30 sections with 10 questions each that succeed together: how often the interval holds the truth, how wide."""

    @pytest.mark.parametrize("share", [0.6, 0.8, 0.9])
    @pytest.mark.parametrize("correlation", [0.1, 0.2])
    def test_shares(self, share, correlation):
        rng = np.random.default_rng(3)
        runs = [(rng.random(300) < sections(rng, share, correlation)).astype(float).tolist() for _ in range(500)]
        found = [estimate(values, CLUSTERS) for values in runs]
        oracle = 2 * 1.96 * math.sqrt(share * (1 - share) / 300 * (1 + (QUESTIONS - 1) * correlation))
        assert np.mean([one.low <= share <= one.high for one in found]) >= 0.92
        assert np.mean([one.high - one.low for one in found]) <= 1.2 * oracle
        independent = [estimate(values) for values in runs]
        assert np.mean([one.low <= share <= one.high for one in independent]) < 0.9

    @pytest.mark.parametrize("share", [0.6, 0.8])
    def test_means(self, share):
        rng = np.random.default_rng(4)
        runs = [(rng.binomial(3, sections(rng, share, 0.2)) / 3).tolist() for _ in range(300)]
        found = [estimate(values, CLUSTERS) for values in runs]
        spread = share * (1 - share)
        oracle = 2 * 1.96 * math.sqrt(spread * 0.2 / SECTIONS + spread * 0.8 / 3 / 300)
        assert np.mean([one.low <= share <= one.high for one in found]) >= 0.92
        assert np.mean([one.high - one.low for one in found]) <= 1.2 * oracle

    def test_differences(self):
        rng = np.random.default_rng(5)
        found = []
        for _ in range(300):
            chance = sections(rng, 0.7, 0.2)
            before, after = ((rng.random(300) < chance).astype(float).tolist() for _ in range(2))
            found.append(difference(before, after, CLUSTERS))
        oracle = 2 * 1.96 * math.sqrt(2 * 0.7 * 0.3 * 0.8 / 300)
        assert np.mean([one.low <= 0 <= one.high for one in found]) >= 0.92
        assert np.mean([one.high - one.low for one in found]) <= 1.2 * oracle

    def test_p_values(self):
        """Sections change together, by chance or for the better: the former is seldom called significant."""
        rng = np.random.default_rng(6)
        by_chance, clustered, better = [], [], []
        for _ in range(50):
            old, new = sections(rng, 0.7, 0.2), sections(rng, 0.7, 0.2)
            before, after = ((rng.random(300) < chance).astype(float).tolist() for chance in (old, new))
            improved = (rng.random(300) < np.minimum(1, old + 0.2)).astype(float).tolist()
            by_chance.append(p_value(before, after) < 0.05)
            clustered.append(p_value(before, after, CLUSTERS) < 0.05)
            better.append(p_value(before, improved, CLUSTERS) < 0.05)
        assert np.mean(clustered) <= 0.1 < np.mean(by_chance)
        assert np.mean(better) > 0.8


class TestGate:
    @pytest.mark.parametrize(
        ("positive", "negative", "expected"),
        [
            ([2, 3], [0, 1], 1),
            ([0], [1], 0),
            ([1], [1], 0.5),
            ([1, 3], [2, 0], 3 / 4),
            ([], [1], None),
            ([1], [], None),
        ],
    )
    def test_auc(self, positive, negative, expected):
        assert auc(positive, negative) == expected

    def test_operating_points(self):
        points = operating_points([0.9, 0.5], [0.5, 0.1])
        assert [(p.threshold, p.coverage, p.leak, p.risk) for p in points] == [
            (0.9, 1 / 2, 0, 0),
            (0.5, 1, 1 / 2, 1 / 3),
            (0.1, 1, 1, 2 / 4),
        ]
        assert operating_points([], [0.5]) == ()
