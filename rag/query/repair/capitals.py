"""A question all in capital letters, as it would be written otherwise: they say nothing of what is asked for. Pure."""

import re
from collections.abc import Iterable

LONGEST_ACRONYM = 5
_WORD = re.compile(r"[^\W\d_]+")


class Capitals:
    """Tells shouted words from acronyms by the words of a document."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the document's texts in all languages."""
        there = {word for text in texts for word in _WORD.findall(text)}
        self._acronyms = {word for word in there if len(word) > 1 and word.isupper()}
        self._words = {word.lower() for word in there - self._acronyms}

    def lowered(self, question: str) -> str:
        """Return the question in lower case if it has no small letter; acronyms of the document stay.

        So does a short word that the document has in no form, as it may be one too.
        """
        if not question.isupper():
            return question
        return _WORD.sub(self._lowered, question)

    def _lowered(self, match: re.Match[str]) -> str:
        word, lower = match.group(), match.group().lower()
        is_known = any(one.startswith(lower[: max(3, len(lower) - 1)]) for one in self._words)
        is_word = word not in self._acronyms and (len(word) > LONGEST_ACRONYM or is_known)
        return lower if is_word else word
