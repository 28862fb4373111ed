from collections.abc import Generator, Iterator, Sequence

import numpy as np
import pytest

from index.store import Index
from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.reading_heads import ReadingHeads
from rag.answerability.verdict import GATE_FEATURES, NUMBERS, VerdictHead
from rag.answers.lookups.reading import PassageReader
from rag.answers.lookups.yes_no import YesNo
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.generation.engine import Session
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Event, Kind, Mode, Verdict
from rag.verification.grounding import EvidenceText
from tests.rag.answers.small_document import asked, small_source


@pytest.fixture(scope="module")
def source() -> Source:
    return small_source()


def yes_no(source: Source) -> YesNo:
    return YesNo(source, LiteralSearch(source.retriever.index))


def at_once(source: Source, question: str) -> Outcome:
    return yes_no(source).at_once(asked(source, question, Kind.YES_NO))


def verdict(source: Source, question: str) -> tuple[Verdict | None, list[int]]:
    """The verdict of a reply whose citations are true, and what it cites."""
    reply = at_once(source, question)
    assert isinstance(reply, Reply)
    cited = [citation for item in reply.items for citation in item.citations]
    for one in cited:
        assert source.document.section(one.point).text[one.start : one.end] == one.quote
    return reply.verdict, [one.point for one in cited]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Упоминается ли Кения?", (Verdict.YES, [2])),
        ("Есть что-нибудь про музеи?", (Verdict.YES, [3, 3])),
        ("Есть что-нибудь про спортивное?", (Verdict.YES, [1])),
        ("Говорится ли о музыкальном конкурсе?", (Verdict.YES, [2])),
        ("Упоминается ли Норвегия?", (Verdict.NO, [])),
        ("Пункт 3 про музей?", (Verdict.YES, [3, 3])),
        ("Is the swimming pool mentioned?", (Verdict.YES, [1])),
        ("Anything on football?", (Verdict.NO, [])),
        ("Does it praise Norway?", (Verdict.NO, [])),
        ("а Норвегия тут есть?", (Verdict.NO, [])),
        ("Кения там есть?", (Verdict.YES, [2])),
    ],
)
def test_what_is_mentioned_is_looked_up_in_the_whole_text(
    source: Source, question: str, found: tuple[Verdict, list[int]]
) -> None:
    assert verdict(source, question) == found


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Упоминается ли Кения?", "Да."),
        ("Разве не упоминается Кения?", "Да, об этом в документе говорится."),
        ("Неужели там ничего не сказано про футболы?", "Нет: в документе слово «футбол» не встречается."),
        ("Упоминается ли НАТО?", "Нет: в документе слово «НАТО» не встречается."),
        ("Есть ли что-то про музыкальный футбол?", "Нет: в документе слово «футбол» не встречается."),
        ("Есть ли что-то про музейный футбольный матч?", "Нет: слова «футбольный матч» в документе не встречаются."),
        ("Is Norway mentioned?", "No: the word “Norway” does not occur in the document."),
    ],
)
def test_the_lead_names_what_was_sought(source: Source, question: str, lead: str) -> None:
    reply = at_once(source, question)
    assert isinstance(reply, Reply)
    assert (reply.lead, reply.mode) == (lead, Mode.COMPUTED)


@pytest.mark.parametrize(
    "question",
    [
        "Стадион или бассейн упоминается?",
        "Построен ли стадион?",
        "Пункт 4 про стадион?",
        "Wird Kenia erwähnt?",
        "Говорится ли о музыкальном бассейне?",  # both words stand there, and others may say it
        "Есть что-нибудь про стадион-велодром?",
        "Is anything said about a swimming marathon?",
    ],
)
def test_what_the_words_do_not_tell_is_not_answered_at_once(source: Source, question: str) -> None:
    assert at_once(source, question) is None


class Judges:
    """A session that is sure of a verdict where its passage holds some words."""

    hidden_state = np.ones(1, np.float32)

    def __init__(self, logits: Sequence[float]) -> None:
        self.logits = np.array(logits, np.float32)

    def choice_logits(self, choices: Sequence[str]) -> np.ndarray:
        assert len(choices) == 3
        return self.logits

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        raise AssertionError("a verdict costs no generated token")


class Reads(PassageReader):
    """A reader that is told what the LLM thinks of passages with some words; others it finds silent."""

    def __init__(self, where: str, logits: Sequence[float], head: VerdictHead | None) -> None:
        self.where, self.logits, self.questions = where, logits, []
        self.unread_gate, self.heads = Gate.untrained(), ReadingHeads(head)

    def read(
        self, context: QueryContext, evidence: Sequence[EvidenceText], *, judges: bool = False
    ) -> Iterator[tuple[EvidenceText, Features, Session | None]]:
        assert judges
        self.questions.append(context.standalone_question)
        numbers = dict.fromkeys((*GATE_FEATURES, "z_score", "other"), 0.0)
        for one in evidence:
            session = Judges(self.logits if self.where in one.text else (-9, -9, -0.1))
            yield one, Features(numbers, {"hidden_state": session.hidden_state}), session


def head() -> VerdictHead:
    """Takes the LLM's word."""
    coef = np.zeros((3, len(NUMBERS) + 1))
    coef[0, NUMBERS.index("yes_over_no")] = 1.0
    coef[2, NUMBERS.index("unknown_over_no")] = 1.0
    return VerdictHead(coef, np.zeros(3), 0.5)


def finished(events: Generator[Event, None, Outcome]) -> Outcome:
    while True:
        try:
            next(events)
        except StopIteration as stop:
            return stop.value


YES, NO, UNKNOWN = (-0.1, -6, -9), (-6, -0.1, -9), (-9, -9, -0.1)


def read(
    source: Source, question: str, logits: Sequence[float], where: str = "", *, fitted: bool = True
) -> tuple[Outcome, Reads]:
    reader = Reads(where, logits, head() if fitted else None)
    context = asked(source, question, Kind.YES_NO)
    return finished(yes_no(source).read(context, reader)), reader


def test_the_verdict_comes_first_and_the_sentence_that_decides_after_it(source: Source) -> None:
    reply, _ = read(source, "Вход в музей свободен?", YES)
    assert isinstance(reply, Reply)
    assert (reply.verdict, reply.lead, reply.mode) == (Verdict.YES, "Да.", Mode.EXTRACTED)
    assert [item.text for item in reply.items] == ["Вход в музей свободен"]
    assert [(cited.point, cited.quote) for cited in reply.items[0].citations] == [(3, "Вход в музей свободен.")]


def test_where_the_text_is_silent_nothing_is_cited(source: Source) -> None:
    reply, _ = read(source, "Вход в музей стоит сто рублей?", UNKNOWN)
    assert reply == Reply((), Mode.EXTRACTED, "В документе об этом не сказано.", Verdict.NOT_IN_TEXT)


def test_what_is_only_supported_is_not_done_yet(source: Source) -> None:
    reply, _ = read(source, "Музыкальный конкурс уже создан?", NO)
    assert isinstance(reply, Reply)
    assert (reply.verdict, reply.lead) == (Verdict.NO, "Пока нет: это только поддержали.")
    assert [cited.point for item in reply.items for cited in item.citations] == [2]


def test_a_plain_no_is_said_where_it_is_not_asked_whether_something_is_done(source: Source) -> None:
    reply, _ = read(source, "Музыкальный конкурс предложила Норвегия?", NO)
    assert isinstance(reply, Reply)
    assert (reply.verdict, reply.lead) == (Verdict.NO, "Нет.")


@pytest.mark.parametrize(("logits", "found"), [(YES, Verdict.NO), (NO, Verdict.YES), (UNKNOWN, Verdict.NOT_IN_TEXT)])
def test_a_denied_claim_is_read_without_its_negation_and_turned_over(
    source: Source, logits: Sequence[float], found: Verdict
) -> None:
    reply, reader = read(source, "Вход в музей не свободен, верно?", logits)
    assert isinstance(reply, Reply)
    assert reader.questions == ["Вход в музей свободен, верно?"]
    assert reply.verdict is found


def test_a_surprised_question_is_not_turned_over(source: Source) -> None:
    reply, _ = read(source, "Разве не свободен вход в музей?", YES)
    assert isinstance(reply, Reply)
    assert reply.verdict is Verdict.YES


def test_an_english_question_gets_the_translation_and_cites_the_original(source: Source) -> None:
    reply, _ = read(source, "Is entrance to the museum free?", YES)
    assert isinstance(reply, Reply)
    assert [item.text for item in reply.items] == ["Entrance to the museum is free"]
    assert reply.lead == "Yes."
    assert reply.items[0].citations[0].quote == "Вход в музей свободен."


@pytest.mark.parametrize(
    ("question", "logits", "fitted"),
    [("Вход в музей свободен?", YES, False), ("Вход в музей свободен?", (), True), ("Стадион или бассейн?", YES, True)],
)
def test_without_a_head_or_logits_or_a_claim_the_question_is_a_look_up(
    source: Source, question: str, logits: Sequence[float], fitted: bool
) -> None:
    outcome, _ = read(source, question, logits, fitted=fitted)
    assert outcome is None


def test_a_place_in_a_long_sentence_is_shown_with_the_words_around_it(source: Source) -> None:
    long = "Стороны построят стадион, проведут " + "очень " * 45 + "большой концерт, а также откроют маяк."
    text = f"Совет принял решение.\n\n1. {long}\n"
    embedder = source.retriever._embedder
    vectors = embedder.passages(["Совет принял решение.", long])
    index = Index.build(text.encode(), vectors, embedder.id, {})
    other = Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))
    reply = at_once(other, "Упоминается ли маяк?")
    assert isinstance(reply, Reply)
    (item,) = reply.items
    assert item.text in long
    assert item.text.endswith("откроют маяк")
    assert not item.text.startswith("Стороны")
    assert item.citations[0].quote == long


@pytest.mark.parametrize(
    ("logits", "lead", "found"),
    [
        (YES, "Да.", Verdict.YES),
        (NO, "Нет, об этом в документе не говорится.", Verdict.NO),
        (UNKNOWN, "Нет, об этом в документе не говорится.", Verdict.NO),
    ],
)
def test_a_topic_that_may_stand_there_in_other_words_is_judged_by_the_llm(
    source: Source, logits: Sequence[float], lead: str, found: Verdict
) -> None:
    reply, _ = read(source, "Говорится ли о музыкальном бассейне?", logits)
    assert isinstance(reply, Reply)
    assert (reply.lead, reply.verdict, bool(reply.items)) == (lead, found, found is Verdict.YES)
