"""Two probabilities before a word is written: does this passage answer the question, does the document answer at all?

Two logistic regressions over the same features, each with the output of a kernel machine as one more feature. No
feature costs a generated token. Fitted by `python -m training.gate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from rag.answerability.decision import Thresholds
from rag.answerability.heads import Features, LogisticHead, RbfHead, sigmoid
from rag.weights import FOLDER, Head, build

FOREIGN_NUMBERS = ("score", "gap_to_top", "z_score")
"""What the gate for questions in languages without prompts weighs beside the LLM's states; retrieval knows languages
that the LLM hardly does."""
KERNEL_FEATURES = ("kernel_passage", "kernel_text")
"""The outputs of the kernel machine, which are features of the two regressions."""
WITHOUT_STATES = Thresholds(0.69, 0.69)
"""Those of the gate without hidden states where a server's LLM writes: strict, since nothing that it read is weighed.
Chosen on the development half (eval/LOG.md, An engine on a server)."""


class GateUse(StrEnum):
    """What a gate weighs."""

    UNREAD = "unread"
    """Passages that no LLM has read."""
    READ = "read"
    """Passages that the LLM has read beside a question in a language of its prompts."""
    FOREIGN = "foreign"
    """Passages that it has read beside a question in another language."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the gate predicts for a question and one passage.

    `p_relevant` is the probability that this passage answers, `p_answerable` that the document does. `feature_values`
    has each number as it was measured and, for a vector, what it contributes to the log-odds of `p_answerable`.
    """

    p_relevant: float
    p_answerable: float
    feature_values: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Two regressions, and the thresholds of the decision that follows from them.

    `passage` ranks the passages of a question, `text` decides from the features of the best one. One regression for
    both does neither well (eval/LOG.md).
    """

    passage: LogisticHead
    text: LogisticHead
    thresholds: Thresholds
    kernel: RbfHead | None = None

    @classmethod
    def load(cls, prefix: str = "", folder: Path = FOLDER) -> "Gate":
        """Read the heads `<prefix>passage` and `<prefix>text`. Raises WeightsError where they cannot be used."""
        text, thresholds, kernel = build(f"{prefix}text", _text, folder)
        return cls(build(f"{prefix}passage", LogisticHead.from_head, folder), text, thresholds, kernel)

    @classmethod
    def load_one(cls, name: str, folder: Path = FOLDER) -> "Gate":
        """Read a head that both ranks and decides.

        That is GENERAL, for any document, which weighs what the LLM made of a passage and nothing else, or FOREIGN, for
        questions in languages without prompts. Raises WeightsError where it cannot be used.
        """
        head, thresholds, _ = build(name, _text, folder)
        return cls(head, head, thresholds)

    @classmethod
    def untrained(cls) -> "Gate":
        """Return fixed rules for a document or an embedder that no gate was fitted on (eval/LOG.md).

        Passages are ranked by score. A question is refused if no passage stands out from the document or if the
        document lacks many of its words; else it is answered or quoted for. These features mean the same for every
        embedder and document.
        """
        passage = LogisticHead(0.0, {"gap_to_top": -10.0})
        weights = {"z_score": 1.0, "oov_share": -3.0, "oov_name": -1.0, "oov_number": -1.0, "other": 3.0}
        return cls(passage, LogisticHead(-0.5, weights), Thresholds(0.5, 0.5))

    @property
    def weighs_states(self) -> bool:
        """Whether what the LLM makes of a passage tells the gate which one answers."""
        return "hidden_state" in self.passage.weights

    def predict(self, features: Features) -> Prediction:
        """Predict for one passage. Raises KeyError where a weighted feature is missing."""
        if self.kernel is not None:
            features = replace(features, numbers={**features.numbers, **self.kernel.decision_values(features)})
        p_relevant, _ = self.passage.decision_function(features)
        p_answerable, contributions = self.text.decision_function(features)
        added = {name: value for name, value in contributions.items() if name in features.vectors}
        return Prediction(sigmoid(p_relevant), sigmoid(p_answerable), {**features.numbers, **added})


def _text(head: Head) -> tuple[LogisticHead, Thresholds, RbfHead | None]:
    answer, quote = (head.entry.thresholds.get(name, 0.0) for name in ("answer", "quote"))
    if not 0 < answer <= quote:
        raise ValueError(f"its thresholds are {head.entry.thresholds}; answer and quote are needed, quote the greater")
    has_kernel = any(name in head.entry.features for name in KERNEL_FEATURES)
    kernel = RbfHead.from_head(head, KERNEL_FEATURES) if has_kernel else None
    return LogisticHead.from_head(head), Thresholds(answer, quote), kernel
