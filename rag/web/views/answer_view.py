"""The HTML of an answer in its form: bullets, headed blocks, quotations, and what is set large before them."""

import re
from html import escape

from rag.messages import framed
from rag.types import Sentence
from rag.web.views.forms import Block, Form, Layout, Lead, unquoted
from rag.web.views.markup import button, chips

MAX_LARGE = 60
"""Most characters that are set in the largest size."""


def form_html(form: Form, short: str | None = None) -> str:
    """Return a form as HTML; `short` is marked where it first stands in an item."""
    marking = _Marking(short)
    blocks = [_block(block, marking) for block in form.blocks]
    if not any(block.heading for block in form.blocks):
        return _lead(form.lead) + " ".join(blocks)
    return f'{_lead(form.lead)}<div class="blocks{" beside" if form.beside else ""}">{"".join(blocks)}</div>'


class _Marking:
    """Marks the short answer once."""

    def __init__(self, short: str | None) -> None:
        self._short = short

    def __call__(self, text: str) -> str:
        """Return a text escaped, with the short answer marked if it has not been yet."""
        found = re.search(rf"(?<!\w){re.escape(self._short)}(?!\w)", text) if self._short else None
        if found is None:
            return escape(text)
        self._short = None
        return f"{escape(text[: found.start()])}<mark>{escape(found.group())}</mark>{escape(text[found.end() :])}"


def _lead(lead: Lead) -> str:
    size = "large" if len(lead.large) <= MAX_LARGE else "large long"
    large = f'<strong class="{size}">{escape(lead.large)}</strong>' if lead.large else ""
    if lead.is_sentence:
        return f'<p class="lead">{escape(lead.before)}{large}{escape(lead.after)}</p>'
    after = f" <span>{escape(lead.after)}</span>" if lead.after else ""
    return f'<p class="lead">{large}{after}</p>' if large or after else ""


def _block(block: Block, marking: _Marking) -> str:
    if block.layout is Layout.PROSE:
        items = " ".join(_sentence(sentence, marking) for sentence in block.items)
    elif block.layout is Layout.BULLETS:
        items = f'<ul class="items">{"".join(_bullet(sentence, marking) for sentence in block.items)}</ul>'
    else:
        items = f'<ul class="quotes">{"".join(_quote(sentence, marking) for sentence in block.items)}</ul>'
    if not block.heading:
        return items
    return f'<section class="headed"><h4>{escape(block.heading)}</h4>{items}</section>'


def _sentence(sentence: Sentence, marking: _Marking) -> str:
    cited = chips(sentence.citations)
    return f'<span class="sentence">{marking(framed(sentence.text))}{" " if cited else ""}{cited}.</span>'


def _bullet(sentence: Sentence, marking: _Marking) -> str:
    return f'<li class="sentence">{marking(framed(sentence.text))} {chips(sentence.citations)}</li>'


def _quote(sentence: Sentence, marking: _Marking) -> str:
    return (
        f'<li class="sentence"><blockquote>{marking(unquoted(sentence.text))}</blockquote>'
        f"{chips(sentence.citations)}{button('copy-quote', 'copy_quote')}</li>"
    )
