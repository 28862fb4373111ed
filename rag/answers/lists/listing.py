"""Lists: every place of the document that answers, in its order, a bullet each.

At once, without the LLM: what was proposed or asked for comes from the digest, all else from the paragraphs' words and
what the head `list` thinks of them (rag/answers/lists/places.py).
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from index.language.lexicon import ENGLISH, LANGUAGES
from index.language.words import Word, words
from rag import messages
from rag.answers.lists.acts import acts, is_only_act
from rag.answers.lists.places import Asked, Places
from rag.answers.material.digests import Digests
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.wording.shown import shown_at, shown_part
from rag.query.asked.alternatives import Topic, asks_for_names, has_anaphora, spelt_words
from rag.query.asked.mentions import mention_topic, mentions
from rag.query.context import QueryContext
from rag.types import Mode, Reason, Sentence

_AUXILIARIES = frozenset(ENGLISH.outline.auxiliaries)
_Items = Mapping[tuple[int, int], Sentence]
"""Sentences by their section and their place in it."""


class Listing:
    """Answers questions for every place of something."""

    def __init__(self, places: Places, digests: Digests) -> None:
        """Take the paragraphs of a document by what they are about, and its digests."""
        self._places, self._source, self._digests = places, places.source, digests

    def at_once(self, context: QueryContext) -> Outcome:
        """Return every place, or a refusal where there is none; None in a language that words are not known of."""
        asked = self._places.asked_for(context)
        if names_nobody(context, asked):
            return Declined(Reason.NO_ANSWER)
        if (certain := self.certain(context, asked)) is not None:
            return certain
        found = self._places.find(context, asked)
        digest = self._digests.original
        done = acts(digest, asked.question, asked.topics, lambda topic: bool(found.literal.whole([topic])))
        if done is not None:
            places = [(one.sentence.section, one.sentence.start) for one in done]
            return self.reply(context, self._at(context, places))
        if any(not found.literal.related[word.text] for word in predicates(asked)):
            return None  # «Какие виды транспорта запрещены?»: of no kind does the text say so
        return self.reply(context, self._items(context, asked, found.relevant))

    def certain(self, context: QueryContext, asked: Asked) -> Outcome:
        """Return the places of amounts, of words of the text, or of what it names otherwise; None for anything else."""
        stated = self._places.quoted(context, asked) or self._places.stated(context, asked)
        stated = stated or self._places.of_role(context, asked)
        return self.reply(context, self._items(context, asked, stated)) if stated else None

    def _items(self, context: QueryContext, asked: Asked, names: Iterable[str]) -> _Items:
        items = {}
        for name in names:
            pair = self._places.sentence(context, asked, name)
            items[pair[1].start, name] = shown_part(pair, asked.words)
        return {(item.citations[0].point, at): item for (at, _), item in items.items()}

    def mentioned(self, context: QueryContext) -> Outcome:
        """Return every point that mentions what a question asks for the places of; None if it asks for something else.

        Told by the words alone, whatever kind the question is taken for; in no point a look-up may still find it.
        """
        topic = mention_topic(context.question)
        spelt = bool(spelt_words(context.question))
        found = mentions(topic, self._source.document, spelt=spelt) if topic else ()
        places = [(one.point, one.sentence.start) for one in found]
        return self.reply(context, self._at(context, places, topic)) if found else None

    def _at(self, context: QueryContext, places: Iterable[tuple[int, int]], topic: Topic = ()) -> _Items:
        """The sentences at places, each a section and an offset into its text, without clauses that can go."""
        found = {}
        for section, start in places:
            chunks = self._source.paragraphs(section)
            chunk = next((chunk for chunk in chunks if chunk.start <= start < chunk.end), chunks[0])
            pair = shown_at(self._source, chunk, start, context.answer_language)
            found[section, pair[1].start] = shown_part(pair, topic)
        return found

    def reply(self, context: QueryContext, items: _Items) -> Outcome:
        """Return items, by section and place, in their order under how many sections they stand in; or a refusal."""
        if not items:  # in a language that is not searched literally a look-up may still find the place
            return None if context.language not in LANGUAGES else Declined(Reason.NO_ANSWER)
        sections = {section for section, _ in items}
        document = self._source.document
        unit = messages.section_unit(document, context.answer_language)
        lead = messages.in_points(len(sections - {0}), 0 in sections, context.answer_language, unit)
        return Reply(tuple(items[place] for place in sorted(items)), Mode.EXTRACTED, lead)


def names_nobody(context: QueryContext, asked: Asked) -> bool:
    """Return whether a question is about somebody or something that neither it nor the one before it names."""
    return context.previous is None and has_anaphora(asked.question) and is_only_act(asked.topics)


def predicates(asked: Asked) -> list[Word]:
    """Return the words of a question for names that say what is so of them: «запрещены», "are banned"."""
    every = words(asked.question)
    last = [other.start for one, other in pairwise(every) if not one.forms.isdisjoint(_AUXILIARIES)][-1:]
    is_for_names = asks_for_names(asked.question)
    return [
        word
        for word in asked.words
        if (word.is_predicate and is_for_names) or (word.start in last and word.start == every[-1].start)
    ]
