import string

import pytest

from rag import messages
from rag.generation import prompts
from rag.reply_schema import Replies
from rag.types import Reason


@pytest.mark.parametrize(
    ("count", "russian"),
    [(1, "1 пункт"), (2, "2 пункта"), (5, "5 пунктов"), (11, "11 пунктов"), (14, "14 пунктов"), (21, "21 пункт"),
     (24, "24 пункта"), (28, "28 пунктов"), (111, "111 пунктов"), (500, "500 пунктов")],
)  # fmt: skip
def test_points_count(count: int, russian: str) -> None:
    assert messages.points_count(count, "ru") == russian
    assert messages.points_count(count, "en") == f"{count} point{'' if count == 1 else 's'}"


LANGUAGES = sorted(path.stem for path in messages.FOLDER.glob("*.toml"))


def blanks(replies: Replies) -> dict[str, set[str]]:
    """The placeholders of each message, by its name."""
    said = replies.model_dump(include={"empty", "too_long", "no_words", "missing", "places"})
    for group in ("missing", "places"):
        said |= {f"{group} {name}": text for name, text in said.pop(group).items()}
    said |= {str(reason): text for reason, text in replies.refusals.items()}
    return {name: {blank for _, blank, _, _ in string.Formatter().parse(text) if blank} for name, text in said.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_in_each_language_with_the_same_blanks(language: str) -> None:
    replies = messages.replies(language)
    assert blanks(replies) == blanks(messages.replies("ru"))
    assert set(replies.refusals) == set(Reason) - {Reason.NO_SUCH_POINT}
    assert replies.translated != replies.in_original
    assert all("{n}" in form for form in replies.points.values())
    assert "other" in replies.points


def test_replies_are_in_every_language_that_the_llm_answers_in() -> None:
    assert set(prompts.LANGUAGES) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("last", "preamble", "by_number", "russian", "english"),
    [
        (28, True, True, "Такого пункта нет: в документе 28 пунктов, с 1-го по 28-й, и преамбула.",
         "There is no such point: the text of the document has a preamble and 28 points, 1 to 28."),
        (3, False, True, "Такого пункта нет: в документе 3 пункта, с 1-го по 3-й.",
         "There is no such point: the text of the document has 3 points, 1 to 3."),
        (1, True, True, "Такого пункта нет: в документе 1 пункт и преамбула.",
         "There is no such point: the text of the document has a preamble and 1 point."),
        (1, False, True, "Такого пункта нет: в документе 1 пункт.",
         "There is no such point: the text of the document has 1 point."),
        (3, False, False, "Преамбулы нет: в документе 3 пункта, с 1-го по 3-й.",
         "There is no preamble: the text of the document has 3 points, 1 to 3."),
    ],
)  # fmt: skip
def test_no_such_point(last: int, preamble: bool, by_number: bool, russian: str, english: str) -> None:
    assert messages.no_such_point(last, preamble, by_number, "ru") == russian
    assert messages.no_such_point(last, preamble, by_number, "en") == english


def test_parts_of_the_document_as_headings() -> None:
    assert messages.place_label(16, (), "ru") == "Пункт 16"
    assert messages.place_label(0, (2,), "ru") == "Преамбула, абзац 2"
    assert messages.place_label(16, (1, 2, 5), "en") == "Point 16, paragraphs 1, 2 and 5"
