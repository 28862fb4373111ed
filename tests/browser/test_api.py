"""The named endpoints, with real clients: gradio_client, plain HTTP, MCP."""

import asyncio
import re
import socket
import subprocess
import textwrap
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.browser.conftest import Server
from tests.events import completed

pytestmark = pytest.mark.browser
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def client(standin: Server) -> Client:
    return Client(standin.url, verbose=False)


def test_only_the_documented_endpoints_are_public(client: Client):
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    assert sorted(endpoints) == ["/ask", "/documents", "/passages", "/points"]
    assert all(endpoint["description"] for endpoint in endpoints.values())


def test_ask(client: Client):
    answer = client.predict("Ледники?", api_name="/ask")
    assert answer["status"] == "answered"
    assert [citation["point"] for citation in answer["citations"]] == [16, 16, 18]
    refused = client.predict("Как приготовить плов?", [{"question": "А?", "answer": "Б."}], api_name="/ask")
    assert (refused["status"], refused["reason"]) == ("refused", "no_answer_in_text")


def test_passages(client: Client):
    found = client.predict("Ледники?", 2, api_name="/passages")
    assert [(passage["point"], passage["chunk"]) for passage in found] == [(16, "16.1"), (17, "17.1")]
    with pytest.raises(AppError, match="allowed are 1 to 100"):
        client.predict("Ледники?", 0, api_name="/passages")


def test_points(client: Client):
    assert [point["number"] for point in client.predict(api_name="/points")] == list(range(29))
    (point,) = client.predict(27, api_name="/points")
    assert point["text"].startswith("Президенты приняли решение об учреждении Почётного знака")
    with pytest.raises(AppError, match="There is no point 99"):
        client.predict(99, api_name="/points")


def test_curl(standin: Server):
    """The README's own lines."""
    lines = re.search(r"((?:^    .*\n)*^    curl .*\n)", README.read_text(encoding="utf-8"), re.MULTILINE)[1]
    script = textwrap.dedent(lines).replace("http://127.0.0.1:7860", standin.url)
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
    assert completed(said)[0][0]["number"] == 3


def test_mcp(standin: Server):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def talk():
        async with (
            streamable_http_client(f"{standin.url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            result = await session.call_tool("ask", {"question": "Ледники?"})
            return {tool.name: tool.description for tool in tools}, result

    with ThreadPoolExecutor(1) as elsewhere:  # this thread's event loop belongs to the browser
        tools, result = elsewhere.submit(lambda: asyncio.run(talk())).result()
    assert set(tools) == {"ask", "documents", "passages", "points"}
    assert all("Joint Statement" in description for description in tools.values())
    assert "'status': 'answered'" in result.content[0].text


ROOTS = ("gradio_api/file=", "file=", "gradio_api/file/", "static/", "gradio_api/static/", "assets/", "theme/")
WAYS = ("/etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/app.py", "....//....//app.py", "..\\..\\app.py")
TRAVERSALS = [
    *(f"{root}{way}" for root in ROOTS for way in WAYS),
    *("../app.py", "..%2fapp.py", "%252e%252e/app.py", "evaluation/..%2f..%2fapp.py", "//etc/passwd"),
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file(standin: Server, path: str):
    """As bytes on a socket: a client's library would tidy the path up."""
    host, port = standin.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert int(reply.split()[1]) in range(400, 500), reply[:200]
    assert b"root:" not in reply
    assert b"import " not in reply


@pytest.mark.parametrize("path", ["/etc/passwd", "app.py", "rag/web/static/page.css", "..%2f..%2fetc%2fpasswd"])
def test_no_file_of_the_machine_is_served(standin: Server, path: str):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{standin.url}/gradio_api/file={path}")
    assert refused.value.code in (403, 404)


def test_the_browser_is_told_to_stay_on_this_machine(standin: Server):
    with urllib.request.urlopen(standin.url) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy
