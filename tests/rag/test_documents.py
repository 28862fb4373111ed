"""A service of several documents: opened when they are asked about, least recently used out, named by a person."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.document import Given
from index.library.library import Library, LibraryError
from index.library.take_in import prepare
from models.errors import AskError
from rag.service import Service
from rag.serving.opened import OpenDocuments, Opened
from rag.settings import Settings
from rag.types import Finished, Mismatch, Standing
from tests.index.samples import TrigramEmbedder

CHARTER = "Устав клуба\n\n1. Клуб открыт для всех.\n\n2. Взносов в клубе нет.\n"
RULES = "Правила зала\n\n1. В зале нельзя шуметь.\n\n2. Зал закрыт по средам.\n"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Without an LLM, over an embedder that needs no files."""
    monkeypatch.setenv("ASK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("rag.serving.loading.ensure", lambda name: tmp_path)
    monkeypatch.setattr("rag.serving.loading.open_embedder", lambda folder: TrigramEmbedder())
    monkeypatch.setattr("index.build.DEFAULT_OUT", tmp_path / "first")
    service = Service(Settings())
    service.start(with_llm=False)
    yield service
    service.close()


def add(service: Service, folder: Path, text: str, name: str, title: str = "") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return service.add(prepare(folder / name), Given(title), lambda share: None).id


def test_each_document_is_asked_by_its_id(service: Service, tmp_path: Path) -> None:
    charter, rules = add(service, tmp_path, CHARTER, "устав.txt"), add(service, tmp_path, RULES, "правила.txt")
    assert service.retrieve("Когда зал закрыт?", 1, rules)[0].text == "Зал закрыт по средам."
    assert service.retrieve("Есть ли взносы?", 1, charter)[0].text == "Взносов в клубе нет."
    assert service.retrieve("ледники", 1)[0].point == 16
    assert service.retrieve("ледники", 1, service.document.sha256[:12]) == service.retrieve("ледники", 1)
    *_, last = service.ask("О чём пункт 9?", document=charter)
    assert isinstance(last, Finished)
    assert last.result.text == "Такого пункта нет: в уставе 2 пункта, с 1-го по 2-й, и преамбула."
    assert last.result.weights is not None
    assert last.result.weights.standing is not Standing.FITTED
    assert service.weights_for(charter) == last.result.weights
    assert Mismatch.DIMENSION in last.result.weights.mismatches


def test_what_is_renamed_answers_under_its_name_and_what_is_removed_is_gone(service: Service, tmp_path: Path) -> None:
    charter = add(service, tmp_path, CHARTER, "устав.txt", "Закон клуба")
    question = "О чём пункт 9?"
    *_, last = service.ask(question, document=charter)
    assert "в законе" in last.result.text  # type: ignore[union-attr]
    service.rename(charter, Given("Правила клуба"))
    *_, last = service.ask(question, document=charter)
    assert "в правилах" in last.result.text  # type: ignore[union-attr]
    service.remove(charter)
    for action in (service.text, lambda one: service.retrieve(question, 1, one), service.remove):
        with pytest.raises(LibraryError, match="There is no document"):
            action(charter)
    with pytest.raises(LibraryError):
        list(service.ask(question, document=charter))
    assert service.weights_for(charter) is None
    assert Library().entries() == ()


def test_the_document_asked_about_least_recently_is_closed_first() -> None:
    opened: list[str] = []

    def opener(identifier: str) -> Opened:
        opened.append(identifier)
        if identifier == "bad":
            raise AskError("no")
        return Opened(None, None, None)  # type: ignore[arg-type]

    documents = OpenDocuments(opener, max_open=2)
    for identifier in ("a", "b", "a", "c", "a", "b"):
        documents.get(identifier)
    assert opened == ["a", "b", "c", "b"]
    assert documents.peek("a") is not None
    assert documents.peek("c") is None
    documents.close("a")
    assert documents.peek("a") is None
    with pytest.raises(AskError, match="no"):
        documents.get("bad")
    assert documents.get("b")  # a document that cannot be opened does not stand in the way of others


def test_a_document_is_opened_once_however_many_ask(tmp_path: Path) -> None:
    opened: list[str] = []

    def opener(identifier: str) -> Opened:
        opened.append(identifier)
        return Opened(None, None, None)  # type: ignore[arg-type]

    documents = OpenDocuments(opener)
    threads = [threading.Thread(target=documents.get, args=("a",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == ["a"]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("устав.txt", {"format": 2}),
        ("устав.html", {"format": 9, "later": "field"}),
        ("устав.html", {"chunking": "sentence"}),
        ("устав.txt", {"embedder": "another"}),
        ("устав.txt", {"sha256": {"vectors": "0" * 64}}),
    ],
)
def test_an_upgrade_keeps_documents_with_their_names(
    service: Service, tmp_path: Path, name: str, changed: dict[str, object]
) -> None:
    """As another version, another embedder or damage leave an index: it is listed, and made anew from its text."""
    charter = add(service, tmp_path, CHARTER, name, "Закон клуба")
    before, found = service.text(charter), service.retrieve("Есть ли взносы?", 1, charter)
    manifest = service.library.path(charter) / "manifest.json"
    kept = json.loads(manifest.read_text())
    kept["sha256"] |= changed.get("sha256", {})
    manifest.write_text(json.dumps(kept | {key: changed[key] for key in changed if key != "sha256"}))
    service._documents._others.close(charter)
    assert [entry.document for entry in service.library.entries()] == [before]
    assert service.identify("Закон клуба") == charter
    assert service.retrieve("Есть ли взносы?", 1, charter) == found
    assert service.library.load(charter, "trigrams").document == before


def test_a_document_whose_text_is_damaged_is_a_sentence(service: Service, tmp_path: Path) -> None:
    charter = add(service, tmp_path, CHARTER, "устав.txt")
    for name in ("manifest.json", "source.txt"):
        (service.library.path(charter) / name).write_text("{}")
    assert service.library.entries() == ()
    with pytest.raises(AskError, match=r"Rebuild it: python -m index\.build"):
        service.retrieve("Есть ли взносы?", 1, charter)
