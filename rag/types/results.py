"""What becomes of a question: an answer, a refusal or small talk, with how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.types.labels import Kind, Mismatch, Mode, Reason, Rejection, Standing, Verdict
from rag.types.spans import Citation, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class RejectedSentence:
    """A generated sentence that was not shown, and why; `detail` holds the words that its source lacks, if any do."""

    text: str
    points: tuple[int, ...]
    reason: Rejection
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the arrival of the question; None where that never happened."""

    retrieve: float
    first_token: float | None
    first_sentence: float | None
    total: float


@dataclass(frozen=True, slots=True)
class GateReport:
    """What the gate thought of a passage.

    `probability` is that the text answers the question, 0 if the question is `misattributed` (it ascribes to somebody
    what the passage says is another's); below `threshold` it is refused. `feature_values` has scalars as measured and
    vectors as what they add to the log-odds. `p_relevant` is the probability that this passage is the one that answers.
    """

    probability: float
    threshold: float
    feature_values: Mapping[str, float] = field(default_factory=dict)
    p_relevant: float = 0.0
    misattributed: bool = False


@dataclass(frozen=True, slots=True)
class WeightsInUse:
    """How well the weights in use fit, and why no better."""

    standing: Standing
    mismatches: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer.

    `text` carries citation marks such as «[п. 16]»; `note` is a line about the language. `lead` is what is said before
    the sentences: a verdict, a number, a frame. `short` is the answer in a few words of the text. `other_kinds` are the
    next likeliest kinds of the question, likeliest first. `unless` is when that the text is silent is not said.
    """

    question: str
    text: str
    mode: Mode
    language: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    timings: Timings
    note: str | None = None
    dropped: tuple[RejectedSentence, ...] = ()
    gate: GateReport | None = None
    weights: WeightsInUse | None = None
    kind: Kind = Kind.LOOKUP
    other_kinds: tuple[Kind, ...] = ()
    lead: str = ""
    verdict: Verdict | None = None
    count: int | None = None
    short: str | None = None
    unless: "SilentUnless | None" = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in order of first use."""
        return tuple(dict.fromkeys(c for sentence in self.sentences for c in sentence.citations))

    @property
    def is_silence(self) -> bool:
        """Whether it says that the document says nothing of a claim."""
        return self.verdict is Verdict.NOT_IN_TEXT


@dataclass(frozen=True, slots=True)
class SilentUnless:
    """When a text is not said to be silent of a claim, once the gate has weighed its passages.

    `answered` is the answer where the passage `chunk` is found to answer, None for that of a look-up; the question is
    refused where the gate's probability is `below` or more and no passage is found to answer.
    """

    chunk: str
    answered: Answer | None
    below: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, the reason, and the nearest passages."""

    question: str
    text: str
    reason: Reason
    language: str
    passages: tuple[Passage, ...]
    timings: Timings
    dropped: tuple[RejectedSentence, ...] = ()
    gate: GateReport | None = None
    weights: WeightsInUse | None = None
    kind: Kind = Kind.LOOKUP
    other_kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A friendly sentence where nothing was asked of the document: a greeting, thanks, "what can you do"."""

    question: str
    text: str
    language: str
    timings: Timings
    passages: tuple[Passage, ...] = ()
    dropped: tuple[RejectedSentence, ...] = ()
    gate: GateReport | None = None
    weights: WeightsInUse | None = None
    kind: Kind = Kind.TALK
    other_kinds: tuple[Kind, ...] = ()


Result = Answer | Refusal | Talk
