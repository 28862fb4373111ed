"""The commands that others call, as processes of their own; with no network where they must need none."""

import json
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
    *("id", "question", "status", "reason", "mode", "answer", "language"),
    *("citations", "passages", "timings_ms", "dropped"),
}


def run(*arguments: str, stdin: str = "", prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=900, check=False)


def offline() -> tuple[str, ...]:
    """A prefix that runs a command in a network namespace of its own, where not even 127.0.0.1 is up."""
    unshare = shutil.which("unshare")
    assert unshare, "unshare (util-linux) is needed for the tests without a network"
    return (unshare, "--net", "--map-root-user")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ensure("embedder")
    directory = tmp_path_factory.mktemp("built") / "data"
    built = run("index.build", "--out", str(directory))
    assert built.returncode == 0, built.stderr
    return directory


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
