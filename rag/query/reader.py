"""How a question is read: what earlier turn it leans on, what is found for it, and what form of answer it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from index.language.foreign import UNSPACED
from index.language.glosses import languages_of, names_things
from index.language.words import fold, is_known, words
from rag.generation.prompts import LANGUAGES
from rag.query.asked.halves import halves
from rag.query.context import QueryContext, Stopwatch, answer_language
from rag.query.dialogue import followup
from rag.query.dialogue import history as earlier
from rag.query.dialogue.history import HistoryResolver
from rag.query.dialogue.reading import Reading
from rag.query.foreign.restate import Restated, Restater
from rag.query.foreign.wording import Wording
from rag.query.intents import SMALL_TALK, intent
from rag.query.kind import KindClassifier, KindPrediction
from rag.query.kind_words import is_certainly_beyond, second_look
from rag.query.multi_hop import MultiHop
from rag.query.repair.capitals import Capitals
from rag.query.repair.spelling import SpellingRepair
from rag.query.sections.parts_alone import asks_for_parts_alone
from rag.query.told_kind import TOLD, asks_anew
from rag.retrieval.retriever import RetrievalResult, Retriever, Vector
from rag.types import Kind, Turn

_MAY_BE_PARTS = frozenset({Kind.LOOKUP, Kind.LIST})
"""Kinds that a question for parts of the document alone may be taken for: "list the articles of chapter V"."""

_MAX_TALK = 2
"""Words of the longest reply that is small talk whatever stands before it."""


class QueryReader:
    """Reads questions about one document."""

    def __init__(
        self,
        retriever: Retriever,
        history: HistoryResolver,
        multi_hop: MultiHop,
        kinds: KindClassifier,
        top: int,
        wording: Wording | None = None,
    ) -> None:
        """Take the parts; `top` points are found for a question; `wording`: the document's words, None for new ones."""
        self._retriever, self._history, self._multi_hop, self._classifier = retriever, history, multi_hop, kinds
        self._top, self._restater = top, Restater(retriever, wording)
        index = retriever.index
        texts = ([chunk.text for chunk in index.chunks], *index.translations.values())
        self._capitals, self._spelling = Capitals(chain.from_iterable(texts)), SpellingRepair.for_index(index)

    def prepare(self) -> None:
        """Make what does not depend on a question."""
        self._spelling.prepare()
        self._restater.prepare()

    def as_meant(self, question: str) -> str:
        """Return a question without shouting, misspelt words, Latin letters for Russian or the wrong layout.

        A lone word of a further language is what the document says for it.
        """
        if _is_talk_alone(question):
            return question
        return self._restater.lone(question) or self._spelling.repair(self._capitals.lowered(question))

    def read(
        self, question: str, language: str, history: Sequence[Turn], kind: Kind | None, stopwatch: Stopwatch
    ) -> tuple[QueryContext, Reading]:
        """Return a question with its passages and its kind, and how it was read after earlier turns.

        `kind` is what the question is taken for, if the asker has chosen that.
        """
        if is_certainly_beyond(question) or asks_anew(question) or _is_talk_alone(question):  # whatever was said before
            history = ()
        restated = self._restated(question, language, kind)
        if history and restated is not None and not restated.stands_alone:
            restated = None
        earlier_turns = history if restated is None else ()
        reading = followup.read(question, earlier_turns, self._retriever.index.document, self._kind_of)
        question = reading.question
        glossed = self._restater.gloss(question, language)
        search, blends = partial(self._search, question, glossed), self._retriever.ranker.is_general
        found, turn = self._history.search(question, reading.open_turns, search, reading.turn, blends=blends)
        stopwatch.mark("retrieve")
        asked = f"{glossed} ({question})" if glossed and language not in LANGUAGES else question
        standalone = earlier.for_prompt(asked, turn, answer_language(language, found.document_language))
        p_multi_hop = self._multi_hop.probability(question, found.vector)
        known = kind or reading.kind
        mixed = followup.mixed_kind(question, turn, self._probabilities) if turn and known is None else None
        vector = self._retriever.embed(question)  # whatever was searched for
        taken_for = self._taken_for(
            question, language, vector, known or mixed, is_told=known is not None, leans=turn is not None
        )
        if restated is not None and restated.kind is not taken_for.kind:
            others = (taken_for.kind, *taken_for.others[:1])
            taken_for = KindPrediction(restated.kind, taken_for.probability, others)
        context = QueryContext(question, standalone, language, found, p_multi_hop, stopwatch, taken_for, turn, restated)
        return replace(context, halves=self._halves(context)), reading

    def _halves(self, context: QueryContext) -> tuple[QueryContext, ...]:
        """The two questions that a comparison joins, as look-ups; none where it is not made of two."""
        stands_alone = context.previous is None and context.restated is None and context.language in LANGUAGES
        joined = halves(context.question) if stands_alone and context.kind.kind is Kind.COMPARE else None
        return tuple(
            replace(
                context,
                question=one,
                standalone_question=one,
                retrieved=self._retriever.retrieve(one, self._top),
                p_multi_hop=0.0,
                kind=KindPrediction(),
            )
            for one in joined or ()
        )

    def _search(self, question: str, glossed: str | None, query: str | None = None) -> RetrievalResult:
        """Find passages for a question, or for a query in its place; a glossed one by its gloss, too."""
        query = query or question
        return self._retriever.retrieve(question, self._top, f"{glossed} {query}" if glossed else query)

    def _taken_for(
        self,
        question: str,
        language: str,
        vector: Vector,
        known: Kind | None,
        *,
        is_told: bool | None = None,
        leans: bool = False,
    ) -> KindPrediction:
        """The kind of a question; one that looks like small talk but is a keyword of the text asks for its places.

        `is_told`: whether nothing else can be the kind that is known; None for whether one is. `leans`: whether the
        question goes on with one before it.
        """
        taken_for = self._classifier.predict(question, vector, known)
        is_told = known is not None if is_told is None else is_told
        if not is_told or is_certainly_beyond(question):
            taken_for = second_look(question, taken_for, leans=leans)
        if taken_for.kind is Kind.TALK and not is_told and self._is_keyword(question, language):
            return KindPrediction(Kind.LIST, taken_for.probability, (Kind.LOOKUP, Kind.DEFINE))
        if not is_told and self._joins_two(question, taken_for.kind):
            return KindPrediction(Kind.COMPARE, TOLD, (taken_for.kind,))
        if taken_for.kind in _MAY_BE_PARTS and self._asks_for_parts(question):  # chosen or not: it asks for no detail
            return KindPrediction(Kind.POINT, 1.0, taken_for.others)
        return taken_for

    def _joins_two(self, question: str, kind: Kind) -> bool:
        """Whether a look-up is two in one, where nothing was fitted that tells whether a second passage answers too."""
        return kind is Kind.LOOKUP and self._retriever.ranker.is_general and halves(question) is not None

    def _restated(self, question: str, language: str, known: Kind | None) -> Restated | None:
        """A question in a further language as it would be asked in the document's; None where it is not understood."""
        if language in LANGUAGES or is_certainly_beyond(question):
            return None
        vector = self._retriever.embed(question)
        restated = self._restater.restate(question, vector, self._taken_for(question, language, vector, known))
        return None if restated is None or (known is not None and restated.kind is not known) else restated

    def _is_keyword(self, question: str, language: str) -> bool:
        """Whether a question is nothing but words that mean something, and that no small talk consists of.

        Of a language that there is no list of function words of, one word at most: "wer bist du" is none. Where no
        spaces part words a list has to have each.
        """
        if intent(question, "small_talk", SMALL_TALK, ""):
            return False
        if UNSPACED.search(question):
            return any(names_things(question, one) for one in languages_of(question.strip(" ?!。？")))
        if language not in LANGUAGES and len(words(question)) > 1:
            return False
        asked, known = words(question), self._retriever.vocabulary(language)
        means = [word for word in asked if word.is_content]
        return (
            bool(means)
            and asked[0] is means[0]
            and all(not word.forms.isdisjoint(known) or is_known(fold(word.text)) for word in means)
        )

    def _asks_for_parts(self, question: str) -> bool:
        return asks_for_parts_alone(question, self._retriever.index.document)

    def _probabilities(self, question: str) -> Mapping[Kind, float]:
        return self._classifier.probabilities(question, self._retriever.embed(question))

    def _kind_of(self, question: str) -> Kind:
        return second_look(question, self._classifier.predict(question, self._retriever.embed(question))).kind


def _is_talk_alone(question: str) -> bool:
    """Whether a question is nothing but small talk: «спс», "ok thanks"."""
    return len(question.split()) <= _MAX_TALK and bool(intent(question, "small_talk", SMALL_TALK, ""))
