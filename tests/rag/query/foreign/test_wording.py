"""rag/query/foreign/wording.py: what a word of another language is called in the document."""

from rag.query.foreign.wording import Wording
from tests.rag.answers.asked import TEXT, make_source


def test_a_name_of_the_document_is_found_and_what_stands_beside_it_is_told_apart() -> None:
    said = Wording(make_source().retriever).says("Gruziýa", "tk")
    assert said is not None
    assert (said.text, said.is_sure, said.name) == ("Грузия", True, "Грузия")


def test_words_that_the_document_holds_stay() -> None:
    said = Wording(make_source().retriever).says("водных ресурсов", "de")
    assert said is not None
    assert (said.text, said.is_sure) == ("водных ресурсов", True)


def test_a_name_of_a_person_means_nothing_that_another_word_could_mean() -> None:
    source = make_source(TEXT.replace("Президенту Грузии", "Нурлану Бердыеву"))
    wording = Wording(source.retriever)
    assert _said(wording, "Бердыев").startswith("Бердыев")
    assert not _said(wording, "терезе").startswith("Бердыев")  # the embedder of the tests takes both for one word


def _said(wording: Wording, text: str) -> str:
    said = wording.says(text, "kk")
    return said.text if said else ""
