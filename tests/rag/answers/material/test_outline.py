"""rag/answers/material/outline.py: headings without their numbers, chapters, and what sections are for."""

import pytest

from index.document import Document, Heading, Section
from index.language.units import Unit
from rag.answers.material.outline import chapters, heading_text, headings, is_formal, states_purpose


@pytest.mark.parametrize(
    ("text", "words"),
    [("Глава III. Плата", "плата"), ("9 Access", "access"), ("PART IV Institutions", "institutions"), ("Флот", "флот")],
)
def test_a_heading_is_shown_without_its_number(text: str, words: str) -> None:
    assert heading_text(Heading(Unit.CHAPTER, "", text)) == words


def _document() -> Document:
    above = [Heading(Unit.CHAPTER, str(n), f"Глава {n}. {name}") for n, name in enumerate(("Флот", "Люди"), 1)]
    sections = [Section(n, (f"Предложение {n}.",), Unit.ARTICLE, path=(above[n > 2],)) for n in (1, 2, 3, 4)]
    return Document((*sections, Section(5, ("Конец.",), Unit.ARTICLE)), "0" * 64)


def test_chapters_are_runs_below_one_heading() -> None:
    assert chapters(_document(), [1, 2, 3, 4, 5]) == [[1, 2], [3, 4], [5]]
    assert chapters(_document(), [1, 2]) == [[1, 2]]


def test_a_heading_knows_the_sections_below_it() -> None:
    assert [(one.text, sorted(one.sections)) for one in headings(_document())] == [("флот", [1, 2]), ("люди", [3, 4])]


@pytest.mark.parametrize(
    ("heading", "text", "formal", "purpose"),
    [
        ("Основные понятия", "Применяются следующие понятия:", True, False),
        ("Normative references", "The following documents are needed:", True, False),
        ("Scope", "This standard applies to rooms.", False, True),
        ("", "1. Цель кооператива – сообщение между селениями.", False, True),
        ("Флот", "Флот составляют паромы.", False, False),
    ],
)
def test_what_defines_and_what_says_the_purpose_is_told(heading: str, text: str, formal: bool, purpose: bool) -> None:
    section = Section(1, (text,), Unit.ARTICLE, heading=heading)
    assert (is_formal(section), states_purpose(section)) == (formal, purpose)
