"""One service with the real models for all end-to-end tests; a missing model is fetched, never skipped."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.fetch import ensure
from rag.service import Service
from rag.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The declaration's index as the command makes it, once for all tests."""
    ensure("embedder")
    folder = tmp_path_factory.mktemp("built") / "data"
    command = [sys.executable, "-m", "index.build", "--out", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    service = Service(replace(Settings.from_environment(), keep_answers=0))  # what is asked again is computed again
    service.start()
    yield service
    service.close()


@pytest.fixture(scope="session")
def without_llm() -> Iterator[Service]:
    """Search alone."""
    service = Service(Settings.from_environment())
    service.start(with_llm=False)
    yield service
    service.close()
