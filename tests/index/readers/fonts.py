"""DejaVu Serif with the characters of the fixtures alone, so that each file stays small."""

import string
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tests.index.readers.documents import TEXTS

_SYSTEM = Path("/usr/share/fonts/truetype/dejavu")
_FOLDER = Path(tempfile.mkdtemp())
REGULAR, BOLD = _FOLDER / "DejaVuSerif.ttf", _FOLDER / "DejaVuSerif-Bold.ttf"


def make_fonts() -> None:
    """Write both fonts; ligatures stay."""
    spelt = {sign for text in TEXTS for item in text.items for sign in item.number + item.text}
    spelt |= {sign for text in TEXTS for sign in text.head + text.head.upper() + "".join(text.notes.values())}
    spelt |= set(string.digits + string.punctuation + " –—\u00ad\u00a0•" + "стр.изИЗ")
    for path in (REGULAR, BOLD):
        font = TTFont(_SYSTEM / path.name)
        options = subset.Options(
            hinting=False, notdef_outline=True, name_IDs=[1, 2, 4, 6], layout_features=["liga", "kern"]
        )
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=map(ord, spelt))
        subsetter.subset(font)
        font.save(path)
