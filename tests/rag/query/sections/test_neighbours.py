import pytest

from index.language.units import Unit
from index.structure import parse
from rag.query.sections.named import Absent
from rag.query.sections.places import places_in

ARTICLES = parse(
    "Кодекс\n\nПринят советом.\n\nСтатья 1. Сады\n\nСад.\n\nСтатья 2. Полив\n\nВода.\n\nСтатья 3. Ограды\n\nОграда.\n"
)
POINTS = parse("Заявление\n\n1. Вода.\n\n2. Полив.\n\n3. Ограды.\n\n4. Деревья.\n\n5. Цветы.\n")


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("что идёт перед статьёй 2", [1]),
        ("Что стоит до первой статьи?", [0]),
        ("во вводной части, до первой статьи", [0]),
        ("какая статья идёт после 2-й", [3]),
        ("what comes after article 1", [2]),
        ("What is before Article 1?", [0]),
        ("статья 2", [2]),
        ("покажи всё до статьи 2", [2]),
    ],
)
def test_the_article_beside_the_one_that_is_named(question: str, sections: list[int]) -> None:
    assert [place.section for place in places_in(question, ARTICLES).found] == sections


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("что идёт перед пунктом 3", [2]),
        ("во вводной части, до первого пункта", [0]),
        ("the point after point 3", [4]),
        ("what is the line before the first point", [0]),
        ("пункт перед последним", [4]),
        ("с 2 до 4 пункта", [2, 3, 4]),
        ("от пункта 2 до пункта 3", [2, 3]),
    ],
)
def test_the_point_beside_the_one_that_is_named(question: str, sections: list[int]) -> None:
    assert [place.section for place in places_in(question, POINTS).found] == sections


def test_before_the_first_and_after_the_last_there_is_nothing() -> None:
    bare = parse("Статья 1. Сады\n\nСад.\n\nСтатья 2. Полив\n\nВода.\n")
    assert places_in("Что стоит до первой статьи?", bare).missing == (-1,)
    assert places_in("что после статьи 3", ARTICLES).absent == (Absent(Unit.ARTICLE, "4"),)
    assert places_in("что после пункта 5", POINTS).missing == (6,)


def test_beside_a_chapter_stands_the_next_one() -> None:
    chapters = parse(
        "Кодекс\n\nПринят советом.\n\nГлава 1. Сады\n\nСтатья 1. Сад\n\nСад.\n\nСтатья 2. Полив\n\nВода.\n\n"
        "Глава 2. Ограды\n\nСтатья 3. Ограда\n\nОграда.\n\nСтатья 4. Калитка\n\nКалитка.\n"
    )
    assert [place.section for place in places_in("что идёт после главы 1", chapters).found] == [3, 4]
    assert [place.section for place in places_in("что стоит перед главой 2", chapters).found] == [1, 2]
