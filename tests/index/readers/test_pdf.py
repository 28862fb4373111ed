"""index/readers/pdf: what a page adds to a document goes, and what is the document's stays."""

import math
from pathlib import Path

import pytest

from index.readers.blocks import Block, Kind, Role, SourceText
from index.readers.pdf.document import read_pdf
from tests.index.readers.small_pdf import Put, lines, small_pdf

BODY = [
    "1. The council meets in the town hall on the first Monday of each month",
    "and decides by a simple majority of the members who are present there.",
    "2. Minutes are kept of each meeting and are open to all inhabitants who",
    "ask for them at the office between nine and noon on any working day.",
    "3. The chair is elected for a term of two years and may be elected once",
    "more, after which another member of the council takes the chair then.",
]
PARAGRAPHS = [f"{first} {second}" for first, second in zip(BODY[::2], BODY[1::2], strict=True)]


def texts(text: SourceText) -> list[str]:
    return [block.text for block in text.blocks]


def count(text: SourceText, kind: Kind) -> int:
    return next((remark.count for remark in text.remarks if remark.kind is kind), 0)


def test_lines_become_paragraphs() -> None:
    assert texts(read_pdf(small_pdf([lines(BODY)]))) == PARAGRAPHS


def test_heads_and_page_numbers_go_even_inside_a_sentence() -> None:
    pages = [
        [Put(50, 570, "Rules of the council"), *lines(BODY[:3]), Put(195, 30, "- 1 -")],
        [Put(50, 570, "Rules of the council"), *lines(BODY[3:]), Put(195, 30, "- 2 -")],
    ]
    text = read_pdf(small_pdf(pages))
    assert texts(text) == PARAGRAPHS
    assert [block.page for block in text.blocks] == [1, 1, 2]
    assert count(text, Kind.RUNNING_HEADS_REMOVED) == count(text, Kind.PAGE_NUMBERS_REMOVED) == 2


@pytest.mark.parametrize("offset", [0, 16, -1])
def test_page_numbers_may_begin_anywhere(offset: int) -> None:
    pages = [[*lines(BODY), Put(195, 30, str(index + offset))] for index in range(2, 5)]
    assert count(read_pdf(small_pdf(pages)), Kind.PAGE_NUMBERS_REMOVED) == 3


def test_paragraphs_that_begin_alike_are_no_heads() -> None:
    """The same first line on each page, with the text right under it."""
    text = read_pdf(small_pdf([lines([BODY[0], BODY[1]], top=560) for _ in range(4)]))
    assert texts(text) == [PARAGRAPHS[0]] * 4
    assert count(text, Kind.RUNNING_HEADS_REMOVED) == 0


def test_headings_that_differ_in_a_number_are_no_heads() -> None:
    pages = [[Put(50, 560, f"Article {number}", 14), *lines(BODY)] for number in (3, 4, 9)]
    headings = [block.text for block in read_pdf(small_pdf(pages)).blocks if block.role is Role.HEADING]
    assert headings == ["Article 3", "Article 4", "Article 9"]


def test_a_number_that_does_not_count_pages_stays() -> None:
    pages = [[*lines(BODY), Put(50, 40, number)] for number in ("1848", "312", "77")]
    assert [text for text in texts(read_pdf(small_pdf(pages))) if text.isdigit()] == ["1848", "312", "77"]


def test_heads_that_name_the_chapter_go() -> None:
    """No two alike, but small and apart at one place on all pages."""
    pages = [[Put(50, 575, head, 7), *lines(BODY)] for head in ("Council", "Mayor", "Budget", "Elections")]
    text = read_pdf(small_pdf(pages))
    assert texts(text) == PARAGRAPHS * 4
    assert count(text, Kind.RUNNING_HEADS_REMOVED) == 4


def test_heads_that_name_the_chapter_beside_the_pages_number_go() -> None:
    """As large as the text, and no two alike; that the numbers count the pages is no chance."""
    names = ("Council", "Mayor", "Budget", "Elections", "Parks", "Roads", "Schools", "Harbour")
    pages = [[Put(50, 570, name), Put(340, 570, str(5 + at)), *lines(BODY)] for at, name in enumerate(names)]
    assert texts(read_pdf(small_pdf(pages))) == PARAGRAPHS * 8


@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_after_the_other(across: bool) -> None:
    """Whether the file has the left column first, or row by row."""
    left = ["The left column says that the", "garden is open to everybody from", "April until the first frost, and",
            "that dogs are kept on a lead in", "every part of it at all times."]  # fmt: skip
    right = ["The right column says that the", "pond is closed to boats in winter", "while the ice is thinner than the",
             "length of a hand, as measured by", "the warden on the same morning."]  # fmt: skip
    a, b = lines(left, x=40), lines(right, x=220)
    page = [put for pair in zip(a, b, strict=True) for put in pair] if across else [*b, *a]
    text = read_pdf(small_pdf([page]))
    assert texts(text) == [" ".join(left), " ".join(right)]
    assert count(text, Kind.COLUMN_PAGES) == 1


def test_a_table_is_read_in_rows() -> None:
    rows = [("Boats", "12 euros", "daily"), ("Fishing", "7 euros", "weekly"), ("Bathing", "free", "always")]
    page = [
        Put(50 + 110 * column, 500 - 16 * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    found = read_pdf(small_pdf([[*lines(BODY, top=590), *page]])).blocks
    assert [block.text for block in found if block.role is Role.TABLE_ROW] == [" | ".join(cells) for cells in rows]


def test_a_footnote_stands_apart_after_what_refers_to_it() -> None:
    page = [
        *lines(BODY[:2]), Put(50, 492, "2. Minutes are kept"), Put(141, 496, "1", 6),
        Put(146, 492, "of each meeting and open to all who ask."), *lines(BODY[4:], top=478),
        Put(50, 60, "1", 5), Put(54, 57, "Minutes of closed meetings are kept", 7), Put(50, 48, "in a safe.", 7),
    ]  # fmt: skip
    found = read_pdf(small_pdf([page])).blocks
    assert found[1].text == "2. Minutes are kept of each meeting and open to all who ask."
    assert found[2] == Block("Minutes of closed meetings are kept in a safe.", Role.FOOTNOTE, 0, "1", 1)
    assert found[3].text == PARAGRAPHS[2]


def test_a_raised_number_without_a_footnote_stays() -> None:
    page = [*lines(BODY[:2]), Put(50, 470, "The hall has 120 m"), Put(133, 474, "2", 6), Put(138, 470, "of floor.")]
    assert texts(read_pdf(small_pdf([page])))[-1] == "The hall has 120 m² of floor."


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_text_may_be_turned_and_a_watermark_is_none(degrees: int) -> None:
    """A page whose text is turned, with a word across it at a slant."""
    cos, sin = round(math.cos(math.radians(degrees))), round(math.sin(math.radians(degrees)))
    start = {0: (30, 400), 90: (100, 30), 180: (380, 100), 270: (300, 400)}[degrees]
    turned = [
        Put(start[0] + sin * 14 * i, start[1] - cos * 14 * i, line, turn=(cos, sin)) for i, line in enumerate(BODY)
    ]
    mark = Put(100, 200, "DRAFT", 60, turn=(0.7, 0.7))
    assert texts(read_pdf(small_pdf([[*turned[:3], mark, *turned[3:]]], box="0 0 410 410"))) == PARAGRAPHS


def test_the_corner_of_a_page_may_be_anywhere_and_what_is_off_it_is_not_read() -> None:
    body = [Put(put.x - 1000, put.y + 5000, put.text) for put in lines(BODY)]
    off = [Put(-1000, 9e6, "off the page"), Put(5, 5, "off the page too")]
    pages = [[*body, *off, Put(-805, 5030, str(number))] for number in (1, 2)]
    assert texts(read_pdf(small_pdf(pages, box="-1000 5000 -600 5600"))) == PARAGRAPHS * 2


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("They agreed on measures against the pollu-", "tion of the lake by oil.", "pollution of the lake"),
        ("They agreed on the right of self-", "determination of the two towns.", "of self-determination of"),
        ("The years 2019-", "2024 were dry, as the table shows.", "years 2019-2024 were"),
        ("They own boats of the short- and long-", "distance kind, in equal parts.", "short- and long-distance"),
    ],
)
def test_words_broken_at_a_lines_end(first: str, second: str, whole: str) -> None:
    page = lines([*BODY[:2], "Of long trips and the distance.", first, second], leading=14)
    assert whole in " ".join(texts(read_pdf(small_pdf([page]))))


def test_dots_that_lead_to_a_page_are_contents() -> None:
    page = [
        *lines(["Council ............................. 3", "Mayor ............................... 7"], top=590),
        *lines(BODY),
    ]
    text = read_pdf(small_pdf([page]))
    assert texts(text) == PARAGRAPHS
    assert count(text, Kind.CONTENTS_OMITTED) == 2


def test_a_damaged_page_among_others_is_left_out(tmp_path: Path) -> None:
    data = small_pdf([lines(BODY), lines(BODY)]).replace(b"/Type /Page /Parent 2 0 R", b"/Type /Pxge /Parent 2 0 R", 1)
    text = read_pdf(data)
    assert texts(text)[-3:] == PARAGRAPHS
