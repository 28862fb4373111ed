"""eval/digest.py: the measure of a digest, on lists of which it is known what they must give."""

import json
from pathlib import Path

import pytest

from eval.digest import GoldDigest, coverage, main, measure, read_articles, score, similarity
from index.digest import make_digest
from index.structure import parse

TEXT = """\
Договор о реках

1. Стороны поддержали предложение Президента Севера о создании Фонда малых рек.

2. Стороны договорились открыть Центр чистой воды 5 мая 2020 года.
"""
GOLD = {
    "title": "Договор о реках",
    "place": None,
    "bodies": [{"names": ["Фонд малых рек"], "sections": [1]}, {"names": ["Совет озёр"], "sections": [2]}],
    "proposals": [{"who": "Президент Севера", "what": "создание Фонда малых рек", "section": 1, "status": "decided"}],
    "dates": [{"text": "5 мая 2020 г.", "sections": [2]}],
    "key": {"2": ["открыть Центр"]},
}


def test_precision_counts_what_was_found_and_recall_what_was_wanted() -> None:
    one = score([1, 2, 3, 3], [3, 4], lambda found, wanted: found == wanted)
    assert (one.precision, one.recall) == (0.5, 0.5)
    assert (one.wrong, one.missed) == (("1", "2"), ("4",))
    none = score([], [], lambda found, wanted: found == wanted)
    assert (none.precision, none.recall) == (None, None)


def test_names_are_compared_in_any_form() -> None:
    assert similarity("Международного фонда", "международный фонд") == 1
    assert similarity("Фонд рек", "Фонд озёр") == pytest.approx(1 / 3)
    assert similarity("", "") == 0
    assert coverage("создание фонда", "создании большого фонда рек") == 1
    assert coverage("создании большого фонда рек", "создание фонда") == 0.5


def test_a_digest_is_measured_by_sort() -> None:
    scores = measure(make_digest(parse(TEXT)), GoldDigest.model_validate(GOLD))
    assert {sort: (one.precision, one.recall) for sort, one in scores.items()} == {
        "title": (1, 1),
        "place": (None, None),
        "bodies": (0.5, 0.5),
        "proposals": (0.5, 1),
        "proposals: who": (1, 1),
        "proposals: status": (0, 0),
        "dates": (1, 1),
        "key": (1, 1),
    }


def test_articles_are_sections_by_their_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "law.txt"
    path.write_text("Закон\n\nСтатья 7. Реки\n\n1. Реки текут.\n\nСтатья 8\n\nВсё.\n", encoding="utf-8")
    document = read_articles(path)
    assert document is not None
    assert [(one.number, one.paragraphs) for one in document.sections] == [
        (0, ("Закон",)),
        (7, ("Реки", "1. Реки текут.")),
        (8, ("Всё.",)),
    ]
    path.write_text("1. Реки текут.", encoding="utf-8")
    assert read_articles(path) is None


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rivers.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "rivers.json").write_text(json.dumps(GOLD), encoding="utf-8")
    assert main(["--gold", str(tmp_path), "--documents", str(tmp_path), "--show"]) == 0
    printed = capsys.readouterr().out
    assert "bodies                          0.50      0.50           1/2             1/2" in printed
    assert "missed: names=('Совет озёр',)" in printed


def test_the_command_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path)]) == 1
    assert "no gold files" in capsys.readouterr().err
    (tmp_path / "rivers.json").write_text('{"title": 1}', encoding="utf-8")
    assert main(["--gold", str(tmp_path)]) == 1
    assert "rivers.json is no list" in capsys.readouterr().err
