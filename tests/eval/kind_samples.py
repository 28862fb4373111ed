"""A small report on questions of kinds, hand-made, with one of each thing that an export or a page has to show."""

import json
from typing import Any

from eval.core.kinds.questions import KindQuestion
from eval.core.kinds.report import KindReport, assemble
from eval.core.run_report import RunMetadata

ABOUT = RunMetadata("2026-01-01T00:00:00+00:00", "abc", {"llm": "m|odel"}, "d" * 64, "c" * 64, {"threads": 2}, wanted=8)
GATE = {"probability": 0.9, "threshold": 0.5, "feature_values": {"score": 0.8}, "p_relevant": 0.7}


def asked(name: str, kind: str, question: str, **gold: Any) -> KindQuestion:
    line = {"id": name, "lang": "ru", "kind": kind, "style": "plain", "question": question, "expect": "answered"}
    return KindQuestion.model_validate_json(json.dumps(line | {"split": "dev"} | gold))


def cites(*sections: str, text: str = "Слова текста.") -> dict[str, Any]:
    cited = [
        {"section": one, "label": f"п. {one}", "point": int(one) if one.isdecimal() else None, "quote": "слова текста",
         "start": 0, "end": 12}
        for one in sections
    ]  # fmt: skip
    return {"text": text, "heading": None, "citations": cited}


def given(name: str, *items: dict[str, Any], status: str = "answered", **fields: Any) -> dict[str, Any]:
    passage = {"section": "16", "label": "п. 16", "point": 16, "chunk": "16.1", "score": 0.9, "text": "Отрывок"}
    made = {
        "id": name, "status": status, "kind": "list", "mode": "extracted",
        "answer": "\n".join(item["text"] for item in items),
        "items": list(items), "citations": [one for item in items for one in item["citations"]], "verdict": None,
        "count": None, "short": None, "timings_ms": {"total": 100.0}, "gate": GATE,
        "passages": [passage],
        "dropped": [{"text": "лишнее", "points": [1], "why": "unfinished"}],
        "weights": {"standing": "general", "why": ["another document"]},
    }  # fmt: skip
    return made | fields


def made(wanted: int = 8) -> KindReport:
    """Return a report: right ones, faults of every sort, a refusal, small talk and an error."""
    return assemble(
        ABOUT,
        (
            (asked("list", "list", "Какие фонды?", must=("16", "18"), evidence=({"section": "16", "quote": "фонд"},)),
             given("list", cites("16"), cites("18"))),
            (asked("part", "list", "=1+1 <b>фонды</b>?", must=("16", "2.1")), given("part", cites("16"), cites("9"))),
            (asked("claim", "yes_no", "Есть ли?", verdict="yes", must=("3",), lang="en"),
             given("claim", cites("3"), verdict="no")),
            (asked("count", "count", "Сколько?", count=2, history=({"question": "Что?", "answer": "Вода."},)),
             given("count", count=3)),
            (asked("pair", "compare", "Чем?", sides=(("9",), ("11",)), document="charter"), given("pair", cites("9"))),
            (asked("plov", "lookup", "Плов?", expect="refused", sort="outside_text"),
             given("plov", status="refused", mode=None, answer="Ответа нет.", gate=GATE | {"probability": 0.2})),
            (asked("hello", "talk", "Привет", expect="talk"),
             given("hello", status="talk", mode=None, answer="Здравствуйте!", gate=None)),
            (asked("broke", "lookup", "Кто?", must=("1",), facts=(("фонд",),)),
             {"id": "broke", "status": "error", "answer": "Модель не отвечает."}),
        )[:wanted],
    )  # fmt: skip
