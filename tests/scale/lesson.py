"""A lesson in a network of its own: `app.py --share` on one side of a cable, a class of students on the other.

`hold` runs it in network namespaces (Linux with iproute2 and util-linux; an administrator is not needed where users may
make namespaces): nothing of it reaches any other network, and the laptop's side has no network but the class.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.scale.students import INTERFACE, Asked, Lesson, Reply

ROOT = Path(__file__).parents[2]
LAPTOP, PORT = "10.77.0.1", 7862
OPEN_SECONDS, LESSON_SECONDS = 180, 1100
CODE = re.compile(r"Код / code: (\w+)")


@dataclass(frozen=True)
class Held:
    """What a lesson was like: the replies, the laptop's peak of memory in MiB and the seconds of its processor."""

    replies: list[Reply]
    memory_mib: float
    cpu_seconds: float


def hold(students: int, asked: Sequence[Asked], **environment: str) -> Held:
    """Hold a lesson, whose first question warms up; `environment` is the laptop's, beside this process's own.

    Raises:
        RuntimeError: the networks cannot be made here, or the lesson broke off; the message is the program's own.
    """
    told = {"students": students, "asked": [asdict(one) for one in asked]}
    command = ["unshare", "--net", "--map-root-user", sys.executable, "-m", "tests.scale.lesson"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, input=json.dumps(told), capture_output=True, text=True,
        timeout=OPEN_SECONDS + LESSON_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"No lesson (Linux with iproute2 and util-linux is needed): {done.stderr[-3000:]}")
    held = json.loads(done.stdout)
    return Held([Reply(**one) for one in held["replies"]], held["memory_mib"], held["cpu_seconds"])


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def address(student: int) -> str:
    """The address of a student, all of them in the network of the laptop's."""
    return f"10.77.{1 + student // 200}.{1 + student % 200}"


def used(process: int) -> tuple[float, float]:
    """Peak of memory in MiB, and seconds of the processor, of a process."""
    status, stat = (Path(f"/proc/{process}/{name}").read_text() for name in ("status", "stat"))
    peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    user, system = stat.rpartition(")")[2].split()[11:13]
    return peak, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def joined(students: int) -> tuple[subprocess.Popen[str], list[str]]:
    """Lay the cable to a class; return the process that is it, and the students' addresses."""
    inside = [sys.executable, "-m", "tests.scale.students"]
    group = subprocess.Popen(["unshare", "--net", *inside], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert group.stdout.readline() == "here\n"
    ip("link", "set", "lo", "up")
    ip("link", "add", "laptop", "type", "veth", "peer", "name", INTERFACE, "netns", str(group.pid))
    ip("address", "add", f"{LAPTOP}/16", "dev", "laptop")
    ip("link", "set", "laptop", "up")
    addresses = [address(student) for student in range(students)]
    tell(group, addresses)
    assert group.stdout.readline() == "linked\n"
    return group, addresses


def tell(group: subprocess.Popen[str], what: object) -> None:
    group.stdin.write(json.dumps(what) + "\n")
    group.stdin.flush()


def shared(laptop: subprocess.Popen[str]) -> str:
    """Wait until the page is open; return the join code that it shows."""
    said, code = "", None
    while code is None and (line := laptop.stdout.readline()):
        said += line
        code = CODE.search(line)
    if code is None or f"http://{LAPTOP}:{PORT}" not in said:
        raise SystemExit(f"The page was not shared: {said}")
    threading.Thread(target=laptop.stdout.read, daemon=True).start()
    return code[1]


def main() -> None:
    told = json.load(sys.stdin)
    group, addresses = joined(told["students"])
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "app.py", "--share", "--port", str(PORT)]
        environment = {**os.environ, "ASK_DATA": data, "ASK_KEEP_ANSWERS": "0", "PYTHONUNBUFFERED": "1"}
        laptop = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            tell(group, asdict(Lesson(LAPTOP, PORT, shared(laptop), addresses, [])) | {"asked": told["asked"]})
            replies, _ = group.communicate()
            if group.returncode:
                raise SystemExit("The class broke off.")
            memory, seconds = used(laptop.pid)
        finally:
            laptop.terminate()
            laptop.wait(30)
            group.kill()
    json.dump({"replies": json.loads(replies), "memory_mib": memory, "cpu_seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
