"""Results from their parts: an answer with its citation marks, a refusal with its sentence. Pure; knows no LLM."""

from collections.abc import Sequence
from dataclasses import replace

from index.document import Document
from index.language.units import Unit
from index.language.words import words
from rag import messages
from rag.answers.reply import Declined, Outcome, Reply, SmallTalk
from rag.answers.short.choose import short_of
from rag.generation import prompts
from rag.query.context import QueryContext
from rag.reply_schema import Replies
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
_AROUND = " «»“”…"
"""What stands around words of the text where they are shown."""


def quoted(text: str, citation: Citation, language: str) -> Sentence:
    """Return words of the text as a sentence, in the quotation marks of a language."""
    left, right = "“”" if language == "en" else "«»"
    return Sentence(f"{left}{text.rstrip('.,;:')}{right}", (citation,))


def marked(sentence: Sentence) -> str:
    """Return a sentence with the marks of the points that it cites, «… [п. 16, п. 18].», as a part of an answer."""
    return f"{sentence.text} [{_marks(sentence)}]."


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
        text=" ".join(marked(sentence) for sentence in sentences),
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
        return replace(refusal, text=outcome.text or refusal.text, other_kinds=context.kind.others)
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
    return _language_note(context, reply.items)


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
    """Return a refusal with the nearest points and the sentence that belongs to its reason.

    It is of the kind that the question was taken for, and offers what has not been tried: a look-up has.
    """
    language = context.answer_language
    if reason is Reason.NO_SUCH_POINT:
        named, kind = context.retrieved.named, context.document_kind
        text = messages.no_such_parts(named.absent, document, language, kind)
        if not text and document.numbered_points:
            text = messages.no_such_point(document.last, document.has_preamble, bool(named.missing), language, kind)
        text = text or messages.no_preamble(document, language, kind)
    else:
        unit = Unit.POINT if document.numbered_points else document.unit
        text = context.said.refusals[reason].format(units=context.said.units[unit]["plural"])
    return Refusal(
        question=context.question,
        text=text,
        reason=reason,
        language=language,
        passages=context.retrieved.passages[:TOP_K_SHOWN],
        timings=context.stopwatch.stop(),
        dropped=tuple(rejected),
        gate=gate,
        kind=context.kind.kind,
        other_kinds=tuple(kind for kind in context.kind.others if kind is not Kind.LOOKUP),
    )


def unfit(question: str, said: Replies) -> str | None:
    """Return what is said to a question that cannot be answered as it stands; None for any other."""
    if not question:
        return said.empty
    if len(question) > messages.MAX_QUESTION:
        return said.too_long.format(length=len(question), limit=messages.MAX_QUESTION)
    return None if words(question) else said.no_words


def _marks(sentence: Sentence) -> str:
    """The labels of what a sentence cites; that of a wider part is left out: «п. 3» beside «п. 3, пп. 2»."""
    labels = dict.fromkeys(citation.place.label for citation in sentence.citations)
    return ", ".join(one for one in labels if not any(other.startswith((f"{one},", f"{one}(")) for other in labels))


def _note(context: QueryContext, mode: Mode, sentences: Sequence[Sentence]) -> str | None:
    """A line below an answer about its language."""
    return _language_note(context, sentences if mode is Mode.QUOTED else ())


def _language_note(context: QueryContext, quotations: Sequence[Sentence]) -> str | None:
    """A line for whoever asked in a language that is not answered in, or that the quotations are not in."""
    said = context.said
    if context.language not in prompts.LANGUAGES:
        return said.other_language
    cited = [sentence for sentence in quotations if sentence.citations]
    if not cited or context.answer_language == context.retrieved.document_language:
        return None
    return said.in_original if all(map(is_verbatim, cited)) else said.translated


def is_verbatim(sentence: Sentence) -> bool:
    """Tell whether a sentence is words of what it cites, or put together of them, and no translation."""
    text = sentence.text.strip(_AROUND)
    return any(text in cited.quote or cited.quote.strip(_AROUND) in text for cited in sentence.citations)
