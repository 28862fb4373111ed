import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language.identify import identify_language
from index.language.words import fold, is_function_word, is_known, is_person, lemmas, parses, words

RUSSIAN = """
чо решили по ковиду
ваще кто там был
скока стран
чё по ледникам
значек какойто учредили че за значек
каридоры какие
Афганистан
Туркменбаши
ледники
биобезопасность
Мирзиёев?
и что?
Что сказано про СНГ и ЕАЭС
Расскажи про water
GDP Узбекистана?
Что значит Road Map?
п. 16
16
🙂
"""
ENGLISH = """
GDP of Uzbekistan?
Tell me about glaciers
Aral Sea
glaciers
Afghanistan
hydrogen roadmap?
Astana International Financial Centre
youth policy
ferry service vs harbour cable, stage reached
whos the president of kazakhstan
wat about covid
What did Türkiye say?
Who is Kim?
Did they adopt the Treaty on Friendship at six o'clock?
point 7
thanks
"""
OTHER = """
Мұздықтар жылын кім ұсынды?
Афганистан туралы не айтылган
Тоң музу тууралуу эмне айтылган?
Ким сунуштады?
Кайсы жыл мөңгүлөр жылы?
Кӣ пешниҳод кард?
Дар бораи Афгонистон чи гуфта шудааст?
Кадом мамлакатхо иштирок карданд
Buzluklar ýyly haçan?
Owganystan barada näme diýilýär?
Kim teklip etdi?
Muzliklar yili qachon?
O'zbekiston nima taklif qildi?
Afgʻoniston haqida nima deyilgan?
Qanday hujjat imzolanadi?
Мусиқа ҳақида нима дейилган?
Ким таклиф килди
Музликлар йили качон
Was sagt die Erklärung über Wasser?
Wie viele Punkte hat die Deklaration
Quelle année ?
Su kaynaklari hakkinda ne deniyor
lorem ipsum dolor sit amet consectetur adipiscing
مرحبا
中亚
"""


@pytest.mark.parametrize(
    ("expected", "question"),
    [
        (name, q)
        for name, block in (("ru", RUSSIAN), ("en", ENGLISH), ("other", OTHER))
        for q in block.strip().split("\n")
    ],
)
def test_language(expected: str, question: str) -> None:
    assert identify_language(question) == expected


def test_a_further_language_is_told_by_its_letters_where_there_are_words_to_answer_in() -> None:
    kazakh, kyrgyz = "Қандай құжаттар туралы айтылған?", "Бул документ эмне жөнүндө?"
    assert [identify_language(one) for one in (kazakh, kyrgyz)] == ["other", "other"]
    assert [identify_language(one, ("ru", "en", "kk")) for one in (kazakh, kyrgyz)] == ["kk", "other"]
    assert [identify_language(one, ("ru", "en", "kk")) for one in ("О чём документ?", "Points?")] == ["ru", "en"]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_words_stand_where_they_say(text: str) -> None:
    found = words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert identify_language(text) in ("ru", "en", "other")


def test_tokens_split_at_hyphens_and_between_digits_and_letters() -> None:
    assert [word.text for word in words("водно-энергетических 15-летняя 3ей №7")] == [
        "водно", "энергетических", "15", "летняя", "3", "ей", "7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("ледников", "ледник", True),
        ("учёных", "ученый", True),
        ("дружбы", "дружбе", True),
        ("стали", "сталью", True),
        ("спорт", "транспорт", False),
        ("water", "Water", True),
    ],
)
def test_same(left: str, right: str, same: bool) -> None:
    assert words(left)[0].same(words(right)[0]) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Казахстан поддержал Форум.", ["Казахстан", "Форум"]),
        ("Стороны приехали. Главы встретились.", []),
        ("В городе Туркменбаши. Астана — столица.", ["Туркменбаши", "Астана"]),
        ("Открыл С. Бердымухамедов в г. Ашхабаде", ["С", "Бердымухамедов", "Ашхабаде"]),
        ("«Природа не знает границ» и Резолюция ООН", ["Резолюция", "ООН"]),
        ("Сторона: Россия", ["Россия"]),
        ("The parties met in Turkmenbashi. They left.", ["Turkmenbashi"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [word.text for word in words(text) if word.is_proper] == names


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Какой это год?", []),
        ("Кто предложил создать фонд?", ["предложил", "создать", "фонд"]),
        ("What does the statement say about the Aral Sea?", ["Aral", "Sea"]),
        ("в 2025 году", ["2025"]),
        ("Какова же цель?", ["цель"]),
    ],
)
def test_content(text: str, content: list[str]) -> None:
    assert [word.text for word in words(text) if word.is_content] == content


@pytest.mark.parametrize(
    ("token", "known"), [("ледников", True), ("государстов", False), ("2025", True), ("road", True)]
)
def test_words_that_the_dictionary_knows(token: str, known: bool) -> None:
    assert is_known(token) is known


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Стороны согласились с этим", True),
        ("Положение одобрено", True),
        ("Президенты готовы к диалогу", True),
        ("Нужно беречь ледники", True),
        ("Торжественному концерту мастеров культуры", False),
        ("Для создания форума", False),
        ("", False),
    ],
)
def test_predicates(text: str, has: bool) -> None:
    assert any(word.is_predicate for word in words(text)) is has


def test_forms_and_lemmas() -> None:
    assert fold("ЁЛКА") == "елка"
    assert lemmas("Учёные ледников, 2025 glaciers") == ("ученый", "ледник", "2025", "glaciers")


@pytest.mark.parametrize("text", ["\U000175d7", "вода\U000175d7", "\U000175d7 вода", "\U00018800ледник \U0003134a"])
def test_characters_without_a_name_are_read_as_any_others(text: str) -> None:
    """Of Tangut and of the last blocks of Chinese: pymorphy3 fails on them."""
    assert len(words(text)) == len(lemmas(text)) == len(text.split())
    assert all(parses(token) for token in text.split())
    assert not is_function_word(text)
    assert not any(map(is_person, text.split()))


def test_folding_keeps_the_places_of_all_characters() -> None:
    """«İ» of Turkish and Azerbaijani is two characters in lower case, and every offset after it was one too far."""
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))))
    assert len(fold(everything)) == len(everything)
    assert fold("İklim, Ёлка") == "iklim, елка"
