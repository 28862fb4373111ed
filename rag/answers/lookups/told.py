"""What the answer before has told: a question that goes on with it mostly asks for something else.

The LLM, which reads both questions together, often takes the sentence that answered the first for the likeliest. Where
it answers the next one too, it is far likelier than all else (eval/LOG.md).
"""

from collections.abc import Iterable
from itertools import chain

from index.document import Document
from index.language.words import words
from rag.query.dialogue.turns import cited_points
from rag.types import Turn

LEAST_TOLD = 0.4
"""The least share of the content words of a sentence that an answer holds which tells it, quoted or in other words."""
TOLD_LOSS = 0.2
"""By how much likelier than another one what was told has to be."""
MAX_SECTIONS = 2
"""An answer that cites more sections than these is a list, of which a question may ask more."""


def told(sentences: Iterable[tuple[int, str]], turn: Turn | None, document: Document) -> frozenset[str]:
    """Return the sentences that the answer of a turn has told: of each section that it cites the one nearest to it.

    `sentences` are pairs of a section and a sentence of it, in the language of the answers. Of two sentences of a
    section that are about as near neither is known to be told.
    """
    sections = cited_points(turn, document, with_preamble=True) if turn else ()
    if turn is None or len(sections) > MAX_SECTIONS:
        return frozenset()
    said = frozenset(chain.from_iterable(word.forms for word in words(turn.answer) if word.is_content))
    nearest: dict[int, dict[str, float]] = {}
    for section, sentence in sentences:
        if section in sections:
            nearest.setdefault(section, {})[sentence] = _share(sentence, said)
    found = set()
    for shares in nearest.values():
        best = max(shares.values())
        likeliest = [sentence for sentence, share in shares.items() if share == best]
        if best >= LEAST_TOLD and len(likeliest) == 1:
            found.add(likeliest[0])
    return frozenset(found)


def _share(text: str, said: frozenset[str]) -> float:
    content = [word for word in words(text) if word.is_content]
    return sum(not word.forms.isdisjoint(said) for word in content) / max(1, len(content))
