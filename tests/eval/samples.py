"""Small hand-made questions, results and a scripted engine that the tests of eval share."""

from dataclasses import dataclass, field

from eval.core.dataset import Question
from eval.core.lookups.metrics import Observation
from index.document import Document, Section
from rag.types import (
    Answer,
    Citation,
    Finished,
    GateReport,
    Mode,
    Passage,
    PassagesFound,
    Reason,
    Refusal,
    Sentence,
    Timings,
)

POINTS = {
    0: "Встреча состоялась 6 августа 2021 года в городе Туркменбаши.",
    1: "Главы государств поддержали инициативу Президента Казахстана о создании под эгидой ООН агентства.",
    2: "Стороны договорились развивать спорт и туризм в XXI веке.",
}
DOCUMENT = Document(tuple(Section(number, (text,)) for number, text in POINTS.items()), "d" * 64)

_ENDINGS = {
    "казахстана": "казахстан", "августа": "август", "инициативу": "инициатива", "инициативы": "инициатива",
    "предложения": "предложение", "агентства": "агентство", "веке": "век", "президента": "президент",
    "города": "город", "городе": "город", "договорились": "договориться", "туризма": "туризм", "года": "год",
    "стороны": "сторона", "поддержали": "поддержать", "узбекистана": "узбекистан", "создании": "создание",
    "эгидой": "эгида", "третья": "третий", "главы": "глава", "государств": "государство", "узбекской": "узбекский",
    "организации": "организация", "объединенных": "объединенный", "наций": "нация", "спорте": "спорт",
}  # fmt: skip


def lemmas(text: str) -> tuple[str, ...]:
    """A stand-in for index.language.words.lemmas with a dictionary that one can read."""
    folded = "".join(c if c.isalnum() else " " for c in text.lower().replace("ё", "е")).split()
    return tuple(_ENDINGS.get(token, token) for token in folded)


def question(**changes: object) -> Question:
    fields: dict[str, object] = {
        "id": "q1",
        "lang": "ru",
        "type": "fact",
        "question": "Чья это инициатива?",
        "gold": (1,),
        "facts": (("Казахстана", "Казахстан"),),
        "reference": "Казахстана.",
        "expect": "answered",
        "split": "dev",
    }
    return Question.model_validate({**fields, **changes})


def unanswerable(**changes: object) -> Question:
    return question(**{"id": "u1", "type": "near_miss", "gold": (), "facts": (), "expect": "refused", **changes})


def passage(point: int, score: float = 0.9) -> Passage:
    text = POINTS.get(point, f"Текст пункта {point}.")
    return Passage(point, f"{point}.1", score, text, 0, len(text))


def citation(point: int, start: int = 0, end: int = 7) -> Citation:
    return Citation(point, POINTS[point][start:end], start, end)


def sentence(text: str, *points: int) -> Sentence:
    return Sentence(text, tuple(citation(point) for point in points))


def answer(*sentences: Sentence, points: tuple[int, ...] = (1, 2, 0), **changes: object) -> Answer:
    fields: dict[str, object] = {
        "question": "Чья это инициатива?",
        "text": " ".join(f"{s.text} [п. {', п. '.join(str(c.point) for c in s.citations)}]." for s in sentences),
        "mode": Mode.GENERATED,
        "language": "ru",
        "sentences": sentences,
        "passages": tuple(passage(point) for point in points),
        "timings": Timings(10.0, 500.0, 900.0, 1500.0),
        "gate": GateReport(0.9, 0.5, {"yes_no": 2.0}),
    }
    return Answer(**{**fields, **changes})


def refusal(points: tuple[int, ...] = (2, 1, 0), **changes: object) -> Refusal:
    fields: dict[str, object] = {
        "question": "?",
        "text": "В тексте нет ответа.",
        "reason": Reason.NO_ANSWER,
        "language": "ru",
        "passages": tuple(passage(point) for point in points),
        "timings": Timings(10.0, None, None, 700.0),
        "gate": GateReport(0.2, 0.5, {"yes_no": -2.0}),
    }
    return Refusal(**{**fields, **changes})


def observation(item: Question, result: Answer | Refusal, ranked: tuple[int, ...] = (1, 2, 0)) -> Observation:
    return Observation(item, result, ranked)


@dataclass
class Scripted:
    """An engine that gives the result prepared for a question, and notes what it was asked."""

    results: dict[str, Answer | Refusal]
    further: tuple[int, ...] = ()
    document: Document = DOCUMENT
    asked: list[tuple] = field(default_factory=list)
    retrieved: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def ask(self, question, history=(), cancel=None, *, document=""):
        self.asked.append((question, tuple(history)))
        self.documents.append(document)
        result = self.results[question]
        yield PassagesFound(result.passages)
        if cancel is not None and cancel.is_set():
            return
        yield Finished(result)

    def retrieve(self, question, top=10, document=""):
        self.retrieved.append(question)
        return tuple(passage(point) for point in self.further[:top])
