"""The commands that others call, as processes of their own; with no network where they must need none."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.fetch import ensure

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
FIELDS = {
    *("id", "question", "status", "reason", "kind", "other_kinds", "mode", "verdict", "count", "short"),
    *("answer", "items", "language", "citations", "passages", "timings_ms", "weights", "dropped"),
}


def run(
    *arguments: str, stdin: str = "", prefix: tuple[str, ...] = (), env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=900, check=False, env=env
    )


def offline() -> tuple[str, ...]:
    """A prefix that runs a command in a network namespace of its own, where not even 127.0.0.1 is up."""
    unshare = shutil.which("unshare")
    assert unshare, "unshare (util-linux) is needed for the tests without a network"
    return (unshare, "--net", "--map-root-user")


@pytest.fixture(scope="module")
def index(built_index: Path) -> Path:
    return built_index


def test_jsonl_without_a_network_writes_one_object_a_line_in_order(index: Path) -> None:
    ensure("llm")
    lines = [
        {"id": "a", "question": "О чём говорится в пункте 20?"},
        {"id": "b", "question": "О чём говорится в пункте 99?"},
        {
            "id": "c",
            "question": "А в пункте 22?",
            "history": [{"question": "О чём пункт 20?", "answer": "О еде [п. 20]."}],
        },
    ]
    stdin = "\n".join(json.dumps(line) for line in lines)
    done = run("rag.ask", "--jsonl", "--index", str(index), stdin=stdin, prefix=offline())
    assert done.returncode == 0, done.stderr
    objects: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [found["id"] for found in objects] == ["a", "b", "c"]
    assert all(set(found) == FIELDS for found in objects)
    assert [found["status"] for found in objects] == ["answered", "refused", "answered"]
    assert objects[1]["reason"] == "no_such_point"
    assert {citation["point"] for citation in objects[2]["citations"]} == {22}


def test_jsonl_survives_any_line(index: Path) -> None:
    """The longest question, twice, a megabyte, and lines that are none: what comes after them is answered."""
    ensure("llm")
    asked = "Какой договор подготовят к следующей встрече?"
    # Words of the text, so that the gate has it read, in as many characters as a question may have.
    long = ("Кто внедрит механизмы через «зелёные коридоры» и кто поддержал инициативу? " * 40)[:2000]
    overfull = {"id": "overfull", "question": long, "history": [{"question": long, "answer": long}]}
    lines = [
        json.dumps({"id": "before", "question": asked}),
        "",
        "no JSON",
        "[1]",
        str(10**300),
        json.dumps({"id": 5, "question": 6}),
        json.dumps({"id": "surrogate", "question": "\ud800"}),
        json.dumps({"id": "megabyte", "question": "ледники " * 130_000}),
        json.dumps({"id": "history", "question": "А кто?", "history": [{"question": "Что? " * 250_000, "answer": ""}]}),
        json.dumps(overfull),
        json.dumps({"id": "after", "question": asked}),
    ]
    environment = {**os.environ, "ASK_CONTEXT": "2048", "ASK_PASSAGES": "3"}
    done = run("rag.ask", "--jsonl", "--index", str(index), stdin="\n".join(lines), env=environment)
    assert done.returncode == 0, done.stderr
    objects: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [found["id"] for found in objects] == [
        "before", None, None, None, "5", "surrogate", "megabyte", "history", "overfull", "after",
    ]  # fmt: skip
    said = {found["id"]: found for found in objects}
    assert {name for name, found in said.items() if found["status"] == "error"} == {None, "5", "surrogate"}
    assert said["megabyte"]["reason"] == "bad_question"
    assert said["before"]["answer"] == said["after"]["answer"]
    assert said["after"]["status"] == "answered"
    assert all(set(found) == FIELDS for found in objects)


def test_jsonl_says_once_that_nothing_can_run(tmp_path: Path) -> None:
    done = run("rag.ask", "--jsonl", "--index", str(tmp_path), stdin='{"id": "1", "question": "Кто?"}\n' * 3)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("python -m index.build") == 1


def test_retrieve_only_never_loads_the_llm(index: Path) -> None:
    probe = (
        "import sys, rag.ask; status = rag.ask.main(sys.argv[1:]); "
        "assert 'llama_cpp' not in sys.modules, 'llama_cpp was loaded'; sys.exit(status)"
    )
    command = [sys.executable, "-c", probe, "ледники", "--json", "--retrieve-only", "--top", "4", "--index", str(index)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found["passages"]) == 4
    assert found["passages"][0]["point"] == 16


def test_another_document_is_built_and_asked(tmp_path: Path) -> None:
    source = tmp_path / "rules.txt"
    source.write_text(
        "Правила библиотеки\n\n1. Книги выдаются на 14 дней.\n\n2. В зале нельзя шуметь.\n", encoding="utf-8"
    )
    built = run("index.build", "--source", str(source), "--out", str(tmp_path / "index"))
    assert built.returncode == 0, built.stderr
    found = run(
        "rag.ask", "На сколько дней дают книги?", "--retrieve-only", "--json", "--index", str(tmp_path / "index")
    )
    assert json.loads(found.stdout)["passages"][0]["point"] == 1


def test_a_missing_index_is_a_sentence_and_not_a_trace(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("rag.ask", "ледники", "--retrieve-only", "--index", str(tmp_path / "empty"))
    assert done.returncode == 1
    assert "python -m index.build" in done.stderr
    assert "Traceback" not in done.stderr
