"""Short answers: texts of no document that comes with the program."""

import pytest

from rag.answers.short.choose import short_answer

ARCHIVE = (
    "Президиум поддержал предложение Министра культуры Республики Грузия об объявлении 2019 года Международным годом "
    "чтения и создании Международного фонда рукописей"
)
ARCHIVE_EN = (
    "The Presidium supported the proposal of the President of Georgia to declare 2019 the International Year of "
    "Reading and to establish an International Fund for Manuscripts"
)
TREATY = (
    "Делегаты поручили отраслевым министерствам подготовить к подписанию на следующей Учредительной сессии "
    "Договор о дружбе, добрососедстве и обмене в целях развития библиотек в XXI веке"
)
READERS = (
    "Стороны признают важность защиты прав и интересов сельских читателей, оказания им правовой, социальной и "
    "справочной помощи"
)
PLAN = "Поручено завершить работу по согласованию проекта «Дорожной карты» на 2018–2021 годы"
COUNCIL = "Участники заявили о необходимости создания пятистороннего Совета издателей"
ANNIVERSARIES = (
    "В 2019 году отмечается 15-летняя годовщина подписания Устава, а также 30-летие закрытия Лесной типографии"
)
FORUM = "Решено создать Форум переводчиков в качестве единой платформы под названием «Одно слово, одна книга»"
DISASTERS = "Нужны меры, направленные на снижение рисков стихийных бедствий, в том числе наводнений, лавин и засух"


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("Кто предложил год чтения?", ARCHIVE, "Министра культуры Республики Грузия"),
        ("Чья это инициатива?", ARCHIVE, "Министра культуры Республики Грузия"),
        ("Какой год объявят годом чтения?", ARCHIVE, "2019 года"),
        ("Who suggested the fund for manuscripts?", ARCHIVE_EN, "President of Georgia"),
        ("Кому поручено подготовить договор?", TREATY, "отраслевым министерствам"),
        ("Какой договор подготовят?", TREATY, "Договор о дружбе, добрососедстве и обмене"),
        ("Для какого века готовят договор?", TREATY, "XXI веке"),
        ("Когда его подпишут?", TREATY, "следующей Учредительной сессии"),
        ("Чьи права нужно защищать?", READERS, "сельских читателей"),
        ("Какую помощь окажут читателям?", READERS, "правовой, социальной и справочной помощи"),
        ("На какие годы рассчитан план?", PLAN, "2018–2021 годы"),
        ("До какого года действует карта?", PLAN, "2021"),
        ("Сколько сторон в Совете издателей?", COUNCIL, "пятистороннего"),
        ("Сколько лет прошло после закрытия типографии?", ANNIVERSARIES, "30-летие"),
        ("Какую типографию закрыли?", ANNIVERSARIES, "Лесной типографии"),
        ("Как называется платформа?", FORUM, "«Одно слово, одна книга»"),
        ("Риск каких бедствий хотят снизить?", DISASTERS, "наводнений, лавин и засух"),
        ("How many sides does it have?", "They need a five-party Council of Publishers", "five-party"),
        (
            "To whom is the agency accountable?",
            "An agency accountable to the Reading Council is needed",
            "the Reading Council",
        ),
    ],
)
def test_the_words_that_answer(question: str, sentence: str, short: str) -> None:
    assert short in sentence
    assert short_answer(question, sentence) == short


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("Какой процент берут за опоздание?", "За опоздание берут 0,1 процента за день", "0,1 процента за день"),
        (
            "Сколько платят юридические лица?",
            "Платят 3 000 рублей граждане и 18 000 рублей юридические лица",
            "18 000 рублей",
        ),
        ("Сколько процентов составляет скидка?", "Скидка составляет 15 % от цены", "15 %"),
        ("How much may it cost?", "It shall cost no more than 1.8 million pounds", "no more than 1.8 million pounds"),
        ("Сколько градусов может быть в зале?", "Температура в зале не выше 12 °C", "не выше 12 °C"),
    ],
)
def test_numbers_are_shown_whole(question: str, sentence: str, short: str) -> None:
    assert short_answer(question, sentence, "en" if question.isascii() else "ru") == short


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Зачем нужен фонд рукописей?", ARCHIVE),
        ("Поддержали ли предложение?", ARCHIVE),
        ("Как обмениваются книгами?", TREATY),
        ("Когда закроют читальный зал?", COUNCIL),
        ("Сколько стоит билет?", FORUM),
        ("Кто и когда это решил?", FORUM),
        ("Why was the fund established?", ARCHIVE_EN),
    ],
)
def test_nothing_where_it_is_unsure(question: str, sentence: str) -> None:
    assert short_answer(question, sentence) is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Оқу жылын кім ұсынды?", "Министра культуры Республики Грузия"),
        ("Wer hat das Jahr des Lesens vorgeschlagen?", "Министра культуры Республики Грузия"),
        ("қай жыл аталған?", "2019 года"),
        ("Қандай қор?", None),
    ],
)
def test_questions_in_other_languages(question: str, short: str | None) -> None:
    assert short_answer(question, ARCHIVE, "other") == short


def test_words_of_the_question_are_no_answer() -> None:
    assert short_answer("Какой Форум переводчиков создадут?", "Решено создать Форум переводчиков") is None


def test_a_question_that_only_names_something_asks_what_the_one_before_asked() -> None:
    asked = "Кто предложил год чтения?"
    assert short_answer("А фонд рукописей?", ARCHIVE, "ru", asked) == "Министра культуры Республики Грузия"
    assert short_answer("А фонд рукописей?", ARCHIVE) is None


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How much does a reader get a day?", "2. Readers get EUR 140 for a day", "EUR 140"),
        ("What interest is charged?", "The library charges interest of 4 per cent on late money", "4 per cent"),
        ("Сколько лет может быть автору?", "Автору должно быть от 16 до 29 лет", "от 16 до 29 лет"),
        ("Сколько часов длится курс?", "Раз в два года читают курс не менее шести часов", "не менее шести часов"),
        ("Во сколько звонит дежурный?", "2. Дежурный звонит дважды в сутки: в 8 и в 20 часов", "в 8 и в 20 часов"),
        ("Сколько хранят книги?", "Книги хранят десять лет, газеты – три года", "десять лет"),
        ("Сколько лет хранят газеты?", "Книги хранят десять лет, газеты – три года", None),
        ("How many books may I hold?", "One request per reader is made; a reader holds no more than two books",
         "no more than two books"),
        ("Кому отдают книги?", "Книги передают школе или музею", None),
        ("How often is it checked?", "The hall is checked twice a year", "twice a year"),
        ("Когда открывают зал?", "6.1 Зал открывают 15 апреля 2024 года", "15 апреля 2024 года"),
        ("When may she come back?", "A reader may come back within 14 days", "within 14 days"),
    ],
)  # fmt: skip
def test_an_amount_is_whole_and_of_the_sort_that_is_asked_for(question: str, sentence: str, short: str | None) -> None:
    language = "en" if question.isascii() else "ru"
    assert short_answer(question, sentence, language) == short
