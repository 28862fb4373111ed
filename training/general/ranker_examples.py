"""What the ranker for any document is trained on: questions about several texts as that ranker sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.core.dataset import CALIBRATION
from eval.core.dataset import load as load_questions
from index.embed import Embedder
from index.store import Index
from index.store import load as load_index
from models.errors import AskError
from rag.query.repair.capitals import Capitals
from rag.query.repair.spelling import SpellingRepair
from rag.query.sections.references import references
from rag.retrieval.context import GENERAL_FEATURES
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind
from training.texts import SETS, Text, texts_there

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

CANDIDATES = 30
"""Chunks that the right one is told from."""
BUNDLED, BUNDLED_QUESTIONS = "bundled", 900
"""The bundled document among the texts, with a part of its questions: else it would outweigh them."""
TRAINED_ON = frozenset({Kind.LOOKUP, Kind.DEFINE, Kind.QUOTE, Kind.YES_NO, Kind.LIST})
MEASURED_ON = TRAINED_ON - {Kind.LIST}
"""Kinds whose answer stands in one section."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its kind, and the ids of the sections that answer it."""

    question: str
    kind: Kind
    gold: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The questions about one text as the ranker sees them.

    Attributes:
        seen: features, (questions, chunks, features); vectors: embeddings of the questions, (questions, dimension).
        chunks: embeddings of the chunks, (chunks, dimension); points: the section of each chunk, (chunks,).
        right: whether a chunk is of a section that answers, (questions, chunks).
        measured: whether hits are counted of the question, (questions,).
    """

    seen: Floats
    vectors: Floats
    chunks: Floats
    points: NDArray[np.int64]
    right: Flags
    measured: Flags

    def candidates(self) -> tuple[Floats, Floats, Floats, Flags]:
        """Return the likeliest chunks of each question that has right and wrong ones among them.

        In order: features, (questions, CANDIDATES, features); vectors of the questions, (questions, dimension), and of
        the chunks, (questions, CANDIDATES, dimension); whether each chunk is right, (questions, CANDIDATES).
        """
        order = np.argsort(-fixed_scores(self.seen), axis=1, kind="stable")[:, :CANDIDATES]
        rows = np.arange(len(order))[:, None]
        right = self.right[rows, order]
        kept = right.any(axis=1) & ~right.all(axis=1)
        return self.seen[rows, order][kept], self.vectors[kept], self.chunks[order][kept], right[kept]

    def hits(self, scores: Floats, k: int) -> list[bool]:
        """Return whether a right section is among the first k, of each measured question."""
        found = []
        for row in np.flatnonzero(self.measured):
            first = list(dict.fromkeys(self.points[np.argsort(-scores[row], kind="stable")].tolist()))[:k]
            found.append(not set(first).isdisjoint(self.points[self.right[row]].tolist()))
        return found

    def scores(self, ranker: Ranker) -> Floats:
        """Return the scores of all chunks for each question, (questions, chunks)."""
        pairs = zip(self.seen, self.vectors, strict=True)
        return np.array([ranker.scores(seen, vector, self.chunks) for seen, vector in pairs])


def fixed_scores(seen: Floats) -> Floats:
    """Return the scores of features, (…, features), by fixed weights, as a document without translations had them."""
    columns = {"similarity": 1.0, "lexical_overlap": 0.06, "log_length": 0.005}
    return seen @ np.array([columns.get(name, 0.0) for name in GENERAL_FEATURES], np.float32)


def blank(dimension: int) -> Ranker:
    """Return a general ranker that weighs nothing, for collecting features."""
    none, zeros = np.zeros((dimension, 0), np.float32), np.zeros(dimension, np.float32)
    return Ranker(np.zeros(len(GENERAL_FEATURES), np.float32), none, none, is_general=True, chunk_bias=zeros)


def asked_of(text: Text) -> list[Asked]:
    """Return the questions about a text that stand by themselves and that a section answers."""
    items = text.items()
    return [
        Asked(item["question"], Kind(item["kind"]), frozenset({*item["must"], *item["may"]}))
        for item in items
        if not item["sort"] and not item["history"] and item["kind"] in TRAINED_ON and (item["must"] or item["may"])
    ]


def asked_of_bundled(index: Index) -> list[Asked]:
    """Return a part of the questions about the bundled document, the same each time."""
    ids = {section.number: section.id for section in index.document.sections}
    items = [item for item in load_questions(CALIBRATION) if item.gold and item.type != "followup"]
    chosen = np.random.default_rng(0).permutation(len(items))[:BUNDLED_QUESTIONS]
    return [Asked(items[row].question, Kind.LOOKUP, frozenset(ids[gold] for gold in items[row].gold)) for row in chosen]


def examples(asked: Sequence[Asked], index: Index, embedder: Embedder) -> Examples:
    """Extract the features of questions, as they are read; those that name sections never reach the ranker."""
    from tqdm import tqdm

    retriever = Retriever(index, embedder, blank(embedder.dimension))
    capitals, spelling = Capitals(chunk.text for chunk in index.chunks), SpellingRepair.for_index(index)
    seen, vectors, right, measured = [], [], [], []
    for one in tqdm(asked, desc=index.document.name, unit="question"):
        question = spelling.repair(capitals.lowered(one.question))
        if references(question, index.document).points:
            continue
        vector = retriever.embed(question)
        seen.append(retriever.features(question, vector)[0])
        vectors.append(vector)
        right.append([chunk.section.id in one.gold for chunk in index.chunks])
        measured.append(one.kind in MEASURED_ON)
    points = np.array([chunk.section.number for chunk in index.chunks])
    return Examples(
        np.stack(seen), np.stack(vectors), retriever.means, points, np.array(right), np.array(measured, bool)
    )


def collect(folders: Sequence[Path], indexes: Path, embedder: Embedder, bundled: Index) -> dict[str, Examples]:
    """Return the examples of every text that is there, by name; `indexes` is where their indexes are kept."""
    from index.build import build

    found = {}
    for text in texts_there(SETS, folders):
        out = indexes / text.name
        index = load_index(out, embedder.id) if out.is_dir() else build(text.path, out, embedder, True)
        found[text.name] = examples(asked_of(text), index, embedder)
    if not found:
        raise AskError(f"None of the texts that {SETS} names is there. Name their folder with --documents.")
    rows = range(len(bundled.chunks))
    plain = Index.build(
        bundled.source, np.array([bundled.vector(row) for row in rows]), bundled.embedder_id, name=BUNDLED
    )
    return found | {BUNDLED: examples(asked_of_bundled(plain), plain, embedder)}
