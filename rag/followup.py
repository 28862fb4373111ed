"""Does a question lean on the turn before it, and what does it then stand for? Pure."""

import re
from collections.abc import Sequence

from rag.references import references
from rag.types import Turn
from rag.words import fold, words

_LEANS = re.compile(
    r"^(?:а|и|но|ну|тогда|and|but|so|then)\s|(?<!\w)(?:он|она|оно|они|его|ее|их|ему|ей|им|нем|ней|них|ними|этого|этому|этом|"
    r"этим|этот|эта|эту|это|эти|этих|тот|та|те|тех|там|туда|оттуда|тогда|подробнее|еще|it|its|they|them|their|he|she|his|"
    r"this|that|these|those|there|more|else)(?!\w)"
)
_MARKS = re.compile(r"\s*\[[^\]]*\]")


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question leaves out what the previous turn supplies: it points back, or has hardly a word of its own."""
    if not history:
        return False
    own = [word for word in words(question) if word.content]
    if len(own) <= 1 and not references(question, 10_000):
        return True
    return len(own) <= 4 and bool(_LEANS.search(fold(question)))


def query(question: str, history: Sequence[Turn]) -> str:
    """What to search for: the question, with the previous turn's question and answer where it leans on them."""
    if not leans(question, history):
        return question
    return f"{question} {history[-1].question} {_MARKS.sub('', history[-1].answer)[:300]}"


def for_prompt(question: str, history: Sequence[Turn]) -> str:
    """The question as the LLM should read it: with the previous turn in brackets where it leans on it."""
    if not leans(question, history):
        return question
    last = history[-1]
    return f"{question} (перед этим: «{last.question}» — «{_MARKS.sub('', last.answer)[:300]}»)"
