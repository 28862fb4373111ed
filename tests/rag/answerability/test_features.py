import numpy as np
import pytest

from index.language.words import words
from rag.answerability.features import (
    FEATURE_NAMES,
    VECTOR_NAMES,
    covers_topic,
    extract_features,
    oov_terms,
    unsupported_entities,
)
from rag.query.sections.references import References
from rag.retrieval.retriever import RetrievalResult
from rag.types import Passage

GLACIERS = "Год сохранения ледников предложил Таджикистан."
TEXT = frozenset().union(*(word.forms for word in words(GLACIERS)))


@pytest.mark.parametrize(
    ("question", "share", "name", "number"),
    [
        ("Кто предложил год ледников?", 0.0, 0.0, 0.0),
        ("Сколько долларов даст Таджикистан?", 2 / 3, 0.0, 0.0),
        ("Что предложил Узбекистан?", 1 / 2, 1.0, 0.0),
        ("Какие ледники растают в 2030 году?", 2 / 3, 0.0, 1.0),
        ("Кто?", 0.0, 0.0, 0.0),
    ],
)
def test_words_outside_the_vocabulary(question: str, share: float, name: float, number: float) -> None:
    found = oov_terms(words(question), TEXT)
    assert found == {"oov_share": pytest.approx(share), "oov_name": name, "oov_number": number}


@pytest.mark.parametrize(
    ("question", "text", "speaks"),
    [
        ("Что сказано о ледниках?", GLACIERS, True),
        ("Что говорится в заявлении о сохранении ледников?", GLACIERS, True),
        ("Что сказано о бюджете ледников?", GLACIERS, False),
        ("Кто сказал о ледниках?", GLACIERS, False),
        ("What does the statement say about Tajikistan?", "A year of glaciers was proposed by Tajikistan.", True),
        ("What does the statement say about glaciers?", "A year of glaciers was proposed by Tajikistan.", True),
        ("What does the statement say about Uzbekistan?", "A year of glaciers was proposed by Tajikistan.", False),
        ("What does the statement say about the price of glaciers?", "A year of glaciers was proposed.", False),
    ],
)
def test_what_is_said_about_a_thing_that_the_text_names(question: str, text: str, speaks: bool) -> None:
    assert covers_topic(question, text) is speaks


@pytest.mark.parametrize(
    ("question", "name", "place"),
    [
        ("Что предложил президент Таджикистана?", 0, 0),
        ("Что предложил президент Узбекистана?", 1, 1),
        ("Что говорит об этом Форум?", 1, 0),
        ("Что предложено?", 0, 0),
    ],
)
def test_whom_the_question_names_and_the_passage_does_not(question: str, name: int, place: int) -> None:
    assert unsupported_entities(words(question), words(GLACIERS)) == {
        "unsupported_entity": name,
        "unsupported_place": place,
    }


def test_features_stand_in_the_order_of_the_weights() -> None:
    best, other = (Passage(16, f"16.{n}", score, GLACIERS, 0, len(GLACIERS)) for n, score in ((1, 0.9), (2, 0.8)))
    vector = np.array([0.6, 0.8], np.float32)
    found = RetrievalResult((best,), (best, other), References((), ()), vector, "ru", None, 0.1, 3.0)
    features = extract_features(
        "Что предложил Узбекистан?", "ru", found, other, GLACIERS, vocabulary=TEXT,
        passage_vector=np.array([1.0, 0.5], np.float32), hidden_state=np.ones(3, np.float32),
    )  # fmt: skip
    assert (tuple(features.numbers), tuple(features.vectors)) == (FEATURE_NAMES, VECTOR_NAMES)
    assert dict(features.numbers) == {
        "score": 0.8, "gap_to_top": pytest.approx(0.1), "top2_margin": 0.1, "z_score": 3.0, "english": 0.0,
        "other": 0.0, "oov_share": 0.5, "oov_name": 1.0, "oov_number": 0.0, "unsupported_entity": 1.0,
        "unsupported_place": 1.0,
    }  # fmt: skip
    np.testing.assert_allclose(features.vectors["match"], [0.6, 0.4], rtol=1e-6)
    unread = extract_features("What?", "en", found, best, GLACIERS, vocabulary=TEXT, passage_vector=vector)
    assert "hidden_state" not in unread.vectors
    assert (unread.numbers["gap_to_top"], unread.numbers["english"]) == (0.0, 1.0)
