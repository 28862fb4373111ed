import pytest

from rag.answers.wording.excerpt import excerpt

LIST = (
    "Стороны отмечают важность мира, согласия и доверия, поддержки культуры и искусства во всех странах региона, "
    "развития туризма и спорта среди молодёжи, защиты рек и озёр от засухи, дружбы народов, счастья"
)
LONG = f"{LIST}, в сферах торговли, транспорта и связи, в вопросах охраны воды, воздуха, лесов, полей и гор региона."


def test_a_sentence_that_cannot_be_cut_is_whole() -> None:
    start = LIST.index("туризма")
    assert excerpt(f"{LIST}.", start, start + 7, 12) == LIST


@pytest.mark.parametrize(
    ("word", "beginning"), [("озёр", "Стороны"), ("дружбы", "Стороны"), ("связи", "в сферах"), ("лесов", "в вопросах")]
)
def test_a_longer_one_begins_where_a_clause_does(word: str, beginning: str) -> None:
    start = LONG.index(word)
    shown = excerpt(LONG, start, start + len(word), 12)
    assert shown.startswith(beginning)
    assert word in shown
    assert shown in LONG


def test_an_adverbial_alone_is_no_part() -> None:
    tail = ", отмечают мир, дружбу, доверие, покой" + ", " + ", ".join(["согласие"] * 40)
    text = f"Учитывая негативное влияние климата на ледники в мире, стороны{tail[1:]}."
    assert "отмечают" in excerpt(text, 0, 8, 10)


def test_a_short_sentence_stays_whole() -> None:
    assert excerpt("Вода нужна всем.", 0, 4) == "Вода нужна всем"


def test_no_clause_ends_within_a_quotation() -> None:
    text = "Стороны одобрили план «Мир, труд, май, дружба, согласие и покой во всём мире», и разошлись по домам."
    start = text.index("труд")
    assert "«Мир, труд, май, дружба, согласие и покой во всём мире»" in excerpt(text, start, start + 4, 3)
