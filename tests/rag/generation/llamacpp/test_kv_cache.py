import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ModelError
from rag.generation.llamacpp.kv_cache import DIGEST_BYTES, PassageStore, fingerprint

BASE = fingerprint("model", "build", "prefix")
TOKENS = [1, 2, 3]
CELLS = bytes(range(256)) * 4


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_is_put_can_be_got_again_and_by_the_next_process(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE)
    assert store.get(TOKENS) is None
    store.put(CELLS, TOKENS)
    assert store.get(TOKENS) == CELLS
    assert PassageStore(tmp_path, BASE).get(TOKENS) == CELLS
    assert only_file(tmp_path).suffix == ".kv"


@settings(deadline=None)
@given(st.integers(0, 8 * (DIGEST_BYTES + len(CELLS)) - 1))
def test_a_flipped_bit_is_never_given_out(tmp_path_factory: pytest.TempPathFactory, bit: int) -> None:
    folder = tmp_path_factory.mktemp("kv")
    PassageStore(folder, BASE).put(CELLS, TOKENS)
    path = only_file(folder)
    raw = bytearray(path.read_bytes())
    raw[bit // 8] ^= 1 << bit % 8
    path.write_bytes(raw)
    assert PassageStore(folder, BASE).get(TOKENS) is None
    assert not path.exists()


@pytest.mark.parametrize("size", [0, 1, DIGEST_BYTES, DIGEST_BYTES + 1, DIGEST_BYTES + len(CELLS) - 1])
def test_a_truncated_file_is_deleted(tmp_path: Path, size: int) -> None:
    PassageStore(tmp_path, BASE).put(CELLS, TOKENS)
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:size])
    assert PassageStore(tmp_path, BASE).get(TOKENS) is None
    assert not path.exists()


def test_a_file_under_another_name_is_deleted(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE)
    store.put(CELLS, TOKENS)
    mine = only_file(tmp_path)
    store.put(b"other cells", [4, 5])
    (other,) = set(tmp_path.iterdir()) - {mine}
    other.replace(mine)
    assert PassageStore(tmp_path, BASE).get(TOKENS) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_model_is_not_seen(tmp_path: Path) -> None:
    PassageStore(tmp_path, BASE).put(CELLS, TOKENS)
    assert PassageStore(tmp_path, fingerprint("another")).get(TOKENS) is None
    assert PassageStore(tmp_path, BASE).get(TOKENS) == CELLS


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), max_size=4), min_size=2, max_size=6, unique_by=tuple))
def test_fingerprints_keep_their_parts_apart(parts: list[list[str]]) -> None:
    assert len({fingerprint(*each) for each in parts}) == len(parts)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), max_size=4), min_size=2, max_size=6, unique_by=tuple))
def test_every_passage_has_a_file_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[int]]
) -> None:
    store = PassageStore(tmp_path_factory.mktemp("kv"), BASE)
    for tokens in passages:
        store.put(str(tokens).encode(), tokens)
    assert all(store.get(tokens) == str(tokens).encode() for tokens in passages)


def test_memory_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE, memory_bytes=25)
    for token in (1, 2, 3):
        store.put(bytes([token]) * 10, [token])
    assert store.resident_bytes == 20
    for path in tmp_path.iterdir():
        path.unlink()
    assert store.get([1]) is None
    assert store.get([2]) == bytes([2]) * 10
    store.put(b"4" * 10, [4])
    assert store.get([3]) is None
    assert store.get([2]) == bytes([2]) * 10
    store.put(b"5" * 100, [5])
    assert store.resident_bytes <= 25


SIZE = DIGEST_BYTES + 10


def passages_kept(folder: Path) -> set[int]:
    """Which of the passages [1], [2], … a new process finds."""
    found = PassageStore(folder, BASE)
    return {token for token in range(1, 10) if found._path([PREFIX, [token]]).exists()}


PREFIX = [0]


def test_the_folder_is_held_to_its_budget_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE, disk_bytes=4 * SIZE)
    store.put(b"prefix    ", PREFIX)
    for token in (1, 2, 3):
        store.put(bytes([token]) * 10, PREFIX, [token])
    assert passages_kept(tmp_path) == {1, 2, 3}
    assert store.get(PREFIX, [1]) is not None  # from memory: that is use too
    store.put(b"4" * 10, PREFIX, [4])
    assert passages_kept(tmp_path) == {1, 3, 4}
    another = PassageStore(tmp_path, fingerprint("another model"), disk_bytes=4 * SIZE)
    another.put(b"5" * 10, [5])
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 4 * SIZE
    assert passages_kept(tmp_path) == {1, 4}
    assert PassageStore(tmp_path, BASE).get(PREFIX) == b"prefix    ", "what passages rest on is used whenever they are"


def test_a_smaller_budget_holds_at_once_and_half_written_files_count(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE)
    for token in (1, 2, 3):
        store.put(bytes([token]) * 10, PREFIX, [token])
    killed = tmp_path / "killed.123.part"
    killed.write_bytes(bytes(SIZE))
    os.utime(killed, (0, 0))
    PassageStore(tmp_path, BASE, disk_bytes=2 * SIZE + 1)
    assert not killed.exists()
    assert passages_kept(tmp_path) == {2, 3}


def test_nothing_that_others_put_there_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    PassageStore(tmp_path, BASE, disk_bytes=0).put(CELLS, TOKENS)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_without_a_budget_nothing_is_kept(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, BASE, disk_bytes=0)
    store.put(CELLS, TOKENS)
    assert store.get(TOKENS) is None
    assert store.resident_bytes == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_folder_is_private_even_if_it_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "passage-kv"
    folder.mkdir(mode=0o755)
    PassageStore(folder, BASE)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kv").touch()
    with pytest.raises(ModelError, match="set ASK_CACHE"):
        PassageStore(tmp_path / "kv", BASE)


def test_a_disk_that_takes_nothing_costs_only_the_copy(tmp_path: Path) -> None:
    folder = tmp_path / "kv"
    store = PassageStore(folder, BASE)
    folder.rmdir()
    store.put(CELLS, TOKENS)
    assert store.get(TOKENS) == CELLS
    assert PassageStore(folder, BASE).get(TOKENS) is None


ROOT = Path(__file__).parents[4]
WRITES = """
import sys
from pathlib import Path
from rag.generation.llamacpp.kv_cache import PassageStore, fingerprint

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(rounds):
    store = PassageStore(folder, fingerprint("model", "build", "prefix"))
    for number in range(30):
        cells = bytes([number]) * 50_000
        found = store.get([number])
        assert found in (None, cells), number
        store.put(cells, [number])
"""


def writer(folder: Path, rounds: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITES, str(folder), str(rounds)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )


def assert_whole(folder: Path) -> None:
    store = PassageStore(folder, BASE)
    for number in range(30):
        assert store.get([number]) in (None, bytes([number]) * 50_000)


def test_two_processes_on_an_empty_cache_give_each_other_whole_files_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "passage-kv"
    processes = [writer(folder, rounds=3) for _ in range(2)]
    for process in processes:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert len(list(folder.iterdir())) == 30
    assert_whole(folder)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_killed_while_it_prefills_nothing_half_is_given_out(tmp_path: Path) -> None:
    folder = tmp_path / "passage-kv"
    process = writer(folder, rounds=10_000)
    began = time.monotonic()
    while not folder.is_dir() or len(list(folder.glob("*.kv"))) < 5:
        assert time.monotonic() - began < 60
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert_whole(folder)


FULL_OR_READ_ONLY = """
import sys
from pathlib import Path
from models.errors import ModelError
from rag.generation.llamacpp.kv_cache import PassageStore, fingerprint

folder = Path(sys.argv[1])
try:
    store = PassageStore(folder, fingerprint("model", "build", "prefix"))
    store.put(b"cells" * 100_000, [1])
    print("kept", store.get([1]) == b"cells" * 100_000, len(list(folder.iterdir())))
except ModelError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk of its own")
@pytest.mark.parametrize(
    ("options", "said"),
    [("size=64k", "kept True 0"), ("ro", "cannot be a private folder for prefilled passages (Read-only file system)")],
)
def test_a_disk_that_is_full_or_read_only_at_the_start(tmp_path: Path, options: str, said: str) -> None:
    line = f'mount -t tmpfs -o {options} tmpfs "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", line, "sh", str(tmp_path), sys.executable,
         FULL_OR_READ_ONLY],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
