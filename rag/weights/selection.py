"""Which fitted weights serve a document, an embedder and an LLM: those fitted on all three, general ones, or none.

Weights are chosen by hashes, never by names. Nothing that was fitted on one embedder is used with another, in which the
same numbers mean something else. Hidden states are weighed only for the LLM that they were fitted on. They carry over
to other documents, where probabilities come out lower and the thresholds are others; the ranker of one document does
not (one that was fitted on several stands in), and neither does a gate without hidden states (eval/LOG.md).
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from models.disk import recorded_sha256
from rag.answerability.gate import WITHOUT_STATES, Gate
from rag.answerability.list_gate import ListGate
from rag.answerability.reading_heads import ReadingHeads
from rag.answerability.verdict import GENERAL_VERDICT, VERDICT, VerdictHead
from rag.generation.engine import ON_SERVER
from rag.query.dialogue.history import HistoryResolver
from rag.query.kind import KindClassifier
from rag.query.multi_hop import MultiHop
from rag.retrieval.ranker import Ranker
from rag.types import Mismatch, Standing, WeightsInUse
from rag.weights import FOLDER, FOREIGN, GENERAL, read_manifest

_OTHER_EMBEDDER = frozenset({Mismatch.EMBEDDER, Mismatch.DIMENSION})


@dataclass(frozen=True, slots=True)
class SelectedWeights:
    """The weights for a document and an embedder; which gate is used depends on the LLM as well."""

    ranker: Ranker
    multi_hop: MultiHop
    history: HistoryResolver
    kinds: KindClassifier
    mismatches: tuple[Mismatch, ...]
    llm_sha256: frozenset[str]
    """The LLMs that the gate was fitted on."""
    folder: Path = FOLDER

    def gate(self, llm_sha256: str | None, *, foreign: bool = False) -> Gate:
        """Return the gate for an LLM that read the passages; None if none did.

        `foreign`: the question is in a language that there are no prompts in. An LLM on a server gives no hidden
        state, whatever model it is.

        Raises WeightsError where its weights cannot be used.
        """
        fitted = llm_sha256 in self.llm_sha256
        if llm_sha256 is not None and llm_sha256.startswith(ON_SERVER) and not self.mismatches:
            return replace(_gate("fallback_", self.folder), thresholds=WITHOUT_STATES)
        if not self.mismatches:
            if fitted and foreign:
                return _one_head(FOREIGN, self.folder)
            return _gate("" if fitted else "fallback_", self.folder)
        if fitted and not _OTHER_EMBEDDER.intersection(self.mismatches):
            return _one_head(GENERAL, self.folder)
        return Gate.untrained()

    def heads(self, llm_sha256: str, *, foreign: bool = False) -> ReadingHeads:
        """Return what else weighs passages that an LLM has read; nothing if it was fitted on other models.

        A document that nothing was fitted on has the heads that were fitted over several, and so has a question in a
        language that there are no prompts in (`foreign`).

        Raises WeightsError where they cannot be used.
        """
        if llm_sha256 not in self.llm_sha256 or _OTHER_EMBEDDER.intersection(self.mismatches):
            return ReadingHeads()
        if self.mismatches or foreign:
            return ReadingHeads(_verdict(GENERAL_VERDICT, self.folder), _list_gate(self.folder))
        return ReadingHeads(_verdict(VERDICT, self.folder))

    def in_use(self, llm_sha256: str | None) -> WeightsInUse:
        """Return how well the weights fit, with an LLM or, for None, without one."""
        if _OTHER_EMBEDDER.intersection(self.mismatches):
            return WeightsInUse(Standing.NONE, self.mismatches)
        other_llm = llm_sha256 is not None and llm_sha256 not in self.llm_sha256
        mismatches = (*self.mismatches, *([Mismatch.LLM] if other_llm else []))
        if other_llm and self.mismatches:
            return WeightsInUse(Standing.NONE, mismatches)
        return WeightsInUse(Standing.GENERAL if mismatches else Standing.FITTED, mismatches)


def select(document_sha256: str, embedder_id: str, dimension: int, folder: Path = FOLDER) -> SelectedWeights:
    """Select the weights for a document and an embedder. Raises WeightsError where they cannot be used."""
    heads = read_manifest(folder).heads.values()
    embedders = [head.embedder for head in heads if head.embedder]
    llms = frozenset(head.llm.sha256 for head in heads if head.llm)
    found = []
    if any(embedder.dimension != dimension for embedder in embedders):
        found.append(Mismatch.DIMENSION)
    elif any(embedder.id != embedder_id for embedder in embedders):
        found.append(Mismatch.EMBEDDER)
    if any(head.documents and document_sha256 not in head.documents for head in heads):
        found.append(Mismatch.DOCUMENT)
    if _OTHER_EMBEDDER.intersection(found):
        untrained = Ranker.untrained(dimension), MultiHop.untrained(), HistoryResolver.untrained()
        kinds = KindClassifier.load(fitted_embedder=False, folder=folder)
        return SelectedWeights(*untrained, kinds, tuple(found), llms, folder)
    ranker = Ranker.load_general(folder) if found else Ranker.load(folder)
    others = MultiHop.load(folder), HistoryResolver.load(folder), KindClassifier.load(folder=folder)
    return SelectedWeights(ranker, *others, tuple(found), llms, folder)


@cache
def _gate(prefix: str, folder: Path) -> Gate:
    return Gate.load(prefix, folder)


@cache
def _one_head(name: str, folder: Path) -> Gate:
    return Gate.load_one(name, folder)


@cache
def _verdict(name: str, folder: Path) -> VerdictHead:
    return VerdictHead.load(name, folder)


@cache
def _list_gate(folder: Path) -> ListGate:
    return ListGate.load(folder)


def llm_sha256(path: Path, cache: Path) -> str:
    """Return the sha256 of a model file; at once, unless its size or time of change differ from when it was hashed.

    A fetched model's hash is in its record beside it, any other's in the folder `cache`. Raises OSError where the file
    cannot be read.
    """
    return recorded_sha256(path, cache / "llm-sha256")
