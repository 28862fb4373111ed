"""Where an answer stands: «В каком это пункте?», told without the LLM."""

from index.language.sentences import SourceSentence
from rag.answers.lists.quote import MAX_WORDS, asks_for_another
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.answers.wording.compose import quoted
from rag.answers.wording.shown import shown_part, trimmed
from rag.query.context import QueryContext
from rag.query.dialogue.reading import Move, Reading
from rag.query.dialogue.turns import cited_points
from rag.types import Mode, Sentence


def points_of_last_answer(context: QueryContext, reading: Reading, source: Source) -> Outcome:
    """Return where the answer before stands, a sentence from each point that it cited; None if that is not asked.

    Where its words are asked for they are quoted.
    """
    if reading.move not in {Move.PLACE, Move.QUOTATION} or reading.turn is None or asks_for_another(context.question):
        return None
    answer, quotes = reading.turn.answer, reading.move is Move.QUOTATION
    vector = source.retriever.embed(answer)
    items: list[Sentence] = []
    for point in cited_points(reading.turn, source.document):
        shown = [
            pair for chunk in source.paragraphs(point) for pair in source.sentences(chunk, context.answer_language)
        ]
        if shown:
            nearest = shown[source.retriever.nearest(answer, vector, [sentence.text for sentence, _ in shown])]
            items.append(_quotation(nearest, context.answer_language) if quotes else nearest[0])
    return Reply(tuple(items), Mode.QUOTED if quotes else Mode.EXTRACTED) if items else None


def _quotation(pair: tuple[Sentence, SourceSentence], language: str) -> Sentence:
    """A sentence in quotation marks, without clauses that can go where it is long."""
    shown = shown_part(pair) if len(pair[0].text.split()) > MAX_WORDS else trimmed(pair[0])
    return quoted(shown.text, shown.citations[0], language)
