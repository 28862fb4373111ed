from pathlib import Path

import numpy as np
import pytest

from rag.answerability.heads import LogisticHead
from rag.query.multi_hop import SURFACE_FEATURES, MultiHop, surface_features
from rag.weights import WeightsError, write
from tests.rag.weights.samples import entry


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Какой форум создадут?", {"question_words": 1, "length": 3}),
        (
            "Какой форум создадут и где он будет?",
            {"and_question": 1, "question_words": 2, "conjunctions": 1, "length": 7},
        ),
        (
            "Какой форум ещё создадут, а какие уже прошли?",
            {
                "and_question": 1,
                "but_question": 1,
                "question_words": 2,
                "several": 1,
                "conjunctions": 2,
                "commas": 1,
                "length": 8,
            },
        ),
        ("Какие два документа подготовят?", {"question_words": 1, "several": 1, "length": 4}),
        ("Какова индикация?", {"question_words": 1, "length": 2}),
        (
            "Who proposed it and where will both be?",
            {"and_question": 1, "question_words": 2, "several": 1, "conjunctions": 1, "length": 8},
        ),
    ],
)
def test_how_a_question_is_built(question: str, told: dict[str, int]) -> None:
    assert surface_features(question) == dict.fromkeys(SURFACE_FEATURES, 0.0) | told


def test_a_question_and_its_second_passage_are_weighed() -> None:
    asks = LogisticHead(-2.0, {"several": 1.0, "question": (4.0, 0.0)})
    second_passage_head = LogisticHead(0.0, {"multi_hop": 1.0, "p_relevant": 1.0, "gap_to_top": -100.0})
    multi_hop = MultiHop(asks, 0.6, second_passage_head, 0.5)
    likely = multi_hop.probability("Какие два?", np.array([0.5, 9.0], np.float32))
    assert likely == pytest.approx(1 / (1 + np.exp(-1)))
    assert multi_hop.is_multi_hop(likely)
    assert not multi_hop.is_multi_hop(multi_hop.probability("Кто?", np.array([0.5, 9.0], np.float32)))
    assert multi_hop.second_passage_margin(0.5, 0.5, 0.0) == pytest.approx(0.0)
    assert multi_hop.second_passage_margin(0.5, 0.9, 0.0) == pytest.approx(0.4)
    assert multi_hop.second_passage_margin(0.9, 0.1, 0.0) == pytest.approx(0.0)
    assert multi_hop.second_passage_margin(0.5, 0.5, 0.05) < -0.4


def test_the_weights_of_the_repository_tell_a_question_for_two_things_by_how_it_is_built() -> None:
    multi_hop = MultiHop.load()
    nothing = np.zeros(len(multi_hop.question_head.weights["question"]), np.float32)
    one = multi_hop.probability("Кто предложил объявить год сохранения ледников?", nothing)
    two = multi_hop.probability("Какие два фонда названы, кто их предложил, а кто поддержал?", nothing)
    assert one < two
    assert (
        multi_hop.second_passage_margin(two, 0.9, 0.01)
        > multi_hop.second_passage_margin(one, 0.9, 0.01)
        > multi_hop.second_passage_margin(one, 0.1, 0.05)
    )


def test_without_training_no_question_is_a_multi_hop_one() -> None:
    untrained = MultiHop.untrained()
    likely = untrained.probability(
        "Какие два фонда названы, кто их предложил, а кто поддержал?", np.zeros(7, np.float32)
    )
    assert not untrained.is_multi_hop(likely)
    assert untrained.second_passage_margin(0.9, 0.9, 0.0) < 0


@pytest.mark.parametrize("thresholds", [{}, {"threshold": 0.5, "other": 0.5}])
def test_weights_without_one_threshold(tmp_path: Path, thresholds: dict[str, float]) -> None:
    arrays = {"multi_hop.coef": np.ones(1), "multi_hop.intercept": np.zeros(1)}
    write(tmp_path / "multi_hop.safetensors", arrays, {"multi_hop": entry(thresholds=thresholds)})
    with pytest.raises(WeightsError, match="make calibrate"):
        MultiHop.load(tmp_path)
