"""`make soak` with a few questions: page and API, with whoever leaves, a suspended process, a clock that jumps."""

import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import soak


def test_questions_with_every_trouble(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    clock = time.time
    drawn = tmp_path / "memory.svg"
    assert soak.main(["--questions", "35", "--batch", "10", "--picture", str(drawn)]) == 0
    said = capsys.readouterr().out
    assert "0 lost, 0 crossed, 0 tracebacks" in said
    for manner in soak.MANNERS:
        assert f"'{manner}': 5" in said
    assert time.time is clock
    assert len(ElementTree.parse(drawn).findall("{*}circle")) == 4
    assert len(soak.TROUBLES) == 3
