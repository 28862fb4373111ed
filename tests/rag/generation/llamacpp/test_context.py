"""llama.cpp's context with the real model: what one of them leaves behind when it goes."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from models.fetch import ensure

ROOT = Path(__file__).parents[4]
TWO_MODELS = """
import gc, sys
from pathlib import Path
from models.errors import ModelError
from rag.generation.llamacpp.context import Llama

path = Path(sys.argv[1])
kept, gone = (Llama(path, threads=1, kv_cells=256, sequences=1) for _ in range(2))
gone.close()
del gone
gc.collect()
try:
    kept.restore(0, b"x")
except ModelError as error:
    print(error)
"""


@pytest.mark.real
def test_a_model_that_is_freed_leaves_no_log_callback_behind() -> None:
    """Refusing a state of one byte is something that llama.cpp logs: through a freed callback it would crash."""
    done = subprocess.run(
        [sys.executable, "-c", TWO_MODELS, str(ensure("llm"))],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert "refused" in done.stdout


EACH_FILE = """
import sys
from pathlib import Path
from models.errors import ModelError
from rag.generation.llamacpp.context import Llama

for path in map(Path, sys.argv[1:]):
    try:
        Llama(path, threads=1, kv_cells=256, sequences=1)
        print(path.name, "was taken")
    except ModelError as error:
        print(error)
"""


def gguf(architecture: str, version: int = 3) -> bytes:
    """A whole GGUF of an architecture, without a tensor."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text)) + text.encode()

    fields = string("general.architecture") + struct.pack("<I", 8) + string(architecture)
    return b"GGUF" + struct.pack("<IQQ", version, 0, 1) + fields


@pytest.mark.real
def test_a_file_that_is_no_model_of_this_kind_is_a_sentence(tmp_path: Path) -> None:
    """In a process of their own, since llama.cpp could crash it."""
    with ensure("llm").open("rb") as model:
        head = model.read(40_000_000)
    damaged = bytearray(head[:1_000_000])
    damaged[24:40] = b"\xff" * 16
    files = {
        "empty": b"",
        "text": "Это не модель.".encode(),
        "magic": b"GGUF",
        "noise": b"GGUF" + bytes(range(256)) * 16,
        "old": gguf("llama", version=1),
        "foreign": gguf("no-such-architecture"),
        "without_tensors": gguf("qwen2"),
        "of_pictures": gguf("clip"),
        "truncated": head,
        "truncated_in_the_vocabulary": head[:1_000_000],
        "damaged": bytes(damaged),
    }
    for name, content in files.items():
        (tmp_path / f"{name}.gguf").write_bytes(content)
    (tmp_path / "folder.gguf").mkdir()
    paths = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", EACH_FILE, *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.splitlines() == [
        f"llama.cpp cannot read {path}. A chat model in GGUF format is needed: unset ASK_LLM to use the default "
        "one, or check and mend it with `python -m models.fetch --check llm`."
        for path in paths
    ]
    assert "Traceback" not in done.stderr
