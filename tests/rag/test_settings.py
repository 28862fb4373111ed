from dataclasses import fields
from pathlib import Path

import pytest

from index.build import DEFAULT_OUT
from models.errors import SettingsError
from rag.settings import Settings


def test_nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASK_CACHE", str(tmp_path))
    settings = Settings.from_environment({})
    assert settings.threads >= 1
    expected = Settings(threads=settings.threads, cache=tmp_path)
    assert settings == expected
    assert expected.index == DEFAULT_OUT


def test_everything_set(tmp_path: Path) -> None:
    gguf = tmp_path / "a.gguf"
    gguf.touch()
    (tmp_path / "modules.json").touch()
    environment = {
        "ASK_LLM": str(gguf),
        "ASK_THREADS": "3",
        "ASK_CONTEXT": "8192",
        "ASK_KV": "q8_0",
        "ASK_INDEX": str(tmp_path / "index"),
        "ASK_PORT": "8000",
        "ASK_CACHE": str(tmp_path / "cache"),
        "ASK_PASSAGES": "3",
        "ASK_MAX_TOKENS": "99",
        "ASK_PREFILL_MB": "0",
        "ASK_EMBEDDER": str(tmp_path),
        "ASK_KEEP_ANSWERS": "5",
        "ASK_ENGINE": "http://host:8000/v1",
        "ASK_ENGINE_KEY": "a-key",
        "ASK_ENGINE_MODEL": "a-model",
        "ASK_ENGINE_SLOTS": "32",
        "ASK_ENGINE_FALLBACK": "0",
        "ASK_LOG": "debug",
    }
    assert Settings.from_environment(environment) == Settings(
        gguf, 3, 8192, "q8_0", tmp_path / "index", 8000, tmp_path / "cache", 3, 99, 0, tmp_path, 5,
        "http://host:8000/v1", "a-key", "a-model", 32, False, "debug",
    )  # fmt: skip
    assert "a-key" not in repr(Settings.from_environment(environment))
    assert len(environment) == len(fields(Settings))


def test_empty_counts_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASK_CACHE", str(tmp_path))
    names = "LLM THREADS CONTEXT KV INDEX PORT CACHE PASSAGES MAX_TOKENS PREFILL_MB EMBEDDER KEEP_ANSWERS".split()
    names += "ENGINE ENGINE_KEY ENGINE_MODEL ENGINE_SLOTS ENGINE_FALLBACK".split()
    assert Settings.from_environment({f"ASK_{name}": "" for name in names}) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("ASK_THREADS", "0", "a whole number from 1 to 256"),
        ("ASK_THREADS", "two", "a whole number from 1 to 256"),
        ("ASK_CONTEXT", "1024", "a whole number from 2048 to 131072"),
        ("ASK_PORT", "70000", "a whole number from 1 to 65535"),
        ("ASK_PORT", "-1", "a whole number from 1 to 65535"),
        ("ASK_PORT", "80.5", "a whole number from 1 to 65535"),
        ("ASK_PORT", "9" * 5000, "a whole number from 1 to 65535"),
        ("ASK_PASSAGES", "4", "a whole number from 1 to 3"),
        ("ASK_MAX_TOKENS", "15", "a whole number from 16 to 1024"),
        ("ASK_PREFILL_MB", "-1", "a whole number from 0 to 1048576"),
        ("ASK_PREFILL_MB", "1 GB", "a whole number from 0 to 1048576"),
        ("ASK_KV", "q4_0", "f16, q8_0"),
        ("ASK_ENGINE", "host:8000/v1", "such as http://host:8000/v1"),
        ("ASK_ENGINE", "file:///etc/passwd", "such as http://host:8000/v1"),
        ("ASK_ENGINE", "http://user:word@host/v1", "such as http://host:8000/v1"),
        ("ASK_ENGINE_FALLBACK", "no", "a whole number from 0 to 1"),
        ("ASK_LLM", "/no/such.gguf", "the path of a GGUF"),
        ("ASK_INDEX", __file__, "Give a folder"),
        ("ASK_CACHE", __file__, "Give a folder"),
        ("ASK_INDEX", "~no-such-user/index", "Give a whole path"),
    ],
)
def test_a_value_that_is_not_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    message = str(caught.value)
    assert message.startswith(f"{name}={value!r}: ")
    assert allowed in message
    assert "nset" in message


def test_home_is_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert Settings.from_environment({"ASK_INDEX": "~/index"}).index == tmp_path / "index"
