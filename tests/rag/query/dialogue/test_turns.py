import pytest

from index.document import Document, Section
from index.language.units import Numbered, Unit
from rag import messages
from rag.generation.prompts import LANGUAGES
from rag.query.dialogue.turns import answered_turns, cited_points, is_unanswered
from rag.types import Turn

POINTS = Document(tuple(Section(number, ("Вода.",)) for number in range(1, 29)), "0")
ANSWERED = Turn("Когда?", "В 2019 году [п. 3].")
REFUSED = Turn("Сколько?", "The text has no answer to this question.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_known_by_their_own_sentences(language: str) -> None:
    said = messages.replies(language)
    for text in said.refusals.values():
        assert is_unanswered(text), text
    assert is_unanswered(said.empty)
    assert is_unanswered(messages.no_such_point(28, True, True, language))
    assert is_unanswered(messages.no_such_point(28, False, False, language))


@pytest.mark.parametrize(
    "answer",
    ["В 2019 году [п. 3].", "Третья.", "Нет: «Исландия» не упоминается.", "Нет ответа от министров не ждут [п. 4]."],
)
def test_answers_are_no_refusals(answer: str) -> None:
    assert not is_unanswered(answer)


@pytest.mark.parametrize("answer", ["В тексте нет ответа на этот вопрос.", REFUSED.answer])
def test_refusals_in_other_words(answer: str) -> None:
    assert is_unanswered(answer)


def test_the_turns_end_with_the_last_one_that_was_answered() -> None:
    assert answered_turns([ANSWERED, REFUSED, REFUSED]) == [ANSWERED]
    assert answered_turns([REFUSED, ANSWERED]) == [REFUSED, ANSWERED]
    assert answered_turns([REFUSED]) == [REFUSED]
    assert answered_turns([]) == []


def test_points_that_an_answer_cites() -> None:
    turn = Turn("", "Одно [п. 16, п. 3]. Другое [преамбула]. Третье [п. 16] и [п. 99].")
    assert cited_points(turn, POINTS) == (16, 3)


def test_sections_that_an_answer_cites_by_their_labels() -> None:
    def article(place: int, chapter: str, number: str) -> Section:
        cited = (Numbered(Unit.CHAPTER, chapter), Numbered(Unit.ARTICLE, number))
        return Section(place, ("Вода.",), Unit.ARTICLE, number, f"{chapter}.{number}", cited=cited)

    document = Document((article(1, "1", "1"), article(2, "1", "12"), article(3, "2", "1")), "0")
    turn = Turn("", "Одно [гл. 2, ст. 1, п. 3]. Другое [гл. 1, ст. 12, гл. 2, ст. 1]. Третье [ст. 99].")
    assert cited_points(turn, document) == (3, 2)
