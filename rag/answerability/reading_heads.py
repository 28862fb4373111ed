"""The heads beside the gate that weigh passages which an LLM has read, as one value that modules hand on.

A module of its own, so that neither head's module has to import the other.
"""

from dataclasses import dataclass

from rag.answerability.list_gate import ListGate
from rag.answerability.verdict import VerdictHead


@dataclass(frozen=True, slots=True)
class ReadingHeads:
    """What weighs passages that an LLM has read; None where nothing was fitted on that LLM.

    Attributes:
        verdict: judges claims.
        listing: tells what belongs in a list; only for a document that nothing else was fitted on.
    """

    verdict: VerdictHead | None = None
    listing: ListGate | None = None
