"""Which passages are read ahead of time, and in which order, within a budget of bytes. Pure; knows no LLM.

Nobody knows which passages will be asked about. What begins a point is read for «О чём пункт 5?» and introduces its
subject, so it comes before what follows it; the text itself comes before its translations. Passages that questions
did ask about are kept by rag/generation/llamacpp/kv_cache.py, whatever their place here.
"""

from collections.abc import Callable, Iterable, Iterator

from index.store import Index
from rag.generation.prompts import LANGUAGES

Text = tuple[str, str]
"""A passage, and the language that it is read in."""


def by_use(index: Index) -> list[Text]:
    """Every passage in every language that is answered from, the likeliest to be of use first."""
    versions = [("ru", [piece.text for piece in index.chunks])]
    versions += [
        (language, list(index.translations[language])) for language in LANGUAGES if language in index.translations
    ]
    every = [
        (piece.ordinal, place, text, language)
        for place, (language, texts) in enumerate(versions)
        for piece, text in zip(index.chunks, texts, strict=True)
    ]
    return [(text, language) for _, _, text, language in sorted(every, key=lambda one: one[:2])]


def within(texts: Iterable[Text], cost: Callable[[str, str], int], budget: int) -> Iterator[Text]:
    """Those passages from the first one on whose cost together is within the budget, in bytes."""
    for text, language in texts:
        budget -= cost(text, language)
        if budget < 0:
            return
        yield text, language
