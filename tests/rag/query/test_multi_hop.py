import json
from pathlib import Path

import numpy as np
import pytest
from rag.answerability.logistic import LogisticHead

from rag.query.multi_hop import NUMBERS, MultiHop, MultiHopError, surface_features


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Какой форум создадут?", {"asking_words": 1, "length": 3}),
        ("Какой форум создадут и где он будет?", {"and_asks": 1, "asking_words": 2, "ands": 1, "length": 7}),
        (
            "Какой форум ещё создадут, а какие уже прошли?",
            {"and_asks": 1, "but_asks": 1, "asking_words": 2, "several": 1, "ands": 2, "commas": 1, "length": 8},
        ),
        ("Какие два документа подготовят?", {"asking_words": 1, "several": 1, "length": 4}),
        ("Какова индикация?", {"asking_words": 1, "length": 2}),
        (
            "Who proposed it and where will both be?",
            {"and_asks": 1, "asking_words": 2, "several": 1, "ands": 1, "length": 8},
        ),
    ],
)
def test_how_a_question_is_built(question: str, told: dict[str, int]) -> None:
    assert surface_features(question) == dict.fromkeys(NUMBERS, 0.0) | told


def test_a_question_and_its_second_passage_are_weighed() -> None:
    asks = LogisticHead(-2.0, {"several": 1.0, "question": (4.0, 0.0)})
    second_passage_head = LogisticHead(0.0, {"asks": 1.0, "gate": 1.0, "behind": -100.0})
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
    nothing = np.zeros(len(multi_hop.asks.weights["question"]), np.float32)
    one = multi_hop.probability("Кто предложил объявить год сохранения ледников?", nothing)
    two = multi_hop.probability("Какие два фонда названы, кто их предложил, а кто поддержал?", nothing)
    assert one < two
    assert (
        multi_hop.second_passage_margin(two, 0.9, 0.01)
        > multi_hop.second_passage_margin(one, 0.9, 0.01)
        > multi_hop.second_passage_margin(one, 0.1, 0.05)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"asks": {"intercept": 0, "weights": {}, "threshold": 0.5}}),
        json.dumps({"asks": {"intercept": 0, "weights": {}}, "joins": {"intercept": 0, "weights": {}}}),
        '{"asks": {"intercept": NaN, "weights": {}, "threshold": 0}, '
        '"joins": {"intercept": 0, "weights": {}, "threshold": 0}}',
    ],
)
def test_weights_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "twofold.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MultiHopError, match="make calibrate"):
        MultiHop.load(path)


def test_no_weights(tmp_path: Path) -> None:
    with pytest.raises(MultiHopError, match=r"none\.json"):
        MultiHop.load(tmp_path / "none.json")
