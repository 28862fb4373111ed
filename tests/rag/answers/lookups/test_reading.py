"""The sentence that answers is told by what the LLM makes of each."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from rag.answerability.decision import Thresholds
from rag.answerability.gate import Gate
from rag.answerability.heads import Features, LogisticHead
from rag.answers.lookups.lookup import Candidate
from rag.answers.lookups.reading import PassageReader, pointed_at, sentence_that_answers
from rag.answers.material.source import Source
from rag.generation.engine import Session
from rag.query.context import QueryContext
from rag.types import GateReport, Kind, Sentence
from rag.verification.grounding import EvidenceText
from tests.rag.answers.small_document import asked, small_source

HEAD = LogisticHead(0.0, {"hidden_state": (1.0,)})
GATE = Gate(HEAD, HEAD, Thresholds(0.5, 0.5))


class Reads(PassageReader):
    """A reader whose LLM likes texts that hold a word."""

    def __init__(self, word: str, *, has_states: bool = True) -> None:
        self.word, self.has_states, self.texts = word, has_states, []

    def read(
        self, context: QueryContext, evidence: Sequence[EvidenceText], *, judges: bool = False
    ) -> Iterator[tuple[EvidenceText, Features, Session | None]]:
        for one in evidence:
            self.texts.append(one.read)
            state = {"hidden_state": np.array([float(self.word in one.text)], np.float32)}
            yield one, Features({}, state if self.has_states else {}), None


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def passage(source: Source, word: str) -> tuple[QueryContext, EvidenceText]:
    context = asked(source, "Сколько стоит экскурсия по музею?", Kind.LOOKUP)
    found = next(one for one in context.retrieved.chunks if word in one.text)
    return context, EvidenceText(found, found.text)


@pytest.mark.parametrize(("word", "place"), [("свободен", 0), ("платные", 1)])
def test_the_sentence_that_the_llm_likes_is_taken(source: Source, word: str, place: int) -> None:
    context, evidence = passage(source, "платные")
    reader = Reads(word)
    assert sentence_that_answers(context, evidence, reader, GATE) == place
    assert reader.texts == ["Вход в музей свободен.", "Экскурсии платные."]


def test_a_passage_of_one_sentence_is_not_read_again(source: Source) -> None:
    context, evidence = passage(source, "зимой")
    reader = Reads("зимой")
    assert sentence_that_answers(context, evidence, reader, GATE) == 0
    assert reader.texts == []


def test_without_states_nothing_is_told(source: Source) -> None:
    context, evidence = passage(source, "платные")
    assert sentence_that_answers(context, evidence, Reads("платные", has_states=False), GATE) is None
    assert sentence_that_answers(context, evidence, Reads("платные"), Gate.untrained()) is None


@pytest.mark.parametrize(("question", "place"), [("Сколько новых книг получит школа?", 1), ("Что получит школа?", 0)])
def test_of_an_amount_that_is_asked_for_a_sentence_with_one_is_taken(source: Source, question: str, place: int) -> None:
    context = asked(source, question, Kind.LOOKUP)
    passage = context.retrieved.chunks[0]
    evidence = EvidenceText(passage, "Школа получит книги. Всего их 40 книг.")
    assert sentence_that_answers(context, evidence, Reads("Школа"), GATE) == place


def test_a_sentence_with_a_number_stays_the_answer(source: Source) -> None:
    context = asked(source, "Сколько новых книг получит школа?", Kind.LOOKUP)
    evidence = EvidenceText(context.retrieved.chunks[0], "Школа получит по книге на 12 классов. Всего их 40 книг.")
    assert sentence_that_answers(context, evidence, Reads("Школа"), GATE) == 0


class Quotes:
    """Chooses the first passage, and quotes a sentence of one by its place."""

    def chosen(self, context: QueryContext, candidates: Sequence[Candidate]) -> list[Candidate]:
        return [candidates[0]]

    def told(self, context: QueryContext) -> frozenset[str]:
        return frozenset()

    def quote(self, context: QueryContext, evidence: EvidenceText, place: int | None) -> Sentence:
        return Sentence(evidence.sentences()[place or 0][0], ())


@pytest.mark.parametrize(
    ("question", "probability", "quoted"),
    [
        ("Какую часть цены платит школа?", 0.6, "Школа платит 90 процентов цены."),
        ("Какую часть цены платит школа?", 0.4, "Сироты за школу не платят."),  # that passage hardly answers
        ("Кто платит за школу?", 0.6, "Сироты за школу не платят."),
    ],
)
def test_where_an_amount_is_asked_for_a_passage_that_answers_and_states_one_goes_before_one_without(
    source: Source, question: str, probability: float, quoted: str
) -> None:
    context = asked(source, question, Kind.LOOKUP)
    texts = ["Сироты за школу не платят.", "Школа платит 90 процентов цены."]
    candidates = [
        Candidate(EvidenceText(passage, text), None, GateReport(p, 0.5))
        for passage, text, p in zip(context.retrieved.chunks, texts, (0.7, probability), strict=False)
    ]
    (found,) = pointed_at(Quotes(), context, candidates, Reads("школ"), GATE)
    assert found.text == quoted


def test_what_the_answer_before_has_told_goes_behind_another_sentence_unless_it_is_far_likelier(source: Source) -> None:
    context, evidence = passage(source, "платные")
    told, near, far = {"Вход в музей свободен."}, LogisticHead(0.0, {"hidden_state": (0.5,)}), HEAD
    for head, place in ((near, 1), (far, 0)):
        gate = Gate(head, head, Thresholds(0.5, 0.5))
        assert sentence_that_answers(context, evidence, Reads("свободен"), gate, told) == place
