"""The heading that is put into the page before it is sent, and the headers of every response."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from index.bundled import SOURCE
from index.document import Given
from index.structure import parse, read
from rag.web.server.middleware import CspMiddleware, FirstPaint, frames, heading

BUNDLED = read(SOURCE)
PAGE = (b"<html><body>", b"<gradio-app></gradio-app></body></html>")


async def page(scope, receive, send):
    """A small ASGI application that sends its page in two pieces."""
    length = str(sum(map(len, PAGE))).encode()
    headers = [(b"content-length", length), (b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[0], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[1]})


def get(application, path="/", method="GET", language=b"ru-RU,ru;q=0.9"):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": [(b"accept-language", language)]}
    with ThreadPoolExecutor(1) as elsewhere:  # this thread's event loop may belong to the browser tests
        elsewhere.submit(lambda: asyncio.run(application(scope, None, send))).result()
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:]), len(sent) - 1


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("ru-RU,ru;q=0.9", "Вопросы к Совместному заявлению"),
        ("", "Вопросы к Совместному заявлению"),
        ("en-GB", "Ask the Joint Statement"),
        ("de", "Ask the Joint Statement"),
        ("<script>", "Ask the Joint Statement"),
    ],
)
def test_the_heading_is_in_the_language_of_the_browser(accepted, title):
    assert f"<b>{title}</b>" in heading(accepted, BUNDLED).decode()


def test_the_heading_of_another_document_names_it_as_text():
    document = replace(parse("1. Текст."), given=Given(title="<b>книги</b>"))
    assert "<b>Вопросы к документу «&lt;b&gt;книги&lt;/b&gt;»</b>" in heading("ru", document).decode()


def test_the_chat_page_gets_the_heading_and_a_true_length():
    headers, body, _ = get(FirstPaint(page, BUNDLED))
    assert body == PAGE[0] + frames() + heading("ru", BUNDLED) + PAGE[1]
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers[b"content-type"] == b"text/html"


def test_the_evaluators_page_gets_no_heading():
    _, body, _ = get(FirstPaint(page, BUNDLED), "/evaluation")
    assert body == PAGE[0] + frames() + PAGE[1]


@pytest.mark.parametrize(("path", "method"), [("/config", "GET"), ("/", "HEAD"), ("/evaluation/judge", "GET")])
def test_every_other_response_streams_through_as_it_is(path, method):
    _, body, pieces = get(FirstPaint(page, BUNDLED), path, method)
    assert (body, pieces) == (b"".join(PAGE), 2)


def test_every_response_tells_the_browser_to_stay_here():
    headers, body, pieces = get(CspMiddleware(page), "/config")
    assert headers[b"content-security-policy"].startswith(b"default-src 'self';")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert (body, pieces) == (b"".join(PAGE), 2)
