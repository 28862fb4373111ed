"""Metrics of the citations of one answer, as pure functions. When one is None: eval/core/lookups/metrics.py."""

from collections.abc import Mapping, Sequence

from rag.types import Answer, Citation, Result


def citation_validity(result: Result, points: Mapping[int, str]) -> float | None:
    """Return the share of citations whose point holds the quote at the offsets given; None for a refusal.

    A sentence that cites nothing counts as one invalid citation, and so does an answer without sentences.
    """
    if not isinstance(result, Answer):
        return None
    checks = [
        valid
        for sentence in result.sentences
        for valid in ([is_valid(citation, points) for citation in sentence.citations] or [False])
    ]
    return share(checks) if checks else 0.0


def is_valid(citation: Citation, points: Mapping[int, str]) -> bool:
    """Return whether a citation's point exists and holds its quote, not blank, verbatim at its offsets."""
    text = points.get(citation.point)
    return (
        text is not None
        and 0 <= citation.start < citation.end <= len(text)
        and text[citation.start : citation.end] == citation.quote
        and bool(citation.quote.strip())
    )


def citation_precision(result: Result, gold: Sequence[int]) -> float | None:
    """Return the share of citations that point to a gold point; None without gold points or citations.

    ALCE (Gao et al. 2023, section 4.3) calls a citation precise if its passage supports the sentence, and
    irrelevant if it does not and the others do without it. Here "supports" means "is a gold point", so both
    cases come to this share. A sentence that cites a point twice cites it once.
    """
    cited = [point for points in cited_points(result) for point in points]
    return share([point in gold for point in cited]) if gold and cited else None


def citation_recall(result: Result, gold: Sequence[int]) -> float | None:
    """Return the share of sentences that cite at least one gold point; None without gold points or sentences.

    ALCE asks whether all passages that a sentence cites support it together; with gold points in place of
    its judge, they do if one of them is gold. A sentence without a citation counts as 0.
    """
    cited = cited_points(result)
    return share([bool(points & set(gold)) for points in cited]) if gold and cited else None


def gold_cited(result: Result, gold: Sequence[int]) -> float | None:
    """Return the share of the gold points that the answer cites; None without gold points or for a refusal.

    Not one of ALCE's metrics: it measures «в каких пунктах …» and questions about two points.
    """
    if not gold or not isinstance(result, Answer):
        return None
    everywhere = {point for points in cited_points(result) for point in points}
    return len(everywhere & set(gold)) / len(gold)


def cited_points(result: Result) -> list[set[int]]:
    """Return the points that each sentence of an answer cites, sentence by sentence; empty without an answer."""
    if not isinstance(result, Answer):
        return []
    return [{citation.point for citation in sentence.citations} for sentence in result.sentences]


def share(values: Sequence[bool]) -> float | None:
    """Return the share of values that are true; None without values."""
    return sum(values) / len(values) if values else None
