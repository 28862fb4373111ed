"""rag/query/foreign/wording.py: what a word of another language is called in the document."""

from rag.query.foreign.wording import Wording
from tests.rag.answers.asked import make_source


def test_a_name_of_the_document_is_found_and_what_stands_beside_it_is_told_apart() -> None:
    said = Wording(make_source().retriever).says("Gruziýa", "tk")
    assert said is not None
    assert (said.text, said.is_sure, said.name) == ("Грузия", True, "Грузия")


def test_words_that_the_document_holds_stay() -> None:
    said = Wording(make_source().retriever).says("водных ресурсов", "de")
    assert said is not None
    assert (said.text, said.is_sure) == ("водных ресурсов", True)
