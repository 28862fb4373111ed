from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answerability.heads import Features, LogisticHead
from rag.query.dialogue.history import (
    FEATURE_NAMES,
    HistoryResolver,
    blended,
    extract_features,
    for_prompt,
    is_self_contained,
    query,
)
from rag.query.sections.references import References
from rag.retrieval.retriever import RetrievalResult
from rag.types import Passage, Turn
from rag.weights import EmbedderEntry, write
from training.examples import Provenance
from training.history import dialogues, fit

LAST = Turn("Какой год предложено объявить годом сохранения ледников?", "2025 год [п. 16].")
BY_HOW_IT_IS_BUILT = HistoryResolver(LogisticHead(-1.0, {"has_anaphora": 4.0}), 0.5)


def found(text: str, score: float = 0.8, point: int = 16) -> RetrievalResult:
    passage = Passage(point, f"{point}.1", score, text, 0, len(text))
    vector = np.array([len(text), 1.0], np.float32)
    return RetrievalResult(
        (passage,), (passage,), References((), ()), vector / np.linalg.norm(vector), "ru", None, 0.1, 3.0
    )


def test_what_is_told_of_a_question_and_the_turn_before() -> None:
    told = extract_features(
        "А кто это предложил?", LAST, found("А кто", 0.7, 3), found("А кто это предложил?", 0.9)
    ).numbers
    assert tuple(told) == FEATURE_NAMES
    assert told["has_anaphora"] == told["begins_as_reply"] == told["is_interrogative"] == 1.0
    assert (
        told["about"]
        == told["addresses_bot"]
        == told["has_proper_noun"]
        == told["names_document"]
        == told["same_point"]
        == 0.0
    )
    assert (told["content_words"], told["length"], told["lexical_carryover"]) == (1.0, 4.0, 1.0)
    assert (told["score"], told["score_gain"]) == (0.7, pytest.approx(0.2))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("О чём этот документ?", "names_document"),
        ("А что ещё?", "maybe_anaphora"),
        ("Что про спорт?", "about"),
        ("Как тебя зовут?", "addresses_bot"),
        ("Кто такой Бердымухамедов?", "has_proper_noun"),
        ("А когда?", "no_content_words"),
    ],
)
def test_how_a_question_is_built(question: str, name: str) -> None:
    here = found(question)
    assert extract_features(question, LAST, here, here).numbers[name] == 1.0
    assert extract_features("Ледники защищают в Таджикистане", LAST, here, here).numbers["has_anaphora"] == 0.0


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("О чём пункт 7?", True),
        ("Что сказано в последнем пункте?", True),
        ("В каких пунктах говорится о молодёжи?", True),
        ("In which points is the pandemic mentioned?", True),
        ("А что об этом в пункте 7?", False),
        ("Что говорится о туризме?", False),
    ],
)
def test_questions_that_say_where_to_look(question: str, places: bool) -> None:
    assert is_self_contained(question) is places


def test_a_question_that_leans_is_searched_for_with_the_turn_before() -> None:
    asked: list[str] = []

    def search(text: str) -> RetrievalResult:
        asked.append(text)
        return found(text)

    earlier = [Turn("Раньше?", "Да [п. 1]."), LAST]
    result, before = BY_HOW_IT_IS_BUILT.search("Кто это предложил?", earlier, search)
    assert (result.passages[0].text, before) == (query("Кто это предложил?", LAST), LAST)
    result, before = BY_HOW_IT_IS_BUILT.search("Что про туризм?", earlier, search)
    assert (result.passages[0].text, before) == ("Что про туризм?", None)
    asked.clear()
    assert BY_HOW_IT_IS_BUILT.search("Кто это предложил?", [], search)[1] is None
    assert BY_HOW_IT_IS_BUILT.search("О чём пункт 7?", earlier, search)[1] is None
    assert asked == ["Кто это предложил?", "О чём пункт 7?"]


@pytest.mark.parametrize(
    ("bias", "first", "turn"),
    [(3.0, ["кто это", "кто", "то"], LAST), (-2.0, ["кто", "кто это", "то"], LAST), (-9.0, ["кто", "то"], None)],
)
def test_where_either_may_be_meant_both_are_searched_for(bias: float, first: list[str], turn: Turn | None) -> None:
    def search(text: str) -> RetrievalResult:
        leans = text != "кто"
        own = found("кто это" if leans else "кто", 0.5 if leans else 0.9, 3 if leans else 4)
        both = tuple(replace(own.chunks[0], chunk=name, text=name) for name in (own.chunks[0].text, "то"))
        return replace(own, chunks=both, passages=both)

    resolver = HistoryResolver(LogisticHead(bias, {}), 0.5)
    result, before = resolver.search("кто", [LAST], search, blends=True)
    assert before == turn
    assert [one.text for one in result.chunks] == first[:2]
    assert [one.score for one in result.chunks] == [result.chunks[0].score] * 2
    alone, _ = resolver.search("кто", [LAST], search)
    assert [one.text for one in alone.chunks] == (["кто это", "то"] if bias > 0 else ["кто", "то"])


def test_of_two_searches_each_passage_is_read_once() -> None:
    one, other = found("лес", 0.9, 1), found("пруд", 0.6, 2)
    both = blended(one, other)
    assert [(passage.text, passage.score) for passage in both.chunks] == [("лес", 0.9)]
    longer = replace(one, chunks=(*one.chunks, *found("сад", 0.5, 3).chunks), passages=one.passages * 2)
    both = blended(longer, other)
    assert [passage.text for passage in both.chunks] == ["лес", "пруд"]
    assert [passage.text for passage in both.passages] == ["лес", "пруд"]
    assert blended(longer, longer).chunks == longer.chunks


def test_what_a_leaning_question_stands_for() -> None:
    assert query("Кто это предложил?", LAST) == (
        "Кто это предложил? Какой год предложено объявить годом сохранения ледников? 2025 год."
    )
    assert for_prompt("Кто это предложил?", LAST, "ru") == (
        "Кто это предложил? (перед этим: «Какой год предложено объявить годом сохранения ледников?» — «2025 год.»)"
    )
    english = for_prompt("Who proposed it?", Turn("Which year?", "The year 2025 [p. 16]."), "en")
    assert english == "Who proposed it? (before this: “Which year?” — “The year 2025.”)"
    assert query("Кто?", None) == for_prompt("Кто?", None, "ru") == "Кто?"


def test_a_long_answer_is_cut() -> None:
    assert query("А когда?", Turn("Что?", "я" * 1000)).count("я") == 300


def test_the_weights_of_the_repository_are_sound() -> None:
    followup = HistoryResolver.load()
    assert set(followup.needs_history.weights) == {*FEATURE_NAMES, "question"}
    assert 0 < followup.threshold < 1


@pytest.mark.parametrize(
    ("question", "needs"), [("А когда?", True), ("Кто это предложил?", True), ("Где пруд?", False)]
)
def test_without_training_words_alone_decide(question: str, needs: bool) -> None:
    untrained = HistoryResolver.untrained()
    assert (untrained.search(question, [LAST], found)[1] is not None) is needs


def test_what_is_fitted_recognises_follow_ups(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    leans = np.arange(200) % 2 == 0
    seen = [
        Features(
            {name: float(random.normal() + 4 * (lean and name == "score_gain")) for name in FEATURE_NAMES},
            {"question": vector},
        )
        for lean, vector in zip(leans, random.normal(size=(200, 3)).astype(np.float32), strict=True)
    ]
    arrays, heads = fit(seen, leans, Provenance("d" * 64, EmbedderEntry(id="embedder", dimension=3)))
    write(tmp_path / "history.safetensors", arrays, heads)
    head = HistoryResolver.load(tmp_path).needs_history
    scores = np.array([head.decision_function(features)[0] for features in seen])
    assert scores[leans].mean() > 0 > scores[~leans].mean()
    assert max(FEATURE_NAMES, key=lambda name: float(head.weights[name])) == "score_gain"


def test_a_question_without_a_dialogue_is_set_behind_a_turn_of_its_language() -> None:
    from eval.core.dataset import Exchange, Question

    def item(name: str, lang: str, kind: str, question: str, *turns: tuple[str, str]) -> Question:
        history = tuple(Exchange(question=asked, answer=told) for asked, told in turns)
        return Question(id=name, lang=lang, type=kind, question=question, history=history, expect="refused")

    items = [
        item("a", "ru", "followup", "А зачем?", ("Что создадут?", "Совет.")),
        item("b", "ru", "fact", "Что про спорт?", ("Что создадут?", "Совет.")),
        item("c", "en", "followup", "Why?", ("What is created?", "A council.")),
        item("d", "en", "fact", "What of tourism?"),
        item("e", "ru", "point", "О чём пункт 7?"),
        item("f", "kk", "fact", "Кім?"),
    ]
    assert dialogues(items) == [
        ("А зачем?", Turn("Что создадут?", "Совет."), True),
        ("Что про спорт?", Turn("Что создадут?", "Совет."), False),
        ("Why?", Turn("What is created?", "A council."), True),
        ("What of tourism?", Turn("What is created?", "A council."), False),
    ]
