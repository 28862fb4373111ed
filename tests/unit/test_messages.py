import string

import pytest

from rag import messages
from rag.types import Reason


@pytest.mark.parametrize(
    ("count", "russian"),
    [(1, "1 пункт"), (2, "2 пункта"), (5, "5 пунктов"), (11, "11 пунктов"), (14, "14 пунктов"), (21, "21 пункт"),
     (24, "24 пункта"), (28, "28 пунктов"), (111, "111 пунктов"), (500, "500 пунктов")],
)  # fmt: skip
def test_points_count(count: int, russian: str) -> None:
    assert messages.points_count(count, "ru") == russian
    assert messages.points_count(count, "en") == f"{count} point{'' if count == 1 else 's'}"


def test_marks() -> None:
    assert messages.mark(16) == "п. 16"
    assert messages.mark(0) == "преамбула"


def test_every_message_is_there_in_both_languages_with_the_same_blanks() -> None:
    pairs = [*messages.REFUSALS.values(), messages.EMPTY, messages.TOO_LONG, messages.NO_WORDS]
    for pair in pairs:
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(pair[language]) if name} for language in ("ru", "en")
        ]
        assert blanks[0] == blanks[1]
    assert set(messages.REFUSALS) == set(Reason) - {Reason.BAD_QUESTION}


def test_no_such_point() -> None:
    refusal = messages.REFUSALS[Reason.NO_SUCH_POINT]
    assert refusal["ru"].format(count="28 пунктов", last=28) == (
        "Такого пункта нет: в заявлении 28 пунктов, с 1-го по 28-й, и преамбула."
    )
