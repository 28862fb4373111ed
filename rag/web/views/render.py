"""The HTML of a reply, complete or still arriving.

Everything that a model, a user or a document wrote goes through `html.escape`; no text becomes markup. Knows nothing of
Gradio.
"""

from collections.abc import Iterable
from html import escape

from rag.types import Answer, Kind, Mode, Passage, Reason, Refusal, Result, Talk
from rag.web.questions import Suggestion
from rag.web.strings import known
from rag.web.views.answer_view import form_html
from rag.web.views.debug_panel import debug_panel
from rag.web.views.forms import arriving, form_of, to_show_below
from rag.web.views.markup import button, chip, chips, lang, localized
from rag.web.views.reply_state import ReplyState, ReplyStatus

OFFERED = frozenset(Kind) - {Kind.TALK, Kind.BEYOND}
"""Kinds that a reader can ask for: the others ask nothing of the document."""
_NOT_SEARCHED = frozenset({Reason.BAD_QUESTION, Reason.NO_SUCH_POINT, Reason.OUT_OF_SCOPE})
"""Reasons of refusals that are no failure to find."""


def reply(
    state: ReplyState,
    points: int,
    next_questions: tuple[Suggestion, ...] = (),
    *,
    preamble: bool = True,
    text_language: str = "ru",
) -> str:
    """Return the HTML of a reply; while the answer streams, it only grows at its end, or by items of a list.

    Args:
        state: The reply so far.
        points: How many points the document has, the preamble not counted.
        next_questions: Prepared questions to show below a finished reply.
        preamble: Whether the document has one.
        text_language: The language that its text is in, "other" if that is not known.
    """
    parts = [_found(state, points, "looked_for" if preamble else "looked_for_points")]
    if isinstance(state.result, Refusal):
        parts.append(_refusal(state.result, lang(text_language)))
    elif isinstance(state.result, Talk):
        parts.append(f'<p class="answer talk" lang="{known(state.result.language)}">{escape(state.result.text)}</p>')
    elif state.status is ReplyStatus.FAILED:
        parts.append(f'<p class="trouble">{localized("failed")} {escape(state.error)}</p>')
    else:
        parts.append(_answer(state))
    if isinstance(state.result, Answer):
        parts.append(_sources(state.result, lang(text_language)))
    if state.result is not None:
        parts.append(_kinds(state.result))
    if state.status is not ReplyStatus.RUNNING:
        parts.append(_actions(state))
    if state.result is not None:
        parts.append(debug_panel(state.result, lang(text_language)))
        parts.append(_suggestions(state.result, next_questions))
    return "".join(parts)


def _found(state: ReplyState, points: int, key: str) -> str:
    if state.passages is None:
        return f'<p class="found">{localized("looking") if state.status is ReplyStatus.RUNNING else ""}</p>'
    if not state.passages or _needed_no_search(state.result):
        return '<p class="found"></p>'
    if isinstance(state.result, Refusal):
        return localized(key, "p", n=points, css="found")
    return f'<p class="found">{localized("found")} {chips(state.passages)}</p>'


def _needed_no_search(result: Result | None) -> bool:
    """Whether what was found has nothing to do with the reply."""
    match result:
        case Answer(mode=Mode.COMPUTED) | Talk() | Refusal(reason=Reason.OUT_OF_SCOPE):
            return True
    return False


def _answer(state: ReplyState) -> str:
    result = state.result if isinstance(state.result, Answer) else None
    language = known(result.language if result else state.language)
    form = form_of(result) if result else arriving(state.sentences, is_list=state.is_list)
    parts = [html] if (html := form_html(form, result.short if result else None)) else []
    if state.pending:
        parts.append(f'<span class="sentence pending" data-w-title="unverified">{escape(state.pending)}</span>')
    elif state.status is ReplyStatus.RUNNING and state.passages_left:
        parts.append(localized("passages_left", "p", n=state.passages_left, css="waiting"))
    elif state.status is ReplyStatus.RUNNING and state.ahead:
        parts.append(localized("queued", "p", n=state.ahead, css="waiting"))
    elif state.status is ReplyStatus.RUNNING and not state.sentences and state.passages is not None:
        parts.append(localized("reading", css="waiting"))
    kind = f' data-form="{result.kind}"' if result else ""
    text = f'<div class="answer" lang="{language}"{kind}>{" ".join(parts)}</div>'
    if result and result.note:
        text += f'<p class="note">{escape(result.note)}</p>'
    if state.status is ReplyStatus.STOPPED:
        text += localized("stopped", "p", css="note")
    return text


def _sources(answer: Answer, language: str) -> str:
    items = "".join(
        f"<li>{chip([citation])}"
        f'<blockquote{language} cite="#p{citation.point}">{escape(citation.quote)}</blockquote>'
        f"{button('copy-quote', 'copy_quote')}</li>"
        for citation in to_show_below(answer)
    )
    return f'<section class="sources">{localized("sources", "h4")}<ul>{items}</ul></section>' if items else ""


def _refusal(refusal: Refusal, language: str) -> str:
    text = f'<p class="answer refusal" lang="{known(refusal.language)}">{escape(refusal.text)}</p>'
    if refusal.reason in _NOT_SEARCHED or not refusal.passages:
        return text
    nearest = "".join(
        f'<li>{chip([passage])} <span class="nearest-words"{language}>{escape(passage.text)}</span></li>'
        for passage in best_by_point(refusal.passages)[:3]
    )
    return f'{text}<ul class="nearest" data-w-label="nearest">{nearest}</ul>'


def best_by_point(passages: Iterable[Passage]) -> list[Passage]:
    """Return the first (best) passage of each point."""
    best: dict[int, Passage] = {}
    for passage in passages:
        best.setdefault(passage.point, passage)
    return list(best.values())


def _kinds(result: Result) -> str:
    """What kind of answer this is, and the same question asked for the kinds that it may have meant."""
    label = localized(f"kind_{result.kind}", css="kind") if isinstance(result, Answer) else ""
    others = "".join(
        button("as-kind", f"as_{kind}", {"kind": kind})
        for kind in result.other_kinds
        if kind in OFFERED and kind is not result.kind
    )
    return f'<div class="kinds" role="group" data-w-label="kinds">{label}{others}</div>' if label or others else ""


def _actions(state: ReplyState) -> str:
    parts = [button("again", "again"), button("edit", "edit")]
    if isinstance(state.result, Answer):
        parts = [button("copy", "copy"), *parts]
    if state.result is not None:
        parts.append('<span class="gap"></span>')
        parts.extend(_thumb(name) for name in ("like", "dislike"))
    if isinstance(state.result, Answer) and state.result.citations:
        parts.append(button("wrong-citation", "wrong_citation"))
    return f'<div class="actions">{"".join(parts)}</div><div class="feedback"></div>'


def _thumb(name: str) -> str:
    attributes = f'class="thumb {name}" data-do="{name}" data-w-label="{name}" aria-pressed="false"'
    return f'<button type="button" {attributes}></button>'


def _suggestions(result: Result, questions: tuple[Suggestion, ...]) -> str:
    if not questions:
        return ""
    heading = "next" if isinstance(result, Answer) else "try" if isinstance(result, Talk) else "answerable"
    items = "".join(
        f'<li><button type="button" class="suggestion" data-do="suggest">{escape(one.text)}</button></li>'
        for one in questions
    )
    return f'<section class="next">{localized(heading, "h4")}<ul>{items}</ul></section>'
