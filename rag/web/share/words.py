"""The join page, and what the terminal shows of a shared page: addresses, code and QR code."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from io import StringIO
from pathlib import Path
from string import Template

import segno

from rag import terminal
from rag.web.share.joining import Wrong

HERE = Path(__file__).parent
LANGUAGES = ("ru", "en")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((HERE / "join.toml").read_text(encoding="utf-8"))


def join_page(accepted: str, wrong: Wrong | None = None, *, keeps_questions: bool = False) -> str:
    """Return the page that asks for the code, as HTML.

    Args:
        accepted: the request's Accept-Language header; Russian comes first if it begins with that or is empty.
        wrong: what became of the code that was tried.
        keeps_questions: whether the program's log gets the questions, which the page then says.
    """
    first, other = LANGUAGES if accepted.strip().lower()[:2] in ("ru", "") else LANGUAGES[::-1]
    kept = "kept_questions" if keeps_questions else "kept"
    words = {name: escape(text) for name, text in _words()[first].items()}
    others = {f"other_{name}": escape(text) for name, text in _words()[other].items()}
    template = Template((HERE / "join.html").read_text(encoding="utf-8"))
    chosen = {"kept": words[kept], "other_kept": others[f"other_{kept}"]}
    chosen |= {"language": first, "other_language": other, "said": _said(wrong, words)}
    return template.substitute(words | others | chosen)


def _said(wrong: Wrong | None, words: Mapping[str, str]) -> str:
    if wrong is None:
        return ""
    if wrong.is_locked:
        return words["locked"].format(n=math.ceil(wrong.seconds / 60))
    return words["wrong"].format(n=math.ceil(wrong.seconds))


def announcement(urls: Sequence[str], code: str) -> str:
    """Return what the terminal shows: where the class finds the page, the code, and both as a QR code."""
    drawn = StringIO()
    segno.make(join_url(urls[0], code), error="m").terminal(out=drawn, compact=True)
    addresses = "\n".join(f"    {url}" for url in urls)
    return terminal.said("shared", addresses=addresses, code=code, drawn=drawn.getvalue())


def join_url(url: str, code: str) -> str:
    """Return the address that joins at once."""
    return f"{url}/join?code={code}"
