"""What the steps of the pipeline hand to each other: frozen dataclasses, nothing that computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.chunks import Located
from index.document import Locator, plain_point


class Kind(StrEnum):
    """What form of answer a question asks for; docs/ARCHITECTURE.md describes each."""

    OVERVIEW = "overview"
    LIST = "list"
    POINT = "point"
    COMPARE = "compare"
    YES_NO = "yes_no"
    COUNT = "count"
    ABOUT = "about"
    DEFINE = "define"
    QUOTE = "quote"
    LOOKUP = "lookup"
    TALK = "talk"
    BEYOND = "beyond"


class Verdict(StrEnum):
    """The answer to a yes-or-no question.

    `no`: the text says the contrary, or only that it is proposed, supported, instructed; for "is it mentioned": it is
    not. `not_in_text`: a claim about the world on which the text is silent.
    """

    YES = "yes"
    NO = "no"
    NOT_IN_TEXT = "not_in_text"


class Reason(StrEnum):
    """Why a question was refused."""

    NO_ANSWER = "no_answer_in_text"
    OUT_OF_SCOPE = "out_of_scope"
    NO_SUCH_POINT = "no_such_point"
    UNSUPPORTED = "unsupported"
    BAD_QUESTION = "bad_question"


class Mode(StrEnum):
    """How the text of an answer came about.

    Written by the LLM and verified; quoted, the nearest sentence word for word; extracted, spans of the text that were
    chosen for the question; computed, from the digest of the document or by counting.
    """

    GENERATED = "generated"
    QUOTED = "quoted"
    EXTRACTED = "extracted"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk; `start` and `end` are character offsets into the text of its section.

    `point` is the number of the section; `locator` is where it stands, for readers; `lead_ins` are the sentences that
    introduce it as an item, `items` what it introduces, `in_context` its text among both, which is what is read
    (index/document.py).
    """

    point: int
    chunk: str
    score: float
    text: str
    start: int
    end: int
    locator: Locator | None = field(default=None, compare=False)
    lead_ins: tuple[Located, ...] = field(default=(), compare=False)
    items: tuple[Located, ...] = field(default=(), compare=False)
    in_context: str = field(default="", compare=False)

    @property
    def place(self) -> Locator:
        """Where it stands; without a locator, in a document of points 1 to N."""
        return self.locator or plain_point(self.point)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a section that a sentence rests on: `section.text[start:end] == quote`. Section 0 is the preamble.

    `point` is the number of the section; `locator` is where they stand, for readers.
    """

    point: int
    quote: str
    start: int
    end: int
    locator: Locator | None = field(default=None, compare=False)

    @property
    def place(self) -> Locator:
        """Where they stand; without a locator, in a document of points 1 to N."""
        return self.locator or plain_point(self.point)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One shown sentence or item, without citation marks, what supports it, and the heading that it stands under."""

    text: str
    citations: tuple[Citation, ...]
    heading: str = ""


class Rejection(StrEnum):
    """Why a generated sentence was not shown."""

    UNFINISHED = "unfinished"
    RESTATES_QUESTION = "restates_question"
    MISSING_NUMBER = "missing_number"
    MISSING_NAME = "missing_name"
    UNKNOWN_WORD = "unknown_word"
    NEGATION = "negation"
    PROPOSER = "proposer"
    LOW_COVERAGE = "low_coverage"


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


class Standing(StrEnum):
    """How well the weights in use are known to fit: fitted on these very inputs, on others like them, or not at all."""

    FITTED = "fitted"
    GENERAL = "general"
    NONE = "none"


class Mismatch(StrEnum):
    """What the weights in use were not fitted on."""

    DOCUMENT = "document"
    LLM = "llm"
    EMBEDDER = "embedder"
    DIMENSION = "dimension"


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
    next likeliest kinds of the question, likeliest first.
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

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in order of first use."""
        return tuple(dict.fromkeys(c for sentence in self.sentences for c in sentence.citations))


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


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """Event: retrieval is done."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: further words of the sentence being written, not yet verified; show them as such."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceVerified:
    """Event: the sentence being written was verified; it replaces the unverified words."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class SentenceRetracted:
    """Event: the sentence being written was not supported; its unverified words go."""

    dropped: RejectedSentence


@dataclass(frozen=True, slots=True)
class Waiting:
    """Event: how many questions the LLM answers first; 0 when it is this one's turn. Left out where nobody waits."""

    ahead: int


@dataclass(frozen=True, slots=True)
class PassagesLeft:
    """Event: how many passages are still to be read before the answer is complete."""

    count: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Event, always the last one: the whole result."""

    result: Result


Event = PassagesFound | Waiting | PassagesLeft | Token | SentenceVerified | SentenceRetracted | Finished
