"""Results from their parts: an answer with its citation marks, a refusal with its sentence. Pure; knows no LLM."""

from collections.abc import Sequence

from index.document import Document, section_label
from index.language.words import words
from rag import messages
from rag.query.context import QueryContext
from rag.types import Answer, Citation, GateReport, Mode, Reason, Refusal, RejectedSentence, Sentence

TOP_K_SHOWN = 5
"""Points that a result shows."""


def quoted(text: str, citation: Citation, language: str) -> Sentence:
    """Return words of the text as a sentence, in the quotation marks of a language."""
    left, right = "“”" if language == "en" else "«»"
    return Sentence(f"{left}{text.rstrip('.,;:')}{right}", (citation,))


def answered(
    context: QueryContext,
    mode: Mode,
    sentences: Sequence[Sentence],
    rejected: Sequence[RejectedSentence] = (),
    gate: GateReport | None = None,
) -> Answer:
    """Return the answer that verified sentences make; each carries the marks of the points that it cites."""
    return Answer(
        question=context.question,
        text=" ".join(f"{sentence.text} [{_marks(sentence)}]." for sentence in sentences),
        mode=mode,
        language=context.answer_language,
        sentences=tuple(sentences),
        passages=context.retrieved.passages[:TOP_K_SHOWN],
        timings=context.stopwatch.stop(),
        note=_note(context, mode, sentences),
        dropped=tuple(rejected),
        gate=gate,
    )


def refused(
    context: QueryContext,
    reason: Reason,
    document: Document,
    rejected: Sequence[RejectedSentence] = (),
    gate: GateReport | None = None,
) -> Refusal:
    """Return a refusal with the nearest points and the sentence that belongs to its reason."""
    language = context.answer_language
    if reason is Reason.NO_SUCH_POINT:
        by_number = bool(context.retrieved.named.missing)
        text = messages.no_such_point(document.last, document.has_preamble, by_number, language)
    else:
        text = messages.replies(language).refusals[reason]
    passages = context.retrieved.passages[:TOP_K_SHOWN]
    timings = context.stopwatch.stop()
    return Refusal(context.question, text, reason, language, passages, timings, tuple(rejected), gate)


def unfit(question: str, language: str) -> str | None:
    """Return a friendly sentence for a question that cannot be answered as it stands, else None."""
    if not question:
        return messages.replies(language).empty
    if len(question) > messages.MAX_QUESTION:
        return messages.replies(language).too_long.format(length=len(question), limit=messages.MAX_QUESTION)
    return None if words(question) else messages.replies(language).no_words


def _marks(sentence: Sentence) -> str:
    return ", ".join(dict.fromkeys(section_label(citation.point) for citation in sentence.citations))


def _note(context: QueryContext, mode: Mode, sentences: Sequence[Sentence]) -> str | None:
    """A line below an answer about its language."""
    said = messages.replies(context.answer_language)
    if context.language == "other":
        return said.other_language
    verbatim = all(quoted(c.quote, c, context.answer_language).text == s.text for s in sentences for c in s.citations)
    return said.translated if mode is Mode.QUOTED and not verbatim else None
