"""Each kind of answer in its form, the guide, and the text that opens beside an answer, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Hold, Server, Visitor, accessible, ask, settle, shot
from tests.browser.forms import FORMS

pytestmark = pytest.mark.browser
WIDE = {"width": 1600, "height": 900}
EVERY = [*FORMS, "talk", "beyond"]


def marked(page):
    return "".join(page.locator("#statement mark").all_inner_texts())


def top(page):
    settle(page)
    return page.evaluate("document.querySelector('#statement').scrollTop")


@pytest.mark.parametrize("form", EVERY)
def test_every_form_wide_on_a_phone_and_dark(visitor: Visitor, standin: Server, form: str):
    page = visitor.open(standin.url, viewport=WIDE)
    ask(page, f"форма {form}")
    shot(page, f"form_{form}_wide")
    assert accessible(page) == []
    phone = visitor.open(standin.url, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    ask(phone, f"форма {form}")
    shot(phone, f"form_{form}_phone_dark")
    assert accessible(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_grows_in_the_order_of_the_text_and_says_what_is_left(visitor: Visitor, standin: Server, hold: Hold):
    page = visitor.open(standin.url)
    page.fill("#question", f"{hold.asks}: форма list")
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_have_text("Осталось прочитать 17 абзацев.")
    shot(page, "list_waiting")
    hold.let("verified")
    expect(page.locator(".items .chip")).to_have_text(["п. 16", "п. 16", "п. 16", "п. 18"])
    assert page.locator(".turn.last").get_attribute("data-state") == "running"
    hold.let("done")
    page.wait_for_selector(".turn.last[data-state=done]")
    assert page.locator(".lead").inner_text() == "В 2 пунктах:"
    assert page.locator(".sources").count() == 0
    assert page.locator(".waiting").count() == 0
    said = page.locator(".announcer").inner_text()
    assert "В 2 пунктах:" in said
    assert "Ответ готов" in said


def test_a_comparison_has_two_columns_where_there_is_room(visitor: Visitor, standin: Server):
    def lefts(page):
        ask(page, "форма compare")
        return page.evaluate("[...document.querySelectorAll('.headed')].map(node => node.getBoundingClientRect().left)")

    shared, first, second = lefts(visitor.open(standin.url, viewport=WIDE))
    assert shared == first < second
    assert len(set(lefts(visitor.open(standin.url, viewport=PHONE)))) == 1


@pytest.mark.parametrize(
    ("form", "large", "lead"),
    [
        ("yes_no", "Нет", "Нет Это только поручено."),
        ("yes", "Да", "Да"),
        ("silent", "В документе об этом не сказано", "В документе об этом не сказано"),
        ("count", "3", "3 раза, в 2 пунктах:"),
        ("lookup", "2025 года", "2025 года"),
        ("define", "Международного фонда спасения Арала", "Международного фонда спасения Арала"),
    ],
)
def test_what_answers_stands_large_and_first(visitor: Visitor, standin: Server, form: str, large: str, lead: str):
    page = visitor.open(standin.url)
    ask(page, f"форма {form}")
    assert page.locator(".answer .large").inner_text() == large
    assert " ".join(page.locator(".answer .lead").inner_text().split()) == lead
    assert page.locator(".answer").inner_text().startswith(large)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert page.locator(".answer .large").evaluate(size) > 1.3 * page.locator(".answer").evaluate(size)


def test_the_short_answer_is_marked_in_its_sentence(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма lookup")
    assert page.locator(".answer .sentence mark").all_inner_texts() == ["2025 года"]
    page.locator(".answer .chip").click()
    assert page.locator(".answer .sentence mark").count() == 1  # what highlights the text leaves the answer alone


def test_a_quotation_is_copied_with_its_reference(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма quote")
    page.locator(".quotes [data-do=copy-quote]").nth(1).click()
    page.wait_for_function("document.querySelector('.message').textContent.includes('опирован')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("«отметили необходимость тесного взаимодействия в сфере туризма» (Совместное заявление")
    assert copied.endswith("2021 г. П. 23)")
    page.locator(".quotes blockquote").nth(1).click()
    page.wait_for_function("document.activeElement.id === 'p23'")


def test_only_words_that_are_not_the_texts_own_have_sources_below(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма translated")
    assert page.locator(".sources blockquote").count() == 1
    ask(page, "форма lookup")
    assert page.locator(".turn.last .sources").count() == 0


def test_the_same_question_for_another_kind(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма lookup")
    assert page.locator(".kind").inner_text() == "Ответ на вопрос"
    kinds = page.locator(".kinds button")
    assert kinds.all_inner_texts() == ["Показать все места", "Кратко обо всём"]
    kinds.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:nth-child(2)[data-state=done]")
    assert page.locator(".question-text").all_inner_texts() == ["форма lookup"] * 2
    assert page.locator(".turn.last .kind").inner_text() == "Список"
    assert page.locator(".turn.last .items li").count() == 4
    page.locator(".turn.last [data-do=again]").click()
    page.wait_for_selector(".turn:nth-child(3)[data-state=done]")
    assert page.locator(".turn.last .kind").inner_text() == "Список"


def test_small_talk_offers_questions_and_shows_no_points(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма talk")
    assert page.locator(".turn.last .chip").count() == 0
    assert page.locator(".suggestion").count() == 3
    assert "Здравствуйте" in page.locator(".announcer").inner_text()
    ask(page, "форма beyond")
    assert page.locator(".nearest").count() == 0
    assert page.locator(".turn.last .kinds button").all_inner_texts() == ["Кратко обо всём", "Привести цитату"]


def test_the_text_opens_at_the_first_citation_and_the_field_keeps_the_focus(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    ask(page, "форма quote")
    settle(page)
    assert marked(page).startswith("отмечено о необходимости")
    assert page.locator("#p22 mark").first.evaluate("node => node.getBoundingClientRect().top < innerHeight")
    assert page.evaluate("document.activeElement.id") == "question"
    assert page.locator(".back").is_hidden()


def test_a_reader_who_has_scrolled_the_text_is_left_alone(visitor: Visitor, standin: Server, hold: Hold):
    page = visitor.open(standin.url)
    page.fill("#question", f"{hold.asks}: форма list")
    page.keyboard.press("Enter")
    page.wait_for_selector(".waiting")
    page.locator("#statement").hover()
    page.mouse.wheel(0, 300)
    page.wait_for_function("document.querySelector('#statement').scrollTop > 0")
    before = top(page)
    hold.let("verified")
    hold.let("done")
    page.wait_for_selector(".turn.last[data-state=done]")
    assert top(page) == before
    assert marked(page) == ""
    ask(page, "форма quote")  # a new question is another beginning
    assert top(page) != before


def test_on_a_phone_the_text_stays_where_it_is(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, viewport=PHONE, has_touch=True, is_mobile=True)
    ask(page, "форма quote")
    settle(page)
    assert marked(page) == ""


def test_what_is_exported_keeps_the_form(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    for form in ("yes_no", "list", "compare"):
        ask(page, f"форма {form}")
    with page.expect_download() as download:
        page.locator("[data-do=export].with-turns").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "**Нет**  \nЭто только поручено.\n" in text
    assert "В 2 пунктах:\n\n- … поддержали" in text
    assert "\n### О спорте\n\n- … договорились" in text
    assert "\n> " not in text  # no words twice


def test_the_guide_opens_words_and_the_way_back_leads_to_it(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    page.locator("#guide-tab").click()
    assert page.locator("#statement").is_hidden()
    shot(page, "guide")
    assert accessible(page) == []
    page.locator("#guide summary").nth(1).click()
    shot(page, "guide_proposals")
    entry = page.locator("#guide .entry", has_text="объявлении 2025 года").first
    entry.click()
    page.wait_for_function("document.activeElement.id === 'p16'")
    assert marked(page) == "объявлении 2025 года Международным годом сохранения ледников"
    assert page.locator("#statement-tab").get_attribute("aria-selected") == "true"
    assert page.locator(".back").get_attribute("aria-label") == "К путеводителю"
    page.locator(".back").click()
    assert page.locator("#guide").is_visible()
    assert "объявлении 2025 года" in page.evaluate("document.activeElement.textContent")


def test_the_guide_with_the_keyboard_and_in_english(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, locale="en-GB")
    page.locator("#statement-tab").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "guide-tab"
    assert page.locator("#guide h2").inner_text() == "Guide"
    page.keyboard.press("ArrowRight")
    assert page.locator("#statement").is_visible()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('point')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('entry')")


def test_a_link_to_a_point_leaves_the_guide(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url)
    page.locator("#guide-tab").click()
    page.evaluate("location.hash = '#p21'")
    page.wait_for_function("document.activeElement.id === 'p21'")
    assert page.locator("#statement").is_visible()
    page.locator("#guide-tab").click()
    page.locator(".skip").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("#statement").is_visible()


def test_the_guide_on_a_phone_and_dark(visitor: Visitor, standin: Server):
    page = visitor.open(standin.url, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    page.locator("#guide-tab").tap()
    for closed in page.locator("#guide summary").all()[1:]:
        closed.tap()
    page.locator("#guide").scroll_into_view_if_needed()
    shot(page, "guide_phone_dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessible(page) == []
