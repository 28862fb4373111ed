"""Documents that are open for questions: everything that belongs to one of them, and which of them stay in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from index.embed import Embedder
from index.store import Index
from index.vectors import require_agreement
from rag.answerability.gate import Gate, GateUse
from rag.answers.lookups.lookup import Limits
from rag.pipeline import Pipeline
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.weights.selection import SelectedWeights, select

MAX_OPEN = 3
"""So many documents stay open beside the first one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with what finds and answers in it, and the weights that were chosen for it."""

    retriever: Retriever
    pipeline: Pipeline
    weights: SelectedWeights


def open_index(index: Index, embedder: Embedder, settings: Settings, llm_sha256: Callable[[], str]) -> Opened:
    """Open an index for questions.

    Args:
        index: of the document.
        embedder: what made it.
        settings: how many passages are read, and how long a sentence may be.
        llm_sha256: the hash of the LLM, asked for when it is there.

    Raises:
        ModelError: the embedder no longer makes the vectors that the index has.
    """
    require_agreement(embedder.passages([index.chunks[0].in_context])[0], index.vector(0))
    weights = select(index.document.sha256, embedder.id, embedder.dimension)
    retriever = Retriever(index, embedder, weights.ranker)

    def gate_for(use: GateUse) -> Gate:
        return weights.gate(None if use is GateUse.UNREAD else llm_sha256(), foreign=use is GateUse.FOREIGN)

    pipeline = Pipeline(
        retriever,
        gate_for,
        weights.multi_hop,
        weights.history,
        weights.kinds,
        Limits(settings.passages, settings.max_tokens, bool(weights.mismatches)),
        heads=lambda foreign: weights.heads(llm_sha256(), foreign=foreign),
    )
    return Opened(retriever, pipeline, weights)


class OpenDocuments:
    """The first document, and of the others those that were asked about last."""

    def __init__(self, opener: Callable[[str], Opened], max_open: int = MAX_OPEN) -> None:
        """Take what opens a document by its id."""
        self._opener, self._max_open = opener, max_open
        self._by_id: OrderedDict[str, Opened] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, identifier: str) -> Opened:
        """Return a document, opened if it is not.

        Raises:
            AskError: it cannot be opened.
        """
        with self._lock:
            found = self._by_id.pop(identifier, None) or self._opener(identifier)
            self._by_id[identifier] = found
            while len(self._by_id) > self._max_open:
                self._by_id.popitem(last=False)
            return found

    def peek(self, identifier: str) -> Opened | None:
        """Return a document if it is open."""
        return self._by_id.get(identifier)

    def close(self, identifier: str) -> None:
        """Forget a document: it is opened anew if it is asked about again."""
        with self._lock:
            self._by_id.pop(identifier, None)
