"""Many questions to one page, with whoever leaves, sleeps or sends nonsense among them: `make soak`.

Page, API, line and the whole pipeline are the real ones, and the questions are of all kinds, of the development half.
The LLM is a scripted one, so that 500 questions take minutes; `--real` takes the real models. Between two batches of
them the process is suspended, the clock jumps, or the cache is emptied underneath. Prints what was lost or crossed,
tracebacks, and the memory as a plot, which `--picture FILE.svg` draws. The exit status is 0 if nothing was lost or
crossed, nothing failed, and memory grew by less than 5% after the first 100 questions.
"""

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from eval.core.kinds.questions import load_kinds
from rag.query.kind import KindClassifier
from rag.service import Service
from rag.settings import Settings
from rag.web.page import build, launch
from rag.web.server.bodies import MAX_BODY
from tests.events import completed
from tests.memory_picture import picture
from tests.rag.scripted_service import QUESTION, until
from tests.rag.web.served import Served
from tests.rag.web.test_port import free_port

WARM_UP = 100
"""Questions after which the memory counts: until then modules and caches are still being loaded."""
MOST_GROWTH = 1.05
AT_ONCE = 6
BATCH = 50
MANNERS = ("answered", "tab", "answered_of_kinds", "tab_of_kinds", "left", "unread", "after_nonsense")
KINDS = [one.question for one in load_kinds(split="dev") if not one.history]
random.Random(0).shuffle(KINDS)  # the set has kind after kind, and each loads what it needs when it is first asked


def resident_mib() -> float:
    """Memory of this process that is in use, in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


class Soak:
    """Asks one question after another, each in one of several manners, and counts what came of it."""

    def __init__(self, served: Served, seed: int) -> None:
        self._served, self._random = served, random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.crossed: list[str] = []
        self._tabs: set[str] = set()
        self._lock = threading.Lock()

    def one(self, number: int) -> None:
        """Ask one question, or leave in the middle of it, or send what is none."""
        manner = MANNERS[number % len(MANNERS)]
        question = KINDS[number % len(KINDS)] if manner.endswith("_of_kinds") else f"{QUESTION} Вариант {number}"
        try:
            getattr(self, f"_{manner}")(question, number)
        except Exception as error:
            manner = f"failed: {error!r:.400}"
        with self._lock:
            self.counts[manner] += 1

    def _answered(self, question: str, _number: int) -> None:
        with urllib.request.urlopen(
            f"{self._served.url}/gradio_api/{self._served.call(question)}", timeout=60
        ) as reply:
            text = reply.read().decode()
        if completed(text)[0]["question"] != question:
            self.crossed.append(question)

    _answered_of_kinds = _answered

    def _tab(self, question: str, number: int) -> None:
        session = f"tab-{number}"
        self._tabs.add(session)
        self._served.ask_as_a_tab(session, question)
        stream = f"{self._served.url}/gradio_api/queue/data?session_hash={session}"
        with urllib.request.urlopen(stream, timeout=60) as reply:
            text = reply.read().decode()
        if '"done"' not in text or '"process_completed"' not in text:  # the state comes as a difference
            raise AssertionError(f"a tab got no answer: {text[-300:]}")
        if any(f'"turn-{other}"' in text for other in self._tabs - {session}):
            self.crossed.append(question)

    _tab_of_kinds = _tab

    def _left(self, question: str, _number: int) -> None:
        connection = self._served.read(self._served.call(question))
        time.sleep(self._random.random() / 10)
        connection.close()

    def _unread(self, question: str, _number: int) -> None:
        with contextlib.suppress(OSError):
            self._served.read(self._served.call(question)).close()

    def _after_nonsense(self, question: str, number: int) -> None:
        for body in (b"\xff", b"[]", b"x" * (MAX_BODY + 1), json.dumps({"data": [5, question]}).encode()):
            request = urllib.request.Request(
                f"{self._served.url}/gradio_api/call/ask", body, {"Content-Type": "application/json"}
            )
            with contextlib.suppress(OSError):
                urllib.request.urlopen(request, timeout=20).close()
                raise AssertionError(f"{body[:20]!r} was taken")
        self._answered(question, number)


class Scripted(Served):
    """The page over the scripted LLM, with the classifier of kinds that needs no embedding of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.llm.may_go_on.set()
        self.service._documents.first.pipeline._reader._classifier = KindClassifier.load(fitted_embedder=False)

    def forget(self) -> None:
        """Empty what the stand-in alone remembers."""
        for record in (self.llm.prompts, self.llm.written_from, self.llm.reading):
            record.clear()


class Real(Served):
    """The page over the real models, with prefilled passages of its own."""

    def __init__(self, folder: Path) -> None:
        settings = replace(Settings.from_environment(), keep_answers=0)
        if settings.prefilled.is_dir():
            shutil.copytree(settings.prefilled, folder / settings.prefilled.name)
        self.port, self.service = free_port(), Service(replace(settings, cache=folder))
        self.page = build(self.service, folder / "feedback.jsonl", {})
        launch(self.page, self.service, port=self.port)
        self.service.start()
        until(lambda: self.service.status().stage in {"ready", "failed"}, 1200)

    def forget(self) -> None:
        """Nothing."""


def suspended(_folder: Path) -> None:
    """Stop this process, as a laptop that is closed, and let another one wake it."""
    if not hasattr(signal, "SIGSTOP"):
        return
    wake = f"import os, signal, time; time.sleep(0.5); os.kill({os.getpid()}, signal.SIGCONT)"
    with subprocess.Popen([sys.executable, "-c", wake]):
        os.kill(os.getpid(), signal.SIGSTOP)


def clock_jumps(_folder: Path) -> None:
    """Let the clock go an hour ahead, and the next time back."""
    ahead = getattr(time.time, "ahead", 0)
    real = getattr(time.time, "real", time.time)

    def jumped() -> float:
        return real() + jumped.ahead

    jumped.ahead, jumped.real = 3600 - ahead, real  # type: ignore[attr-defined]
    time.time = jumped


def cache_emptied(folder: Path) -> None:
    """Delete everything in the folder that the page keeps its files in."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


TROUBLES: tuple[Callable[[Path], None], ...] = (suspended, clock_jumps, cache_emptied)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    before = time.time
    try:
        return soak(arguments)
    finally:
        time.time = before


def soak(arguments: Sequence[str] | None) -> int:
    """Ask, and print what came of it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Ask many questions of one page.")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=BATCH, help="questions between two troubles")
    parser.add_argument("--real", action="store_true", help="with the real models, which takes three times as long")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the memory here")
    options = parser.parse_args(arguments)
    said = io.StringIO()
    memory: list[tuple[int, float]] = []
    with contextlib.redirect_stderr(said), tempfile.TemporaryDirectory() as folder:
        served = Real(Path(folder)) if options.real else Scripted(Path(folder))
        asking = Soak(served, options.seed)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for batch, start in enumerate(range(0, options.questions, options.batch)):
                TROUBLES[batch % len(TROUBLES)](Path(folder))
                end = min(start + options.batch, options.questions)
                list(pool.map(asking.one, range(start, end)))
                served.forget()
                memory.append((end, resident_mib()))
        until(lambda: served.waiting == 0)
        served.page.close()
        served.service.close()
    if options.picture:
        options.picture.parent.mkdir(parents=True, exist_ok=True)
        options.picture.write_text(picture(memory, WARM_UP) + "\n", encoding="utf-8")
    return report(asking, memory, said.getvalue())


def report(asking: Soak, memory: Sequence[tuple[int, float]], said: str) -> int:
    """Print what came of the questions; return the exit status."""
    first = next((mib for asked, mib in memory if asked >= WARM_UP), memory[-1][1])
    growth = memory[-1][1] / first if first else 1.0
    failed = sum(count for manner, count in asking.counts.items() if manner.startswith("failed"))
    traces = said.count("Traceback")
    peak = max(mib for _, mib in memory) or 1.0
    for asked, mib in memory:
        sys.stdout.write(f"{asked:5} questions {mib:7.0f} MiB {'#' * round(50 * mib / peak)}\n")
    sys.stdout.write(f"{dict(asking.counts)}\n{failed} lost, {len(asking.crossed)} crossed, {traces} tracebacks, ")
    sys.stdout.write(f"memory {growth:.3f} of that after {WARM_UP} questions\n")
    if traces:
        sys.stdout.write(said[-3000:])
    return int(bool(failed or asking.crossed or traces or growth >= MOST_GROWTH))


if __name__ == "__main__":
    sys.exit(main())
