"""Build the index of a text of numbered points; wiring only. ASK_EMBEDDER=FOLDER chooses another embedder.

python -m index.build                                  # the declaration, to index/data
python -m index.build --source FILE --out DIR          # any other text
python -m index.build --source FILE --out DIR --translation en=FILE   # to be asked about in that language too
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.bundled import SOURCE, bundled_translations
from index.document import chunk
from index.embed import Embedder, chosen_folder, open_embedder
from index.store import SOURCE_COPY, Index, load, read_document, read_translations
from index.structure import parse_bytes, read_bytes, read_translation
from models.e5 import NAME
from models.errors import AskError, StoreError

DEFAULT_SOURCE = SOURCE
DEFAULT_OUT = Path(__file__).parent / "data"


def build(
    source: Path, out: Path, embedder: Embedder, progress: bool = False, translations: Mapping[str, Path] | None = None
) -> Index:
    """Parse, chunk and embed a text and its translations, and save its index.

    `translations` are files by language. Without any, the bundled document gets its own, and the copy of a text that
    lies in an index keeps the name and the translations that the index has.

    Raises:
        SourceError: a text cannot be read or is not one of numbered points, or a translation is none.
        StoreError: the index cannot be written.
    """
    data = read_bytes(source)
    chunks = chunk(parse_bytes(data, str(source)))
    name = source.name
    translated: dict[str, tuple[str, ...]] = {}
    if source.name == SOURCE_COPY:
        name, translated = _kept(source.parent, name)
    translated |= {language: read_translation(path, chunks) for language, path in (translations or {}).items()}
    if not translated and source == DEFAULT_SOURCE:
        translated = dict(bundled_translations(chunks))
    texts = [piece.text for piece in chunks] + [text for texts in translated.values() for text in texts]
    index = Index.build(data, embedder.passages(texts, progress), embedder.id, translated, name)
    index.save(out)
    return index


def _kept(folder: Path, name: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The name and translations of the document in an index; none of them if it is no whole index."""
    try:
        return read_document(folder).name, dict(read_translations(folder))
    except StoreError:
        return name, {}


def bundled_index_folder(embedder_id: str) -> Path:
    """The folder of the bundled document's index: DEFAULT_OUT for the default embedder, else one for each embedder."""
    if embedder_id.startswith(f"{NAME}:"):
        return DEFAULT_OUT
    return DEFAULT_OUT.with_name(f"{DEFAULT_OUT.name}-{hashlib.sha256(embedder_id.encode()).hexdigest()[:16]}")


def ensure_bundled_index(embedder: Embedder) -> Index:
    """The bundled document's index, built anew if it is missing, or of another text, translation or embedder.

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
    parser = argparse.ArgumentParser(prog="python -m index.build", description="Build the index of a text.")
    parser.add_argument("--source", type=Path, default=DEFAULT_SOURCE, help="text of numbered points, in UTF-8")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder of the index (default: index/data)")
    parser.add_argument(
        "--translation",
        type=_named_file,
        action="append",
        default=[],
        metavar="LANGUAGE=FILE",
        help="the same points and paragraphs in another language; may be given several times",
    )
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    try:
        parse_bytes(read_bytes(options.source), str(options.source))  # before seconds go into loading the model
        index = build(options.source, options.out, _embedder(), True, dict(options.translation))
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: the index is as it was before.", file=sys.stderr)
        return 130
    points, seconds = len(index.document.numbers), time.monotonic() - begun
    preamble = " and a preamble" if len(index.document.sections) > points else ""
    also = f" in {1 + len(index.translations)} languages" if index.translations else ""
    print(
        f"Indexed {points} point{'s' * (points > 1)}{preamble}: {len(index.chunks)} chunks{also} of "
        f"{index.vectors.d} dimensions, {seconds:.1f} s, in {options.out}"
    )
    return 0


def _named_file(argument: str) -> tuple[str, Path]:
    language, _, path = argument.partition("=")
    if not (language and path):
        raise argparse.ArgumentTypeError(f"{argument!r}: LANGUAGE=FILE is needed, such as en=declaration.en.txt")
    return language, Path(path)


def _embedder() -> Embedder:
    from models.fetch import ensure

    return open_embedder(chosen_folder() or ensure("embedder"))


if __name__ == "__main__":
    sys.exit(main())
