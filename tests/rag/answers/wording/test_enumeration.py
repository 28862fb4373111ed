"""Enumerations: items with what introduces them, verbatim and cited."""

import pytest

from index.chunks import Chunk, chunk
from index.structure import parse
from rag.answers.wording.compose import is_verbatim
from rag.answers.wording.enumeration import Enumerations
from rag.types import Citation, Sentence

TEXT = """\
Правила дома

Статья 1. Заселение

1. При заселении предъявляются:

1) паспорт;

2) две фотографии.

2. Заселение бесплатно.
"""
CHUNKS = chunk(parse(TEXT))
ENUMERATIONS = Enumerations(CHUNKS)


def one(text: str) -> Chunk:
    return next(piece for piece in CHUNKS if text in piece.text)


def sentence(piece: Chunk, text: str, shown: str | None = None) -> Sentence:
    at = piece.start + piece.text.index(text)
    cited = Citation(piece.section.number, text, at, at + len(text), piece.locator)
    return Sentence(shown or text, (cited,))


def assert_verbatim(found: Sentence) -> None:
    sections = {piece.section.number: piece.section.text for piece in CHUNKS}
    for cited in found.citations:
        assert sections[cited.point][cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(("left", "right"), [("", ""), ("«", "»")])
def test_an_item_stands_after_what_introduces_it(left: str, right: str) -> None:
    piece = one("фотографии")
    found = ENUMERATIONS.inline(sentence(piece, "две фотографии", f"{left}две фотографии{right}"))
    assert found.text == f"{left}При заселении предъявляются: две фотографии{right}"
    assert [cited.quote for cited in found.citations] == ["две фотографии", "При заселении предъявляются:"]
    assert_verbatim(found)


def test_what_introduces_items_stands_before_them() -> None:
    found = ENUMERATIONS.inline(sentence(one("предъявляются"), "При заселении предъявляются"))
    assert found.text == "При заселении предъявляются: паспорт; две фотографии"
    assert_verbatim(found)


def test_in_a_list_items_stand_one_by_one_under_it_and_once() -> None:
    heading, item = one("предъявляются"), one("паспорт")
    given = [sentence(heading, "При заселении предъявляются"), sentence(item, "паспорт")]
    found = ENUMERATIONS.listed(given)
    assert [(one.text, one.heading) for one in found] == [
        ("паспорт", "При заселении предъявляются"),
        ("две фотографии", "При заселении предъявляются"),
    ]
    assert [cited.place.label for one in found for cited in one.citations] == [
        "ст. 1, п. 1, пп. 1",
        "ст. 1, п. 1, пп. 2",
    ]


def test_other_sentences_stay() -> None:
    for text in ("Заселение бесплатно.", "Заселение"):
        given = sentence(one("бесплатно"), text)
        assert ENUMERATIONS.inline(given) == given
        assert ENUMERATIONS.listed([given]) == (given,)
    translated = Sentence("a passport", sentence(one("паспорт"), "паспорт").citations)
    assert ENUMERATIONS.inline(translated) == translated


def test_words_put_together_of_the_text_are_no_translation() -> None:
    item = ENUMERATIONS.inline(sentence(one("фотографии"), "две фотографии", "«две фотографии»"))
    whole = ENUMERATIONS.inline(sentence(one("предъявляются"), "При заселении предъявляются"))
    translated = Sentence("a passport", sentence(one("паспорт"), "паспорт").citations)
    assert [is_verbatim(shown) for shown in (item, whole, translated)] == [True, True, False]
