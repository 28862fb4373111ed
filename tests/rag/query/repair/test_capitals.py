import pytest

from rag.query.repair.capitals import Capitals


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ОБРАЗОВАНИЕ", "образование"),
        ("ВОДА", "вода"),
        ("ООН", "ООН"),
        ("ПОМОЩЬ ООН", "помощь ООН"),
        ("МФСА", "МФСА"),
        ("WATER", "water"),
        ("Вода и ООН", "Вода и ООН"),
        ("ВОДА и мир", "ВОДА и мир"),
    ],
)
def test_shouted_words_are_lowered_and_acronyms_stay(question: str, expected: str) -> None:
    assert Capitals(["Стороны ценят воду и помощь ООН.", "Water is needed."]).lowered(question) == expected
