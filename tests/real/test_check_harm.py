"""The shortest of `make check-harm`: a wrong word in a lexicon turns the check red, and without it it is green."""

from pathlib import Path

import pytest

from eval.check import check, this_side
from eval.core.check import load_parts
from eval.harm import QUESTIONS, ask_harmed, load_harms, shortened

pytestmark = pytest.mark.real


def test_one_wrong_word_turns_twelve_questions_red(tmp_path: Path) -> None:
    (harm,) = (one for one in load_harms() if "lexicon" in one.name)
    (part,) = (shortened(one) for one in load_parts() if one.name == harm.part)
    assert len(part.ids) == QUESTIONS
    (sound,) = check([part], this_side(tmp_path / "sound"), tmp_path / "sound.jsonl") or ()
    assert sound.wrong == ()
    harmed = ask_harmed(harm, tmp_path / "harmed")
    assert harmed is not None
    assert harmed.wrong
    assert not harmed.met
