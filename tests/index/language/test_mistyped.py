import pytest

from index.language.mistyped import russian_spellings, spell_plainly, switch_layout

WORDS = ("щука", "объект", "есть", "ёж", "жюри", "упоминаются", "цель", "хлеб", "экспорт", "майка", "что")


@pytest.mark.parametrize(
    ("latin", "word"),
    [
        ("shchuka", "щука"),
        ("schuka", "щука"),
        ("shuka", "щука"),
        ("obekt", "объект"),
        ("ob'ekt", "объект"),
        ("est", "есть"),
        ("est'", "есть"),
        ("yozh", "ёж"),
        ("jozh", "ёж"),
        ("zhyuri", "жюри"),
        ("upominayutsya", "упоминаются"),
        ("upominajutsja", "упоминаются"),
        ("cel", "цель"),
        ("tsel", "цель"),
        ("hleb", "хлеб"),
        ("khleb", "хлеб"),
        ("eksport", "экспорт"),
        ("mayka", "майка"),
        ("maika", "майка"),
        ("4to", "что"),
    ],
)
def test_the_usual_systems(latin: str, word: str) -> None:
    spelt = russian_spellings(latin, lambda letters: any(other.startswith(letters) for other in WORDS))
    assert word in spelt


def test_the_search_ends() -> None:
    assert len(russian_spellings("yeyeyeye", lambda letters: True, 7)) == 7
    assert russian_spellings("a1", lambda letters: True) == ()


@pytest.mark.parametrize(
    ("latin", "plain"),
    [("mirziyoyev", "мирзиёев"), ("shavkat", "шавкат"), ("nibud'", "нибудь"), ("xi", "хи"), ("a-b", "а-б"), ("", "")],
)
def test_names_are_spelt_plainly(latin: str, plain: str) -> None:
    assert spell_plainly(latin) == plain


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("ghbdtn", "привет"),
        ("`;", "ёж"),
        ("{JXE", "ХОЧУ"),
        ("Rnj&", "Кто?"),
        ("yt?", "не,"),
        ("lf/", "да."),
    ],
)
def test_a_wrong_layout_is_switched_both_ways(latin: str, russian: str) -> None:
    assert switch_layout(latin, "ru") == russian
    assert switch_layout(russian, "en") == latin


def test_what_is_on_no_other_key_stays() -> None:
    assert switch_layout("16 — 2", "ru") == switch_layout("16 — 2", "en") == "16 — 2"
