"""index/digest/shorten.py: a part of a sentence that is a sentence, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import shorten

WORDS = st.sampled_from(
    "стороны отметили важность рек , ; . в целях включая а также развитие создан «лес » которые что не "
    "the parties agreed to protect , including which is in order to rivers and (not ) water Союз 2019".split()
)


def cut(text: str, max_words: int = 25) -> str | None:
    place = shorten(text, max_words)
    return text[slice(*place)] if place else None


@given(st.lists(WORDS, max_size=80), st.integers(1, 40))
def test_a_shorter_sentence_is_a_part_of_whole_words(parts: list[str], max_words: int) -> None:
    text = " ".join(parts)
    place = shorten(text, max_words)
    assert place == shorten(text, max_words)
    if place is not None:
        start, end = place
        assert 0 <= start < end <= len(text)
        assert end - start < len(text)
        assert text[start:end].strip() == text[start:end]
        assert start == 0 or not text[start - 1].isalnum()
        assert end == len(text) or not text[end].isalnum()


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    place = shorten(text, 5)
    assert place is None or text[slice(*place)]


LEAD = "Министры северных портов отметили важность совместной охраны прибрежных вод и редких птиц на всех озёрах края"


@pytest.mark.parametrize(
    "tail",
    [
        ", в том числе на болотах, в лесах и в устьях рек, где они гнездятся.",
        ", включая болота, леса, устья рек и острова, где они гнездятся каждую весну.",
        ", а также подготовки лесников, егерей и инспекторов рыбного надзора в северных школах.",
        ", объявленных заповедниками по просьбе жителей прибрежных сёл, деревень и хуторов.",
        " в целях сохранения природы для детей, внуков и всех будущих жителей.",
    ],
)
def test_what_only_adds_may_go(tail: str) -> None:
    assert cut(LEAD + tail, 20) == LEAD


@pytest.mark.parametrize(
    "tail",
    [
        ", включая болота, леса, устья рек и острова, за исключением частных прудов.",
        ", включая болота, леса и устья рек, если они открыты для всех жителей.",
    ],
)
def test_no_exception_and_no_condition_goes(tail: str) -> None:
    assert cut(LEAD + tail, 20) is None


def test_no_second_assertion_goes() -> None:
    assert cut(LEAD + ", включая болота, леса и устья рек, и договорились открыть общий заповедник.", 20) is None


def test_what_stands_before_the_subject_may_go() -> None:
    text = "В целях охраны прибрежных вод и редких птиц на всех озёрах края Министры решили создать заповедник."
    assert cut(text, 10) == "Министры решили создать заповедник."


def test_no_predicate_of_a_clause_is_lost() -> None:
    text = (
        "Министры считают, что в этом году, объявленном годом чистых рек, озёр и прудов, необходимо открыть заповедник."
    )
    assert cut(text, 8) is None


def test_a_short_sentence_stays_whole() -> None:
    assert shorten("Стороны отметили важность рек, включая малые.") is None
    assert shorten("") is None


def test_english() -> None:
    text = (
        "The parties agreed to protect the rivers of the northern hills and the birds that live there, including the "
        "grebes, the herons, the terns and the otters of the lower valleys."
    )
    assert (
        cut(text, 20) == "The parties agreed to protect the rivers of the northern hills and the birds that live there"
    )
    assert cut(text.replace("of the lower", "unless they leave the lower"), 20) is None


@pytest.mark.parametrize(
    "name",
    ["г. Навои", "А. Б. Каримова", "1.5 млн. сумов", "15.04.2022", "ул. Садовой", "пр. Мира", "прил. 4", "стр. 15"],
)
def test_a_full_stop_that_ends_no_sentence_ends_no_part(name: str) -> None:
    text = f"Заявки на получение субсидии подаются в отдел поддержки возле {name} до конца недели " + (
        "и подробно рассматриваются комиссией в срок не более двадцати дней со дня подачи " * 4
    )
    shown = cut(text) or text
    assert name in shown or not shown.endswith(name.split(".")[0])
    assert not any(shown.endswith(name[: i + 1].rstrip(".")) for i, mark in enumerate(name) if mark == ".")
