"""A document of articles: what is shown, cited and said of it, from its own words for its parts."""

import pytest

from index.store import Index
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.count import CountAnswerer
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Reply
from rag.answers.summaries.compare import ComparisonAnswerer
from rag.answers.summaries.point import PointAnswerer
from rag.answers.wording.compose import composed, refused
from rag.query.dialogue.turns import cited_points
from rag.render import to_json
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Answer, Kind, Reason, Refusal, Turn
from tests.index.samples import TrigramEmbedder
from tests.rag.answers.small_document import asked

TEXT = """Кодекс города о садах

Глава 3. Сады

Статья 12. Садовники

1. Садовниками признаются:

1) жители, сажающие деревья;

2) школы, сажающие цветы.

2. Садовник поливает сад весной.

Статья 13. Полив

Полив бесплатный.

Глава 4. Ограды

Статья 14. Высота ограды

Ограда не выше метра.
"""


@pytest.fixture(scope="module")
def source() -> Source:
    from index.chunks import chunk
    from index.structure import parse

    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(TEXT))])
    index = Index.build(TEXT.encode(), vectors, embedder.id)
    return Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))


def reply(source: Source, question: str, previous: Turn | None = None) -> Reply:
    found = PointAnswerer(source, Digests(source)).at_once(asked(source, question, Kind.POINT, previous))
    assert isinstance(found, Reply)
    for item in found.items:
        for cited in item.citations:
            assert source.document.section(cited.point).text[cited.start : cited.end] == cited.quote
    return found


def labels(found: Reply) -> list[str]:
    return [cited.place.label for item in found.items for cited in item.citations]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("О чём статья 13?", ["ст. 13"]),
        ("Что сказано в п. 2 статьи 12?", ["ст. 12, п. 2"]),
        ("Покажи пп. 2 п. 1 ст. 12", ["ст. 12, п. 1, пп. 2"]),
        ("О чём глава 4?", ["ст. 14"]),
        ("Покажи статьи 13 и 14", ["ст. 13", "ст. 14"]),
    ],
)
def test_exactly_the_part_that_is_asked_for_is_shown(source: Source, question: str, expected: list[str]) -> None:
    assert labels(reply(source, question)) == expected


def test_parts_have_their_labels_as_headings(source: Source) -> None:
    found = reply(source, "Покажи п. 2 ст. 12 и статью 14")
    assert [(item.heading, item.text) for item in found.items] == [
        ("ст. 12, п. 2", "Садовник поливает сад весной"),
        ("ст. 14", "Ограда не выше метра"),
    ]


def test_a_point_without_article_is_one_of_the_article_before(source: Source) -> None:
    before = Turn("О чём статья 12?", "Садовниками признаются жители [ст. 12, п. 1].")
    assert labels(reply(source, "А п. 2?", before)) == ["ст. 12, п. 2"]
    assert cited_points(before, source.document) == (1,)
    alone = PointAnswerer(source, Digests(source)).at_once(asked(source, "Что в пункте 2?", Kind.POINT))
    assert isinstance(alone, Declined)


def test_what_is_not_there_is_said(source: Source) -> None:
    context = asked(source, "О чём статья 99?", Kind.POINT)
    found = PointAnswerer(source, Digests(source)).at_once(context)
    assert found == Declined(Reason.NO_SUCH_POINT, "Статьи 99 нет: в кодексе 3 статьи, с 12 по 14, и преамбула.")
    refusal = refused(context, Reason.NO_SUCH_POINT, source.document)
    assert isinstance(refusal, Refusal)
    assert refusal.text == found.text
    assert refusal.kind is Kind.POINT
    some = reply(source, "Покажи статью 13 и статью 99")
    assert some.lead == found.text
    assert labels(some) == ["ст. 13"]


def test_answers_and_json_carry_the_labels(source: Source) -> None:
    context = asked(source, "Что сказано в п. 2 статьи 12?", Kind.POINT)
    answer = composed(context, PointAnswerer(source, Digests(source)).at_once(context), source.document)
    assert isinstance(answer, Answer)
    assert "[ст. 12, п. 2]" in answer.text
    (cited,) = to_json(answer)["citations"]
    assert (cited["section"], cited["label"], cited["point"]) == ("12", "ст. 12, п. 2", None)
    assert {one["section"] for one in to_json(answer)["passages"]} <= {"0", "12", "13", "14"}
    assert to_json(answer)["passages"][0]["section"] == "12"  # what is named comes first


def test_articles_are_counted_as_such(source: Source) -> None:
    digests = Digests(source)
    search = LiteralSearch(source.retriever.index)
    count = CountAnswerer(source, search, digests, AboutAnswerer(source, digests))
    found = count.at_once(asked(source, "Сколько всего статей в документе?", Kind.COUNT))
    assert isinstance(found, Reply)
    assert (found.count, found.lead) == (3, "В кодексе 3 статьи, с 12 по 14, и преамбула.")


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Сколько подпунктов у пункта 1 статьи 12?", 2),
        ("сколько подпунктов в статье 12", 2),
        ("сколько пунктов в статье 12", 2),
        ("количество подпунктов в документе", 2),
        ("How many subparagraphs are in article 12?", 2),
    ],
)
def test_parts_of_a_part_are_counted(source: Source, question: str, count: int) -> None:
    search, digests = LiteralSearch(source.retriever.index), Digests(source)
    counter = CountAnswerer(source, search, digests, AboutAnswerer(source, digests))
    found = counter.at_once(asked(source, question, Kind.COUNT))
    assert isinstance(found, Reply)
    assert found.count == count


def test_articles_are_compared(source: Source) -> None:
    found = ComparisonAnswerer(source).at_once(asked(source, "Сравни статью 13 и статью 14", Kind.COMPARE))
    assert isinstance(found, Reply)
    assert [item.heading for item in found.items] == ["ст. 13", "ст. 14"]


REPEATED = """Правила сада

Глава 1. Вход

1. Вход свободный.

2. Собак не пускают.

Глава 2. Полив

1. Поливают утром.

2. Воду дают бесплатно.
"""


@pytest.fixture(scope="module")
def chapters() -> Source:
    from index.chunks import chunk
    from index.structure import parse

    embedder = TrigramEmbedder()
    vectors = embedder.passages([piece.in_context for piece in chunk(parse(REPEATED))])
    return Source(
        Retriever(Index.build(REPEATED.encode(), vectors, embedder.id), embedder, Ranker.untrained(embedder.dimension))
    )


def test_of_a_number_that_begins_again_in_each_chapter_all_are_named_and_shown(chapters: Source) -> None:
    found = reply(chapters, "Что в п. 2?")
    assert found.lead == "Номер 2 повторяется: гл. 1, п. 2 и гл. 2, п. 2."
    assert [item.heading for item in found.items] == ["гл. 1, п. 2", "гл. 2, п. 2"]
    assert reply(chapters, "Что в п. 2 главы 2?").lead == ""
    assert reply(chapters, "Что в главе 2?").lead == ""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Кто платит за сад?", "самые близкие по смыслу статьи."),
        ("Who pays for the garden?", "The nearest articles are shown below."),
    ],
)
def test_a_refusal_calls_sections_what_they_are(source: Source, question: str, said: str) -> None:
    for reason in (Reason.NO_ANSWER, Reason.UNSUPPORTED):
        text = refused(asked(source, question, Kind.LOOKUP), reason, source.document).text
        assert text.endswith(said)
        assert "{" not in text
