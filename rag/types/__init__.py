"""What the steps of the pipeline hand to each other: frozen dataclasses, nothing that computes."""

from rag.types.events import (
    Event,
    Finished,
    PassagesFound,
    PassagesLeft,
    SentenceRetracted,
    SentenceVerified,
    Token,
    Waiting,
)
from rag.types.labels import Kind, Mismatch, Mode, Reason, Rejection, Standing, Verdict
from rag.types.results import (
    Answer,
    GateReport,
    Refusal,
    RejectedSentence,
    Result,
    SilentUnless,
    Talk,
    Timings,
    Turn,
    WeightsInUse,
)
from rag.types.spans import Citation, Passage, Sentence

__all__ = [
    "Answer",
    "Citation",
    "Event",
    "Finished",
    "GateReport",
    "Kind",
    "Mismatch",
    "Mode",
    "Passage",
    "PassagesFound",
    "PassagesLeft",
    "Reason",
    "Refusal",
    "RejectedSentence",
    "Rejection",
    "Result",
    "Sentence",
    "SentenceRetracted",
    "SentenceVerified",
    "SilentUnless",
    "Standing",
    "Talk",
    "Timings",
    "Token",
    "Turn",
    "Verdict",
    "Waiting",
    "WeightsInUse",
]
