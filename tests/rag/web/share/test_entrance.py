"""The way in over HTTP: how long a wrong code has to wait, what a lock says, and which names are served."""

import httpx
import pytest
from starlette.testclient import TestClient

from rag.web.share.entrance import COOKIE, Entrance
from rag.web.share.joining import TRIES, Joining
from rag.web.share.sharing import Sharing
from tests.rag.web.share.test_joining import Clock

LAPTOP, PORT = "10.0.0.1", 7860


class Class:
    """Students at addresses of their own, before an app that says «inside»."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.joining = Joining(self.clock)
        self._entrance = Entrance(Sharing((LAPTOP,), self.joining), events=[2])

    def get(self, address: str, path: str, host: str = f"{LAPTOP}:{PORT}", **headers: str) -> httpx.Response:
        async def inside(scope, receive, send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})

        async def app(scope, receive, send) -> None:
            await self._entrance(scope | {"server": (LAPTOP, PORT)}, receive, send, inside)

        client = TestClient(app, f"http://{LAPTOP}:{PORT}", client=(address, 50000), follow_redirects=False)
        return client.get(path, headers={"host": host, **headers})

    def join(self, address: str, code: str) -> httpx.Response:
        return self.get(address, f"/join?code={code}", **{"accept-language": "en"})


@pytest.fixture
def room() -> Class:
    return Class()


def test_wrong_codes_are_told_to_wait_and_then_locked(room: Class) -> None:
    said = []
    for _ in range(TRIES):
        wrong = room.join("10.0.0.2", "no")
        said.append((wrong.status_code, wrong.text.partition("again in ")[2][:3]))
        room.clock.now += 8
    assert said == [(401, "1 s"), (401, "2 s"), (401, "4 s"), (401, "8 s"), (429, "10 ")]
    locked = room.join("10.0.0.2", room.joining.code)
    assert (locked.status_code, "Too many wrong codes" in locked.text) == (429, True)
    as_key = room.get("10.0.0.2", "/v1/models", authorization=f"Bearer {room.joining.code}")
    assert (as_key.status_code, as_key.json()["error"]["type"]) == (429, "rate_limit_error")
    assert room.join("10.0.0.3", room.joining.code).status_code == 303, "others go on joining"


def test_the_right_code_opens_the_page_to_that_browser(room: Class) -> None:
    joined = room.join("10.0.0.2", room.joining.code)
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    assert "HttpOnly" in joined.headers["set-cookie"]
    cookie = joined.headers["set-cookie"].split(";")[0]
    assert cookie.startswith(f"{COOKIE}=")
    assert room.get("10.0.0.2", "/", cookie=cookie).text == "inside"
    assert room.get("10.0.0.2", "/", cookie="ask_session=guessed").headers["location"] == "/join"


@pytest.mark.parametrize("host", ["example.org", LAPTOP, f"{LAPTOP}:80", f"10.0.0.9:{PORT}", "127.0.0.1:7860"])
def test_a_name_that_was_not_shown_is_not_served(room: Class, host: str) -> None:
    assert room.get("10.0.0.2", "/join", host).status_code == 403
