"""What of a question in a further language is asked again as it stands."""

import pytest

from rag.query.foreign.restate import is_russian


@pytest.mark.parametrize(
    ("text", "is_own"), [("интернет", True), ("лёд и снег", True), ("Жібек жолы", False), ("Yeşil koridor", False)]
)
def test_quoted_words_may_be_russian(text: str, is_own: bool) -> None:
    assert is_russian(text) is is_own
