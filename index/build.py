"""Build the index of a document; wiring only. ASK_EMBEDDER=FOLDER chooses another embedder.

python -m index.build                                  # the declaration, to index/data
python -m index.build FILE                             # another one (.txt, .md, .html, .docx, .pdf), to the library
python -m index.build FILE --out DIR                   # to a folder of its own
python -m index.build FILE --out DIR --translation en=FILE   # to be asked about in that language too
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.bundled import SOURCE, bundled_translations
from index.chunks import chunk
from index.document import Document
from index.embed import Embedder, chosen_folder, open_embedder
from index.language.units import Unit
from index.library.library import Library, document_id
from index.material import read_material
from index.store import Index, load, require_writable
from index.structure import read_translation
from models import console
from models.e5 import NAME
from models.errors import AskError, StoreError

DEFAULT_SOURCE = SOURCE
DEFAULT_OUT = Path(__file__).parent / "data"
MAX_NOTES = 20
"""Notes on how the text was read that are shown."""


def build(
    source: Path,
    out: Path,
    embedder: Embedder,
    progress: bool = False,
    translations: Mapping[str, Path] | None = None,
    title: str = "",
) -> Index:
    """Parse, chunk and embed a document and its translations, and save its index.

    `translations` are files by language. Without any, the bundled document gets its own, and the copy of a text that
    lies in an index keeps the name and the translations that the index has. `title` is what a person calls it.

    Raises:
        SourceError: a document cannot be read, or a translation is none.
        StoreError: the index cannot be written.
    """
    material = read_material(source)
    chunks = chunk(material.document)
    translated = {**material.translations}
    translated |= {language: read_translation(path, chunks) for language, path in (translations or {}).items()}
    if not translated and source == DEFAULT_SOURCE:
        translated = dict(bundled_translations(chunks))
    texts = [piece.in_context for piece in chunks] + [text for texts in translated.values() for text in texts]
    given = replace(material.document.given, title=title) if title else material.document.given
    vectors = embedder.passages(texts, progress)
    index = Index.build(
        material.copy,
        vectors,
        embedder.id,
        translated,
        material.document.name,
        given,
        document=material.document,
        copy=material.copy_name,
    )
    index.save(out)
    return index


def bundled_index_folder(embedder_id: str) -> Path:
    """Return the folder of the bundled document's index: DEFAULT_OUT, or one for each embedder but the default one."""
    if embedder_id.startswith(f"{NAME}:"):
        return DEFAULT_OUT
    return DEFAULT_OUT.with_name(f"{DEFAULT_OUT.name}-{hashlib.sha256(embedder_id.encode()).hexdigest()[:16]}")


def ensure_bundled_index(embedder: Embedder) -> Index:
    """Return the bundled document's index, built anew if it is missing, or of another text, translation or embedder.

    Raises:
        StoreError: the index cannot be written.
    """
    folder = bundled_index_folder(embedder.id)
    try:
        index = load(folder, embedder.id, DEFAULT_SOURCE)
        if index.translations == bundled_translations(index.chunks):
            return index
    except StoreError:
        pass  # it is made anew
    return build(DEFAULT_SOURCE, folder, embedder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    options = _parser().parse_args(arguments)
    source = options.file or options.source or DEFAULT_SOURCE
    begun = time.monotonic()
    try:
        document = read_material(source).document  # before seconds go into loading the model
        out = options.out or (DEFAULT_OUT if source == DEFAULT_SOURCE else _in_library(document, source))
        require_writable(out)
        index = build(source, out, _embedder(), True, dict(options.translation), options.title)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: the index is as it was before.", file=sys.stderr)
        return 130
    for note in index.document.notes[:MAX_NOTES]:
        print(note)
    if len(index.document.notes) > MAX_NOTES:
        print(f"… and {len(index.document.notes) - MAX_NOTES} more such notes")
    also = f" in {1 + len(index.translations)} languages" if index.translations else ""
    print(
        f"Indexed {_contents(index.document)}: {len(index.chunks)} chunks{also} of "
        f"{index.vectors.d} dimensions, {time.monotonic() - begun:.1f} s, in {out}"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.build", description="Build the index of a document.")
    parser.add_argument("file", type=Path, nargs="?", help="the document: .txt, .md, .html, .docx or .pdf")
    parser.add_argument("--source", type=Path, help="the same, as it was named before")
    parser.add_argument("--out", type=Path, help="folder of the index (default: the library in the data folder)")
    parser.add_argument("--title", default="", help="what the document is called, if not what its text says")
    parser.add_argument(
        "--translation",
        type=_named_file,
        action="append",
        default=[],
        metavar="LANGUAGE=FILE",
        help="the same sections and paragraphs in another language; may be given several times",
    )
    return parser


def _in_library(document: Document, source: Path) -> Path:
    """The folder of a document in the library. Raises LibraryError if there is no room for it."""
    library, identifier = Library(), document_id(document)
    if identifier not in library:
        library.check_room(source.stat().st_size)
    return library.folder / identifier


def _contents(document: Document) -> str:
    """How many sections a document has, and of which sort: "28 points and a preamble"."""
    count = len(document.numbers)
    preamble = " and a preamble" if document.has_preamble else ""
    unit = f"section{'s' * (count > 1)} (§)" if document.unit is Unit.SIGN else f"{document.unit}{'s' * (count > 1)}"
    return f"{count} {unit}{preamble}"


def _named_file(argument: str) -> tuple[str, Path]:
    language, _, path = argument.partition("=")
    if not (language and path):
        raise argparse.ArgumentTypeError(f"{argument!r}: LANGUAGE=FILE is needed, such as en=declaration.en.txt")
    return language, Path(path)


def _embedder() -> Embedder:
    from models.fetch import ensure

    return open_embedder(chosen_folder() or ensure("embedder"))


if __name__ == "__main__":
    sys.exit(console.run(main))
