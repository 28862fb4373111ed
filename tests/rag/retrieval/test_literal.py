import pytest

from index.language.words import words
from index.store import Index
from rag.retrieval.literal import LiteralSearch, Occurrence
from tests.index.samples import WordEmbedder

TEXT = """\
Совет принял решение о воде. Устав ООН соблюдается.

1. Дорожная карта, водная стратегия. По «Дорожной карте» идёт вода.
Туристический центр принимает гостей.

2. Туризм растёт, и дорожная, и карта нужны. Организация Объединённых Наций помогает в Монголии.
"""
ENGLISH = (
    "The Council decided on water. The UN Charter is observed.",
    "A road map, a water strategy. Under the Road Map water flows.",
    "The tourist centre receives guests.",
    "Tourism grows, and a road and a map are needed. The United Nations helps over there.",
)


@pytest.fixture(scope="module")
def search() -> LiteralSearch:
    embedder = WordEmbedder()
    vectors = embedder.passages([""] * 2 * len(ENGLISH))
    return LiteralSearch(Index.build(TEXT.encode(), vectors, embedder.id, {"en": ENGLISH}))


def shown(found: tuple[Occurrence, ...]) -> list[tuple[int, str]]:
    texts = {f"{one.chunk.id}": one.chunk.text for one in found}
    return [(one.section, texts[one.chunk.id][one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("sought", "related", "expected"),
    [
        ("вода", False, [(0, "воде"), (1, "вода")]),
        ("вода", True, [(0, "воде"), (1, "водная"), (1, "вода")]),
        ("туризм", False, [(2, "Туризм")]),
        ("туризм", True, [(1, "Туристический"), (2, "Туризм")]),
        ("дорожная карта", False, [(1, "Дорожная карта"), (1, "Дорожной карте")]),
        ("ООН", False, [(0, "ООН")]),
        ("ООН", True, [(0, "ООН"), (2, "Организация Объединённых Наций")]),
        ("Иран", True, []),
        ("", True, []),
    ],
)
def test_every_place_in_any_form(
    search: LiteralSearch, sought: str, related: bool, expected: list[tuple[int, str]]
) -> None:
    assert shown(search.occurrences(words(sought), "ru", related=related)) == expected


def test_words_apart_stand_together_in_a_sentence(search: LiteralSearch) -> None:
    found = search.together(words("карта вода"), "ru")
    assert [one.place for one in found] == [("1.1", 1)]


@pytest.mark.parametrize(("sought", "found"), [("посадка лесов", 1), ("лесов посадка", 1), ("вода посадка", 0)])
def test_two_words_stand_where_they_make_up_one(sought: str, found: int) -> None:
    embedder = WordEmbedder()
    text = "Совет собирается.\n\n1. Растёт площадь лесопосадок.\n\n2. Вода чиста.\n"
    here = LiteralSearch(Index.build(text.encode(), embedder.passages([""] * 3), embedder.id))
    assert len(here.together(words(sought), "ru", related=True)) == found
    assert here.together(words(sought), "ru") == ()


def test_sections_stand_once_and_in_order(search: LiteralSearch) -> None:
    assert search.sections(words("вода"), "ru") == (0, 1)


@pytest.mark.parametrize(
    ("sought", "sections"),
    [("waters", [0, 1, 1]), ("Road Map", [1, 1]), ("UN", [0]), ("Iran", [])],
)
def test_english_is_sought_in_the_translation(search: LiteralSearch, sought: str, sections: list[int]) -> None:
    found = search.occurrences(words(sought), "en")
    assert [one.section for one in found] == sections
    assert all(one.language == "en" for one in found)


def test_a_name_that_the_translation_lacks_is_sought_in_the_original(search: LiteralSearch) -> None:
    (found,) = search.occurrences(words("Mongolia"), "en")
    assert (found.section, found.sentence, found.language) == (2, 1, None)
    assert found.chunk.text[found.start : found.end] == "Монголии"


def test_a_heading_counts_once_for_the_section_under_it() -> None:
    text = """\
Глава I. Общие дневники

Статья 1. Полевые дневники

Дневник ведётся каждый день.

Статья 2. Хранение

Записи хранятся десять лет.
"""
    embedder = WordEmbedder()
    search = LiteralSearch(Index.build(text.encode(), embedder.passages([""] * 2), embedder.id))
    assert search.in_headings(words("дневник")) == (1, 1)
    assert search.in_headings(words("полевой дневник")) == (1,)
    assert search.in_headings(words("день")) == ()


@pytest.mark.parametrize(
    ("sought", "text", "stands"),
    [
        ("car", "Patients are cared for.", False),
        ("cars", "They take care.", False),
        ("rats", "The rates rise.", False),
        ("plane", "Their plans failed.", False),
        ("plan", "It is planned.", True),
        ("rate", "The rates rise.", True),
        ("study", "They studied.", True),
        ("church", "Two churches stand there.", True),
        ("house", "Housing is dear.", True),
        ("peace", "A peaceful place.", False),
    ],
)
def test_an_english_word_stands_where_a_form_of_it_does(sought: str, text: str, stands: bool) -> None:
    embedder = WordEmbedder()
    search = LiteralSearch(Index.build(f"1. {text}".encode(), embedder.passages(["", ""])[:1], embedder.id, {}))
    assert bool(search.occurrences(words(sought), "en")) is stands
