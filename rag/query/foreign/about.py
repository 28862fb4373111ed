"""What a question asks of the document itself, told by the questions in Russian and English that are nearest to it."""

from functools import cached_property

import numpy as np

from index.language.foreign import language_of, plain
from rag.query.asked.about import asked_about, spans_about
from rag.query.foreign.forms import LANGUAGES, forms
from rag.query.foreign.frames import read_frame
from rag.retrieval.retriever import Retriever, Vector
from rag.types import Kind

LEAST, LEAST_GAIN = 0.84, 0.02
"""The least similarity to a labelled question, and by how much more than to any that asks for something else."""
SURE, SURE_GAIN = 0.86, 0.06
"""The same where the question was not taken for one about the document."""
_OTHER = ""


_TOLD_OTHERWISE = frozenset({Kind.POINT, Kind.TALK, Kind.BEYOND, Kind.COMPARE})


def _asks_nothing_else(question: str) -> bool:
    """Whether beside what asks for it a question only names the document: "Hujjatning to'liq nomi qanday?"."""
    text = plain(question)
    for start, end in spans_about(question, "other"):
        text = text[:start] + " " * (end - start) + text[end:]
    language = language_of(question)
    return language is not None and not read_frame(text, language).topics and not read_frame(text, language).parts


class AboutByExample:
    """Tells what is asked for by labelled questions."""

    def __init__(self, retriever: Retriever) -> None:
        """Take what embeds questions."""
        self._retriever = retriever

    def prepare(self) -> None:
        """Embed the labelled questions, so that the first one asked need not wait for it."""
        self._examples  # noqa: B018

    @cached_property
    def _examples(self) -> tuple[list[str], Vector]:
        """What each labelled question asks for, and their embeddings, (questions, dimension)."""
        labelled = [
            (name, example)
            for language in LANGUAGES
            for name, form in forms(language).about.items()
            for example in form.examples
        ]
        labelled += [(_OTHER, example) for language in LANGUAGES for example in forms(language).other.examples]
        return [name for name, _ in labelled], self._retriever.embed_all([example for _, example in labelled])

    def asked(self, question: str, vector: Vector, taken_for: Kind, *, is_unsure: bool) -> tuple[str, ...]:
        """Return the names of what is asked for; none where it is something else.

        Args:
            question: in a language whose words for it are known or not.
            vector: its embedding, (dimension,).
            taken_for: its kind, as the classifier says; other kinds than `about` ask for more.
            is_unsure: whether it may as well be of another kind.
        """
        told = asked_about(question, "other")
        if told and (taken_for is Kind.ABOUT or (taken_for not in _TOLD_OTHERWISE and _asks_nothing_else(question))):
            return told
        names, vectors = self._examples
        near = vectors @ vector
        best = int(np.argmax(near))
        least, gain = (LEAST, LEAST_GAIN) if taken_for is Kind.ABOUT or is_unsure else (SURE, SURE_GAIN)
        others = max(float(value) for name, value in zip(names, near, strict=True) if name == _OTHER)
        is_told = names[best] != _OTHER and float(near[best]) >= max(least, others + gain)
        return (names[best],) if is_told else ()
