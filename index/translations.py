"""Working translations of an indexed text: files of the same points and paragraphs in another language.

A question is searched for in every language that the index has, and one in English is answered from the English text
(rag/pipeline.py); what is cited and shown as a source is always the original. A translation stands paragraph for
paragraph and sentence for sentence beside it. Knows nothing of vectors.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.document import Chunk, chunk
from index.structure import read
from models.errors import SourceError

Translations = Mapping[str, tuple[str, ...]]
"""By language (a BCP 47 tag such as "en", "uz-Cyrl"): the text of each chunk, in the index's order."""

FOLDER = Path(__file__).parent / "source" / "translations"
"""The translations of our declaration, a file a language, named by its tag."""


def translation(path: Path, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """The text of each chunk in another language.

    Raises:
        SourceError: the file can not be read, or does not have the same points and paragraphs as `chunks`.
    """
    found = {piece.id: piece.text for piece in chunk(read(path))}
    wanted = [piece.id for piece in chunks]
    astray = sorted(set(wanted) ^ set(found))
    if astray:
        raise SourceError(
            f"{path} is no translation paragraph by paragraph: {astray[0]} (point.paragraph) is in one of the texts "
            "only. Give each paragraph a line, with an empty one before it, and each point its number."
        )
    return tuple(found[name] for name in wanted)


def bundled_translations(chunks: Sequence[Chunk]) -> Translations:
    """The translations of the declaration, by language."""
    return {path.stem: translation(path, chunks) for path in sorted(FOLDER.glob("*.txt"))}
