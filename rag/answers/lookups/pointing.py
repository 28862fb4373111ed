"""The sentence of a passage that answers, in a document that nothing was fitted on.

Each sentence is read by the LLM alone, and the gate tells which of them answers. That finds it where the one that is
nearest by its embedding is often another, and where the LLM strays when it writes (eval/LOG.md). It costs less time.
"""

from rag.answerability.gate import Gate
from rag.answers.lookups.reading import PassageReader
from rag.query.context import QueryContext
from rag.verification.grounding import EvidenceText

MAX_SENTENCES = 9
"""Sentences of a passage that are read; of a longer one the first."""


def sentence_that_answers(
    context: QueryContext, evidence: EvidenceText, reader: PassageReader, gate: Gate
) -> int | None:
    """Return the place of the sentence among those of the passage; None where the LLM tells nothing of them."""
    texts = [text for text, _ in evidence.sentences()][:MAX_SENTENCES]
    if len(texts) == 1:
        return 0
    alone = [EvidenceText(evidence.passage, text) for text in texts]
    told = [features for _, features, _ in reader.read(context, alone)]
    if not gate.weighs_states or not all("hidden_state" in one.vectors for one in told):
        return None
    answers = [gate.predict(features).p_relevant for features in told]
    return answers.index(max(answers))
