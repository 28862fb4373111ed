"""«Сколько целей у фонда?», "How many ports …?": the number that an answer found as a look-up gives. Pure.

It is the one that its sentence states of what is counted, else that of the items which the sentence introduces.
"""

from dataclasses import replace

from index.digest.tokens import tokenize
from index.language.words import fold, words
from rag import messages
from rag.answers.lookups.amount_values import value_of
from rag.answers.short.quantities import COUNT, is_number, quantities, unit_of
from rag.answers.wording.compose import marked
from rag.answers.wording.enumeration import Enumerations
from rag.query.asked.amounts import ANY, amount_asked
from rag.types import Answer, Kind


def with_number(answer: Answer, enumerations: Enumerations) -> Answer:
    """Return the answer of a look-up with the number that its question asks for, if its one sentence gives it."""
    if len(answer.sentences) != 1:
        return answer
    if (stated := stated_count(answer.question, answer.short)) is not None:
        return replace(answer, count=stated)
    whole = enumerations.whole(answer.sentences[0])
    count = items_counted(answer.question, whole.citations[0].quote, enumerations.items(whole))
    if count is None:
        return answer
    lead = messages.replies(answer.language).counts.names.format(n=count)
    text = f"{lead}\n{marked(whole)}"
    return replace(answer, kind=Kind.COUNT, count=count, lead=lead, short=None, sentences=(whole,), text=text)


def counts_things(question: str) -> bool:
    """Tell whether a question asks how many there are of something that is no measure."""
    asked = amount_asked(question)
    if asked.counted is None or set(asked.sorts) - {ANY}:
        return False
    named = next((word for word in words(question) if word.start >= (asked.counted or 0)), None)
    return named is not None and unit_of(fold(named.text)) is None


def stated_count(question: str, short: str | None) -> int | None:
    """Return the number of a short answer to a question how many; None where that is bounded, a range or a measure."""
    if short is None or not counts_things(question):
        return None
    (one, *others) = quantities(short, tokenize(short)) or (None,)
    if one is None or others or one.sort != COUNT or one.start < one.core or len(one.values) != 1 or one.weak:
        return None
    value = value_of(one, short)
    return int(value) if value is not None and value.is_integer() else None


def items_counted(question: str, sentence: str, items: int) -> int | None:
    """Return the number of the items that a sentence introduces, where it is what a question how many asks for.

    A number in the sentence itself may be another one, and then none is told.
    """
    if items < 2 or not counts_things(question) or any(map(is_number, tokenize(sentence))):
        return None
    return items
