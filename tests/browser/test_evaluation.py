"""The evaluators' page, with the scripted stand-in answering."""

from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import PHONE, Server, Visitor, accessible, ask, shot

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path):
    server = Server(
        tmp_path / "log",
        "-m",
        "tests.browser.standin",
        "--out",
        str(tmp_path / "reports"),
        "--data",
        str(tmp_path / "data"),
    )
    yield server
    server.close()


def start(page, limit):
    page.fill("[name=limit]", str(limit))
    page.locator(".run .send").click()


def test_run_report_compare(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    report = page.frame_locator("iframe.shown")
    report.locator("text=Самые медленные вопросы").wait_for()  # of the report that comes with the program
    assert "не на этой машине" in page.locator(".committed").inner_text()
    start(page, 3)
    page.wait_for_function("document.querySelector('.run').parentNode.textContent.includes('Прогон закончен')")
    page.wait_for_function("document.querySelector('select.report').value === 'dev/report.json'")
    report.locator("text=Отрывки").first.wait_for(state="attached")  # a report of this machine has the traces
    report.locator("[data-open]").first.click()
    report.locator("details.card[open]").first.wait_for()  # a failure and its trace in a click
    page.select_option("[name=split]", "test")
    start(page, 2)
    page.wait_for_function("document.querySelectorAll('select.report option').length === 2")
    page.select_option(".report", "test/report.json")
    page.select_option(".baseline", "dev/report.json")
    report.locator("text=изменилось или нет").first.wait_for(state="attached")
    page.locator(".past summary").click()
    page.frame_locator("iframe.history").locator("svg").first.wait_for()
    with page.expect_download() as saved:
        page.locator("[data-do=download]").click()
    assert saved.value.suggested_filename == "test-report.xlsx"
    shot(page, "evaluation")
    page.locator("[data-language=en]").click()
    assert page.locator("h1").inner_text() == "Evaluation"
    report.locator("text=The slowest questions").wait_for()
    assert accessible(page) == []


def test_stop_and_chat_during_a_run(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    page.select_option("[name=split]", "all")  # minutes: the run cannot end by itself before Stop
    page.locator(".run .send").click()
    page.wait_for_function("/[1-9]\\d* вопрос/.test(document.querySelector('.message').textContent)")
    chat = visitor.tab(page.context, server.url)
    ask(chat, "Ледники?")
    page.locator(".run .stop").click()
    page.wait_for_function("document.querySelector('.message').textContent === 'Прогон закончен.'")
    assert page.locator(".run .send").is_visible()
    left = page.locator(".resume").inner_text()
    page.reload()
    page.wait_for_function(f"document.querySelector('.resume')?.textContent === '{left}'")
    page.locator(".resume").click()
    page.close()  # left alone
    again = visitor.tab(chat.context, f"{server.url}/evaluation")
    again.wait_for_function("/[1-9]\\d* вопрос/.test(document.querySelector('.message').textContent)")
    again.locator(".run .stop").click()
    again.wait_for_selector(".resume:not([hidden])")


def test_one_question_in_full_detail(standin: Server, visitor: Visitor):
    page = visitor.open(f"{standin.url}/evaluation")
    page.fill("[name=question]", "Как приготовить <b>плов</b>?")
    page.locator(".examine .send").click()
    page.wait_for_selector(".examined .debug-panel[open]")
    assert "вероятность 0,93" in page.locator(".examined").inner_text()
    assert page.locator(".examined th").first.is_visible()
    shot(page, "examined")
    page.locator("[data-do=theme]").click()
    page.set_viewport_size(PHONE)
    shot(page, "evaluation_phone_dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessible(page) == []
    page.locator(".switches a").click()
    page.wait_for_selector("#question")


def test_own_questions_from_a_workbook_mended_kept_and_asked(standin: Server, visitor: Visitor, tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (
        ["Вопрос", "Пункты", "Есть ответ"],
        ["Ледники?", "16", "да"],
        ["Кто?", "99", "да"],
        ["Плов?", "", "нет"],
    ):
        book.active.append(row)
    book.save(tmp_path / "мои вопросы.xlsx")
    page = visitor.open(f"{standin.url}/evaluation")
    page.set_input_files(".sets .file", tmp_path / "мои вопросы.xlsx")
    page.wait_for_selector(".problems li")
    assert "row 3, column 'Пункты'" in page.locator(".problems").inner_text()
    page.fill(".set-name", "mine")
    page.locator("[data-do=set-add]").click()
    page.keyboard.type("Вода?")
    page.locator("[data-do=set-save]").click()
    page.wait_for_selector("[aria-invalid]")  # neither sections nor whether there is an answer
    assert accessible(page) == []
    page.locator(".editor .sections input").last.fill("п. 16")
    page.locator("[data-do=set-save]").click()
    page.wait_for_function("document.querySelector('.set-message').textContent === 'Сохранены 3 вопроса.'")
    shot(page, "evaluation_sets")
    page.select_option("[name=set]", "own-mine")
    page.locator(".run .send").click()
    page.wait_for_function("document.querySelector('select.report').value === 'own-mine/report.json'")
    page.frame_locator("iframe.shown").locator("text=Вода?").first.wait_for(state="attached")
