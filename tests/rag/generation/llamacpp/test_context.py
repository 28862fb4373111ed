"""llama.cpp's context with the real model: what one of them leaves behind when it goes."""

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
