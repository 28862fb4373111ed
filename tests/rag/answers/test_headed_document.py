"""Overviews, comparisons and quotations of a text with chapters: chosen by headings, words and meaning."""

import pytest

from index.chunks import chunk
from index.language.words import words
from index.store import Index
from index.structure import parse
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.count import CountAnswerer
from rag.answers.lists.places import Places
from rag.answers.lists.quote import Quote
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.material.subject_words import telling
from rag.answers.material.subjects import Subjects
from rag.answers.reply import Declined, Reply
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.overview import MAX_WORDS, Overview
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind, Reason
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.small_document import asked

TEXT = """ГОРОДСКОЙ СОВЕТ ПОСЁЛКА ВЕРБА

УСТАВ БИБЛИОТЕКИ

Глава 1. Общие положения

Статья 1. Основные понятия

В настоящем Уставе применяются следующие понятия: читатель – тот, кто записан в библиотеку.

Статья 2. Цель

Цель библиотеки – чтение для всех жителей посёлка.

Глава 2. Читатели

Статья 3. Запись

Читатель записывается по паспорту.

Статья 4. Обязанности читателя

Читатель обязан:

1) беречь книги;

2) возвращать книги за две недели.

Статья 5. Билет

Читательский билет действует один год. Он не передаётся другому.

Глава 3. Управление

Статья 6. Директор

Директора назначает городской совет на пять лет.

Статья 7. Попечители

Попечителей избирают читатели на два года.

Глава 4. Пожарная безопасность

Статья 8. Огонь

В залах запрещено курить и зажигать свечи.

Статья 9. Выходы

Выходы из залов всегда свободны.

Глава 5. Заключительные положения

Статья 10. Вступление в силу

Устав вступает в силу первого мая.
"""


@pytest.fixture(scope="module")
def source() -> Source:
    embedder = TrigramEmbedder()
    vectors = embedder.passages([one.in_context for one in chunk(parse(TEXT))])
    index = Index.build(TEXT.encode(), vectors, embedder.id)
    return Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))


def overview(source: Source, question: str) -> object:
    return Overview(source, Digests(source)).at_once(asked(source, question, Kind.OVERVIEW))


@pytest.mark.parametrize(
    ("question", "count", "shown"),
    [
        ("Сколько статей в главе 2?", 3, "5"),
        ("Сколько статей в третьей главе?", 2, "7"),
        ("Сколько пунктов в статье 4?", 2, "4"),
        ("Сколько статей в Уставе?", 10, "10"),
        ("Сколько глав в уставе?", 5, "10"),
        ("На сколько глав поделён текст?", 5, "10"),
        ("Into how many chapters is it split?", 5, "10"),
    ],
)
def test_what_is_in_a_part_that_is_named_is_counted(source: Source, question: str, count: int, shown: str) -> None:
    digests = Digests(source)
    answering = CountAnswerer(source, LiteralSearch(source.retriever.index), digests, AboutAnswerer(source, digests))
    outcome = answering.at_once(asked(source, question, Kind.COUNT))
    assert isinstance(outcome, Reply)
    assert outcome.count == count
    assert cited(outcome) == [shown]


def cited(outcome: object) -> list[str]:
    assert isinstance(outcome, Reply)
    return [citation.place.section for item in outcome.items for citation in item.citations]


def test_the_whole_text_has_a_claim_for_each_chapter_and_none_of_what_only_defines(source: Source) -> None:
    found = overview(source, "Расскажи коротко, о чём весь документ")
    sections = cited(found)
    assert sections[0] == "2"
    for chapter in ({"3", "4", "5"}, {"6", "7"}, {"8", "9"}):
        assert chapter & set(sections)
    assert not {"0", "1", "10"} & set(sections)
    assert isinstance(found, Reply)
    assert sum(len(item.text.split()) for item in found.items) <= MAX_WORDS


def test_a_claim_leans_on_no_sentence_before_it(source: Source) -> None:
    found = overview(source, "Перескажи статьи 5–7 в трёх пунктах")
    assert isinstance(found, Reply)
    assert found.items[0].text == "Читательский билет действует один год"


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("главное про управление библиотекой", {"6", "7"}),
        ("пожарная безопасность основные тезисы", {"8", "9"}),
        ("Изложите правила для читателей", {"3", "4", "5"}),
        ("перескажи кратко вторую главу", {"3", "4", "5"}),
        ("изложи третью главу в двух тезисах", {"6", "7"}),
        ("Перескажи главу про читателей", {"3", "4", "5"}),
        ("Коротко про общие положения", {"1", "2"}),
        ("главное из главы «Пожарная безопасность»", {"8", "9"}),
    ],
)
def test_a_topic_is_told_by_headings(source: Source, question: str, sections: set[str]) -> None:
    assert set(cited(overview(source, question))) == sections


@pytest.mark.parametrize(
    "question", ["Изложите основные требования к оцифровке", "Три главные мысли о зарплате сторожа"]
)
def test_a_topic_that_nothing_is_on_has_no_overview(source: Source, question: str) -> None:
    assert overview(source, question) is None


def test_few_claims_are_of_chapters_that_no_other_text_has(source: Source) -> None:
    sections = set(cited(overview(source, "Расскажи в трёх тезисах, о чём документ")))
    assert [len(chapter & sections) for chapter in ({"3", "4", "5"}, {"6", "7"}, {"8", "9"})] == [1, 1, 1]


def test_a_topic_in_another_language_that_is_not_found_has_no_overview(source: Source) -> None:
    assert overview(source, "Summarise the rules for dog owners in five points") is None


def test_so_many_claims_are_given_of_a_chapter(source: Source) -> None:
    assert len(cited(overview(source, "Глава 2 в двух тезисах"))) == 2
    context = asked(source, "глава 2 в двух тезисах", Kind.POINT)
    answerer = Overview(source, Digests(source))
    assert answerer.asks_for_claims(context)
    assert not answerer.asks_for_claims(asked(source, "О чём статья 5?", Kind.POINT))


def compare(source: Source, question: str) -> object:
    return ComparisonAnswerer(source).at_once(asked(source, question, Kind.COMPARE))


def test_each_side_comes_from_its_own_section(source: Source) -> None:
    found = compare(source, "сравни директора и попечителей по сроку")
    assert isinstance(found, Reply)
    assert [(item.heading, item.citations[0].place.section) for item in found.items] == [
        ("Директора", "6"),
        ("Попечителей", "7"),
    ]


def test_what_is_compared_with_nothing_is_refused_with_what_is_missing(source: Source) -> None:
    found = compare(source, "Чем директор отличается от садовника?")
    assert isinstance(found, Declined)
    assert "«Садовника»" in found.text
    assert compare(source, "Сравни садовника и повара") == Declined(Reason.NO_ANSWER)


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("сравни паспорт и билет, какая стадия достигнута", ["3", "5"]),
        ("свечи vs паспорт, что дороже стоит", ["8", "3"]),
    ],
)
def test_what_both_sides_lack_may_be_how_they_are_compared(source: Source, question: str, sections: list[str]) -> None:
    found = compare(source, question)
    assert isinstance(found, Reply)
    assert [item.citations[0].place.section for item in found.items] == sections


def test_what_only_looks_like_a_comparison_is_none(source: Source) -> None:
    assert compare(source, "Правда, что чем дольше срок, тем больше книг?") is None


def quote(source: Source, question: str) -> object:
    return Quote(Places(source)).at_once(asked(source, question, Kind.QUOTE))


def test_a_quotation_is_of_the_sentence_on_the_topic(source: Source) -> None:
    assert cited(quote(source, "Приведи цитату про курение")) == ["8"]
    assert cited(quote(source, "Процитируй о сроке попечителей")) == ["7"]


def test_a_quotation_is_looked_up_where_the_text_has_but_a_part_of_the_topic(source: Source) -> None:
    assert quote(source, "Дай цитату о зажигании фейерверка в парке") is None
    assert quote(source, "Дай цитату о космосе") == Declined(Reason.NO_ANSWER)


def test_words_that_say_nothing_by_themselves_do_not_gate_a_topic(source: Source) -> None:
    topic = tuple(word for word in words("основные правила записи") if word.is_content)
    subject = Subjects(source).find(topic, "ru")
    assert [word.text for word in telling(topic)] == ["записи"]
    assert subject is not None
    assert source.document.section(subject.order[0]).id == "3"


def test_a_topic_is_embedded_once_for_its_sections_and_its_paragraphs(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    embed = source.retriever.embed
    monkeypatch.setattr(source.retriever, "embed", lambda text: embedded.append(text) or embed(text))
    topic = tuple(word for word in words("срок попечителей") if word.is_content)
    assert Subjects(source).passages(topic, "ru")
    assert len(embedded) == 1
