"""The HTML of a reply, from what is known of it so far.

Everything that a model, a user or a document wrote goes through `html.escape` here, and nowhere does text become
markup. Fixed words are left empty with `data-w` (and `data-n` for a number): the page fills them in its language, so
that switching the language needs no second rendering. Knows nothing of Gradio.
"""

from collections.abc import Iterable
from html import escape

from rag.types import Answer, Citation, Passage, Reason, Refusal, Sentence
from rag.web.debug_panel import debug_panel
from rag.web.reply_state import ReplyState, ReplyStatus
from rag.web.strings import Suggestion, known

Span = Passage | Citation


def word(key: str, tag: str = "span", n: int | None = None, css: str = "") -> str:
    """Return an element that the page fills with one of its words."""
    number = "" if n is None else f' data-n="{n}"'
    of_class = f' class="{css}"' if css else ""
    return f'<{tag}{of_class} data-w="{key}"{number}></{tag}>'


def button(do: str, key: str) -> str:
    """Return a button whose action and word are named."""
    return f'<button type="button" data-do="{do}" data-w="{key}"></button>'


def chip(point: int, spans: Iterable[Span]) -> str:
    """Return a citation: a link to the point that knows which of its words to highlight."""
    ranges = " ".join(f"{span.start}-{span.end}" for span in spans)
    short, label = ("point_short", "chip_label") if point else ("preamble_short", "chip_preamble_label")
    return (
        f'<a class="chip" href="#p{point}" data-point="{point}" data-ranges="{ranges}" data-n="{point}" '
        f'data-w="{short}" data-w-label="{label}"></a>'
    )


def chips(spans: Iterable[Span]) -> str:
    """Return one chip a point, in order of first appearance."""
    by_point: dict[int, list[Span]] = {}
    for span in spans:
        by_point.setdefault(span.point, []).append(span)
    return " ".join(chip(point, found) for point, found in by_point.items())


def reply(live: ReplyState, points: int, next_questions: tuple[Suggestion, ...] = (), *, preamble: bool = True) -> str:
    """Return the HTML of a reply; it only ever grows at its end while the answer streams.

    Args:
        live: What is known so far.
        points: How many points the document has, the preamble not counted.
        next_questions: Prepared questions to show below a finished reply.
        preamble: Whether the document has one.
    """
    parts = [_found(live, points, "looked_for" if preamble else "looked_for_points")]
    if isinstance(live.result, Refusal):
        parts.append(_refusal(live.result))
    elif live.state is ReplyStatus.FAILED:
        parts.append(f'<p class="trouble">{word("failed")} {escape(live.error)}</p>')
    else:
        parts.append(_answer(live))
    if isinstance(live.result, Answer):
        parts.append(_sources(live.result))
    if live.state is not ReplyStatus.RUNNING:
        parts.append(_actions(live))
    if live.result is not None:
        parts.append(debug_panel(live.result))
        parts.append(_suggestions(live.result, next_questions))
    return "".join(parts)


def _found(live: ReplyState, points: int, looked_for: str) -> str:
    if live.passages is None:
        return f'<p class="found">{word("looking") if live.state is ReplyStatus.RUNNING else ""}</p>'
    if not live.passages:
        return '<p class="found"></p>'
    if isinstance(live.result, Refusal):
        return word(looked_for, "p", n=points, css="found")
    return f'<p class="found">{word("found")} {chips(live.passages)}</p>'


def _answer(live: ReplyState) -> str:
    language = known(live.result.language if live.result else live.language)
    parts = [_sentence(sentence) for sentence in live.sentences]
    if live.pending:
        parts.append(f'<span class="sentence pending" data-w-title="unverified">{escape(live.pending)}</span>')
    elif live.state is ReplyStatus.RUNNING and not live.sentences and live.passages is not None:
        parts.append(word("reading", css="waiting"))
    text = f'<div class="answer" lang="{language}">{" ".join(parts)}</div>'
    if isinstance(live.result, Answer) and live.result.note:
        text += f'<p class="note">{escape(live.result.note)}</p>'
    if live.state is ReplyStatus.DONE and live.dropped:
        text += word("withdrawn", "p", n=len(live.dropped), css="note")
    if live.state is ReplyStatus.STOPPED:
        text += word("stopped", "p", css="note")
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
    return f'<section class="sources">{word("sources", "h4")}<ul>{items}</ul></section>' if items else ""


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


def _actions(live: ReplyState) -> str:
    parts = [button("again", "again"), button("edit", "edit")]
    if isinstance(live.result, Answer):
        parts = [button("copy", "copy"), *parts]
    if live.result is not None:
        parts.append('<span class="gap"></span>')
        parts.extend(_verdict(name) for name in ("like", "dislike"))
    if isinstance(live.result, Answer):
        parts.append(button("wrong-citation", "wrong_citation"))
    return f'<div class="actions">{"".join(parts)}</div><div class="feedback"></div>'


def _verdict(name: str) -> str:
    attributes = f'class="thumb {name}" data-do="{name}" data-w-label="{name}" aria-pressed="false"'
    return f'<button type="button" {attributes}></button>'


def _suggestions(result: Answer | Refusal, questions: tuple[Suggestion, ...]) -> str:
    if not questions:
        return ""
    heading = "next" if isinstance(result, Answer) else "answerable"
    items = "".join(
        f'<li><button type="button" class="suggestion" data-do="suggest">{escape(one.text)}</button></li>'
        for one in questions
    )
    return f'<section class="next">{word(heading, "h4")}<ul>{items}</ul></section>'
