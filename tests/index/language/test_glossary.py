import pytest

from index.language.glossary import counterparts
from index.language.words import words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("fines", ("штраф", "штрафовать", "оштрафовать")),
        ("птицах", ("bird",)),
        ("штрафов", ("fine", "penalty")),
        ("Qarra", ()),
        ("ёлки", ()),
    ],
)
def test_common_words_have_counterparts_in_any_form(word: str, expected: tuple[str, ...]) -> None:
    assert counterparts(words(word)[0]) == expected
