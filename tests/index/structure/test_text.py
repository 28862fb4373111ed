"""index/structure/ and index/layout.py: the declaration by heart, numbered texts in general by hypothesis."""

import hashlib
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from index.document import Document, Section
from index.language.units import Unit
from index.structure import parse, parse_bytes, read
from models.errors import SourceError

SOURCE = Path(__file__).parents[3] / "index" / "source" / "declaration.ru.txt"


def made(text: str) -> dict[int, tuple[str, ...]]:
    return {point.number: point.paragraphs for point in parse(text).sections}


# --- the declaration -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def declaration() -> Document:
    return read(SOURCE)


PARAGRAPHS = {0: 11, 1: 2, 2: 1, 3: 1, 4: 2, 5: 1, 6: 2, 7: 2, 8: 1, 9: 2, 10: 1, 11: 2, 12: 5, 13: 1, 14: 1, 15: 3,
              16: 6, 17: 1, 18: 2, 19: 5, 20: 1, 21: 2, 22: 1, 23: 4, 24: 1, 25: 1, 26: 1, 27: 1, 28: 5}  # fmt: skip


def test_declaration_has_28_points_and_a_preamble(declaration: Document) -> None:
    assert declaration.numbers == tuple(range(1, 29))
    assert declaration.last == 28
    assert {point.number: len(point.paragraphs) for point in declaration.sections} == PARAGRAPHS


def test_declaration_is_the_published_extraction(declaration: Document) -> None:
    assert declaration.sha256 == "6dfff65e05b2c042aa21cfa6565f202b7f9da9b0dc6c1f9680606a63e50f49ec"
    assert declaration.sha256 == hashlib.sha256(SOURCE.read_bytes()).hexdigest()


def test_declaration_loses_no_word_and_repeats_none(declaration: Document) -> None:
    """Words of the source, found without the parser: the 28 numbers go, the broken words are mended."""
    source, numbers = re.subn(r"(?m)^\d{1,2}\. ?(?=[А-Я])", "", SOURCE.read_text(encoding="utf-8"))
    assert numbers == 28
    source, broken = re.subn(r"(\w-)\s*\n\s*", r"\1", source)
    assert broken == 6
    assert " ".join(point.text for point in declaration.sections).split() == source.split()


def test_declaration_keeps_every_character(declaration: Document) -> None:
    text, source = "".join(point.text for point in declaration.sections), SOURCE.read_text(encoding="utf-8")
    for character in "ёЁ«»–—-(),:;.":
        dots = 28 if character == "." else 0
        assert text.count(character) == source.count(character) - dots, character
    assert "  " not in text


@pytest.mark.parametrize(
    ("point", "paragraph", "begin", "end"),
    [
        (0, 1, "Главы государств Центральной Азии приняли", "(6 августа 2021 г.)"),
        (0, 2, "6 августа 2021 года в городе", "Республики Узбекистан."),
        (0, 3, "Главы государств по итогам", "взаимопонимания,"),
        (0, 4, "отмечая поступательный", "добрососедских отношений,"),
        (0, 11, "вновь подтверждая,", "в регионе, заявляют о нижеследующем:"),
        (1, 1, "Главы государств отмечают,", "в году 30-летия независимости государств Центральной Азии."),
        (1, 2, "В этой связи Стороны", "странами Центральной Азии."),
        (7, 1, "Стороны подтверждают,", "готовность оказывать всемерное содействие в скорейшем достижении "
         "гражданского мира и согласия в афганском обществе."),
        (12, 1, "Стороны подчёркивают", "транзитного потенциала региона."),
        (12, 2, "Стороны приложат", "коридоров Север–Юг и Восток–Запад."),
        (16, 1, "Все государства", "возобновляемых источников энергии."),
        (16, 2, "В этих сферах Стороны", "устойчивого развития в регионе."),
        (16, 3, "Стороны отметили важность", "всех стран региона."),
        (16, 5, "Учитывая негативное влияние", "защиты ледников."),
        (18, 1, "Стороны подчеркнули", "чистой питьевой водой и другие."),
        (18, 2, "Главы государств подчеркнули", "государств Центральной Азии."),
        (19, 1, "Сегодня, когда", "угрозой – пандемией коронавирусной инфекции, государства Центральной Азии "
         "предпринимают комплексные меры по противодействию распространения этой инфекции."),
        (21, 2, "В целях придания", "«Центральная Азия: одно прошлое и одно будущее»."),
        (23, 2, "Также Стороны", "пространства в Центральной Азии."),
        (23, 3, "Стороны выступают", "внутреннего туризма."),
        (28, 1, "Главы государств дали", "искусства стран Центральной Азии."),
        (28, 3, "Консультативная встреча", "доверительной атмосфере."),
        (28, 4, "Главы государств выразили", "Консультативной встречи."),
        (28, 5, "Город Туркменбаши, 6 августа 2021 года.", "Город Туркменбаши, 6 августа 2021 года."),
    ],
)  # fmt: skip
def test_declaration_paragraph_ends(declaration: Document, point: int, paragraph: int, begin: str, end: str) -> None:
    text = declaration.section(point).paragraphs[paragraph - 1]
    assert text.startswith(begin)
    assert text.endswith(end)


def test_declaration_short_points_word_for_word(declaration: Document) -> None:
    assert declaration.section(26).text == (
        "Президенты приняли решение об использовании Единого символа Консультативных встреч глав государств "
        "Центральной Азии и одобрили Положение о нём."
    )
    assert declaration.section(27).text == (
        "Президенты приняли решение об учреждении Почётного знака глав государств Центральной Азии и одобрили "
        "Положение о Почётном знаке и его Описание."
    )


@pytest.mark.parametrize(
    ("point", "word"),
    [
        (0, "транспортно-коммуникационное"),
        (9, "торгово-экономической"),
        (11, "оптово-распределительных"),
        (15, "научно-педагогической"),
        (15, "информационно-коммуникационных"),
        (16, "водно-энергетических ресурсов"),
    ],
)
def test_declaration_words_broken_at_a_hyphen(declaration: Document, point: int, word: str) -> None:
    assert word in declaration.section(point).text


@pytest.mark.parametrize(
    "start", ["Стороны ", "Главы государств ", "Президенты ", "Сегодня", "Учитывая", "В контексте", "Все "]
)
def test_declaration_paragraph_starts_are_never_inside_a_paragraph(declaration: Document, start: str) -> None:
    """Only two sentences of the declaration follow another in one paragraph; both begin otherwise."""
    inside = [f". {start}" in paragraph for point in declaration.sections for paragraph in point.paragraphs]
    assert not any(inside)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "\xa0"),
        lambda text: text.replace("\n\n\n\n", "\n\n\f\n\n"),
        lambda text: text.replace("\n\n\n\n", "\n\n\f"),
        lambda text: text.strip(),
    ],
    ids=["CRLF", "CR", "BOM", "NBSP", "form feed between pages", "form feed before a line", "no ends"],
)
def test_declaration_in_another_guise(declaration: Document, change) -> None:
    changed = change(SOURCE.read_text(encoding="utf-8"))
    assert parse(changed).sections == declaration.sections


def test_declaration_without_marks_of_paragraphs_keeps_its_points(declaration: Document) -> None:
    """An editor that strips trailing white space takes the marks away; points and words stay."""
    stripped = re.sub(r" +\n", "\n", SOURCE.read_text(encoding="utf-8"))
    parsed = parse(stripped)
    assert parsed.numbers == declaration.numbers
    for before, after in zip(declaration.sections, parsed.sections, strict=True):
        assert after.text.split() == before.text.split()


# --- where a point begins --------------------------------------------------------------------------------------------

WRAPPED = """\
Преамбула занимает здесь две строки, чтобы было видно, что этот
текст переносится по ширине строки.
1. Первый пункт тоже занимает две строки и кончается в конце
второй из них.
"""


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1. Один.", {1: ("Один.",)}),
        ("1.Один.\n2.Два.", {1: ("Один.",), 2: ("Два.",)}),
        ("1. яблоки\n2. груши\n3. сливы", {1: ("яблоки",), 2: ("груши",), 3: ("сливы",)}),
        ("1. яблоки,\n2. груши;\n3. сливы", {1: ("яблоки,",), 2: ("груши;",), 3: ("сливы",)}),
        ("Вот что:\n1. Один.\n\n2. Два.", {0: ("Вот что:",), 1: ("Один.",), 2: ("Два.",)}),
        ("  1.   Один.\n\t2.\tДва.", {1: ("Один.",), 2: ("Два.",)}),
        ("01. Один.\n02. Два.", {1: ("Один.",), 2: ("Два.",)}),
        ("1.\nОдин.\n2.\n\nДва.", {1: ("Один.",), 2: ("Два.",)}),
        ("1. 2021 год объявлен.\n2. 5 стран приняли.", {1: ("2021 год объявлен.",), 2: ("5 стран приняли.",)}),
        ("1. Подписано.\n6.08.2021 вступило в силу.", {1: ("Подписано.", "6.08.2021 вступило в силу.")}),
        ("1. Подписано.\n6. 8. 2021 вступило в силу.", {1: ("Подписано.", "6. 8. 2021 вступило в силу.")}),
        ("1. Рост.\n2.5 процента в год.", {1: ("Рост.", "2.5 процента в год.")}),
        ("1. Рост.\n1.1. Подпункт.", {1: ("Рост.", "1.1. Подпункт.")}),
        ("1. Год.\n2021. Стороны.", {1: ("Год.", "2021. Стороны.")}),
        ("6 августа 2021 года.\n1. Один.", {0: ("6 августа 2021 года.",), 1: ("Один.",)}),
        ("1. Один.\n6 августа 2021 года.", {1: ("Один.", "6 августа 2021 года.")}),
        ("1. Один.\n2) не пункт.", {1: ("Один.", "2) не пункт.")}),
    ],
)  # fmt: skip
def test_points_of_small_texts(text: str, points: dict[int, tuple[str, ...]]) -> None:
    assert made(text) == points


@pytest.mark.parametrize(
    ("tail", "last"),
    [
        # Running text that a line break made look like a point.
        ("2. Второй пункт говорит о договоре, который был подписан в\n2021. Стороны его помнят.",
         "Второй пункт говорит о договоре, который был подписан в 2021. Стороны его помнят."),
        ("2. Второй пункт говорит о договоре, и это было видно в\n\n2021. Стороны его помнят.",
         "Второй пункт говорит о договоре, и это было видно в\n2021. Стороны его помнят."),
        ("2. Второй пункт напоминает о том, что сказано в пункте номер\n17. Стороны его помнят.",
         "Второй пункт напоминает о том, что сказано в пункте номер 17. Стороны его помнят."),
        ("2. Второй пункт напоминает о том, что сказано раньше в пункте\n3. Стороны его помнят.",
         "Второй пункт напоминает о том, что сказано раньше в пункте 3. Стороны его помнят."),
        ("2. Второй пункт напоминает о том, что было сказано раньше в п.\n3. Стороны его помнят.",
         "Второй пункт напоминает о том, что было сказано раньше в п. 3. Стороны его помнят."),
        ("2. Второй пункт: рост на 3,5 процента, то есть вырос на целых\n3.5 процента в год.",
         "Второй пункт: рост на 3,5 процента, то есть вырос на целых 3.5 процента в год."),
    ],
)  # fmt: skip
def test_numbers_in_running_text_start_no_point(tail: str, last: str) -> None:
    document = parse(WRAPPED + tail)
    assert document.last == 2
    assert document.section(2).text == last


def test_next_number_starts_a_point_after_a_forgotten_full_stop() -> None:
    text = WRAPPED + "2. Второй пункт занимает целую строку и не кончается точкой\n3. Третий."
    assert parse(text).numbers == (1, 2, 3)


def test_and_so_on_ends_a_sentence() -> None:
    text = WRAPPED + "2. Второй пункт перечисляет яблоки, сочные груши, сливы и т. п.\n3. Третий."
    assert parse(text).numbers == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "points", "notes"),
    [
        ("1. Один.\n3. Три.", {1: ("Один.",), 3: ("Три.",)}, ["line 2: there is no 2."]),
        ("1. Один.\n\n\n1. Один.", {1: ("Один.", "1. Один.")}, ["line 4: 1 stays inside 1, after which it stands."]),
        ("1. Один.\n2. Два.\n2. Два.", {1: ("Один.",), 2: ("Два.", "2. Два.")},
         ["line 3: 2 stays inside 2, after which it stands."]),
        ("2. Два.\n7. Семь.", {2: ("Два.",), 7: ("Семь.",)},
         ["line 1: numbers begin with 2.", "line 2: there are no 3 to 6."]),
        ("0. Ноль.\n1. Один.", {0: ("Ноль.",), 1: ("Один.",)}, ["line 1: numbers begin with 0."]),
        ("1. яблоки\n3. сливы", {1: ("яблоки",), 3: ("сливы",)}, ["line 2: there is no 2."]),
        ("1. Список:\n1. а\n2. б\n2. Два.\n3. Три.",
         {1: ("Список:", "1. а", "2. б"), 2: ("Два.",), 3: ("Три.",)},
         ["line 2: 1 stays inside 1, after which it stands."]),
        ("1. Один.\n5. Нет.\n2. Два.", {1: ("Один.", "5. Нет."), 2: ("Два.",)},
         ["line 2: 5 stays inside 1: 2 comes later."]),
        ("1. Один.\n2 . Два.", {1: ("Один.",), 2: ("Два.",)}, ["line 2: «2 .» is read as the number 2."]),
        ("1. Один.\n2.\n3. Три.", {1: ("Один.",), 3: ("Три.",)}, ["line 2: 2 has no text and is left out."]),
        (WRAPPED + "3. Третий.", None, ["line 5: there is no 2."]),
        (WRAPPED + "2. Второй пункт занимает здесь целую строку, но без точки вовсе\n\n4. Четвёртый.", None,
         ["line 7: there is no 3."]),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_read_and_noted(
    text: str, points: dict[int, tuple[str, ...]] | None, notes: list[str]
) -> None:
    document = parse(text)
    assert list(document.notes) == notes
    found = {int(section.name): section.paragraphs for section in document.sections if section.unit is Unit.POINT}
    assert points is None or found == points


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the text is empty"),
        (" \n\t\r\n\xa0\x0c\ufeff"[:-1], "line 1: the text is empty"),
        ("\ufeff", "line 1: the text is empty"),
        ("1. Один.\nд\0ва", "line 2: a NUL character"),
    ],
)
def test_texts_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(SourceError, match="^" + re.escape(message)):
        parse(text)


def test_errors_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"1. \xff\xfe\x00")
    with pytest.raises(SourceError, match=re.escape(str(file))):
        read(file)
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path)
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path / "none.txt")


def test_bytes_and_text_parse_alike() -> None:
    text = "\ufeffДа.\r\n1. Один."
    assert parse_bytes(text.encode()).sections == parse(text).sections == parse(text[1:]).sections
    assert parse_bytes(text.encode()).sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_point_that_is_not_there() -> None:
    with pytest.raises(SourceError, match="no point 3: the text has points 1 to 2 and no preamble"):
        parse("1. Один.\n2. Два.").section(3)
    with pytest.raises(SourceError, match="no point 0"):
        parse("1. Один.").section(0)
    assert parse("Да.\n1. Один.").section(0) == Section(0, ("Да.",))


# --- where a paragraph ends ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        # One paragraph a line.
        ("1. Один.\nЕщё один.\nИ ещё.", ("Один.", "Ещё один.", "И ещё.")),
        # Blank lines between paragraphs; a page's end in the middle of a sentence is no paragraph's end.
        ("1. Один\n\nтолько.\n\nДва.\n\nТри.\n\nЧетыре.\n\nПять.",
         ("Один только.", "Два.", "Три.", "Четыре.", "Пять.")),
        # Wrapped: the break of the line goes, and a short line that ends a sentence ends a paragraph.
        ("1. Первая строка этого абзаца кончается на\nполуслове, а вторая точкой.\nТретья строка начинает абзац, и он\n"
         "идёт дальше.",
         ("Первая строка этого абзаца кончается на полуслове, а вторая точкой.",
          "Третья строка начинает абзац, и он идёт дальше.")),
        # A full line that happens to end a sentence does not.
        ("1. Первая строка этого абзаца и есть предложение.\nВторая строка его продолжает и кончается\nна третьей.",
         ("Первая строка этого абзаца и есть предложение. Вторая строка его продолжает и кончается на третьей.",)),
        # Items of a list.
        ("1. Стороны намерены сделать следующее и не\nоткладывать:\nукреплять связи;\nразвивать торговлю и не только\n"
         "её одну.",
         ("Стороны намерены сделать следующее и не откладывать:", "укреплять связи;",
          "развивать торговлю и не только её одну.")),
        # Words broken at a hyphen, a dash between words, a hyphen that waits for its second half.
        ("1. водно-\nэнергетических", ("водно-энергетических",)),
        ("1. Санкт-\nПетербург", ("Санкт-Петербург",)),
        ("1. на 2018–\n2028 годы", ("на 2018–2028 годы",)),
        ("1. угрозой –\nпандемией", ("угрозой – пандемией",)),
        ("1. торгово-\nи научно-технических", ("торгово- и научно-технических",)),
        # White space of every kind is one space.
        ("1. a\xa0b\u2009c\u3000d\te  f", ("a b c d e f",)),
        # Unicode's own line ends.
        ("1. Один.\u2028Два.\x85Три.\vЧетыре.", ("Один.", "Два.", "Три.", "Четыре.")),
    ],
)  # fmt: skip
def test_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert parse(text).section(1).paragraphs == paragraphs


DOUBLE_SPACED = (
    "1. Первая строка этого{0}абзаца кончается.{1}Второй абзац, а он тоже,{0}идёт на двух строках.{1}2. Два."
)


@pytest.mark.parametrize(
    ("line", "gap"),
    [("\n\n", "\n \n\n"), ("\n\n", "\n\n\n"), ("\n \n", "\n \n \n"), ("\n", "\n\n"), ("\n", "\n \n")],
    ids=["marked", "wider", "white space everywhere", "single", "single, white space"],
)
def test_what_makes_a_gap_depends_on_the_usual_break(line: str, gap: str) -> None:
    assert made(DOUBLE_SPACED.format(line, gap)) == {
        1: ("Первая строка этого абзаца кончается.", "Второй абзац, а он тоже, идёт на двух строках."),
        2: ("Два.",),
    }


def test_blank_lines_of_a_single_spaced_text_with_and_without_white_space() -> None:
    assert made("1. Первая строка\nабзаца.\n \nВторой\nабзац,\n\nТретий\nабзац.")[1] == (
        "Первая строка абзаца.", "Второй абзац,", "Третий абзац.",
    )  # fmt: skip


@pytest.mark.parametrize("page", ["\n\f", "\n\n\f", "\n\n\f\n"])
def test_end_of_a_page_is_no_gap(page: str) -> None:
    text = WRAPPED + f"2. Второй пункт идёт через конец страницы, и она кончается тут,{page}(в скобках) на полуслове."
    assert parse(text).section(2).paragraphs == (
        "Второй пункт идёт через конец страницы, и она кончается тут, (в скобках) на полуслове.",
    )


def test_short_line_before_a_small_letter_ends_no_paragraph() -> None:
    text = WRAPPED + "2. Второй пункт, яблоки и др.\nи ещё груши."
    assert parse(text).section(2).paragraphs == ("Второй пункт, яблоки и др. и ещё груши.",)


def test_short_line_is_measured_against_the_first_part_of_a_word_with_a_hyphen() -> None:
    text = WRAPPED + "2. Второй пункт, и он кончается, немного не дойдя.\nТоргово-экономические связи."
    assert parse(text).section(2).paragraphs == (
        "Второй пункт, и он кончается, немного не дойдя.", "Торгово-экономические связи.",
    )  # fmt: skip


# --- numbered texts in general ---------------------------------------------------------------------------------------

WORD = st.sampled_from("а и мы она этот точка встреча соглашение ёлка энергетика".split())
SENTENCE = st.lists(WORD, min_size=1, max_size=20).map(lambda words: " ".join(words).capitalize() + ".")
BODY = st.lists(SENTENCE, min_size=1, max_size=3).map(tuple)
DOCUMENT = st.tuples(st.one_of(st.just(()), BODY), st.lists(BODY, min_size=1, max_size=6))


def paragraphs_of(document: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> list[str]:
    """The paragraphs with the numbers written before the first of each point."""
    preamble, points = document
    return [*preamble] + [
        (f"{number}. " if i == 0 else "") + paragraph
        for number, body in enumerate(points, start=1)
        for i, paragraph in enumerate(body)
    ]


def expected(document: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> tuple[Section, ...]:
    preamble, points = document
    head = (Section(0, preamble),) if preamble else ()
    return head + tuple(Section(number, body) for number, body in enumerate(points, start=1))


def lines_of(paragraph: str, width: int) -> list[str]:
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def line_a_paragraph(paragraphs: list[str]) -> str:
    return "\n".join(paragraphs)


def blank_between(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def wrapped(paragraphs: list[str]) -> str:
    return "\n\n".join("\n".join(lines_of(p, 50)) for p in paragraphs)


def double_spaced(paragraphs: list[str]) -> str:
    """As the declaration: blank lines between all lines, a line of a space between paragraphs."""
    return " \n\n \n\n".join(" \n\n".join(lines_of(p, 50)) for p in paragraphs)


WRITERS = [line_a_paragraph, blank_between, wrapped, double_spaced]
GUISES = [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(" ", "\xa0"),
    lambda text: "\ufeff" + text,
    lambda text: "\n\n" + text + "\n\n",
]


@pytest.mark.parametrize("write", WRITERS)
@given(DOCUMENT)
def test_round_trip(write, document) -> None:
    assert parse(write(paragraphs_of(document))).sections == expected(document)


@pytest.mark.parametrize("guise", GUISES, ids=["CRLF", "NBSP", "BOM", "blank ends"])
@settings(max_examples=50)
@given(DOCUMENT, st.sampled_from(WRITERS))
def test_guises_change_nothing(guise, document, write) -> None:
    text = write(paragraphs_of(document))
    assert parse(guise(text)).sections == parse(text).sections


@given(DOCUMENT, st.data())
def test_a_number_out_of_turn_is_never_silent(document, data) -> None:
    preamble, points = document
    numbers = list(range(1, len(points) + 1))
    at = data.draw(st.integers(0, len(numbers) - 1), label="at")
    wrong = data.draw(st.integers(0, 999).filter(lambda number: number != numbers[at]), label="wrong")
    numbers[at] = wrong
    body = [f"{number}. {' '.join(paragraphs)}" for number, paragraphs in zip(numbers, points, strict=True)]
    parsed = parse("\n".join([*preamble, *body]))
    assert parsed.notes or parsed.unit is Unit.PARAGRAPH
    words = [word for section in parsed.sections for word in section.text.split() if word[0].isalpha()]
    assert words == " ".join([*preamble, *(text for paragraphs in points for text in paragraphs)]).split()


@given(st.text(st.characters(codec="utf-8"), max_size=80) | st.text("12345. \n\r\f\tаБ,;:-–«»\xa0\ufeff", max_size=80))
def test_any_text_is_parsed_or_refused_by_line(text: str) -> None:
    refusal = ""
    try:
        document = parse(text)
    except SourceError as error:
        refusal = str(error)
    if refusal:
        assert re.match(r"lines? \d+", refusal)
    else:
        assert document.numbers == tuple(range(1, 1 + len(document.numbers)))
        assert len({section.id for section in document.sections}) == len(document.sections)
        assert all(section.paragraphs and all(section.paragraphs) for section in document.sections)


PIECES = ["2. б", "3. в", "4. г,", "д", "е.", "Ё:", "5.", "", " ", "\f", "ж-", "з –", "2021. и", "«К»"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_letters_are_neither_lost_nor_doubled_nor_moved(lines: list[str]) -> None:
    text = "\n".join(["1. а", *lines])
    try:
        document = parse(text)
    except SourceError:
        reject()
    letters = [character for character in text if character.isalpha()]
    assert [character for point in document.sections for character in point.text if character.isalpha()] == letters
    assert all(point.paragraphs and all(point.paragraphs) for point in document.sections)


@pytest.mark.parametrize("count", [1, 500, 1200])
def test_as_many_points_as_there_are(count: int) -> None:
    text = "\n\n".join(f"{number}. Пункт {number}." for number in range(1, count + 1))
    assert parse(text).last == count
