import pytest

from rag.messages import framed
from rag.types import Citation, Sentence
from rag.web.views.answer_view import form_html
from rag.web.views.forms import Block, Form, Layout, Lead


@pytest.mark.parametrize("text", ["Стороны решили", "«Вода для жизни»", "2021 год", "“Water”"])
def test_what_begins_as_a_sentence_or_name_has_no_marks(text: str) -> None:
    assert framed(text) == text


def test_a_part_from_within_a_sentence_has_marks_on_the_page_and_its_own_words() -> None:
    item = Sentence("в сферах торговли", (Citation(3, "в сферах торговли", 10, 27),))
    html = form_html(Form(Lead(), (Block("", (item, item), Layout.BULLETS),)), "торговли")
    assert html.count("… в сферах ") == 2
    assert "<mark>торговли</mark>… " in html
