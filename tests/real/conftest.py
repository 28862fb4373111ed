"""One service with the real models for all end-to-end tests; a missing model is fetched, never skipped."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.service import Service
from rag.settings import Settings


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
