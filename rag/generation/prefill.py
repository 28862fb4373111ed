"""Which passages are prefilled ahead of time, in which order, within a budget in bytes. Pure; knows no LLM.

Nobody knows which passages will be asked about. The first paragraph of a point is read for «О чём пункт 5?» and
introduces the point's subject, so first paragraphs come before later ones; the original comes before its translations.
A passage that a question was asked about is kept in the engine's cache, whatever its place in this order.
"""

from collections.abc import Callable, Iterable, Iterator

from index.store import Index
from rag.generation.prompts import LANGUAGES

PassageText = tuple[str, str]
"""The text of a passage, and its language."""


def by_expected_use(index: Index, language: str) -> list[PassageText]:
    """Every passage in every language that is answered from, those most likely to be needed first.

    `language` is that of the original; where there are no prompts in it the LLM does not read it.
    """
    texts = {language: [chunk.in_context for chunk in index.chunks], **index.translations}
    answered_from = (language, *(name for name in LANGUAGES if name != language))
    editions = [(name, texts[name]) for name in answered_from if name in texts and name in LANGUAGES]
    passages = [
        (chunk.ordinal, edition, text, language)
        for edition, (language, texts) in enumerate(editions)
        for chunk, text in zip(index.chunks, texts, strict=True)
    ]
    return [(text, language) for _, _, text, language in sorted(passages, key=lambda entry: entry[:2])]


def within_budget(
    passages: Iterable[PassageText], size: Callable[[str, str], int], budget: int
) -> Iterator[PassageText]:
    """Yield passages from the first one on as long as the sum of their sizes is at most `budget`, in bytes."""
    for text, language in passages:
        budget -= size(text, language)
        if budget < 0:
            return
        yield text, language
