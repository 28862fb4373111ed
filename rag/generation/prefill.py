"""Which passages are prefilled ahead of time, in which order, within a budget in bytes. Pure; knows no LLM.

Nobody knows which passages will be asked about. The first paragraph of a point is read for «О чём пункт 5?» and
introduces the point's subject, so first paragraphs come before later ones; the original comes before its translations.
Passages of several sentences are read again, sentence by sentence, where they are found to answer: sentences come last.
A passage that a question was asked about is kept in the engine's cache, whatever its place in this order.
"""

from collections.abc import Callable, Iterable, Iterator

from index.language.sentences import split_sentences
from index.store import Index
from rag.generation.prompts import LANGUAGES

PassageText = tuple[str, str]
"""The text of a passage, and its language."""


def by_expected_use(index: Index, language: str) -> Iterator[PassageText]:
    """Yield every passage in every language that is answered from, then their sentences, the likeliest needed first.

    `language` is that of the original; where there are no prompts in it the LLM does not read it.
    """
    own = [chunk.text for chunk in index.chunks]
    texts = {language: own, **index.translations}
    answered_from = (language, *(name for name in LANGUAGES if name != language))
    editions = [(name, texts[name]) for name in answered_from if name in texts and name in LANGUAGES]
    passages = sorted(
        (
            (chunk.ordinal, edition, place, name)
            for edition, (name, _) in enumerate(editions)
            for place, chunk in enumerate(index.chunks)
        ),
        key=lambda entry: entry[:2],
    )
    for _, _, place, name in passages:
        yield (index.chunks[place].in_context if name == language else texts[name][place]), name
    for _, _, place, name in passages:
        sentences = [sentence.text for sentence in split_sentences(texts[name][place])]
        if len(sentences) > 1:
            yield from ((sentence, name) for sentence in sentences)


def within_budget(
    passages: Iterable[PassageText], size: Callable[[str, str], int], budget: int
) -> Iterator[PassageText]:
    """Yield passages from the first one on as long as the sum of their sizes is at most `budget`, in bytes."""
    for text, language in passages:
        budget -= size(text, language)
        if budget < 0:
            return
        yield text, language
