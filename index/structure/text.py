"""Parse a document: its sections, with what stands above them and inside them.

What its sections are is told from the text (index/structure/scheme.py): articles if it has such headings, else numbered
points or clauses, else sections (§), else its paragraphs. Characters stay as they are in the normalised text: only
white space, line breaks, headings and the sections' own numbers go. Knows nothing of chunks, vectors or questions.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from pathlib import Path

from index.chunks import MAX_CHUNK, Chunk
from index.document import Document
from index.language.sentences import split_sentences
from index.language.units import text_language
from index.layout import Line
from index.readers.blocks import Block, SourceText
from index.readers.plain.text import read_text, split_lines
from index.structure.assemble import sections_of
from index.structure.outline import Cutter
from index.structure.pieces import Piece, pieces_of_blocks, pieces_of_lines
from index.structure.plain import paragraphs_outline
from index.structure.scheme import items_of, scheme_of
from models.errors import SourceError

_SAMPLE = 20_000
"""So many characters tell the language of a document."""


def read(path: Path) -> Document:
    """Read and parse a UTF-8 file.

    Raises:
        SourceError: the file cannot be read or is not a text of numbered points; the message names file and line.
    """
    return replace(parse_bytes(read_bytes(path), str(path)), name=path.name)


def read_translation(path: Path, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Read the text of each chunk in another language, from a file of the same points and paragraphs.

    A translation stands paragraph for paragraph and sentence for sentence beside the original, which is what is cited.

    Raises:
        SourceError: the file cannot be read, or does not have the same points and paragraphs as `chunks`.
    """
    found = {
        f"{section.id}.{ordinal}": paragraph
        for section in read(path).sections
        for ordinal, paragraph in enumerate(section.paragraphs, start=1)
    }
    wanted = {f"{piece.section.id}.{piece.ordinal}": piece for piece in chunks}
    unpaired = sorted(set(wanted) ^ set(found))
    if unpaired:
        raise SourceError(
            f"{path} is no translation paragraph by paragraph: {unpaired[0]} (point.paragraph) is in one of the texts "
            "only. Give each paragraph a line, with an empty one before it, and each point its number."
        )
    return tuple(text for name, pieces in _by_paragraph(chunks) for text in _pieces(found[name], name, pieces, path))


def _by_paragraph(chunks: Sequence[Chunk]) -> Iterator[tuple[str, list[Chunk]]]:
    """The chunks of each paragraph, with its section and place: "16.4"."""
    for name, pieces in groupby(chunks, key=lambda piece: f"{piece.section.id}.{piece.ordinal}"):
        yield name, list(pieces)


def _pieces(text: str, name: str, pieces: Sequence[Chunk], path: Path) -> Iterator[str]:
    """A translated paragraph in as many pieces as the original: sentence for sentence."""
    if len(pieces) == 1:
        yield text
        return
    counts = [sum(1 for _ in split_sentences(piece.text)) for piece in pieces]
    sentences = list(split_sentences(text))
    if len(sentences) != sum(counts):
        raise SourceError(
            f"{path} is no translation sentence by sentence: paragraph {name} (point.paragraph) has {len(sentences)} "
            f"sentences and not {sum(counts)}. A paragraph of over {MAX_CHUNK} characters needs that."
        )
    ends = list(accumulate(counts))
    for first, last in zip([0, *ends], ends, strict=False):
        yield text[sentences[first].start : sentences[last - 1].end]


def read_bytes(path: Path) -> bytes:
    """Read the bytes of a source file.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}). Name a UTF-8 text file.") from error


def parse_bytes(data: bytes, name: str = "the text") -> Document:
    """Parse the bytes of a plain text, in whatever encoding; `name` names it in errors.

    Raises:
        SourceError: as `parse`, or bytes that are no text.
    """
    return replace(parse_source(read_text(data, name), name), sha256=hashlib.sha256(data).hexdigest())


def parse_source(source: SourceText, name: str = "the text") -> Document:
    """Parse what a reader made of a file; `name` names it in errors, and `sha256` is that of its text in UTF-8.

    Raises:
        SourceError: it has no text.
    """
    try:
        return parse_lines(source.lines) if source.lines else parse_blocks(source.blocks)
    except SourceError as error:
        raise SourceError(f"{name}, {error}") from error


def parse(text: str) -> Document:
    """Parse a plain text; `sha256` is that of the text in UTF-8.

    Raises:
        SourceError: no text.
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError(f"line {line}: a NUL character is no text. Save the text as UTF-8.")
    document = parse_lines(split_lines(text.removeprefix("\ufeff"), Counter()))
    return replace(document, sha256=hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())


def parse_lines(lines: Sequence[Line]) -> Document:
    """Parse the lines of a plain text; `sha256` is that of the lines.

    Raises:
        SourceError: there is none.
    """
    if not lines:
        raise SourceError("line 1: the text is empty. Paragraphs are expected, such as «1. Text» or «Article 1. Text».")
    texts = [line.text for line in lines]
    language = _language(texts)
    return _document(pieces_of_lines(lines, language), language, "line", texts)


def parse_blocks(blocks: Sequence[Block]) -> Document:
    """Parse the blocks of a reader; `sha256` is that of their texts.

    Raises:
        SourceError: there is none with text.
    """
    texts = [f"{block.number} {block.text}".strip() for block in blocks]
    if not any(texts):
        raise SourceError("paragraph 1: the text is empty. Paragraphs are expected.")
    return _document(pieces_of_blocks(blocks), _language(texts), "paragraph", texts)


def _language(texts: Sequence[str]) -> str:
    """The language of a text by its beginning."""
    sample, size = [], 0
    for text in texts:
        sample.append(text)
        size += len(text)
        if size >= _SAMPLE:
            break
    return text_language("\n".join(sample))


def _document(pieces: Sequence[Piece], language: str, where: str, texts: Sequence[str]) -> Document:
    items = items_of(pieces, language)
    scheme = scheme_of(items)
    outline = Cutter(items, scheme, language, where).cut() if scheme else paragraphs_outline(items, where)
    sections = sections_of(outline, language)
    if not sections:
        raise SourceError(f"{where}s 1 to {pieces[-1].at}: there are headings only. Write paragraphs below them.")
    sha256 = hashlib.sha256("\n".join(texts).encode(errors="surrogatepass")).hexdigest()
    return Document(sections, sha256, language=language, notes=tuple(outline.notes))
