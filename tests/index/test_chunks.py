"""index/chunks.py: chunks are the paragraphs, and their offsets are true."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import MAX_CHUNK, Chunk, chunk
from index.document import Document, Section
from index.language.sentences import split_long
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
