"""The typeset statement: every word once, offsets that are those of point.text."""

from html import unescape
from pathlib import Path
from re import DOTALL, findall

from index.document import Document, Heading, Section
from index.language.units import Unit
from index.structure import read
from rag.web.views.document_view import document_view
from tests.rag.web.samples import Parsed

SOURCE = Path(__file__).parents[4] / "index" / "source" / "declaration.ru.txt"


def test_offsets_find_each_paragraph_in_its_point():
    document = read(SOURCE)
    html = document_view(document)
    sections = findall(r'<section class="point" id="p(\d+)".*?</section>', html)
    assert [int(number) for number in sections] == [point.number for point in document.sections]
    for point, section in zip(document.sections, html.split("</section>"), strict=False):
        paragraphs = findall(r'<p data-start="(\d+)">(.*?)</p>', section, DOTALL)
        assert [unescape(text) for _, text in paragraphs] == list(point.paragraphs)
        for start, text in paragraphs:
            assert point.text[int(start) :].startswith(unescape(text))


def test_a_document_is_text_not_markup():
    document = Document((Section(1, ("<script>alert(1)</script>", "5 < 6 & 7 > 6")),), "0")
    parsed = Parsed(document_view(document))
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert "<script>alert(1)</script>5 < 6 & 7 > 6" in parsed.text


def test_an_article_is_named_as_citations_name_it_under_the_headings_above_it():
    chapter = Heading(Unit.CHAPTER, "44", "Глава 44. Общие <положения>")
    sections = (
        Section(1, ("Лица.",), Unit.ARTICLE, "447", "447", "Плательщики", (chapter,)),
        Section(2, ("Оборот.",), Unit.ARTICLE, "448", "448", "Объекты", (chapter,)),
    )
    html = document_view(Document(sections, "0"))
    assert html.count("Глава 44. Общие &lt;положения&gt;") == 1
    assert findall(r'data-label="(.*?)"', html) == ["ст. 447", "ст. 448"]
    assert [text for text in ("Плательщики", "Объекты") if text in Parsed(html).text] == ["Плательщики", "Объекты"]
    assert 'data-w="point_long"' not in html
