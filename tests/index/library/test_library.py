"""index/library: documents by the hash of their text, limits, names, removal; from a file to an index."""

import os
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.document import Document, Given
from index.library.library import Library, LibraryError, Limits, document_id
from index.library.take_in import build_index, prepare
from models.errors import SourceError, StoreError
from tests.index.samples import WordEmbedder

CHARTER = "Устав клуба\n\n1. Клуб открыт для всех.\n\n2. Взносов нет.\n"
LISTED = "Статья 1. Лица\n\n1. Лицами признаются:\n\n1) река;\n\n2) озеро.\n\nСтатья 2. Лес\n\nЛес общий.\n"
RULES = "# Правила\n\n1. Не шуметь.\n\n2. Не бегать.\n"


def add(library: Library, folder: Path, text: str, name: str = "устав.txt", given: Given = Given()) -> Document:  # noqa: B008
    (folder / name).write_text(text, encoding="utf-8")
    return library.save(build_index(prepare(folder / name), WordEmbedder(), given)).document


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data" / "library")


def test_a_library_begins_empty_and_touches_nothing(library: Library) -> None:
    assert library.entries() == ()
    assert not library.folder.exists()


def test_documents_are_there_in_the_order_in_which_they_came(library: Library, tmp_path: Path) -> None:
    first, second = add(library, tmp_path, CHARTER), add(library, tmp_path, RULES, "правила.md")
    os.utime(library.path(document_id(first)), (1, 1))
    assert [entry.document for entry in library.entries()] == [first, second]
    assert [entry.document.name for entry in library.entries()] == ["устав.txt", "правила.md"]
    assert library.load(document_id(second), "words").document == second
    with pytest.raises(StoreError, match="embedder"):
        library.load(document_id(second), "another")


def test_a_document_is_known_by_its_id_its_title_and_its_file(library: Library, tmp_path: Path) -> None:
    identifier = document_id(add(library, tmp_path, CHARTER))
    add(library, tmp_path, RULES, "правила.md")
    for name in (identifier, "устав.txt", " Устав ", "УСТАВ КЛУБА"):
        assert library.identify(name) == identifier
    with pytest.raises(LibraryError, match=r"no document 'закон'.*Устав клуба.*index.build"):
        library.identify("закон")
    other = document_id(add(library, tmp_path, CHARTER.replace("нет", "нет."), "устав.md"))
    with pytest.raises(LibraryError, match=rf"2 documents .*{other}.*Name one by its id"):
        library.identify("устав")


def test_the_same_text_is_there_once(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, CHARTER, given=Given("Старое"))
    add(library, tmp_path, CHARTER, "копия.txt", Given("Новое"))
    assert [entry.document.given.title for entry in library.entries()] == ["Новое"]


def test_a_document_is_renamed_and_removed(library: Library, tmp_path: Path) -> None:
    identifier = document_id(add(library, tmp_path, CHARTER))
    library.rename(identifier, Given("Положение", "regulations", "2020-01-02"))
    assert library.document(identifier).given == Given("Положение", "regulations", "2020-01-02")
    library.remove(identifier)
    assert identifier not in library
    assert [path.name for path in library.folder.iterdir() if path.is_dir()] == []
    for action in (library.remove, library.document, lambda one: library.rename(one, Given())):
        with pytest.raises(LibraryError, match="There is no document"):
            action(identifier)


@pytest.mark.parametrize("identifier", ["", "..", "../../etc", "0" * 13, "0" * 12, "ABCDEF012345", "/etc/passwd"])
def test_no_path_leads_out_of_the_folder(library: Library, tmp_path: Path, identifier: str) -> None:
    add(library, tmp_path, CHARTER)
    assert identifier not in library
    with pytest.raises(LibraryError):
        library.path(identifier)


def test_what_cannot_be_read_is_left_out(library: Library, tmp_path: Path) -> None:
    document = add(library, tmp_path, CHARTER)
    (library.folder / ("0" * 12)).mkdir()
    (library.folder / ".half.new").mkdir()
    assert [entry.document for entry in library.entries()] == [document]


@pytest.mark.parametrize(
    ("limits", "size", "why"),
    [(Limits(file_bytes=10), 11, "at most 0 MB"), (Limits(documents=1), 0, "has 1 documents"),
     (Limits(disk_bytes=500), 10, "of the disk")],
)  # fmt: skip
def test_there_is_room_for_so_much(library: Library, tmp_path: Path, limits: Limits, size: int, why: str) -> None:
    add(library, tmp_path, CHARTER)
    full = Library(library.folder, limits)
    with pytest.raises(LibraryError, match=why):
        full.check_room(size)
    if not size:
        add(full, tmp_path, CHARTER)  # what is there already takes no more room
        with pytest.raises(LibraryError, match=why):
            add(full, tmp_path, RULES, "правила.txt")
        assert len(full.entries()) == 1


def test_progress_is_told_and_may_stop(library: Library, tmp_path: Path) -> None:
    (tmp_path / "длинный.txt").write_text("\n\n".join(f"{n}. Пункт." for n in range(1, 201)), encoding="utf-8")
    prepared, told = prepare(tmp_path / "длинный.txt"), []
    build_index(prepared, WordEmbedder(), Given(), told.append)
    assert told == [0, 64 / 200, 128 / 200, 192 / 200, 1.0]

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(prepared, WordEmbedder(), Given(), stop)
    assert library.entries() == ()


def test_a_file_that_is_no_text_has_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "нет.pdf").write_bytes(b"%PDF-1.4\n")
    with pytest.raises(SourceError, match=r"нет\.pdf"):
        prepare(tmp_path / "нет.pdf")


def test_a_document_from_the_page_has_the_vectors_that_the_command_makes(tmp_path: Path) -> None:
    (tmp_path / "закон.txt").write_text(LISTED, encoding="utf-8")
    from_page = build_index(prepare(tmp_path / "закон.txt"), WordEmbedder(), Given())
    by_command = build(tmp_path / "закон.txt", tmp_path / "index", WordEmbedder())
    assert any(piece.in_context != piece.text for piece in from_page.chunks)
    count = len(from_page.chunks)
    assert np.array_equal(from_page.vectors.reconstruct_n(0, count), by_command.vectors.reconstruct_n(0, count))
