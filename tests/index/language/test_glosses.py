"""index/language/glosses.py and its data: words of further languages in Russian."""

import pytest

from index.language.foreign import languages as framed
from index.language.glosses import _beginnings, glosses, languages
from index.language.words import is_known


def senses(text: str, language: str) -> list[tuple[str, ...] | None]:
    return [one.senses for one in glosses(text, language)]


def test_every_list_is_read_and_most_of_its_words_are_russian() -> None:
    assert languages() >= {"kk", "ky", "uz", "tk", "tg", "tr", "de", "fr", "zh"}
    assert languages() <= {*framed()}
    for language in languages():
        russian = {word for told in _beginnings(language).values() for word in told}
        assert len(russian) > 1000, language
        assert sum(map(is_known, russian)) > 0.95 * len(russian), language
        assert senses("12", language) == [("12",)]


@pytest.mark.parametrize(
    ("language", "text", "russian"),
    [
        ("kk", "мүшелері", "член"),
        ("ky", "китепканага", "библиотека"),
        ("uz", "kutubxonaning", "библиотека"),
        ("tk", "kitaphanada", "библиотека"),
        ("tg", "китобхонаро", "библиотека"),
        ("tr", "kütüphaneye", "библиотека"),
        ("de", "Bibliotheken", "библиотека"),
        ("fr", "bibliothèques", "библиотека"),
        ("fr", "l'eau", "вода"),
        ("zh", "图书馆", "библиотека"),
    ],
)
def test_an_inflected_word_is_told_by_its_beginning(language: str, text: str, russian: str) -> None:
    (found,) = senses(text, language)
    assert found is not None
    assert russian in found
    assert all(is_known(word) for word in found)


def test_two_words_that_mean_one_thing_are_one() -> None:
    (found,) = glosses("сатып алуға", "kk")
    assert found.senses
    assert "закупка" in found.senses


def test_function_words_mean_nothing_and_others_may_be_unknown() -> None:
    assert senses("туралы Зюлька", "kk") == [(), None]
    asked, *_ = senses("қанша", "kk")
    assert asked is not None
    assert asked[0] == "сколько"


def test_where_nothing_parts_words_the_longest_are_told() -> None:
    found = {one.text: one.senses for one in glosses("国家提到水鑫淼资源？", "zh")}
    assert found["国家"]
    assert "вода" in (found["水"] or ())
    assert found["鑫淼"] is None
    assert "ресурс" in (found["资源"] or ())


def test_german_words_that_are_written_together_are_told_apart() -> None:
    found = [one.text for one in glosses("Sicherheitsdialog Bibliotheksausweis Zusammenarbeit Kulturzeit Zelt", "de")]
    assert found == ["sicherheit", "dialog", "bibliothek", "ausweis", "zusammenarbeit", "kultur", "zeit", "zelt"]
