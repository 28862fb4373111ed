"""PDFs of a few lines, written by hand: what is where is plain to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Put:
    """A text at a place, in points from the lower left; `turn` is counter-clockwise: (cos, sin)."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    turn: tuple[float, float] = (1, 0)


def small_pdf(pages: Sequence[Iterable[Put]], box: str = "0 0 400 600") -> bytes:
    """A PDF of these pages in Helvetica; `box` is that of each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    fonts = []
    for name in ("Helvetica", "Helvetica-Bold"):
        objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
        fonts.append(f"/F{len(objects)} {len(objects)} 0 R")
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F{4 if put.bold else 3} {put.size} Tf {put.turn[0]} {put.turn[1]} {-put.turn[1]} {put.turn[0]} "
            f"{put.x} {put.y} Tm ({put.text.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
            for put in page
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {' '.join(fonts)} >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def lines(texts: Sequence[str], x: float = 50, top: float = 520, leading: float = 14, size: float = 10) -> list[Put]:
    """Texts one under the other."""
    return [Put(x, top - i * leading, text, size) for i, text in enumerate(texts)]
