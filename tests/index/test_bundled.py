"""Translations stand paragraph for paragraph and sentence for sentence beside the original."""

import re
from pathlib import Path

import pytest

from index.build import DEFAULT_SOURCE
from index.bundled import TRANSLATIONS, bundled_translations
from index.chunks import chunk
from index.language.sentences import split_sentences
from index.structure import parse, read, read_translation
from models.errors import SourceError

CHUNKS = chunk(read(DEFAULT_SOURCE))
LANGUAGES = sorted(path.stem for path in TRANSLATIONS.glob("*.txt"))


def test_the_declaration_is_there_in_the_languages_of_its_signatories_and_in_english() -> None:
    assert {"en", "kk", "ky", "tg", "tk", "uz"} <= set(LANGUAGES)
    assert {len(texts) for texts in bundled_translations(CHUNKS).values()} == {len(CHUNKS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_paragraph_has_the_numbers_of_the_original(language: str) -> None:
    for piece, text in zip(CHUNKS, bundled_translations(CHUNKS)[language], strict=True):
        assert set(re.findall(r"\d+", piece.text)) <= set(re.findall(r"\d+", text)), piece.id


def test_english_has_the_sentences_of_the_original() -> None:
    """A sentence in English cites the Russian one at its place."""
    for piece, text in zip(CHUNKS, bundled_translations(CHUNKS)["en"], strict=True):
        assert len(list(split_sentences(text))) == len(list(split_sentences(piece.text))), piece.id


@pytest.mark.parametrize(
    ("text", "astray"), [("1. One.\n\nTwo.\n", "2.1"), ("1. One.\n\nTwo.\n\n2. Three.\n\nFour.\n", "2.2")]
)
def test_a_text_of_other_paragraphs_is_no_translation(tmp_path: Path, text: str, astray: str) -> None:
    path = tmp_path / "en.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=astray):
        read_translation(path, chunk(parse("1. Один.\n\nДва.\n\n2. Три.\n")))
