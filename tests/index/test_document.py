"""index/document.py: sections are cited as lawyers cite them, in every language."""

from pathlib import Path

import pytest

from index.document import Document, Locator, Part, Section
from index.language.units import Numbered, Unit, label, languages, text_language, units

SOURCE = Path(__file__).parents[2] / "index" / "source" / "declaration.ru.txt"

PARTS = (
    Part(0, 24, (Numbered(Unit.POINT, "1"),)),
    Part(9, 24, (Numbered(Unit.POINT, "1"), Numbered(Unit.SUBPOINT, "1"))),
    Part(16, 24, (Numbered(Unit.POINT, "1"), Numbered(Unit.SUBPOINT, "1"), Numbered(Unit.LETTER, "а"))),
)
ARTICLE = Section(1, ("1. Вода:", "1) река", "а) Нил;"), Unit.ARTICLE, "447", "447", parts=PARTS)


@pytest.mark.parametrize(
    ("start", "end", "russian", "english", "kazakh"),
    [
        (0, 8, "ст. 447, п. 1", "Art. 447(1)", "447-бап, 1-тармақ"),
        (9, 15, "ст. 447, п. 1, пп. 1", "Art. 447(1)(1)", "447-бап, 1-тармақ, 1) тармақша"),
        (16, 22, "ст. 447, п. 1, пп. 1, пп. «а»", "Art. 447(1)(1)(а)", "447-бап, 1-тармақ, 1) тармақша, а) тармақша"),
        (9, 22, "ст. 447, п. 1, пп. 1", "Art. 447(1)(1)", "447-бап, 1-тармақ, 1) тармақша"),
    ],
)
def test_labels_are_those_that_a_lawyer_would_write(
    start: int, end: int, russian: str, english: str, kazakh: str
) -> None:
    assert [ARTICLE.label_at(start, end, name) for name in ("ru", "en", "kk")] == [russian, english, kazakh]


def test_an_unknown_language_borrows_the_labels_of_english() -> None:
    assert ARTICLE.label("ja") == ARTICLE.label("en") == "Art. 447"


def test_only_points_1_to_n_are_cited_by_number() -> None:
    points = Document((Section(0, ("Да.",)), Section(1, ("Раз.",))), "0")
    assert points.numbered_points
    assert [points.locate(number, 0, 2) for number in (0, 1)] == [
        Locator("0", "преамбула", 0),
        Locator("1", "п. 1", 1),
    ]
    articles = Document((Section(0, ("Да.",)), ARTICLE), "0")
    assert not articles.numbered_points
    assert articles.locate(1, 9, 15) == Locator("447", "ст. 447, п. 1, пп. 1", None, is_part=True)
    assert articles.locate(0, 0, 2) == Locator("0", "преамбула", None)
    assert articles.label(1) == "ст. 447"


@pytest.mark.parametrize("language", languages())
def test_every_language_names_what_citations_name(language: str) -> None:
    named = (Unit.PREAMBLE, Unit.ARTICLE, Unit.POINT, Unit.SUBPOINT, Unit.LETTER, Unit.CHAPTER, Unit.SIGN)
    labels = [label((Numbered(unit, "7"),), language) for unit in named]
    assert all("7" in said for said in labels[1:])
    assert units(language).headings or units(language).trailing


@pytest.mark.parametrize(
    ("name", "language"),
    [("kk", "kk"), ("ky", "ky"), ("tg", "tg"), ("tk", "tk"), ("uz-Cyrl", "uz-Cyrl"), ("uz", "uz"), ("en", "en")],
)
def test_the_language_of_a_document_is_told_by_its_letters(name: str, language: str) -> None:
    text = (SOURCE.parent / "translations" / f"{name}.txt").read_text(encoding="utf-8")
    assert text_language(text) == language
    assert text_language(SOURCE.read_text(encoding="utf-8")) == "ru"
