"""Quotations: the words of the text about a topic, in quotation marks, with what they are cited by."""

import re
from collections.abc import Iterator

from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.words import fold, words
from rag.answers.beyond import OutOfScope, asks_for_medium
from rag.answers.lists.places import Asked, Found, Places
from rag.answers.material.subjects import Subjects
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.wording.compose import quoted
from rag.answers.wording.shown import shown_part, trimmed
from rag.query.asked.alternatives import Topic
from rag.query.context import QueryContext
from rag.types import Mode, Reason, Sentence

MAX_WORDS = 45
"""A longer sentence loses clauses."""
LEAST = 0.2
"""The least probability of a paragraph that holds a word of the topic, as a list would have it."""
LEAST_LACKING = 0.85
"""The same where a word of the topic stands nowhere: «права животных» is not what the text says of other rights."""
_CLAUSES = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.telling.clauses, *ENGLISH.telling.clauses))})")
_FURTHER = frozenset((*RUSSIAN.further, *ENGLISH.further))


class Quote:
    """Answers requests for the text's own words."""

    def __init__(self, places: Places, subjects: Subjects | None = None) -> None:
        """Take the paragraphs of a document by what they are about, and its sections."""
        self._places, self._subjects = places, subjects or Subjects(places.source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the best sentence, or the next one if another is asked for.

        None where words of the topic stand in the text and no sentence is found by them, or text and topic are of two
        languages: it may be said in other words, and a look-up reads the nearest passages. A refusal where no word
        stands there, or every sentence has been shown.
        """
        if asks_for_medium(context.question):
            return OutOfScope().at_once(context)
        asked = self._places.asked_for(context)
        if _CLAUSES.search(fold(context.question)) and not self._holds_all(context, asked):
            return None  # one word of an indirect question stands in sentences on other things too
        shown = fold(context.previous.answer) if context.previous and asks_for_another(context.question) else ""
        tells = bool(asked.topics) and self._subjects.tells(asked.language or context.language)
        is_found = False
        for sentence in self._on(context, asked) if tells else self._sentences(context, asked):
            is_found = True
            if fold(sentence.text) not in shown:
                (citation,) = sentence.citations
                return Reply((quoted(sentence.text, citation, context.answer_language),), Mode.QUOTED)
        is_silent = self._places.source.speaks(context.language) and not self._stands(context, asked)
        is_refused = context.language in LANGUAGES and (is_found or is_silent)
        return Declined(Reason.NO_ANSWER) if is_refused else None

    def is_told(self, context: QueryContext) -> bool:
        """Return whether `at_once` tells all without a topic: a medium is asked for, or another quotation."""
        return asks_for_medium(context.question) or asks_for_another(context.question)

    def quotation(self, context: QueryContext, name: str) -> Reply:
        """Return the sentence of a paragraph that is nearest to what a question asks for, with its citation."""
        sentence = self._sentence(context, self._places.asked_for(context), name)
        (citation,) = sentence.citations
        return Reply((quoted(sentence.text, citation, context.answer_language),), Mode.QUOTED)

    def _sentence(self, context: QueryContext, asked: Asked, name: str) -> Sentence:
        pair = self._places.sentence(context, asked, name)
        return shown_part(pair, asked.words) if len(pair[0].text.split()) > MAX_WORDS else trimmed(pair[0])

    def _holds_all(self, context: QueryContext, asked: Asked) -> bool:
        """Whether a paragraph holds the words of all topics."""
        together = tuple(word for topic in asked.topics for word in topic)
        return bool(together) and bool(self._places.find(context, asked).literal.whole((together,)))

    def _stands(self, context: QueryContext, asked: Asked) -> bool:
        """Whether a word of the topics stands in the text in some form."""
        return any(self._places.find(context, asked).literal.related.values())

    def _on(self, context: QueryContext, asked: Asked) -> Iterator[Sentence]:
        """The same, where headings tell the topics of sections, or no words can."""
        language = asked.language or context.language
        found = [self._subjects.passages(topic, language) for topic in asked.topics]
        best = sorted((pair for pairs in found for pair in pairs), key=lambda pair: -pair[1])
        for name in dict.fromkeys(chunk.id for chunk, _ in best):
            yield self._sentence(context, asked, name)

    def _sentences(self, context: QueryContext, asked: Asked) -> Iterator[Sentence]:
        """The sentences that may be quoted, best first."""
        found = self._places.find(context, asked)
        held = found.literal.whole(asked.topics)
        candidates = {*found.relevant, *_likely(found)}
        if asked.topics and not held and all(_lacks(topic, found) for topic in asked.topics):
            candidates = {name for name in candidates if found.probabilities.get(name, 0.0) >= LEAST_LACKING}
        pairs = {name: self._places.sentence(context, asked, name) for name in candidates}
        long = {name: len(sentence.text.split()) > MAX_WORDS for name, (sentence, _) in pairs.items()}

        def rank(name: str) -> tuple[bool, bool, float, str]:
            # A word in a long enumeration is a poor quotation where another sentence holds it too.
            return name not in held, name in held and long[name], -found.probabilities.get(name, 0.0), name

        for name in sorted(candidates, key=rank):
            yield shown_part(pairs[name], asked.words) if long[name] else trimmed(pairs[name][0])


def _lacks(topic: Topic, found: Found) -> bool:
    """Whether a word of a topic stands nowhere, so that what stands beside it is about something else."""
    return any(not found.literal.related[word.text] for word in topic if not word.is_predicate)


def _likely(found: Found) -> Iterator[str]:
    """The paragraphs that hold a word of the topic and are not unlikely."""
    for name, probability in found.probabilities.items():
        if probability >= LEAST and any(name in places for places in found.literal.related.values()):
            yield name


def asks_for_another(question: str) -> bool:
    """Return whether a question wants something else than what was said."""
    return any(not word.forms.isdisjoint(_FURTHER) for word in words(question))
