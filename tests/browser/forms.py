"""An answer in the form of each kind, in words of the bundled document, for the stand-in."""

from collections.abc import Iterator
from typing import Any

from index.document import Document
from rag.types import (
    Answer,
    Citation,
    Event,
    Finished,
    Kind,
    Mode,
    Passage,
    PassagesFound,
    PassagesLeft,
    Reason,
    Refusal,
    Sentence,
    SentenceVerified,
    Talk,
    Timings,
    Verdict,
)

TIMINGS = Timings(41.0, 620.0, 1900.0, 2480.0)
GLACIERS = (16, "поддержали предложение Президента", "сохранения ледников")
FUND = (16, "создании Международного фонда", "защиты ледников")
ARAL = (18, "подчеркнули важность проводимых работ", "фонда спасения Арала")
HYDROGEN = (16, "создание под эгидой ООН", "по развитию водорода")
SPORT = (22, "договорились продолжать", "физическую культуру и спорт")
SPORTS = (22, "отмечено о необходимости консолидации", "спортивную арену")
TOURISM = (23, "отметили необходимость тесного", "в сфере туризма")
ZONES = (23, "согласились активизировать", "на трансграничных территориях")
BOTH = (3, "туризма, науки", "культуры и гендерного равенства")
TREATY = (25, "поручили внешнеполитическим ведомствам", "сотрудничестве")
ASTANA = (9, "стороны согласились использовать", "«Астана»")

FORMS: dict[str, tuple[list[tuple[Any, ...]], dict[str, Any]]] = {
    "list": ([GLACIERS, FUND, ARAL, HYDROGEN], {"lead": "В 2 пунктах:"}),
    "overview": ([ASTANA, GLACIERS, ARAL, SPORT, TOURISM, TREATY], {"mode": Mode.COMPUTED}),
    "point": ([(*SPORT, "Пункт 22"), (*SPORTS, "Пункт 22"), (*TOURISM, "Пункт 23"), (*ZONES, "Пункт 23")], {}),
    "compare": (
        [(*BOTH, "Общее"), (*SPORT, "О спорте"), (*SPORTS, "О спорте"), (*TOURISM, "О туризме"), (*ZONES, "О туризме")],
        {},
    ),
    "yes_no": ([TREATY], {"verdict": Verdict.NO, "lead": "Нет: это только поручено."}),
    "yes": ([ARAL], {"verdict": Verdict.YES, "kind": Kind.YES_NO}),
    "silent": ([], {"verdict": Verdict.NOT_IN_TEXT, "kind": Kind.YES_NO, "lead": "В документе об этом не сказано."}),
    "count": ([GLACIERS, FUND, ARAL], {"count": 3, "lead": "3 раза, в 2 пунктах:", "mode": Mode.COMPUTED}),
    "about": ([(0, "6 августа 2021 года", "глав государств Центральной Азии")], {"short": "6 августа 2021 года"}),
    "define": ([ARAL], {"short": "Международного фонда спасения Арала"}),
    "quote": ([SPORTS, TOURISM], {"mode": Mode.QUOTED}),
    "lookup": ([GLACIERS], {"short": "2025 года"}),
    "translated": ([GLACIERS], {"text": "Five presidents supported the year of glaciers", "language": "en"}),
}


def cite(document: Document, number: int, begins: str, ends: str) -> Citation:
    """Words of a point from where they begin to where they end."""
    text = document.section(number).text
    start = text.index(begins)
    end = text.index(ends, start) + len(ends)
    return Citation(number, text[start:end], start, end)


def answer_of(name: str, question: str, document: Document) -> Iterator[Event]:
    """The events of an answer in a form; a list arrives item by item, in another order than that of the text."""
    passages = tuple(_passage(document, number) for number in (16, 18, 22))
    yield PassagesFound(passages)
    if name == "talk":
        yield Finished(Talk(question, "Здравствуйте! Я отвечаю на вопросы о документе.", "ru", TIMINGS))
        return
    if name == "beyond":
        text = "Бот отвечает только словами документа: стихов у него нет."
        others = (Kind.OVERVIEW, Kind.QUOTE)
        yield Finished(
            Refusal(question, text, Reason.OUT_OF_SCOPE, "ru", passages, TIMINGS, kind=Kind.BEYOND, other_kinds=others)
        )
        return
    places, fields = FORMS[name]
    items = tuple(_item(document, fields.get("text"), *place) for place in places)
    if name == "list":
        yield PassagesLeft(17)
        for left, item in ((9, items[2]), (4, items[0]), (2, items[3]), (0, items[1])):
            yield SentenceVerified(item)
            yield PassagesLeft(left)
    values: dict[str, Any] = {
        "question": question,
        "text": " ".join(f"{item.text} [п. {item.citations[0].point}]." for item in items),
        "mode": Mode.EXTRACTED,
        "language": "ru",
        "sentences": items,
        "passages": passages,
        "timings": TIMINGS,
        "kind": Kind(name) if name in set(Kind) else Kind.LOOKUP,
        "other_kinds": tuple(kind for kind in (Kind.LIST, Kind.OVERVIEW, Kind.LOOKUP) if kind != name)[:2],
    }
    yield Finished(Answer(**(values | {key: value for key, value in fields.items() if key != "text"})))


def _item(document: Document, text: str | None, number: int, begins: str, ends: str, heading: str = "") -> Sentence:
    citation = cite(document, number, begins, ends)
    return Sentence(text or citation.quote, (citation,), heading)


def _passage(document: Document, number: int) -> Passage:
    text = document.section(number).paragraphs[0]
    return Passage(number, f"{number}.1", 0.9 - 0.01 * number, text, 0, len(text))
