"""«В каких пунктах …»: an answer from the words of the index, without the LLM."""

from index.document import Document
from rag.answers.wording.compose import answered, quoted
from rag.query.asked import mentions
from rag.query.context import QueryContext
from rag.types import Answer, Mode
from rag.verification.grounding import to_citation


def answer(context: QueryContext, document: Document) -> Answer | None:
    """Return every point that mentions the topic, quoted; None if that is not asked or nothing is found."""
    topic = mentions.mention_topic(context.question)
    found = mentions.mentions(topic, document) if topic else ()
    if not found:
        return None
    sentences = [
        quoted(
            one.sentence.text,
            to_citation(one.point, one.sentence, document.locate(one.point, one.sentence.start, one.sentence.end)),
            context.answer_language,
        )
        for one in found
    ]
    context.stopwatch.mark("first_token", "first_sentence")
    return answered(context, Mode.QUOTED, sentences)
