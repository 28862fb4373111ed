"""rag/query/foreign/glossing.py: questions word for word in the document's language."""

from index.store import Index
from rag.query.foreign.glossing import Glossing
from rag.query.foreign.wording import Wording
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from tests.index.samples import WordEmbedder
from tests.rag.answers.asked import TEXT, make_source


def glossing(text: str = TEXT) -> Glossing:
    retriever = make_source(text).retriever
    return Glossing(retriever, Wording(retriever))


def text_of_lakes() -> Retriever:
    """An English text without a translation."""
    embedder = WordEmbedder()
    text = "1. The Fund pays for the protection of lakes.\n\n2. The Council meets in May.\n"
    index = Index.build(text.encode(), embedder.passages([""] * 2), embedder.id, {})
    return Retriever(index, embedder, Ranker.untrained(embedder.dimension))


def test_a_question_is_said_word_for_word_with_names_as_the_text_has_them() -> None:
    said = glossing().gloss("Prezident Gruziýa haçan geldi?", "other")
    assert said is not None
    assert {"Грузия", "президент"} <= set(said.split())


def test_what_is_mostly_unknown_is_left_as_it_is() -> None:
    assert glossing().gloss("Фырқ бырқ дырқ қай?", "other") is None
    assert glossing().gloss("Ubi est bibliotheca publica ?", "other") is None


def test_a_topic_needs_every_word_in_the_text() -> None:
    assert glossing().topic("президенттің", "kk") == "президент"
    assert glossing().topic("президенттің балықтары", "kk") is None


def test_what_the_index_has_in_the_questions_language_is_not_glossed() -> None:
    assert glossing().gloss("Кто поддержал туризм?", "ru") is None
    assert glossing().gloss("Who supported tourism?", "en") is None  # it has an English translation


def test_between_russian_and_english_words_are_those_of_the_text() -> None:
    source = text_of_lakes()
    said = Glossing(source, Wording(source)).gloss("Кто дал деньги на охрану озёр?", "ru")
    assert said is not None
    assert {"lake", "protection"} <= set(said.split())
    assert Glossing(source, Wording(source)).gloss("Глокая куздра будланула бокра?", "ru") is None
