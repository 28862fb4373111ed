"""Results from their parts: an answer with its citation marks, a refusal with its sentence. Pure; knows no LLM."""

from collections.abc import Sequence
from dataclasses import replace

from index.document import Document, section_label
from index.language.words import words
from rag import messages
from rag.answers.reply import Declined, Outcome, Reply, SmallTalk
from rag.answers.short.choose import short_of
from rag.query.context import QueryContext
from rag.types import (
    Answer,
    Citation,
    GateReport,
    Kind,
    Mode,
    Reason,
    Refusal,
    RejectedSentence,
    Result,
    Sentence,
    Talk,
)

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
        other_kinds=_other_kinds(context),
        short=short_of(context, sentences),
    )


def composed(context: QueryContext, outcome: Outcome, document: Document) -> Result | None:
    """Return the result that a module's reply makes; None where it declined."""
    kind = context.kind.kind
    if outcome is None:
        return None
    if isinstance(outcome, SmallTalk):
        context.stopwatch.mark("first_token", "first_sentence")
        return Talk(context.question, outcome.text, context.answer_language, context.stopwatch.stop())
    if isinstance(outcome, Declined):
        refusal = refused(context, outcome.reason, document)
        return replace(refusal, text=outcome.text or refusal.text, kind=kind, other_kinds=context.kind.others)
    context.stopwatch.mark("first_token", "first_sentence")
    return Answer(
        question=context.question,
        text=_listed(outcome),
        mode=outcome.mode,
        language=context.answer_language,
        sentences=outcome.items,
        passages=context.retrieved.passages[:TOP_K_SHOWN],
        timings=context.stopwatch.stop(),
        note=_kind_note(context, outcome),
        kind=kind,
        other_kinds=context.kind.others,
        lead=outcome.lead,
        verdict=outcome.verdict,
        count=outcome.count,
        short=outcome.short,
    )


def _listed(reply: Reply) -> str:
    """The lead, then the items under their headings, one a line where there are several."""
    lines = [reply.lead] if reply.lead else []
    heading = ""
    for item in reply.items:
        if item.heading and item.heading != heading:
            lines.append(f"{item.heading}:")
        heading = item.heading
        marks = f" [{_marks(item)}]" if item.citations else ""
        lines.append(f"{'— ' if len(reply.items) > 1 else ''}{messages.framed(item.text)}{marks}.")
    return "\n".join(lines)


def _kind_note(context: QueryContext, reply: Reply) -> str | None:
    """A line below an answer in the text's own words, about their language."""
    said = messages.replies(context.answer_language)
    if context.language == "other":
        return said.other_language
    verbatim = all(item.text in citation.quote for item in reply.items for citation in item.citations)
    return None if verbatim else said.translated


def _other_kinds(context: QueryContext) -> tuple[Kind, ...]:
    """What a question that was answered as a look-up may be else."""
    found = (context.kind.kind, *context.kind.others)
    return tuple(kind for kind in found if kind is not Kind.LOOKUP)[: len(context.kind.others)]


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
    others = _other_kinds(context)
    return Refusal(
        context.question, text, reason, language, passages, timings, tuple(rejected), gate, other_kinds=others
    )


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
