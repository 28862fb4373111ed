from dataclasses import replace

import pytest

from index.language.units import Unit
from rag.messages import in_points, section_unit
from tests.index.samples import points_document


@pytest.mark.parametrize(
    ("count", "preamble", "language", "expected"),
    [
        (1, False, "ru", "В 1 пункте:"),
        (3, False, "ru", "В 3 пунктах:"),
        (11, False, "ru", "В 11 пунктах:"),
        (21, False, "ru", "В 21 пункте:"),
        (0, True, "ru", "В преамбуле:"),
        (2, True, "ru", "В преамбуле и в 2 пунктах:"),
        (1, True, "en", "In the preamble and 1 point:"),
        (21, False, "en", "In 21 points:"),
    ],
)
def test_the_lead_of_a_list_agrees(count: int, preamble: bool, language: str, expected: str) -> None:
    assert in_points(count, preamble, language) == expected


@pytest.mark.parametrize(
    ("document", "answer", "unit"),
    [("en", "en", Unit.PARAGRAPH), ("en", "ru", Unit.POINT), ("ru", "en", Unit.POINT), ("ru", "ru", Unit.POINT)],
)
def test_points_of_an_english_text_are_its_paragraphs(document: str, answer: str, unit: Unit) -> None:
    assert section_unit(replace(points_document(3), language=document), answer) is unit
