"""How a sentence stands as a claim of an overview."""

import pytest

from rag.answers.summaries.claims import shortened
from rag.types import Sentence


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
