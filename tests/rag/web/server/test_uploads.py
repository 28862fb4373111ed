"""The one place that takes files: what it takes, from whom, and what it says to the rest."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from index.library.library import Library, Limits
from rag.web.server.guard import refusal
from rag.web.server.uploads import Uploads
from rag.web.shelf import Shelf, given
from tests.browser.standin import StandIn
from tests.rag.web.server.test_guard import HOST, JSON, PORT, scope

TEXT = "Устав клуба\n\n1. Клуб открыт для всех.\n\n2. Взносов нет.\n".encode()
OWN = {
    "content-type": "application/octet-stream",
    "origin": f"http://{HOST}",
    "sec-fetch-site": "same-origin",
    "x-file-name": quote("устав.txt"),
}


def request(headers: dict[str, str], method: str = "POST", client: tuple[str, int] | None = ("127.0.0.1", 1)) -> dict:
    return scope(method, "/documents", headers) | {"client": client}


def refused(*args: object, **named: object) -> int | None:
    found = refusal(request(*args, **named))  # type: ignore[arg-type]
    return found and found.status


def test_a_page_of_ours_in_a_browser_on_this_machine_may_send_a_file() -> None:
    assert refused(OWN) is None
    assert refused(OWN, client=("::1", 1)) is None


@pytest.mark.parametrize(
    ("headers", "named", "status"),
    [
        ({"origin": "https://example.org"}, {}, 403),
        ({"origin": "null"}, {}, 403),
        ({"origin": f"http://localhost:{PORT}"}, {}, 403),
        ({"origin": None}, {}, 403),
        ({"sec-fetch-site": None}, {}, 403),
        ({"sec-fetch-site": "none"}, {}, 403),
        ({"sec-fetch-site": "same-site"}, {}, 403),
        ({"sec-fetch-site": "cross-site"}, {}, 403),
        ({}, {"client": ("192.168.0.7", 1)}, 403),
        ({}, {"client": None}, 403),
        ({"content-type": "multipart/form-data; boundary=x"}, {}, 415),
        ({"content-type": "text/plain"}, {}, 415),
        (JSON, {}, 415),
        ({"content-type": None}, {}, 415),
        ({}, {"method": "PUT"}, 405),
        ({}, {"method": "GET"}, 405),
        ({}, {"method": "DELETE"}, 405),
    ],
)
def test_nobody_else_may(headers: dict[str, str | None], named: dict[str, object], status: int) -> None:
    sent = {name: value for name, value in (OWN | headers).items() if value is not None}
    assert refused(sent, **named) == status


# -- the component itself ---------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    service = StandIn(library=tmp_path / "library")
    service.library = Library(tmp_path / "library", Limits(file_bytes=4000, documents=1))
    return Shelf(service)  # type: ignore[arg-type]


def send(
    shelf: Shelf, pieces: list[bytes], headers: dict[str, str] = OWN, path: str = "/documents"
) -> tuple[int, dict]:
    """Send a body in pieces; return status and reply. A header `cut` cuts the connection after them."""
    sent: list[dict] = []
    left = list(pieces)

    async def app(scope: dict, *_: object) -> None:
        sent.append({"status": 0})

    async def receive() -> dict:
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": True if left else headers.get("cut") == "1"}

    async def answer(message: dict) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as elsewhere:
        asked = scope("POST", path, headers)
        elsewhere.submit(lambda: asyncio.run(Uploads(app, shelf)(asked, receive, answer))).result()
    return sent[0]["status"], json.loads(sent[1]["body"]) if len(sent) > 1 else {}


def test_a_document_is_recognised_named_and_added(shelf: Shelf, tmp_path: Path) -> None:
    status, found = send(shelf, [TEXT[:20], TEXT[20:]])
    assert (status, found["names"]["ru"], found["kind"], found["sections"]) == (200, "Устав клуба", "charter", 3)
    assert found["beginnings"][1] == "п. 2: Взносов нет."
    assert not found["is_there"]
    assert not (tmp_path / "library").exists()  # nothing is kept before it is named
    job = shelf.add(found["token"], given({"title": " Правила\nклуба ", "kind": "rules", "date": "2020-02-30"}))
    while not (ended := shelf.job(job)).document:
        assert not ended.error
    assert [one["names"]["ru"] for one in shelf.listed()][1:] == ["Правила клуба"]
    assert shelf.text(ended.document).given.date == ""
    assert send(shelf, [TEXT])[0] == 422  # the library is full


@pytest.mark.parametrize(
    ("headers", "pieces", "status", "said"),
    [
        ({"content-length": "4001"}, [], 413, "larger than"),
        ({}, [b"x" * 3000, b"x" * 3000], 413, "larger than"),
        ({}, [b""], 422, "empty"),
        ({"cut": "1"}, [b"x"], 400, "whole"),
        ({"x-file-name": "a.exe"}, [TEXT], 415, "no type that is read"),
        ({"x-file-name": ""}, [TEXT], 415, "no type that is read"),
        ({"x-file-name": quote("a.pdf/")}, [TEXT], 415, "no type that is read"),
        ({"x-file-name": quote("../../x.pdf")}, [TEXT], 422, "x.pdf: "),
        ({"x-file-name": quote('a<b>"?.pdf')}, [b"%PDF-1.4"], 422, ".pdf: "),
    ],
)
def test_whatever_else_comes_has_a_status_and_a_sentence(
    shelf: Shelf, headers: dict[str, str], pieces: list[bytes], status: int, said: str
) -> None:
    found, reply = send(shelf, pieces, OWN | headers)
    assert (found, said in reply["error"]) == (status, True), reply


def test_other_requests_pass_and_what_does_not_wait_is_not_added(shelf: Shelf) -> None:
    assert send(shelf, [], {}, "/config")[0] == 0
    with pytest.raises(Exception, match="no longer waiting"):
        shelf.add("nothing", given({}))
    assert shelf.job("nothing").error


def test_only_so_many_files_wait(shelf: Shelf) -> None:
    tokens = [send(shelf, [TEXT + str(n).encode()])[1]["token"] for n in range(5)]
    with pytest.raises(Exception, match="no longer waiting"):
        shelf.add(tokens[0], given({}))
    assert shelf.add(tokens[-1], given({}))
