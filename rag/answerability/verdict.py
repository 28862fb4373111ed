"""The verdict on a claim: does a passage say so, say the contrary or less, or say nothing of it?

A multinomial logistic regression over what claim and passage have in common (claim_features.py), the gate's numbers and
what it thinks without the LLM, and the LLM after it has read both: how likely it is to say yes, no or unknown, and its
hidden state. Fitted by `python -m training.verdict`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answerability.claim_features import CLAIM_FEATURES, claim_features
from rag.answerability.gate import Gate
from rag.answerability.heads import Features, logit
from rag.query.asked.claims import Claim
from rag.types import Verdict
from rag.weights import FOLDER, Head, build

Floats = NDArray[np.float32]

GATE_FEATURES = (
    "score", "gap_to_top", "english", "oov_share", "oov_name", "oov_number", "unsupported_entity",
    "unsupported_place",
)  # fmt: skip
"""What is taken of the gate's numbers."""
LLM_FEATURES = ("yes_over_no", "unknown_over_no", "unknown_over_yes")
"""Differences of the log-probabilities with which the LLM begins its verdict."""
NUMBERS = (*CLAIM_FEATURES, *GATE_FEATURES, "gate_passage", "gate_text", *LLM_FEATURES)
"""The numbers, in the order of the weights; the hidden state follows."""
VERDICT, GENERAL_VERDICT = "verdict", "general_verdict"
"""The heads in rag/weights: that of the declaration, and that for a document that nothing was fitted on."""
_VERDICTS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a claim by one passage, None where it is unsure, and the probability of each."""

    verdict: Verdict | None
    probabilities: Mapping[Verdict, float]

    @property
    def decides(self) -> float:
        """The probability that the passage decides the claim at all."""
        return 1.0 - self.probabilities[Verdict.NOT_IN_TEXT]


def verdict_features(
    claim: Claim, sentences: list[str], read: Features, choices: Floats, unread_gate: Gate
) -> Features:
    """Return the numbers of NUMBERS and the vector "hidden_state".

    Args:
        claim: what is asked.
        sentences: those of the passage, as it was read.
        read: the gate's features of the passage; the hidden state is that after the claim was judged.
        choices: log-probabilities of yes, no and unknown, (3,).
        unread_gate: the gate for passages that the LLM has not read.
    """
    predicted = unread_gate.predict(read)
    yes, no, unknown = choices.tolist()
    numbers = {
        **claim_features(claim, sentences),
        **{name: read.numbers[name] for name in GATE_FEATURES},
        "gate_passage": logit(_inner(predicted.p_relevant)),
        "gate_text": logit(_inner(predicted.p_answerable)),
        "yes_over_no": yes - no,
        "unknown_over_no": unknown - no,
        "unknown_over_yes": unknown - yes,
    }
    return Features(numbers, {"hidden_state": read.vectors["hidden_state"]})


def _inner(probability: float) -> float:
    """A probability off its bounds, where log-odds say more of rounding than of the passage."""
    return min(max(probability, 1e-4), 1 - 1e-4)


@dataclass(frozen=True, slots=True, eq=False)
class VerdictHead:
    """A fitted regression that judges a claim by a passage.

    Attributes:
        coef: (verdicts, columns), the verdicts in the order of `Verdict`.
        intercept: (verdicts,).
        threshold: the least probability of yes or no.
        silence: the least probability of `not_in_text`; below both nothing is said.
    """

    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]
    threshold: float
    silence: float = 0.0

    @classmethod
    def load(cls, name: str = VERDICT, folder: Path = FOLDER) -> "VerdictHead":
        """Read a head: VERDICT, or GENERAL_VERDICT for any document. Raises WeightsError where it cannot be used."""
        return build(name, _head, folder)

    def judge(self, features: Features) -> Judgement:
        """Judge a claim by one passage.

        Raises KeyError where a number is missing, ValueError where the hidden state has another length.
        """
        columns = np.concatenate(([features.numbers[name] for name in NUMBERS], features.vectors["hidden_state"]))
        logits = self.coef @ columns + self.intercept
        odds = np.exp(logits - logits.max())
        probabilities = dict(zip(_VERDICTS, (odds / odds.sum()).tolist(), strict=True))
        return Judgement(decide(probabilities, self.threshold, self.silence), probabilities)


def decide(probabilities: Mapping[Verdict, float], threshold: float, silence: float = 0.0) -> Verdict | None:
    """Return the likeliest verdict.

    That is `not_in_text` where yes or no is not as likely as the threshold, and None where it is not as likely as
    `silence` either.
    """
    verdict = max(probabilities, key=lambda one: probabilities[one])
    if verdict is not Verdict.NOT_IN_TEXT and probabilities[verdict] >= threshold:
        return verdict
    return Verdict.NOT_IN_TEXT if probabilities[Verdict.NOT_IN_TEXT] >= silence else None


def _head(head: Head) -> VerdictHead:
    if tuple(head.entry.features)[: len(NUMBERS)] != NUMBERS:
        raise ValueError(f"its features are {', '.join(head.entry.features)}, not {', '.join(NUMBERS)}, hidden_state")
    coef = head.array("coef", len(_VERDICTS), head.entry.columns).astype(np.float64)
    intercept = head.array("intercept", len(_VERDICTS)).astype(np.float64)
    limits = head.entry.thresholds
    if "threshold" not in limits:
        raise ValueError(f"its thresholds are {limits}; threshold is needed, silence may be there")
    return VerdictHead(coef, intercept, limits["threshold"], limits.get("silence", 0.0))
