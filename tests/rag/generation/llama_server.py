"""llama.cpp's own server on the local GGUF, in a process of its own; `python -m tests.rag.generation.llama_server`."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import models  # noqa: F401 - its switches come first

ROOT = Path(__file__).parents[3]
CELLS_OF_A_SLOT = 4096


class LlamaServer:
    """Runs until it is closed."""

    key = "a-key"

    def __init__(self, slots: int) -> None:
        command = [sys.executable, "-m", "tests.rag.generation.llama_server", "--slots", str(slots), "--key", self.key]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        address = self._process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), f"llama.cpp's server does not start: {address}"
        self.url = f"{address}/v1"

    def close(self) -> None:
        """Kill it, as a power failure would."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    import xllamacpp

    from models.fetch import ensure
    from rag.settings import Settings

    parser = argparse.ArgumentParser()
    parser.add_argument("--slots", type=int, required=True)
    parser.add_argument("--key", required=True)
    options = parser.parse_args()
    settings = Settings.from_environment()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(settings.llm or ensure("llm"))
    parameters.n_parallel = options.slots
    parameters.n_ctx = options.slots * CELLS_OF_A_SLOT
    parameters.cpuparams.n_threads = settings.threads
    parameters.api_keys = [options.key]
    parameters.warmup = parameters.ui = False
    parameters.cache_ram_mib = 0  # what a slot holds is enough
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
