"""The HTML, Markdown and plain text files of the fixtures."""

import html
import re
import textwrap
from pathlib import Path

from tests.index.readers.documents import CHARTER, RULES, TREATY, Item, Text

Block = dict[str, str | int]
HEADINGS = {"title": 1, "chapter": 2, "article": 3}
MARK = re.compile(r"\{(.+?)\}")


def printed(item: Item) -> str:
    return f"{item.number} {item.text}".strip()


def expected(text: Text, *, notes: bool = True, headings: bool = True) -> list[Block]:
    """The blocks of a text whose numbers are typed."""
    found: list[Block] = []
    for item in text.items:
        depth = HEADINGS.get(item.kind) if headings else None
        role = "table_row" if item.kind == "row" else "heading" if depth else "paragraph"
        shown = printed(item)
        found.append({"role": role, "level": depth or 0, "number": "", "text": MARK.sub("", shown)})
        marks = MARK.findall(shown) if notes else ()
        found += [{"role": "footnote", "level": 0, "number": mark, "text": text.notes[mark]} for mark in marks]
    return found


def page(text: Text) -> str:
    """A page as sites publish it: navigation around the text, footnotes at its end, rows in a table."""
    body: list[str] = []
    for item in text.items:
        shown = html.escape(printed(item), quote=False).replace(" ", "&nbsp;", 1)
        shown = MARK.sub(r'<sup><a href="#n\1" id="r\1">\1</a></sup>', shown)
        depth = HEADINGS.get(item.kind)
        if item.kind == "row":
            body.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in html.escape(item.text).split(" | ")) + "</tr>")
        else:
            body.append(f"<h{depth}>{shown}</h{depth}>" if depth else f"<p>{shown}</p>")
    inner = re.sub(r"((?:<tr>.*</tr>\n?)+)", r"<table>\1</table>", "\n".join(body))
    notes = "".join(
        f'<li id="n{mark}"><p>{html.escape(note)} <a href="#r{mark}" role="doc-backlink">↩</a></p></li>'
        for mark, note in text.notes.items()
    )
    notes = f'<section class="footnotes"><ol>{notes}</ol></section>' if notes else ""
    return (
        f'<!DOCTYPE html><html lang="{text.language}"><head><meta charset="utf-8"><title>{text.head}</title>'
        "<style>p { margin: 0 }</style><script>document.write('written')</script></head><body>"
        '<header role="banner">The site</header><nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f'<main>{inner}{notes}<p hidden>unseen</p><div style="display: none">unseen</div></main>'
        "<footer>© The site</footer></body></html>"
    )


def with_lists(text: Text) -> tuple[str, list[Block]]:
    """Numbers of points are those of lists, which a browser prints; each chapter begins again."""
    parts, blocks = [], list[Block]()
    kinds = {"point": ("ol", 0), "subpoint": ('ol type="a"', 1)}
    opened: list[str] = []
    counts = [0, 0]

    def close(depth: int) -> None:
        while len(opened) > depth:
            parts.append("</li></ol>")
            opened.pop()

    for item in text.items:
        shown = html.escape(MARK.sub("", item.text), quote=False)
        if item.kind in kinds:
            tag, depth = kinds[item.kind]
            if len(opened) > depth:
                close(depth + 1)
                parts.append(f"</li><li>{shown}")
                counts[depth] += 1
            else:
                parts.append(f"<{tag}><li>{shown}")
                opened.append(tag)
                counts[depth] = 1
            number = f"{'abcdef'[counts[depth] - 1] if depth else counts[depth]}."
            blocks.append({"role": "list_item", "level": depth, "number": number, "text": html.unescape(shown)})
            continue
        close(0)
        depth = HEADINGS.get(item.kind)
        shown = html.escape(f"{item.number} {item.text}".strip(), quote=False)
        parts.append(f"<h{depth}>{shown}</h{depth}>" if depth else f"<p>{shown}")
        blocks.append({"role": "heading" if depth else "paragraph", "level": depth or 0, "number": "",
                       "text": html.unescape(shown)})  # fmt: skip
    close(0)
    return "<html><title>t</title><body>" + "\n".join(parts), blocks


def old_page(text: Text) -> str:
    """A page of twenty years ago: no paragraphs, only line breaks, in Windows-1251."""
    lines = "<br><br>\r\n".join(html.escape(MARK.sub("", printed(item)), quote=False) for item in text.items)
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    return f"<html><head>{head}</head><body>{lines}</body></html>"


def markdown(text: Text) -> str:
    found: list[str] = []
    for item in text.items:
        shown = MARK.sub(r"[^\1]", printed(item))
        depth = HEADINGS.get(item.kind)
        if item.kind == "row":
            row = f"| {item.text} |"
            opened = found and found[-1].startswith("|")
            found[-1:] = [f"{found[-1]}\n{row}"] if opened else [*found[-1:], f"{row}\n|---|---|---|"]
        elif depth:
            found.append(f"{'#' * depth} {shown}")
        else:  # «1.» would begin a list, which is another thing
            escaped = re.sub(r"^(\d+)([.)])(?= )", r"\1\\\2", shown)
            found.append("\n".join(textwrap.wrap(escaped, 90, break_on_hyphens=False, break_long_words=False)))
    found += [f"[^{mark}]: {note}" for mark, note in text.notes.items()]
    return "\n\n".join(found) + "\n"


def plain(text: Text, *, wrapped: bool) -> str:
    """Paragraphs with an empty line between them, their lines wrapped, words broken at their own hyphens too."""
    shown = (MARK.sub("", printed(item)) for item in text.items)
    return "\n\n".join("\n".join(textwrap.wrap(one, 66)) if wrapped else one for one in shown) + "\n"


def make(folder: Path) -> dict[str, list[Block]]:
    """Write all files; return the blocks of each; of a plain text, its paragraphs."""
    lists, blocks = with_lists(TREATY)
    charter, treaty = (expected(text, notes=False, headings=False) for text in (CHARTER, TREATY))
    files = {
        "page-charter.html": (page(CHARTER).encode(), expected(CHARTER)),
        "page-rules.html": (page(RULES).encode(), expected(RULES)),
        "page-treaty-lists.html": (lists.encode("utf-16"), blocks),
        "page-charter-old.htm": (old_page(CHARTER).encode("cp1251"), charter),
        "markdown-treaty.md": (markdown(TREATY).encode(), expected(TREATY)),
        "markdown-rules.md": (markdown(RULES).encode("utf-8-sig"), expected(RULES)),
        "text-utf8-bom.txt": (plain(CHARTER, wrapped=True).encode("utf-8-sig"), charter),
        "text-utf16.txt": (plain(TREATY, wrapped=True).encode("utf-16-le"), treaty),
        "text-cp1251.txt": (plain(CHARTER, wrapped=False).replace("\n", "\r\n").encode("cp1251"), charter),
    }  # fmt: skip
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: blocks for name, (_, blocks) in files.items()}
