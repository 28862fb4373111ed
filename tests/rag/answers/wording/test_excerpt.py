import pytest

from rag.answers.wording.excerpt import excerpt, wide_excerpt

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


def test_what_stands_before_a_name_is_shown_with_it_where_it_fits() -> None:
    text = (
        "The Parties welcomed the plan of the Mayor for a harbour museum aimed at keeping the memory of the old boats, "
        "as well as the creation, under the roof of the Guild, of a “Chart Room” for the study of the tides and winds "
        "of the northern bay and of the channels between its many small islands."
    )
    start = text.index("“Chart")
    shown = wide_excerpt(text, start, start + len("“Chart Room”"), 45)
    assert shown in text
    assert "Guild" in shown
    assert "Guild" not in excerpt(text, start, start + len("“Chart Room”"), 40)
