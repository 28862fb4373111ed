"""Which document a request of OpenAI's chat API is asked of."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.library.library import LibraryError
from rag.types import Event, Finished, Reason, Refusal, Timings
from rag.web.door.request import MODEL
from rag.web.door.routes import routes


class Documents:
    """A service that says which document it was asked of."""

    def identify(self, name: str) -> str:
        if name != "устав.docx":
            raise LibraryError(f"There is no document {name!r} here.")
        return "0123456789ab"

    def ask(self, question: str, history: object, cancel: object, *, document: str) -> Iterator[Event]:
        times = Timings(1.0, None, None, 2.0)
        yield Finished(Refusal(question, f"[{document}]", Reason.NO_ANSWER, "ru", (), times))


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes(Documents())))  # type: ignore[arg-type]


def ask(client: TestClient, **fields: object) -> tuple[int, dict[str, Any]]:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Кто?"}], **fields}
    answer = client.post("/v1/chat/completions", content=json.dumps(body))
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("fields", "said"), [({}, "[]"), ({"document": None}, "[]"), ({"document": "устав.docx"}, "[0123456789ab]")]
)
def test_the_document_that_is_named_is_asked(client: TestClient, fields: dict[str, object], said: str) -> None:
    status, body = ask(client, **fields)
    assert (status, body["choices"][0]["message"]["content"]) == (200, said)


def test_one_that_is_not_there_gets_an_error_that_names_it(client: TestClient) -> None:
    status, body = ask(client, document="закон")
    assert (status, body["error"]["param"], body["error"]["code"]) == (404, "document", "document_not_found")
    assert "закон" in body["error"]["message"]
