"""The calculation of how many students a service carries, held against the formulas of queues that have one."""

import numpy as np
import pytest

from tests.scale.capacity import LIMIT_SECONDS, PAUSE_SECONDS, responses, students


def test_one_server_of_exponential_times_is_the_queue_of_the_textbooks() -> None:
    """M/M/1: the time in it is exponential with the rate at which it could serve more."""
    seconds = np.random.default_rng(0).exponential(1.0, 20_000)
    taken = responses(0.7, seconds)
    assert np.mean(taken) == pytest.approx(1 / 0.3, rel=0.1)
    assert np.percentile(taken, 95) == pytest.approx(-np.log(0.05) / 0.3, rel=0.1)


def test_who_never_waits_takes_what_was_measured() -> None:
    taken = responses(0.5, [1.0, 3.0], servers=50)
    assert set(taken.round(6)) == {1.0, 3.0}


def test_students_are_as_many_as_the_limit_lets() -> None:
    """M/M/1 again: 95 of 100 are there within LIMIT_SECONDS while the spare rate is at least ln 20 over that."""
    seconds = np.random.default_rng(0).exponential(1.0, 20_000)
    expected = (1.0 - np.log(20) / LIMIT_SECONDS) * PAUSE_SECONDS
    assert students(seconds) == pytest.approx(expected, abs=3)
    assert students(seconds, servers=4) > 3 * students(seconds)
    assert students([LIMIT_SECONDS + 1]) == 0
