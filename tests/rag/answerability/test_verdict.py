import numpy as np
import pytest

from index.language.words import words
from rag.answerability.claim_features import CLAIM_FEATURES, claim_features, pending_status
from rag.answerability.gate import Gate
from rag.answerability.heads import Features
from rag.answerability.verdict import GATE_FEATURES, NUMBERS, VerdictHead, decide, verdict_features
from rag.query.asked.claims import Claim, read_claim
from rag.types import Verdict
from rag.weights import read_manifest


def claim(question: str) -> Claim:
    found = read_claim(question)
    assert found is not None
    return found


SENTENCES = [
    "Стороны построят стадион в городе Осло в 2019 году.",
    "Директора поддержали предложение Президента Кении о музыкальном конкурсе.",
]


def measured(question: str) -> dict[str, float]:
    return claim_features(claim(question), SENTENCES)


def test_words_of_the_claim_are_sought_in_one_sentence_and_in_the_whole_passage() -> None:
    both = measured("Построят ли стадион к музыкальному конкурсу?")
    assert (both["coverage"], both["passage_coverage"], both["lacking"]) == (0.5, 1.0, 0.0)
    assert measured("Построят ли в Осло стадион?")["coverage"] == 1.0


@pytest.mark.parametrize(
    ("question", "lacks_name", "other_number"),
    [("Стадион построят в Осло?", 0, 0), ("Стадион построят в Париже?", 1, 0), ("Стадион построят в 2021 году?", 0, 1)],
)
def test_another_name_and_another_number_are_told(question: str, lacks_name: int, other_number: int) -> None:
    found = measured(question)
    assert (found["lacks_name"], found["other_number"]) == (lacks_name, other_number)


def test_whose_proposal_it_is_speaks_for_or_against_a_claim() -> None:
    assert measured("Музыкальный конкурс предложила Кения?")["same_proposer"] == 1
    assert measured("Музыкальный конкурс предложила Норвегия?")["other_proposer"] == 1


def test_what_is_only_supported_counts_where_it_is_asked_whether_it_is_done() -> None:
    assert measured("Музыкальный конкурс уже создан?")["pending_if_done"] == 1
    assert measured("Нужен ли музыкальный конкурс?")["pending_if_done"] == 0


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Директора поддержали предложение о конкурсе.", "supported"),
        ("Стороны договорились создать форум.", "decided"),
        ("Советам поручили подготовить договор.", "asked"),
        ("Отмечена необходимость строительства.", "stated"),
        ("Музей открыт по субботам.", None),
        ("The parties instructed the councils to draft a plan.", "asked"),
    ],
)
def test_how_far_a_matter_has_got(sentence: str, status: str | None) -> None:
    assert pending_status(words(sentence)) == status


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [((0.7, 0.2, 0.1), Verdict.YES), ((0.1, 0.6, 0.3), Verdict.NO), ((0.45, 0.4, 0.15), Verdict.NOT_IN_TEXT)],
)
def test_an_unsure_verdict_is_that_the_text_is_silent(probabilities: tuple[float, ...], verdict: Verdict) -> None:
    assert decide(dict(zip(Verdict, probabilities, strict=True)), 0.5) is verdict


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [((0.7, 0.1, 0.2), Verdict.YES), ((0.2, 0.1, 0.7), Verdict.NOT_IN_TEXT), ((0.45, 0.1, 0.45), None)],
)
def test_where_silence_has_to_be_likely_an_unsure_verdict_is_none(
    probabilities: tuple[float, ...], verdict: Verdict | None
) -> None:
    assert decide(dict(zip(Verdict, probabilities, strict=True)), 0.5, 0.6) is verdict


def test_the_head_weighs_numbers_and_the_hidden_state() -> None:
    coef = np.zeros((3, len(NUMBERS) + 1))
    coef[0, NUMBERS.index("yes_over_no")], coef[2, -1] = 1.0, 1.0
    head = VerdictHead(coef, np.zeros(3), 0.5)
    gate = dict.fromkeys((*GATE_FEATURES, "z_score", "other"), 0.0)

    def judge(yes_over_no: float, state: float) -> Verdict | None:
        read = Features(gate, {"hidden_state": np.array([state], np.float32)})
        choices = np.array([yes_over_no - 5, -5, -5], np.float32)
        weighed = verdict_features(claim("Построят ли стадион?"), SENTENCES, read, choices, Gate.untrained())
        assert tuple(weighed.numbers) == NUMBERS
        return head.judge(weighed).verdict

    assert judge(4.0, 0.0) is Verdict.YES
    assert judge(4.0, 9.0) is Verdict.NOT_IN_TEXT


def test_the_head_of_the_repository_is_sound() -> None:
    entry = read_manifest().heads["verdict"]
    head = VerdictHead.load()
    assert head.coef.shape == (3, entry.columns)
    assert tuple(entry.features) == (*NUMBERS, "hidden_state")
    assert set(CLAIM_FEATURES) < set(NUMBERS)
    assert 0.4 <= head.threshold < 1
    assert entry.llm is not None
