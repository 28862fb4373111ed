"""index/language/sentences.py: sentences and where they lie."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import DEFAULT_SOURCE
from index.language.sentences import is_abbreviation, split_sentences
from index.structure import read


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Одно. Другое! Третье? Всё…", ["Одно.", "Другое!", "Третье?", "Всё…"]),
        ("Встреча прошла в г. Туркменбаши. Затем уехали.", ["Встреча прошла в г. Туркменбаши.", "Затем уехали."]),
        ("6 августа 2021 г. Главы встретились.", ["6 августа 2021 г. Главы встретились."]),
        ("См. п. 16. Там сказано.", ["См. п. 16.", "Там сказано."]),
        ("Открыл А. С. Пушкин. Вот так.", ["Открыл А. С. Пушкин.", "Вот так."]),
        ("Спорт, т. е. Игры, и т. д. Стороны согласны.", ["Спорт, т. е. Игры, и т. д.", "Стороны согласны."]),
        ("Сказано: «Природа не знает границ.» Стороны.", ["Сказано: «Природа не знает границ.»", "Стороны."]),
        ("Было так. 25 мая стало иначе.", ["Было так.", "25 мая стало иначе."]),
        ("Mr. Smith left. He said so.", ["Mr. Smith left.", "He said so."]),
        ("Приём: пр. Мира, корп. 3, каб. 12. Вход со двора.", ["Приём: пр. Мира, корп. 3, каб. 12.", "Вход со двора."]),
        ("Образец в прил. 4, на рис. 2 и стр. 15. Он цветной.",
         ["Образец в прил. 4, на рис. 2 и стр. 15.", "Он цветной."]),
        ("Остановка «ул. Садовая», далее по ул. Навои. Затем пешком.",
         ["Остановка «ул. Садовая», далее по ул. Навои.", "Затем пешком."]),
        ("Размер 1.5 млн. сумов с 15.04.2022. Решает А. Б. Каримов.",
         ["Размер 1.5 млн. сумов с 15.04.2022.", "Решает А. Б. Каримов."]),
        ("1. Плательщики платят. Иные нет.", ["1. Плательщики платят.", "Иные нет."]),
        ("Всё.\n2. Иные нет.\n1.2. Никто.", ["Всё.", "2. Иные нет.", "1.2. Никто."]),
        ("Registered under No. JMO/2017/46. It stays.", ["Registered under No. JMO/2017/46.", "It stays."]),
        ("See No. 5 and Fig. 2. The answer is no. It stays.",
         ["See No. 5 and Fig. 2.", "The answer is no.", "It stays."]),
        ("Абзац\nдругой;\n\n  третий ", ["Абзац", "другой;", "третий"]),
        ("See the card in Annex A.\n2. It is blue.", ["See the card in Annex A.", "2. It is blue."]),
        ("без конца", ["без конца"]),
        (" \n ", []),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences


@settings(deadline=None)
@given(st.text("Аа1 .!?…«»\n()г", max_size=60), st.integers(0, 50))
def test_they_lie_where_they_say_and_lose_nothing(text: str, start: int) -> None:
    found = list(split_sentences(text, start))
    assert all(text[sentence.start - start : sentence.end - start] == sentence.text for sentence in found)
    assert all(sentence.text == sentence.text.strip() != "" for sentence in found)
    assert "".join("".join(sentence.text for sentence in found).split()) == "".join(text.split())


def test_sentences_of_the_declaration() -> None:
    document = read(Path(DEFAULT_SOURCE))
    for section in document.sections:
        found = list(split_sentences(section.text))
        assert all(section.text[sentence.start : sentence.end] == sentence.text for sentence in found)
        assert len(found) >= len(section.paragraphs)
    assert [sentence.text[:20] for sentence in split_sentences(document.section(22).text)] == [
        "Учитывая важную роль",
        "Также отмечено о нео",
    ]


@pytest.mark.parametrize(
    ("before", "abbreviated"),
    [
        ("в г.", True),
        ("т. е.", True),
        ("см. пп.", True),
        ("А.", True),
        ("и др.", False),
        ("и т. д.", False),
        ("в году.", False),
        ("так.", False),
    ],
)
def test_abbreviations(before: str, abbreviated: bool) -> None:
    assert is_abbreviation(before) is abbreviated
