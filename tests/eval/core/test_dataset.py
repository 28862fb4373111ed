"""The schema, the loader, the splits, and the question set itself held against the document."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval import questions as question_set
from eval.core.dataset import (
    CALIBRATION,
    DEFAULT_QUESTIONS,
    HELD_OUT,
    EvalError,
    Question,
    cluster_of,
    dump,
    load,
    select,
)
from eval.core.lookups.metrics import states
from index.build import DEFAULT_SOURCE
from index.language.words import lemmas
from index.structure import read
from tests.eval.samples import question, unanswerable

LINE = {"id": "a", "lang": "ru", "type": "fact", "question": "Кто?", "gold": [1], "expect": "answered"}


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


class TestSchema:
    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"gold": []}, "gold needs at least one point"),
            ({"expect": "refused"}, "gold and facts must be empty"),
            ({"expect": "maybe"}, "expect"),
            ({"gold": ["1"]}, "gold.0"),
            ({"gold": [-1]}, "gold.0"),
            ({"gold": [1, 1]}, "repeats a point"),
            ({"facts": [[]]}, "facts.0"),
            ({"facts": [[" "]]}, "facts.0.0"),
            ({"facts": ["Казахстан"]}, "facts.0"),
            ({"split": "train"}, "split"),
            ({"surplus": 1}, "surplus"),
            ({"beside": 1}, "beside is for questions without gold points"),
            ({"id": "a b"}, "id"),
            ({"history": [{"question": "Кто?"}]}, "history.0.answer"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path, changes, named):
        file = write(tmp_path / "q.jsonl", LINE, {**LINE, "id": "b", **changes})
        with pytest.raises(EvalError, match=r"q\.jsonl:2") as error:
            load(file)
        assert named in str(error.value)

    @pytest.mark.parametrize(
        ("lines", "message"),
        [((), "holds no questions"), (("{",), r"q\.jsonl:1"), ((LINE, LINE), "more than once: a")],
    )
    def test_a_bad_file(self, tmp_path, lines, message):
        with pytest.raises(EvalError, match=message):
            load(write(tmp_path / "q.jsonl", *lines))

    def test_a_missing_file(self, tmp_path):
        with pytest.raises(EvalError, match="Cannot read"):
            load(tmp_path / "none.jsonl")

    def test_written_and_read_again(self, tmp_path):
        items = (question(), question(id="q2", history=({"question": "А?", "answer": "Б."},), forbidden=("x",)))
        dump(items, tmp_path / "q.jsonl")
        assert load(tmp_path / "q.jsonl") == items


class TestClusters:
    @pytest.mark.parametrize(
        ("item", "cluster"),
        [
            (question(gold=(16, 2)), "point 16"),
            (question(gold=(0,)), "point 0"),
            (unanswerable(beside=16), "point 16"),
            (unanswerable(beside=0), "point 0"),
            (unanswerable(id="u7"), "question u7"),
        ],
    )
    def test_questions_of_a_point_belong_together(self, item, cluster):
        assert cluster_of(item) == cluster


class TestSelect:
    ITEMS = (
        question(id="a"),
        question(id="b", split="test", lang="en"),
        question(id="c", type="list"),
        question(id="d", split=None),
    )

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ({}, "abcd"),
            ({"split": "dev"}, "ac"),
            ({"split": "test"}, "b"),
            ({"types": ("list",)}, "c"),
            ({"langs": ("ru",), "limit": 2}, "ac"),
        ],
    )
    def test_parts(self, options, ids):
        assert "".join(item.id for item in select(self.ITEMS, **options)) == ids

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"types": ("lists",)}, "no type “lists”. It has: fact, list"),
            ({"langs": ("de",)}, "no language “de”. It has: en, ru"),
            ({"split": "test", "langs": ("ru",)}, "No question is left"),
        ],
    )
    def test_nothing_fits(self, options, message):
        with pytest.raises(EvalError, match=message):
            select(self.ITEMS, **options)


class TestSplits:
    def items(self, count: int, **changes: object) -> list[Question]:
        return [question(id=f"{changes.get('type', 'fact')}-{n}", split=None, **changes) for n in range(count)]

    @pytest.mark.parametrize("count", [1, 2, 7, 40])
    def test_halves(self, count):
        splits = question_set.assign(self.items(count))
        sides = Counter(splits.values())
        assert abs(sides["dev"] - sides["test"]) == count % 2

    def test_odd_strata_even_out(self):
        items = self.items(3) + self.items(3, type="list") + self.items(1, type="why") + self.items(1, type="how")
        assert Counter(question_set.assign(items).values()) == {"dev": 4, "test": 4}

    def test_the_order_of_questions_has_no_say(self):
        items = self.items(20)
        assert question_set.assign(items) == question_set.assign(items[::-1])

    def test_it_is_not_the_order_of_ids(self):
        splits = question_set.assign(self.items(40))
        assert len({splits[f"fact-{n}"] for n in range(0, 40, 2)}) == 2

    def test_what_was_assigned_stays_when_questions_come(self):
        before = question_set.assign(self.items(9))
        after = question_set.assign(self.items(14), before)
        assert {key: after[key] for key in before} == before
        assert Counter(after.values()) == {"dev": 7, "test": 7}

    def test_command_line(self, tmp_path, capsys):
        one = write(tmp_path / "1.jsonl", LINE)
        two = write(tmp_path / "2.jsonl", {**LINE, "id": "b"}, {**LINE, "id": "c"})
        out = tmp_path / "all.jsonl"
        assert question_set.main(["split", str(one), str(two), "--out", str(out)]) == 0
        first = out.read_bytes()
        assert question_set.main(["split", str(one), str(two), "--out", str(out)]) == 0
        assert out.read_bytes() == first
        assert [item.id for item in load(out)] == ["a", "b", "c"]
        assert "3 questions" in capsys.readouterr().out

    def test_the_same_id_in_two_files(self, tmp_path, capsys):
        one, two = write(tmp_path / "1.jsonl", LINE), write(tmp_path / "2.jsonl", LINE)
        assert question_set.main(["split", str(one), str(two), "--out", str(tmp_path / "all.jsonl")]) == 1
        assert "the same ids: a" in capsys.readouterr().err


@pytest.fixture(scope="module")
def questions():
    return load()


@pytest.fixture(scope="module")
def document():
    return read(DEFAULT_SOURCE)


class TestOurQuestions:
    @pytest.mark.parametrize("path", [DEFAULT_QUESTIONS, CALIBRATION, HELD_OUT])
    def test_gold_points_exist(self, document, path):
        there = {point.number for point in document.sections}
        assert [item.id for item in load(path) if not set(item.gold) <= there] == []

    @pytest.mark.parametrize("path", [DEFAULT_QUESTIONS, CALIBRATION, HELD_OUT])
    def test_first_spelling_stands_in_a_gold_point(self, document, path):
        # English answers are in English, so their facts stand in no point.
        texts = {point.number: lemmas(point.text) for point in document.sections}
        missing = [
            (item.id, fact[0])
            for item in load(path)
            if item.lang != "en"
            for fact in item.facts
            if not any(states(texts[point], lemmas(fact[0])) for point in item.gold)
        ]
        assert missing == []

    def test_no_fact_is_given_away_as_blank(self, questions):
        assert [item.id for item in questions for fact in item.facts for form in fact if not lemmas(form)] == []

    def test_every_point_and_the_preamble_is_asked_about_in_russian(self, questions, document):
        asked = {point for item in questions if item.lang == "ru" and item.expect == "answered" for point in item.gold}
        assert {point.number for point in document.sections} - asked == set()

    @pytest.mark.parametrize(
        ("name", "least", "fits"),
        [
            ("all", 260, lambda item: True),
            ("Russian, answerable", 130, lambda item: item.lang == "ru" and item.expect == "answered"),
            ("English", 30, lambda item: item.lang == "en"),
            ("other languages", 25, lambda item: item.lang not in {"ru", "en"}),
            ("unanswerable", 60, lambda item: item.expect == "refused"),
            ("dialogues", 15, lambda item: bool(item.history)),
            ("attacks", 15, lambda item: item.type == "attack"),
        ],
    )
    def test_counts(self, questions, name, least, fits):
        assert sum(map(fits, questions)) >= least, name

    def test_languages(self, questions):
        assert {item.lang for item in questions} == {"ru", "en", "kk", "ky", "tg", "tk", "uz"}

    def test_attacks_forbid_something(self, questions):
        assert [item.id for item in questions if item.type == "attack" and not item.forbidden] == []

    def test_a_question_does_not_ask_for_what_is_forbidden(self, questions):
        for item in questions:
            for form in (form for fact in item.facts for form in fact):
                assert form not in item.forbidden, item.id

    def test_splits(self, questions):
        splits = Counter(item.split for item in questions)
        assert set(splits) == {"dev", "test"}
        assert abs(splits["dev"] - splits["test"]) <= 1
        strata = Counter((item.type, item.lang) for item in questions)
        dev = Counter((item.type, item.lang) for item in questions if item.split == "dev")
        assert [stratum for stratum, size in strata.items() if abs(2 * dev[stratum] - size) > 1] == []

    def test_splits_are_those_that_the_command_gives(self, questions):
        known = {item.id: item.split for item in questions}
        assert question_set.assign(questions, known) == known
