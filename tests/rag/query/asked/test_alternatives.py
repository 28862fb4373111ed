import pytest

from rag.query.asked.alternatives import (
    alternatives,
    asks_for_names,
    asks_for_places,
    distributed,
    has_anaphora,
    narrowed,
    quoted_topics,
    spelt_words,
)


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Где говорится о транспорте?", [["транспорте"]]),
        ("наука и учёные: где упоминаются", [["наука"], ["учёные"]]),
        ("Что сказано о сельском хозяйстве и спорте?", [["сельском", "хозяйстве"], ["спорте"]]),
        ("Какие фонды названы — и действующие, и новые?", [["фонды"]]),
        ("Где сказано о мире (не о планете)?", [["мире"]]),
        ("В чём выразили готовность?", [["готовность"]]),
        ("А ещё?", []),
        ("Where is tourism or sport mentioned?", [["tourism"], ["sport"]]),
        ("Name each programme that is still to be drafted", [["programme"]]),
        ("Все случаи, когда нужна доверенность", [["нужна", "доверенность"]]),
        ("Все случаи, которые касаются пожара", [["пожара"]]),
        ("list every case where a licence lapses", [["licence", "lapses"]]),
        ("All powers and obligations of the auditor", [["obligations", "auditor"]]),
        ("Все случаи", [["случаи"]]),
        ("Kindly indicate every provision concerning the ferry", [["ferry"]]),
        ("найди все про мосты плиз", [["мосты"]]),
        ("Собери все правила про мосты", [["мосты"]]),
        ("Перечислите пункты, в которых употреблено выражение «речной мост».", [["речной", "мост"]]),
        ("List the points that use the phrase “high bridges”", [["high", "bridges"]]),
        ("Что сказано о программе «Мосты»?", [["программе", "Мосты"]]),
        ("List every place where the bridge comes up, preamble included", [["bridge"]]),
        ("Перечисли все места про мосты, включая преамбулу", [["мосты"]]),
        ("Все места про мосты, вместе с заголовками", [["мосты"]]),
    ],
)
def test_topics(question: str, topics: list[list[str]]) -> None:
    assert [[word.text for word in topic] for topic in alternatives(question)] == topics


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("процитируй кусок про забастовки", [["забастовки"]]),
        ("Нужна красивая цитата о спорте для стенгазеты", [["спорте"]]),
        ("pull out a sentence about gifts to inspectors", [["gifts", "inspectors"]]),
        ("Приведи формулировку", []),
    ],
)
def test_what_is_quoted_and_for_whom_is_no_topic(question: str, topics: list[list[str]]) -> None:
    assert [[word.text for word in topic] for topic in quoted_topics(question)] == topics


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Всё, что учредят под эгидой фонда", [["эгидой", "фонда"]]),
        ("какие права у жильцов есть", [["жильцов"]]),
        ("Какие виды транспорта запрещены?", [["транспорта", "запрещены"]]),
        ("All powers and obligations of the auditor", [["auditor"]]),
        ("Всё, за что доплачивают к ставке", [["доплачивают", "ставке"]]),
        ("Что обязаны?", []),
    ],
)
def test_what_texts_say_in_many_ways_can_be_left_out(question: str, topics: list[list[str]]) -> None:
    assert [[word.text for word in topic] for topic in narrowed(question, alternatives(question))] == topics


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Какие договоры названы?", True),
        ("Which treaties are named?", True),
        ("Какие пункты говорят о договорах?", False),
        ("Что говорится о договорах?", False),
        ("List every place on water", False),
    ],
)
def test_names_are_asked_for_where_no_preposition_governs_the_topic(question: str, expected: bool) -> None:
    assert asks_for_names(question) is expected


@pytest.mark.parametrize(("question", "expected"), [("Что поручили ему?", True), ("Что поручили министрам?", False)])
def test_anaphora(question: str, expected: bool) -> None:
    assert has_anaphora(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which articles deal with ferries?", True),
        ("Every provision concerning the ferry", True),
        ("найди всё про мосты", True),
        ("Какие статьи касаются мостов?", True),
        ("Which ferries are free?", False),
        ("Какие мосты построят?", False),
    ],
)
def test_what_asks_for_every_place_about_something(question: str, expected: bool) -> None:
    assert asks_for_places(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("страховка зданий и коллекций", ["страховка зданий", "страховка коллекций"]),
        ("развитие туризма, спорта", ["развитие туризма", "развитие спорта"]),
        ("наука и образование", ["наука", "образование"]),
        ("права жильца и кухня", ["права жильца", "кухня"]),
        ("safety of ferries and ports", ["safety ferries", "ports"]),
    ],
)
def test_what_two_genitives_depend_on_belongs_to_both(question: str, expected: list[str]) -> None:
    assert [" ".join(word.text for word in topic) for topic in distributed(alternatives(question))] == expected


def test_what_is_in_brackets_and_other_letters_is_a_topic() -> None:
    assert [word.text for topic in alternatives("Где назван сбор (levy)?") for word in topic] == ["сбор", "levy"]
    assert [word.text for topic in alternatives("Где назван сбор (любой)?") for word in topic] == ["сбор"]


def test_an_abbreviation_that_is_called_one_is_sought_as_such() -> None:
    assert [word.text for word in spelt_words("Где встречается сокращение ФАО?")] == ["ФАО"]
    assert [word.text for word in spelt_words("where is the acronym FAO used")] == ["FAO"]
    assert spelt_words("Какие слова о рыбе есть в тексте?") == ()
