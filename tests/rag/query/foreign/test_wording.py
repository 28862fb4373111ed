"""rag/query/foreign/wording.py: names by their sounds across scripts."""

import pytest

from rag.query.foreign.wording import LEAST_SOUND, Wording, likeness
from tests.rag.answers.asked import make_source


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


def test_a_name_of_the_document_is_found_and_what_stands_beside_it_is_told_apart() -> None:
    said = Wording(make_source().retriever).says("Gruziýa", "tk")
    assert said is not None
    assert (said.text, said.is_sure, said.name) == ("Грузия", True, "Грузия")


def test_words_that_the_document_holds_stay() -> None:
    said = Wording(make_source().retriever).says("водных ресурсов", "de")
    assert said is not None
    assert (said.text, said.is_sure) == ("водных ресурсов", True)
