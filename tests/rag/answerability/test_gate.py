import math

import numpy as np
import pytest

from rag.answerability.decision import Thresholds
from rag.answerability.gate import KERNEL_FEATURES, Gate
from rag.answerability.heads import Features, LogisticHead
from rag.weights import read_manifest

THRESHOLDS = Thresholds(0.4, 0.6)


def test_document_and_passage_are_judged_by_a_regression_each() -> None:
    text, passage = LogisticHead(-1.0, {"dense": 2.0, "preference": 0.5}), LogisticHead(1.0, {"dense": -1.0})
    predicted = Gate(passage, text, THRESHOLDS).predict(Features({"dense": 2.0, "preference": -6.0, "margin": 7.0}))
    assert predicted.p_answerable == pytest.approx(0.5)
    assert predicted.p_relevant == pytest.approx(1 / (1 + math.e))
    assert predicted.feature_values == {"dense": 2.0, "preference": -6.0, "margin": 7.0}


def test_a_vector_is_reported_as_what_it_contributes() -> None:
    head = LogisticHead(0.0, {"dense": 1.0, "question": (1.0, -2.0)})
    features = Features({"dense": 1.5}, {"question": np.array([3.0, 1.0]), "match": np.ones(1)})
    predicted = Gate(head, head, THRESHOLDS).predict(features)
    assert predicted.feature_values == {"dense": 1.5, "question": 1.0}


@pytest.mark.parametrize("prefix", ["", "fallback_"])
def test_the_gates_of_the_repository_are_sound(prefix: str) -> None:
    gate = Gate.load(prefix)
    assert 0 < gate.thresholds.answer <= gate.thresholds.quote < 1
    assert gate.kernel is not None
    assert gate.kernel.outputs == KERNEL_FEATURES
    for head, name in ((gate.passage, "passage"), (gate.text, "text")):
        assert list(head.weights) == list(read_manifest().heads[f"{prefix}{name}"].features)
        assert ("hidden_state" in head.weights) == (prefix == "")


def measured(z_score: float, oov_share: float, **others: float) -> Features:
    names = ("gap_to_top", "other", "oov_name", "oov_number")
    return Features({"z_score": z_score, "oov_share": oov_share, **dict.fromkeys(names, 0.0), **others})


@pytest.mark.parametrize(
    ("features", "answers"),
    [
        (measured(2.8, 0.0), True),
        (measured(2.8, 0.5), True),
        (measured(1.4, 0.0), True),
        (measured(1.4, 0.6), False),
        (measured(2.2, 1.0), False),
        (measured(2.2, 0.3, oov_name=1.0), False),
        (measured(2.2, 1.0, other=1.0), True),
    ],
)
def test_without_training_a_question_is_refused_that_the_document_has_no_words_for(
    features: Features, answers: bool
) -> None:
    gate = Gate.untrained()
    assert (gate.predict(features).p_answerable >= gate.thresholds.answer) is answers
    assert gate.thresholds.answer == gate.thresholds.quote


def test_without_training_passages_stay_in_the_order_of_their_scores() -> None:
    gate = Gate.untrained()
    relevant = [gate.predict(measured(2.0, 0.0, gap_to_top=gap)).p_relevant for gap in (0.0, 0.01, 0.2)]
    assert relevant == sorted(relevant, reverse=True)
