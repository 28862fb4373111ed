"""What the decision rests on: each passage that was looked at, weighed by the gate."""

from dataclasses import replace

from rag.answerability.attribution import AttributionChecker
from rag.answerability.decision import DecisionInputs
from rag.answerability.features import covers_topic, extract_features
from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answers.lookups.lookup import Candidate
from rag.generation.engine import Session
from rag.query.context import QueryContext
from rag.query.multi_hop import MultiHop
from rag.retrieval.retriever import Retriever
from rag.types import Answer, GateReport
from rag.verification.grounding import EvidenceText


class Candidates:
    """Weighs the passages of one document."""

    def __init__(self, retriever: Retriever, multi_hop: MultiHop) -> None:
        """Take what found the passages, and what tells questions that join two sections."""
        self._retriever, self._multi_hop = retriever, multi_hop
        self._attribution = AttributionChecker([section.text for section in retriever.index.document.sections])

    def features(self, context: QueryContext, evidence: EvidenceText, session: Session) -> Features:
        """Return the features of a passage; where the LLM has read it, with its hidden state."""
        return extract_features(
            context.question,
            context.language,
            context.retrieved,
            evidence.passage,
            evidence.read,
            vocabulary=self._retriever.vocabulary(context.language),
            passage_vector=self._retriever.vector(evidence.passage),
            hidden_state=session.hidden_state,
        )

    def candidate(self, context: QueryContext, gate: Gate, evidence: EvidenceText, session: Session) -> Candidate:
        """Return a passage with what the gate thinks of it."""
        predicted = gate.predict(self.features(context, evidence, session))
        misattributed = not self._multi_hop.is_multi_hop(context.p_multi_hop) and self._attribution.is_misattributed(
            context.question, evidence.passage.text
        )
        p = 0.0 if misattributed else predicted.p_answerable
        report = GateReport(p, gate.thresholds.answer, predicted.feature_values, predicted.p_relevant, misattributed)
        return Candidate(evidence, session, report)


def decision_inputs(
    context: QueryContext, best: Candidate, gate: Gate, *, can_write: bool, is_beside_told: bool
) -> DecisionInputs:
    """Return what the decision rests on, once the passages are read."""
    return DecisionInputs(
        covers_topic=covers_topic(context.question, best.evidence.read),
        is_misattributed=best.gate.misattributed,
        can_write=can_write,
        points=gate.weighs_states,
        p_answerable=best.gate.probability,
        thresholds=gate.thresholds,
        is_beside_told=is_beside_told and gate.weighs_states,
    )


def confirmed(silent: Answer | None, best: Candidate, *, refuses: bool) -> Answer | None:
    """Return what is said of a claim once the gate has weighed its passages; None for a look-up, or a refusal.

    Args:
        silent: that the text is silent, with what may be said in its place; None where it is no claim.
        best: the likeliest passage.
        refuses: whether the question is refused.
    """
    unless = silent.unless if silent else None
    if silent is None or unless is None or refuses:
        return silent if refuses and (unless is None or best.gate.p_relevant < unless.below) else None
    told = unless.answered if unless.chunk == best.evidence.passage.chunk else None
    return replace(told, gate=best.gate) if told else None
