"""Which sections a text has, what stands above and inside them, and what cites them; every spelling of a number."""

import pytest

from index.chunks import chunk
from index.document import Document
from index.language.units import Unit
from index.readers.blocks import Block, Role
from index.structure import parse, parse_blocks, parse_bytes


def labels(document: Document) -> list[str]:
    return [section.label(document.language) for section in document.sections]


def ids(document: Document) -> list[str]:
    return [section.id for section in document.sections]


def cited(document: Document) -> dict[str, str]:
    """The first words of each paragraph by the label that cites it."""
    return {piece.text.split("\n")[0]: piece.locator.label for piece in chunk(document) if piece.locator}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Вода.\n2. Лес.", ["п. 1", "п. 2"]),
        ("1) Вода.\n2) Лес.", ["п. 1", "п. 2"]),
        ("(1) Water.\n(2) Wood.", ["para. 1", "para. 2"]),
        ("§ 1 Water is free.\n§ 2 Wood is not.", []),
        ("§ 1. Вода\n\nБесплатна.\n\n§ 2. Лес\n\nНет.", ["§ 1", "§ 2"]),
        ("Статья 1. Вода бесплатна.\n\nСтатья 2. Лес нет.", ["ст. 1", "ст. 2"]),
        ("Статья 1\n\nВода бесплатна.\n\nСтатья 2\n\nЛес нет.", ["ст. 1", "ст. 2"]),
        ("СТАТЬЯ 1. Вода бесплатна.\n\nСТАТЬЯ 2. Лес нет.", ["ст. 1", "ст. 2"]),
        ("ст. 1. Вода бесплатна.\n\nст. 2. Лес нет.", ["ст. 1", "ст. 2"]),
        ("Article 1\n\nWater is free.\n\nArticle 2\n\nWood is not.", ["Art. 1", "Art. 2"]),
        ("ARTICLE I\n\nWater is free.\n\nARTICLE II\n\nWood is not.", ["Art. I", "Art. II"]),
        ("Section 1. Water is free.\n\nSection 2. Wood is not.", ["Sec. 1", "Sec. 2"]),
        ("Пункт 1. Вода бесплатна.\n\nПункт 2. Лес нет.", ["п. 1", "п. 2"]),
        ("I. Вода бесплатна.\n\nII. Лес нет.\n\nIII. Ягоды даром.", ["п. I", "п. II", "п. III"]),
        ("1-бап\n\nСу тегін беріледі және қол жетімді.\n\n2-бап\n\nОрман өңделмейді.", ["1-бап", "2-бап"]),
        ("1-берене\n\nСуу өтө арзан.\n\n2-берене\n\nТокой өстүрүлөт.", ["1-берене", "2-берене"]),
        ("Моддаи 1\n\nОб ройгон аст ва ҳаққи ҳамагон.\n\nМоддаи 2\n\nҶангал не.", ["моддаи 1", "моддаи 2"]),
        ("1-modda. Suv bepul, oʻrmon toʻlovli, togʻlar ham.\n\n2-modda. Oʻrmon toʻlovli.", ["1-modda", "2-modda"]),
        ("1-модда. Сув бепул, ўрмон тўловли.\n\n2-модда. Ўрмон тўловли.", ["1-модда", "2-модда"]),
        ("1-nji madda. Suw mugt we köp, tokaý ýaşyl.\n\n2-nji madda. Tokaý ýaşyl.", ["1-nji madda", "2-nji madda"]),
    ],
)  # fmt: skip
def test_spellings_of_a_section_s_number(text: str, expected: list[str]) -> None:
    document = parse(text)
    if expected:
        assert labels(document) == expected
    else:
        assert [section.paragraphs[-1] for section in document.sections][-1].endswith("Wood is not.")


ARTICLES = """Кодекс о воде

Раздел 7. Пользование

Глава 44. Общие положения

Статья 447. Плательщики

1. Плательщиками являются:

1) лица, взявшие воду:

а) из реки;

б) из озера;

2) лица, вернувшие воду.

Срок настоящего пункта — год.

2. Остальные не платят.

Статья 448. Утратила силу.

Статья 450-1. Льготы

Льготы даёт совет.

Глава 45. Споры

Статья 451. Суд

Споры решает суд. Статья 447 настоящего Кодекса применяется судом.
"""


def test_articles_with_headings_chapters_gaps_and_nested_numbers() -> None:
    document = parse(ARTICLES)
    assert document.unit is Unit.ARTICLE
    assert not document.numbered_points
    assert ids(document) == ["0", "447", "448", "450-1", "451"]
    assert [section.heading for section in document.sections[1:]] == ["Плательщики", "", "Льготы", "Суд"]
    assert [heading.text for heading in document.section(4).path] == ["Раздел 7. Пользование", "Глава 45. Споры"]
    assert document.section(0).paragraphs == ("Кодекс о воде",)
    assert cited(document) == {
        "Кодекс о воде": "преамбула",
        "1. Плательщиками являются:": "ст. 447, п. 1",
        "1) лица, взявшие воду:": "ст. 447, п. 1, пп. 1",
        "а) из реки;": "ст. 447, п. 1, пп. 1, пп. «а»",
        "б) из озера;": "ст. 447, п. 1, пп. 1, пп. «б»",
        "2) лица, вернувшие воду.": "ст. 447, п. 1, пп. 2",
        "Срок настоящего пункта — год.": "ст. 447, п. 1",
        "2. Остальные не платят.": "ст. 447, п. 2",
        "Утратила силу.": "ст. 448",
        "Льготы даёт совет.": "ст. 450-1",
        "Споры решает суд. Статья 447 настоящего Кодекса применяется судом.": "ст. 451",
    }
    assert document.notes == ("line 7: numbers begin with 447.", "line 25: there is no 449.")


def test_numbered_paragraphs_are_called_what_the_document_calls_them() -> None:
    text = "Статья 1. Сроки\n\n1. Срок:\n\n1) год.\n\n2. Срок {}.\n\nСтатья 2. Итог\n\nКак в {}."
    parts = parse(text.format("части 1 настоящей статьи — мал", "части 2 статьи 1"))
    assert cited(parts)["1) год."] == "ст. 1, ч. 1, п. 1"
    points = parse(text.format("пункта 1 настоящей статьи — мал", "пункте 2 статьи 1"))
    assert cited(points)["1) год."] == "ст. 1, п. 1, пп. 1"


def test_english_articles_with_letters() -> None:
    document = parse(
        "TREATY\n\nPART I GENERAL\n\nArticle 1 Definitions\nIn this Treaty:\n(a) basin means land;\n"
        "(b) flow means water.\n\n"
        "Article 2 Scope\n1. It applies to rivers:\n(a) great ones;\n(i) the Velm;\n(ii) the Sorn;\n(b) small ones.\n"
        "2. It does not apply to lakes."
    )
    assert [section.heading for section in document.sections] == ["", "Definitions", "Scope"]
    assert list(cited(document).values()) == [
        "preamble", "Art. 1", "Art. 1(a)", "Art. 1(b)", "Art. 2(1)", "Art. 2(1)(a)", "Art. 2(1)(a)(i)",
        "Art. 2(1)(a)(ii)", "Art. 2(1)(b)", "Art. 2(2)",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["Глава", "ГЛАВА", "Раздел"])
def test_numbers_that_begin_again_in_each_chapter(word: str) -> None:
    short = "разд." if word == "Раздел" else "гл."
    document = parse(
        f"Правила\n\n{word} I. Вход\n\n1. Вход открыт.\n\n2. Гости платят.\n\n{word} II. Выход\n\n1. Выхода нет."
    )
    assert ids(document) == ["0", "1.1", "1.2", "2.1"]
    assert labels(document) == ["преамбула", f"{short} I, п. 1", f"{short} I, п. 2", f"{short} II, п. 1"]
    assert not document.numbered_points
    assert document.notes == ()


def test_chapters_between_points_that_count_on_change_no_label() -> None:
    document = parse("Устав\n\nРаздел I. Вход\n\n1. Вход открыт.\n\nРаздел II. Выход\n\n2. Выхода нет.")
    assert document.numbered_points
    assert document.section(1).text == "Вход открыт."
    assert [one.text for one in document.section(2).path] == ["Раздел II. Выход"]


def test_what_stands_below_a_chapter_s_heading_before_its_first_section_is_of_the_chapter() -> None:
    document = parse("Глава 1. Вход\n\nСтатья 1. Вход открыт.\n\nГлава 2. Выход\n\nО выходе.\n\nСтатья 2. Выхода нет.")
    assert labels(document) == ["ст. 1", "гл. 2", "ст. 2"]
    assert document.section(2).text == "О выходе."


def test_a_heading_in_two_lines() -> None:
    document = parse(
        "ГЛАВА I\nОБЩИЕ ПОЛОЖЕНИЯ\n\nСтатья 1\nПредмет закона\n\nЗакон о воде.\n\nСтатья 2\nЦели\n\nЦель — вода."
    )
    assert [one.text for one in document.section(1).path] == ["ГЛАВА I ОБЩИЕ ПОЛОЖЕНИЯ"]
    assert [section.heading for section in document.sections] == ["Предмет закона", "Цели"]


def test_headings_without_numbers_between_points() -> None:
    document = parse("Вход\n\n1. Вход открыт.\n\nГости и хозяева\n\n2. Гости платят.\n\nВыход\n\n3. Выхода нет.")
    assert [section.text for section in document.sections[1:]] == ["Вход открыт.", "Гости платят.", "Выхода нет."]
    assert [[one.text for one in section.path] for section in document.sections[2:]] == [["Гости и хозяева"], ["Выход"]]


def test_a_single_paragraph_without_a_full_stop_is_no_heading() -> None:
    document = parse("1. Вход открыт.\n\nКаждый может войти\n\n2. Гости платят.")
    assert document.section(1).paragraphs == ("Вход открыт.", "Каждый может войти")


def test_decimal_numbers_inside_points() -> None:
    document = parse("Правила\n\n1. Правила таковы.\n\n1.1. Тихо.\n\n1.2. Чисто.\n\n1.2.1. Очень.\n\n2. Закрыто.")
    assert document.numbered_points
    assert list(cited(document).values()) == ["преамбула", "п. 1", "п. 1.1", "п. 1.2", "п. 1.2.1", "п. 2"]


def test_a_standard_has_its_clauses_at_the_second_level() -> None:
    document = parse(
        "House standard\n\n1 Scope\n\nThis standard is for halls.\n\n4 Climate\n\n4.1 Temperature\n\n"
        "It is 20 degrees.\n\n"
        "4.1.1 In winter it is 18.\n\n4.2 Humidity\n\nIt is 50 per cent.\n\n5 Light\n\n5.1 Lamps\n\nLamps are white."
    )
    assert ids(document) == ["0", "1", "4.1", "4.2", "5.1"]
    assert [section.heading for section in document.sections] == ["", "Scope", "Temperature", "Humidity", "Lamps"]
    assert [one.text for one in document.section(2).path] == ["4 Climate"]
    assert cited(document)["4.1.1 In winter it is 18."] == "cl. 4.1.1"


def test_a_contract_has_its_clauses_at_the_second_level() -> None:
    document = parse(
        "Договор\n\n1. ПРЕДМЕТ ДОГОВОРА\n\n1.1. Исполнитель строит дом.\n\n1.2. Срок — год.\n\n2. ЦЕНА\n\n"
        "2.1. Цена — 1.5 млн сумов."
    )
    assert labels(document) == ["преамбула", "п. 1.1", "п. 1.2", "п. 2.1"]
    assert document.section(3).text == "Цена — 1.5 млн сумов."
    assert [one.text for one in document.section(3).path] == ["2. ЦЕНА"]


def test_roman_headings_stand_above_points() -> None:
    document = parse("Устав\n\nI. Вход\n\n1. Вход открыт.\n\nII. Выход\n\n2. Выхода нет.")
    assert labels(document) == ["преамбула", "п. 1", "п. 2"]
    assert [one.text for one in document.section(1).path] == ["I. Вход"]


def test_a_text_without_numbers_has_its_paragraphs() -> None:
    document = parse("О реке\n\nРека течёт на север.\n\nПритоки\n\nПритоков у неё два.\n\nОба малы.")
    assert ids(document) == ["0", "p1", "p2", "p3"]
    assert labels(document) == ["преамбула", "¶ 1", "¶ 2", "¶ 3"]
    assert [one.text for one in document.section(2).path] == ["Притоки"]


def test_running_text_is_no_heading() -> None:
    text = (
        "Статья 1. Вода бесплатна.\n\nСтатья 5 настоящего закона применяется с 2021 года.\n\n"
        "Глава 2 этого закона не применяется.\n\nСтатья 2. Лес нет."
    )
    assert [len(section.paragraphs) for section in parse(text).sections] == [3, 1]


def test_blocks_of_a_reader() -> None:
    blocks = [
        Block("Закон о воде", Role.HEADING, 0),
        Block("Общее", Role.HEADING, 1),
        Block("Вода бесплатна.", number="Статья 1."),
        Block("1. Сноска.", Role.FOOTNOTE, number="1"),
        Block("Особое", Role.HEADING, 1),
        Block("Лес:", number="Статья 2."),
        Block("ель;", Role.LIST_ITEM, number="а)"),
        Block("сосна.", Role.LIST_ITEM, number="б)"),
        Block("2. | Дуб", Role.TABLE_ROW),
    ]
    document = parse_blocks(blocks)
    assert labels(document) == ["преамбула", "ст. 1", "ст. 2"]
    assert document.section(1).paragraphs == ("Вода бесплатна.", "1. Сноска.")
    assert cited(document)["б) сосна."] == "ст. 2, пп. «б»"
    assert [one.text for one in document.section(2).path] == ["Особое"]


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("Памятка\n\n1. Ключи.\n\n2. Обход.\n\n3 . Журнал.", 3, "Журнал."),
        ("Фонд\n\n1. Договор.\n\n\u200b2. Суд.", 2, "Суд."),
        ("Фонд\n\n1. Дого\u00adвор\u200b один.\n\n2. Суд.", 1, "Договор один."),
        ("Устав\n\nРаздел I. О клубе\n\n1. Клуб.\n\nРаздел II. О взносах\n\n2. Взнос.", 1, "Клуб."),
        ("Соглашение\n\n1. Стороны договорились о проведении ежегодных меро-\nприятий по благоустройству улиц.", 1,
         "Стороны договорились о проведении ежегодных мероприятий по благоустройству улиц."),
    ],
)  # fmt: skip
def test_faults_of_texts_from_anywhere(text: str, number: int, words: str) -> None:
    assert parse(text).section(number).text == words


def test_a_point_that_was_read_in_spite_of_a_space_is_noted() -> None:
    assert parse("1. Ключи.\n\n2 . Обход.").notes == ("line 3: «2 .» is read as the number 2.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(encoding: str) -> None:
    text = "Распоряжение\n\n1. Назначить дежурным техника.\n\n2. Контроль оставляю за собой."
    assert parse_bytes(text.encode(encoding)).sections == parse(text).sections


def test_a_law_of_hundreds_of_articles() -> None:
    articles = (f"Статья {n}. Вода {n}\n\n1. Воду берут из реки {n}.\n\n2. Воду возвращают." for n in range(1, 901))
    document = parse("\n\n".join(articles))
    assert ids(document) == [str(n) for n in range(1, 901)]
    assert document.notes == ()
