"""HTML and Markdown: what a browser shows of the document, with the numbers that it prints."""

import pytest

from index.readers.blocks import Kind, Role, SourceText
from index.readers.faults import ReadingError
from index.readers.markup.html import read_html
from index.readers.markup.markdown import read_markdown
from index.readers.numerals import repeated_letter, roman, spreadsheet_letter


def html(body: str) -> SourceText:
    return read_html(f"<!doctype html><meta charset=utf-8><body>{body}".encode())


def shown(text: SourceText) -> list[tuple[str, int, str, str]]:
    return [(block.role.value, block.level, block.number, block.text) for block in text.blocks]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<p>Один\n <b>два</b>три<p>четыре", [("paragraph", 0, "", "Один дватри"), ("paragraph", 0, "", "четыре")]),
        ("<h2>Гла<br>ва</h2>текст<div>ещё</div>", [("heading", 2, "", "Гла ва"), ("paragraph", 0, "", "текст"),
                                                  ("paragraph", 0, "", "ещё")]),
        ("<ol start=3><li>а<li value=7>б<li>в</ol>", [("list_item", 0, "3.", "а"), ("list_item", 0, "7.", "б"),
                                                      ("list_item", 0, "8.", "в")]),
        ("<ol type=I reversed><li>а<li>б</ol>", [("list_item", 0, "II.", "а"), ("list_item", 0, "I.", "б")]),
        ("<ul><li>а<ol type=a><li><p>б<p>в</ol></ul>", [("list_item", 0, "", "а"), ("list_item", 1, "a.", "б"),
                                                       ("paragraph", 0, "", "в")]),
        ("<table><tr><th>А<th>Б<tr><td>1<td><p>2<p>3</table>", [("table_row", 0, "", "А | Б"),
                                                                ("table_row", 0, "", "1 | 2 3")]),
        ("<table><tr><td><h1>А</h1><td>Б</table>", [("heading", 1, "", "А"), ("paragraph", 0, "", "Б")]),
        ("м<sup>2</sup>, ст. 20<sup>1</sup>, x<sup>n</sup>", [("paragraph", 0, "", "м², ст. 20¹, xn")]),
        ("Первая строка<br>идёт дальше.<br>Третья.", [("paragraph", 0, "", "Первая строка идёт дальше."),
                                                     ("paragraph", 0, "", "Третья.")]),
        ("<pre>Раз.\nДва.</pre>", [("paragraph", 0, "", "Раз."), ("paragraph", 0, "", "Два.")]),
    ],
)  # fmt: skip
def test_html(body: str, blocks: list[tuple[str, int, str, str]]) -> None:
    assert shown(html(body)) == blocks


def test_what_is_not_shown_is_left_out() -> None:
    text = html(
        "<nav>меню</nav><header role=banner>сайт</header><script>x</script><style>y</style><template>z</template>"
        "<p style='color:red;display:none'>a<p hidden>b<p aria-hidden=true>c<svg><text>d</text></svg>"
        "<p>видно<select><option>e</select><footer>подвал</footer><!-- f --><noscript>g</noscript>"
    )
    assert shown(text) == [("paragraph", 0, "", "видно")]
    assert {remark.kind: remark.count for remark in text.remarks} == {Kind.CONTENTS_OMITTED: 3, Kind.HIDDEN_OMITTED: 3}


def test_only_the_main_part_of_a_page_is_read() -> None:
    text = html("<p>реклама</p><main><h1>Устав</h1><p>Длинный текст устава, ради которого открыли страницу.</main>")
    assert [block.text for block in text.blocks] == ["Устав", "Длинный текст устава, ради которого открыли страницу."]
    assert text.title == "Устав"


def test_a_footnote_follows_what_refers_to_it() -> None:
    text = html(
        "<p>Раз<sup><a href='#f1'>[1]</a></sup> два.<p>Три.<section class=footnotes><ol><li id=f1>Сноска "
        "<a role=doc-backlink href=#r>↩</a></ol></section>"
    )
    assert shown(text) == [
        ("paragraph", 0, "", "Раз два."),
        ("footnote", 0, "1", "Сноска"),
        ("paragraph", 0, "", "Три."),
    ]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ('<meta charset="windows-1251"><p>Правила двора'.encode("cp1251"), "Windows-1251"),
        ('<?xml version="1.0" encoding="koi8-r"?><html><p>Правила двора'.encode("koi8_r"), "koi8-r"),
        ('<meta charset="utf-8"><p>Правила двора: тихо'.encode("cp1251"), "Windows-1251"),  # it says what is not so
        ('<meta charset="rot13"><p>Правила двора'.encode(), "UTF-8"),
        ("<p>Правила двора".encode("utf-16"), "UTF-16"),
    ],
)
def test_the_encoding_of_a_page(data: bytes, encoding: str) -> None:
    text = read_html(data)
    assert text.blocks[0].text.startswith("Правила двора")
    assert text.encoding == encoding


def test_nothing_is_fetched_and_no_entity_is_made() -> None:
    """A document type with an entity of its own, and files that a page names."""
    text = read_html(
        b'<!DOCTYPE html [<!ENTITY own SYSTEM "file:///etc/passwd">]><html><body><p>a&own;b<img src="http://127.0.0.1:9/x">'
        b'<link href="http://127.0.0.1:9/y"></body></html>'
    )
    assert "root:" not in str(text)
    assert text.blocks[-1].text.startswith("a")


def test_nesting_without_end_is_read() -> None:
    assert [block.text for block in html("<font>" * 1000 + "дно").blocks] == ["дно"]
    assert html("<ol><li>" * 300 + "дно").blocks[-1].level == 299
    with pytest.raises(ReadingError, match="nested too deeply"):
        html("<div>" * 20_000 + "дно")


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("# Устав\n\nАбзац в\nдве строки.", [("heading", 1, "", "Устав"), ("paragraph", 0, "", "Абзац в две строки.")]),
        ("3) три\n4) четыре", [("list_item", 0, "3)", "три"), ("list_item", 0, "4)", "четыре")]),
        ("1. а\n\n   б\n\n2. в", [("list_item", 0, "1.", "а"), ("paragraph", 0, "", "б"), ("list_item", 0, "2.", "в")]),
        ("1\\. не список", [("paragraph", 0, "", "1. не список")]),
        ("| А | Б |\n|---|---|\n| 1 | 2 |", [("table_row", 0, "", "А | Б"), ("table_row", 0, "", "1 | 2")]),
        ("Раз[^x] два.\n\nТри.\n\n[^x]: Сноска.", [("paragraph", 0, "", "Раз два."), ("footnote", 0, "1", "Сноска."),
                                                  ("paragraph", 0, "", "Три.")]),
        ("---\ntitle: Т\n---\n\nТекст", [("paragraph", 0, "", "Текст")]),
        ("<b>жир</b> и *курсив*<script>нет</script>", [("paragraph", 0, "", "жир и курсив")]),
    ],
)  # fmt: skip
def test_markdown(source: str, blocks: list[tuple[str, int, str, str]]) -> None:
    assert shown(read_markdown(source.encode())) == blocks


def test_numerals() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 40, 90, 399, 1994, 4000, 0)] == [
        "i", "iv", "ix", "xiv", "xl", "xc", "cccxcix", "mcmxciv", "4000", "0",
    ]  # fmt: skip
    assert [repeated_letter(number) for number in (1, 26, 27, 53, 0)] == ["a", "z", "aa", "aaa", "0"]
    assert [spreadsheet_letter(number) for number in (1, 26, 27, 702, 703)] == ["a", "z", "aa", "zz", "aaa"]


def test_roles_are_those_of_blocks() -> None:
    assert {role.value for role in Role} == {"paragraph", "heading", "list_item", "table_row", "footnote"}
