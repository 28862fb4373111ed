"""Small results for the tests of the page."""

from html.parser import HTMLParser

from rag.types import (
    Answer,
    Citation,
    GateReport,
    Passage,
    Reason,
    Refusal,
    RejectedSentence,
    Rejection,
    Sentence,
    Timings,
)

TIMES = Timings(40.0, 600.0, None, 2500.0)
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "&lt;b&gt; & {{value}} ${value} `x`",
    "👩🏽‍🚀 «ёж»",
)


def passage(point: int = 16, text: str = "слова пункта", start: int = 0) -> Passage:
    return Passage(point, f"{point}.1", 0.875, text, start, start + len(text))


def citation(point: int = 16, quote: str = "слова", start: int = 0) -> Citation:
    return Citation(point, quote, start, start + len(quote))


def answer(text: str = "Ответ", *citations: Citation, **fields: object) -> Answer:
    sentences = (Sentence(text, citations or (citation(),)),)
    values: dict[str, object] = {
        "question": "Вопрос?",
        "text": f"{text} [п. 16].",
        "mode": "generated",
        "language": "ru",
        "sentences": sentences,
        "passages": (passage(),),
        "timings": TIMES,
        "dropped": (RejectedSentence("Выдумка", (16,), Rejection.MISSING_NUMBER, "17"),),
        "gate": GateReport(0.91, 0.5, {"score": 0.9, "english": 0.0}),
    }
    return Answer(**(values | fields))  # type: ignore[arg-type]


def refusal(reason: Reason = Reason.NO_ANSWER, *passages: Passage) -> Refusal:
    return Refusal("Вопрос?", "Ответа нет.", reason, "ru", passages or (passage(), passage(17)), TIMES)


class Parsed(HTMLParser):
    """Tags, attributes and text of HTML, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.tags if name in attributes]
