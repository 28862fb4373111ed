"""The one place that decides whether a question is answered, quoted for, or refused. Pure."""

from dataclasses import dataclass

from rag.types import Reason

BESIDE_TOLD = 0.4
"""Least probability for a passage beside the one that answered the turn before: of 126 look-ups after an answer two
more came out right, and one more that has no answer was answered (eval/LOG.md)."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Minimum probabilities that the document answers, fitted with each gate; `answer` is at most `quote`.

    Below `answer` a question is refused. Below `quote` it is refused too if the LLM neither points at the sentence that
    answers nor has written one that could be verified.
    """

    answer: float
    quote: float


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """What the decision depends on; the defaults are those of a question that has not reached the gate.

    Attributes:
        out_of_range_only: the question names points, and the document has none of them.
        names_nothing: it is about somebody or something that neither it nor a turn before it names.
        covers_topic: it only asks what is said about something, and the passage names all of that: answered whatever
            the gate says.
        is_misattributed: it attributes a proposal to another party than the passage does.
        can_write: the LLM writes in the language of the answer.
        points: the LLM tells which sentence answers, so that nothing has to be written.
        p_answerable: the gate's probability that the document answers.
        thresholds: those of the gate that gave it.
        is_beside_told: it goes on with an answer, and the passage is another one of the section that gave it.
    """

    out_of_range_only: bool = False
    names_nothing: bool = False
    covers_topic: bool = False
    is_misattributed: bool = False
    can_write: bool = True
    points: bool = False
    p_answerable: float = 1.0
    thresholds: Thresholds = Thresholds(0.0, 0.0)
    is_beside_told: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Quote a sentence of the passage, word for word."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse, for a reason."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """Let the LLM write; if none of its sentences can be verified, do what `fallback` says."""

    fallback: Quote | Refuse


Decision = Answer | Quote | Refuse


def decide(inputs: DecisionInputs) -> Decision:
    """Decide what becomes of a question."""
    if inputs.out_of_range_only:
        return Refuse(Reason.NO_SUCH_POINT)
    if inputs.names_nothing:
        return Refuse(Reason.BAD_QUESTION)
    p = 0.0 if inputs.is_misattributed else inputs.p_answerable
    fallback = Quote() if inputs.covers_topic or p >= inputs.thresholds.quote else Refuse(Reason.UNSUPPORTED)
    least = min(inputs.thresholds.answer, BESIDE_TOLD) if inputs.is_beside_told else inputs.thresholds.answer
    if not inputs.covers_topic and p < least:
        return Refuse(Reason.NO_ANSWER)
    if inputs.points:
        return Quote()
    if inputs.can_write:
        return Answer(fallback)
    return fallback if isinstance(fallback, Quote) else Refuse(Reason.NO_ANSWER)
