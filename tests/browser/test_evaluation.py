"""The evaluators' page, with the scripted stand-in answering."""

from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from eval.core.sets import AnyReport
from eval.report.html import page as report_page
from tests.browser.conftest import PHONE, Server, Visitor, accessible, ask, shot
from tests.eval import kind_samples
from tests.eval.report.test_strings import LOOKUPS

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
    titles = set(report.locator(".plot-card h3").all_inner_texts())
    assert {"По языкам", "По видам вопросов", "Риск и охват", "Надёжность вероятности"} <= titles
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
    assert "строка 3, столбец «Пункты»: «99» — такого раздела в документе нет" in page.locator(".problems").inner_text()
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


def test_own_questions_of_all_kinds_from_a_workbook_are_run_stopped_and_reported(
    server: Server, visitor: Visitor, tmp_path: Path
):
    book = openpyxl.Workbook()
    for row in (
        ["Вопрос", "Вид", "Пункты", "Краткий ответ", "Есть ответ"],
        ["форма list", "список", "16", "", "да"],
        ["форма yes_no", "да-нет", "16", "да", ""],
        ["форма count", "количество", "", "", "да"],
        ["Привет", "разговор", "", "", ""],
        *([f"Ледники {at}?", "поиск", "16", "", ""] for at in range(40)),  # time to press Stop
    ):
        book.active.append(row)
    book.save(tmp_path / "kinds.xlsx")
    page = visitor.open(f"{server.url}/evaluation")
    page.set_input_files(".sets .file", tmp_path / "kinds.xlsx")
    page.wait_for_selector(".problems li")
    assert "строка 4, столбец «Краткий ответ»" in page.locator(".problems").inner_text()
    assert "по правилам двенадцати видов" in page.locator(".set-message").inner_text()
    assert page.locator(".set-kinds").input_value() == "kinds"
    page.locator("[data-do=set-save]").click()
    page.wait_for_function("document.querySelector('.set-message').textContent === 'Сохранены 43 вопроса.'")
    page.select_option("[name=set]", "own-kinds")
    page.wait_for_selector("[name=split][disabled]")
    assert "да или нет" in page.locator("[name=type]").inner_text()
    page.fill("[name=limit]", "0")
    page.evaluate("document.querySelector('.run').noValidate = true")
    page.locator(".run .send").click()
    page.wait_for_function("document.querySelector('.message').textContent.includes('Число вопросов «0» не годится')")
    page.fill("[name=limit]", "")
    page.locator(".run .send").click()
    page.wait_for_function("/[1-9]\\d* вопрос/.test(document.querySelector('.message').textContent)")
    page.locator(".run .stop").click()
    page.locator(".resume").click()
    page.wait_for_function("document.querySelector('select.report').value === 'own-kinds/kinds/report.json'")
    report = page.frame_locator("iframe.shown")
    report.locator("text=Ледники 3?").first.wait_for(state="attached")
    page.wait_for_selector(".run .send:not([hidden])")
    with page.expect_download() as saved:
        page.locator("[data-do=download]").click()
    assert saved.value.suggested_filename == "own-kinds-kinds-report.xlsx"
    shot(page, "evaluation_kinds")
    page.locator("[data-language=en]").click()
    page.fill("[name=limit]", "0")
    page.locator(".run .send").click()
    page.wait_for_function("document.querySelector('.message').textContent.includes('no number of questions')")
    assert accessible(page) == []


def go(page: Page, selector: str, limit: int = 40) -> None:
    """Press Tab until the focus is on an element; it is a failure if it is not reached."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        # The focus passes a frame by way of another process: a second key meanwhile would step over what comes next.
        with suppress(PlaywrightTimeoutError):
            page.wait_for_function("!document.activeElement.matches('body, iframe')", timeout=1000)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            shows = "getComputedStyle(document.activeElement)"
            ring = page.evaluate(f"{shows}.outlineStyle !== 'none' || {shows}.boxShadow !== 'none'")
            assert ring, f"the focus on {selector} cannot be seen"
            return
    pytest.fail(f"{selector} is not reached in {limit} steps")


def test_a_frame_is_shown_once_it_is_whole(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if '"history"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/component_server/", hold)
    with page.expect_request(lambda request: '"history"' in (request.post_data or "")):
        page.locator(".past summary").click()
    assert page.locator("iframe.history").is_hidden()
    go(page, "[name=set]", 1)
    held[0].continue_()
    page.locator("iframe.history").wait_for()
    assert page.frame_locator("iframe.history").locator("h1").is_visible()


def test_by_the_keyboard_alone(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    page.frame_locator("iframe.shown").locator("text=Самые медленные вопросы").wait_for()
    go(page, "select.report")
    go(page, "select.format")
    page.keyboard.press("ArrowDown")  # CSV
    go(page, "[data-do=download]")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "committed.csv"
    go(page, "[data-do=skip]")  # a report is long
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentNode.matches('.past')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".past[open]")
    page.frame_locator("iframe.history").locator("body > *").first.wait_for()
    go(page, "[name=set]")
    go(page, "[name=limit]")
    page.keyboard.type("2")
    go(page, ".run .send")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('select.report').value === 'dev/report.json'")
    assert "Прогон закончен." in page.locator(".message").inner_text()
    go(page, "[data-do=set-new]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.set-name')")
    page.keyboard.type("keys")
    go(page, ".question textarea")
    page.keyboard.type("Ледники?")
    go(page, ".sections input")
    page.keyboard.type("п. 16")
    page.keyboard.press("Shift+Tab")
    go(page, "[data-do=set-add]", 60)
    page.keyboard.press("Shift+Tab")
    for _ in range(30):
        if page.evaluate("document.activeElement.matches('[data-do=set-save]')"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.set-message').textContent === 'Сохранён 1 вопрос.'")
    go(page, "[name=question]", 60)
    page.keyboard.type("Плов?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".examined .debug-panel[open]")
    assert accessible(page) == []


def test_what_is_in_the_report_is_reached_by_keys_too(server: Server, visitor: Visitor):
    page = visitor.open(f"{server.url}/evaluation")
    report = page.frame_locator("iframe.shown")
    report.locator("[data-open]").first.focus()
    page.keyboard.press("Enter")
    report.locator("details.card[open]").first.wait_for()
    page.keyboard.press("Enter")  # the focus is on the question that was opened
    assert report.locator("details.card[open]").count() == 0


@pytest.mark.parametrize("report", [LOOKUPS, kind_samples.made()], ids=["lookups", "kinds"])
def test_a_report_is_accessible(browser: Browser, report: AnyReport):
    page = browser.new_page(viewport={"width": 1366, "height": 800})
    page.set_content(report_page(report, None, "ru"))
    page.locator("[data-open]").first.click()
    assert page.locator("details.card[open]").count() == 1
    found = accessible(page)
    page.close()
    assert found == []
