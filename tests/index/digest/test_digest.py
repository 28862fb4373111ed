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
        (None, "Положение о ПИРР и Программу развития рыболовства на 2020–2025 годы", Status.DONE),
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
    assert [(one.status, one.what.text) for one in digest.proposals] == []


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
