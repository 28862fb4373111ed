"""Articles, chapters and the numbers inside them, named in a question and found in a document."""

import pytest

from index.document import Document
from index.structure import parse
from rag import messages
from rag.query.sections.named import Place
from rag.query.sections.places import places_in
from rag.query.sections.references import references, strip_references

CODE = parse(
    "Кодекс о воде\n\nРаздел 7. Пользование\n\nГлава 44. Лица\n\nСтатья 447. Плательщики\n\n1. Плательщики:\n\n"
    "1) река;\n\n2) озеро.\n\n2. Остальные не платят.\n\nСтатья 448. Сроки\n\nСрок:\n\n1) год;\n\n2) век.\n\n"
    "Глава 45. Споры\n\nСтатья 449. Суд\n\n1. Суд решает.\n\n2. Решение вечно.\n\nСтатья 449-1. Мир\n\nМир возможен."
)
TREATY = parse(
    "Treaty\n\nPART I WATER\n\nArticle 1 Scope\n1. It is wide:\n(a) rivers;\n(b) lakes.\n2. It is deep.\n\n"
    "PART II DATA\n\nArticle 2 Duty\n1. Data are shared.\n2. Data are kept."
)
RULES = parse(
    "Правила\n\nГлава I. Вход\n\n1. Вход открыт.\n\n2. Гости:\nа) платят;\nб) молчат.\n\n"
    "Глава II. Выход\n\n1. Выхода нет.\n\n2. Есть окно."
)
PARK = parse("Правила парка\n\n1. Правила таковы.\n\n1.1. Тихо.\n\n1.2. Чисто.\n\n2. Закрыто.")
HEADED = parse(
    "Правила двора\n\n1. Общие положения\n\n1.1. Двор общий.\n\n1.2. Тихо.\n\n2. Уборка\n\n2.1. Чисто.\n\n2.2. Сухо."
)
PARTED = parse(
    "Положение о мостах\n\nI. Мосты\n\n1. Мосты строят.\n\n2. Мосты:\nа) красят;\nб) моют.\n\n"
    "II. Паромы\n\n3. Паромы ходят.\n\n4. Паромы чинят."
)
KAZAKH = parse("1-бап\n\nСу тегін беріледі және қол жетімді.\n\n2-бап\n\nОрман өңделмейді.")

STANDARD = parse(
    "Bridge standard\n\n1 Scope\nThis standard applies to footbridges.\n\n2 Load\n2.1 Static\n"
    "2.1.1 A bridge shall bear 5 kN per metre.\n2.1.2 Railings shall bear 1 kN.\n2.2 Wind\n"
    "2.2.1 Gusts shall be reckoned at 40 m per second.\n2.2.2 Storms shall close the bridge.\n\n3 Care\n"
    "3.1 Paint\n3.1.1 Paint shall be renewed every five years.\n3.1.2 Rust shall be removed.\n"
    "3.2 Snow\n3.2.1 Snow shall be swept.\n3.2.2 Salt shall not be used.\n\n4 Review\nThe committee shall meet."
)


def named(question: str, document: Document) -> list[str]:
    return [place.label for place in references(question, document).places]


@pytest.mark.parametrize(
    ("question", "document", "labels"),
    [
        ("О чём статья 447?", CODE, ["ст. 447"]),
        ("ст. 447 п. 2", CODE, ["ст. 447, п. 2"]),
        ("ст. 447, п. 1, пп. 2", CODE, ["ст. 447, п. 1, пп. 2"]),
        ("Что в п. 2 статьи 447?", CODE, ["ст. 447, п. 2"]),
        ("подпункт 1 пункта 1 статьи 447", CODE, ["ст. 447, п. 1, пп. 1"]),
        ("ч. 2 ст. 447", CODE, ["ст. 447, п. 2"]),
        ("пп. 2 ст. 448", CODE, ["ст. 448, пп. 2"]),
        ("п. 1 ст. 447 и п. 2 ст. 449", CODE, ["ст. 447, п. 1", "ст. 449, п. 2"]),
        ("статьи 447 и 449", CODE, ["ст. 447", "ст. 449"]),
        ("статьи 447–449", CODE, ["ст. 447", "ст. 448", "ст. 449"]),
        ("статья 449-1", CODE, ["ст. 449-1"]),
        ("О чём глава 45?", CODE, ["ст. 449", "ст. 449-1"]),
        ("глава сорок пятая", CODE, ["ст. 449", "ст. 449-1"]),
        ("Что в предпоследней главе?", CODE, ["ст. 447", "ст. 448"]),
        ("the closing part", TREATY, ["Art. 2"]),
        ("завершающая глава", RULES, ["гл. II, п. 1", "гл. II, п. 2"]),
        ("О чём последняя глава?", HEADED, ["п. 2.1", "п. 2.2"]),
        ("О чём последний пункт?", HEADED, ["п. 2.2"]),
        ("второй абзац статьи 448", CODE, ["ст. 448, ¶ 2"]),
        ("Что в пункте 5?", CODE, []),
        ("Что случилось в 2021 году?", CODE, []),
        ("art. 1(1)(b)", TREATY, ["Art. 1(1)(b)"]),
        ("What does Article 2(2) say?", TREATY, ["Art. 2(2)"]),
        ("paragraph 1 of Article 2", TREATY, ["Art. 2(1)"]),
        ("subparagraph (a) of Article 1", TREATY, ["Art. 1(1)(a)"]),
        ("the second article", TREATY, ["Art. 2"]),
        ("wat is section 2.2 about", STANDARD, ["cl. 2.2"]),
        ("статья 3.1", STANDARD, ["cl. 3.1"]),
        ("chapter 2", STANDARD, ["cl. 2.1", "cl. 2.2"]),
        ("clause 3 in two points", STANDARD, ["cl. 3.1", "cl. 3.2"]),
        ("глава 4", STANDARD, ["cl. 4"]),
        ("section 4", STANDARD, ["cl. 4"]),
        ("What does 2.1.2 say?", STANDARD, ["cl. 2.1.2"]),
        ("Must a bridge be 2.1 m wide?", STANDARD, []),
        ("what about 2.9.9", STANDARD, []),
        ("§ 448", CODE, ["ст. 448"]),
        ("section 44", CODE, ["ст. 447", "ст. 448"]),
        ("ст. 447.2", CODE, ["ст. 447, п. 2"]),
        ("Part II", TREATY, ["Art. 2"]),
        ("Articles 1 to 2", TREATY, ["Art. 1", "Art. 2"]),
        ("п. 2 главы II", RULES, ["гл. II, п. 2"]),
        ("глава 2, пункт 1", RULES, ["гл. II, п. 1"]),
        ("подпункт «б» пункта 2 главы I", RULES, ["гл. I, п. 2, пп. «б»"]),
        ("пункт 1", RULES, ["гл. I, п. 1", "гл. II, п. 1"]),
        ("Что сказано в пункте 1.2?", PARK, ["п. 1.2"]),
        ("п. 1.1 и п. 2", PARK, ["п. 1.1", "п. 2"]),
        ("2-бап не туралы?", KAZAKH, ["2-бап"]),
        ("О чём глава 2?", PARTED, ["п. 3", "п. 4"]),
        ("раздел II", PARTED, ["п. 3", "п. 4"]),
        ("О чём часть II?", PARTED, ["п. 3", "п. 4"]),
        ("summarise section II", PARTED, ["п. 3", "п. 4"]),
        ("What does chapter I say?", PARTED, ["п. 1", "п. 2"]),
    ],
)
def test_what_a_question_names(question: str, document: Document, labels: list[str]) -> None:
    found = references(question, document)
    assert [place.label for place in found.places] == labels
    assert list(found.points) == list(dict.fromkeys(place.section for place in found.places))
    assert found.absent == ()


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("О чём статья 99?", CODE, "Статьи 99 нет: в документе 4 статьи, с 447 по 449-1, и преамбула."),
        ("глава 99", CODE, "Главы 99 нет: в документе 4 статьи, с 447 по 449-1, и преамбула."),
        ("ст. 447 п. 9", CODE, "Ст. 447: пункта 9 нет."),
        ("Article 9", TREATY, "There is no article 9: the text of the document has a preamble and 2 articles, 1 to 2."),
        ("art. 2(7)", TREATY, "Art. 2: there is no subparagraph 7."),
        ("п. 9 главы II", RULES, "Гл. II: пункта 9 нет."),
        ("пункт 1.9", PARK, "Пункта 1.9 нет: в документе 2 пункта, с 1-го по 2-й, и преамбула."),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said_in_the_document_s_own_words(question: str, document: Document, said: str) -> None:
    found = references(question, document)
    assert found
    assert found.points == ()
    language = "en" if document is TREATY else "ru"
    assert messages.no_such_parts(found.absent, document, language) == said


def test_a_part_of_no_article_is_one_of_those_before() -> None:
    assert [one.label for one in references("А п. 2?", CODE, [1]).places] == ["ст. 447, п. 2"]
    assert places_in("А п. 2?", CODE, [Place(1)]).found == (Place(1, (4,)),)
    assert places_in("А следующая?", CODE, [Place(1)]).found == (Place(2),)


def test_parts_are_shown_by_their_paragraphs() -> None:
    found = places_in("Покажи п. 1 ст. 447 и преамбулу", CODE)
    assert found.found == (Place(0), Place(1, (1, 2, 3)))
    assert found.outside("Покажи п. 1 ст. 447 и преамбулу").split() == ["Покажи", "и"]
    assert places_in("О чём преамбула?", KAZAKH).missing == (-1,)


def test_what_is_named_is_no_topic() -> None:
    assert strip_references("Кто платит по п. 1 статьи 447 в срок?").split() == ["Кто", "платит", "по", "в", "срок?"]
    assert strip_references("О воде в пункте 16").split() == ["О", "воде", "в"]


@pytest.mark.parametrize(
    ("question", "document", "expected"),
    [
        ("а чё в 2.1", STANDARD, [(2, ())]),
        ("3.1.2", STANDARD, [(4, (2,))]),
        ("что в 447.2", CODE, [(1, (4,))]),
        ("а что в 9.9", STANDARD, []),
    ],
)
def test_a_decimal_number_alone_is_a_part_where_parts_are_asked_for(
    question: str, document: Document, expected: list[tuple[int, tuple[int, ...]]]
) -> None:
    found = places_in(question, document).found
    assert [(place.section, place.paragraphs) for place in found] == expected


def test_a_chapter_that_is_not_there_is_no_article_of_its_number() -> None:
    assert references("Chapter 2", TREATY).places[0].label == "Art. 2"  # below Part II
    assert not references("глава 447", CODE).points
    assert references("глава 447", CODE).absent


def test_an_ordinal_before_another_word_is_of_that_word() -> None:
    for question in ("article 1, second paragraph", "second paragraph of article 1"):
        assert [one.label for one in places_in(question, TREATY).found] == ["Art. 1(2)"]
    assert [one.label for one in places_in("the first and second articles", TREATY).found] == ["Art. 1", "Art. 2"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Второй абзац пункта 1.1 — что там?", [(1, (2,))]),
        ("О чём абзац 1 пункта 1.2?", [(2, (1,))]),
        ("the second paragraph of clause 1.1", [(1, (2,))]),
        ("О чём абзац 3 пункта 1.1?", []),
    ],
)
def test_a_paragraph_of_a_clause_is_counted(question: str, expected: list[tuple[int, tuple[int, ...]]]) -> None:
    yard = parse("Правила двора\n\n1.1. Двор открыт.\n\nНочью он закрыт.\n\n1.2. Собаки ждут у входа.")
    found = places_in(question, yard)
    assert [(place.section, place.paragraphs) for place in found.found] == expected
    assert bool(found.absent) is not bool(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("статьи с 447 по 449: перескажи", ["ст. 447", "ст. 448", "ст. 449"]),
        ("ст 449 ч 2 зачитай", ["ст. 449, п. 2"]),
        ("ст. 448 с 1 января", ["ст. 448"]),
    ],
)
def test_ranges_may_begin_with_a_word_and_words_be_cut_without_a_point(question: str, expected: list[str]) -> None:
    assert named(question, CODE) == expected
