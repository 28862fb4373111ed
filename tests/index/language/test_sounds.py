"""index/language/sounds.py: words by their sounds across scripts."""

import pytest

from index.language.sounds import likeness, skeleton
from rag.query.foreign.wording import LEAST_SOUND


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mongolei", "Монголия"), ("Moğolistan", "Монголия"), ("Gruziýa", "Грузия"), ("Исландія", "Исландия")],
)
def test_a_name_sounds_like_itself_in_another_script(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.6


@pytest.mark.parametrize(
    ("one", "other"), [("Wasser", "Грузия"), ("Kenia", "Монголия"), ("Iran", "Перу"), ("水", "Перу")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert likeness(one, other) < LEAST_SOUND


def test_skeleton() -> None:
    assert skeleton("Tajikistan") == skeleton("Таджикистан") == "tjkstn"
    assert skeleton("Afghanistan") == skeleton("Афганистан") == "afgnstn"
    assert skeleton("") == ""
