import pytest

from index.language.sentences import SourceSentence
from index.language.words import words
from rag.answers.wording.shown import held_words, shown_part, trimmed
from rag.types import Citation, Sentence

SHIFT = 10
LONG_LIST = (
    "Стороны отмечают, что встреча позволила рассмотреть направления сотрудничества в сферах торговли, экономики и "
    "инвестиций, транспорта и транзита, сельского хозяйства и продовольственной безопасности, в вопросах "
    "промышленной кооперации, охраны окружающей среды, туризма и отдыха, науки и техники, образования и просвещения, "
    "занятости и труда, связи и информации, культуры и равенства"
)


def pair(text: str, *, translated: bool = False) -> tuple[Sentence, SourceSentence]:
    original = SourceSentence(SHIFT, SHIFT + len(text) + 1, f"{text}.")
    shown = "Another language." if translated else text
    return Sentence(shown, (Citation(3, original.text, original.start, original.end),)), original


@pytest.mark.parametrize(
    ("topic", "beginning"), [("транзит", "Стороны"), ("продовольствие", "Стороны"), ("культура", "в вопросах")]
)
def test_a_long_sentence_is_cut_around_the_topic_where_a_clause_begins(topic: str, beginning: str) -> None:
    sentence = shown_part(pair(LONG_LIST), words(topic))
    (citation,) = sentence.citations
    assert held_words(sentence.text, words(topic)) == {topic}
    assert sentence.text.startswith(beginning)
    assert len(sentence.text.split()) < len(LONG_LIST.split())
    assert citation.quote == sentence.text == LONG_LIST[citation.start - SHIFT : citation.end - SHIFT]


def test_a_short_sentence_stays_whole() -> None:
    text = "Стороны отмечают рост торговли"
    assert shown_part(pair(text), words("торговля")) == pair(text)[0]


def test_beside_a_translation_the_citation_stays_whole() -> None:
    sentence, original = pair(LONG_LIST, translated=True)
    assert trimmed(sentence) == Sentence("Another language", sentence.citations)
    assert sentence.citations[0].quote == original.text


def test_trimmed_cites_the_words_that_are_shown() -> None:
    sentence = trimmed(pair("Стороны отмечают рост торговли")[0])
    assert sentence.citations[0].quote == sentence.text
