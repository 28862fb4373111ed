"""Many questions to one page, with whoever leaves, sleeps or sends nonsense among them: `make soak`.

The page, its API, the line and the whole pipeline are the real ones; the LLM is a scripted one, so that 500 questions
take minutes. Between two batches of them the process is suspended, the clock jumps, or the cache is emptied underneath.
Prints what was lost or crossed, tracebacks, and the memory after 100 questions and at the end; the exit
status is 0 if nothing was lost or crossed, nothing failed, and memory grew by less than 5%.
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
from pathlib import Path

from rag.web.server.bodies import MAX_BODY
from tests.rag.scripted_service import QUESTION, until
from tests.rag.web.served import Served

WARM_UP = 100
"""Questions after which the memory counts: until then modules and caches are still being loaded."""
MOST_GROWTH = 1.05
AT_ONCE = 6
BATCH = 50
MANNERS = ("answered", "tab", "pointed", "left", "unread", "nonsense")


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
        question = (
            f"{QUESTION} Вариант {number}" if manner != "pointed" else f"О чём говорится в пункте {100 + number}?"
        )
        try:
            getattr(self, f"_{manner}")(question)
        except Exception as error:
            manner = f"failed: {error!r:.400}"
        with self._lock:
            self.counts[manner] += 1

    def _answered(self, question: str) -> None:
        with urllib.request.urlopen(
            f"{self._served.url}/gradio_api/{self._served.call(question)}", timeout=60
        ) as reply:
            text = reply.read().decode()
        data = text.split("event: complete\ndata: ")[1].split("\n")[0]
        if json.loads(data)[0]["question"] != question:
            self.crossed.append(question)

    _pointed = _answered

    def _tab(self, question: str) -> None:
        session = f"tab-{question.rpartition(' ')[2]}"
        self._tabs.add(session)
        self._served.ask_as_a_tab(session, question)
        stream = f"{self._served.url}/gradio_api/queue/data?session_hash={session}"
        with urllib.request.urlopen(stream, timeout=60) as reply:
            text = reply.read().decode()
        if '"done"' not in text or '"process_completed"' not in text:  # the state comes as a difference
            raise AssertionError(f"a tab got no answer: {text[-300:]}")
        if any(f'"turn-{other}"' in text for other in self._tabs - {session}):
            self.crossed.append(question)

    def _left(self, question: str) -> None:
        connection = self._served.read(self._served.call(question))
        time.sleep(self._random.random() / 10)
        connection.close()

    def _unread(self, question: str) -> None:
        with contextlib.suppress(OSError):
            self._served.read(self._served.call(question)).close()

    def _nonsense(self, question: str) -> None:
        for body in (b"\xff", b"[]", b"x" * (MAX_BODY + 1), json.dumps({"data": [5, question]}).encode()):
            request = urllib.request.Request(
                f"{self._served.url}/gradio_api/call/ask", body, {"Content-Type": "application/json"}
            )
            with contextlib.suppress(OSError):
                urllib.request.urlopen(request, timeout=20).close()
                raise AssertionError(f"{body[:20]!r} was taken")


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
    options = parser.parse_args(arguments)
    said = io.StringIO()
    memory: list[tuple[int, float]] = []
    with contextlib.redirect_stderr(said), tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder))
        served.llm.may_go_on.set()
        asking = Soak(served, options.seed)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for batch, start in enumerate(range(0, options.questions, options.batch)):
                TROUBLES[batch % len(TROUBLES)](Path(folder))
                end = min(start + options.batch, options.questions)
                list(pool.map(asking.one, range(start, end)))
                for record in (served.llm.prompts, served.llm.written_from, served.llm.reading):
                    record.clear()  # of the stand-in alone
                memory.append((end, resident_mib()))
        until(lambda: served.waiting == 0)
        served.page.close()
        served.service.close()
    first = next((mib for asked, mib in memory if asked >= WARM_UP), memory[-1][1])
    growth = memory[-1][1] / first if first else 1.0
    failed = sum(count for manner, count in asking.counts.items() if manner.startswith("failed"))
    traces = said.getvalue().count("Traceback")
    peak = max(mib for _, mib in memory) or 1.0
    for asked, mib in memory:
        sys.stdout.write(f"{asked:5} questions {mib:7.0f} MiB {'#' * round(50 * mib / peak)}\n")
    sys.stdout.write(f"{dict(asking.counts)}\n{failed} lost, {len(asking.crossed)} crossed, {traces} tracebacks, ")
    sys.stdout.write(f"memory {growth:.3f} of that after {WARM_UP} questions\n")
    if traces:
        sys.stdout.write(said.getvalue()[-3000:])
    return int(bool(failed or asking.crossed or traces or growth >= MOST_GROWTH))


if __name__ == "__main__":
    sys.exit(main())
