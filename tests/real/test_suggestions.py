"""The prepared questions of the page find the points that they are listed under, with the real embedder."""

import pytest

from rag.web.questions import suggestions
from rag.web.strings import LANGUAGES

pytestmark = pytest.mark.real


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prepared_question_finds_its_point(without_llm, language):
    missed = []
    for number, questions in suggestions(language, without_llm.document).items():
        for question in questions:
            found = [passage.point for passage in without_llm.retrieve(question, 3)]
            if number not in found:
                missed.append((number, question, found))
    assert missed == []
