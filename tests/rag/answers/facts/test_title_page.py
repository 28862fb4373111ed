"""What a text that is no meeting's says of itself: the lines above it, and the sentences that name it."""

import pytest

from index.chunks import chunk
from index.store import Index
from index.structure import parse
from rag.answers.facts.about import AboutAnswerer
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Reply
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.small_document import asked

TEXT = """HARBOUR GARDENS SOCIETY

PROGRAMME RULES FOR SMALL ORCHARDS

Adopted by the Orchard Committee at its third session
Linmouth, 2 May 2019
Entered in the Register of Gardens on 11 June 2019, registration number 84-G

Recalling the Covenant signed at Fernhill on 9 June 2001, the Committee decides:

Chapter 1. Trees

Section 1. Planting

Members plant trees in autumn.

Section 2. Watering

Members water young trees daily.

Chapter 2. Last things

Section 3. Force

These Rules enter into force on 1 July 2019 and replace the Rules of 4 May 2010.

Section 4. Fees

A member who signed up late pays two crowns.

For the Orchard Committee: Edda Thornwick, Warden

Head gardener P. R. Loam
"""


def source_of(text: str) -> Source:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(text))])
    return Source(
        Retriever(Index.build(text.encode(), vectors, embedder.id), embedder, Ranker.untrained(embedder.dimension))
    )


@pytest.fixture(scope="module")
def source() -> Source:
    return source_of(TEXT)


def told(source: Source, question: str) -> Reply | None:
    reply = AboutAnswerer(source, Digests(source)).at_once(asked(source, question, Kind.ABOUT))
    assert reply is None or isinstance(reply, Reply)
    return reply


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where was it adopted?", "Linmouth"),
        ("When does it come into force?", "1 July 2019"),
        ("What do these rules replace?", "4 May 2010"),
        ("What kind of document is it?", "PROGRAMME RULES FOR SMALL ORCHARDS"),
        ("Who adopted these rules?", "Orchard Committee"),
        ("Who signed these rules?", "Edda Thornwick"),
        ("Whose signatures are under the document?", "P. R. Loam"),
        ("Кем подписан документ?", "Edda Thornwick"),
        ("Under what number was it registered?", "84-G"),
        ("Когда его внесли в реестр?", "11 June 2019"),
    ],
)
def test_the_words_that_tell_it(source: Source, question: str, words: str) -> None:
    reply = told(source, question)
    assert reply is not None
    assert words in " ".join(item.text for item in reply.items)


def test_parts_of_each_sort_are_counted(source: Source) -> None:
    reply = told(source, "How many chapters and sections are there?")
    assert reply is not None
    assert reply.lead.startswith("2 chapters.")
    assert "4 sections" in reply.lead


def test_a_member_who_signs_is_no_signature(source: Source) -> None:
    reply = told(source, "Who signed it?")
    assert reply is not None
    assert not any("crowns" in item.text for item in reply.items)


def test_parts_above_numbered_points_are_counted() -> None:
    text = "ПОЛОЖЕНИЕ\nо саде\n\nГлава I. Деревья\n\n1. Сад открыт.\n\n2. Сад мал.\n\nГлава II. Пруд\n\n3. Пруд чист.\n"
    reply = told(source_of(text), "Сколько тут глав и сколько пунктов?")
    assert reply is not None
    assert reply.lead.startswith("2 главы.")
    assert "3 пункта" in reply.lead


def test_annexes_that_nothing_is_called_are_not_counted(source: Source) -> None:
    assert told(source, "How many annexes are there?") is None


def test_a_surname_that_looks_like_a_verb_is_signed() -> None:
    text = (
        "ПОЛОЖЕНИЕ\n\n1. Вода.\n\n2. Год.\n\nМинистр Л. К. Веренич\n\nСогласовано: Министр финансов Т. Г. Осталь"
        "\n\nДиректор М. Р. Дайнова\n"
    )
    reply = told(source_of(text), "Чьи подписи стоят внизу?")
    assert reply is not None
    assert [item.text for item in reply.items] == [
        "Министр Л. К. Веренич",
        "Согласовано: Министр финансов Т. Г. Осталь",
        "Директор М. Р. Дайнова",
    ]


def test_who_concludes_a_convention_are_its_parties() -> None:
    text = (
        "CONVENTION ON RESCUE\n\nThe Republic of Ardovia and the Kingdom of Selmark, hereinafter referred to as"
        ' "the Parties",\n\nHave agreed as follows:\n\nArticle 1\n\nHelp.\n\nArticle 2\n\nA year.\n'
    )
    source = source_of(text)
    for question in ("Who are the parties?", "Кто стороны этой конвенции?", "Сколько государств заключили конвенцию?"):
        reply = told(source, question)
        assert reply is not None
        assert reply.items[0].text.startswith("The Republic of Ardovia and the Kingdom of Selmark")
        assert reply.count in ({2} if "Сколько" in question else {None})


def test_english_numbered_points_are_paragraphs() -> None:
    reply = told(
        source_of("RULES OF THE GARDEN\n\n1. Trees are green.\n\n2. Ponds are blue.\n"), "How many paragraphs?"
    )
    assert reply is not None
    assert "2 paragraphs" in reply.lead


def test_the_longest_chapter_is_no_point() -> None:
    text = (
        "ПОЛОЖЕНИЕ\nо саде\n\nГлава I. Деревья\n\n1. Сад открыт.\n\n2. Сад мал, и в нём растут ивы.\n\n"
        "Глава II. Пруд\n\n3. Пруд чист, глубок и открыт всем.\n"
    )
    source = source_of(text)
    chapter, point = (told(source, f"Какая {one}?") for one in ("глава самая длинная", "глава самая короткая"))
    assert chapter is not None
    assert point is not None
    assert (chapter.lead, point.lead) == ("Гл. I — 9 слов.", "Гл. II — 6 слов.")


def test_a_quoted_line_goes_on_with_the_title() -> None:
    text = "ЗАКОН ЛЕСНОЙ ОБЛАСТИ\n\n«Об охране садов»\n\nПринят Собранием 3 мая 2020 года\n\n1. Сад.\n\n2. Пруд.\n"
    reply = told(source_of(text), "Как называется этот документ?")
    assert reply is not None
    assert [item.text for item in reply.items] == ["ЗАКОН ЛЕСНОЙ ОБЛАСТИ", "«Об охране садов»"]


LAW = """ЗАКОН ЛЕСНОГО КРАЯ

О ТРОПАХ

2 апреля 2021 года № 64-ЛК

Глава 1. Тропы

Статья 1. Тропы

Тропы общие.

Глава 2. Последнее

Статья 2. Сила

Признать утратившим силу Закон Лесного края от 9 июня 1998 года № 12-ЛК «О дорогах».

Губернатор Лесного края А. П. Берестов
город Соснов
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [("Какой номер у закона?", "№ 64-ЛК"), ("Кто подписал закон?", "А. П. Берестов")],
)
def test_a_law_has_its_number_above_and_who_signed_below(question: str, said: str) -> None:
    reply = told(source_of(LAW), question)
    assert reply is not None
    assert said in " ".join(item.text for item in reply.items)
