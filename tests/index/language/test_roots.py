"""index/language/roots.py: relatives of a word, and no others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language.roots import share_root


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("предложил", "предложение"),
        ("арал", "аральского"),
        ("узбекской", "узбекистана"),
        ("казахстан", "казахский"),
        ("афганском", "афганистане"),
        ("туризму", "туристические"),
        ("водные", "водно"),
        ("регион", "региональный"),
        ("экономики", "экономический"),
        ("продвигать", "продвижение"),
        ("спортивный", "спорт"),
        ("подтвердили", "подтверждают"),
        ("молодежь", "молодежный"),
        ("дружба", "дружеский"),
        ("совершенствование", "совершенствуют"),
    ],
)
def test_one_root(left: str, right: str) -> None:
    assert share_root(left, right)
    assert share_root(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("мир", "мирохозяйственные"),
        ("спорт", "транспорт"),
        ("туркменистан", "туркменбаши"),
        ("экономика", "экология"),
        ("консульских", "консультаций"),
        ("концепций", "концерту"),
        ("программы", "прогресс"),
        ("процедур", "процесс"),
        ("регион", "режим"),
        ("совет", "совместный"),
        ("форум", "форма"),
        ("предложил", "предприятие"),
        ("международный", "межгосударственный"),
        ("конвенция", "конвейер"),
        ("вода", "завод"),
        ("кыргызстан", "казахстан"),
        ("таджикистан", "узбекистан"),
    ],
)
def test_two_roots(left: str, right: str) -> None:
    assert not share_root(left, right)
    assert not share_root(right, left)


@settings(deadline=None)
@given(st.text("абвгдежзик", min_size=1, max_size=12), st.text("абвгдежзик", min_size=1, max_size=12))
def test_it_is_symmetric(left: str, right: str) -> None:
    assert share_root(left, left)
    assert share_root(left, right) == share_root(right, left)
