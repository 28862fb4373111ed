"""Documents in a real browser: drop a file, see what was recognised, ask, open the citation, copy the reference."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Server, Visitor, accessible, ask, shot

pytestmark = pytest.mark.browser
CHARTER = """УСТАВ ШКОЛЬНОЙ БИБЛИОТЕКИ

Принят в городе Астана 3 марта 2019 года

1. Библиотека открыта для всех учеников.

2. Книги выдаются на две недели.

3. Настоящий Устав вступает в силу со дня принятия.
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Server]:
    """A page with a library of its own."""
    server = Server(tmp_path / "log", "-m", "tests.browser.standin", "--library", str(tmp_path / "library"))
    yield server
    server.close()


def send(page: Page, name: str, data: bytes) -> None:
    page.locator("[data-do=library]").click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator(".choose-file").set_input_files(file)


def test_a_document_is_added_named_asked_cited_renamed_and_removed(visitor: Visitor, shelf: Server):
    page = visitor.open(shelf.url)
    send(page, "ustav.txt", CHARTER.encode("cp1251"))
    form = page.locator(".recognised")
    expect(form.locator("[name=title]")).to_have_value("Устав школьной библиотеки")
    expect(form.locator("[name=kind]")).to_have_value("charter")
    expect(form.locator("[name=date]")).to_have_value("2019-03-03")
    expect(form).to_contain_text("п. 2: Книги выдаются на две недели.")
    expect(form).to_contain_text("Кодировка определена по самому тексту.")
    assert accessible(page) == []
    shot(page, "library_recognised")
    form.locator("[name=title]").fill("Устав библиотеки")
    form.locator("[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Вопросы к Уставу библиотеки")
    assert re.search(r"\?doc=[0-9a-f]{12}$", page.url)
    assert page.title() == "Вопросы к Уставу библиотеки"
    assert page.locator("#question").get_attribute("placeholder") == "Спросите об уставе"
    expect(page.locator(".weights")).to_contain_text("Веса подогнаны к другому документу.")
    assert "лимат" not in page.locator("#statement").inner_text()

    ask(page, "Когда он вступает в силу?")
    page.locator(".turn.last .chip").first.click()
    expect(page.locator("#p3 mark")).to_have_text("Настоящий Устав вступает в силу со дня принятия.")
    page.locator("#p3 [data-do=copy-point]").click()
    expect(page.locator(".message")).to_have_text("Скопировано.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "«Настоящий Устав вступает в силу со дня принятия» (Устав библиотеки. Астана, 3 марта 2019 г. П. 3)"
    )
    shot(page, "library_other_document")

    address = page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("Вопросы к Совместному заявлению")
    assert page.locator(".turn").count() == 0
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Вопросы к Уставу библиотеки")
    expect(page.locator(".turn .question-text")).to_have_text("Когда он вступает в силу?")

    again = visitor.open(address)
    expect(again.locator("h1")).to_have_text("Вопросы к Уставу библиотеки")
    again.locator("[data-do=library]").click()
    again.locator("[data-do=rename-document]").click()
    again.locator(".recognised [name=title]").fill("Правила библиотеки")
    again.locator(".recognised [name=kind]").select_option("rules")
    again.locator(".recognised [type=submit]").click()
    expect(again.locator("h1")).to_have_text("Вопросы к Правилам библиотеки")
    again.locator("[data-do=remove-document]").click()
    expect(again.locator("[data-do=remove-document]")).to_have_text("Точно удалить?")
    again.locator("[data-do=remove-document]").click()
    expect(again.locator(".documents li")).to_have_count(1)
    expect(again.locator("h1")).to_have_text("Вопросы к Совместному заявлению")


def test_a_file_that_is_dropped_is_read_and_a_bad_one_gets_a_sentence(visitor: Visitor, shelf: Server):
    page = visitor.open(shelf.url, viewport=PHONE, locale="en-US")
    drop = """([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        for (const kind of ["dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    refused = re.compile("status of 4(?:15|22)")  # the browser notes them in its console
    visitor.expected = refused
    page.evaluate(drop, ["empty.pdf", "%PDF-1.4 nothing"])
    expect(page.locator(".library-message")).to_contain_text("empty.pdf")
    page.evaluate(drop, ["program.exe", "MZ"])
    expect(page.locator(".library-message")).to_contain_text("is no type that is read")
    page.evaluate(drop, ["rules.md", "# Rules of the hall\n\n1. No noise.\n\n2. Books go home for ten days.\n"])
    expect(page.locator(".recognised [name=title]")).to_have_value("Rules of the hall")
    expect(page.locator(".recognised [name=kind]")).to_have_value("rules")
    assert accessible(page) == []
    shot(page, "library_phone_en")
    page.locator("[data-do=cancel-adding]").click()
    expect(page.locator(".recognised")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".library")).to_be_hidden()
