"""Every combination of inputs decides as the steps of the pipeline once did one after the other."""

from itertools import product

import pytest

from rag.answerability.decision import Answer, Decision, DecisionInputs, Quote, Refuse, Thresholds, decide
from rag.types import Reason

THRESHOLDS = Thresholds(0.4, 0.6)
PROBABILITIES = (0.0, 0.39, 0.4, 0.5, 0.6, 1.0)
FLAGS = ("out_of_range_only", "covers_topic", "is_misattributed", "can_write")


def step_by_step(inputs: DecisionInputs, holds: bool) -> str | Reason:
    """What became of a question whose generated sentence holds or not, as four places in two modules decided it."""
    if inputs.out_of_range_only:
        return Reason.NO_SUCH_POINT
    probability = 0.0 if inputs.is_misattributed else inputs.p_answerable
    always = inputs.covers_topic
    refused = probability < inputs.thresholds.answer and not always
    writes = not refused and inputs.can_write
    if writes and holds:
        return "generated"
    if not always and probability < inputs.thresholds.quote:
        return Reason.UNSUPPORTED if writes else Reason.NO_ANSWER
    return "quoted"


def outcome(decided: Decision, holds: bool) -> str | Reason:
    if isinstance(decided, Answer):
        return "generated" if holds else outcome(decided.fallback, holds)
    return "quoted" if isinstance(decided, Quote) else decided.reason


HIGH = Thresholds(0.6, 0.7)


@pytest.mark.parametrize("holds", [True, False])
def test_as_the_steps_decided_one_after_the_other(holds: bool) -> None:
    seen = set()
    for *values, probability in product(*[(False, True)] * len(FLAGS), PROBABILITIES):
        flags = dict(zip(FLAGS, values, strict=True))
        inputs = DecisionInputs(**flags, p_answerable=probability, thresholds=THRESHOLDS)
        decided = outcome(decide(inputs), holds)
        assert decided == step_by_step(inputs, holds), inputs
        seen.add(decided)
    assert {Reason.NO_SUCH_POINT, Reason.NO_ANSWER, "quoted"} < seen
    assert ("generated" in seen) == holds


@pytest.mark.parametrize(
    ("inputs", "decided"),
    [
        (DecisionInputs(), Answer(Quote())),
        (DecisionInputs(can_write=False), Quote()),
        (DecisionInputs(p_answerable=0.5, thresholds=THRESHOLDS), Answer(Refuse(Reason.UNSUPPORTED))),
        (DecisionInputs(p_answerable=0.5, thresholds=THRESHOLDS, can_write=False), Refuse(Reason.NO_ANSWER)),
        (DecisionInputs(p_answerable=0.5, thresholds=THRESHOLDS, points=True), Quote()),
        (DecisionInputs(p_answerable=0.3, thresholds=THRESHOLDS, points=True), Refuse(Reason.NO_ANSWER)),
        (DecisionInputs(p_answerable=0.3, thresholds=THRESHOLDS), Refuse(Reason.NO_ANSWER)),
        (DecisionInputs(p_answerable=0.45, thresholds=HIGH, points=True), Refuse(Reason.NO_ANSWER)),
        (DecisionInputs(p_answerable=0.45, thresholds=HIGH, points=True, is_beside_told=True), Quote()),
        (
            DecisionInputs(p_answerable=0.35, thresholds=HIGH, points=True, is_beside_told=True),
            Refuse(Reason.NO_ANSWER),
        ),
        (DecisionInputs(p_answerable=0.9, thresholds=THRESHOLDS, is_misattributed=True), Refuse(Reason.NO_ANSWER)),
        (DecisionInputs(p_answerable=0.3, thresholds=THRESHOLDS, covers_topic=True), Answer(Quote())),
        (DecisionInputs(out_of_range_only=True, covers_topic=True), Refuse(Reason.NO_SUCH_POINT)),
    ],
)
def test_decisions(inputs: DecisionInputs, decided: Decision) -> None:
    assert decide(inputs) == decided
