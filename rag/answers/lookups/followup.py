"""«В каком это пункте?»: the sentence of a cited point that is nearest to what was answered before."""

from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.query.context import QueryContext
from rag.query.dialogue.followup import Move, Reading
from rag.query.dialogue.turns import cited_points
from rag.types import Mode, Sentence


def at_once(context: QueryContext, reading: Reading, source: Source) -> Outcome:
    """Return where the answer before stands, a sentence from each point that it cited; None if that is not asked."""
    if reading.move is not Move.PLACE or reading.turn is None:
        return None
    answer = reading.turn.answer
    vector = source.retriever.embed(answer)
    items: list[Sentence] = []
    for point in cited_points(reading.turn, source.document):
        shown = [
            sentence
            for chunk in source.paragraphs(point)
            for sentence, _ in source.sentences(chunk, context.answer_language)
        ]
        if shown:
            items.append(shown[source.retriever.nearest(answer, vector, [sentence.text for sentence in shown])])
    return Reply(tuple(items), Mode.EXTRACTED) if items else None
