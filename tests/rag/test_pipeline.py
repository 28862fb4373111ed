"""The order of the steps, with a scripted language model in place of llama.cpp."""

import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.bundled import bundled_translations
from index.chunks import chunk
from index.store import Index
from index.structure import read
from rag import messages
from rag.answerability.decision import Thresholds
from rag.answerability.gate import Gate, GateUse
from rag.answerability.heads import LogisticHead
from rag.answers.lookups.lookup import Limits
from rag.answers.lookups.reading import PassageReader
from rag.pipeline import Pipeline
from rag.query.context import QueryContext
from rag.query.dialogue.history import HistoryResolver
from rag.query.multi_hop import MultiHop
from rag.retrieval.context import GENERAL_FEATURES
from rag.retrieval.ranker import Margins, Ranker
from rag.retrieval.retriever import Retriever
from rag.types import (
    Answer,
    Event,
    Finished,
    Kind,
    Mode,
    Reason,
    Refusal,
    SentenceRetracted,
    SentenceVerified,
    SilentUnless,
    Token,
    Turn,
    Verdict,
)
from tests.index.samples import TrigramEmbedder
from tests.rag.generation.fakes import Script, StatelessScript
from tests.rag.query.fakes import takes_all_for

SOURCE = Path(__file__).parents[2] / "index" / "source" / "declaration.ru.txt"
TRUE = (
    "Главы государств поручили подготовить Договор о дружбе, добрососедстве и сотрудничестве в целях развития "
    "Центральной Азии в XXI веке."
)
FALSE = "Договор подпишут 17 министров в Ташкенте."


def make(gates: Mapping[GateUse, Gate], *, general: bool = False) -> Pipeline:
    embedder = TrigramEmbedder()
    chunks = chunk(read(SOURCE))
    english = {"en": bundled_translations(chunks)["en"]}
    vectors = embedder.passages([*(piece.text for piece in chunks), *english["en"]])
    index = Index.build(SOURCE.read_bytes(), vectors, embedder.id, english)
    multi_hop = MultiHop(
        LogisticHead(-1.0, {"and_question": 2.0}), 0.5, LogisticHead(-2.0, {"multi_hop": 1.0, "p_relevant": 0.5}), 0.5
    )
    history = HistoryResolver(LogisticHead(-1.0, {"has_anaphora": 2.0, "no_content_words": 2.0}), 0.5)
    ranker = Ranker.untrained(embedder.dimension)
    if general:
        ranker = replace(ranker, weights=np.full(len(GENERAL_FEATURES), 0.2, np.float32), is_general=True)
    return Pipeline(
        Retriever(index, embedder, ranker),
        gates.__getitem__,
        multi_hop,
        history,
        takes_all_for(Kind.LOOKUP),
        Limits(3, 100, general),
    )


BY_STATE, ALWAYS = LogisticHead(0.0, {"hidden_state": (1.0,)}), LogisticHead(3.0, {})
THRESHOLDS = Thresholds(0.5, 0.8)
UNREAD = Gate(ALWAYS, ALWAYS, THRESHOLDS)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return make(dict.fromkeys(GateUse, Gate(ALWAYS, BY_STATE, THRESHOLDS)) | {GateUse.UNREAD: UNREAD})


@pytest.fixture(scope="module")
def pointing() -> Pipeline:
    return make(dict.fromkeys(GateUse, Gate(BY_STATE, BY_STATE, THRESHOLDS)) | {GateUse.UNREAD: UNREAD})


@pytest.fixture(scope="module")
def general() -> Pipeline:
    return make(dict.fromkeys(GateUse, Gate(BY_STATE, BY_STATE, THRESHOLDS)) | {GateUse.UNREAD: UNREAD}, general=True)


@pytest.fixture(scope="module")
def without_hidden_states() -> Pipeline:
    return make(dict.fromkeys(GateUse, UNREAD))


def ask(
    pipeline: Pipeline, script: Script | StatelessScript, question: str, history: Sequence[Turn] = ()
) -> list[Event]:
    context = pipeline.retrieve(question, history)
    assert isinstance(context, QueryContext)
    return list(pipeline.answer(context, script, threading.Event()))


def result(events: list[Event]) -> Answer | Refusal:
    assert isinstance(events[-1], Finished)
    return events[-1].result


QUESTION = "Какой договор подготовят к подписанию на следующей Консультативной встрече?"


def test_a_supported_sentence_is_shown_with_its_words_first(pipeline: Pipeline) -> None:
    events = ask(pipeline, Script(3.0, TRUE), QUESTION)
    kinds = [type(event) for event in events]
    assert kinds[0] is Token
    assert kinds[-2:] == [SentenceVerified, Finished]
    answer = result(events)
    assert isinstance(answer, Answer)
    assert (answer.mode, answer.text) == ("generated", TRUE.removesuffix(".") + " [п. 25].")
    assert "".join(event.text for event in events if isinstance(event, Token)) in TRUE


@pytest.mark.parametrize(("text", "mode"), [(TRUE, "generated"), (FALSE, "quoted")])
def test_an_engine_that_can_only_generate_is_enough(without_hidden_states: Pipeline, text: str, mode: str) -> None:
    answer = result(ask(without_hidden_states, StatelessScript(text), QUESTION))
    assert isinstance(answer, Answer)
    assert answer.mode == mode
    assert {citation.point for citation in answer.citations} == {25}


def test_an_unsupported_sentence_is_withdrawn_and_kept_on_record(pipeline: Pipeline) -> None:
    events = ask(pipeline, Script(3.0, FALSE), QUESTION)
    answer = result(events)
    assert "Ташкент" not in answer.text
    assert any(isinstance(event, SentenceRetracted) for event in events)
    assert answer.dropped[0].text == FALSE.removesuffix(".")


def test_with_nothing_left_the_best_passage_is_quoted(pipeline: Pipeline) -> None:
    answer = result(ask(pipeline, Script(3.0, FALSE), QUESTION))
    assert isinstance(answer, Answer)
    assert answer.mode == "quoted"
    quote = answer.citations[0].quote
    assert quote.rstrip(".,") in answer.text


def test_with_nothing_left_and_an_unsure_gate_it_refuses(pipeline: Pipeline) -> None:
    refusal = result(ask(pipeline, Script(0.5, FALSE), QUESTION))
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.UNSUPPORTED
    assert {dropped.text for dropped in refusal.dropped} == {FALSE.removesuffix(".")}


def test_an_unfinished_sentence_is_not_shown(pipeline: Pipeline) -> None:
    answer = result(ask(pipeline, Script(3.0, "К следующей встрече подготовят"), QUESTION))
    assert isinstance(answer, Answer)
    assert {dropped.reason for dropped in answer.dropped} == {"unfinished"}
    assert answer.mode == "quoted"


def test_the_gate_refuses_and_nothing_is_written(pipeline: Pipeline) -> None:
    events = ask(pipeline, Script(-3.0, TRUE), QUESTION)
    refusal = result(events)
    assert len(events) == 1
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.NO_ANSWER
    assert refusal.gate is not None
    assert refusal.gate.probability < 0.5


@pytest.mark.parametrize(("preference", "kind"), [(3.0, Answer), (-3.0, Refusal)])
def test_a_question_that_names_a_point_is_read_there_alone_and_passes_the_gate_as_others_do(
    pipeline: Pipeline, preference: float, kind: type
) -> None:
    script = Script(preference, "Стороны согласились внедрять механизмы «зелёных коридоров».")
    assert isinstance(result(ask(pipeline, script, "Сколько страниц в пункте 20?")), kind)
    assert ["продовольственных систем" in prompt.passage for prompt in script.prompts] == [True]


def set_margins(monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline, margins: Margins) -> None:
    retriever = pipeline._source.retriever
    monkeypatch.setattr(retriever, "ranker", replace(retriever.ranker, margins=margins))


@pytest.mark.parametrize(("margin", "passages"), [(1.0, 2), (0.0, 1)])
def test_a_second_passage_that_is_nearly_as_near_is_read_too(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, margin: float, passages: int
) -> None:
    set_margins(monkeypatch, pipeline, Margins(read=margin))
    script = Script(3.0, TRUE)
    ask(pipeline, script, QUESTION)
    assert len({prompt.passage for prompt in script.prompts}) == len(script.prompts) == passages
    assert len(script.written_from) == 1


def test_of_two_passages_the_gate_chooses_and_nothing_is_written(
    pointing: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_margins(monkeypatch, pointing, Margins(read=1.0))
    script = Script(3.0, FALSE)
    first = result(ask(pointing, script, QUESTION))
    second = result(ask(pointing, Script(3.0, FALSE, where=script.prompts[1].passage), QUESTION))
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.mode, second.mode, script.written_from) == ("quoted", "quoted", [])
    assert first.citations[0].quote in script.prompts[0].passage
    assert second.citations[0].quote in script.prompts[1].passage


TWO = "Кто одобрил Положение о символе встреч и кто одобрил Положение о Почётном знаке?"


@pytest.mark.parametrize(("preference", "sentences"), [(3.0, 2), (1.5, 1)])
def test_a_question_for_two_things_is_answered_from_two_points_where_the_gate_thinks_well_of_both(
    pointing: Pipeline, monkeypatch: pytest.MonkeyPatch, preference: float, sentences: int
) -> None:
    set_margins(monkeypatch, pointing, Margins(read_multi_hop=1.0))
    script = Script(preference, FALSE)
    answer = result(ask(pointing, script, TWO))
    assert isinstance(answer, Answer)
    assert len({prompt.passage for prompt in script.prompts}) == 3
    assert len({citation.point for citation in answer.citations}) == sentences


def test_two_questions_in_one_are_looked_up_each_by_itself_where_no_gate_was_fitted(general: Pipeline) -> None:
    script = Script(3.0, FALSE)
    answer = result(ask(general, script, TWO))
    assert isinstance(answer, Answer)
    assert (answer.kind, answer.mode, script.written_from) == (Kind.COMPARE, Mode.QUOTED, [])
    asked = {prompt.question for prompt in script.prompts}
    assert asked == {"Кто одобрил Положение о символе встреч", "кто одобрил Положение о Почётном знаке"}
    assert [sentence.heading for sentence in answer.sentences] == [
        "Кто одобрил Положение о символе встреч",
        "Кто одобрил Положение о Почётном знаке",
    ]


def test_two_questions_of_which_one_has_no_answer_are_one_look_up(general: Pipeline) -> None:
    script = Script(1.0, FALSE, where="Почётном знаке")
    answer = result(ask(general, script, TWO))
    assert script.prompts[-1].question == TWO
    assert answer.kind is Kind.LOOKUP


def test_two_questions_are_one_look_up_where_nothing_tells_what_answers(without_hidden_states: Pipeline) -> None:
    script = Script(3.0, TRUE)
    context = replace(without_hidden_states.retrieve(TWO), halves=(without_hidden_states.retrieve(QUESTION),) * 2)
    assert isinstance(context, QueryContext)
    list(without_hidden_states.answer(context, script, threading.Event()))
    assert {prompt.question for prompt in script.prompts} == {TWO}


def test_a_second_attempt_begins_as_the_source_does(pipeline: Pipeline) -> None:
    forced = (
        "Главы государств поручили внешнеполитическим ведомствам подготовить Договор о дружбе, добрососедстве и "
        "сотрудничестве в XXI веке."
    )
    events = ask(pipeline, Script(3.0, FALSE, forced=forced), QUESTION)
    assert [type(e) for e in events if not isinstance(e, Token)] == [SentenceRetracted, SentenceVerified, Finished]
    answer = result(events)
    assert isinstance(answer, Answer)
    assert answer.mode == "generated"
    assert answer.text == forced.removesuffix(".") + " [п. 25]."
    assert [dropped.text for dropped in answer.dropped] == [FALSE.removesuffix(".")]


def test_an_english_question_is_answered_from_the_translation_and_cites_the_original(pipeline: Pipeline) -> None:
    script = Script(3.0, "The Heads of State instructed the foreign policy agencies to prepare a Treaty on Friendship.")
    answer = result(
        ask(pipeline, script, "Which Treaty on Friendship is to be prepared for signature at the next meeting?")
    )
    assert isinstance(answer, Answer)
    assert (answer.language, answer.mode, answer.note) == ("en", "generated", None)
    assert "Договор о дружбе" in answer.citations[0].quote
    assert all(prompt.language == "en" and "Treaty" in prompt.passage for prompt in script.prompts[:1])


def test_an_english_quotation_is_of_the_translation_with_a_note(pipeline: Pipeline) -> None:
    script = Script(3.0, "The treaty will be signed by 17 ministers in Tashkent.")
    answer = result(
        ask(pipeline, script, "Which Treaty on Friendship is to be prepared for signature at the next meeting?")
    )
    assert isinstance(answer, Answer)
    assert answer.mode == "quoted"
    assert answer.text.startswith("“The Heads of State instructed")
    assert answer.note
    assert answer.citations[0].quote.startswith("Главы государств поручили")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", Reason.BAD_QUESTION),
        ("   ", Reason.BAD_QUESTION),
        ("?!", Reason.BAD_QUESTION),
        ("ы" * 2001, Reason.BAD_QUESTION),
        ("О чём пункт 35?", Reason.NO_SUCH_POINT),
    ],
)
def test_some_questions_never_reach_the_llm(pipeline: Pipeline, question: str, reason: Reason) -> None:
    found = pipeline.retrieve(question)
    assert isinstance(found, Refusal)
    assert found.reason is reason


@pytest.mark.parametrize(("state", "shown"), [(3.0, None), (-3.0, Verdict.NOT_IN_TEXT)])
def test_that_the_text_says_nothing_of_a_claim_is_told_only_where_the_gate_refuses(
    pointing: Pipeline, monkeypatch: pytest.MonkeyPatch, state: float, shown: Verdict | None
) -> None:
    silence = Answer(QUESTION, "", Mode.EXTRACTED, "ru", (), (), {}, kind=Kind.YES_NO, verdict=Verdict.NOT_IN_TEXT)

    def read(_context: QueryContext, _reader: PassageReader) -> Generator[Event, None, Answer]:
        yield from ()
        return silence

    monkeypatch.setattr(pointing._kinds, "read", read)
    told = result(ask(pointing, Script(state, TRUE), QUESTION))
    assert isinstance(told, Answer)
    assert told.verdict is shown
    assert bool(told.citations) is (shown is None)


@pytest.mark.parametrize(
    ("state", "same", "below", "shown"),
    [
        (3.0, True, 0.0, Verdict.YES),  # the gate finds that the passage answers by which the claim was judged
        (3.0, False, 0.0, None),
        (-3.0, True, 1.0, Verdict.NOT_IN_TEXT),
        (-3.0, True, 0.0, None),
    ],
)
def test_the_likelier_verdict_is_told_only_where_the_gate_finds_the_passage_that_it_rests_on(
    pointing: Pipeline, monkeypatch: pytest.MonkeyPatch, state: float, same: bool, below: float, shown: Verdict | None
) -> None:
    context = pointing.retrieve(QUESTION)
    assert isinstance(context, QueryContext)
    answer = Answer(QUESTION, "", Mode.EXTRACTED, "ru", (), (), {}, kind=Kind.YES_NO, verdict=Verdict.YES)

    def read(_context: QueryContext, _reader: PassageReader) -> Generator[Event, None, Answer]:
        yield from ()
        unless = SilentUnless(context.retrieved.chunks[0].chunk if same else "no such", answer, below)
        return replace(answer, verdict=Verdict.NOT_IN_TEXT, unless=unless)

    monkeypatch.setattr(pointing._kinds, "read", read)
    told = result(ask(pointing, Script(state, TRUE), QUESTION))
    assert isinstance(told, Refusal if state < 0 and not below else Answer)
    assert (told.verdict if isinstance(told, Answer) else None) is shown


def test_where_a_word_is_mentioned_is_answered_from_the_index(pipeline: Pipeline) -> None:
    found = pipeline.retrieve("В каких пунктах упоминается Афганистан?")
    assert isinstance(found, Answer)
    assert [citation.point for citation in found.citations] == [7, 7]  # both sentences that name it


def test_where_a_word_is_mentioned_is_told_in_english(pipeline: Pipeline) -> None:
    found = pipeline.retrieve("In which points is Afghanistan mentioned?")
    assert isinstance(found, Answer)
    assert (found.language, found.note) == ("en", messages.replies("en", "statement").translated)
    assert [citation.point for citation in found.citations] == [7, 7]
    for citation in found.citations:
        assert pipeline._document.section(7).text[citation.start : citation.end] == citation.quote
    assert all("Afghan" in sentence.text for sentence in found.sentences)


def test_a_third_language_is_answered_in_russian_with_a_note(pipeline: Pipeline) -> None:
    script = Script(3.0, TRUE)
    answer = result(ask(pipeline, script, "Келесі кездесуге қандай шарт дайындалады?"))
    assert {prompt.language for prompt in script.prompts} == {"ru"}
    assert script.written_from == []
    assert isinstance(answer, Answer)
    assert (answer.language, answer.mode, bool(answer.note)) == ("ru", "quoted", True)
