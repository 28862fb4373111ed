"""index/digest/items/status.py: how far a sentence says that its matter has got."""

import pytest

from index.digest import Status, status_of


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Стороны утвердили Положение о знаке.", Status.DONE),
        ("Фонд создан в прошлом году.", Status.DONE),
        ("Стороны договорились создать фонд.", Status.DECIDED),
        ("Президенты приняли решение об учреждении знака и одобрили его описание.", Status.DECIDED),
        ("Стороны поддержали предложение о создании фонда.", Status.SUPPORTED),
        ("Главы выразили поддержку инициативе о фонде.", Status.SUPPORTED),
        ("Стороны считают необходимым создать фонд.", Status.PROPOSED),
        ("Стороны высказались за создание фонда.", Status.PROPOSED),
        ("Стороны выразили готовность помогать.", Status.PROPOSED),
        ("Министрам поручили подготовить договор.", Status.ASKED),
        ("Стороны призвали всех к миру.", Status.ASKED),
        ("Стороны отмечают важность создания фонда.", Status.STATED),
        ("Налог утверждается правительством.", Status.STATED),
        ("The parties approved the statute.", Status.DONE),
        ("The parties agreed to create a fund.", Status.DECIDED),
        ("The parties welcomed the plan.", Status.SUPPORTED),
        ("The ministers called on all states to help.", Status.ASKED),
        ("The parties proposed a fund.", Status.PROPOSED),
        ("The fund was established by the parties.", Status.DONE),
        ("This is the year declared by the assembly.", Status.STATED),
        ("The support of all states matters.", Status.STATED),
        ("Everyone has the right to life.", Status.STATED),
        ("", Status.STATED),
    ],
)
def test_the_first_predicate_that_tells_it_decides(sentence: str, status: Status) -> None:
    assert status_of(sentence) is status
