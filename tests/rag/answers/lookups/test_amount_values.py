import pytest

from index.digest.tokens import tokenize
from rag.answers.lookups.amount_values import value_of
from rag.answers.short.quantities import quantities


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("двадцати пяти дней", 25.0),
        ("сто двадцать рублей", 120.0),
        ("thirty-five days", 35.0),
        ("four hundred thousand books", 400_000.0),
        ("$5 million", 5_000_000.0),
        ("18 000 рублей", 18_000.0),
        ("полтора миллиона тенге", 1_500_000.0),
        ("48 часов", 2.0),
        ("на год", 365.25),
        ("половину суммы", 0.5),
        ("two thirds of the members", 2 / 3),
        ("40 per cent", 0.4),
        ("twice a year", 2.0),
        ("every second month", 6.0),
        ("раз в две недели", 365.25 / 14),
        ("не реже одного раза в квартал", 4.0),
        ("ежемесячно", 12.0),
        ("from 16 to 29 years", None),
    ],
)
def test_an_amount_comes_to_a_number(text: str, value: float | None) -> None:
    (one,) = quantities(text, tokenize(text))
    found = value_of(one, text)
    assert found == (None if value is None else pytest.approx(value))
