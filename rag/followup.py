"""Does a question lean on the turn before it, and what does it then stand for? Pure."""

import re
from collections.abc import Sequence

from rag.mentions import topic
from rag.references import references
from rag.types import Turn
from rag.words import ASKING, fold, words

_POINTS_BACK = re.compile(
    r"(?<!\w)(?:он|она|оно|они|его|ее|их|ему|ей|им|нем|ней|нее|него|них|ними|этого|этому|этом|этим|этот|эта|эту|это|эти|"
    r"этих|этой|тот|та|те|тех|там|туда|оттуда|тогда|подробнее|подробней|it|its|they|them|their|he|she|him|his|her|"
    r"there(?=\W*$))(?!\w)"
)
_MAY_POINT_BACK = re.compile(r"(?<!\w)(?:еще|this|that|these|those|more|else)(?!\w)")
_BEGINS_AS_REPLY = re.compile(r"(?:а|и|но|ну|тогда|and|but|so|then)(?!\w)")
_THIS_TEXT = re.compile(
    r"(?<!\w)(?:эт\w{1,2}|this|that)\s+(?=(?:совместн\w+\s+|joint\s+)?"
    r"(?:документ|текст|заявлени|деклараци|document|text|statement|declaration))"
)
_ABOUT = re.compile(r"(?<!\w)(?:о|об|обо|про|насчет|about|regarding|on)\s+\w")
_TO_THE_BOT = re.compile(r"(?<!\w)(?:ты|тебя|тебе|вы|вас|вам|you|your)(?!\w)")
_MARKS = re.compile(r"\s*\[[^\]]*\]")
_MOST_OWN_WORDS = 4
_MOST_WORDS_OF_REPLY = 2


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question leaves out what the previous turn supplies.

    It points back («кто это предложил?»), begins as a reply and is short («а когда?»), or asks without naming of what
    («на какой срок?»). «Что про туризм?», "Afghanistan?" and «О чём этот документ?» name their topic and stand alone.
    """
    if not history:
        return False
    text = _THIS_TEXT.sub("", fold(question))
    own = [word for word in words(text) if word.content]
    if _POINTS_BACK.search(text):
        return len(own) <= _MOST_OWN_WORDS
    if references(question, 10_000) or topic(question):
        return False
    if len(own) <= _MOST_WORDS_OF_REPLY and (_BEGINS_AS_REPLY.match(text) or _MAY_POINT_BACK.search(text)):
        return True
    if _TO_THE_BOT.search(text):
        return False
    return not own or (len(own) == 1 and not _names_topic(question, text))


def _names_topic(question: str, text: str) -> bool:
    """Whether a question of one word of its own is about that word."""
    named = any(word.name and word.start > 0 for word in words(question))
    return named or bool(_ABOUT.search(text)) or not ASKING.search(text)


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
