"""«В каких пунктах …», "which points mention …": answered from the words of the index, without the LLM."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.parse import Document
from rag.support import Span, akin, spans
from rag.words import TOKEN, Word, fold, words

_ASKED = re.compile(
    r"(?<!\w)(?:в\s+каких|в\s+каком|какие|какой|which|what|in\s+which|in\s+what)\s+(?:(?:именно|ещё|еще)\s+)?"
    r"(?:пункт(?:ах|е|ы)?|points?|paragraphs?|items?)(?!\w)|где\s+(?:в\s+(?:тексте|документе|заявлении)\s+)?упом",
    re.IGNORECASE,
)
_FRAME = frozenset(
    "пункт упоминать упоминаться упомянуть говорить говориться речь идти пойти касаться посвятить посвященный текст документ "
    "заявление тема вопрос слово встречаться где какой каков point points paragraph paragraphs item items mention mentions "
    "mentioned talk talks speak speaks discuss discusses discussed refer refers statement declaration concern deal deals text "
    "раз хотя преамбула считать включая вообще именно содержаться сказать называться затрагивать затрагиваться".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A point that mentions the topic, and its first sentence that does."""

    point: int
    span: Span


def topic(question: str) -> tuple[Word, ...]:
    """What a «в каких пунктах …» question asks for; empty where it is no such question or names no topic."""
    if not _ASKED.search(question):
        return ()
    return tuple(word for word in words(question) if word.content and word.forms.isdisjoint(_FRAME))


def _initials(tokens: Sequence[str]) -> str:
    return "".join(token[0] for token in tokens)


def mentions_word(word: Word, there: Sequence[Word], text: str) -> bool:
    """Whether a sentence has the word in any form, inside another word, or spelt out where it is an acronym."""
    folded = fold(word.text)
    if any(word.same(other) or akin(folded, fold(other.text)) for other in there):
        return True
    if word.text.isupper() and 2 <= len(word.text) <= 5:
        return folded in _initials([fold(token) for token in TOKEN.findall(text)])
    stems = {form[:-1] if len(form) > 4 else form for form in word.forms if len(form) >= 4}
    return any(stem in fold(other.text) for stem in stems for other in there if len(stem) >= 4)


def mentions(sought: Sequence[Word], document: Document) -> tuple[Mention, ...]:
    """The points of which one sentence mentions every sought word, in order."""
    found = []
    for point in document.points:
        for span in spans(point.number, point.text):
            there = words(span.text)
            if all(mentions_word(word, there, span.text) for word in sought):
                found.append(Mention(point.number, span))
                break
    return tuple(found)
