"""Two things of one name, each in a section of its own: «Две «дорожные карты» — чем они отличаются?»."""

from dataclasses import replace

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import number_value
from index.language.words import words
from rag.answers.material.source import Source
from rag.answers.reply import Reply
from rag.answers.summaries.point import place_label, shortened
from rag.answers.summaries.topics import Topic, TopicFinder, coverage
from rag.query.asked.sides import side_words, sides
from rag.query.context import QueryContext
from rag.query.sections.named import Place
from rag.types import Mode, Sentence

_PAIR = 2
_DOCUMENT = frozenset((*RUSSIAN.followup.documents, *ENGLISH.followup.documents))


def of_one_name(finder: TopicFinder, source: Source, context: QueryContext) -> Reply | None:
    """Return what the only two sections that have a name say of it; None where a question is not for two of a name."""
    is_pair = any(number_value(word) == _PAIR and not word.text.isdecimal() for word in words(context.question))
    told = (word for word in side_words(context.question) if not word.is_predicate)
    own = [word for word in told if word.forms.isdisjoint(_DOCUMENT)]
    if not is_pair or not own or sides(context.question) is not None:
        return None
    topic = Topic("", own)
    named = [one.chunk for one in finder.scored(topic, context) if one.is_clear]
    first = {chunk.section.number: chunk for chunk in reversed(named)}
    if len(first) != _PAIR:
        return None
    items = []
    for number, chunk in sorted(first.items()):
        sentence = on_topic(finder.sentence(chunk, topic, context), topic)
        items.append(replace(sentence, heading=place_label(Place(number), source, context.answer_language)))
    return Reply(tuple(items), Mode.EXTRACTED)


def on_topic(sentence: Sentence, topic: Topic) -> Sentence:
    """Return a claim without the clauses that can go, unless words of its topic would go with them."""
    short, asked = shortened(sentence), (*topic.own, *topic.shared)
    kept = coverage(asked, words(short.text)) == coverage(asked, words(sentence.text))
    return short if kept else sentence
