"""rag/query/asked/halves.py: the two questions that one joins."""

import pytest

from rag.query.asked.halves import halves


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("кто чинит мосты, а кто паромы?", "кто чинит мосты", "кто чинит паромы"),
        ("Кто отвечает за мост и кто отвечает за паром?", "Кто отвечает за мост", "кто отвечает за паром"),
        ("Сколько лодок в порту и сколько в заливе", "Сколько лодок в порту", "Сколько лодок в заливе"),
        ("Где стоит маяк и где пирс? Сравни", "Где стоит маяк", "Где стоит пирс"),
        ("За что штрафуют лодочника, а за что пассажира", "За что штрафуют лодочника", "За что штрафуют пассажира"),
        ("сравни, как часто красят мост и как часто моют паром", "как часто красят мост", "как часто моют паром"),
        ("Who paints the bridge and who runs the ferry - contrast", "Who paints the bridge", "who runs the ferry"),
        ("what is due for boats and what for rafts?", "what is due for boats", "what is due for rafts"),
        ("How long is the bridge open, and how long the ferry?", "How long is the bridge open", "How long the ferry"),
        (
            "How often are bridges checked as opposed to ferries being washed?",
            "How often are bridges checked",
            "How often ferries being washed",
        ),
        (
            "What happens to a boat that sinks, as against a boat that drifts?",
            "What happens to a boat that sinks",
            "What happens to a boat that drifts",
        ),
    ],
)
def test_each_half_is_a_question_by_itself(question: str, first: str, second: str) -> None:
    found = halves(question)
    assert found is not None
    assert tuple(half.rstrip("?, ") for half in found) == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "кто и когда построил мост?",
        "Кто построил мост и когда?",
        "Чем мост отличается от парома?",
        "Сравни мост и паром",
        "Who built the bridge?",
        "Where is the bridge and who built it?",
        "How do bridges compare with ferries?",
        "Скажи, кто построил мост, который рухнул",
        "who, what and who?",
        "",
    ],
)
def test_other_questions_join_no_two(question: str) -> None:
    assert halves(question) is None
