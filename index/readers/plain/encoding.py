"""The encoding of a file of bytes: by its byte order mark, its NULs, its validity as UTF-8, or its letters.

Of the encodings with one byte a character, the one is taken that makes the most ordinary words; those are what Russian
and Western texts were kept in before Unicode.
"""

import codecs
import re
from typing import Final

from index.language import lexicon
from index.readers.faults import Fault, ReadingError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES: Final = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1251": "Windows-1251", "koi8_r": "KOI8-R", "cp866": "CP866", "cp1252": "Windows-1252",
}  # fmt: skip
_BYTE_ENCODINGS: Final = ("cp1251", "koi8_r", "cp866", "cp1252")
_DECLARED: Final = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_DECLARABLE: Final = frozenset(("utf-8", "koi8-r", "koi8-u", "cp866", "ascii"))
_HEAD: Final = 4096
_SAMPLE: Final = 1 << 16
# Words as they are written: lower case, with a capital, or all capitals, in one script.
_WORD: Final = re.compile(r"[^\W\d_]+")
_RUSSIAN: Final = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+")
_LATIN: Final = re.compile(r"[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+")
_COMMON: Final = frozenset(lexicon.RUSSIAN.building.commonest)
# In a UTF-8 text with a damaged byte nearly all others still fit; in another encoding nearly none does.
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_MOSTLY: Final = 0.9
# Of the bytes of a text in UTF-16, so many are NUL: those of spaces, digits and Latin letters.
_NULS: Final = 0.02


def decode(data: bytes, name: str) -> tuple[str, str, bool]:
    """Decode a text; return it without its mark, with its encoding's usual name and whether that was guessed.

    Raises:
        ReadingError: bytes that are not of the encoding that the mark, or all other bytes, say; or no text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), _NAMES[encoding], False
    wide = _utf16(data)
    if wide:
        return _strict(data, wide, name), _NAMES[wide], True
    try:
        return data.decode("utf-8"), "UTF-8", False
    except UnicodeDecodeError:
        fitting = sum(len(found) for found in _MULTIBYTE.findall(data))
        if fitting > _MOSTLY * len(_HIGH.findall(data)):
            return _strict(data, "utf-8", name), "UTF-8", False  # which names the damaged line
    encoding = max(_BYTE_ENCODINGS, key=lambda one: _plausibility(data[:_SAMPLE].decode(one, "replace")))
    return data.decode(encoding, "replace"), _NAMES[encoding], True


def decode_markup(data: bytes, name: str) -> tuple[str, str, bool]:
    """Decode HTML: by its mark, by the encoding that it declares if that fits, else as a text.

    Raises:
        ReadingError: as `decode`.
    """
    declared = _DECLARED.search(data[:_HEAD])
    if declared is None or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return decode(data, name)
    try:
        encoding = codecs.lookup(declared[1].decode("ascii")).name
        if encoding in _DECLARABLE or encoding.startswith(("iso8859", "cp125", "mac-")):
            return data.decode(encoding), _NAMES.get(encoding, encoding), False
    except (LookupError, UnicodeDecodeError):
        pass  # pages that declare another encoding than they have are common
    return decode(data, name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        byte = f"0x{data[error.start]:02x}" if error.start < len(data) else "at the end"
        raise ReadingError(Fault.BAD_BYTE, name, line=str(line), byte=byte, encoding=_NAMES[encoding]) from error


def _utf16(data: bytes) -> str | None:
    """The byte order of a text in UTF-16 without a mark, None if it is none."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < max(2, _NULS * len(sample)) or min(even, odd) > 0.1 * max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _plausibility(text: str) -> float:
    """How much of a text is ordinary words: Russian ones count by their common letters, Latin ones whole."""
    score = 0.0
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        if _RUSSIAN.fullmatch(word):
            score += sum(2 if letter in _COMMON else 1 for letter in word) / 2
        elif _LATIN.fullmatch(word):
            score += sum(letter.isascii() for letter in word) - sum(not letter.isascii() for letter in word)
        else:
            score -= len(word)
    return score - text.count("\ufffd")
