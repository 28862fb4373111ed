"""The PDFs of the fixtures, by reportlab, fpdf2 and Chromium."""

import html
import io
import re
import subprocess
import tempfile
from pathlib import Path

from fpdf import FPDF
from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from tests.index.readers.documents import CHARTER, RULES, TREATY, Item, Text
from tests.index.readers.fonts import BOLD, REGULAR, make_fonts
from tests.index.readers.typeset import HEIGHT, WIDTH, Style, Typesetter, printed

MARK = re.compile(r"\{(.+?)\}")
CHROMIUM = "chromium"


class ReportlabPen:
    """Draws word by word: such files have no space in them."""

    def __init__(self) -> None:
        register()
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, pagesize=(WIDTH, HEIGHT), invariant=1)

    def width(self, text: str, size: float, bold: bool) -> float:
        return pdfmetrics.stringWidth(text, "B" if bold else "R", size)

    def draw(self, x: float, y: float, text: str, size: float, bold: bool) -> None:
        self._canvas.setFont("B" if bold else "R", size)
        self._canvas.drawString(x, y, text)

    def next_page(self) -> None:
        self._canvas.showPage()

    def save(self, path: Path) -> None:
        self._canvas.save()
        path.write_bytes(self._file.getvalue())


class FpdfPen:
    def __init__(self) -> None:
        self._pdf = fpdf()
        self._pdf.add_page()

    def width(self, text: str, size: float, bold: bool) -> float:
        self._pdf.set_font("D", "B" if bold else "", size)
        return self._pdf.get_string_width(text)

    def draw(self, x: float, y: float, text: str, size: float, bold: bool) -> None:
        self._pdf.set_font("D", "B" if bold else "", size)
        self._pdf.text(x, HEIGHT - y, f"{text} ")

    def next_page(self) -> None:
        self._pdf.add_page()

    def save(self, path: Path) -> None:
        self._pdf.output(str(path))


def fpdf(kind: type[FPDF] = FPDF) -> FPDF:
    pdf = kind(unit="pt", format=(WIDTH, HEIGHT))
    pdf.set_auto_page_break(False)
    pdf.add_font("D", "", str(REGULAR))
    pdf.add_font("D", "B", str(BOLD))
    return pdf


def register() -> None:
    pdfmetrics.registerFont(TTFont("R", str(REGULAR)))
    pdfmetrics.registerFont(TTFont("B", str(BOLD)))


def platypus(path: Path, text: Text, columns: int) -> None:
    register()
    lang = {"ru": "ru_RU", "en": "en_US"}[text.language]
    base = {
        "fontName": "R",
        "fontSize": 9.5,
        "leading": 13,
        "spaceAfter": 5,
        "hyphenationLang": lang,
        "embeddedHyphenation": 1,
    }
    plain = ParagraphStyle("plain", **base)
    sub = ParagraphStyle("sub", **{**base, "leftIndent": 16})
    heads = {kind: ParagraphStyle(kind, fontName="B", fontSize=size, leading=size * 1.3, spaceAfter=6, spaceBefore=8)
             for kind, size in (("title", 15), ("chapter", 12), ("article", 9.5))}  # fmt: skip

    def page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("R", 7.5)
        canvas.drawString(48, HEIGHT - 32, text.head)
        canvas.drawRightString(WIDTH - 48, HEIGHT - 32, f"— {document.page} —")

    width = (WIDTH - 96 - 18 * (columns - 1)) / columns
    frames = [Frame(48 + i * (width + 18), 48, width, HEIGHT - 100, 0, 0, 0, 0) for i in range(columns)]
    story: list[object] = []
    rows: list[list[str]] = []
    for item in (*text.items, None):
        if item is not None and item.kind == "row":
            rows.append(item.text.split(" | "))
            continue
        if rows:
            story.append(Table(rows, style=[("FONTNAME", (0, 0), (-1, -1), "R"), ("FONTSIZE", (0, 0), (-1, -1), 9),
                                            ("GRID", (0, 0), (-1, -1), 0.5, "#888888")], hAlign="LEFT"))  # fmt: skip
            rows = []
        if item is not None:
            style = heads.get(item.kind, sub if item.kind == "subpoint" else plain)
            story.append(Paragraph(html.escape(MARK.sub("", printed(item))), style))
    document = BaseDocTemplate(str(path), pagesize=(WIDTH, HEIGHT), title=text.head, invariant=1)
    document.addPageTemplates(PageTemplate("page", frames, onPage=page))
    document.build(story)


def cells(path: Path, text: Text) -> None:
    """Paragraphs by fpdf2's own line breaking, justified, with soft hyphens."""
    import pyphen

    words = pyphen.Pyphen(lang={"ru": "ru_RU", "en": "en_US"}[text.language])

    class Pages(FPDF):
        def header(self) -> None:
            self.set_font("D", "", 7.5)
            self.cell(0, 10, text.head, align="C")
            self.ln(24)

        def footer(self) -> None:
            self.set_y(-30)
            self.set_font("D", "", 7.5)
            self.cell(0, 10, f"стр. {self.page_no()} из {{nb}}", align="R")

    pdf = fpdf(Pages)
    pdf.set_margins(48, 36)
    pdf.set_auto_page_break(True, 48)
    pdf.add_page()
    for item in text.items:
        heading = item.kind in ("title", "chapter", "article")
        pdf.set_font("D", "B" if heading else "", {"title": 14, "chapter": 11.5}.get(item.kind, 9.5))
        shown = MARK.sub("", printed(item))
        if not heading:
            shown = re.sub(r"[^\W\d_]{6,}", lambda word: words.inserted(word.group(), "\u00ad"), shown)
        pdf.multi_cell(0, 13, shown, align="L" if heading else "J", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4)
    pdf.output(str(path))


CSS = """
@font-face {{ font-family: F; src: url({regular}) }}
@font-face {{ font-family: F; font-weight: bold; src: url({bold}) }}
@page {{ size: 420pt 480pt; margin: {margin}; font: 7pt F; {boxes} }}
body {{ font: 9.5pt/1.35 F; margin: 0; hyphens: manual; text-align: {align}; columns: {columns}; column-gap: 20pt }}
h1 {{ font-size: 15pt; column-span: all }} h2 {{ font-size: 12pt }} h3 {{ font-size: 9.5pt; margin: 6pt 0 3pt }}
h1, h2, h3 {{ text-align: left; break-after: avoid }}
p {{ margin: {gap} 0; text-indent: {indent} }} p.sub {{ margin-left: 16pt; text-indent: -12pt }}
td, th {{ padding: 2pt 14pt 2pt 0; text-align: left; font-weight: normal }}
"""

BOXES = "@top-left {content: '%s'} @bottom-right {content: counter(page) ' / ' counter(pages)}"


def chromium(path: Path, text: Text, *, columns: int = 1, indent: str = "0", heads: bool = False) -> None:
    import pyphen

    words = pyphen.Pyphen(lang={"ru": "ru_RU", "en": "en_US"}[text.language])
    css = CSS.format(
        margin="48pt" if heads else "40pt",
        align="justify",
        columns=columns,
        indent=indent,
        boxes=BOXES % text.head if heads else "",
        regular=REGULAR.as_uri(),
        bold=BOLD.as_uri(),
        gap="0" if indent != "0" else "5pt",
    )
    body: list[str] = []
    for item in text.items:
        shown = html.escape(MARK.sub("", printed(item)))
        if item.kind in ("title", "chapter", "article"):
            tag = {"title": "h1", "chapter": "h2", "article": "h3"}[item.kind]
            body.append(f"<{tag}>{shown}</{tag}>")
        elif item.kind == "row":
            row = "".join(f"<td>{cell}" for cell in shown.split(" | "))
            opened = body and body[-1].endswith("</table>")
            body[-1:] = [body[-1][:-8] + f"<tr>{row}</table>"] if opened else [body[-1], f"<table><tr>{row}</table>"]
        else:
            shown = re.sub(r"[^\W\d_]{6,}", lambda word: words.inserted(word.group(), "&shy;"), shown)
            body.append(f'<p class="{"sub" if item.kind == "subpoint" else "p"}">{shown}')
    page = (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(text.head)}</title><style>{css}</style>{''.join(body)}"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={path}",
             "--no-pdf-header-footer", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def without_notes(text: Text) -> Text:
    items = tuple(Item(item.kind, MARK.sub("", item.text), item.number) for item in text.items)
    return Text(text.name, text.language, text.head, items, {})


def locked(path: Path) -> None:
    """One page that needs a password."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", "", 12)
    pdf.cell(0, 10, "Locked")
    pdf.set_encryption("owner", "user")
    pdf.output(str(path))


def make(folder: Path) -> dict[str, Text]:
    """Write all PDFs; return what stands in each."""
    make_fonts()
    rl_config.useA85 = 0
    single, double = Style(), Style(columns=2, notes=False)
    Typesetter(ReportlabPen(), CHARTER, single).run(folder / "reportlab-charter.pdf")
    Typesetter(ReportlabPen(), without_notes(TREATY), double).run(folder / "reportlab-treaty-columns.pdf")
    platypus(folder / "reportlab-charter-columns.pdf", CHARTER, 2)
    platypus(folder / "reportlab-rules.pdf", RULES, 1)
    Typesetter(FpdfPen(), TREATY, Style(justified=False, indented=False)).run(folder / "fpdf-treaty.pdf")
    cells(folder / "fpdf-charter.pdf", CHARTER)
    across = Style(columns=2, notes=False, across=True)
    Typesetter(FpdfPen(), without_notes(CHARTER), across).run(folder / "fpdf-charter-columns.pdf")
    chromium(folder / "chromium-treaty-columns.pdf", TREATY, columns=2)
    chromium(folder / "chromium-charter.pdf", CHARTER, indent="14pt", heads=True)
    chromium(folder / "chromium-rules.pdf", RULES)
    locked(folder / "locked.pdf")
    noted = {"reportlab-charter": CHARTER, "fpdf-treaty": TREATY}
    plain = {path.stem: next(text for text in (CHARTER, TREATY, RULES) if text.name in path.stem)
             for path in folder.glob("*-*.pdf")}  # fmt: skip
    return {name: noted.get(name, without_notes(text)) for name, text in plain.items()}
