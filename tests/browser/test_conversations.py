"""Conversations over days in a real browser: kept by document, found, renamed, deleted, exported and printed."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor, accessible, ask, shot

pytestmark = pytest.mark.browser


def titles(page: Page) -> list[str]:
    return page.locator(".conversation-list .document-name").all_inner_texts()


def test_conversations_are_kept_found_renamed_and_deleted(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Как приготовить плов?")
    page.locator("[data-do=conversations]").click()
    page.locator("[data-do=new-conversation]").click()
    assert page.locator(".turn").count() == 0
    ask(page, "Ледники?")
    ask(page, "А вода?")

    other = visitor.tab(page.context, standin.url)  # another tab of the same browser, another day
    assert other.locator(".turn").count() == 0
    other.locator("[data-do=conversations]").click()
    expect(other.locator(".conversation-list li")).to_have_count(2)
    assert titles(other) == ["Ледники?", "Как приготовить плов?"]
    expect(other.locator(".conversation-list")).to_contain_text("2 вопроса")
    assert accessible(other) == []
    shot(other, "conversations")
    other.locator(".conversation-search").fill("плов")
    expect(other.locator(".conversation-list li")).to_have_count(1)
    other.locator("[data-do=rename-conversation]").click()
    other.locator(".conversation-name input").fill("О кухне")
    other.keyboard.press("Enter")
    other.locator(".conversation-search").fill("кухне")
    expect(other.locator(".conversation-list .document-name")).to_have_text("О кухне")
    other.locator("[data-do=open-conversation]").click()
    expect(other.locator(".turn .question-text")).to_have_text("Как приготовить плов?")
    ask(other, "А манты?")
    other.locator("[data-do=conversations]").click()
    expect(other.locator(".conversation-list li").first).to_contain_text("О кухне")
    other.locator("[data-do=delete-conversation]").first.click()
    expect(other.locator("[data-do=delete-conversation]").first).to_have_text("Точно удалить?")
    other.locator("[data-do=delete-conversation]").first.click()
    expect(other.locator(".conversation-list li")).to_have_count(1)
    assert titles(other) == ["Ледники?"]
    assert other.locator(".turn").count() == 0

    page.locator("[data-do=clear]").click()
    page.locator("[data-do=conversations]").click()
    expect(page.locator(".conversation-none")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-do=undo]").click()
    page.locator("[data-do=conversations]").click()
    expect(page.locator(".conversation-list li")).to_have_count(1)


def test_a_conversation_becomes_a_word_file_and_is_printed(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.locator("[data-do=conversations]").click()
    with page.expect_download() as download:
        page.locator("[data-do=export-word]").click()
    assert download.value.suggested_filename == "voprosy-sovmestnoe-zayavlenie.docx"
    written = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    lines = [paragraph.text for paragraph in written.paragraphs]
    assert lines[0] == "Вопросы к Совместному заявлению"
    assert "Ледники?" in lines
    assert any("Международным годом сохранения ледников" in line and line.endswith("(п. 16)") for line in lines)
    assert lines[-1] == "Совместное заявление глав государств Центральной Азии. Туркменбаши, 6 августа 2021 г."

    page.evaluate("window.print = () => { window.printed = document.querySelector('.printing') !== null; }")
    page.emulate_media(media="print")
    page.locator("[data-do=print-conversation]").click()
    assert page.evaluate("window.printed")
    said = page.locator("body").inner_text()
    assert "Ледники?" in said
    assert "Источник: Совместное заявление глав государств Центральной Азии." in said
    assert "Стороны считают первостепенной задачей" not in said
    page.screenshot(path="tests/out/printed_conversation.png", full_page=True)


AS_ANOTHER_VERSION = """async keep => {
    const open = await new Promise(done => {
        const opening = indexedDB.open("ask");
        opening.onsuccess = () => done(opening.result);
    });
    const store = open.transaction("conversations", "readwrite").objectStore("conversations");
    const asked = store.getAll();
    const all = await new Promise(done => { asked.onsuccess = () => done(asked.result); });
    for (const {id, document, updated, turns} of all) {
        const fields = one => Object.fromEntries(Object.entries(one).filter(([name]) => keep.includes(name)));
        const record = ({question, answer}) => ({question, answer, later: {field: 1}});
        store.put({id, document, updated, later: 1, turns: turns.map(turn => (
            {...fields(turn), record: record(turn.record), later: []}))});
    }
    await new Promise(done => { store.transaction.oncomplete = done; });
}"""
"""Conversations with the fields that no version can do without, and with some that this one does not know."""


def test_conversations_of_another_version_are_opened_and_go_on(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.evaluate(AS_ANOTHER_VERSION, ["id", "question", "html", "state"])
    later = visitor.tab(page.context, standin.url)
    later.locator("[data-do=conversations]").click()
    later.locator("[data-do=open-conversation]").click()
    expect(later.locator(".turn .question-text")).to_have_text("Ледники?")
    expect(later.locator(".turn .answer")).to_contain_text("Международным годом сохранения ледников")
    with later.expect_request("**/queue/join*") as joined:
        ask(later, "А вода?")
    sent = (joined.value.post_data_json or {})["event_data"]["history"]
    assert [turn["question"] for turn in sent] == ["Ледники?"]
    assert "ледников" in sent[0]["answer"]
