"""How a sentence stands as a claim of an overview."""

import pytest

from index.store import Index
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.summaries.claims import Claims, says_something, shortened
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Sentence
from tests.index.samples import TrigramEmbedder


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("В этой связи Стороны выразили готовность помочь школам.", "Стороны выразили готовность помочь школам."),
        ("При этом, Совет не платит за школы.", "Совет не платит за школы."),
        ("Кроме того, не должно проводиться различий.", "Кроме того, не должно проводиться различий."),
        ("In addition, the Council pays for the schools.", "In addition, the Council pays for the schools."),
        ("Moreover, Kenya pays for the schools.", "Kenya pays for the schools."),
        ("Также Кения платит за школы.", "Кения платит за школы."),
        ("Таким школам Совет не платит.", "Таким школам Совет не платит."),
    ],
)
def test_a_claim_does_not_say_that_it_goes_on_from_a_sentence_that_is_not_shown(text: str, claim: str):
    assert shortened(Sentence(text, ())).text.rstrip(".") == claim.rstrip(".")


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("This Charter lays down the rights of pupils and teachers.", True),
        ("Rules of the Council of Schools of Wilson", False),
        ("Wilson, Kenya.", False),
        ("Настоящий Устав устанавливает права учеников.", True),
        ("Устав Совета школ города Вильсон.", False),
    ],
)
def test_an_english_sentence_is_told_by_its_end(text: str, is_said: bool):
    assert says_something(text) is is_said


def test_numbered_paragraphs_have_the_weight_that_the_digest_gives_them():
    text = (
        "Charter of the school\n\n1. Dates\n\n(1) The school sends a date to each pupil.\n\n"
        "(2) The heads of the schools agreed to build a pool.\n\n(3) After a second delay the head decides.\n"
    )
    embedder = TrigramEmbedder()
    index = Index.build(text.encode(), embedder.passages(["word"] * 5), embedder.id)
    source = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    (_, claim), *_ = Claims(source, Digests(source).original).ranked(1, "en", (), 25)
    assert claim.text == "The heads of the schools agreed to build a pool"
