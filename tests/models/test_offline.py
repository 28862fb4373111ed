"""The switches that keep dependencies from the network, whatever is entered first, and proxies."""

import ast
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from models import offline

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "index", "rag", "eval", "training")
ENTRY_POINTS = sorted(
    path
    for path in (*ROOT.glob("*.py"), *(one for name in (*PACKAGES, "tests") for one in (ROOT / name).rglob("*.py")))
    if '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")
    and "peers" not in path.parts  # theirs is another Python,
    and path.name != "make_fixtures.py"  # and so is the one of what makes files for tests
)
WATCH = """
import importlib.machinery, json, os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        outside = name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] not in {own!r}
        if outside and "at" not in seen and importlib.machinery.PathFinder.find_spec(name, path):
            seen["at"] = dict(os.environ)
            seen["name"] = name

seen = {{}}
sys.meta_path.insert(0, Watch())
import {module}
print(json.dumps([dict(os.environ), seen]))
"""


def module_of(path: Path) -> str:
    name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    return name.removesuffix(".__init__").removesuffix(".__main__")


def bare() -> dict[str, str]:
    """An environment that asks for the opposite of every switch."""
    return {"PATH": os.environ["PATH"], **dict.fromkeys(offline.SWITCHES, "0"), "GRADIO_ANALYTICS_ENABLED": "True"}


def test_the_entry_points_are_found() -> None:
    known = {"app", "rag.ask", "index.build", "models.fetch", "eval.run", "eval.bench", "training.gate"}
    assert known <= {module_of(path) for path in ENTRY_POINTS}


@pytest.mark.parametrize("path", ENTRY_POINTS, ids=module_of)
def test_every_entry_point_sets_the_switches_before_it_imports_a_dependency(path: Path) -> None:
    """The first thing imported that is neither of the standard library nor of the project already finds them set."""
    code = WATCH.format(own={*PACKAGES, "app", "tests"}, module=module_of(path))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    after, seen = json.loads(done.stdout.splitlines()[-1])
    assert after | offline.SWITCHES == after
    assert seen.get("at", after) | offline.SWITCHES == seen.get("at", after), seen["name"]


@pytest.mark.parametrize("name", PACKAGES[1:])
def test_every_package_imports_models_before_anything_but_the_standard_library(name: str) -> None:
    tree = ast.parse((ROOT / name / "__init__.py").read_text(encoding="utf-8"))
    imported = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    assert [one for one in imported if one not in sys.stdlib_module_names][:1] == ["models"]
    assert not any(isinstance(node, ast.ImportFrom) for node in tree.body)


def test_this_test_run_has_them() -> None:
    assert dict(os.environ) | offline.SWITCHES == dict(os.environ)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, "*,localhost,127.0.0.1,::1"),
        ({"NO_PROXY": "intern.example, localhost"}, "*,localhost,127.0.0.1,::1,intern.example"),
        ({"no_proxy": "a.example", "NO_PROXY": "b.example"}, "*,localhost,127.0.0.1,::1,a.example"),
        ({"no_proxy": "*"}, "*"),
    ],
)
def test_loopback_joins_what_the_user_excepts(said: dict[str, str], kept: str) -> None:
    for _ in range(2):  # a child applies it again
        offline.apply(said)
        assert (said["no_proxy"], said["NO_PROXY"]) == (kept, kept)


def test_the_systems_proxies_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy.example:3128"})
    env: dict[str, str] = {}
    offline.apply(env)
    assert env["https_proxy"] == "http://proxy.example:3128"
    offline.apply(own := {"HTTP_PROXY": "http://own.example"})
    assert "https_proxy" not in own


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:9", "socks4://127.0.0.1:9", "http://127.0.0.1:9", "nonsense://x"])
def test_clients_of_this_machine_are_built_whatever_the_proxy_is(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    import httpx

    environment = {"ALL_PROXY": url, "HTTP_PROXY": url, "HTTPS_PROXY": url}
    offline.apply(environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with httpx.Client() as client:
        assert client._mounts == {}
    assert urllib.request.proxy_bypass("127.0.0.1")
    assert not urllib.request.proxy_bypass("huggingface.co")
