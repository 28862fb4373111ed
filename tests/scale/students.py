"""Students of a class, each from an address of their own: they join by the code, open the page and ask as its tabs do.

Run by tests/scale/lesson.py in the network of the class: says "here" when that is its own, reads the addresses, says
"linked" when it has them, reads a `Lesson` and writes the replies; all of it is JSON, a line each.
"""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from typing import Any

import models  # noqa: F401 - its switches come first

# isort: split
from gradio_client.utils import apply_diff

INTERFACE = "class"
PATIENCE_SECONDS = 300.0
QUEUED = re.compile(r'data-w="queued" data-n="(\d+)"')
CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """Which student asks what, and when, in seconds from the beginning."""

    start: float
    student: int
    question: str
    history: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Lesson:
    """Where the page is, the code, the students' addresses, and what is asked; the first question warms up."""

    host: str
    port: int
    code: str
    addresses: list[str]
    asked: list[Asked]


@dataclass
class Reply:
    """What became of a question; times in seconds since the beginning, places as (time, how many come first)."""

    question: str
    asked: float
    found: float = 0.0
    done: float = 0.0
    places: list[tuple[float, int]] = field(default_factory=list)
    state: str = ""
    error: str = ""


class Student:
    """A browser at one address, as far as the page needs one."""

    def __init__(self, lesson: Lesson, address: str) -> None:
        self._lesson, self._address = lesson, address
        self._cookie = ""
        joined = self._request("GET", f"/join?code={lesson.code}")
        self._cookie = joined.headers["Set-Cookie"].split(";")[0]
        page = self._request("GET", "/").read().decode()
        config = json.loads(CONFIG.search(page)[1])
        (self._event,) = (one["id"] for one in config["dependencies"] if one["api_name"] == "page")

    def ask(self, asked: Asked, began: float, tab: str) -> Reply:
        """Ask in a tab of its own and read until the end."""
        reply = Reply(asked.question, time.monotonic() - began)
        try:
            self._ask(asked, began, tab, reply)
        except Exception as error:
            reply.error = f"{error!r:.300}"
        reply.done = time.monotonic() - began
        return reply

    def _ask(self, asked: Asked, began: float, tab: str, reply: Reply) -> None:
        payload = {"id": f"turn-{tab}", "question": asked.question, "history": asked.history, "language": "ru"}
        body = {"data": [], "event_data": payload, "fn_index": self._event, "session_hash": tab, "trigger_id": None}
        taken = self._request("POST", "/gradio_api/queue/join", body)
        if taken.status != 200:
            raise ConnectionError(f"{taken.status}: {taken.read()[:200]!r}")
        for update in self._updates(f"/gradio_api/queue/data?session_hash={tab}"):
            now = time.monotonic() - began
            is_over = update["state"] != "running"
            if not reply.found and ('data-w="found"' in update["html"] or is_over):
                reply.found = now
            place = QUEUED.search(update["html"])
            ahead = int(place[1]) if place else 0
            if ahead != (reply.places[-1][1] if reply.places else 0):
                reply.places.append((now, ahead))
            reply.state = update["state"]

    def _updates(self, path: str) -> Iterator[dict[str, Any]]:
        """The reply after each message of a stream: the first one whole, later ones as what changed."""
        shown: Any = None
        for line in self._request("GET", path):
            if not line.startswith(b"data: "):
                continue
            message = json.loads(line[6:])
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise ConnectionError(str(message)[:300])
                return
            if message["msg"] == "process_generating":
                (value,) = message["output"]["data"]
                shown = value if shown is None else apply_diff(shown, value)
                yield shown

    def _request(self, method: str, path: str, body: object = None) -> Any:
        lesson = self._lesson
        connection = HTTPConnection(lesson.host, lesson.port, PATIENCE_SECONDS, source_address=(self._address, 0))
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        return connection.getresponse()


def attend(lesson: Lesson) -> list[Reply]:
    """Have everybody join, then ask what the lesson says when it says so; replies in the order of the questions."""
    students = [Student(lesson, address) for address in lesson.addresses]
    first, *asked = lesson.asked
    if error := students[0].ask(first, time.monotonic(), "first").error:
        raise ConnectionError(error)
    together = time.monotonic() + 1.0

    def ask(number: int, one: Asked) -> Reply:
        time.sleep(max(0.0, together + one.start - time.monotonic()))
        return students[one.student].ask(one, together, f"tab-{number}")

    threading.stack_size(256 * 1024)
    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(ask, range(len(asked)), asked))


def main() -> None:
    print("here", flush=True)
    for address in json.loads(sys.stdin.readline()):
        subprocess.run(["ip", "address", "add", f"{address}/16", "dev", INTERFACE], check=True)
    subprocess.run(["ip", "link", "set", INTERFACE, "up"], check=True)
    print("linked", flush=True)
    told = json.loads(sys.stdin.readline())
    lesson = Lesson(**told | {"asked": [Asked(**one) for one in told["asked"]]})
    json.dump([asdict(reply) for reply in attend(lesson)], sys.stdout)


if __name__ == "__main__":
    main()
