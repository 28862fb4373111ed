"""Items of enumerations and what introduces them."""

from collections.abc import Sequence

import pytest

from index.enumeration import introductions


@pytest.mark.parametrize(
    ("paragraphs", "paths", "expected"),
    [
        (["Один.", "Два."], [(1,), (2,)], [(), ()]),
        (["Предъявляются:", "паспорт;", "фото.", "Приём платный."], [(), (), (), ()], [(), (0,), (0,), ()]),
        (["Предъявляются:", "паспорт;", "фото.", "Приём."], [(1,), (1, "а"), (1, "б"), (2,)], [(), (0,), (0,), ()]),
        # what follows numbered items in the part that introduces them
        (["Получают:", "сироты;", "инвалиды.", "Другие ждут."], [(), (1,), (2,), ()], [(), (0,), (0,), ()]),
        # a paragraph between items, and one after all of them
        (["Вправе:", "жить;", "гостить.", "Но тихо."], [(1,), (1, 1), (1, 2), (1, 2)], [(), (0,), (0,), (0,)]),
        # items inside items, numbered and not
        (
            ["Оборот означает:", "передачу, включая:", "продажу;", "дарение;", "экспорт;", "лизинг."],
            [(1,), (1, 1), (1, 1), (1, 1), (1, 2), (1, 3)],
            [(), (0,), (0, 1), (0, 1), (0,), (0,)],
        ),
        (["It means:", "(a) one; and", "two.", "Next: no.", "End."], [(), (), (), (), ()], [(), (0,), (0,), (), ()]),
        (["Стороны:", "A, и", "B."], [(), (), ()], [(), (0,), (0,)]),
        (["В том числе:", "первое:", "второе.", "Конец."], [(), (), (), ()], [(), (0,), (0, 1), ()]),
    ],
)
def test_what_introduces_each_paragraph(
    paragraphs: Sequence[str], paths: Sequence[Sequence[int | str]], expected: Sequence[tuple[int, ...]]
) -> None:
    assert introductions(paragraphs, paths) == expected
