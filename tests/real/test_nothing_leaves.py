"""Under a tracer, in a network namespace of their own, the program's commands reach nothing but loopback.

strace writes down every system call that connects, sends or opens a file, of a process and all its children: so a
look-up that fails for want of a network is seen as well as one that succeeds, and so is a file in the user's home.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.fetch import ensure
from models.folders import cache_dir, data_dir
from models.offline import SWITCHES
from tests.events import completed

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
NETWORK = "connect,sendto,sendmsg,sendmmsg,bind"
FILES = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat"
NAMES = ("/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf")
"""What the C library reads when it looks a host's name up, whatever it then asks and whether that answers."""
DEVICES = ("/dev/null", "/dev/tty", "/dev/shm/", "/proc/self/")
"""Files that are none. Python's semaphores lie in /dev/shm."""
GRADIO = Path(str(find_spec("gradio").origin)).parent
"""Inside .venv: at its first start there Gradio writes a seed and type stubs beside its own modules."""
USERS = "/var/run/nscd/socket"
"""The C library asks there for the user's name first (torch names a temporary folder by it)."""
VISIT = """
import json, os, signal, subprocess, sys, urllib.request

port, *command = sys.argv[1:]
program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
for line in program.stdout:
    if "open: " in line:
        break
else:
    sys.exit(f"the page did not open, status {program.wait()}")
api = f"http://127.0.0.1:{port}/gradio_api/call/passages"
page = urllib.request.urlopen(f"http://127.0.0.1:{port}/").read().decode()
body = json.dumps({"data": ["О чём говорится в пункте 20?", 3]}).encode()
call = urllib.request.Request(api, body, {"Content-Type": "application/json"})
event = json.load(urllib.request.urlopen(call))["event_id"]
found = urllib.request.urlopen(f"{api}/{event}").read().decode()
program.send_signal(signal.SIGINT)
program.wait(60)
print(json.dumps({"page": "<gradio-app" in page, "found": found}))
"""


@dataclass(frozen=True)
class Seen:
    """What a command did that it must not, each as a line of the trace, and what it said."""

    out: str
    calls: int
    network: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def means() -> str | None:
    """What is missing for a trace, or None."""
    if missing := [name for name in ("strace", "unshare", "ip") if shutil.which(name) is None]:
        return f"{', '.join(missing)} missing (Debian: apt-get install strace util-linux iproute2)"
    command = ["unshare", "--net", "--map-root-user", "sh", "-c", "ip link set lo up && strace -f -o /dev/null true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"no network namespace or no tracing here ({done.stderr.strip()})" if done.returncode else None


@pytest.fixture(scope="module", autouse=True)
def traceable() -> None:
    """A machine without the means is told so; CI must have them."""
    if missing := means():
        told = f"Whether anything leaves this machine was not checked: {missing}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)


class Sandbox:
    """Runs commands in a namespace, with an empty home and a temporary folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.temporary, self.out = (folder / name for name in ("home", "temporary", "out"))
        for made in (self.home, self.temporary, self.out):
            made.mkdir()
        self.allowed = (
            cache_dir(),
            data_dir(),
            self.temporary,
            self.out,
            ROOT / "index" / "data",
            ROOT / "eval" / "out",
            GRADIO,
        )

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of what this process or its user set, so that the command has to set its switches itself."""
        env = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PATH": os.environ["PATH"], **more}
        # The data folder is the user's own: another one would get the feedback that still lies in the cache.
        env |= {"ASK_CACHE": str(cache_dir()), "ASK_DATA": str(data_dir())}
        return env | {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}  # compiled modules are no finding

    def run(self, *command: str, visit: int | None = None, **more: str) -> Seen:
        """Run a Python command under the tracer; with `visit`, as a page on that port that is opened and left."""
        trace = self.folder / "trace"
        tracer = ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-e", f"trace={NETWORK},{FILES}", "-o", str(trace)]
        inner = [*tracer, sys.executable, *command]
        if visit is not None:
            inner = [sys.executable, "-c", VISIT, str(visit), *inner]
        # The tracer is a grandchild: what it wrote is whole once the last reader of this pipe has ended.
        done = subprocess.run(
            ["unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up && "$@"', "sh", *inner],
            cwd=ROOT, env=self.environment(**more), capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
        network, files = [line for line in lines if reaches_out(line)], [line for line in lines if self._writes(line)]
        return Seen(done.stdout, len(lines), network, files)

    def _writes(self, line: str) -> bool:
        return any(not self._may_hold(path) for path in written(line))

    def _may_hold(self, path: str) -> bool:
        whole = (ROOT / path).resolve()
        return path.startswith(DEVICES) or any(whole.is_relative_to(folder.resolve()) for folder in self.allowed)


def reaches_out(line: str) -> bool:
    """Whether a call goes to, or listens on, anything but loopback, or looks a name up."""
    call = re.match(r"\d+ +(\w+)\(", line)
    if call is None:
        return False
    if call[1] not in NETWORK.split(","):
        return any(f'"{name}"' in line for name in NAMES)
    hosts = re.findall(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', line)
    if any(four != "127.0.0.1" and six != "::1" for four, six in hosts) or "htons(53)" in line:
        return True
    unix = re.search(r'sun_path=@?"([^"]*)"', line)
    return unix is not None and call[1] == "connect" and unix[1] != USERS


def written(line: str) -> Iterator[str]:
    """The paths that a call makes or opens for writing, whether or not it succeeds."""
    call = re.match(r"\d+ +(\w+)\((.*)", line)
    if call is None or call[1] in NETWORK.split(","):
        return
    if call[1] in ("open", "openat", "openat2") and not re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", call[2]):
        return
    yield from re.findall(r'"((?:[^"\\]|\\.)*)"', call[2])


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    ensure("embedder", progress=False)
    ensure("llm", progress=False)
    return Sandbox(tmp_path_factory.mktemp("traced"))


def assert_clean(seen: Seen) -> None:
    assert seen.calls > 100, "the tracer saw next to nothing"
    assert (seen.network, seen.files) == ([], [])


def test_the_page_opens_and_searches(sandbox: Sandbox) -> None:
    port = 7861
    seen = sandbox.run("app.py", visit=port, ASK_PORT=str(port))
    said = json.loads(seen.out.splitlines()[-1])
    assert said["page"]
    assert completed(said["found"])[0][0]["point"] == 20
    assert_clean(seen)


def test_a_question_is_answered(sandbox: Sandbox) -> None:
    seen = sandbox.run("-m", "rag.ask", "--json", "О чём говорится в пункте 20?")
    assert json.loads(seen.out)["status"] == "answered"
    assert_clean(seen)


def test_two_questions_are_evaluated(sandbox: Sandbox) -> None:
    out = sandbox.out / "eval"
    seen = sandbox.run("-m", "eval.run", "--split", "dev", "--limit", "2", "--out", str(out))
    assert (out / "report.html").is_file()
    assert_clean(seen)


def test_an_index_is_built(sandbox: Sandbox) -> None:
    source, out = sandbox.out / "rules.txt", sandbox.out / "index"
    source.write_text("Правила\n\n1. Книги выдаются на 14 дней.\n\n2. В зале нельзя шуметь.\n", encoding="utf-8")
    seen = sandbox.run("-m", "index.build", "--source", str(source), "--out", str(out))
    assert (out / "manifest.json").is_file()
    assert_clean(seen)


PROBE = """
import os, socket, sys
from pathlib import Path

kind = sys.argv[1]
if kind == "file":
    Path(os.environ["HOME"], "x").write_text("x")
elif kind == "child":
    os.system("echo x > $HOME/y")
elif kind == "name":
    try:
        socket.getaddrinfo("example.invalid", 443)
    except OSError:
        pass
else:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(b"x", ("192.0.2.1", 443))
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    ("kind", "where"), [("file", "files"), ("child", "files"), ("name", "network"), ("send", "network")]
)
def test_the_tracer_would_notice(sandbox: Sandbox, kind: str, where: str) -> None:
    assert getattr(sandbox.run("-c", PROBE, kind), where)


def test_without_its_switch_onnx_runtime_would_be_noticed(sandbox: Sandbox) -> None:
    """The reason for the switches, and the proof that this test sees what they prevent."""
    code = "import time, onnxruntime; time.sleep(3)"
    assert SWITCHES["ORT_DISABLE_TELEMETRY"] == "1"
    assert sandbox.run("-c", code).files
    assert_clean(sandbox.run("-c", "import models; " + code))
