"""Feedback: what is kept, what is not, and the draft items made of it."""

import json
import resource
import signal
import stat

import pytest

from eval import questions as question_set
from eval.core.dataset import load
from rag.web.feedback import MAX_SOURCES, MAX_TEXT, Feedback, FeedbackError, Source, append, parse, read
from tests.rag.web.samples import HOSTILE

GOOD = {
    "verdict": "like",
    "question": "Вопрос?",
    "answer": "Ответ [п. 16].",
    "sources": [{"point": 16, "quote": "слова"}],
    "note": "",
}


def test_a_line_holds_these_fields_and_nothing_else(tmp_path):
    file = tmp_path / "new" / "feedback.jsonl"
    append(file, parse(GOOD | {"session": "x", "time": 1}, {"llm": "m"}))
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "verdict": "like",
        "question": "Вопрос?",
        "answer": "Ответ [п. 16].",
        "sources": [{"point": 16, "quote": "слова"}],
        "versions": {"llm": "m"},
        "note": None,
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("note", [*HOSTILE, "две\nстроки", "а\u2028б\x85в"])
def test_a_note_comes_back_as_it_was(tmp_path, note):
    file = tmp_path / "feedback.jsonl"
    append(file, parse(GOOD | {"note": note}, {}))
    append(file, parse(GOOD, {}))
    assert [one.note for one in read(file)] == [note.strip() or None, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "love"},
        {"verdict": None},
        {"question": "  "},
        {"question": 5},
        {"answer": "я" * (MAX_TEXT + 1)},
        {"note": ["x"]},
        {"sources": "x"},
        {"sources": [{"point": "16", "quote": "x"}]},
        {"sources": [{"point": 16}]},
        {"sources": [{"point": 16, "quote": "x"}] * (MAX_SOURCES + 1)},
    ],
)
def test_what_is_not_feedback_is_refused(wrong):
    with pytest.raises(FeedbackError):
        parse(GOOD | wrong, {})


def test_a_file_that_can_not_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl cannot be written"):
        append(tmp_path / "file" / "feedback.jsonl", parse(GOOD, {}))


def test_a_broken_line_is_named(tmp_path):
    file = tmp_path / "feedback.jsonl"
    append(file, parse(GOOD, {}))
    file.write_text(file.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl:2"):
        read(file)


def feedback(verdict, question="Вопрос?", points=(16, 16, 7)):
    return Feedback(verdict, question, "Ответ", tuple(Source(point, "слова") for point in points), {})


@pytest.mark.parametrize(
    ("one", "expect", "gold"),
    [
        (feedback("like"), "answered", (16, 7)),
        (feedback("like", points=()), "refused", ()),
        (feedback("dislike"), "either", ()),
        (feedback("wrong_citation"), "either", ()),
    ],
)
def test_a_draft_says_what_is_known(one, expect, gold):
    (draft,) = question_set.drafts([one])
    assert (draft.expect, draft.gold, draft.lang, draft.question) == (expect, gold, "ru", "Вопрос?")


def test_the_last_word_on_a_question_counts():
    drafts = question_set.drafts([feedback("like"), feedback("like", "Другой?"), feedback("dislike")])
    assert [(draft.id, draft.question, draft.expect) for draft in drafts] == [
        ("feedback-001", "Вопрос?", "either"),
        ("feedback-002", "Другой?", "answered"),
    ]


def test_the_command_writes_items_that_the_evaluation_loads(tmp_path, capsys):
    file, out = tmp_path / "feedback.jsonl", tmp_path / "out" / "drafts.jsonl"
    append(file, parse(GOOD | {"verdict": "dislike", "note": "не тот пункт"}, {}))
    assert question_set.main(["from-feedback", "--feedback", str(file), "--out", str(out)]) == 0
    assert [item.expect for item in load(out)] == ["either"]
    assert "не тот пункт" in capsys.readouterr().out


def test_the_command_without_feedback_says_so(tmp_path, capsys):
    assert question_set.main(["from-feedback", "--feedback", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err


def test_the_file_is_bounded_and_the_newest_lines_are_kept(tmp_path, monkeypatch):
    path = tmp_path / "feedback.jsonl"
    one = parse({"verdict": "like", "question": "в" * 100, "answer": "о"}, {})
    append(path, one)
    monkeypatch.setattr("rag.web.feedback.MAX_FILE", 3 * path.stat().st_size)
    for _ in range(20):
        append(path, one)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["feedback.1.jsonl", "feedback.jsonl"]
    assert 3 <= len(read(path)) <= 6
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_could_not_be_written_whole_leaves_nothing(tmp_path):
    path = tmp_path / "feedback.jsonl"
    one = parse({"verdict": "like", "question": "в" * 1000, "answer": "о"}, {})
    append(path, one)
    size = path.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, limits[1]))
    try:
        with pytest.raises(FeedbackError, match="cannot be written"):
            append(path, one)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.stat().st_size == size
    append(path, one)
    assert len(read(path)) == 2
