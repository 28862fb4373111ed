"""The gate for questions in other languages: two steps that become one head, and folds that keep pairs together."""

import json

import numpy as np
import pytest

from eval.core.kinds.questions import KindQuestion, load_kinds
from rag.answerability.decision import Thresholds
from rag.answerability.gate import FOREIGN_NUMBERS, Gate
from rag.answerability.heads import Features, LogisticHead
from rag.generation.prompts import LANGUAGES
from training import foreign
from training.general.examples import Read, Row

SIZE = 4
LINE = {"lang": "kk", "kind": "lookup", "style": "plain", "question": "Не?", "split": "dev"}


def question(number: int, *, answerable: bool, pair: str | None = None) -> KindQuestion:
    gold = {"expect": "answered", "must": ["1"]} if answerable else {"expect": "refused", "sort": "outside_text"}
    return KindQuestion.model_validate_json(json.dumps(LINE | gold | {"id": f"q{number}", "pair": pair}))


def examples() -> tuple[list[KindQuestion], Read]:
    """Two passages a question; neither the first number nor the first state tells the right one."""
    chance, items, rows = np.random.default_rng(0), [], []
    for number in range(120):
        answerable = number % 2 == 0
        items.append(question(number, answerable=answerable, pair=None if answerable else f"q{number - 1}"))
        for passage in range(2):
            right = answerable and passage == 0
            state, told = chance.normal(size=SIZE).astype(np.float32), chance.normal(size=len(FOREIGN_NUMBERS))
            state[0] += 1.5 if right else -1.5
            told[0] += 1.5 if right else -1.5
            rows.append(Row("text", items[-1].id, right, answerable, state, tuple(told.tolist())))
    return items, Read.of(rows)


def test_states_and_numbers_tell_more_together_and_become_one_head(capsys: pytest.CaptureFixture[str]) -> None:
    items, read = examples()
    head = LogisticHead(0.5, {"hidden_state": (2.0, 0.0, 0.0, 0.0)})
    coef, intercept, threshold, area = foreign.fit(items, read, Gate(head, head, Thresholds(0.5, 0.5)))
    assert coef.shape == (len(FOREIGN_NUMBERS) + SIZE,)
    assert area > 0.93
    assert capsys.readouterr().out.startswith("AUC")
    odds = np.column_stack((read.numbers, read.states)) @ coef + intercept
    assert np.mean((odds > 0) == read.answers) > 0.9
    assert 0 < threshold < 1
    for row in range(4):
        state = float(head.decision_function(Features({}, {"hidden_state": read.states[row].astype(np.float32)}))[0])
        numbers, states = np.split(coef, [len(FOREIGN_NUMBERS)])
        expected = read.numbers[row] @ numbers + (state - 0.5) / 2.0 * states[0]
        assert odds[row] - intercept == pytest.approx(expected, abs=1e-3)


def test_a_question_has_the_fold_of_its_pair() -> None:
    items, read = examples()
    folds = dict(zip(read.ids.tolist(), foreign.folds_of(items, read).tolist(), strict=True))
    assert all(folds[item.id] == folds[item.pair] for item in items if item.pair)
    assert len(set(folds.values())) == foreign.FOLDS


def test_the_questions_are_in_languages_without_prompts_and_half_of_them_have_an_answer() -> None:
    items = load_kinds(foreign.QUESTIONS)
    assert not {item.lang for item in items} & set(LANGUAGES)
    assert 0.45 < np.mean([item.unanswerable for item in items]) < 0.55
