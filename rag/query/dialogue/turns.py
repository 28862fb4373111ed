"""Earlier turns of a conversation: which of them was answered, and which points its answer cited."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from index.document import PREAMBLE, Document
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import fold, words
from index.profile.kinds import kinds
from rag import messages
from rag.generation.prompts import LANGUAGES
from rag.reply_schema import Replies
from rag.types import Turn

_MARK = re.compile(r"\[([^\]]*)\]")
_NEGATIONS = frozenset((*RUSSIAN.negations, *ENGLISH.negations))
_FRAMING = frozenset((*RUSSIAN.mentioning, *ENGLISH.mentioning))
_MIN_BEGINNING = 6
"""Letters that an answer must share with the beginning of a reply to be that reply."""


def answered_turns(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns up to the last one that was answered; all of them where none was."""
    for end in range(len(history), 0, -1):
        if not is_unanswered(history[end - 1].answer):
            return history[:end]
    return history


def cited_points(turn: Turn, document: Document, *, with_preamble: bool = False) -> tuple[int, ...]:
    """Return the numbers of the sections that the marks of an answer name, in order.

    `with_preamble`: whether the preamble is one of them, which has no number, where sections are plain points.
    """
    found: dict[int, None] = {}
    for mark in _MARK.findall(turn.answer):
        if document.numbered_points:  # whatever a point is called there: «п. 16», "pt. 16"
            numbers = (int(number) for number in re.findall(r"\d{1,9}", mark))
            found.update(dict.fromkeys(number for number in numbers if number <= document.last))
            if with_preamble and not re.search(r"\d", mark):
                found[PREAMBLE] = None
        else:
            found.update(dict.fromkeys(_labelled(mark, document)))
    return tuple(found)


def _labelled(mark: str, document: Document) -> Iterator[int]:
    """The sections whose labels stand in a mark, in the order of the mark."""
    places: dict[int, tuple[int, int]] = {}
    for section in document.sections:
        label = section.label(document.language)
        if label in mark:
            for match in re.finditer(rf"(?<![\w-]){re.escape(label)}(?![\w-])", mark):
                length, _ = places.get(match.end(), (0, 0))
                if len(label) > length:  # of «гл. 44, ст. 447» and «ст. 447» the longer one
                    places[match.end()] = (len(label), section.number)
    yield from (number for _, (_, number) in sorted(places.items()))


def is_unanswered(answer: str) -> bool:
    """Tell whether an answer is a refusal: it cites nothing, and says what one of the replies says.

    A reply of another wording counts if it denies and holds no content word that a refusal of ours does not hold.
    """
    if _MARK.search(answer):
        return False
    spoken = fold(answer).strip()
    if any(spoken.startswith(beginning) for beginning in _beginnings()):
        return True
    asked = words(answer)
    denies = any(fold(word.text) in _NEGATIONS for word in asked)
    content = [word for word in asked if word.is_content and word.forms.isdisjoint(_FRAMING)]
    return denies and all(not word.forms.isdisjoint(_refusing()) for word in content)


def _every_reply() -> Iterator[Replies]:
    """What may have been said, in each language of each kind of document."""
    return (messages.replies(language, kind) for language in LANGUAGES for kind in kinds())


@cache
def _beginnings() -> frozenset[str]:
    """How refusals begin, folded, up to their first placeholder."""
    texts = (
        text
        for said in _every_reply()
        for text in (
            said.empty,
            said.too_long,
            said.no_words,
            *said.refusals.values(),
            *said.missing.model_dump().values(),
        )
    )
    begun = (fold(str(text)).split("{")[0].strip() for text in texts)
    return frozenset(beginning for beginning in begun if len(beginning) >= _MIN_BEGINNING)


@cache
def _refusing() -> frozenset[str]:
    """The forms of the words that refusals are made of."""
    texts = {text for said in _every_reply() for text in said.refusals.values()}
    return frozenset(form for text in texts for word in words(text) for form in word.forms)
