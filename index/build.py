"""Builds the index of a text of numbered points; wiring only.

python -m index.build                                  # the declaration, to index/data
python -m index.build --source FILE --out DIR          # any other text
python -m index.build --source FILE --out DIR --translation en=FILE   # to be asked about in that language too
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.bundled import SOURCE
from index.document import chunk
from index.embed import Embedder, SentenceTransformerEmbedder
from index.store import Index, load
from index.structure import parse_bytes, read_bytes
from index.translations import bundled_translations, translation
from models.errors import AskError, StoreError

DEFAULT_SOURCE = SOURCE
DEFAULT_OUT = Path(__file__).parent / "data"


def build(
    source: Path, out: Path, embedder: Embedder, progress: bool = False, translations: Mapping[str, Path] | None = None
) -> Index:
    """Parses, chunks and embeds a text and its translations, and saves its index.

    `translations` are files by language; without any, our declaration gets its own.

    Raises:
        SourceError: a text can not be read or is not one of numbered points, or a translation is none.
        StoreError: the index can not be written.
    """
    data = read_bytes(source)
    chunks = chunk(parse_bytes(data, str(source)))
    translated = {language: translation(path, chunks) for language, path in (translations or {}).items()}
    if not translated and source == DEFAULT_SOURCE:
        translated = dict(bundled_translations(chunks))
    texts = [piece.text for piece in chunks] + [text for texts in translated.values() for text in texts]
    index = Index.of(data, embedder.passages(texts, progress), embedder.id, translated, source.name)
    index.save(out)
    return index


def ensure_bundled_index(embedder: Embedder) -> Index:
    """The declaration's index, built anew where it is missing, or of another text, translation or embedder.

    Raises:
        StoreError: the index can not be written.
    """
    try:
        index = load(DEFAULT_OUT, embedder.id, DEFAULT_SOURCE)
        if index.translations == bundled_translations(index.chunks):
            return index
    except StoreError:
        pass  # it is ours to remake
    return build(DEFAULT_SOURCE, DEFAULT_OUT, embedder)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
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

    return SentenceTransformerEmbedder(ensure("embedder"))


if __name__ == "__main__":
    sys.exit(main())
