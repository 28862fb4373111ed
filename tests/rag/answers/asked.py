"""Questions on their way through the pipeline, without anything found for them."""

import numpy as np

from rag.query.context import QueryContext, Stopwatch
from rag.query.kind import KindPrediction
from rag.query.references import references
from rag.retrieval.retriever import RetrievalResult
from rag.types import Kind


def context(question: str, language: str = "ru", kind: Kind = Kind.TALK, last: int = 28) -> QueryContext:
    found = RetrievalResult((), (), references(question, last), np.zeros(4, np.float32), None, 0.0, 0.0)
    return QueryContext(question, question, language, found, 0.0, Stopwatch(), KindPrediction(kind))
