"""The Word files of the fixtures: python-docx, with numbering definitions as Word and others write them."""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tests.index.readers.documents import CHARTER, RULES, TREATY, Item, Text

W = nsdecls("w")
Block = dict[str, str | int]
# Level of the list for each kind of item, where the text has chapters with articles, and where it has not.
DEEP = {"chapter": 0, "article": 1, "point": 2, "subpoint": 3}
FLAT = {"chapter": 0, "point": 1, "subpoint": 2}
HEADINGS = {"chapter": 1, "article": 2}


def level(depth: int, form: str, text: str, *, more: str = "") -> str:
    return (f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>')  # fmt: skip


NEVER = '<w:lvlRestart w:val="0"/>'
CHARTER_LEVELS = (
    level(0, "decimal", "Глава %1.")
    + level(1, "decimal", "Статья %2.", more=NEVER)
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%4)")
)
TREATY_LEVELS = (
    level(0, "upperRoman", "Chapter %1.")
    + level(1, "decimal", "Article %2.", more=NEVER)
    + level(2, "decimal", "%3.")
    + level(3, "lowerLetter", "(%4)")
)
RULES_LEVELS = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.") + level(2, "russianLower", "%3)")


class Writer:
    """A document with one list, whose abstract definition is `levels`; `nums` are further lists, as XML."""

    def __init__(self, levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> None:
        self.document: Document = docx.Document()
        root = self.document.part.numbering_part.element
        for one in list(root):
            root.remove(one)
        for one in parse_xml(
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>{nums}</w:numbering>"
        ):
            root.append(one)
        self.blocks: list[Block] = []
        self.notes: list[str] = []

    def add(self, text: Text, item: Item, *, style: str = "", number: tuple[int, int] | None = None) -> Paragraph:
        """Add a paragraph; `number` is the list and the level that its properties name."""
        paragraph = self.document.add_paragraph(style=style or None)
        if number:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {W}><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>')
            )
        for i, part in enumerate(re.split(r"\{(.+?)\}", item.text)):
            if i % 2 == 0:
                paragraph.add_run(part)
                continue
            self.notes.append(text.notes[part])
            run = paragraph.add_run()
            run._r.append(parse_xml(f'<w:footnoteReference {W} w:id="{len(self.notes)}"/>'))
        return paragraph

    def expect(self, text: Text, item: Item, role: str, *, number: str = "", depth: int = 0) -> None:
        shown = re.sub(r"\{.+?\}", "", item.text)
        self.blocks.append({"role": role, "level": depth, "number": number, "text": shown})
        for mark in re.findall(r"\{(.+?)\}", item.text):
            self.blocks.append({"role": "footnote", "level": 0, "number": mark, "text": text.notes[mark]})

    def table(self, rows: Sequence[Item]) -> None:
        cells = [row.text.split(" | ") for row in rows]
        table = self.document.add_table(len(cells), len(cells[0]))
        for row, words in zip(table.rows, cells, strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
        self.blocks += [{"role": "table_row", "level": 0, "number": "", "text": row.text} for row in rows]

    def save(self, path: Path) -> list[Block]:
        if self.notes:
            mark = "<w:r><w:footnoteRef/></w:r>"
            notes = "".join(
                f'<w:footnote w:id="{i}"><w:p>{mark}<w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>'
                for i, note in enumerate(self.notes, 1)
            )
            separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            part = Part(
                PackURI("/word/footnotes.xml"),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
                f"<w:footnotes {W}>{separator}{notes}</w:footnotes>".encode(),
                self.document.part.package,
            )
            self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        whole = io.BytesIO()
        self.document.save(whole)
        slim(whole, path)
        return self.blocks


def slim(source: io.BytesIO, path: Path) -> None:
    """Save a document without the picture of its first page and the styles for old versions of Word."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if not re.search("thumbnail|stylesWithEffects", name):
                data = re.sub(rb"<[^<>]*(?:thumbnail|stylesWithEffects)[^<>]*/>", b"", old.read(name))
                new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


Change = Callable[[Writer, Item, Paragraph], None]


def numbered(text: Text, levels: str, depths: Mapping[str, int], *, change: Change | None = None) -> Writer:
    """A document whose numbers are all automatic."""
    writer = Writer(levels)
    rows: list[Item] = []
    for item in text.items:
        if item.kind == "row":
            rows.append(item)
            continue
        if rows:
            writer.table(rows)
            rows = []
        depth = depths.get(item.kind)
        heading = HEADINGS.get(item.kind)
        style = "Title" if item.kind == "title" else f"Heading {heading}" if heading else ""
        paragraph = writer.add(text, item, style=style, number=None if depth is None else (1, depth))
        if change:
            change(writer, item, paragraph)
        role = "heading" if style else "list_item" if depth is not None else "paragraph"
        writer.expect(text, item, role, number=item.number, depth=heading or (0 if style else depth or 0))
    return writer


def anew() -> Writer:
    """Articles are typed; the points of each are a list of their own, which starts the same definition anew."""
    articles = sum(item.kind == "article" for item in CHARTER.items)
    nums = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>" for i in range(1, articles + 1)
    )  # fmt: skip
    writer = Writer(level(0, "decimal", "%1.") + level(1, "decimal", "%2)"), nums)
    number = 0
    for item in CHARTER.items:
        number += item.kind == "article"
        depth = {"point": 0, "subpoint": 1}.get(item.kind)
        heading = {"title": 0, **HEADINGS}.get(item.kind)
        shown = item if depth is not None else Item(item.kind, f"{item.number} {item.text}".strip())
        style = "Title" if heading == 0 else f"Heading {heading}" if heading else ""
        writer.add(CHARTER, shown, style=style, number=None if depth is None else (number, depth))
        role = "heading" if style else "list_item" if depth is not None else "paragraph"
        writer.expect(
            CHARTER, shown, role, number=item.number if depth is not None else "", depth=heading or depth or 0
        )
    return writer


def typed(text: Text) -> Writer:
    writer = Writer(level(0, "decimal", "%1."))
    rows: list[Item] = []
    for item in text.items:
        if item.kind == "row":
            rows.append(item)
            continue
        if rows:
            writer.table(rows)
            rows = []
        shown = Item(item.kind, f"{item.number} {item.text}".strip())
        writer.add(text, shown, style="Title" if item.kind == "title" else "")
        writer.expect(text, shown, "heading" if item.kind == "title" else "paragraph")
    return writer


def tracked(writer: Writer, item: Item, paragraph: Paragraph) -> None:
    """Deletions, insertions, hidden text, and runs cut into pieces as spelling checks leave them."""
    if item.kind not in ("point", "subpoint"):
        return
    run = paragraph.runs[0]
    words = run.text.split(" ")
    run.text = " ".join(words[:2]) + " "
    rest = copy.deepcopy(run._r)
    rest.text = " ".join(words[2:])
    inserted = parse_xml(f'<w:ins {W} w:id="1" w:author="A"/>')
    inserted.append(rest)
    deleted = parse_xml(f'<w:del {W} w:id="2" w:author="A"><w:r><w:delText>struck out </w:delText></w:r></w:del>')
    hidden = parse_xml(f'<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">unseen </w:t></w:r>')
    proof = parse_xml(f'<w:proofErr {W} w:type="spellStart"/>')
    for element in (inserted, hidden, proof, deleted):
        run._r.addnext(element)


def by_styles() -> Writer:
    """Numbers come from the styles: no paragraph names a list."""
    names = {"chapter": "Heading1", "article": "Heading2", "point": "BodyText", "subpoint": "BodyText2"}
    linked = CHARTER_LEVELS
    for depth, name in enumerate(names.values()):
        linked = linked.replace(
            f'w:ilvl="{depth}"><w:start w:val="1"/>', f'w:ilvl="{depth}"><w:start w:val="1"/><w:pStyle w:val="{name}"/>'
        )
    writer = Writer(linked)
    for name in names.values():
        style = next(one for one in writer.document.styles.element if one.get(f"{{{one.nsmap['w']}}}styleId") == name)
        style.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="1"/></w:numPr>'))
    spelt = {"chapter": "Heading 1", "article": "Heading 2", "point": "Body Text", "subpoint": "Body Text 2"}
    for item in CHARTER.items:
        heading = HEADINGS.get(item.kind)
        writer.add(CHARTER, item, style="Title" if item.kind == "title" else spelt.get(item.kind, ""))
        role = "heading" if heading or item.kind == "title" else "list_item" if item.number else "paragraph"
        writer.expect(CHARTER, item, role, number=item.number, depth=heading or DEEP.get(item.kind, 0))
    return writer


def with_contents() -> Writer:
    """A table of contents, a field, a link and a text box."""

    def change(writer: Writer, item: Item, paragraph: Paragraph) -> None:
        if item.kind == "title":
            body = paragraph._p.getparent()
            gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
            entry = "<w:r><w:t>1. Порядок посещения</w:t></w:r><w:r><w:tab/><w:t>1</w:t></w:r>"
            contents = f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{entry}</w:p>'
            sdt = f"<w:sdt {W}><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{contents}</w:sdtContent></w:sdt>"
            body.insert(body.index(paragraph._p) + 1, parse_xml(sdt))
        elif item.kind == "subpoint":
            run = paragraph.runs[0]._r
            link = parse_xml(f'<w:hyperlink {W} w:anchor="a"/>')
            run.addprevious(link)
            link.append(run)
            begin, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
            field = f'<w:r {W}>{begin}<w:instrText> XE "слово" </w:instrText>{end}</w:r>'
            link.addnext(parse_xml(field))

    return numbered(RULES, RULES_LEVELS, FLAT, change=change)


def legal() -> Writer:
    """A list style leads to the definition; articles are printed as decimals under Roman chapters."""
    levels = (
        level(0, "upperRoman", "%1.")
        + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
        + level(2, "decimal", "%1.%2.%3", more="<w:isLgl/>")
        + level(3, "lowerLetter", "%4)")
    )
    nums = '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Legal"/>'
    writer = Writer(levels + nums, '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
                    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>')  # fmt: skip
    writer.document.styles.element.append(parse_xml(
        f'<w:style {W} w:type="numbering" w:styleId="Legal"><w:name w:val="Legal"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'))  # fmt: skip
    counts = [0, 0, 0, 0]
    for item in TREATY.items:
        depth, heading, number = DEEP.get(item.kind), HEADINGS.get(item.kind), ""
        if depth is not None:
            counts[depth:] = [counts[depth] + 1, *[0] * (3 - depth)]
            chapter = ["", "I", "II", "III"][counts[0]]
            number = [
                f"{chapter}.",
                ".".join(map(str, counts[:2])),
                ".".join(map(str, counts[:3])),
                f"{'abc'[counts[3] - 1]})",
            ][depth]
        style = "Title" if item.kind == "title" else f"Heading {heading}" if heading else ""
        writer.add(TREATY, item, style=style, number=None if depth is None else (1, depth))
        role = "heading" if style else "list_item" if depth is not None else "paragraph"
        writer.expect(TREATY, item, role, number=number, depth=heading or depth or 0)
    return writer


STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def minimal(path: Path) -> list[Block]:
    """A document in the strict dialect, of its text alone, with line breaks inside a paragraph."""
    blocks: list[Block] = []
    paragraphs = []
    for item in CHARTER.items:
        shown = re.sub(r"\{.+?\}", "", f"{item.number}\t{item.text}".strip())
        if item.kind == "article":  # its first point stands behind a line break in the same paragraph
            paragraphs.append(f"<w:p><w:r><w:t>{shown}</w:t><w:br/></w:r>")
        else:
            opened = bool(paragraphs) and not paragraphs[-1].endswith("</w:p>")
            begin = "" if opened else "<w:p>"
            paragraphs.append(f"{begin}<w:r><w:t>{shown}</w:t></w:r></w:p>")
        blocks.append({"role": "paragraph", "level": 0, "number": "", "text": shown.replace("\t", " ")})
    document = f'<w:document xmlns:w="{STRICT}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    schemas = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    types = (
        f'<Types xmlns="{schemas}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{kind}"/></Types>'
    )
    office = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    relations = (
        f'<Relationships xmlns="{schemas}/relationships">'
        f'<Relationship Id="r" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", document)):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return blocks


def make(folder: Path) -> dict[str, list[Block]]:
    """Write all Word files; return the blocks of each."""
    writers = {
        "word-charter": numbered(CHARTER, CHARTER_LEVELS, DEEP),
        "word-treaty": numbered(TREATY, TREATY_LEVELS, DEEP),
        "word-rules": numbered(RULES, RULES_LEVELS, FLAT),
        "word-charter-anew": anew(),
        "word-rules-typed": typed(RULES),
        "word-treaty-tracked": numbered(TREATY, TREATY_LEVELS, DEEP, change=tracked),
        "word-charter-styles": by_styles(),
        "word-rules-contents": with_contents(),
        "word-treaty-legal": legal(),
    }
    found = {f"{name}.docx": writer.save(folder / f"{name}.docx") for name, writer in writers.items()}
    return {**found, "word-charter-strict.docx": minimal(folder / "word-charter-strict.docx")}
