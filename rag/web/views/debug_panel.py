"""The panel «Как получен ответ» (how this answer was made): passages with scores, features, rejected sentences, times.

HTML with all outside text escaped. The page fills in fixed strings (`data-w`) and formats numbers (`data-*`).
"""

from html import escape

from rag.types import (
    Answer,
    GateReport,
    Passage,
    RejectedSentence,
    Rejection,
    Result,
    Standing,
    Timings,
    WeightsInUse,
)

MAX_SHOWN = 90
"""How much of a passage the table shows, in characters."""
SHOWN_FEATURES = ("score", "top2_margin", "oov_share", "question", "match", "hidden_state", "kernel_text")
"""Features that the page has a string for."""
_WHY = {
    Rejection.RESTATES_QUESTION: "why_echo",
    Rejection.UNFINISHED: "why_unfinished",
    Rejection.NEGATION: "why_negation",
    Rejection.PROPOSER: "why_proposer",
}
"""Reasons that have a string of their own; the others name what the text lacks."""


def debug_panel(result: Result, language: str = "") -> str:
    """Return the folded panel of one result; `language` is the attribute of the passages' language."""
    parts = [_mode(result), _weights(result.weights), _passages(result.passages, language), _gate(result.gate)]
    parts.append(_dropped(result.dropped))
    parts.append(_times(result.timings))
    return f'<details class="debug-panel"><summary data-w="debug_panel"></summary>{"".join(parts)}</details>'


def _mode(result: Result) -> str:
    return f'<p data-w="debug_mode_{escape(result.mode)}"></p>' if isinstance(result, Answer) else ""


def _weights(weights: WeightsInUse | None) -> str:
    """A line on the fitted weights, if they were not fitted on this document and these models."""
    if weights is None or weights.standing is Standing.FITTED:
        return ""
    reasons = "".join(f' <span data-w="weights_not_{escape(reason)}"></span>' for reason in weights.mismatches)
    return f'<p><span data-w="weights_{escape(weights.standing)}"></span>{reasons}</p>'


def _passages(passages: tuple[Passage, ...], language: str) -> str:
    if not passages:
        return ""
    head = "".join(f'<th scope="col" data-w="debug_{name}"></th>' for name in ("point", "score", "text"))
    rows = "".join(
        f'<tr><td>{escape(passage.chunk)}</td><td data-number="{passage.score:.3f}"></td>'
        f"<td{language}>{escape(_shortened(passage.text))}</td></tr>"
        for passage in passages
    )
    return f'<h5 data-w="debug_passages"></h5><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN].rsplit(" ", 1)[0] + "…"


def _gate(gate: GateReport | None) -> str:
    if gate is None:
        return ""
    features = "".join(
        f'<li data-w="feature_{name}" data-v="{value:.2f}"></li>'
        for name, value in gate.feature_values.items()
        if name in SHOWN_FEATURES
    )
    value = f'<p data-w="debug_gate_value" data-p="{gate.probability:.2f}" data-t="{gate.threshold:.2f}"></p>'
    wrong = '<p data-w="debug_misattributed"></p>' if gate.misattributed else ""
    return f'<h5 data-w="debug_gate"></h5>{value}{wrong}<ul class="features">{features}</ul>'


def _dropped(dropped: tuple[RejectedSentence, ...]) -> str:
    if not dropped:
        return ""
    items = "".join(f"<li>{escape(one.text)} {_why(one)}</li>" for one in dropped)
    return f'<h5 data-w="debug_dropped"></h5><ul>{items}</ul>'


def _why(rejected: RejectedSentence) -> str:
    """The verifier's reason, as a string of the page."""
    if rejected.reason in _WHY:
        return f'<em data-w="{_WHY[rejected.reason]}"></em>'
    return f'<em data-w="why_missing" data-x="{escape(rejected.detail)}"></em>'


def _times(timings: Timings) -> str:
    named = {
        "debug_retrieve": timings.retrieve,
        "debug_first_token": timings.first_token,
        "debug_first_sentence": timings.first_sentence,
        "debug_total": timings.total,
    }
    items = "".join(
        f'<li data-w="{key}" data-s="{milliseconds / 1000:.2f}"></li>'
        for key, milliseconds in named.items()
        if milliseconds is not None
    )
    return f'<h5 data-w="debug_times"></h5><ul class="times">{items}</ul>'
