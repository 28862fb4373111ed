"""Files that are written whole or not at all."""

import threading
from pathlib import Path

import pytest

from models.files import write_atomically


def test_the_file_holds_what_was_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data in (b"", b"one", b"\0" * 100_000):
        for durable in (True, False):
            write_atomically(path, data, durable=durable)
            assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_keeps_the_old_file_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_writers_at_once_never_show_a_half(tmp_path: Path) -> None:
    path, whole = tmp_path / "a.bin", [bytes([letter]) * 200_000 for letter in range(4)]
    write_atomically(path, whole[0])
    seen: set[bytes] = set()
    writers = [
        threading.Thread(target=lambda data=data: [write_atomically(path, data, durable=False) for _ in range(30)])
        for data in whole
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen.add(path.read_bytes())
    assert seen <= set(whole)
    assert list(tmp_path.iterdir()) == [path]
