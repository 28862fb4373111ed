"""The report: faults, file, comparison with a baseline, plots, the page and the table."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.core.dataset import EvalError
from eval.core.lookups.metrics import Failure
from eval.core.lookups.records import assemble, judge, load_report, save
from eval.core.run_report import Fault, RunMetadata
from eval.core.statistics.diff import diff
from eval.core.statistics.estimates import Estimate
from eval.core.statistics.roc import operating_points
from eval.report import changes, charts, table
from eval.report import html as report
from rag.types import Citation, Mismatch, RejectedSentence, Rejection, Sentence, Standing, Talk, Timings, WeightsInUse
from tests.eval.samples import POINTS, answer, citation, lemmas, observation, question, refusal, sentence, unanswerable

HOSTILE = "<script>alert('x')</script> \" onmouseover=\"alert(1) </style></details> {{ 7 * 7 }} &amp;"
GOOD = answer(sentence("Инициативу поддержали Казахстана", 1))
RUN_METADATA = RunMetadata(
    "2026-01-01T00:00:00+00:00", "abc", {"llm": "model"}, "d" * 64, "c" * 64, {"threads": 2}, {"split": "dev"}, 2
)


def made(*pairs, wanted=None):
    outcomes = [judge(observation(item, result), POINTS, lemmas) for item, result in pairs]
    return assemble(replace(RUN_METADATA, wanted=len(outcomes) if wanted is None else wanted), outcomes)


class TestFaults:
    CASES = (
        (question(), GOOD, ()),
        (unanswerable(), refusal(), ()),
        (question(), refusal(), ("refused",)),
        (unanswerable(), GOOD, ("answered",)),
        (question(facts=(("2025",), ("агентства",))), GOOD, ("facts",)),
        (question(gold=(2,)), GOOD, ("source",)),
        (question(), answer(sentence("Казахстана", 1, 2)), ("source",)),
        (question(), answer(Sentence("Казахстана", (Citation(1, "не то", 0, 5),))), ("citation",)),
        (question(), answer(sentence("Казахстана 17", 1)), ("support",)),
        (question(), answer(sentence("Казахстана красный синий", 1)), ("support",)),
        (question(forbidden=("Казахстана",)), GOOD, ("leak",)),
        (question(lang="kk"), GOOD, ("note",)),
        (question(gold=(9,)), GOOD, ("retrieval", "source")),
    )

    @pytest.mark.parametrize(("item", "result", "kinds"), CASES)
    def test_table(self, item, result, kinds):
        assert tuple(fault.kind for fault in judge(observation(item, result), POINTS, lemmas).faults) == kinds

    def test_details_say_what(self):
        item = question(facts=(("2025",),))
        outcome = judge(observation(item, answer(sentence("Узбекистана 17", 1))), POINTS, lemmas)
        assert [fault.detail for fault in outcome.faults] == [
            "not stated: 2025",
            "sentence 1: not in the cited points: 17, Узбекистан",
        ]


class TestFile:
    REPORT = made(
        (question(history=({"question": "А?", "answer": "Б."},)), answer(sentence("Да", 1), note="Примечание")),
        (unanswerable(), refusal(dropped=(RejectedSentence("Нет.", (1, 2), Rejection.MISSING_NUMBER, "17"),))),
    )

    def test_round_trip(self, tmp_path):
        save(self.REPORT, tmp_path / "report.json")
        assert load_report(tmp_path / "report.json") == self.REPORT
        assert [path.name for path in tmp_path.iterdir()] == ["report.json"]

    def test_it_is_plain_json_with_russian_to_read(self, tmp_path):
        save(self.REPORT, tmp_path / "report.json")
        text = (tmp_path / "report.json").read_text(encoding="utf-8")
        data = json.loads(text)
        assert "Чья это инициатива?" in text
        assert data["about"]["models"] == {"llm": "model"}
        first = data["outcomes"][0]
        assert first["observation"]["result"]["gate"] == {
            "probability": 0.9, "threshold": 0.5, "signals": {"yes_no": 2.0}, "fits": 0.0,
        }  # fmt: skip
        assert first["values"]["hit_1"] == 1

    @pytest.mark.parametrize("content", ["", "{}", "[1]", '{"about": 3}'])
    def test_not_a_report(self, tmp_path, content):
        (tmp_path / "r.json").write_text(content)
        with pytest.raises(EvalError, match="is not a report"):
            load_report(tmp_path / "r.json")

    def test_no_report(self, tmp_path):
        with pytest.raises(EvalError, match="Cannot read"):
            load_report(tmp_path / "r.json")

    def test_complete(self):
        assert self.REPORT.complete
        assert not made((question(), GOOD), wanted=2).complete


class TestEarlierReport:
    """A report as the version of 29 November 2026 wrote it, cut to five questions."""

    FILE = Path(__file__).parents[1] / "core" / "report_of_2026-11-29.json"

    def test_it_loads_and_compares(self):
        earlier = load_report(self.FILE)
        assert earlier.complete
        assert earlier.run_metadata.commit == "7ded7a17724b"
        assert [type(outcome.observation.result).__name__ for outcome in earlier.outcomes] == [
            "Answer", "Answer", "Answer", "Refusal", "Refusal",
        ]  # fmt: skip
        first, second = (outcome.observation.result for outcome in earlier.outcomes[:2])
        assert first.gate.p_relevant == pytest.approx(0.98334, abs=1e-5)
        assert second.dropped[0].reason
        assert {change.kind for change in diff(earlier, earlier).changes} == {"same"}
        assert "Against the baseline" in report.page(earlier, diff(earlier, earlier))

    def test_what_is_written_again_has_the_keys_that_it_had(self, tmp_path):
        save(load_report(self.FILE), tmp_path / "report.json")
        before, after = (json.loads(path.read_bytes()) for path in (self.FILE, tmp_path / "report.json"))

        def missing(old, new, where=""):
            if isinstance(old, dict):
                return [
                    name
                    for key, value in old.items()
                    for name in (missing(value, new[key], f"{where}.{key}") if key in new else [f"{where}.{key}"])
                ]
            if isinstance(old, list):
                pairs = zip(old, new, strict=True)
                return [name for place, (a, b) in enumerate(pairs) for name in missing(a, b, f"{where}.{place}")]
            return [] if old == new else [where]

        assert missing(before, after) == []


class TestCompare:
    WORSE = answer(sentence("Нет", 1))

    @pytest.mark.parametrize(
        ("before", "after", "kind", "moved"),
        [
            (GOOD, GOOD, "same", {}),
            (GOOD, answer(sentence("Казахстана", 1)), "reworded", {}),
            (GOOD, WORSE, "worse", {"facts": (1, 0)}),
            (WORSE, GOOD, "better", {"facts": (0, 1)}),
            (
                answer(sentence("Казахстана", 2)),
                answer(sentence("Инициатива", 1)),
                "mixed",
                {
                    "facts": (1, 0), "citation_precision": (0, 1), "citation_recall": (0, 1),
                    "support_hard": (0, 1), "support": (0, 1),
                },
            ),
            (GOOD, replace(GOOD, timings=replace(GOOD.timings, total=9e9)), "same", {}),
        ],
    )  # fmt: skip
    def test_kinds(self, before, after, kind, moved):
        (change,) = diff(made((question(), after)), made((question(), before))).changes
        assert (change.kind, dict(change.moved)) == (kind, moved)

    def test_refused_now(self):
        (change,) = diff(made((question(), refusal())), made((question(), GOOD))).changes
        assert change.kind == "worse"
        assert change.moved["decision"] == (1, 0)

    def test_new_and_gone(self):
        new = made((question(), GOOD), (question(id="q2"), GOOD))
        old = made((question(), GOOD), (question(id="q0"), GOOD))
        found = diff(new, old)
        assert [(change.id, change.kind) for change in found.changes] == [("q1", "same"), ("q2", "new"), ("q0", "gone")]
        assert [change.id for change in found.of("gone")] == ["q0"]

    def test_deltas_are_of_shared_questions_and_paired(self):
        new = made((question(), GOOD), (question(id="q2"), GOOD), (question(id="q3"), self.WORSE))
        old = made((question(), self.WORSE), (question(id="q2"), GOOD))
        deltas = {delta.metric.key: delta for delta in diff(new, old).deltas}
        assert (deltas["facts"].before.value, deltas["facts"].after.value) == (0.5, 1)
        assert (deltas["facts"].difference.n, deltas["facts"].difference.value) == (2, 0.5)
        assert deltas["words"].difference.n == 2
        assert (deltas["facts"].p_value, deltas["words"].p_value) == (1, None)  # both are about one point

    def test_nothing_shared(self):
        found = diff(made((question(), GOOD)), made((question(id="q0"), GOOD)))
        assert all(delta.before.n == delta.after.n == 0 for delta in found.deltas)

    def test_what_else_differs_is_said(self):
        machine = {"cpu": "Xeon", "llama_cpp": "0.3 abc"}
        old = made((question(), GOOD))
        old = replace(old, run_metadata=replace(old.run_metadata, machine=machine, weights={"gate.json": "1"}))
        assert diff(old, old).warnings == ()
        new = replace(
            old.run_metadata,
            machine={**machine, "cpu": "EPYC"},
            weights={"gate.json": "2"},
            models={"llm": "other"},
            settings={"threads": 4, "port": 1},
        )
        found = diff(replace(old, run_metadata=new), old)
        assert found.warnings == (
            "machine: cpu differs: Xeon before, EPYC now.",
            "model: llm differs: model before, other now.",
            "weights: gate.json differs: 1 before, 2 now.",
            "setting threads differs: 2 before, 4 now.",
        )
        assert "Warning: machine: cpu differs" in changes(found)
        assert "machine: cpu differs" in report.page(old, found)
        assert diff(old, made((question(), GOOD))).warnings == (
            "A report does not name its machine: it may differ.",
            "A report does not name its weights: it may differ.",
        )

    def test_nothing_is_found_between_a_report_and_itself(self):
        same = made(*((question(id=f"q{n}", gold=(n % 3,)), GOOD) for n in range(12)))
        for delta in diff(same, same).deltas:
            assert delta.p_value in {None, 1}
            assert delta.difference.value in {None, 0}

    def test_p_values_are_corrected_for_the_number_of_metrics(self):
        items = [question(id=f"q{n}", gold=(n,)) for n in range(12)]
        (facts,) = (
            delta
            for delta in diff(made(*((i, GOOD) for i in items)), made(*((i, self.WORSE) for i in items))).deltas
            if delta.metric.key == "facts"
        )
        assert facts.p_value == pytest.approx(2 / 2**12)
        assert facts.p_corrected == pytest.approx(14 * 2 / 2**12, rel=0.5)
        assert facts.p_corrected > facts.p_value

    def test_as_text(self):
        text = changes(diff(made((question(), self.WORSE)), made((question(), GOOD))))
        assert "1 worse" in text
        assert "worse: q1 (facts)" in text
        sides = r"1\.000 \(0\.207 … 1\.000\) +0\.000 \(0\.000 … 0\.793\)"
        assert re.search(rf"Key-fact recall +{sides} +-1\.000 +-1\.000 … \S+ +1 +1\.000 +1\.000 +–", text)
        assert "Hit@1" not in text


class Page(HTMLParser):
    """Collects tags, what is in the cards, and every address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text.append(data)

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def hostile_report():
    item = question(
        question=HOSTILE, reference=HOSTILE, facts=((HOSTILE,),), history=({"question": HOSTILE, "answer": HOSTILE},)
    )
    said = answer(
        Sentence(HOSTILE, (citation(1),)),
        note=HOSTILE,
        mode=HOSTILE,
        dropped=(RejectedSentence(HOSTILE, (1,), Rejection.MISSING_NAME, HOSTILE),),
    )
    return made((item, said), (unanswerable(), refusal(text=HOSTILE)))


class TestPage:
    def test_nothing_from_outside_becomes_markup(self):
        new = hostile_report()
        old = made((question(question=HOSTILE), answer(sentence(f"Было {HOSTILE}", 1))), (unanswerable(), refusal()))
        page = Page(report.page(new, diff(new, old)))
        assert page.open == []
        assert len(page.of("script")) == len(page.of("style")) == 1
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
        assert len(page.of("details")) == 2 + 2
        whole = "".join(page.text)
        assert "<script>alert('x')</script>" in whole
        assert "{{ 7 * 7 }}" in whole
        assert "&amp;" in whole

    def test_offline(self):
        page = Page(report.page(hostile_report()))
        for _, attributes in page.tags:
            assert not {"src", "href", "srcset", "action"} & set(attributes)
        (policy,) = [tag["content"] for tag in page.of("meta") if "http-equiv" in tag]
        assert policy.startswith("default-src 'none'")
        assert "url(" not in report.page(hostile_report())

    def test_the_policy_allows_the_script_that_is_there(self):
        import base64
        import hashlib

        text = report.page(made((question(), GOOD)))
        script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in text

    def test_a_card_a_question_with_what_filters_need(self):
        new = made((question(), refusal()), (unanswerable(lang="en"), refusal()))
        old = made((question(), GOOD), (unanswerable(lang="en"), refusal()))
        cards = [tag for tag in Page(report.page(new, diff(new, old))).of("details") if "data-lang" in tag]
        keys = ("id", "data-lang", "data-type", "data-faults", "data-shown", "data-change")
        assert [tuple(card[key] for key in keys) for card in cards] == [
            ("q-q1", "ru", "fact", "refused", "refused", "worse"),
            ("q-u1", "en", "near_miss", "", "refused", "same"),
        ]

    def test_stopped_reports_say_so(self):
        assert "Stopped after 1 of 3" in report.page(made((question(), GOOD), wanted=3))
        assert "Stopped after" not in report.page(made((question(), GOOD)))

    def test_an_empty_report_can_be_drawn(self):
        assert "Stopped after 0 of 3" in report.page(made(wanted=3))

    def test_without_a_gate_there_is_no_curve(self):
        assert "Risk against coverage" in report.page(made((question(), GOOD), (unanswerable(), refusal())))
        assert "Risk against coverage" not in report.page(made((question(), GOOD)))

    @pytest.mark.parametrize(
        ("before", "after", "shown"),
        [
            ("а б в", "а г в", "а <del>б</del> <ins>г</ins> в"),
            ("а", "а б", "а <ins>б</ins>"),
            ("а б", "б", "<del>а</del> б"),
            ("<b>", "<i>", "<del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins>"),
            ("", "", ""),
        ],
    )
    def test_rewording(self, before, after, shown):
        assert report.reword(before, after) == shown

    def test_command_line(self, tmp_path, capsys):
        save(made((question(), GOOD)), tmp_path / "new.json")
        save(made((question(), refusal())), tmp_path / "old.json")
        assert report.main([str(tmp_path / "new.json"), "--baseline", str(tmp_path / "old.json")]) == 0
        assert "Against the baseline" in (tmp_path / "new.html").read_text(encoding="utf-8")
        assert report.main([str(tmp_path / "none.json")]) == 1
        assert "Cannot read" in capsys.readouterr().err


class TestCharts:
    @pytest.mark.parametrize(
        "drawing",
        [
            charts.panels(["A & <B>"], [("все", [Estimate(3, 0.5, 0.2, 0.8)]), ("нет", [Estimate(0)])]),
            charts.gate_curves(operating_points([0.9, 0.4], [0.6, 0.1]), 0.5),
            charts.gate_curves(operating_points([0.9], [0.1]), None),
            charts.mirrored([0.9, 1.0], [0.0], 0.5),
            charts.times([0.0], "x"),
            charts.times([100, 90000, 3.5], "<x>"),
        ],
    )
    def test_well_formed(self, drawing):
        root = ElementTree.fromstring(drawing)
        assert root.tag == "svg"
        for element in root.iter():
            for key in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"):
                assert float(element.get(key, 0)) >= 0, (element.tag, key)

    def test_a_dot_stands_at_its_value(self):
        root = ElementTree.fromstring(charts.panels(["A"], [("все", [Estimate(3, 0.5, 0.25, 1.0)])]))
        left, right = (float(line.get("x1")) for line in list(root.iter("line"))[0:3:2])
        assert float(root.find(".//circle").get("cx")) == pytest.approx((left + right) / 2)
        interval = root.find(".//line[@class='interval']")
        assert float(interval.get("x1")) == pytest.approx(left + (right - left) / 4)
        assert float(interval.get("x2")) == pytest.approx(right)

    def test_bars_count_every_value(self):
        root = ElementTree.fromstring(charts.mirrored([0.1, 0.11, 0.9], [0.2], None))
        titles = [bar.find("title").text for bar in root.iter("rect")]
        assert sorted(titles) == ["1", "1", "2"]

    @pytest.mark.parametrize(
        ("low", "high", "expected"),
        [
            (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
            (0, 7, [0, 1, 2, 3, 4, 5, 6, 7]),
            (0, 0.1, [0, 0.02, 0.04, 0.06, 0.08, 0.1]),
            (0, 91.3, [0, 20, 40, 60, 80]),
        ],
    )
    def test_ticks(self, low, high, expected):
        assert charts.ticks(low, high) == expected


class TestTable:
    def test_figures_targets_and_faults(self):
        text = table(made((question(), GOOD), (question(id="q2", lang="en"), refusal())))
        blocks = {block.split()[0]: block for block in text.split("\n\n")}
        assert re.search(r"^All questions +95 % interval +n +detects$", text, re.MULTILINE)
        for block, figures in (
            ("All", r"0\.500 +0\.\d{3} … 0\.\d{3} +2 +–"),
            ("ru", r"1\.000 +0\.207 … 1\.000 +1 +–"),
            ("en", r"0\.000 +0\.000 … 0\.793 +1 +–"),
        ):
            assert re.search(rf"^Key-fact recall +{figures}$", blocks[block], re.MULTILINE), block
        assert re.search(r"^Key-fact recall, en +≥ 0\.8 +0\.000 +0\.000 … 0\.793 +1 +MISSED$", text, re.MULTILINE)
        assert re.search(r"^Hit@3, other languages +≥ 0\.9 +– +– +0 +not measured$", text, re.MULTILINE)
        assert "1 of 2 questions have a fault: refused 1." in text

    def test_a_failure_of_the_engine_is_a_fault_that_every_metric_counts(self):
        failed = made((question(), GOOD), (question(id="q2"), Failure("?", "No memory.")))
        assert failed.outcomes[1].faults == (Fault("error", "No memory."),)
        assert failed.summary["all"]["facts"].n == failed.summary["all"]["decision"].n == 2
        assert failed.summary["all"]["facts"].value == failed.summary["all"]["decision"].value == 0.5
        assert "refused" not in table(failed).split("have a fault")[1]
        page = report.page(failed, diff(failed, made((question(), GOOD), (question(id="q2"), GOOD))))
        assert 'data-shown="error"' in page
        assert "No memory." in page

    def test_the_machine_and_the_weights_are_named(self):
        named = made((question(), GOOD))
        about = replace(named.run_metadata, machine={"cpu": "Xeon <1>"}, weights={"gate.json": "abc"})
        named = replace(named, run_metadata=about)
        assert "cpu Xeon <1>; weights gate.json abc" in table(named)
        assert "cpu Xeon &lt;1&gt;; weights gate.json abc" in report.page(named)

    def test_a_failed_question_is_kept_in_the_file(self, tmp_path):
        failed = made((question(), GOOD), (question(id="q2"), Failure("?", "No memory.")))
        save(failed, tmp_path / "r.json")
        assert load_report(tmp_path / "r.json") == failed

    def test_small_talk_is_shown_and_kept_as_what_it_is(self, tmp_path):
        talk = Talk("Привет!", "Здравствуйте!", "ru", Timings(1.0, None, None, 1.0))
        talked = made((question(), GOOD), (question(id="q2"), talk))
        save(talked, tmp_path / "r.json")
        assert load_report(tmp_path / "r.json") == talked
        assert "Здравствуйте!" in report.page(talked)

    def test_stopped(self):
        assert table(made((question(), GOOD), wanted=5)).endswith("Stopped after 1 of 5 questions.")


class TestWeights:
    def test_the_first_line_says_which_weights_answered(self):
        weights = WeightsInUse(Standing.GENERAL, (Mismatch.DOCUMENT,))
        first = table(made((question(), replace(GOOD, weights=weights)))).splitlines()[0]
        assert first.startswith("Weights: general. ")
        assert "document" in first

    def test_an_older_report_says_nothing_of_weights(self):
        assert "Weights:" not in table(made((question(), GOOD)))
