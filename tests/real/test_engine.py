"""A question answered by llama.cpp's own server behind the same gate and verifier, and what is said once it dies."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.generation.openai_client import EngineError
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Finished, Mode, Standing
from tests.rag.generation.llama_server import LlamaServer

pytestmark = pytest.mark.real
QUESTION = "Какой договор подготовят к следующей встрече?"


@pytest.fixture
def server() -> Iterator[LlamaServer]:
    server = LlamaServer(slots=1)
    yield server
    server.close()


def test_a_server_answers_and_its_death_is_a_sentence(server: LlamaServer) -> None:
    here = replace(Settings.from_environment(), keep_answers=0)
    service = Service(replace(here, engine=server.url, engine_key=server.key, engine_fallback=False))
    service.start()
    try:
        *_, last = service.ask(QUESTION)
        assert isinstance(last, Finished)
        assert isinstance(last.result, Answer)
        assert last.result.mode is Mode.GENERATED
        assert [citation.point for citation in last.result.citations] == [25]
        assert last.result.weights is not None
        assert last.result.weights.standing is Standing.GENERAL
        server.close()
        with pytest.raises(EngineError, match=r"unset ASK_ENGINE|still runs"):
            list(service.ask(QUESTION))
    finally:
        service.close()
