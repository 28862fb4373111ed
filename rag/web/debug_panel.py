"""The panel «Как получен ответ»: passages with their scores, the gate, what the verifier dropped, and the times.

HTML with every foreign text escaped; fixed words are left to the page (`data-w`), numbers are given in `data-*`.
"""

from html import escape

from rag.render import missing
from rag.types import Answer, GateReport, Passage, Refusal, RejectedSentence, Rejection, Timings

BEGINNING = 90
"""How many characters of a passage the table shows."""
SIGNALS = ("score", "margin", "absent", "question", "match", "state", "near_text")
"""Signals of the gate that the page has words for."""
_WHY = {Rejection.RESTATES_QUESTION: "why_echo", Rejection.UNFINISHED: "why_unfinished"}


def debug_panel(result: Answer | Refusal) -> str:
    """Return the folded panel of one result."""
    parts = [_mode(result), _passages(result.passages), _gate(result.gate), _dropped(result.dropped)]
    parts.append(_times(result.timings))
    return f'<details class="trace"><summary data-w="trace"></summary>{"".join(parts)}</details>'


def _mode(result: Answer | Refusal) -> str:
    return f'<p data-w="trace_mode_{escape(result.mode)}"></p>' if isinstance(result, Answer) else ""


def _passages(passages: tuple[Passage, ...]) -> str:
    if not passages:
        return ""
    head = "".join(f'<th scope="col" data-w="trace_{name}"></th>' for name in ("point", "score", "text"))
    rows = "".join(
        f'<tr><td>{escape(passage.chunk)}</td><td data-number="{passage.score:.3f}"></td>'
        f'<td lang="ru">{escape(_beginning(passage.text))}</td></tr>'
        for passage in passages
    )
    return f'<h5 data-w="trace_passages"></h5><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINNING else text[:BEGINNING].rsplit(" ", 1)[0] + "…"


def _gate(gate: GateReport | None) -> str:
    if gate is None:
        return ""
    signals = "".join(
        f'<li data-w="signal_{name}" data-v="{value:.2f}"></li>'
        for name, value in gate.signals.items()
        if name in SIGNALS
    )
    value = f'<p data-w="trace_gate_value" data-p="{gate.probability:.2f}" data-t="{gate.threshold:.2f}"></p>'
    wrong = '<p data-w="trace_misascribed"></p>' if gate.signals.get("misascribed") else ""
    return f'<h5 data-w="trace_gate"></h5>{value}{wrong}<ul class="signals">{signals}</ul>'


def _dropped(dropped: tuple[RejectedSentence, ...]) -> str:
    if not dropped:
        return ""
    items = "".join(f"<li>{escape(one.text)} {_why(one)}</li>" for one in dropped)
    return f'<h5 data-w="trace_dropped"></h5><ul>{items}</ul>'


def _why(rejected: RejectedSentence) -> str:
    """The verifier's reason in the words of the page."""
    if rejected.reason in _WHY:
        return f'<em data-w="{_WHY[rejected.reason]}"></em>'
    return f'<em data-w="why_missing" data-x="{escape(missing(rejected))}"></em>'


def _times(timings: Timings) -> str:
    named = {
        "trace_retrieve": timings.retrieve,
        "trace_first_token": timings.first_token,
        "trace_first_sentence": timings.first_sentence,
        "trace_total": timings.total,
    }
    items = "".join(
        f'<li data-w="{key}" data-s="{milliseconds / 1000:.2f}"></li>'
        for key, milliseconds in named.items()
        if milliseconds is not None
    )
    return f'<h5 data-w="trace_times"></h5><ul class="times">{items}</ul>'
