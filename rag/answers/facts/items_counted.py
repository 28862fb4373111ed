"""«Сколько видов кредитов даёт фонд?», "number of terms defined in Article 2": the items of one enumeration counted.

What introduces the items has to hold all that the question is about, and only one enumeration may: a number of other
items would mislead.
"""

import re
from collections.abc import Iterator

from index.chunks import Chunk
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.sentences import split_sentences
from index.language.words import Word, fold, words
from rag.answers.facts.count_wording import MAX_ITEMS
from rag.answers.material.source import Source
from rag.answers.reply import Reply
from rag.query.asked.counting import CountQuestion
from rag.query.asked.listed import ListedSought, listed_sought
from rag.query.asked.mentions import mentions_word
from rag.query.context import QueryContext
from rag.types import Mode

_FOLLOWING = re.compile("|".join((*RUSSIAN.counting.following, *ENGLISH.counting.following)))


class ItemsCounted:
    """Counts the items of the enumerations of one document."""

    def __init__(self, source: Source) -> None:
        """Take the document as it is shown."""
        self._source = source

    def told(self, context: QueryContext, asked: CountQuestion) -> Reply | None:
        """Return the number with the items; None where no enumeration, or more than one, is what is asked for."""
        if asked.absent or asked.excluded or asked.quoted or context.previous:
            return None
        sought = listed_sought(context.question, asked)
        if sought is None or not (sought.topic or asked.only or sought.by_heading):
            return None
        found = [chunk for chunk in self._enumerations(asked) if _is_of(chunk, sought)]
        if len(found) != 1:
            return None
        *_, (lead, _) = self._source.sentences(found[0], self._source.language)
        shown = self._source.enumerations.listed((lead,))
        count = len(found[0].items)
        said = context.said.counts.names.format(n=count)
        return Reply(shown[:MAX_ITEMS], Mode.COMPUTED, said, count=count)

    def _enumerations(self, asked: CountQuestion) -> Iterator[Chunk]:
        for chunk in self._source.chunks:
            if len(chunk.items) > 1 and (not asked.only or chunk.section.number in asked.only):
                yield chunk


def _is_of(chunk: Chunk, sought: ListedSought) -> bool:
    """Whether the sentence that introduces items says that they are what is sought, and of what."""
    *_, last = split_sentences(chunk.text)
    lead = last.text
    told = words(" ".join((chunk.section.heading, *(one.text for one in chunk.lead_ins), lead)))
    if not all(mentions_word(word, told) for word in sought.topic):
        return False
    if sought.by_heading and sought.topic and _names_items(lead, sought.topic[0]):
        return True  # «видов доплат» of what is introduced by «устанавливаются доплаты»
    if sought.introduced is not None:
        return bool(sought.introduced.search(fold(f"{chunk.section.heading} {lead}" if sought.by_heading else lead)))
    return sought.noun is not None and _names_items(lead, sought.noun)


def _names_items(lead: str, noun: Word) -> bool:
    """Whether a noun is what an enumeration is of: the last word before it, or one called «следующие»."""
    there = [word for word in words(lead) if word.is_content]
    if there and there[-1].same(noun):
        return True
    return any(word.same(noun) and _FOLLOWING.search(fold(lead[: word.start])) for word in there)
