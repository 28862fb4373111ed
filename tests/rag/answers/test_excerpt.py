import pytest

from rag.answers.excerpt import excerpt

LONG = (
    "Стороны отмечают важность мира, согласия и доверия, поддержки культуры и искусства во всех странах региона, "
    "развития туризма и спорта среди молодёжи, защиты рек и озёр от загрязнения и засухи, а также дружбы народов."
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("туризма", "развития туризма"), ("озёр", "рек и озёр"), ("дружбы", "дружбы народов")],
)
def test_it_holds_the_words_and_is_verbatim(word: str, expected: str) -> None:
    start = LONG.index(word)
    shown = excerpt(LONG, start, start + len(word), 12)
    assert expected in shown
    assert shown in LONG
    assert 5 <= len(shown.split()) <= 14


def test_a_short_sentence_stays_whole() -> None:
    assert excerpt("Вода нужна всем.", 0, 4) == "Вода нужна всем"


def test_no_clause_ends_within_a_quotation() -> None:
    text = "Стороны одобрили план «Мир, труд, май, дружба, согласие и покой во всём мире», и разошлись по домам."
    start = text.index("труд")
    assert "«Мир, труд, май, дружба, согласие и покой во всём мире»" in excerpt(text, start, start + 4, 3)
