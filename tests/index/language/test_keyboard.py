import pytest

from index.language.keyboard import switch_layout


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
def test_both_ways(latin: str, russian: str) -> None:
    assert switch_layout(latin, "ru") == russian
    assert switch_layout(russian, "en") == latin


def test_what_is_on_no_other_key_stays() -> None:
    assert switch_layout("16 — 2", "ru") == switch_layout("16 — 2", "en") == "16 — 2"
