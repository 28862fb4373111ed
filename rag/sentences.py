"""Cut a stream of generated text into words to show and finished sentences with their citations. Pure."""

from collections.abc import Iterator


class SentenceStream:
    """Feeds on pieces of text; a sentence ends with its citation, "]."."""

    def __init__(self) -> None:
        self.rest = ""
        self._shown = 0

    def feed(self, piece: str) -> Iterator[tuple[str, bool]]:
        """New words with False, finished sentences with True, in order; nothing of a citation counts as words."""
        self.rest += piece
        while "]." in self.rest:
            sentence, self.rest = self.rest.split("].", 1)
            yield from self._words(sentence)
            yield (sentence + "].").strip(), True
            self._shown = 0
        yield from self._words(self.rest)

    def _words(self, text: str) -> Iterator[tuple[str, bool]]:
        end = text.find("[")
        visible = text if end < 0 else text[:end].rstrip()
        if len(visible) > self._shown and visible.strip():
            yield visible[self._shown :], False
            self._shown = len(visible)
