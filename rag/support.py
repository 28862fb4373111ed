"""How well a text supports a sentence, by numbers, names, negation and content words. Pure; knows no model.

Everything is judged against single sentences of the source, so that a number of one sentence and a name of another do not
add up to a claim that neither makes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.words import Word, fold, words

_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\bг\.)(?<!\bп\.)\s+(?=[A-ZА-ЯЁ«\"(])|\n")
_NEGATIONS = frozenset(
    {"не", "нет", "нельзя", "никто", "ничто", "никакой", "ни", "not", "no", "never", "none", "cannot"}
)
_FRAME = frozenset(
    "сторона глава государство участник заявление документ пункт текст отмечать отметить подчеркивать подчеркнуть считать "
    "заявить заявлять говориться сказать указать выразить выражать договориться решить предлагать предложить принять "
    "поддержать поддерживать согласиться".split()
)
"""Words of reporting that an answer may add: that the parties «отметили» what they «подчеркнули» changes no fact."""


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence of a point; `start` and `end` are character offsets into the point's text."""

    point: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """How a span supports a sentence: share of content words found, and the first thing that is missing, if any."""

    span: Span
    coverage: float
    missing: str | None

    @property
    def holds(self) -> bool:
        """Whether nothing that must be there is missing."""
        return self.missing is None


def spans(point: int, text: str, start: int = 0) -> Iterator[Span]:
    """The sentences of `text`, which begins at `start` of its point."""
    at = 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[at:end].strip():
            yield Span(point, start + at, start + end, text[at:end])
        at = match.end() if match else end


def akin(left: str, right: str) -> bool:
    """Whether two folded words look like one root: «предложил» and «предложение», "Арал" and «Аральский»."""
    if left == right:
        return True
    shared = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return shared >= max(4, round(0.6 * max(len(left), len(right))))


def found(word: Word, among: Sequence[Word]) -> bool:
    """Whether the text holds the word, in any form or as an evident relative."""
    if word.text.isdigit():
        return any(other.text == word.text for other in among)
    if any(word.same(other) for other in among):
        return True
    folded = fold(word.text)
    return any(akin(folded, fold(other.text)) for other in among)


def negations(sequence: Iterable[Word]) -> int:
    """How many words deny."""
    return sum(not word.forms.isdisjoint(_NEGATIONS) for word in sequence)


def support(sentence: str, span: Span, threshold: float) -> Support:
    """Judge a sentence in the source's language against one span; `threshold` is the least share of content words."""
    said, there = words(sentence), words(span.text)
    numbers = [word for word in said if word.text.isdigit()]
    names = [word for word in said if word.name and not word.text.isdigit()]
    content = [word for word in said if word.content and word.forms.isdisjoint(_FRAME)]
    share = sum(found(word, there) for word in content) / len(content) if content else 0.0
    missing = next((f"number {word.text}" for word in numbers if not found(word, there)), None)
    missing = missing or next((f"name {word.text}" for word in names if not found(word, there)), None)
    if missing is None and negations(said) > negations(there):
        missing = "negation"
    if missing is None and share < threshold:
        absent = ", ".join(word.text for word in content if not found(word, there))
        missing = f"words {absent}" if absent else "content"
    return Support(span, share, missing)


def echoes(sentence: str, question: str) -> bool:
    """Whether a sentence says nothing that the question did not."""
    asked = words(question)
    return all(found(word, asked) for word in words(sentence) if word.content and word.forms.isdisjoint(_FRAME))
