from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import DEFAULT_SOURCE
from index.parse import read
from rag.english import cognate, english_support, is_name, named, skeleton
from rag.support import Span
from rag.words import words


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Kazakhstan", "Казахстана"),
        ("Kyrgyzstan", "Кыргызской"),
        ("Kyrgyz", "Киргизия"),
        ("Tajikistan", "Таджикистане"),
        ("Turkmenistan", "Туркменистану"),
        ("Uzbekistan", "узбекской"),
        ("Afghanistan", "Афганистаном"),
        ("Afghan", "афганском"),
        ("Turkmenbashi", "Туркменбаши"),
        ("Turkmenbashy", "Туркменбаши"),
        ("Aral", "Аральского"),
        ("Aral", "Приаралья"),
        ("Astana", "Астана"),
        ("Ashgabat", "Ашхабаде"),
        ("Semipalatinsk", "Семипалатинского"),
        ("Berdimuhamedov", "Бердымухамедову"),
        ("Berdymukhamedov", "Бердымухамедову"),
        ("Gurbanguly", "Гурбангулы"),
        ("Tokayev", "Токаева"),
        ("Mirziyoyev", "Мирзиёев"),
        ("Rahmon", "Рахмоном"),
        ("Japarov", "Жапаров"),
        ("UN", "ООН"),
        ("UN", "Объединённых"),
        ("Nations", "ООН"),
    ],
)
def test_a_name_is_found_in_russian(english: str, russian: str) -> None:
    assert named(english, words(russian))


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Turkmenistan", "Туркменбаши"),
        ("Turkmenbashi", "Туркменистан"),
        ("Kazakhstan", "Кыргызской"),
        ("Uzbekistan", "Казахстана"),
        ("Tajikistan", "Узбекистан"),
        ("Russia", "рассмотреть регион"),
        ("Iran", "ранее"),
        ("Astana", "установить"),
        ("Rahmon", "Мирзиёев"),
        ("Turkish", "Туркменистан"),
    ],
)
def test_another_name_is_not(english: str, russian: str) -> None:
    assert not named(english, words(russian))


def test_neighbours_that_the_declaration_does_not_name() -> None:
    there = words("\n".join(point.text for point in read(Path(DEFAULT_SOURCE)).points))
    for name in "Russia China Iran India Turkey Pakistan Azerbaijan Ashgabat Tashkent NATO SCO Europe Tokayev".split():
        assert not named(name, there), name


def test_skeleton() -> None:
    assert skeleton("Tajikistan") == skeleton("Таджикистан") == "tjkstn"
    assert skeleton("Afghanistan") == skeleton("Афганистан") == "afgnstn"
    assert skeleton("") == ""


def test_titles_are_no_names() -> None:
    sentence = (
        "The Joint Statement and the Road Map of the Consultative Meeting, the Forum, the Single Emblem, the Badge of "
        "Honour, a Green Corridor, the Republic and Us in Central Asia"
    )
    assert [word.text for word in words(sentence) if is_name(word)] == []


def test_names_count_at_the_beginning_too() -> None:
    found = [word.text for word in words("Kazakhstan and the US met. Russia came North.") if is_name(word)]
    assert found == ["Kazakhstan", "US", "Russia", "North"]


@pytest.mark.parametrize(
    ("english", "russian", "is_cognate"),
    [
        ("pandemic", "пандемии", True),
        ("tourism", "туристические", True),
        ("migrants", "мигрантов", True),
        ("climate", "климата", True),
        ("sport", "спортивных", True),
        ("transport", "транспорта", True),
        ("technology", "технологий", True),
        ("trade", "трудящихся", False),
        ("water", "ветер", False),
        ("sport", "транспорт", False),
        ("women", "мнение", False),
        ("glaciers", "глава", False),
    ],
)
def test_cognate(english: str, russian: str, is_cognate: bool) -> None:
    assert cognate(english, russian) is is_cognate


class Similar:
    """An embedder that finds every text as near to every other as it is told."""

    id = "similar"
    dimension = 2

    def __init__(self, similarity: float) -> None:
        self._other = (similarity, (1 - similarity**2) ** 0.5)

    def passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return np.array([(1.0, 0.0), *[self._other] * (len(texts) - 1)], dtype=np.float32)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages(texts)


@pytest.mark.parametrize(
    ("sentence", "similarity", "missing"),
    [
        ("The Treaty belongs to the 21st century of the UN", 0.9, None),
        ("The United Nations adopted it in 2025", 0.9, "number 2025"),
        ("Kazakhstan adopted it in the 21st century", 0.9, "name Kazakhstan"),
        ("The Joint Statement of the UN", 0.9, None),
        ("The UN did not adopt it", 0.9, "negation"),
        ("The UN adopted it", 0.5, "likeness 0.50"),
    ],
)
def test_english_support(sentence: str, similarity: float, missing: str | None) -> None:
    source = Span(1, 0, 0, "Договор под эгидой ООН принят в XXI веке.")
    (judged,) = english_support(sentence, [source], Similar(similarity))
    assert judged.missing == missing
    assert judged.coverage == pytest.approx(similarity)
