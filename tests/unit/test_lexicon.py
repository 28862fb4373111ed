import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexicon import Lexicon, unfinished_word

LEXICON = Lexicon(
    ["Президент Таджикистана предложил объявить 2025 год годом сохранения ледников.", "Форум «Астана», XXI век"]
)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Таджикистан ", True),
        ("ледниками, ", True),
        ("2025 ", True),
        ("XXI ", True),
        ("Предложено Таджикистаном в 2025 году, что", True),
        ("и не только ", True),
        ("Таджик", True),
        ("202", True),
        ("Узбекистан ", False),
        ("Узб", False),
        ("2026", False),
        ("202 ", False),
        ("20252", False),
        ("Таджикистн ", False),
        ("glacier", False),
        ("", True),
        (" — ", True),
    ],
)
def test_allows(text: str, allowed: bool) -> None:
    assert LEXICON.allows(text) is allowed


@settings(deadline=None)
@given(st.lists(st.sampled_from("Таджикистан предложил ледников и 2025 форума в".split()), min_size=1), st.data())
def test_every_beginning_of_an_allowed_text_is_allowed(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    assert LEXICON.allows(text[: data.draw(st.integers(0, len(text)))])


@pytest.mark.parametrize(
    ("text", "word"), [("", ""), ("год ", ""), ("в году", "году"), ("водно-энерг", "энерг"), ("(п. 1", "1"), ("a.", "")]
)
def test_unfinished_word(text: str, word: str) -> None:
    assert unfinished_word(text) == word
