"""index/readers/word: numbers as Word counts them, and of a document what Word shows."""

import io
import zipfile

import pytest

from index.readers.blocks import Kind, SourceText
from index.readers.faults import ReadingError
from index.readers.word.docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(body: str, **parts: str) -> SourceText:
    """A document of this body; `parts` are what stands inside other files, by the names of their roots."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{inside}</w:{name}>")
    return read_docx(saved.getvalue())


def p(text: str, number: tuple[int, int] | None = None, style: str = "", more: str = "") -> str:
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{listed}{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(depth: int, text: str, form: str = "decimal", more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}">{more}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def abstract(name: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: int, definition: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{definition}"/>{more}</w:num>'


def numbers(text: SourceText) -> list[str]:
    return [block.number for block in text.blocks]


THREE = abstract(0, level(0, "%1."), level(1, "%1.%2."), level(2, "%3)", "lowerLetter"))


@pytest.mark.parametrize(
    ("depths", "right"),
    [
        ([0, 0, 1, 1, 0, 1], ["1.", "2.", "2.1.", "2.2.", "3.", "3.1."]),
        ([0, 1, 2, 2, 1, 2], ["1.", "1.1.", "a)", "b)", "1.2.", "a)"]),
        ([1, 1, 0], ["1.1.", "1.2.", "2."]),  # a level above that was not met counts as met
        ([2, 0, 2], ["a)", "2.", "a)"]),
    ],
)
def test_levels_count_and_begin_again(depths: list[int], right: list[str]) -> None:
    assert numbers(word("".join(p("x", (1, depth)) for depth in depths), numbering=THREE + num(1, 0))) == right


def test_lists_of_one_definition_count_on_unless_they_start_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = THREE + num(1, 0) + num(2, 0) + num(3, 0, anew)
    body = "".join(p("x", (name, 0)) for name in (1, 1, 2, 3, 3, 1))
    assert numbers(word(body, numbering=lists)) == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_a_list_may_change_a_level_of_its_definition() -> None:
    change = f'<w:lvlOverride w:ilvl="0">{level(0, "§ %1", "upperRoman")}</w:lvlOverride>'
    assert numbers(word(p("x", (1, 0)) * 2, numbering=THREE + num(1, 0, change))) == ["§ I", "§ II"]


def test_articles_count_on_over_chapters() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    lists = abstract(0, level(0, "Глава %1", "upperRoman"), level(1, "Статья %2.", more=never), level(2, "%3.")) + num(
        1, 0
    )
    body = "".join(p("x", (1, depth)) for depth in (0, 1, 2, 2, 1, 2, 0, 1, 2))
    assert numbers(word(body, numbering=lists)) == [
        "Глава I", "Статья 1.", "1.", "2.", "Статья 2.", "1.", "Глава II", "Статья 3.", "1.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("decimal", ["1", "2"]), ("decimalZero", ["01", "02"]), ("upperRoman", ["I", "II"]),
        ("lowerRoman", ["i", "ii"]), ("upperLetter", ["A", "B"]), ("lowerLetter", ["a", "b"]),
        ("russianLower", ["а", "б"]), ("russianUpper", ["А", "Б"]), ("none", ["", ""]), ("bullet", ["", ""]),
        ("unheardOf", ["1", "2"]),
    ],
)  # fmt: skip
def test_formats(form: str, right: list[str]) -> None:
    lists = abstract(0, level(0, "%1", form)) + num(1, 0)
    assert numbers(word(p("x", (1, 0)) * 2, numbering=lists)) == right


def test_decimals_under_roman_numbers_and_a_first_number() -> None:
    legal, third = "<w:isLgl/>", '<w:start w:val="3"/>'
    lists = abstract(0, level(0, "%1.", "upperRoman", third), level(1, "%1.%2", more=legal)) + num(1, 0)
    assert numbers(word(p("x", (1, 0)) + p("x", (1, 1)), numbering=lists)) == ["III.", "3.1"]


@pytest.mark.parametrize("number", [(0, 0), (9, 0), (1, 99), (1, -3)])
def test_a_list_that_is_not_there_is_no_list(number: tuple[int, int]) -> None:
    assert numbers(word(p("x", number), numbering=THREE + num(1, 0))) == [""]


def style(name: str, shown: str, based: str = "", more: str = "") -> str:
    named = f'<w:name w:val="{shown}"/><w:basedOn w:val="{based}"/>'
    return f'<w:style w:styleId="{name}">{named}<w:pPr>{more}</w:pPr></w:style>'


STYLES = "".join(
    (
        style("a", "Normal"),
        style("1", "heading 1", "a", '<w:outlineLvl w:val="0"/>'),
        style("s", "Статья", "1", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        style("t", "Title"),
        style("c", "toc 2"),
        style("x", "X", "y"),
        style("y", "Y", "x"),
    )
)


def test_styles_say_what_is_a_heading_and_what_is_numbered() -> None:
    body = (p("Устав", style="t") + p("Содержание 3", style="c") + p("Общее", style="1") + p("Цели", style="s")
            + p("текст", style="x") + p("Явно", more='<w:outlineLvl w:val="2"/>') + p("Снят", (0, 0), "s"))  # fmt: skip
    lists = abstract(0, level(0, "Раздел %1."), level(1, "Статья %2.", more='<w:pStyle w:val="s"/>')) + num(1, 0)
    text = word(body, styles=STYLES, numbering=lists)
    assert [(block.role.value, block.level, block.number, block.text) for block in text.blocks] == [
        ("heading", 0, "", "Устав"), ("heading", 1, "", "Общее"), ("heading", 1, "Статья 1.", "Цели"),
        ("paragraph", 0, "", "текст"), ("heading", 3, "", "Явно"), ("heading", 1, "", "Снят"),
    ]  # fmt: skip
    assert text.title == "Устав"


def test_a_number_alone_is_shown_only_if_it_says_something() -> None:
    lists = abstract(0, level(0, "Статья %1."), level(1, "%2.")) + num(1, 0)
    text = word(p("", (1, 0)) + p("", (1, 1)) + p("x", (1, 1)), numbering=lists)
    assert [(block.number, block.text) for block in text.blocks] == [("Статья 1.", ""), ("2.", "x")]


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


BOX = f"<w:txbxContent><w:p>{r('Рамка')}</w:p></w:txbxContent>"
RUNS = [
    (r("тор") + r("говля"), ["торговля"]),
    (
        "<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:noBreakHyphen/><w:t>в</w:t><w:softHyphen/><w:t>г</w:t></w:r>",
        ["а б-вг"],
    ),
    ("<w:r><w:t>Раз.</w:t><w:br/><w:t>Два.</w:t></w:r>", ["Раз.", "Два."]),
    (r("м") + r("2", "<w:vertAlign w:val='superscript'/>"), ["м²"]),
    (r("нет", "<w:vanish/>") + r("да", "<w:vanish w:val='0'/>"), ["да"]),
    (f"<w:del><w:r><w:delText>нет</w:delText></w:r></w:del><w:ins>{r('да')}</w:ins>", ["да"]),
    (f"<w:hyperlink>{r('сайт')}</w:hyperlink><w:r><w:sym w:char='F0B7'/><w:sym w:char='00A7'/></w:r>", ["сайт§"]),
    (f"<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple>{r('7')}</w:fldSimple>", ["7"]),
    (f"<w:sdt><w:sdtContent>{r('поле')}</w:sdtContent></w:sdt>", ["поле"]),
    (
        f"<w:r><w:t>До</w:t><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
        "</mc:AlternateContent><w:t> после</w:t></w:r>",
        ["До после", "Рамка"],
    ),
]


@pytest.mark.parametrize(("runs", "right"), RUNS, ids=range(len(RUNS)))
def test_runs(runs: str, right: list[str]) -> None:
    assert [block.text for block in word(f"<w:p>{runs}</w:p>").blocks] == right


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    text = word(p("Начало ", more="<w:rPr><w:del/></w:rPr>") + p("и конец."))
    assert [block.text for block in text.blocks] == ["Начало и конец."]


def cell(text: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"


def test_tables_are_rows_and_a_frame_is_none() -> None:
    merged, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (f"<w:tbl><w:tr>{cell('Кто', merged)}{cell('Взнос')}</w:tr><w:tr>{cell('x', goes_on)}{cell('5')}</w:tr>"
             f"<w:tr><w:trPr><w:del/></w:trPr>{cell('нет')}{cell('нет')}</w:tr></w:tbl>")  # fmt: skip
    frame = f"<w:tbl><w:tr>{cell('В рамке')}</w:tr></w:tbl>"
    text = word(table + frame)
    assert [(block.role.value, block.text) for block in text.blocks] == [
        ("table_row", "Кто | Взнос"), ("table_row", "5"), ("paragraph", "В рамке"),
    ]  # fmt: skip


def test_numbers_in_cells_are_shown_there() -> None:
    row = f"<w:tr><w:tc>{p('', (1, 0))}</w:tc>{cell('дело')}</w:tr>"
    text = word(f"<w:tbl>{row * 2}</w:tbl>", numbering=THREE + num(1, 0))
    assert [block.text for block in text.blocks] == ["1. | дело", "2. | дело"]


def test_footnotes_and_endnotes_stand_apart_numbered_by_their_place() -> None:
    def refer(kind: str, name: int, more: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{name}" {more}/></w:r>'

    def note(kind: str, name: int, text: str) -> str:
        return f'<w:{kind} w:id="{name}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t> {text}</w:t></w:r></w:p></w:{kind}>'

    body = (f"<w:p><w:r><w:t>Раз</w:t></w:r>{refer('footnote', 7)}<w:r><w:t>.</w:t></w:r></w:p>"
            f"<w:p><w:r><w:t>Два</w:t></w:r>{refer('endnote', 2)}{refer('footnote', 3)}</w:p>" + p("Три"))  # fmt: skip
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>'
    text = word(
        body,
        footnotes=separator + note("footnote", 3, "в") + note("footnote", 7, "а"),
        endnotes=note("endnote", 2, "б"),
    )
    assert [(block.role.value, block.number, block.text) for block in text.blocks] == [
        ("paragraph", "", "Раз."), ("footnote", "1", "а"), ("paragraph", "", "Два"), ("footnote", "i", "б"),
        ("footnote", "2", "в"), ("paragraph", "", "Три"),
    ]  # fmt: skip


def test_what_was_left_out_is_said() -> None:
    text = word(p("Текст") + "<w:del><w:p/></w:del><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>")
    assert {remark.kind: remark.count for remark in text.remarks} == {Kind.DELETIONS_OMITTED: 1, Kind.HIDDEN_OMITTED: 1}


def test_a_document_without_a_body_is_damaged() -> None:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}/>")
    with pytest.raises(ReadingError, match="its text is missing"):
        read_docx(saved.getvalue())
