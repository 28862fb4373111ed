from pathlib import Path

import pytest

from index.build import DEFAULT_SOURCE
from index.language.transliteration import cognate, named
from index.language.words import words
from index.structure import read


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
    there = words("\n".join(point.text for point in read(Path(DEFAULT_SOURCE)).sections))
    for name in "Russia China Iran India Turkey Pakistan Azerbaijan Ashgabat Tashkent NATO SCO Europe Tokayev".split():
        assert not named(name, there), name


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
        ("internet", "интернета", True),
        ("internet", "интересы", False),
    ],
)
def test_cognate(english: str, russian: str, is_cognate: bool) -> None:
    assert cognate(english, russian) is is_cognate
