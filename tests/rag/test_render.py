import json
from dataclasses import replace

import pytest

from index.document import Locator
from rag.render import full_text, parse_why, to_json, to_text, why
from rag.types import Answer, Citation, Kind, Passage, Reason, Refusal, RejectedSentence, Rejection, Sentence, Timings

PASSAGE = Passage(16, "16.4", 0.87654321, "Глава. 2025 год.", 10, 26)
CITED = {"section": "16", "label": "п. 16", "point": 16, "quote": "2025 год.", "start": 17, "end": 26}
CITATION = Citation(16, "2025 год.", 17, 26)
TIMINGS = Timings(12.345, 678.9012, 800.08, 1234.5678)
ANSWER = Answer(
    question="Какой год?",
    text="2025 год [п. 16]. Год 2025 [п. 16].",
    mode="generated",
    language="ru",
    sentences=(Sentence("2025 год", (CITATION,)), Sentence("Год 2025", (CITATION,), "О годе")),
    passages=(PASSAGE,),
    timings=TIMINGS,
    dropped=(RejectedSentence("17 миллионов", (16,), Rejection.MISSING_NUMBER, "17"),),
    other_kinds=(Kind.LIST,),
    short="2025",
)
REFUSAL = Refusal(
    question="Кто?",
    text="Нет ответа.",
    reason=Reason.NO_ANSWER,
    language="ru",
    passages=(PASSAGE, replace(PASSAGE, point=0, text="я" * 200)),
    timings=Timings(12.0, None, None, 30.0),
)


def test_the_object_of_an_answer() -> None:
    assert json.loads(json.dumps(to_json(ANSWER, "7"))) == {
        "id": "7",
        "question": "Какой год?",
        "status": "answered",
        "reason": None,
        "kind": "lookup",
        "other_kinds": ["list"],
        "mode": "generated",
        "verdict": None,
        "count": None,
        "short": "2025",
        "answer": "2025 год [п. 16]. Год 2025 [п. 16].",
        "items": [
            {"text": "2025 год", "heading": None, "citations": [CITED]},
            {"text": "Год 2025", "heading": "О годе", "citations": [CITED]},
        ],
        "language": "ru",
        "citations": [CITED],
        "passages": [
            {
                "section": "16",
                "label": "п. 16",
                "point": 16,
                "chunk": "16.4",
                "score": 0.8765,
                "text": "Глава. 2025 год.",
            }
        ],
        "timings_ms": {"retrieve": 12.3, "first_token": 678.9, "first_claim": 800.1, "total": 1234.6},
        "weights": None,
        "dropped": [{"text": "17 миллионов", "points": [16], "why": "not in the source: number 17"}],
    }


def test_the_object_of_a_refusal() -> None:
    found = json.loads(json.dumps(to_json(REFUSAL)))
    assert found.keys() == to_json(ANSWER).keys()
    assert found["id"] is None
    assert found["status"] == "refused"
    assert found["reason"] == "no_answer_in_text"
    assert found["mode"] is None
    assert found["answer"] == "Нет ответа."
    assert found["citations"] == found["dropped"] == []
    assert found["timings_ms"] == {"retrieve": 12.0, "first_token": None, "first_claim": None, "total": 30.0}


def test_the_note_stands_below() -> None:
    assert full_text(replace(ANSWER, note="По-русски.")) == f"{ANSWER.text}\n\nПо-русски."
    assert full_text(REFUSAL) == REFUSAL.text


def test_text_for_a_terminal() -> None:
    assert to_text(ANSWER) == f"{ANSWER.text}\n\n  п. 16: «2025 год.»"
    assert to_text(REFUSAL) == f"Нет ответа.\n\n  п. 16: Глава. 2025 год.\n  преамбула: {'я' * 159}…"


@pytest.mark.parametrize(
    ("reason", "detail", "wording"),
    [
        (Rejection.UNFINISHED, "", "unfinished"),
        (Rejection.RESTATES_QUESTION, "", "echoes the question"),
        (Rejection.MISSING_NUMBER, "17", "not in the source: number 17"),
        (Rejection.MISSING_NAME, "Европа", "not in the source: name Европа"),
        (Rejection.UNKNOWN_WORD, "государстов", "not in the source: word государстов"),
        (Rejection.NEGATION, "", "not in the source: negation"),
        (Rejection.PROPOSER, "", "not in the source: who proposed it"),
        (Rejection.LOW_COVERAGE, "деньги, плотины", "not in the source: words деньги, плотины"),
        (Rejection.LOW_COVERAGE, "", "not in the source: content"),
    ],
)
def test_a_rejection_is_worded_as_ever_and_can_be_read_back(reason: Rejection, detail: str, wording: str) -> None:
    assert why(RejectedSentence("Текст", (1,), reason, detail)) == wording
    assert parse_why(wording) == (reason, detail)


def test_in_a_document_of_articles_the_label_says_where_and_there_is_no_point() -> None:
    place = Locator("447", "ст. 447, п. 1", None, is_part=True)
    passage = replace(PASSAGE, point=3, locator=place)
    cited = replace(CITATION, point=3, locator=place)
    found = to_json(replace(ANSWER, sentences=(Sentence("2025 год", (cited,)),), passages=(passage,)))
    assert found["citations"] == [
        {"section": "447", "label": "ст. 447, п. 1", "point": None, "quote": "2025 год.", "start": 17, "end": 26}
    ]
    assert [(one["section"], one["label"], one["point"]) for one in found["passages"]] == [("447", place.label, None)]
    assert "  ст. 447, п. 1: «2025 год.»" in to_text(replace(ANSWER, sentences=(Sentence("2025 год", (cited,)),)))
