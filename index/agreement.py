"""Whether an embedder still makes the vectors of an index: damage may leave vectors that look like good ones."""

from index.embed import Embedder
from index.store import Index
from index.vectors import REMEDY
from models.errors import ModelError

LEAST_LIKENESS = 0.98
"""Least cosine of a paragraph's vector as the embedder makes it now and as the index has it."""


def require_agreement(index: Index, embedder: Embedder) -> None:
    """Check that an embedder makes the vector that an index has of its first paragraph; takes some milliseconds.

    Raises:
        ModelError: it makes another one.
    """
    made, kept = embedder.passages([index.chunks[0].in_context])[0], index.vector(0)
    likeness = float(made @ kept)
    if not likeness >= LEAST_LIKENESS:
        raise ModelError(
            f"Embedder and index do not agree (likeness {likeness:.2f}): one of them is damaged. {REMEDY}; if it mends "
            "nothing, build the index anew with `python -m index.build`."
        )
