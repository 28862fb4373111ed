"""index/language/lexicon.py: word lists that are whole, and no word of the document in code."""

import re
from pathlib import Path

import pytest

from index.language import lexicon as module
from index.language.lexicon import ENGLISH, OTHER, RUSSIAN, Lexicon, lexicon
from index.language.words import fold

ROOT = Path(__file__).parents[3]
OF_THE_DOCUMENT = re.compile(
    r"казах|узбек|таджик|туркмен|кыргыз|киргиз|аваза|ашхабад|центральн\w+\s+ази|арал(?!л)"
    r"|kazakh|uzbek|tajik|turkmen|kyrgyz|kirghiz|ashgabat|awaza|central\s+asia|\baral\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", ["ru", "en", "other"])
def test_a_lexicon_is_read_once_and_cannot_be_changed(name: str) -> None:
    assert lexicon(name) is lexicon(name)
    with pytest.raises(ValueError, match="frozen"):
        lexicon(name).stopwords = ()


@pytest.mark.parametrize("name", ["stopwords", "asking", "interrogatives", "negations", "reporting", "mentioning"])
def test_both_languages_have_the_list_in_folded_words(name: str) -> None:
    for one, letters in ((RUSSIAN, "а-я"), (ENGLISH, "a-z")):
        words = getattr(one, name)
        assert words
        assert all(word == fold(word) for word in words)
        assert all(re.search(f"[{letters}]", word) for word in words)


def test_numbers_stand_in_order() -> None:
    assert [len(one.numbers.cardinals) for one in (RUSSIAN, ENGLISH)] == [21, 21]
    assert [len(one.numbers.ordinals) for one in (RUSSIAN, ENGLISH)] == [20, 20]
    for ordinal, root in zip(RUSSIAN.numbers.ordinals, RUSSIAN.numbers.ordinal_roots, strict=True):
        assert ordinal.startswith(root)


def test_lists_for_repairs_are_folded_and_name_the_same_keys() -> None:
    assert [len(row) for row in RUSSIAN.keyboard] == [len(row) for row in ENGLISH.keyboard] != []
    for one in (RUSSIAN, ENGLISH):
        for word in (*one.question_words, *one.everyday_words, *one.misspelt, *one.misspelt.values()):
            assert word == fold(word)
        assert set(one.misspelt).isdisjoint((*one.question_words, *one.stopwords, *one.everyday_words))


def test_the_signs_of_other_languages_are_no_russian_stopwords() -> None:
    assert OTHER.cyrillic_cues
    assert OTHER.latin_cues
    assert set(OTHER.cyrillic_cues).isdisjoint(RUSSIAN.stopwords)


def test_an_unknown_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx.toml").write_text('stopword = "a"', encoding="utf-8")
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="stopword"):
        Lexicon.model_validate(module.tomllib.loads((tmp_path / "xx.toml").read_text(encoding="utf-8")))
    with pytest.raises(ValueError, match="stopword"):
        lexicon("xx")


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "index").rglob("*.py"), *(ROOT / "rag").rglob("*.py")]), ids=lambda path: path.name
)
def test_no_code_names_the_document_or_its_region(path: Path) -> None:
    assert OF_THE_DOCUMENT.findall(path.read_text(encoding="utf-8")) == []


def test_the_names_would_be_noticed() -> None:
    for text in ("«Казахстан»", "г. Туркменбаши", "Central Asia", "Центральной Азии", "the Aral Sea", "Аральское море"):
        assert OF_THE_DOCUMENT.search(text), text
