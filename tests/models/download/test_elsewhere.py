"""Files that LM Studio, Ollama or huggingface_hub have are used in place, and only the right ones."""

import hashlib
from pathlib import Path

import pytest

from models.download import elsewhere
from models.fetch import Store
from tests.models.fetch_standins import CONTENT, make_catalog

SHA256 = hashlib.sha256(CONTENT).hexdigest()
PLACES = {
    "ollama": f".ollama/models/blobs/sha256-{SHA256}",
    "lm studio": ".lmstudio/models/Qwen/Мои модели/one.gguf",
    "earlier lm studio": ".cache/lm-studio/models/one-renamed.gguf",
    "hub": f".cache/huggingface/hub/models--other--repository/blobs/{SHA256}",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("OLLAMA_MODELS", "HF_HUB_CACHE", "HF_HOME"):
        monkeypatch.delenv(name, raising=False)
    # Nothing can be fetched: neither from a hub nor from the package index.
    monkeypatch.setattr("models.fetch._sources", lambda _: [])
    return tmp_path / "home"


def placed(home: Path, where: str, content: bytes = CONTENT) -> Path:
    path = home / where
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("where", PLACES.values(), ids=PLACES.keys())
def test_a_file_of_another_program_is_used_where_it_lies(
    home: Path, tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = placed(home, where)
    store = Store(make_catalog(), tmp_path / "cache")
    assert store.path_if_ready("one") is None
    assert store.ensure("one") == path
    assert str(path) in capsys.readouterr().err
    assert store.path_if_ready("one") == path
    assert sum(file.stat().st_size for file in (tmp_path / "cache").iterdir()) < 10_000  # no second copy


def test_folders_that_variables_name_are_looked_into(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = placed(home, f"elsewhere/blobs/sha256-{SHA256}")
    monkeypatch.setenv("OLLAMA_MODELS", str(home / "elsewhere"))
    assert Store(make_catalog(), tmp_path / "cache").ensure("one") == path
    pointed = placed(home, "on another disk/models/a/one.gguf")
    path.unlink()
    (home / ".lmstudio-home-pointer").write_text(str(home / "on another disk"), encoding="utf-8")
    assert Store(make_catalog(), tmp_path / "cache").ensure("one") == pointed


def test_other_bytes_of_the_same_size_are_not_taken(home: Path, tmp_path: Path) -> None:
    placed(home, PLACES["ollama"], CONTENT[:-1] + b"?")
    placed(home, PLACES["lm studio"], CONTENT[:-1])
    file = make_catalog().model("one").files[0]
    assert len(list(elsewhere.candidates(file))) == 1
    assert elsewhere.find(file, tmp_path) is None


def test_a_file_that_changed_or_went_is_not_used_any_more(home: Path, tmp_path: Path) -> None:
    path = placed(home, PLACES["ollama"])
    store = Store(make_catalog(), tmp_path / "cache")
    store.ensure("one")
    path.write_bytes(CONTENT + b"more")
    assert store.path_if_ready("one") is None
    path.unlink()
    assert store.path_if_ready("one") is None
    (tmp_path / "cache" / "one.gguf.elsewhere.json").write_text("{}", encoding="utf-8")
    assert store.path_if_ready("one") is None
