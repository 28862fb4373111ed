"""A stand-in for the embedder, and the contract that it and the real one keep."""

import zlib
from collections.abc import Sequence

import numpy as np

from index.chunks import Chunk
from index.document import Document, Section
from index.embed import Embedder, Vectors
from index.store import Index
from index.structure import parse_bytes

TEXT = """\
Преамбула.

1. Первый пункт о ледниках.
Второй абзац первого пункта о воде.

2. Второй пункт о культуре.
"""


class WordEmbedder:
    """Words counted in buckets: texts that share words are alike."""

    def __init__(self, dimension: int = 32) -> None:
        self.id, self.dimension = "words", dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.strip(".,«»").encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        return self.queries(texts)


class TrigramEmbedder:
    """Vectors of letter trigrams: near where texts share words, and far from each other where they do not."""

    id, dimension = "trigrams", 512

    def queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for start in range(len(text) - 2):
                row[sum(ord(c) * 31**i for i, c in enumerate(text[start : start + 3].lower())) % self.dimension] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def passages(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        return self.queries(texts)


def search(index: Index, vectors: Vectors, k: int) -> list[list[tuple[Chunk, float]]]:
    """The k nearest chunks to each vector with their inner products, best first, by text or translation."""
    found = []
    for vector in vectors:
        best = index.similarities(vector).max(axis=0)
        found.append([(index.chunks[row], float(best[row])) for row in np.argsort(-best, kind="stable")[:k]])
    return found


def check_contract(embedder: Embedder, *, trained: bool = True) -> None:
    """What every Embedder promises; one with random weights does not know what is similar."""
    texts = ["о воде и ледниках", "о культуре", "о воде и ледниках", ""]
    for method in (embedder.queries, embedder.passages):
        vectors = method(texts)
        assert vectors.shape == (4, embedder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-5)
        # A row does not depend on what stands beside it, nor on the order.
        np.testing.assert_allclose(method(texts[1:2])[0], vectors[1], atol=1e-5)
        np.testing.assert_allclose(method(texts[::-1])[::-1], vectors, atol=1e-5)
        assert method([]).shape == (0, embedder.dimension)
    near, far = embedder.passages(texts[:2]) @ embedder.queries(["о воде"])[0]
    assert near > far or not trained
    assert embedder.id


def chapters_document(*chapters: tuple[str, int]) -> Document:
    """A document of points that are counted through its chapters: for each its heading and how many points it has."""
    lines, number = [], 0
    for heading, points in chapters:
        lines.append(heading)
        for _ in range(points):
            number += 1
            lines.append(f"{number}. Вода и лес остаются общими для всех жителей края.")
    return parse_bytes("\n\n".join(lines).encode())


def points_document(last: int, preamble: bool = True) -> Document:
    """A document of points 1 to `last`, with a preamble or without one."""
    return Document(tuple(Section(number, ("Текст.",)) for number in range(0 if preamble else 1, last + 1)), "0")
