"""The few words of a sentence that answer a question, verbatim: «2025 года», «трудящихся мигрантов».

By the sort of words that the question asks for (rag/query/asked/expected.py) and the words that it has in common
with the sentence (rag/answers/short/match.py). Words of the question itself answer nothing. None where the rules are
unsure.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from index.digest.tokens import tokenize
from index.language.lexicon import ENGLISH, RUSSIAN
from rag.answers.short.amounts import amount, asks_for_amount
from rag.answers.short.match import MAX_WITH_NAME, Match
from rag.answers.short.persons import owner, person, proposer
from rag.answers.short.quantities import is_number
from rag.answers.short.things import name, place, thing
from rag.answers.short.times import compound, date, end_of_span
from rag.answers.wording.phrases import QUOTES, SentencePhrases
from rag.query.asked.expected import Sought, expected_answer
from rag.query.context import QueryContext
from rag.types import Sentence

_RULES: Mapping[Sought, Callable[[Match], str | None]] = {
    Sought.PROPOSER: proposer,
    Sought.PERSON: person,
    Sought.OWNER: owner,
    Sought.DATE: date,
    Sought.NUMBER: compound,
    Sought.NAME: name,
    Sought.PLACE: place,
    Sought.THING: thing,
}

_OF_SOMEBODY = frozenset({Sought.PROPOSER, Sought.PERSON, Sought.OWNER, Sought.PLACE})
"""What is no amount, whatever amounts the question names."""
_OF_NUMBERS = frozenset({Sought.DATE, Sought.NUMBER, Sought.NAME})


def short_of(context: QueryContext, sentences: Sequence[Sentence]) -> str | None:
    """Return the short answer that the one sentence of an answer holds; None for several, or where it is unsure."""
    if len(sentences) != 1:
        return None
    previous = context.previous.question if context.previous else ""
    return short_answer(context.question, _unquoted(sentences[0].text), context.language, previous)


def stating_amount(context: QueryContext, texts: Sequence[str], best: int) -> list[int]:
    """Return the places of the sentences that state the amount that a question asks for.

    Args:
        context: the question.
        texts: sentences.
        best: the place of the one that answers, as far as is known; none is returned where a number stands in it.
    """
    if not asks_for_amount(context.question) or any(map(is_number, tokenize(texts[best]))):
        return []
    previous = context.previous.question if context.previous else ""
    return [
        place
        for place, text in enumerate(texts)
        if short_answer(context.question, text, context.language, previous) is not None
    ]


def _unquoted(text: str) -> str:
    """A sentence without the marks that make a quotation of it."""
    return text[1:-1] if text[:1] in QUOTES and text[-1:] == QUOTES[text[0]] else text


def short_answer(question: str, sentence: str, language: str = "ru", previous: str = "") -> str | None:
    """Return the words of a sentence, in Russian or English, that answer a question, or None.

    Args:
        question: the question.
        sentence: what is shown as its answer.
        language: the question's language, "ru", "en" or "other".
        previous: the question before, where it leans on that.
    """
    match = Match(expected_answer(question, language, previous), SentencePhrases(sentence))
    sought = match.expected.sought
    if sought not in _OF_SOMEBODY:
        if found := end_of_span(match) or amount(match, question):
            return found
        if asks_for_amount(question) and sought not in _OF_NUMBERS:
            return None
    rule = _RULES.get(sought)
    found = rule(match) if rule else None
    if found and sought not in _OF_NUMBERS and (_is_part(found, sentence) or any(map(is_number, tokenize(found)))):
        return None
    return found if found and len(found.split()) <= MAX_WITH_NAME and found != sentence else None


_JOINING = "|".join(
    sorted({*RUSSIAN.asked.joining, *ENGLISH.asked.joining, *RUSSIAN.alternating, *ENGLISH.alternating})
)
_JOINED_BEFORE = re.compile(rf"(?<!\w)(?:{_JOINING})\s*$", re.IGNORECASE)
_JOINED_AFTER = re.compile(rf"\s*(?:{_JOINING})(?!\w)", re.IGNORECASE)


def _is_part(found: str, sentence: str) -> bool:
    """Whether something is joined to an answer, «детскому дому или музею», so that it may be only a part of one."""
    start = sentence.find(found)
    return bool(_JOINED_BEFORE.search(sentence[:start]) or _JOINED_AFTER.match(sentence, start + len(found)))
