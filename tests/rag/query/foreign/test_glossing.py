"""rag/query/foreign/glossing.py: questions in further languages, word for word in the document's."""

from rag.query.foreign.glossing import Glossing
from rag.query.foreign.wording import Wording
from tests.rag.answers.asked import make_source


def glossing() -> Glossing:
    retriever = make_source().retriever
    return Glossing(retriever, Wording(retriever))


def test_a_question_is_said_word_for_word_with_names_as_the_text_has_them() -> None:
    said = glossing().gloss("Prezident Gruziýa haçan geldi?")
    assert said is not None
    assert {"Грузия", "президент"} <= set(said.split())


def test_what_is_mostly_unknown_is_left_as_it_is() -> None:
    assert glossing().gloss("Фырқ бырқ дырқ қай?") is None
    assert glossing().gloss("Où est la bibliothèque ?") is None


def test_a_topic_needs_every_word_in_the_text() -> None:
    assert glossing().topic("президенттің", "kk") == "президент"
    assert glossing().topic("президенттің балықтары", "kk") is None
