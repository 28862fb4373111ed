import time

import pytest

from rag.query.asked.sides import side_words, sides


@pytest.mark.parametrize(
    ("question", "left", "right", "shared"),
    [
        ("Сравни, что сказано о спорте и о культуре.", "спорте", "культуре", ""),
        ("Чем штраф отличается от выговора?", "штраф", "выговора", ""),
        ("спорт vs культура", "спорт", "культура", ""),
        ("вода / энергетика, сопоставить", "вода", "энергетика", ""),
        ("ок, а чем вода и энергетика отличаются друг от друга?", "вода", "энергетика", ""),
        ("ok and how do boats and rafts differ from each other", "boats", "rafts", ""),
        ("О чём сказано подробнее: о воде или об энергетике?", "воде", "энергетике", ""),
        ("Сравните обязанности работника и работодателя.", "работника", "работодателя", "обязанности"),
        ("Сравни сроки обычного и нового льготного билета", "обычного", "нового льготного", "сроки билета"),
        ("Сравни задачи комиссии и совета", "комиссии", "совета", "задачи"),
        ("сравни согласие отца и ребёнка на поездку", "отца", "ребёнка", "согласие поездку"),
        ("Сравни цену дневного билета и вечерней поездки", "дневного билета", "вечерней поездки", "цену"),
        ("Сравни выборы старосты и казначея клуба", "старосты", "казначея клуба", "выборы"),
        ("Сопоставь предложения Кении и Японии.", "Кении", "Японии", "предложения"),
        ("Чем права граждан отличаются от прав иностранцев?", "права граждан", "прав иностранцев", ""),
        ("форум врачей и форум учителей: чем отличаются?", "форум врачей", "форум учителей", ""),
        ("Год мира и доверия и год сохранения рек", "мира доверия", "сохранения рек", ""),
        ("БЕЛЫЕ ЗАЛЫ И СИНИЕ ЗАЛЫ В ЧЁМ РАЗНИЦА", "БЕЛЫЕ ЗАЛЫ", "СИНИЕ ЗАЛЫ", ""),
        ("Прошу сравнить расходы на транспорт с расходами на парки", "расходы транспорт", "расходами парки", ""),
        ("Кому поручено больше, министрам или экспертам?", "министрам", "экспертам", "поручено"),
        ("Союз лодочников против центра по дорогам: кто за?", "Союз лодочников", "центра дорогам", ""),
        ("Чем директор отличается от совета по полномочиям?", "директор", "совета", ""),
        ("клуб рыбаков это не то же что съезд охотников? сравни", "клуб рыбаков", "съезд охотников", ""),
        ("How does the treatment of women compare with that of youth?", "women", "youth", ""),
        ("What do the proposals of Kenya and Japan have in common?", "Kenya", "Japan", "proposals"),
        ("Food supply covered compared to clean water supply", "Food supply", "clean water supply", ""),
        ("Contrast the duties of the employer with those of the worker", "employer", "worker", "duties"),
        ("Чем права членов отличаются от их обязанностей?", "права", "обязанностей", "членов"),
        ("Compare the powers of the board and its tasks", "powers", "tasks", "board"),
        ("сравни, что просит кенийский посол и что исландский", "кенийский", "исландский", "просит посол"),
        ("How was Kenya's plan received, as against Japan's?", "Kenya", "Japan", "plan received"),
        ("How does the fee for boats differ from the one for rafts?", "boats", "rafts", "fee"),
        ("junior members vs trustees, what's the difference", "junior members", "trustees", ""),
        ("Crossing the lake on foot versus by boat: what notice?", "foot", "boat", "Crossing lake notice"),
        ("What is the fee in winter or at night?", "winter", "night", "fee"),
    ],
)
def test_two_things_are_told_from_what_is_about_both(question: str, left: str, right: str, shared: str) -> None:
    found = sides(question)
    assert found is not None
    texts = [" ".join(word.text for word in side) for side in (found.left.own, found.right.own, found.shared)]
    assert texts == [left, right, shared]


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("Сравните обязанности работника и работодателя.", "Обязанности работника", "Обязанности работодателя"),
        ("Сравни расходы на дороги и на школы", "Расходы на дороги", "Расходы на школы"),
        ("Ставки для физических и юридических лиц", "Ставки для физических лиц", "Ставки для юридических лиц"),
        ("чем инициатива Кении отличается от исландской", "Инициатива Кении", "Инициатива исландской"),
        ("duties of the employer versus those of the worker", "Duties of the employer", "Duties of the worker"),
        ("Чем права членов отличаются от их обязанностей?", "Права членов", "Обязанностей членов"),
        ("Сравни отпуск основной и дополнительный", "Отпуск основной", "Дополнительный отпуск"),
        ("сравни сбор лодочный и вечерний", "Сбор лодочный", "Вечерний сбор"),
        ("How does the fee for boats differ from the one for rafts?", "Fee for boats", "Fee for rafts"),
        ("How was Kenya's plan received, as against Japan's?", "Kenya's plan received", "Japan's plan received"),
        ("crossing on foot versus by boat", "Crossing on foot", "Crossing by boat"),
    ],
)
def test_each_side_is_called_as_it_was_typed(question: str, left: str, right: str) -> None:
    found = sides(question)
    assert found is not None
    assert (found.left.label, found.right.label) == (left, right)


@pytest.mark.parametrize("question", ["Чем отличается стадион?", "а чем они отличаются?", "и", ""])
def test_no_two_things(question: str) -> None:
    assert sides(question) is None


def test_what_only_compares_is_of_neither() -> None:
    assert [word.text for word in side_words("В чём разница и что общего у воды?")] == ["воды"]


def test_long_questions_take_no_long_time() -> None:
    start = time.process_time()
    sides("вода и газ, " * 160)
    assert time.process_time() - start < 4
