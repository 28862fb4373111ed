"""Own sets of questions: checked, kept, never overwritten unseen, and asked by the command line too."""

import base64
from types import SimpleNamespace

import pytest

from eval.core.dataset import EvalError, load
from eval.core.documents import Documents
from eval.web.set_actions import set_actions
from eval.web.sets import MAX_ROWS, OwnSets, questions_of
from tests.eval.samples import DOCUMENT

ROW = {"id": "a", "question": "Чья инициатива?", "sections": "1", "facts": "Казахстан", "answerable": "да"}
DOCUMENTS = Documents(DOCUMENT)


@pytest.fixture
def sets(tmp_path):
    return OwnSets(tmp_path / "questions")


def test_saved_opened_changed_and_deleted(sets, tmp_path):
    imported, version = sets.save("mine", [ROW, {}, {**ROW, "id": "b"}], "", DOCUMENTS)
    assert [one.id for one in imported.questions] == ["a", "b"]
    rows, opened, kinds = sets.rows("mine")
    assert (opened, len(rows), rows[0]["facts"], kinds) == (version, 2, "Казахстан", False)
    assert [one.id for one in load(tmp_path / "questions" / "mine.jsonl")] == ["a", "b"]
    assert questions_of(sets, "own-mine") == imported.questions
    _, newer = sets.save("mine", rows[:1], version, DOCUMENTS)
    assert newer != version
    with pytest.raises(EvalError, match="changed elsewhere"):
        sets.save("mine", rows, version, DOCUMENTS)
    with pytest.raises(EvalError, match="changed elsewhere"):
        sets.save("mine", rows, "", DOCUMENTS)  # a new set of a name that is taken
    sets.delete("mine")
    assert sets.names() == ()


def test_a_broken_row_is_named_and_nothing_is_kept(sets):
    imported, _ = sets.save("mine", [ROW, {**ROW, "id": "b", "sections": "7"}], "", DOCUMENTS)
    assert [(one.row, one.column, one.value) for one in imported.problems] == [(2, "sections", "7")]
    assert sets.names() == ()


@pytest.mark.parametrize("name", ["", "../x", "a/b", "имя", ".x"])
def test_only_names(sets, name):
    with pytest.raises(EvalError, match="no name"):
        sets.save(name, [ROW], "", DOCUMENTS)
    with pytest.raises(EvalError, match="no name"):
        sets.rows(name)


@pytest.mark.parametrize("rows", [[], [1], [{"question": 1}], [ROW] * (MAX_ROWS + 1)])
def test_only_rows(sets, rows):
    with pytest.raises(EvalError):
        sets.save("mine", rows, "", DOCUMENTS)


def test_a_file_is_read_for_editing_and_written_again(tmp_path):
    actions = set_actions(SimpleNamespace(document=DOCUMENT), lambda: tmp_path)
    sheet = "Вопрос;Пункты;Автор\nЧто?;1;я\nГде?;x;я\n".encode("cp1251")
    read = actions["read"]({"name": "q.csv", "data": base64.b64encode(sheet).decode()})
    assert [row["question"] for row in read["rows"]] == ["Что?"]
    assert [(one["row"], one["column"]) for one in read["problems"]] == [(3, "sections")]
    assert "столбец «Пункты»: «x»" in read["problems"][0]["text"]
    assert read["ignored"] == ("Автор",)
    saved = actions["save"]({"name": "mine", "rows": read["rows"], "version": ""})
    assert (saved["saved"], saved["problems"]) == (1, [])
    assert actions["names"]({}) == {"names": ("mine",)}
    assert actions["write"]({"name": "mine"})["name"] == "mine.xlsx"
    assert actions["open"]({"name": "mine"})["rows"] == read["rows"]
    assert base64.b64decode(actions["template"]({"format": ".csv"})["data"]).startswith(b"\xef\xbb\xbf")
    with pytest.raises(EvalError, match="arrive whole"):
        actions["read"]({"name": "q.csv", "data": "%%%"})
    actions["delete"]({"name": "mine"})
    assert actions["names"]({}) == {"names": ()}
