"""`make check` and the harm that it has to notice: how questions are chosen, what is judged, what is spoilt."""

import json

import pytest

from eval import check as command
from eval import harm
from eval.answers import side as sides
from eval.answers.process import ROOT
from eval.core.check import SHARES, Part, choose, dump_parts, is_right, load_parts
from eval.core.dataset import EvalError, load
from eval.core.kinds.questions import load_kinds

SHIPPED = load_parts()

ENGINE = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"id": asked["id"], "status": "refused", "answer": "Нет.", "kind": "lookup"}), flush=True)
"""


class TestQuestions:
    def test_forty_of_the_development_halves_in_three_parts(self):
        assert [(part.name, len(part.ids)) for part in SHIPPED] == [("read", 12), ("refusals", 12), ("kinds", 16)]
        assert len({key for part in SHIPPED for key in part.ids}) == 40
        dev = {item.id for item in load() if item.split == "dev"} | {item.id for item in load_kinds(split="dev")}
        assert {key for part in SHIPPED for key in part.ids} <= dev

    def test_each_aim_leaves_room_and_not_too_much(self):
        for part in SHIPPED:
            assert part.at_least == round(SHARES[part.name] * len(part.ids))
            assert 0 <= len(part.ids) - part.at_least <= 2

    def test_every_kind_without_the_llm_is_there_in_russian(self):
        kinds = {item.id: item for item in load_kinds(split="dev")}
        (part,) = (part for part in SHIPPED if part.name == "kinds")
        cells = {"unanswerable" if kinds[key].unanswerable else kinds[key].kind for key in part.ids[: harm.QUESTIONS]}
        assert len(cells) == harm.QUESTIONS
        assert {kinds[key].lang for key in part.ids[: harm.QUESTIONS]} == {"ru"}

    def test_a_file_comes_back_as_it_was(self, tmp_path):
        (tmp_path / "check.toml").write_text(dump_parts(SHIPPED), encoding="utf-8")
        assert load_parts(tmp_path / "check.toml") == SHIPPED

    @pytest.mark.parametrize("text", ["", '[[part]]\nname = "a"\nset = "kinds"\nat_least = 2\nids = ["x", "x"]', "["])
    def test_a_bad_file_is_named(self, tmp_path, text):
        (tmp_path / "check.toml").write_text(text, encoding="utf-8")
        with pytest.raises(EvalError, match=r"check\.toml"):
            load_parts(tmp_path / "check.toml")


class TestChoice:
    def test_it_is_the_rule_and_takes_only_what_is_right(self):
        from eval.answers.judge import judge_kinds, judge_lookups
        from eval.answers.read import answers_of
        from eval.core.documents import Documents
        from eval.core.run_report import RunMetadata
        from index.build import DEFAULT_SOURCE
        from index.structure import read
        from tests.eval.samples import lemmas

        metadata = RunMetadata("2026-01-01T00:00:00+00:00", None, {}, "d" * 64, "", {})
        lookups = [item for item in load() if item.split == "dev" and not item.facts and item.gold]
        how = [
            {"mode": "quoted", "gate": {"probability": 0.9, "threshold": 0.5}},  # the LLM points at a sentence
            {"mode": "generated", "gate": {"probability": 0.9, "threshold": 0.5}},
            {"mode": "quoted"},  # found by the words of the index
            {"mode": "extracted"},
        ]
        told = [
            {"id": item.id, "answer": f"Текст [п. {item.gold[0]}].", **how[number % 4]}
            for number, item in enumerate(lookups)
        ]
        first = judge_lookups(lookups, answers_of(told), Documents(read(DEFAULT_SOURCE)), metadata, lemmas)
        refused = load_kinds(split="dev")
        gates = {
            item.id: {"probability": number / len(refused), "threshold": 0.5} for number, item in enumerate(refused)
        }
        objects = [{"id": item.id, "status": "refused", "answer": "—", "gate": gates[item.id]} for item in refused]
        second = judge_kinds(refused, answers_of(objects), metadata)
        parts = {part.name: part for part in choose(first, second)}
        assert parts == {part.name: part for part in choose(first, second)}
        right = {one.id for one in (*first.outcomes, *second.outcomes) if is_right(one)}
        assert {key for part in parts.values() for key in part.ids} <= right
        assert set(parts["read"].ids) <= {one["id"] for one in told if "gate" in one}
        distances = [abs(gates[key]["probability"] - 0.5) for key in parts["refusals"].ids]
        assert distances == sorted(distances)
        further = [abs(gates[key]["probability"] - 0.5) for key in right & gates.keys() - set(parts["refusals"].ids)]
        assert max(distances) <= min(one for one in further if one >= 0.05)


@pytest.fixture
def standin(tmp_path, monkeypatch):
    """The engine's process replaced by one that refuses everything."""
    script = tmp_path / "engine.py"
    script.write_text(ENGINE, encoding="utf-8")
    monkeypatch.setattr(sides, "WORDS", (str(script),))
    monkeypatch.setattr("eval.core.provenance.code_digest", lambda *_: "c" * 64)


class TestCommand:
    def test_a_program_that_refuses_everything_misses_each_aim(self, tmp_path, standin, capsys):
        assert command.main(["--out", str(tmp_path / "out")]) == 3
        said = capsys.readouterr().out
        assert said.count("MISSED") == 3
        assert "read: ru-" in said

    def test_what_is_refused_rightly_is_right(self, tmp_path, standin):
        ids = [item.id for item in load_kinds(split="dev") if item.unanswerable][:3]
        part = Part(name="p", set="kinds", at_least=3, ids=tuple(ids))
        (result,) = command.check([part], command.this_side(tmp_path), tmp_path / "results.jsonl")
        assert result.met
        assert result.wrong == ()

    def test_an_error_is_no_missed_aim(self, tmp_path, standin, monkeypatch, capsys):
        monkeypatch.setattr(sides, "WORDS", ("-c", "raise SystemExit('no model')"))
        assert command.main(["--out", str(tmp_path / "out")]) == 1
        assert "no model" in capsys.readouterr().err


class TestHarm:
    def test_each_is_possible_and_changes_something(self):
        for one in harm.load_harms():
            replaced = one.replaced()
            assert replaced
            for name, text in replaced.items():
                assert text != (ROOT / name).read_text(encoding="utf-8")
            assert one.part in {part.name for part in SHIPPED}

    def test_thresholds_are_moved_and_nothing_else(self):
        before = json.loads((ROOT / harm.MANIFEST).read_text(encoding="utf-8"))
        (up,) = (one for one in harm.load_harms() if one.shift and one.shift > 0)
        after = json.loads(up.replaced()[harm.MANIFEST])
        for head in harm.GATES:
            was, now = (one["heads"][head].pop("thresholds") for one in (before, after))
            assert all(now[key] == pytest.approx(min(was[key] + 0.15, 0.999)) for key in was)
        assert after == before

    def test_every_gate_that_weighs_a_whole_text_is_moved(self):
        heads = json.loads((ROOT / harm.MANIFEST).read_text(encoding="utf-8"))["heads"]
        assert set(harm.GATES) == {name for name, head in heads.items() if "answer" in head.get("thresholds", {})}

    def test_a_word_that_is_not_there_is_named(self):
        lost = harm.Harm(name="x", part="kinds", file="prompts/ru/system.txt", find="нет такого", replace="")
        with pytest.raises(EvalError, match="stands 0 times"):
            lost.replaced()
        with pytest.raises(EvalError, match="no file"):
            harm.Harm(name="x", part="kinds", file="prompts/none-*.txt", text="").replaced()
        with pytest.raises(ValueError, match="give file and text"):
            harm.Harm(name="x", part="kinds", file="a", shift=0.1)

    def test_as_few_may_be_wrong_of_twelve_as_of_all(self):
        part = Part(name="p", set="kinds", at_least=15, ids=tuple(f"q{n}" for n in range(16)))
        assert (harm.shortened(part).at_least, len(harm.shortened(part).ids)) == (11, 12)

    def test_harm_that_is_noticed_and_harm_that_is_not(self, tmp_path, standin, monkeypatch, capsys):
        assert harm.main(["--out", str(tmp_path), "--only", "prompt"]) == 0
        assert "a spoilt prompt: noticed" in capsys.readouterr().out
        ids = tuple(item.id for item in load_kinds(split="dev") if item.unanswerable)[:3]
        blind = Part(name="read", set="kinds", at_least=2, ids=ids)
        monkeypatch.setattr(harm, "load_parts", lambda: (blind,))
        assert harm.main(["--out", str(tmp_path), "--only", "prompt"]) == 3
        assert "NOT NOTICED" in capsys.readouterr().out
