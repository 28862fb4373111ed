"""index/digest: everything is a span of its text; what stands in small invented documents is found in them."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from index.bundled import SOURCE
from index.digest import Digest, Span, Status, make_digest, spelt_out
from index.document import Document, Section
from index.structure import parse, read

RUSSIAN = """\
Министры рыболовства Приозёрья приняли Итоговую декларацию по итогам 2-й Озёрной встречи в городе Глубоком

12 мая 2019 года в городе Глубоком состоялась Озёрная встреча министров, в которой приняли участие Министр рыболовства
Республики Северия, Министр рыболовства Южного Края и Министр рыболовства Заречья.

1. Министры отмечают важность сохранения озёрных рыб и водных растений.

В этой связи Стороны поддержали предложение Министра рыболовства Южного Края о создании Международного центра изучения
форели и учреждении Озёрного фонда.

2. Стороны договорились проводить Неделю озёр. Лаборатории ПИРР помогает Приозёрный институт речных рыб. Кодекс
Приозёрья о рыболовстве известен с 2018 года.

3. Стороны поручили экспертам подготовить Соглашение о чистой воде и приозёрных дорогах. Третья Озёрная встреча
пройдёт в Заречье.

4. Министры утвердили Положение о ПИРР и Программу развития рыболовства на 2020–2025 годы.
"""

ENGLISH = """\
Joint Statement of the River Ministers

The meeting was held in Lowbridge on 3 March 2017 and was attended by the Minister of Waters of Estonia, the Minister
of Waters of Malta and the Minister of Waters of Chile.

1. The parties stressed the importance of clean rivers for the people.

2. The parties agreed to establish the River Protection Fund. The RPF shall report to the General Assembly of Rivers.

3. The parties welcomed the proposal of the President of Malta to declare an International Year of Otters. The next
meeting will be held in 2019.
"""


@pytest.fixture(scope="module")
def russian() -> Digest:
    return make_digest(parse(RUSSIAN))


@pytest.fixture(scope="module")
def english() -> Digest:
    return make_digest(parse(ENGLISH))


def spans(digest: object) -> Iterator[Span]:
    """Every span in a digest, however deep."""
    if isinstance(digest, Span):
        yield digest
    elif isinstance(digest, dict):
        for value in digest.values():
            yield from spans(value)
    elif isinstance(digest, tuple):
        for value in digest:
            yield from spans(value)
    elif hasattr(digest, "__dataclass_fields__"):
        for name in digest.__dataclass_fields__:
            yield from spans(getattr(digest, name))


def texts(found: tuple[Span, ...]) -> list[str]:
    return [span.text for span in found]


DECLARATION = read(SOURCE)


@pytest.mark.parametrize("document", [DECLARATION, parse(RUSSIAN), parse(ENGLISH)], ids=["declaration", "ru", "en"])
def test_every_item_is_a_span_of_the_text(document: Document) -> None:
    digest = make_digest(document)
    found = list(spans(digest))
    assert len(found) > 20
    for span in found:
        assert span.text
        assert document.section(span.section).text[span.start : span.end] == span.text
    assert set(digest.labels) == {section.number for section in document.sections}
    assert set(digest.key_sentences) == set(digest.labels)
    assert json.loads(json.dumps(asdict(digest), ensure_ascii=False))["language"] == digest.language
    assert make_digest(document) == digest


def test_the_declaration_takes_less_than_a_second_and_its_labels_and_sentences_are_short() -> None:
    begun = time.process_time()
    digest = make_digest(DECLARATION)
    assert time.process_time() - begun < 1
    assert all(1 < len(span.text.split()) <= 8 for span in digest.labels.values())
    lengths = sorted(len(span.text.split()) for found in digest.key_sentences.values() for span in found)
    assert lengths[len(lengths) // 2] <= 25
    assert lengths[-1] <= 45


def test_what_a_russian_text_says_of_itself(russian: Digest) -> None:
    assert russian.language == "ru"
    assert russian.title is not None
    assert (
        russian.title.text
        == "Министры рыболовства Приозёрья приняли Итоговую декларацию по итогам 2-й Озёрной встречи в городе Глубоком"
    )
    assert russian.date is not None
    assert russian.date.text == "12 мая 2019 года"
    assert russian.place is not None
    assert russian.place.text == "Глубоком"
    assert texts(russian.parties) == [
        "Министр рыболовства Республики Северия",
        "Министр рыболовства Южного Края",
        "Министр рыболовства Заречья",
    ]
    assert russian.meeting_ordinal is not None
    assert russian.meeting_ordinal.text == "2-й"
    assert texts(russian.next_meeting) == ["Третья Озёрная встреча пройдёт в Заречье."]


def test_russian_names_end_where_they_should(russian: Digest) -> None:
    assert [name.span.text for name in russian.bodies] == [
        "Международного центра изучения форели",
        "Озёрного фонда",
        "Лаборатории ПИРР",
        "Приозёрный институт речных рыб",
    ]
    assert [name.span.text for name in russian.documents] == [
        "Итоговую декларацию",
        "Кодекс Приозёрья о рыболовстве",
        "Соглашение о чистой воде и приозёрных дорогах",
        "Положение о ПИРР",
        "Программу развития рыболовства на 2020–2025 годы",
    ]
    assert [name.head for name in russian.events] == ["встреча", "неделя"]
    assert [place.section for place in russian.events[0].places] == [0, 0, 3]


def test_proposals_have_their_proposer_and_status(russian: Digest) -> None:
    assert [(one.who and one.who.text, one.what.text, one.status) for one in russian.proposals] == [
        ("Министра рыболовства Южного Края", "создании Международного центра изучения форели", Status.SUPPORTED),
        ("Министра рыболовства Южного Края", "учреждении Озёрного фонда", Status.SUPPORTED),
        (None, "проводить Неделю озёр", Status.DECIDED),
        (None, "подготовить Соглашение о чистой воде и приозёрных дорогах", Status.ASKED),
        (None, "Положение о ПИРР", Status.DONE),
        (None, "Программу развития рыболовства на 2020–2025 годы", Status.DONE),
    ]


def test_dates_and_abbreviations(russian: Digest) -> None:
    assert texts(russian.dates) == ["12 мая 2019 года", "2018 года", "2020–2025 годы"]
    (one,) = russian.abbreviations
    assert one.short == "ПИРР"
    assert [place.section for place in one.places] == [2, 4]
    assert one.full is not None
    assert one.full.text == "Приозёрный институт речных рыб"


def test_key_sentences_begin_with_what_was_done_and_end_with_formulas(russian: Digest) -> None:
    assert russian.key_sentences[2][0].text == "Стороны договорились проводить Неделю озёр."
    assert russian.key_sentences[1][-1].text.startswith("Министры отмечают")
    assert russian.labels[1].text == "важность сохранения озёрных рыб и водных растений"


def test_an_english_text(english: Digest) -> None:
    assert english.language == "en"
    assert english.title is not None
    assert english.title.text == "Joint Statement of the River Ministers"
    assert english.date is not None
    assert english.date.text == "3 March 2017"
    assert english.place is not None
    assert english.place.text == "Lowbridge"
    assert texts(english.parties) == [
        "Minister of Waters of Estonia",
        "Minister of Waters of Malta",
        "Minister of Waters of Chile",
    ]
    assert [name.span.text for name in english.bodies] == ["River Protection Fund", "General Assembly of Rivers"]
    assert [name.span.text for name in english.events] == ["International Year of Otters"]
    assert [(one.short, one.full and one.full.text) for one in english.abbreviations] == [
        ("RPF", "River Protection Fund")
    ]
    assert texts(english.next_meeting) == ["The next meeting will be held in 2019."]
    named = [one for one in english.proposals if one.who]
    assert [(one.who and one.who.text, one.status) for one in named] == [("President of Malta", Status.SUPPORTED)]


def test_an_abbreviation_that_the_text_does_not_hold_is_spelt_out_by_its_words() -> None:
    document = parse("1. Работает Международный фонд спасения леса.\n\n2. Иное.")
    found = spelt_out("мфсл", document)
    assert found is not None
    assert found.text == "Международный фонд спасения леса"
    assert spelt_out("МФСО", document) is None
    assert spelt_out("", document) is None


def test_words_in_lower_case_spell_out_only_if_they_are_a_term() -> None:
    once = "1. Пошлина на ввозимые товары платится.\n\n2. Иное."
    assert spelt_out("ПВТ", parse(once)) is None
    often = f"{once[:-5]}Размер пошлины на ввозимые товары мал.\n\n3. О пошлине на ввозимые товары."
    found = spelt_out("ПВТ", parse(often))
    assert found is not None
    assert found.text == "Пошлина на ввозимые товары"


def test_a_bracket_introduces_an_abbreviation() -> None:
    for text in ("городах Нижней Велги (ГНВ)", "городах Нижней Велги (далее – ГНВ)"):
        found = spelt_out("ГНВ", parse(f"1. Речь о {text}.\n\n2. Иное."))
        assert found is not None
        assert found.text == "городах Нижней Велги"
    assert spelt_out("ГНВ", parse("1. Речь о городах юга (ГНВ).\n\n2. Иное.")) is None


def test_a_head_word_before_a_quotation_makes_a_name_and_a_state_is_no_body() -> None:
    digest = make_digest(parse("1. Идёт конкурс «Живая вода» по законам Российской Федерации.\n\n2. Иное."))
    assert [name.span.text for name in digest.events] == ["конкурс «Живая вода»"]
    assert digest.bodies == ()
    assert make_digest(parse("1. Высшим органом Севера будет он.\n\n2. Иное.")).bodies == ()


def test_parties_may_begin_in_lower_case_and_cities_are_no_place() -> None:
    digest = make_digest(
        parse("Хартия городов Нижней Арвы\n\nВ съезде участвовали мэр Устья и глава Ключей.\n\n1. Иное.\n\n2. Всё.")
    )
    assert texts(digest.parties) == ["мэр Устья", "глава Ключей"]
    assert digest.place is None


def test_one_letter_may_come_from_inside_a_compound() -> None:
    found = spelt_out("ЕАЛС", parse("1. Мы входим в Евроазиатский лесной союз.\n\n2. Иное."))
    assert found is not None
    assert found.text == "Евроазиатский лесной союз"


def test_the_heading_of_a_section_is_its_label_and_no_key_sentence() -> None:
    document = Document((Section(1, ("Порядок уплаты", "Налог платится в срок.")), Section(2, ("Пусто.",))), "")
    digest = make_digest(document)
    assert digest.labels[1].text == "Порядок уплаты"
    assert texts(digest.key_sentences[1]) == ["Налог платится в срок."]


def test_who_proclaims_it_is_a_party() -> None:
    digest = make_digest(
        parse(
            "Charter of Lakes\n\nNow, therefore,\n\nThe Lake Assembly\n\nProclaims this Charter.\n\n1. Lakes are free."
        )
    )
    assert texts(digest.parties) == ["Lake Assembly"]
    (one,) = digest.proposals
    assert (one.who and one.who.text, one.what.text, one.status) == ("Lake Assembly", "this Charter", Status.DONE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Стороны решили открыть музей в целях изучения рыб.", [("открыть музей", Status.DECIDED, None)]),
        (
            "Стороны поручили экспертам изучить озёра и построить новый порт.",
            [("изучить озёра", Status.ASKED, None), ("построить новый порт", Status.ASKED, None)],
        ),
        ("Стороны решили изучать и беречь озёра.", [("изучать и беречь озёра", Status.DECIDED, None)]),
        ("Стороны решили изучать озёра, беречь рыб и сажать лес.", [("изучать озёра", Status.DECIDED, None)]),
        (
            "Стороны отметили необходимость создания порта рек, открытия дома рыб с учётом погоды.",
            [("создания порта рек", Status.PROPOSED, None), ("открытия дома рыб", Status.PROPOSED, None)],
        ),
        ("Стороны утвердили Положение о знаке (на трёх листах).", [("Положение о знаке", Status.DONE, None)]),
        (
            "Всё это было в году, объявленном Ассамблеей Озёр Международным годом рек.",
            [("Международным годом рек", Status.DONE, "Ассамблеей Озёр")],
        ),
        ("Рыбаки решили построить новый мост.", [("построить новый мост", Status.DECIDED, None)]),
        ("Необходимо построить новый мост.", []),
        ("Рыбаки просят построить новый мост.", [("построить новый мост", Status.ASKED, None)]),
        ("Ныне предлагается построить новый мост.", [("построить новый мост", Status.PROPOSED, None)]),
        ("Рыбе предлагается новый мост.", []),
        (
            "Стороны поручили Озёрному институту речных рыб в срок до 1 июля 2020 года изучить озёра.",
            [("изучить озёра", Status.ASKED, None)],
        ),
        (
            "Стороны подписали Договор о рыбах при паводках и Протокол о лодках.",
            [("Договор о рыбах при паводках", Status.DONE, None), ("Протокол о лодках", Status.DONE, None)],
        ),
        (
            "По предложению рыбаков Севера решено построить новый мост.",
            [("построить новый мост", Status.DECIDED, "рыбаков Севера")],
        ),
        (
            "Рыбаки приветствуют решение Правительства Севера о новом мосте.",
            [("новом мосте", Status.SUPPORTED, "Правительства Севера")],
        ),
    ],
)
def test_each_thing_is_a_proposal_without_its_aim(text: str, found: list[tuple[str, Status, str | None]]) -> None:
    digest = make_digest(parse(f"1. {text}\n\n2. Иное."))
    assert [(one.what.text, one.status, one.who and one.who.text) for one in digest.proposals] == found


def test_a_resolution_decides_in_infinitives_and_in_the_present() -> None:
    points = "1. Создать Фонд озёр.\n\n2. Поручить Фонду до весны изучить озёра.\n\n3. Съезд утверждает План рек."
    digest = make_digest(parse(f"Решение\n\nУчастники съезда постановляют:\n\n{points}"))
    assert [(one.what.text, one.status) for one in digest.proposals] == [
        ("Создать Фонд озёр", Status.DECIDED),
        ("изучить озёра", Status.ASKED),
        ("План рек", Status.DONE),
    ]
    assert make_digest(parse(f"Закон\n\nО съезде говорится следующее:\n\n{points}")).proposals == ()


def test_english_infinitives_and_names_within_names() -> None:
    digest = make_digest(
        parse("1. The ports agreed to sign the Rules of the Fishing Fund for 2025 and to hold a Regatta.\n\n2. Else.")
    )
    assert [one.what.text for one in digest.proposals] == [
        "sign the Rules of the Fishing Fund for 2025",
        "hold a Regatta",
    ]
    assert [name.span.text for name in digest.documents] == ["Rules of the Fishing Fund for 2025"]
    assert [name.span.text for name in digest.bodies] == ["Fishing Fund"]


def test_whoever_proposes_is_named_if_it_is_more_than_a_party() -> None:
    digest = make_digest(
        parse("1. Делегация Южного Края предложила построить порт.\n\n2. Стороны предложили изучить озёра.")
    )
    assert [(one.who and one.who.text, one.what.text) for one in digest.proposals] == [
        ("Делегация Южного Края", "построить порт"),
        (None, "изучить озёра"),
    ]


def test_where_it_took_place_and_how_many_took_part() -> None:
    digest = make_digest(
        parse(
            "Съезд\n\nСъезд состоялся 2 мая в Новом Устье. В нём участвовали 20 рыбаков, гости Севера.\n\n1. А\n\n2. Б"
        )
    )
    assert digest.place is not None
    assert digest.place.text == "Новом Устье"
    assert texts(digest.parties) == ["20 рыбаков", "гости Севера"]
    assert make_digest(parse("Съезд\n\nОн прошёл в Фонде рек.\n\n1. А.\n\n2. Б.")).place is None


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Adopted by the Assembly of Founders at Old Pier on 3 May 2020", "Old Pier"),
        ("Signed by the Members in Lowbridge", "Lowbridge"),
        ("Adopted by the Assembly on 3 May 2020", None),
        ("Устав принят общим собранием в Новом Устье", "Новом Устье"),
        ("Устав принят общим собранием в Фонде рек", None),
    ],
)
def test_where_a_text_was_adopted(line: str, place: str | None) -> None:
    found = make_digest(
        parse(f"{'Charter of boats' if line.isascii() else 'О лодках'}\n\n{line}.\n\n1. А.\n\n2. Б.")
    ).place
    assert (found and found.text) == place


def test_a_title_that_begins_with_its_kind_is_a_document() -> None:
    assert [name.span.text for name in make_digest(parse("Протокол заседания\n\n1. А.\n\n2. Б.")).documents] == [
        "Протокол заседания"
    ]
    assert make_digest(parse("1. Протокол заседания пишут.\n\n2. Б.")).documents == ()


def test_heads_that_share_what_follows_are_whole_names() -> None:
    digest = make_digest(parse("1. Готовят Программу и Соглашение о реках Севера.\n\n2. Иное."))
    assert [name.span.text for name in digest.documents] == [
        "Программу и Соглашение о реках Севера",
        "Соглашение о реках Севера",
    ]


def test_who_acts_ends_before_what_is_done() -> None:
    digest = make_digest(parse("1. Оказание Озёрным фондом спасения Арвы услуг больших портов.\n\n2. Иное."))
    assert [name.span.text for name in digest.bodies] == ["Озёрным фондом спасения Арвы"]


def test_a_name_ends_before_a_date_and_the_last_point_is_no_signature() -> None:
    digest = make_digest(parse("1. Иное.\n\n2. Они открыли Центр чистой воды 5 мая 2020 года."))
    assert [name.span.text for name in digest.bodies] == ["Центр чистой воды"]
    assert digest.date is None


def test_in_a_law_the_sentence_that_introduces_a_list_goes_first() -> None:
    lines = ("Сбор портов берётся:", "1) с лодок ООО, НПО и АО в 2020 году;", "2) с плотов.")
    digest = make_digest(Document((Section(1, lines),), ""))
    assert texts(digest.key_sentences[1])[0] == "Сбор портов берётся:"


def test_a_condition_is_no_proposal() -> None:
    digest = make_digest(parse("1. Если стороны утвердили план, он действует.\n\n2. Стороны утвердили план рек."))
    assert [(one.what.section, one.what.text) for one in digest.proposals] == [(2, "план рек")]


def test_a_text_without_words_has_an_empty_digest() -> None:
    digest = make_digest(Document((Section(1, ("—",)),), ""))
    assert list(spans(digest)) == []


def test_a_law_of_849_articles_takes_less_than_half_a_minute() -> None:
    articles = tuple(Section(n, DECLARATION.section(1 + n % 28).paragraphs) for n in range(1, 850))
    begun = time.process_time()
    digest = make_digest(Document(articles, ""))
    assert time.process_time() - begun < 30
    assert len(digest.labels) == 849


@pytest.mark.parametrize(
    ("front", "title"),
    [
        (("ИНСТИТУТ", "(протокол № 7)", "ПРАВИЛА РАСПОРЯДКА", "ДОМА «МАЯК»"), "ПРАВИЛА РАСПОРЯДКА\nДОМА «МАЯК»"),
        (("Заявление министров", "Таруса, 4 мая 2021 года"), "Заявление министров"),
        (("Совет, приняв решение, утвердил устав.", "Устав дома"), "Устав дома"),
    ],
)
def test_a_title_is_the_line_that_calls_the_document_by_its_kind(front: tuple[str, ...], title: str) -> None:
    sections = Section(0, front), Section(1, ("Дом открыт для всех.", "Гости уходят в десять."))
    found = make_digest(Document(sections, "0" * 64)).title
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Соглашение о дружбе\n\nРеспублика Ардения, Королевство Сельмарк и Федерация Тувани, далее именуемые"
            " Сторонами,\n\nсогласились о нижеследующем:\n\n1. Вода.\n\n2. Год.\n",
            ["Республика Ардения", "Королевство Сельмарк", "Федерация Тувани"],
        ),
        (
            "CONVENTION ON RESCUE\n\nThe Republic of Ardovia and the Kingdom of Selmark, hereinafter referred to as"
            ' "the Parties",\n\nHave agreed as follows:\n\n1. Help.\n\n2. A year.\n',
            ["Republic of Ardovia", "Kingdom of Selmark"],
        ),
        (
            "AGREEMENT\nbetween the Government of Ardovia and the Government of Selmark on Fisheries\n\nHave agreed"
            " as follows:\n\n1. Fish.\n\n2. A year.\n",
            ["Government of Ardovia", "Government of Selmark"],
        ),
        (
            "Declaration\n\nWe, the Heads of Government of Belmarra, Corvane and Ishtola, members of the Council of"
            " Coastal States (hereinafter the Council), meeting in Port Ansel,\n\n1. Fish.\n\n2. A year.\n",
            ["Belmarra", "Corvane", "Ishtola"],
        ),
        ("Rules on relations between Students and Teachers\n\n1. Fish.\n\n2. A year.\n", []),
        ("ТРУДОВОЙ ДОГОВОР\nмежду работодателем и работником\n\n1. Вода.\n\n2. Год.\n", []),
    ],
)
def test_who_concludes_a_document_is_listed_in_its_title_or_preamble(text: str, parties: list[str]) -> None:
    document = parse(text)
    found = make_digest(document).parties
    assert texts(found) == parties
    for span in found:
        assert document.section(span.section).text[span.start : span.end] == span.text
