"""The guide: entries are words of the text with their places, for any document."""

from html import unescape
from pathlib import Path
from re import DOTALL, findall

import pytest

from index.document import Document, Section
from index.structure import parse, read
from rag.web.views.guide import guide
from tests.rag.web.samples import HOSTILE, Parsed

SOURCE = Path(__file__).parents[4] / "index" / "source" / "declaration.ru.txt"
ENTRY = r'<a class="entry" href="#p(\d+)" data-point="(\d+)" data-ranges="(\d+)-(\d+)">.*?"entry-words">(.*?)</span>'
RULES = """Правила читального зала

1. Совет читателей поддержал предложение Директора библиотеки о создании Фонда редких книг.

2. Зал открыт с 1 мая 2020 года. О ней сказано в Положении о библиотеке.
"""


def entries(html, document):
    """Points and words of all entries; each must be the words of its place."""
    found = findall(ENTRY, html, DOTALL)
    for anchor, point, start, end, words in found:
        assert anchor == point
        assert document.section(int(point)).text[int(start) : int(end)] == unescape(words)
    return [(int(point), unescape(words)) for _, point, _, _, words in found]


def titles(html):
    return findall(r'<h3 data-w="guide_(\w+)">', html)


def test_the_guide_to_the_bundled_document_has_every_section():
    document = read(SOURCE)
    html = guide(document)
    assert titles(html)[:2] == ["outline", "proposals"]
    assert titles(html)[-5:] == ["bodies", "documents", "events", "dates", "abbreviations"]
    found = entries(html, document)
    outline = html.split("</details>")[0]
    assert [point for point, _ in entries(outline, document)] == [one.number for one in document.sections]
    assert (16, "объявлении 2025 года Международным годом сохранения ледников") in found
    assert "Президента Республики Таджикистан" in html
    assert html.count("<details open>") == 1


def test_any_document_has_a_guide():
    document = parse(RULES)
    html = guide(document)
    found = entries(html, document)
    assert any("Фонда редких книг" in words for _, words in found)
    assert any("1 мая 2020" in words for point, words in found if point == 2)
    assert "Директора библиотеки" in html


def test_a_name_leads_to_each_of_its_points_once():
    html = guide(read(SOURCE))
    bodies = html.split('data-w="guide_bodies"')[1].split("</li>")[0]
    points = [one["data-point"] for one in Parsed(bodies).having("data-ranges")]
    assert len(points) == len(set(points)) > 3


def test_a_section_without_entries_is_left_out_and_a_guide_without_sections_says_so():
    html = guide(parse("1. Нельзя шуметь в зале громко."))
    assert "abbreviations" not in titles(html)
    assert guide(Document((Section(1, ("…",)),), "0")) == '<p class="note" data-w="guide_empty"></p>'


@pytest.mark.parametrize("text", HOSTILE)
def test_a_document_is_text_not_markup(text):
    paragraph = f"Стороны договорились создать Фонд {text} и подписать Договор о дружбе «{text}» в 2020 году."
    parsed = Parsed(guide(Document((Section(1, (paragraph,)),), "0")))
    assert {tag for tag, _ in parsed.tags} <= {"div", "details", "summary", "h3", "ul", "li", "a", "span", "p"}
    names = {name for _, attributes in parsed.tags for name in attributes}
    assert {name for name in names if not name.startswith("data-")} <= {"class", "href", "lang", "open"}
