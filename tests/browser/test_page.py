"""The page in a real browser, with the scripted stand-in behind it: every state, quickly."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, Hold, Server, Visitor, accessible, ask, settle, shot, stop

pytestmark = pytest.mark.browser

QUOTE = "предложение Президента Республики Таджикистан об объявлении 2025 года Международным годом сохранения ледников"
HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "Ёжик 👩🏽‍🚀 спросил: «что в п. 16?»",
]


def marked(page):
    return "".join(page.locator("mark").all_inner_texts())


IN_READER = """selector => {
    const [box, pane] = [document.querySelector(selector), document.querySelector("#statement")]
        .map(node => node?.getBoundingClientRect());
    return box && box.top >= Math.max(pane.top, 0) && box.bottom <= Math.min(pane.bottom, innerHeight);
}"""


def see_in_reader(page, selector):
    """Wait until the first such element is inside what the reader shows, and see that it stays there."""
    page.wait_for_function(IN_READER, arg=selector)
    settle(page)
    assert page.evaluate(IN_READER, selector)


def test_start_shows_what_it_is_questions_and_the_whole_statement(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    assert page.title() == "Вопросы к Совместному заявлению"
    assert page.locator(".starter").count() == 8
    assert page.locator(".point").count() == 29
    assert "28" in page.locator("#p28 .number").inner_text()
    assert page.locator("html").get_attribute("lang") == "ru"
    shot(page, "start")
    page.locator(".starter").first.click()
    page.wait_for_selector(".turn.last[data-state=done]")
    assert page.locator(".question").inner_text().startswith("Вопрос")


COUNTED = """window.asked = 0; const native = requestAnimationFrame.bind(window);
window.requestAnimationFrame = callback => { window.asked += 1; return native(callback); };"""
AT_REST = """async () => {
    const before = window.asked;
    await new Promise(resolve => setTimeout(resolve, 1000));
    return before > 0 && window.asked === before;
}"""


@pytest.mark.parametrize("path", ["/", "/evaluation"])
def test_a_page_comes_to_rest(visitor: Visitor, browser: Browser, standin: Server, path: str):
    """Gradio's count of seconds would ask for 60 frames a second for as long as the page lies open."""
    context = browser.new_context(locale="ru-RU")
    context.add_init_script(COUNTED)
    page = visitor.tab(context, standin.url + path)
    assert any(page.evaluate(AT_REST) for _second in range(15))
    context.close()


def test_found_points_then_dimmed_words_then_citations(visitor: Visitor, standin: Server, hold: Hold):
    page = visitor.open(standin.url)
    page.fill("#question", f"{hold.asks}: кто предложил год ледников?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found .chip")
    assert page.locator(".sentence").count() == 0
    assert page.locator(".waiting").inner_text() == "Читаю найденное и пишу ответ…"
    shot(page, "found")
    hold.let("words")
    pending = page.wait_for_selector(".sentence.pending")
    colours = page.evaluate(
        "nodes => nodes.map(node => getComputedStyle(node).color)", [pending, page.query_selector(".question")]
    )
    assert colours[0] != colours[1]
    assert page.locator(".log").get_attribute("aria-busy") == "true"
    shot(page, "streaming")
    hold.let("verified")
    page.wait_for_selector(".sentence:not(.pending) .chip")
    assert page.locator(".turn.last").get_attribute("data-state") == "running"
    page.wait_for_function("document.querySelectorAll('.answer .chip').length === 3")
    hold.let("done")
    page.wait_for_selector(".turn.last[data-state=done]")
    assert page.locator(".pending").count() == 0
    assert page.locator(".answer .chip").all_inner_texts() == ["п. 16", "п. 16", "п. 18"]
    assert page.locator(".sources blockquote").nth(1).inner_text() == QUOTE
    assert "Ответ готов" in page.locator(".announcer").inner_text()
    shot(page, "answer")


def test_a_click_on_a_citation_highlights_its_very_words(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.locator(".answer .chip").nth(1).hover()
    assert page.locator(".tip").inner_text() == QUOTE
    page.locator(".answer .chip").nth(1).click()
    page.wait_for_function("document.activeElement.id === 'p16'")
    assert marked(page) == QUOTE
    see_in_reader(page, "mark")
    shot(page, "citation")
    page.locator(".answer .chip").nth(2).click()
    assert page.locator("#p16 mark").count() == 0
    assert marked(page).startswith("сохранение ледников")
    page.locator(".back").click()
    assert page.evaluate("document.activeElement.textContent") == "п. 18"


def test_highlighting_leaves_the_text_of_the_statement_as_it_was(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    before = page.locator("#statement").inner_text()
    ask(page, "Ледники?")
    for number in range(3):
        page.locator(".answer .chip").nth(number).click()
    assert page.locator("#statement .words").all_inner_texts() == page.evaluate(
        "[...document.querySelectorAll('.words')].map(node => { node.normalize(); return node.innerText; })"
    )
    page.evaluate("document.querySelectorAll('.back').forEach(node => node.remove())")
    assert page.locator("#statement").inner_text() == before


def test_a_refusal_helps(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Как приготовить плов?")
    assert "28 пунктам" in page.locator(".found").inner_text()
    assert page.locator(".nearest li").count() == 3
    assert page.locator(".announcer").inner_text() == page.locator(".refusal").inner_text()
    assert page.locator(".suggestion").count() == 3
    shot(page, "refusal")
    page.locator(".suggestion").first.click()
    page.wait_for_selector(".turn.last[data-state=done] .answer .chip")


def test_a_withdrawn_sentence_is_gone_and_accounted_for(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "выдумай что-нибудь о ледниках")
    assert "17 миллионов" not in page.locator(".answer").inner_text()
    assert page.locator(".turn .note").count() == 0
    page.locator(".debug-panel summary").click()
    trace = page.locator(".debug-panel").inner_text()
    assert "На это выделено 17 миллионов. нет в тексте: 17" in trace
    assert "вероятность 0,93, порог 0,5" in trace
    assert "первая проверенная фраза 1,9" in trace
    shot(page, "trace")


def test_stop_is_quick_and_the_question_can_be_asked_again(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    page.fill("#question", "говори долго")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence:not(.pending)")
    stop(page)
    assert page.locator(".pending").count() == 0
    assert "Остановлено" in page.locator(".turn .note").inner_text()
    assert page.locator(".send").is_visible()
    shot(page, "stopped")
    page.locator("[data-do=again]").click()
    page.wait_for_selector(".turn.last .sentence")
    page.keyboard.press("Escape")
    page.wait_for_selector(".turn.last[data-state=stopped]")
    assert page.locator(".turn").count() == 2


def test_edit_replaces_the_last_question(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.locator("[data-do=edit]").click()
    assert page.locator("#question").input_value() == "Ледники?"
    ask(page, "Как приготовить плов?")
    assert page.locator(".question-text").all_inner_texts() == ["Как приготовить плов?"]
    page.locator("[data-do=edit]").click()
    page.keyboard.press("Escape")
    assert page.locator("#question").input_value() == ""
    ask(page, "Ледники?")
    assert page.locator(".question-text").all_inner_texts() == ["Как приготовить плов?", "Ледники?"]


def test_reload_keeps_the_conversation_and_a_question_cut_off_by_it(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.fill("#question", "говори долго")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.last .sentence")
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator(".question-text").all_inner_texts() == ["Ледники?", "говори долго"]
    assert page.locator(".turn.last").get_attribute("data-state") == "stopped"
    page.locator(".turn .answer .chip").first.click()
    assert "2025" in marked(page)
    # Gradio's own client reports the stream that the reload cut off.
    visitor.errors[:] = [error for error in visitor.errors if "AbortError" not in error and "errored out" not in error]


def test_clear_and_undo(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.locator("[data-do=clear]").click()
    assert page.locator(".turn").count() == 0
    assert page.locator(".starter").first.is_visible()
    page.locator("[data-do=undo]").click()
    assert page.locator(".question-text").all_inner_texts() == ["Ледники?"]


def test_export_holds_questions_answers_and_the_cited_words(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники [x](javascript:alert(1))?")
    with page.expect_download() as download:
        page.locator("[data-do=export].with-turns").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# Вопросы к Совместному заявлению")
    assert r"\[x\]\(javascript:alert\(1\)\)" in text
    assert f"> {QUOTE}\n>\n> (п. 16)" in text


def test_copy_an_answer_a_quotation_a_point_and_a_link(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")

    def copied(selector):
        page.evaluate("document.querySelector('.message').textContent = ''")  # what the last copy said
        page.locator(selector).first.click()
        page.wait_for_function("document.querySelector('.message').textContent.includes('опирован')")
        return page.evaluate("navigator.clipboard.readText()")

    reference = "(Совместное заявление глав государств Центральной Азии. Туркменбаши, 6 августа 2021 г. П. {})"
    assert copied("[data-do=copy]").endswith("Республики Таджикистан [п. 16, п. 18].")
    assert copied("li:nth-child(2) [data-do=copy-quote]") == f"«{QUOTE}» {reference.format(16)}"
    page.locator("#p9").hover()
    whole = copied("#p9 [data-do=copy-point]")
    assert whole.startswith("«Стороны считают первостепенной задачей")
    assert "центра „Астана“" in whole
    assert whole.endswith(f"» {reference.format(9)}")
    assert copied("#p9 [data-do=link-point]") == f"{standin.url}/#p9"


def test_links_to_a_point_and_to_a_question(visitor: Visitor, standin: Server):
    page = visitor.open(f"{standin.url}/#p21")
    see_in_reader(page, "#p21 h3")
    page = visitor.open(f"{standin.url}/?q=Ледники%3F")
    page.wait_for_selector(".turn.last[data-state=done]")
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator(".question-text").all_inner_texts() == ["Ледники?"]


def test_ask_about_a_point(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    page.locator("#p20").scroll_into_view_if_needed()
    page.locator("#p20").hover()
    page.locator("#p20 [data-do=ask-point]").click()
    assert page.locator("#question").input_value() == "О чём говорится в пункте 20?"
    assert page.evaluate("document.activeElement.id") == "question"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(visitor: Visitor, standin: Server, feedback_file: Path, text: str):
    page = visitor.open(standin.url)
    ask(page, text)
    assert page.locator(".question-text").inner_text() == text
    page.locator("[data-do=wrong-citation]").click()
    page.locator(".note-form input").fill(text)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.message').textContent.startsWith('Отзыв сохранён')")
    kept = json.loads(feedback_file.read_text(encoding="utf-8").splitlines()[-1])
    assert (kept["verdict"], kept["note"], kept["question"]) == ("wrong_citation", text, text)
    assert [source["point"] for source in kept["sources"]] == [16, 16, 18]
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator(".question-text").inner_text() == text
    assert page.locator("#ask img, #ask script").count() == 0


def test_a_thumb_is_kept_at_once(visitor: Visitor, standin: Server, feedback_file: Path):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.locator(".like").click()
    page.wait_for_selector(".like[aria-pressed=true]")
    lines = len(feedback_file.read_text(encoding="utf-8").splitlines())
    page.locator(".like").click()
    page.locator("[data-do=dislike]").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.do") == "dislike"
    assert page.locator(".note-form").count() == 0
    assert len(feedback_file.read_text(encoding="utf-8").splitlines()) == lines
    kept = json.loads(feedback_file.read_text(encoding="utf-8").splitlines()[-1])
    assert set(kept) == {"verdict", "question", "answer", "sources", "versions", "note"}


@pytest.mark.parametrize(
    ("text", "said"), [("", "Напишите вопрос"), (" \n\t ", "Напишите вопрос"), ("я" * 2001, "длиннее 2000 знаков")]
)
def test_what_can_not_be_asked_gets_a_friendly_sentence(visitor: Visitor, standin: Server, text: str, said: str):
    page = visitor.open(standin.url)
    page.fill("#question", text)
    page.locator(".send").click()
    assert said in page.locator(".message").inner_text()
    assert page.locator(".turn").count() == 0


def test_two_thousand_characters_can_be_asked(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ёж 👍 " * 333)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_failure_is_said(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "сломайся", until="failed")
    assert "Модель не отвечает" in page.locator(".trouble").inner_text()
    ask(page, "Ледники?")


def test_two_tabs_ask_at_once(visitor: Visitor, standin: Server):
    first = visitor.open(standin.url)
    second = visitor.tab(first.context, standin.url)
    first.fill("#question", "Ледники?")
    second.fill("#question", "Как приготовить плов?")
    first.keyboard.press("Enter")
    second.keyboard.press("Enter")
    second.wait_for_selector(".turn.last[data-state=done] .refusal")
    first.wait_for_selector(".turn.last[data-state=done] .sources")
    for page, question in ((first, "Ледники?"), (second, "Как приготовить плов?")):
        assert page.locator(".question-text").all_inner_texts() == [question]


def test_english_follows_the_browser_and_the_switch_keeps(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, locale="en-GB")
    assert page.locator("h1").inner_text() == "Ask the Joint Statement"
    ask(page, "Glaciers?")
    assert page.locator(".answer .chip").first.inner_text() == "pt. 16"
    shot(page, "english")
    page.locator("[data-language=ru]").click()
    assert page.locator(".answer .chip").first.inner_text() == "п. 16"
    assert page.locator("[data-do=copy]").inner_text() == "Копировать"
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator("h1").inner_text() == "Вопросы к Совместному заявлению"
    assert page.locator("html").get_attribute("lang") == "ru"


def test_dark_follows_the_system_and_the_switch_keeps(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, color_scheme="dark")
    ask(page, "Ледники?")
    page.locator(".answer .chip").first.click()
    shot(page, "dark")
    assert accessible(page) == []
    page.locator("[data-do=theme]").click()
    page.reload()
    page.wait_for_selector("[data-ready=yes]", state="attached")
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_phone(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, viewport=PHONE, has_touch=True, is_mobile=True)
    shot(page, "phone_start")
    ask(page, "Ледники?")
    shot(page, "phone_answer")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".answer .chip").first.tap()
    see_in_reader(page, "mark")
    shot(page, "phone_citation")
    page.locator(".back").tap()
    page.wait_for_function("document.activeElement.classList.contains('chip')")
    assert accessible(page) == []


def test_keyboard_alone(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)

    def tab_until(selector, limit=60):
        for _ in range(limit):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached with Tab")

    tab_until(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type("Ледники?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.last[data-state=done]")
    page.evaluate("document.querySelector('.log').focus()")
    tab_until(".answer .chip")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert page.locator(".tip").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'p16'")
    assert "2025" in marked(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.answer .chip')")
    tab_until("[data-do=copy]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.message').textContent.startsWith('Скопировано')")


def test_reduced_motion_does_not_glide(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, reduced_motion="reduce")
    ask(page, "Ледники?")
    page.locator(".answer .chip").first.click()
    assert page.evaluate(IN_READER, "mark")


def test_axe_finds_nothing_serious(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    assert accessible(page) == []
    ask(page, "выдумай про ледники")
    page.locator(".debug-panel summary").click()
    page.locator("[data-do=dislike]").click()
    shot(page, "feedback")
    assert accessible(page) == []
    ask(page, "Как приготовить плов?")
    page.locator(".nearest .chip").first.click()
    assert accessible(page) == []


def test_nothing_jumps_while_an_answer_streams(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "Ледники?")
    page.evaluate(
        """() => {
            window.shifts = [];
            new PerformanceObserver(list => list.getEntries().forEach(one => window.shifts.push(one.value)))
                .observe({type: "layout-shift"});
        }"""
    )
    ask(page, "выдумай ещё про ледники")
    settle(page)
    assert page.evaluate("window.shifts.filter(shift => shift > 0.01)") == []


def test_first_paint_within_a_second(visitor: Visitor, standin: Server):
    paints = []
    while min(paints, default=1000) >= 1000 and len(paints) < 8:  # once is enough: the machine may be busy
        page = visitor.open(standin.url)
        paints.append(
            page.evaluate(
                """performance.getEntriesByName("first-contentful-paint")[0].startTime
                   - performance.getEntriesByType("navigation")[0].responseStart"""
            )
        )
    assert min(paints) < 1000


def test_loading_is_shown_and_a_question_waits_for_it(visitor: Visitor, tmp_path: Path):
    options = ("--loading", "5", "--hold", str(tmp_path), "--short")
    server = Server(tmp_path / "log", "-m", "tests.browser.standin", *options)
    try:
        page = visitor.open(server.url)
        page.wait_for_selector(".loading:not([hidden])")
        page.get_by_text("python app.py --small").wait_for()  # where memory is short
        assert re.search(r"\d+\s%", page.locator(".loading-share").inner_text())
        shot(page, "loading")
        assert accessible(page) == []
        page.fill("#question", "Ледники?")
        page.keyboard.press("Enter")
        stop(page, 2000)  # also while nothing can be answered yet
        page.fill("#question", "Ледники?")
        page.keyboard.press("Enter")
        assert page.locator(".turn.last").get_attribute("data-state") == "running"
        (tmp_path / "loaded").touch()
        page.wait_for_selector(".turn.last[data-state=done]")
        page.wait_for_selector(".loading", state="hidden")
    finally:
        server.close()


def test_a_failed_start_and_a_lost_program_are_said(visitor: Visitor, tmp_path: Path):
    sentence = "Нет файла модели. Запустите make setup."
    server = Server(tmp_path / "log", "-m", "tests.browser.standin", "--fail", sentence)
    try:
        page = visitor.open(server.url)
        page.wait_for_selector(".loading.failed")
        assert sentence in page.locator(".loading-words").inner_text()
        shot(page, "failed")
    finally:
        server.close()
    page.wait_for_function("document.querySelector('.loading-words').textContent.startsWith('Программа не отвечает')")
    page.close()
    visitor.errors.clear()  # the browser itself complains about the closed connection
