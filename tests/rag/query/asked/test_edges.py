"""rag/query/asked/edges.py: the first and the last sections, or chapters, that a question counts off."""

import pytest

from index.document import Document
from index.structure import parse
from rag.query.asked.edges import counted_off
from tests.index.samples import points_document

HEADED = parse(
    "Правила двора\n\n1. Общие положения\n\n1.1. Двор общий.\n\n1.2. Тихо.\n\n2. Уборка\n\n2.1. Чисто.\n\n"
    "2.2. Сухо.\n\n3. Срок\n\n3.1. Год."
)
TREATY = parse(
    "Treaty\n\nPART I WATER\n\nArticle 1 Scope\n1. It is wide.\n\nArticle 2 Duty\n1. Data are shared.\n\n"
    "PART II DATA\n\nArticle 3 Care\n1. Data are kept.\n\nPART III END\n\nArticle 4 Force\n1. It is in force."
)


@pytest.mark.parametrize(
    ("question", "document", "sections"),
    [
        ("первые две главы кратко", HEADED, (1, 2, 3, 4)), ("последние два раздела", HEADED, (3, 4, 5)),
        ("две последние главы", HEADED, (3, 4, 5)), ("the first two parts", TREATY, (1, 2, 3)),
        ("the first two articles", TREATY, (1, 2)), ("first four parts", TREATY, ()),
        ("заключительная часть заявления — о чем", points_document(20), (18, 19, 20)),
        ("the opening part, briefly", points_document(20), (0, 1, 2, 3)), ("the closing part", TREATY, ()),
        ("вступительная часть", HEADED, ()), ("последняя встреча", points_document(20), ()),
        ("the last 3 points", points_document(9), (7, 8, 9)), ("первые две главы", points_document(9), ()),
    ],
)  # fmt: skip
def test_chapters_are_counted_off_where_the_word_means_them(
    question: str, document: Document, sections: tuple[int, ...]
) -> None:
    assert counted_off(question, document) == sections
