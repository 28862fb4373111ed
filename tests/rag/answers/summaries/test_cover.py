"""rag/answers/summaries/cover.py: runs of rows that belong together, and what stands for them."""

import numpy as np
import pytest

from rag.answers.summaries.cover import segments, weightiest

AXES = np.eye(4, dtype=np.float32)
ROWS = AXES[[0, 0, 1, 1, 1, 2]]


def test_runs_end_where_the_direction_changes() -> None:
    assert segments(ROWS, [1] * 6, 3) == [[0, 1], [2, 3, 4], [5]]


@pytest.mark.parametrize("count", [1, 2, 4, 6, 9])
def test_runs_are_as_many_as_asked_for_and_cover_every_row_once(count: int) -> None:
    found = segments(ROWS, [1, 2, 1, 3, 1, 1], count)
    assert len(found) == min(count, 6)
    assert [row for run in found for row in run] == list(range(6))
    assert all(found)


def test_a_row_of_more_mass_gets_a_run_of_its_own() -> None:
    rows = AXES[[0, 1, 2]]
    assert segments(rows, [1, 1, 9], 2) == [[0, 1], [2]]
    assert segments(rows, [9, 1, 1], 2) == [[0], [1, 2]]


def test_the_row_nearest_to_the_mean_stands_for_a_run_unless_another_weighs_more() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0.9, 0.43]], np.float32)
    assert weightiest(rows, [0, 0, 0], [0, 1, 2]) == 2
    assert weightiest(rows, [0.5, 0, 0], [0, 1, 2]) == 0
    assert weightiest(rows, [0.5, 0, 0], [1, 2]) in (1, 2)
