"""The pure parts of the bench: figures and ratios, grown texts, quality of peers' answers, table and picture."""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.answers.process import Command, System, SystemFailedError
from eval.bench.chart import picture
from eval.bench.peers.common import Found, answer, read_job
from eval.bench.report import (
    EACH,
    FLOOR,
    ONCE,
    OURS,
    Figure,
    Measured,
    advantage,
    advantage_once,
    percentile,
    quality,
    ratio,
    sentences,
    summary,
    values,
)  # fmt: skip
from eval.bench.scaling import SIZES, changed, stem, synthesize
from eval.bench.table import table
from eval.core.dataset import Question
from index.build import DEFAULT_SOURCE
from index.chunks import chunk
from index.structure import parse, read

FIRST = next(figure for figure in EACH if figure.key == "first_ms")
RATE = next(figure for figure in EACH if figure.key == "rate")
START = next(figure for figure in ONCE if figure.key == "start_ms")


def measured(firsts: list[float], rate: float, start: float, **more: float) -> Measured:
    rows = tuple({"first_ms": f, "total_ms": 2 * f, "retrieve_ms": 10.0, "rate": rate, **more} for f in firsts)
    return Measured(rows, {"start_ms": start, "peak_rss_mib": 2048.0})


SYSTEMS = {
    OURS: measured([100, 200, 300], 20, 5000, facts=1.0, passages_ms=12.0),
    FLOOR: Measured(tuple({"question_ms": 50.0, "raw_rate": 25.0, "rate": 24.0} for _ in range(3)), {}),
    "A": measured([1000, 1000, 1000], 10, 9000, facts=0.5),
    "B": measured([900, 800, 3000], 16, 8000),
}


@pytest.mark.parametrize(
    ("numbers", "share", "expected"), [([5], 95, 5), ([1, 3], 50, 2), ([1, 2, 3, 4, 5], 50, 3), ([0, 100], 95, 95)]
)
def test_percentile(numbers: list[float], share: float, expected: float) -> None:
    assert percentile(numbers, share) == pytest.approx(expected)


def test_ratios_are_taken_question_by_question() -> None:
    above, below = [{"a": 10}, {"a": 90}, {"a": 30}], [{"a": 5}, {"a": 10}, {"a": 10}]
    assert ratio(above, below, "a") == 3  # of 2, 9 and 3, and not 130 / 25
    assert ratio(above, [{"b": 5}, {"b": None}, {}], "a", "b") == 2
    assert ratio(above, [{}, {}, {"a": 0}], "a") is None
    assert values([{"a": 1}, {"a": None}, {}], "a") == [1.0]


def test_ours_is_held_against_the_better_peer() -> None:
    assert advantage(SYSTEMS, FIRST) == {"peer": "B", "times": 9.0}  # medians 1000 and 900; ratios 9, 4 and 10
    assert advantage(SYSTEMS, RATE) == {"peer": "B", "times": 1.25}
    assert advantage_once(SYSTEMS, START) == {"peer": "B", "times": 1.6}
    assert advantage(SYSTEMS, Figure("sentence_ms", "", "ms")) is None
    assert advantage({OURS: SYSTEMS[OURS]}, FIRST) is None


def test_summary_and_table() -> None:
    report = summary(SYSTEMS)
    json.dumps(report)
    first = report["figures"][OURS]["first_ms"]
    assert (first["p50"]["value"], first["p95"]["value"]) == (200.0, 290.0)
    assert first["p50"]["n"] == first["p95"]["n"] == 3
    assert first["p50"]["low"] < 200 < first["p50"]["high"]
    assert report["figures"]["A"]["facts"]["value"] == 0.5
    assert report["figures"][OURS]["facts"] == {"n": 3, "value": 1.0, "low": 0.439, "high": 1.0}  # Wilson, of 3
    assert "facts" not in report["figures"]["B"]
    assert report["limit"]["constrained / without rules"] == 0.96
    assert report["limit"]["our first shown word / decoding the question's part"] == 4.0
    report["growth"] = [
        {"points": 28, "chunks": 69, "build_ms": 2000.0, "retrieve_ms": 10.0},
        {"points": 2800, "chunks": 6900, "skipped": "it would take 30 minutes"},
    ]
    lines = table(report).splitlines()
    cells = r"200 \(100 … 300\) +1,000 \(1,000 … 1,000\) +900 \(800 … 3,000\) +9.00 × B"
    assert any(re.fullmatch(rf"First shown word, p50, ms +3 +{cells}", line) for line in lines)
    (line,) = (line for line in lines if line.startswith("First shown word, p95, ms"))
    assert line.split()[5:7] == ["3", "290"]
    assert "×" not in line
    (line,) = (line for line in lines if line.startswith("Key facts stated, share"))
    assert re.fullmatch(r"Key facts stated, share +3 +1.000 \(0.439 … 1.000\) +0.500 \(0.125 … 0.875\) +–", line)
    assert any(re.fullmatch(r"Index build, s +2.0 +–", line) for line in lines)
    assert any("2,800 points left out: it would take 30 minutes" in line for line in lines)
    assert "First verified sentence, ms" not in table(report)


def test_a_report_without_peers_has_no_ratios() -> None:
    report = summary({name: SYSTEMS[name] for name in (OURS, FLOOR)})
    assert report["ratios"] == {}
    assert "×" not in table(report)


def test_picture_is_well_formed_and_shows_each_system() -> None:
    drawn = picture({**summary(SYSTEMS), "questions": 3, "model": "a <model>"})
    root = ElementTree.fromstring(drawn)
    shown = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert shown.count(OURS) == 4
    assert FLOOR not in shown
    assert "0.20" in shown


# -- grown texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 27, *SIZES])
def test_grown_texts_have_as_many_points_with_the_paragraphs_of_the_original(size: int) -> None:
    document = read(DEFAULT_SOURCE)
    grown = parse(synthesize(document, size))
    assert grown.numbers == tuple(range(1, size + 1))
    assert grown.section(0) == document.section(0)
    originals = [point for point in document.sections if point.number]
    for number in grown.numbers:
        copy, place = divmod(number - 1, len(originals))
        assert grown.sections[number].paragraphs == tuple(changed(p, copy) for p in originals[place].paragraphs)


def test_most_paragraphs_of_a_grown_text_differ() -> None:
    chunks = chunk(parse(synthesize(read(DEFAULT_SOURCE), 280)))
    names = len({piece.text for piece in chunks}) / len(chunks)
    assert names > 0.3  # paragraphs without a name or number stay as they are


def test_a_copy_has_other_names_and_numbers() -> None:
    text = "Президент Узбекистана в 2021 году о Центральной Азии и Кыргызской Республике"
    assert changed(text, 0) == text
    assert changed(text, 2) == "Президент Бабабистана в 2023 году о Бабабиной Азии и Бабабиской Республике"
    assert len({stem(number) for number in range(5000)}) == 5000


# -- answers of peers --------------------------------------------------------------------------------------------------


def test_sentences_of_a_peer_lose_their_marks_and_keep_their_points() -> None:
    text = "Первое [2]. Второе. [1, 3]\nТретье"
    assert sentences(text, {"1": 16, "2": 20, "3": 16}) == [("Первое.", [20]), ("Второе.", [16]), ("Третье", [])]


def test_quality_of_a_peer_of_ours_and_of_a_refusal() -> None:
    item = Question(id="q", lang="ru", type="fact", question="?", gold=(16,), facts=(("форум",),), expect="answered")
    times = {"retrieve_ms": 1.0, "first_ms": 2.0, "total_ms": 3.0}
    lemmas = lambda text: tuple(re.findall(r"\w+", text.lower()))  # noqa: E731
    peer = {**times, "answer": "Это форум [1][2].", "sources": {"1": 16, "2": 3}}
    assert quality(item, peer, lemmas) == {"facts": 1.0, "precision": 0.5}
    ours = {**times, "answer": "Это форум [п. 16].", "status": "answered", "sentences": [["Это форум", [16]]]}
    assert quality(item, ours, lemmas) == {"facts": 1.0, "precision": 1.0}
    refused = {**times, "answer": "Нет ответа", "status": "refused", "sentences": []}
    assert quality(item, refused, lemmas) == {"facts": 0.0, "precision": None}


class EchoPeer:
    def retrieve(self, question: str) -> Found:
        return Found([question], {"1": 7, "2": 9})

    def stream(self, question: str, found: Found) -> list[str]:
        return ["", " ", question, " [2, 5]"]

    def tokens(self, text: str) -> int:
        return len(text.split())


def test_a_peer_is_timed_from_the_question_to_its_words() -> None:
    row = answer(EchoPeer(), "что")
    assert row["answer"] == "что [2, 5]"
    assert row["cited"] == [9]
    assert 0 <= row["retrieve_ms"] <= row["first_ms"] <= row["total_ms"]
    assert row["peak_rss_mib"] > 1


def test_a_job_is_read(tmp_path: Path) -> None:
    raw = {"llm": "a", "embedder": "b", "threads": 2, "context": 4096, "max_tokens": 100, "top": 5}
    (tmp_path / "job.json").write_text(json.dumps({**raw, "folder": str(tmp_path), "chunks": [[1, "раз"]]}))
    job = read_job(tmp_path / "job.json")
    assert job.folder == tmp_path
    assert job.chunks == ((1, "раз"),)


# -- systems as processes ----------------------------------------------------------------------------------------------

ECHO = "import sys\nfor line in sys.stdin:\n  print(line, end='', flush=True)\n"
BROKEN = "import sys\nprint('no such module', file=sys.stderr)\nsys.exit(3)\n"


def test_a_system_answers_line_by_line_and_stops(tmp_path: Path) -> None:
    with System(Command("echo", (sys.executable, "-c", ECHO))) as system:
        assert system.ask("1", "что?") == {"id": "1", "question": "что?"}
        assert system.ask("2", "где?")["id"] == "2"


def test_a_system_that_ends_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        System(Command("peer", (sys.executable, "-c", BROKEN), log)) as system,
        pytest.raises(SystemFailedError, match=r"peer ended with status 3\. no such module \(more in .*log\)"),
    ):
        system.ask("1", "что?")
