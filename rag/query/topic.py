"""What a question is about: its words without those that only frame it («Приведи цитату о спорте» is about спорт).

The frame words of a language stand in its lexicon. Pure.
"""

from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.words import Word, words
from rag.query.sections.references import strip_references

_FRAME = frozenset(
    (
        *RUSSIAN.framing,
        *RUSSIAN.mentioning,
        *RUSSIAN.summarizing,
        *ENGLISH.framing,
        *ENGLISH.mentioning,
        *ENGLISH.summarizing,
    )
)


def is_frame(word: Word) -> bool:
    """Return whether a word only frames a question."""
    return not word.forms.isdisjoint(_FRAME)


def topic_words(question: str) -> tuple[Word, ...]:
    """Return the words that a question is about, in order; empty where it names no topic («О чём документ?»).

    Numbers of points that it names are not among them.
    """
    asked = words(strip_references(question))
    return tuple(word for word in asked if word.is_content and word.forms.isdisjoint(_FRAME))


def topic_text(question: str) -> str:
    """Return the topic words as a string, to be embedded or searched for; empty where there are none."""
    return " ".join(word.text for word in topic_words(question))
