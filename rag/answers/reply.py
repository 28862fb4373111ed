"""What a module that answers makes of a question, before it is composed into a result."""

from dataclasses import dataclass

from rag.types import Mode, Reason, Sentence, Verdict


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a module makes it: items to show, in order, and what is said before them.

    Attributes:
        items: spans of the text with their citations; may be empty where `lead` says all («Нет: в документе …»).
        mode: how they came about.
        lead: frame words in the answer's language, from rag/replies/: a verdict, «В 3 пунктах:».
        verdict: of a yes-or-no question.
        count: the number that was asked for.
        short: the answer in a few of the text's own words.
        unless: of a verdict that the text is silent, what may be said in its place; None for nothing.
        is_sure: whether that nothing was found is sure in whatever language the question is.
    """

    items: tuple[Sentence, ...]
    mode: Mode
    lead: str = ""
    verdict: Verdict | None = None
    count: int | None = None
    short: str | None = None
    unless: "Unless | None" = None
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Unless:
    """When a text is not said to be silent of a claim, which the gate has to tell.

    Attributes:
        passage: the id of the paragraph by which the claim was judged.
        answered: the reply where the gate finds that this paragraph answers; None for a look-up.
        below: the gate's probability of an answer from which on the question is refused.
    """

    passage: str
    answered: Reply | None
    below: float


@dataclass(frozen=True, slots=True)
class Declined:
    """A refusal, for a reason; `text` in place of the reason's own sentence."""

    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A friendly sentence where nothing was asked of the document."""

    text: str


Outcome = Reply | Declined | SmallTalk | None
"""None: the module has no reply to this question, which is then answered as a look-up."""
