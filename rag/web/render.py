"""The HTML of a reply, complete or still arriving, and of the document.

Everything that a model, a user or a document wrote goes through `html.escape`; no text becomes markup. A fixed string
is an empty element with `data-w` (and `data-n` for a number), which the page fills in its language, so that switching
the language needs no second rendering. Knows nothing of Gradio.
"""

from collections.abc import Iterable
from html import escape

from index.document import Document, Section
from rag.types import Answer, Citation, Passage, Reason, Refusal, Result, Sentence
from rag.web.debug_panel import debug_panel
from rag.web.reply_state import ReplyState, ReplyStatus
from rag.web.strings import Suggestion, known

Span = Passage | Citation


def localized(key: str, tag: str = "span", n: int | None = None, css: str = "") -> str:
    """Return an empty element that the page fills with one of its strings."""
    number = "" if n is None else f' data-n="{n}"'
    of_class = f' class="{css}"' if css else ""
    return f'<{tag}{of_class} data-w="{key}"{number}></{tag}>'


def button(do: str, key: str) -> str:
    """Return a button with an action and the key of its string."""
    return f'<button type="button" data-do="{do}" data-w="{key}"></button>'


def chip(point: int, spans: Iterable[Span]) -> str:
    """Return a citation: a link to a point with the character ranges to highlight in it."""
    ranges = " ".join(f"{span.start}-{span.end}" for span in spans)
    short, label = ("point_short", "chip_label") if point else ("preamble_short", "chip_preamble_label")
    return (
        f'<a class="chip" href="#p{point}" data-point="{point}" data-ranges="{ranges}" data-n="{point}" '
        f'data-w="{short}" data-w-label="{label}"></a>'
    )


def chips(spans: Iterable[Span]) -> str:
    """Return one chip for each point, in order of first appearance."""
    by_point: dict[int, list[Span]] = {}
    for span in spans:
        by_point.setdefault(span.point, []).append(span)
    return " ".join(chip(point, found) for point, found in by_point.items())


def reply(state: ReplyState, points: int, next_questions: tuple[Suggestion, ...] = (), *, preamble: bool = True) -> str:
    """Return the HTML of a reply; while the answer streams, it only grows at its end.

    Args:
        state: The reply so far.
        points: How many points the document has, the preamble not counted.
        next_questions: Prepared questions to show below a finished reply.
        preamble: Whether the document has one.
    """
    parts = [_found(state, points, "looked_for" if preamble else "looked_for_points")]
    if isinstance(state.result, Refusal):
        parts.append(_refusal(state.result))
    elif state.status is ReplyStatus.FAILED:
        parts.append(f'<p class="trouble">{localized("failed")} {escape(state.error)}</p>')
    else:
        parts.append(_answer(state))
    if isinstance(state.result, Answer):
        parts.append(_sources(state.result))
    if state.status is not ReplyStatus.RUNNING:
        parts.append(_actions(state))
    if state.result is not None:
        parts.append(debug_panel(state.result))
        parts.append(_suggestions(state.result, next_questions))
    return "".join(parts)


def _found(state: ReplyState, points: int, key: str) -> str:
    if state.passages is None:
        return f'<p class="found">{localized("looking") if state.status is ReplyStatus.RUNNING else ""}</p>'
    if not state.passages:
        return '<p class="found"></p>'
    if isinstance(state.result, Refusal):
        return localized(key, "p", n=points, css="found")
    return f'<p class="found">{localized("found")} {chips(state.passages)}</p>'


def _answer(state: ReplyState) -> str:
    language = known(state.result.language if state.result else state.language)
    parts = [_sentence(sentence) for sentence in state.sentences]
    if state.pending:
        parts.append(f'<span class="sentence pending" data-w-title="unverified">{escape(state.pending)}</span>')
    elif state.status is ReplyStatus.RUNNING and not state.sentences and state.passages is not None:
        parts.append(localized("reading", css="waiting"))
    text = f'<div class="answer" lang="{language}">{" ".join(parts)}</div>'
    if isinstance(state.result, Answer) and state.result.note:
        text += f'<p class="note">{escape(state.result.note)}</p>'
    if state.status is ReplyStatus.DONE and state.dropped:
        text += localized("withdrawn", "p", n=len(state.dropped), css="note")
    if state.status is ReplyStatus.STOPPED:
        text += localized("stopped", "p", css="note")
    return text


def _sentence(sentence: Sentence) -> str:
    return f'<span class="sentence">{escape(sentence.text)} {chips(sentence.citations)}.</span>'


def _sources(answer: Answer) -> str:
    items = "".join(
        f"<li>{chip(citation.point, [citation])}"
        f'<blockquote lang="ru" cite="#p{citation.point}">{escape(citation.quote)}</blockquote>'
        f"{button('copy-quote', 'copy_quote')}</li>"
        for citation in answer.citations
    )
    return f'<section class="sources">{localized("sources", "h4")}<ul>{items}</ul></section>' if items else ""


def _refusal(refusal: Refusal) -> str:
    text = f'<p class="answer refusal" lang="{known(refusal.language)}">{escape(refusal.text)}</p>'
    if refusal.reason in (Reason.BAD_QUESTION, Reason.NO_SUCH_POINT) or not refusal.passages:
        return text
    nearest = "".join(
        f'<li>{chip(passage.point, [passage])} <span class="nearest-words" lang="ru">{escape(passage.text)}</span></li>'
        for passage in best_by_point(refusal.passages)[:3]
    )
    return f'{text}<ul class="nearest" data-w-label="nearest">{nearest}</ul>'


def best_by_point(passages: Iterable[Passage]) -> list[Passage]:
    """Return the first (best) passage of each point."""
    best: dict[int, Passage] = {}
    for passage in passages:
        best.setdefault(passage.point, passage)
    return list(best.values())


def _actions(state: ReplyState) -> str:
    parts = [button("again", "again"), button("edit", "edit")]
    if isinstance(state.result, Answer):
        parts = [button("copy", "copy"), *parts]
    if state.result is not None:
        parts.append('<span class="gap"></span>')
        parts.extend(_verdict(name) for name in ("like", "dislike"))
    if isinstance(state.result, Answer):
        parts.append(button("wrong-citation", "wrong_citation"))
    return f'<div class="actions">{"".join(parts)}</div><div class="feedback"></div>'


def _verdict(name: str) -> str:
    attributes = f'class="thumb {name}" data-do="{name}" data-w-label="{name}" aria-pressed="false"'
    return f'<button type="button" {attributes}></button>'


def _suggestions(result: Result, questions: tuple[Suggestion, ...]) -> str:
    if not questions:
        return ""
    heading = "next" if isinstance(result, Answer) else "answerable"
    items = "".join(
        f'<li><button type="button" class="suggestion" data-do="suggest">{escape(one.text)}</button></li>'
        for one in questions
    )
    return f'<section class="next">{localized(heading, "h4")}<ul>{items}</ul></section>'


def document_view(document: Document) -> str:
    """Return the sections of a document as HTML to be read.

    Each paragraph has `data-start`, its offset into `point.text`, and contains exactly its text, so that the page can
    highlight `point.text[start:end]` without knowing how the text was divided.
    """
    return "".join(_point(point) for point in document.sections)


def _point(point: Section) -> str:
    offset = 0
    paragraphs = []
    for paragraph in point.paragraphs:
        paragraphs.append(f'<p data-start="{offset}">{escape(paragraph)}</p>')
        offset += len(paragraph) + 1  # the line break between paragraphs of point.text
    number = point.number
    name = "preamble_long" if number == 0 else "point_long"
    ask = "ask_preamble" if number == 0 else "ask_point"
    return (
        f'<section class="point" id="p{number}" data-point="{number}" tabindex="-1" aria-labelledby="p{number}-name">'
        f'<h3 id="p{number}-name"><span class="visually-hidden" data-w="{name}" data-n="{number}"></span>'
        f'<span class="number" aria-hidden="true">{number or ""}</span></h3>'
        f'<div class="back-line"></div>'
        f'<div class="words" lang="ru">{"".join(paragraphs)}</div>'
        f'<div class="tools">'
        f'<button type="button" data-do="ask-point" data-w="{ask}"></button>'
        f'<button type="button" data-do="copy-point" data-w="copy_point"></button>'
        f'<button type="button" data-do="link-point" data-w="link_point"></button>'
        f"</div></section>"
    )
