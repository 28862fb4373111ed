"""Plain text: encodings, characters, and words broken at a line's end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.layout import Layout
from index.readers.blocks import Kind, SourceText
from index.readers.faults import ReadingError
from index.readers.plain.normalize import normalize, one_line
from index.readers.plain.text import read_text

RUSSIAN = "Правила двора\n\n1. Во дворе тихо после десяти часов вечера; ёлку берегут.\n\n2. Ёмкости моют — «сухо».\n"
ENGLISH = "House rules\n\n1. The café closes at ten; “quiet” is kept afterwards, naïve as it sounds.\n"


def paragraphs(text: SourceText) -> list[str]:
    return list(Layout.infer(text.lines).paragraphs(text.lines))


def count(text: SourceText, kind: Kind) -> int:
    return next((remark.count for remark in text.remarks if remark.kind is kind), 0)


@pytest.mark.parametrize(
    ("codec", "name", "guessed"),
    [("utf-8", "UTF-8", 0), ("utf-8-sig", "UTF-8", 0), ("utf-16", "UTF-16", 0), ("utf-16-le", "UTF-16", 1),
     ("utf-16-be", "UTF-16", 1), ("utf-32", "UTF-32", 0), ("cp1251", "Windows-1251", 1), ("koi8_r", "KOI8-R", 1),
     ("cp866", "CP866", 1)],
)  # fmt: skip
def test_encodings_of_russian(codec: str, name: str, guessed: int) -> None:
    data = RUSSIAN.encode(codec, "ignore")
    text = read_text(data)
    assert text.encoding == name
    assert count(text, Kind.ENCODING_GUESSED) == guessed
    right = data.decode(codec).removeprefix("\ufeff").strip().split("\n\n")
    assert [line.text for line in text.lines] == [" ".join(line.split()) for line in right]


def test_western_letters_are_not_taken_for_russian() -> None:
    text = read_text(ENGLISH.encode("cp1252"))
    assert text.encoding == "Windows-1252"
    assert "café closes" in text.lines[1].text


def test_one_damaged_byte_does_not_make_another_encoding() -> None:
    """A text in UTF-8 that was cut inside a letter is not read as Windows-1251, which has a letter for any byte."""
    with pytest.raises(ReadingError, match="line 3: the byte 0xd0 is not UTF-8"):
        read_text(RUSSIAN.encode().replace("тихо".encode(), "тихо".encode() + b"\xd0"))


def test_half_a_letter_of_utf_16() -> None:
    with pytest.raises(ReadingError, match="is not UTF-16"):
        read_text(RUSSIAN.encode("utf-16")[:-1])


def test_another_kind_of_file_is_no_text() -> None:
    for data, what in ((b"%PDF-1.7\n", "a PDF file"), (b"\x89PNG\r\n", "a picture"), (b"PK\x03\x04", "a DOCX file")):
        with pytest.raises(ReadingError, match=what):
            read_text(data, "rules.txt")


# --- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelt", "right"),
    [
        ("под\u00adтвер\u00adжда\u00adется", "подтверждается"),
        ("\u200b4. Ликвид\u200dация\ufeff\u2060 \u202bслово\u202c", "4. Ликвидация слово"),
        ("п.\u00a05,\u202f1\u2009000\u3000руб.", "п. 5, 1 000 руб."),
        ("Научно\u2011технический, научно\u2010технический", "Научно-технический, научно-технический"),
        ("и\u0306 е\u0308 Е\u0308 cafe\u0301", "й ё Ё café"),
        ("o\ufb03ce \ufb01le \ufb02ow", "office file flow"),
        ("ёлка Ёж — «тире» – №\u00a05 м² ½ …", "ёлка Ёж — «тире» – № 5 м² ½ …"),
        ("tag\U000e0041\U000e0042 v\ufe0f1", "tag v1"),
        ("a\x07b\x1bc\td", "abc\td"),
        ("lone \ud800 half", "lone ? half"),
    ],
)
def test_normalize(spelt: str, right: str) -> None:
    assert normalize(spelt) == right


@given(st.text())
def test_normalize_twice_is_once(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert one_line(one_line(text)) == one_line(text)


def test_lines_keep_their_numbers_and_what_went_is_counted() -> None:
    text = read_text("Устав\u00ad клуба\r\n\r\n\u200b4. Ликви\u200bдация.".encode())
    assert [(line.number, line.text) for line in text.lines] == [(1, "Устав клуба"), (3, "4. Ликвидация.")]
    assert count(text, Kind.INVISIBLE_REMOVED) == 3


# --- words broken at a line's end ------------------------------------------------------------------------------------

BROKEN = """\
Договор о дворе

1. Соседи договорились о проведении весенних меро-
приятий по уборке, о взаимном сотруд-
ничестве домов и о создании меж-
районной комиссии, а также торгово-
экономического союза; научно-
и культурно-просветительские вечера проводит Иван-
Дорн со своими помощ\u00ad
никами в 2018-
2028 годах.
"""


def test_words_lose_the_typesetters_hyphen_and_keep_their_own() -> None:
    text = read_text(BROKEN.encode())
    assert paragraphs(text)[1] == (
        "1. Соседи договорились о проведении весенних мероприятий по уборке, о взаимном сотрудничестве домов и о "
        "создании межрайонной комиссии, а также торгово-экономического союза; научно- и культурно-просветительские "
        "вечера проводит Иван-Дорн со своими помощниками в 2018-2028 годах."
    )
    assert (count(text, Kind.HYPHENS_JOINED), count(text, Kind.HYPHENS_KEPT)) == (4, 1)


def test_the_texts_own_spelling_decides_before_the_dictionary() -> None:
    """«Кросс-таблица» and «тур-база» are in no dictionary; "co-operate" is spelt in two ways."""
    text = read_text(
        "Кросстаблица и тур-база названы. Теперь кросс-\nтаблицы и тур-\nбазы, cooperating with others, and co-\n"
        "operation is well-known; a well-\nbeing.\n".encode()
    )
    whole = " ".join(paragraphs(text))
    assert all(word in whole for word in ("кросстаблицы", "тур-базы", "cooperation", "well-being"))


def test_letters_of_other_alphabets_are_joined() -> None:
    text = read_text(
        "Адам құқықтарының жалпыға бірдей декларация-\nсын қабылдады және халықтар арасын-\nда жариялады.\n".encode()
    )
    assert "декларациясын" in paragraphs(text)[0]
    assert "арасында" in paragraphs(text)[0]
