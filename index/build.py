"""Builds the index of a text of numbered points; wiring only.

python -m index.build                                  # the declaration, to index/data
python -m index.build --source FILE --out DIR          # any other text
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.chunk import chunk
from index.embed import Embedder, SentenceTransformerEmbedder
from index.parse import parse_bytes, read_bytes
from index.store import Index
from models.errors import AskError

DEFAULT_SOURCE = Path(__file__).parent / "source" / "declaration.ru.txt"
DEFAULT_OUT = Path(__file__).parent / "data"


def build(source: Path, out: Path, embedder: Embedder, progress: bool = False) -> Index:
    """Parses, chunks and embeds a text, and saves its index.

    Raises:
        SourceError: the text can not be read or is not one of numbered points.
        StoreError: the index can not be written.
    """
    data = read_bytes(source)
    texts = [item.text for item in chunk(parse_bytes(data, str(source)))]
    index = Index.of(data, embedder.passages(texts, progress), embedder.id)
    index.save(out)
    return index


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m index.build", description="Build the index of a text.")
    parser.add_argument("--source", type=Path, default=DEFAULT_SOURCE, help="text of numbered points, in UTF-8")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder of the index (default: index/data)")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    try:
        parse_bytes(read_bytes(options.source), str(options.source))  # before seconds go into loading the model
        index = build(options.source, options.out, _embedder(), progress=True)
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: the index is as it was before.", file=sys.stderr)
        return 130
    points, seconds = len(index.document.numbers), time.monotonic() - begun
    preamble = " and a preamble" if len(index.document.points) > points else ""
    print(
        f"Indexed {points} point{'s' * (points > 1)}{preamble}: {len(index.chunks)} chunks of "
        f"{index.vectors.d} dimensions, {seconds:.1f} s, in {options.out}"
    )
    return 0


def _embedder() -> Embedder:
    from models.fetch import ensure

    return SentenceTransformerEmbedder(ensure("embedder"))


if __name__ == "__main__":
    sys.exit(main())
