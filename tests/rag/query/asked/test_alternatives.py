import pytest

from rag.query.asked.alternatives import alternatives, asks_for_names, has_anaphora


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
    ],
)
def test_topics(question: str, topics: list[list[str]]) -> None:
    assert [[word.text for word in topic] for topic in alternatives(question)] == topics


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
