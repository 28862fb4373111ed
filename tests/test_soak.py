"""`make soak` with a few questions: page and API, with whoever leaves, a suspended process, a clock that jumps."""

import time

import pytest

from tests import soak


def test_thirty_questions_with_every_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    clock = time.time
    assert soak.main(["--questions", "30", "--batch", "10"]) == 0
    said = capsys.readouterr().out
    assert "0 lost, 0 crossed, 0 tracebacks" in said
    for manner in soak.MANNERS:
        assert f"'{manner}': 5" in said
    assert time.time is clock
    assert len(soak.TROUBLES) == 3
