"""Another document than the bundled one in a real browser: its page names it, as its own text does, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visitor, accessible, ask, shot

pytestmark = pytest.mark.browser
RULES = "1. Книги выдаются на дом на десять дней.\n\n2. В зале нельзя шуметь.\n\n3. Читальный зал закрыт по средам.\n"
FILE = "правила_зала.txt"
TITLE = "Правила зала"
BUNDLED_NAMES = re.compile(
    r"заявлени|деклараци|глав\w* государств|Центральн\w+ Ази|Туркменбаши|Консультативн|2021"
    r"|joint statement|declaration|heads of state|central asia|turkmenbash|consultative",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("other")
    (folder / FILE).write_text(RULES, encoding="utf-8")
    server = Server(folder / "log", "-m", "tests.browser.standin", "--source", str(folder / FILE))
    yield server
    server.close()


def everything(page) -> str:
    """Texts and names that a reader, a screen reader or a tab shows."""
    return page.evaluate(
        """() => [document.title, document.body.innerText, ...[...document.querySelectorAll("*")].flatMap(node =>
            ["aria-label", "title", "placeholder", "alt", "download"].map(name => node.getAttribute(name) ?? ""))
        ].join("\\n")"""
    )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_names_its_document_alone(visitor: Visitor, other: Server, language: str):
    page = visitor.open(other.url)
    page.locator(f"[data-do=language][data-language={language}]").click()
    assert page.title() == {"ru": "Вопросы к Правилам зала", "en": f"Ask the rules “{TITLE}”"}[language]
    assert page.locator("#statement h2").first.inner_text() == TITLE
    placeholder = {"ru": "Спросите о правилах", "en": "Ask about the rules"}[language]
    assert page.locator("#question").get_attribute("placeholder") == placeholder
    assert page.locator(".starter").count() >= 3
    general = {"ru": "Веса подогнаны к другому документу.", "en": "The weights were fitted on another document."}
    expect(page.locator(".weights")).to_contain_text(general[language])
    assert accessible(page) == []
    ask(page, "Как приготовить плов?")
    page.locator(".debug-panel summary").click()
    assert page.locator(".suggestion").count() == 3
    searched = {"ru": "Поиск шёл по 3 пунктам.", "en": "3 points were searched."}[language]
    assert page.locator(".found").inner_text() == searched
    said = everything(page)
    assert not BUNDLED_NAMES.search(said), BUNDLED_NAMES.search(said)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert TITLE in printed
    assert not BUNDLED_NAMES.search(printed)
    page.emulate_media(media="screen")
    shot(page, f"other_document_{language}")


def test_what_leaves_the_page_names_its_document_alone(visitor: Visitor, other: Server):
    page = visitor.open(other.url)
    copied = []
    for form in ("gost", "apa", "bibtex", "ris"):
        page.locator("[data-do=reference-form]").select_option(form)
        page.evaluate("document.querySelector('.message').textContent = ''")
        page.locator("#p2 [data-do=copy-point]").click()
        page.wait_for_function("document.querySelector('.message').textContent")
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    assert copied[0] == f"«В зале нельзя шуметь» ({TITLE}. П. 2)"
    assert copied[1] == f"“В зале нельзя шуметь” ({TITLE}, n.d., п. 2).\n\n{TITLE}. (n.d.)."
    assert copied[2].startswith("@misc{rules,\n  title = {{Правила зала}},")
    assert copied[3].splitlines()[:2] == ["TY  - GEN", f"TI  - {TITLE}"]
    ask(page, "Как приготовить плов?")
    with page.expect_download() as download:
        page.locator("[data-do=export].with-turns").click()
    assert download.value.suggested_filename == "voprosy-pravila-zala.md"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith(f"# Вопросы к Правилам зала\n\nИсточник: {TITLE}.")


def test_a_conversation_stays_with_its_document(visitor: Visitor, other: Server, standin: Server):
    """Kept by document: two may be served at one address, one after the other."""
    page = visitor.open(standin.url)
    ask(page, "Как приготовить плов?")
    keys = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('ask.turns'))")
    page.goto(other.url)
    page.wait_for_selector("[data-ready=yes]", state="attached")
    ask(page, "Как приготовить плов?")
    others = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('ask.turns'))")
    assert len(keys) == len(others) == 1
    assert keys != others
