"""Another document than the bundled one: what names points that it lacks, and what its page and API say."""

import json
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from eval.web.page import add_page
from index.build import build
from index.bundled import SOURCE
from index.document import Document
from index.structure import parse_bytes, read
from models.errors import SourceError, StoreError
from rag import messages
from rag.answerability.decision import Thresholds
from rag.answerability.gate import Gate
from rag.answerability.heads import LogisticHead
from rag.answers.lookups.lookup import Limits
from rag.generation import prompts
from rag.pipeline import Pipeline
from rag.query.context import QueryContext
from rag.query.dialogue.history import HistoryResolver
from rag.query.multi_hop import MultiHop
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Finished, Kind, Reason, Refusal
from rag.web.chat import Chat
from rag.web.page import build as build_page
from rag.web.server.middleware import heading
from rag.web.strings import LANGUAGES, strings
from tests.index.samples import WordEmbedder
from tests.rag.generation.fakes import Script
from tests.rag.query.fakes import takes_all_for

RULES = "1. Книги выдаются на дом на десять дней.\n\n2. В зале нельзя шуметь.\n\n3. Читальный зал закрыт по средам.\n"
ONE = "1. Вход свободный.\n"
TITLED = f"Правила читального зала\n\n{RULES}"
OURS = re.compile(
    r"заявлени|деклараци|глав\w* государств|Центральн\w+ Ази|Туркменбаши|Консультативн|ледник|2021"
    r"|statement|declaration|heads of state|central asia|turkmenbash|consultative|zayavleni",
    re.IGNORECASE,
)
"""What would name the bundled document."""
FILE = "правила зала.txt"


def pipeline_of(text: str, folder: Path) -> Pipeline:
    source = folder / FILE
    source.write_text(text, encoding="utf-8")
    embedder = WordEmbedder()
    always = LogisticHead(3.0, {})
    gate = Gate(always, always, Thresholds(0.5, 0.8))
    return Pipeline(
        Retriever(build(source, folder / "index", embedder), embedder, Ranker.untrained(embedder.dimension)),
        lambda read: gate,
        MultiHop(LogisticHead(-1.0, {}), 0.5, LogisticHead(-2.0, {"p_relevant": 0.5}), 0.5),
        HistoryResolver(LogisticHead(-1.0, {}), 0.5),
        takes_all_for(Kind.LOOKUP),
        Limits(3, 100),
    )


def ask(pipeline: Pipeline, question: str) -> Answer | Refusal:
    task = pipeline.retrieve(question)
    if not isinstance(task, QueryContext):
        return task
    *_, last = pipeline.answer(task, Script(3.0, "Ничего такого."), threading.Event())
    assert isinstance(last, Finished)
    return last.result


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (RULES, "О чём говорится в преамбуле?", "Преамбулы нет: в правилах 3 пункта, с 1-го по 3-й."),
        (RULES, "Перескажи вводную часть", "Преамбулы нет: в правилах 3 пункта, с 1-го по 3-й."),
        (RULES, "What does the preamble say?", "There is no preamble: the text of the rules has 3 points, 1 to 3."),
        (ONE, "О чём преамбула?", "Преамбулы нет: в правилах 1 пункт."),
        (ONE, "О чём предпоследний пункт?", "Такого пункта нет: в правилах 1 пункт."),
        (RULES, "О чём пункт 4?", "Такого пункта нет: в правилах 3 пункта, с 1-го по 3-й."),
        (RULES, "О чём пункт 0?", "Такого пункта нет: в правилах 3 пункта, с 1-го по 3-й."),
        (RULES, "О чём двадцатый пункт?", "Такого пункта нет: в правилах 3 пункта, с 1-го по 3-й."),
        (TITLED, "О чём пункт 999999999?", "Такого пункта нет: в правилах 3 пункта, с 1-го по 3-й, и преамбула."),
    ],
)
def test_a_point_that_is_not_there_is_said_not_to_be(tmp_path: Path, text: str, question: str, said: str) -> None:
    refusal = ask(pipeline_of(text, tmp_path), question)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.text) == (Reason.NO_SUCH_POINT, said)


@pytest.mark.parametrize(
    ("text", "question", "points"),
    [
        (ONE, "О чём первый пункт?", [1]),
        (ONE, "О чём последний пункт?", [1]),
        (ONE, "Свободен ли вход?", [1]),
        (ONE, "Сравни преамбулу и пункт 1", [1]),
        (RULES, "О чём первый пункт?", [1]),
        (RULES, "О чём последний пункт?", [3]),
        (RULES, "О чём предпоследний пункт?", [2]),
        (RULES, "О чём пункты с 2 по 9?", [2, 3]),
        (TITLED, "О чём преамбула?", [0]),
        ("1. —\n", "О чём первый пункт?", [1]),
        ("1. …\n\n2. 5\n", "О чём пункты 1 и 2?", [1, 2]),
    ],
)
def test_a_point_that_is_there_is_answered_from(tmp_path: Path, text: str, question: str, points: list[int]) -> None:
    answer = ask(pipeline_of(text, tmp_path), question)
    assert isinstance(answer, Answer)
    cited = [citation.point for citation in answer.citations]
    assert cited
    assert set(cited) <= set(points)


def test_no_sentence_of_the_program_names_a_document() -> None:
    fixed = [value for value in vars(messages).values() if isinstance(value, str | dict)]
    assert not OURS.search(str(fixed))
    whole = [prompts.system_message, prompts.passage_opening, prompts.examples]
    assert not OURS.search(str([part(language) for part in whole for language in LANGUAGES]))


# --- the page and the API --------------------------------------------------------------------------------------------


class Small:
    """A service that answers from nothing but a pipeline."""

    def __init__(self, pipeline: Pipeline, document: Document) -> None:
        self._pipeline, self.document = pipeline, document

    def ask(self, question: str, history: object = (), cancel: object = None, kind: object = None) -> object:
        yield Finished(ask(self._pipeline, question))


@pytest.fixture(params=[RULES, TITLED], ids=["no preamble", "preamble"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Small:
    pipeline = pipeline_of(request.param, tmp_path)
    settings = Settings(index=tmp_path / "index")
    return Small(pipeline, Service(settings).document)


def catalogue() -> list[str]:
    """The interface's own words, which may name a kind of document among others, longest first."""
    kept = [text for language in LANGUAGES for text in strings(language).values()]
    texts = [text for one in kept for text in ([one] if isinstance(one, str) else one.values())]
    return sorted(texts, key=len, reverse=True)


def strings_of(service: Small) -> str:
    """Everything that a browser or a program is sent before it asks: pages, words, API, first heading; no scripts."""
    page = build_page(service, Path("feedback.jsonl"), {})  # type: ignore[arg-type]
    add_page(page, service)  # type: ignore[arg-type]
    config = page.get_config_file()
    for component in config["components"]:
        component["props"].pop("js_on_load", None)
        component["props"].get("props", component["props"]).pop("kinds", None)  # words for kinds: any document's
    described = [function.api_description for function in page.fns.values()]
    sent = [page.title, config, page.get_api_info(), described]
    sent += [heading(accepted, service.document).decode() for accepted in LANGUAGES]
    return json.dumps(sent, ensure_ascii=False, default=str).replace("\\", "")


def test_page_and_api_of_another_document_name_it_alone(small: Small) -> None:
    said = strings_of(small)
    said = re.sub(r'(?:id|href|aria-controls|aria-labelledby)="#?statement[\w-]*"', "", said)  # names of elements
    for words in catalogue():
        said = said.replace(words, "")
    found = OURS.search(said)
    assert not found, said[max(0, found.start() - 80) : found.end() + 80]
    assert len(re.findall("[Пп]равил(?:а|ам|ах)? (?:читального )?зала", said)) >= 10


def test_page_and_api_of_the_bundled_document_name_it(small: Small) -> None:
    small.document = read(SOURCE)
    said = strings_of(small)
    assert said.count("Joint Statement of the Heads of State of Central Asia") >= 4
    assert "Вопросы к Совместному заявлению" in said
    assert "Какой год предложено объявить годом сохранения ледников" in said


@pytest.mark.parametrize("question", ["Что нельзя делать в зале?", "О чём пункт 9?", "О чём преамбула?", "", "?"])
def test_a_reply_on_another_document_names_none(small: Small, question: str) -> None:
    updates = list(Chat(small).ask({"id": "1", "question": question, "language": "ru"}))  # type: ignore[arg-type]
    assert updates[-1]["state"] == "done"
    said = json.dumps(updates, ensure_ascii=False)
    assert not OURS.search(said)


def test_the_api_says_that_there_is_no_point_0(tmp_path: Path) -> None:
    pipeline_of(RULES, tmp_path)
    document = Service(Settings(index=tmp_path / "index")).document
    with pytest.raises(SourceError, match=r"no point 0: the text has points 1 to 3 and no preamble \(0\)"):
        document.section(0)


# --- which document is served ----------------------------------------------------------------------------------------


def test_a_folder_without_an_index_does_not_pass_for_the_bundled_document(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is none.*python -m index\.build --out"):
        _ = Service(Settings(index=tmp_path)).document


def test_the_default_folder_is_always_the_bundled_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An index of another text that lies there is built anew, so the page must not show it."""
    pipeline_of(RULES, tmp_path)
    monkeypatch.setattr("rag.serving.documents.DEFAULT_OUT", tmp_path / "index")
    assert Service(Settings(index=tmp_path / "index")).document == read(SOURCE)


def test_a_name_is_no_part_of_a_document() -> None:
    document = parse_bytes(RULES.encode())
    assert replace(document, name="a") == document
