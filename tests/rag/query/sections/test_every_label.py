"""Every label that an index prints, asked for in the words of either language, opens what it names."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from index.document import Document, Part, Section
from index.language.units import Numbered, Unit
from index.structure import parse, read
from rag import messages
from rag.query.sections.parts_alone import asks_for_parts_alone
from rag.query.sections.places import places_in
from rag.query.sections.references import references
from tests.index.samples import points_document

TEXTS = Path("eval/data/documents")
NAMES = ("charter.ru", "ethics.ru", "rules.ru", "transit.ru", "grants.en", "hospital.en", "standard.en", "treaty.en")
EVERY = 8
"""Of the numbered parts inside sections every eighth is asked for, and every fifth number by every word."""
RUSSIAN = {
    Unit.ARTICLE: ("статья", "статьи", "статье"), Unit.SUBSECTION: ("часть", "части", "части"),
    Unit.SUBPOINT: ("подпункт", "подпункта", "подпункте"), Unit.LETTER: ("подпункт", "подпункта", "подпункте"),
    Unit.CHAPTER: ("глава", "главы", "главе"), Unit.SECTION: ("раздел", "раздела", "разделе"),
}  # fmt: skip
ENGLISH = {
    Unit.ARTICLE: "article", Unit.SECTION: "section", Unit.CLAUSE: "clause", Unit.SUBSECTION: "part",
    Unit.SUBPOINT: "subparagraph", Unit.LETTER: "item", Unit.CHAPTER: "chapter",
}  # fmt: skip
WIDE = ("раздел", "глава", "статья", "параграф", "section", "article", "chapter", "clause", "пункт", "point")


@cache
def document(name: str) -> Document:
    return read(TEXTS / f"{name}.txt")


def wordings(path: tuple[Numbered, ...], label: str) -> Iterator[str]:
    """Eight ways to ask for a part: its label, and its words from the widest on and to the widest, in two languages."""
    russian = [(RUSSIAN.get(one.unit, ("пункт", "пункта", "пункте")), _marked(one, "«{}»")) for one in path]
    english = [(ENGLISH.get(one.unit, "paragraph"), _marked(one, "({})")) for one in path]
    (nominative, _, _), number = russian[0]
    inner = "".join(f"({one.number})" for one in path[1:])
    outwards = " ".join(f"{words[1]} {number}" for words, number in russian[-2::-1])
    last, last_number = russian[-1]
    yield label
    yield f"What does {label} say?"
    yield f"{last[0]} {last_number} {outwards} про что"
    yield f"Что в {last[2]} {last_number} {outwards}?"
    yield "О чём " + ", ".join(f"{words[0]} {number}" for words, number in russian)
    yield "Explain " + " of ".join(f"{word} {number}" for word, number in reversed(english)) + ", please"
    yield f"{english[0][0]} {english[0][1]}{inner}"
    yield f"{nominative} {number}{inner}"


def _marked(one: Numbered, marks: str) -> str:
    return marks.format(one.number) if one.unit is Unit.LETTER else one.number


def parts(section: Section, language: str) -> Iterator[tuple[tuple[Numbered, ...], str, tuple[int, ...]]]:
    """What a section is cited by, with its parts: the way, the label and the paragraphs."""
    yield section.cited, section.label(language), ()
    for part in section.parts[::EVERY]:
        inner = section.path_at(part.start, part.end)
        clause = any(one.unit is Unit.CLAUSE for one in inner)
        outer = tuple(one for one in section.cited if not (clause and one.unit in {Unit.POINT, Unit.CLAUSE}))
        yield (*outer, *inner), section.label_at(part.start, part.end, language), _paragraphs(section, part)


def _paragraphs(section: Section, part: Part) -> tuple[int, ...]:
    starts = [sum(len(text) + 1 for text in section.paragraphs[:at]) for at in range(len(section.paragraphs))]
    return tuple(
        at
        for at, (start, text) in enumerate(zip(starts, section.paragraphs, strict=True), 1)
        if part.start <= start and start + len(text) <= part.end
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_label_opens_what_it_names_in_eight_wordings(name: str) -> None:
    text = document(name)
    wrong = []
    for section in text.sections:
        if section.unit is Unit.PREAMBLE:
            continue
        for path, label, paragraphs in parts(section, text.language):
            for question in wordings(path, label):
                named, referred = places_in(question, text), references(question, text)
                shown = [(place.section, place.paragraphs) for place in named.found]
                missing = named.missing or named.absent or referred.missing or referred.absent
                if shown != [(section.number, paragraphs)] or referred.points != (section.number,) or missing:
                    wrong.append((question, shown))
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_whatever_word_is_used_no_refusal_denies_what_it_counts(name: str) -> None:
    text = document(name)
    numbers = {section.name for section in text.sections if section.unit is text.unit}
    numbers |= {heading.number for section in text.sections for heading in section.path if heading.number}
    for word in WIDE:
        for number in sorted(numbers)[::5]:
            found = references(f"{word} {number}", text)
            for absent in found.absent:
                said = messages.no_such_parts([absent], text, "ru")
                own = messages.replies("ru").units[text.unit]["genitive"]
                assert absent.unit in {Unit.CHAPTER, Unit.DIVISION}, said  # stands above sections, and none has it
                assert not said.lower().startswith(f"{own} {number} ") or number not in numbers, said


HOSPITAL, TRANSIT = document("hospital.en"), document("transit.ru")
LETTERS = parse("Rules\n\n" + "\n\n".join(f"Section {n}\nThere are:\n(a) rivers;\n(b) lakes." for n in range(1, 5)))


@pytest.mark.parametrize(
    ("question", "text", "labels"),
    [
        ("п. 3 раздела 9", HOSPITAL, ["Sec. 9(3)"]),
        ("ст. 9 п. 3", HOSPITAL, ["Sec. 9(3)"]),
        ("subsection (3) of section 9", HOSPITAL, ["Sec. 9(3)"]),
        ("9 раздел 3 пункт", HOSPITAL, ["Sec. 9(3)"]),
        ("section nine says what?", HOSPITAL, ["Sec. 9"]),
        ("последний раздел", HOSPITAL, ["Sec. 36"]),
        ("number 9", HOSPITAL, ["Sec. 9"]),
        ("пункт b п. 2 разд. 14", HOSPITAL, ["Sec. 14(2)(b)"]),
        ("подпункт «д» раздела 19 про что", TRANSIT, ["п. 19, пп. «д»"]),
        ("Explain item (г) of section 18, please", TRANSIT, ["п. 18, пп. «г»"]),
        ("п. 19д", TRANSIT, ["п. 19, пп. «д»"]),
        ("раздел 6", TRANSIT, ["п. 6.1", "п. 6.2", "п. 6.3", "п. 6.4"]),
        ("пункты 6.1–6.3", TRANSIT, ["п. 6.1", "п. 6.2", "п. 6.3"]),
        ("clause 2 of section 6", TRANSIT, ["п. 6.2"]),
        ("часть третья статьи 27", document("ethics.ru"), ["ст. 27, ч. 3"]),
        ("О чём третья часть статьи 27?", document("ethics.ru"), ["ст. 27, ч. 3"]),
        ("Третья часть взноса статьи", document("ethics.ru"), []),
        ("section 5", document("charter.ru"), ["ст. 27", "ст. 28", "ст. 29", "ст. 30", "ст. 31"]),
        ("пункт II.3", document("rules.ru"), ["гл. II, п. 3"]),
        ("пункт а раздела 2", LETTERS, ["Sec. 2(a)"]),
        ("подпункт «б» раздела 2", LETTERS, ["Sec. 2(b)"]),
        ("items (a) and (b) of section 3", LETTERS, ["Sec. 3(a)", "Sec. 3(b)"]),
    ],
)
def test_parts_are_named_in_the_words_of_either_language(question: str, text: Document, labels: list[str]) -> None:
    found = places_in(question, text)
    assert [place.label for place in found.found] == labels
    assert not found.absent


def test_what_is_not_in_a_section_that_is_there_is_denied_of_that_section() -> None:
    absent = references("п. 33 раздела 9", HOSPITAL).absent
    assert messages.no_such_parts(absent, HOSPITAL, "ru") == "Sec. 9: пункта 33 нет."
    assert references("раздел 99", HOSPITAL).absent


@pytest.mark.parametrize(
    "question", ["пункт в разделе о воде", "В разделе 9 есть 3 пункта?", "3 раздела", "5 sections"]
)
def test_what_only_counts_or_goes_on_names_no_part(question: str) -> None:
    assert [place.label for place in references(question, HOSPITAL).places] in ([], ["Sec. 9"])


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("could you walk me through number 7", True),
        ("Explain point 7, please", True),
        ("Кто выступает в пункте 7?", False),
        ("Какой фонд создают по пункту 7?", False),
        ("О чём договорились стороны?", False),
    ],
)
def test_a_question_that_names_a_part_and_nothing_else_asks_for_it(question: str, alone: bool) -> None:
    assert asks_for_parts_alone(question, points_document(28)) is alone


@pytest.mark.parametrize(
    "question",
    [
        "what is in chapter I",
        "chapter I",
        "List the articles of chapter I",
        "which clauses does chapter 1 have",
        "глава I",
    ],
)
def test_a_chapter_alone_is_asked_for_as_a_section_is(question: str) -> None:
    text = parse(
        "Rules of the pond\n\nCHAPTER I. WATER\n\nArticle 1\nIt is wide.\n\nArticle 2\nIt is deep.\n\n"
        "CHAPTER II. FISH\n\nArticle 3\nThey swim."
    )
    assert asks_for_parts_alone(question, text)
    assert not asks_for_parts_alone("how deep is it by chapter I", text)
