"""index/document.py: chunks are the paragraphs, and their offsets are true."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import MAX_CHUNK, Chunk, chunk
from index.document import Document, Locator, Part, Section
from index.language.sentences import split_long
from index.language.units import Numbered, Unit, label, languages, text_language, units
from index.structure import read

SOURCE = Path(__file__).parents[2] / "index" / "source" / "declaration.ru.txt"

PARAGRAPHS = st.lists(
    st.text(st.characters(blacklist_characters="\n"), min_size=1, max_size=20), min_size=1, max_size=4
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    bodies = [tuple(body) for body in draw(st.lists(PARAGRAPHS, min_size=1, max_size=6))]
    first = draw(st.sampled_from([0, 1]))
    return Document(tuple(Section(number, body) for number, body in enumerate(bodies, start=first)), sha256="0" * 64)


@given(documents())
def test_offsets_cut_the_chunk_out_of_its_point(document: Document) -> None:
    for piece in chunk(document):
        assert document.section(piece.section.number).text[piece.start : piece.end] == piece.text


@given(documents())
def test_chunks_are_all_paragraphs_in_order(document: Document) -> None:
    chunks = chunk(document)
    for point in document.sections:
        own = [piece for piece in chunks if piece.section.number == point.number]
        assert tuple(piece.text for piece in own) == point.paragraphs
        assert [piece.ordinal for piece in own] == list(range(1, len(own) + 1))
        assert "\n".join(piece.text for piece in own) == point.text
    assert [piece.section.number for piece in chunks] == sorted(piece.section.number for piece in chunks)
    assert len({piece.id for piece in chunks}) == len(chunks)


def test_small_document_exactly() -> None:
    preamble, first = Section(0, ("Да.",)), Section(1, ("Раз,", "два."))
    chunks = chunk(Document((preamble, first), sha256="0" * 64))
    assert chunks == (Chunk(preamble, 1, 0, 3, "Да."), Chunk(first, 1, 0, 4, "Раз,"), Chunk(first, 2, 5, 9, "два."))
    assert [(section.id, section.label("ru")) for section in (preamble, first)] == [("0", "преамбула"), ("1", "п. 1")]
    assert [piece.id for piece in chunks] == ["0.1", "1.1", "1.2"]


@pytest.mark.parametrize(
    ("chunk_id", "words"),
    [
        ("16.5", "об объявлении 2025 года Международным годом сохранения ледников"),
        ("21.2", "создать Форум культурного диалога Центральной Азии"),
        ("25.1", "Договор о дружбе, добрососедстве и сотрудничестве"),
        ("0.1", "Совместное заявление по итогам 3-ей Консультативной встречи"),
    ],
)
def test_declaration(chunk_id: str, words: str) -> None:
    chunks = chunk(read(SOURCE))
    assert len(chunks) == 69
    assert [piece.id for piece in chunks if words in piece.text] == [chunk_id]


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


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    sentence = "Порядок проверки насосов в квартале устанавливает главный инженер, который назначает двух проверяющих. "
    paragraph = (sentence * 40).strip()
    document = Document((Section(1, ("Раз.", paragraph, "Два.")),), "0")
    chunks = chunk(document)
    assert [piece.id for piece in chunks] == ["1.1", "1.2/1", "1.2/2", "1.2/3", "1.2/4", "1.3"]
    for piece in chunks:
        assert document.section(1).text[piece.start : piece.end] == piece.text
        assert len(piece.text) <= MAX_CHUNK
        assert piece.text.endswith(".")
    assert " ".join(piece.text for piece in chunks[1:5]) == paragraph


@given(st.text("аб ,;.А\n", max_size=300), st.integers(5, 60))
def test_pieces_of_any_text_are_short_and_lose_no_letter(text: str, most: int) -> None:
    text = " ".join(text.split())
    places = list(split_long(text, most))
    assert all(0 < end - start <= most for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert "".join(text[start:end] for start, end in places).replace(" ", "") == text.replace(" ", "")
