"""rag/answers/lookups/judged.py: what words say of the LLM's verdict."""

import pytest

from rag.answerability.verdict import Judgement, decide
from rag.answers.lookups.judged import (
    hardly_affirms,
    hardly_denies,
    likelier,
    may_be_denied,
    settled,
    silence_below,
    special_case,
)
from rag.query.asked.claims import Claim, read_claim
from rag.types import Verdict


def claim(question: str) -> Claim:
    found = read_claim(question)
    assert found is not None
    return found


def judgement(yes: float, no: float) -> Judgement:
    probabilities = {Verdict.YES: yes, Verdict.NO: no, Verdict.NOT_IN_TEXT: 1.0 - yes - no}
    return Judgement(decide(probabilities, 0.6, 0.7), probabilities)


PAID = "Пособие выплачивается до 10 числа, включая отпуск"


@pytest.mark.parametrize(
    ("question", "sentence", "odds", "leans", "found"),
    [
        ("Платят ли пособие в отпуске?", PAID, (0.5, 0.4), 1.7, Verdict.YES),
        ("Платят ли пособие в отпуске?", PAID, (0.5, 0.4), 1.0, None),  # the LLM itself does not lean to it
        ("Платят ли пособие в отпуске?", PAID, (0.3, 0.3), 1.7, None),  # the passage hardly decides
        ("Платят ли пособие в отпуске?", PAID, (0.3, 0.65), 2.5, Verdict.NO),  # surely meant, in one language
        ("Платят ли пособие в отпуске?", "Пособие в отпуске не выплачивается", (0.5, 0.4), 1.7, None),
        ("Платят ли пособие в отпуске?", "Пособие в отпуске выплачивается только врачам", (0.5, 0.4), 1.7, None),
        ("Платят ли пособие в отпуске?", "В отпуске пособие приостанавливается", (0.5, 0.4), 1.7, None),
        ("Платят ли два пособия в год?", PAID, (0.5, 0.4), 1.7, None),  # an amount is not read here
        ("Может ли парк быть продан?", "Парк не может быть заложен, сдан или продан", (0.8, 0.1), 1.7, Verdict.NO),
        ("Может ли член выйти?", "Член не может выйти ранее чем через пять лет", (0.8, 0.1), 1.7, Verdict.YES),
        ("Is a permit required?", "A permit is not required", (0.5, 0.4), 1.7, Verdict.NO),
    ],
)
def test_a_sentence_settles_what_the_llm_is_unsure_of(
    question: str, sentence: str, odds: tuple[float, float], leans: float, found: Verdict | None
) -> None:
    assert settled(claim(question), sentence, judgement(*odds), leans, foreign=False) is found


def test_of_another_language_a_plain_sentence_outweighs_a_no() -> None:
    asked, sentence = claim("Признаются ли дипломы?"), "Diplomas of one member shall be recognized by the others"
    assert settled(asked, sentence, judgement(0.3, 0.65), 2.3, foreign=True) is Verdict.YES
    assert settled(asked, sentence, judgement(0.3, 0.65), 1.8, foreign=True) is Verdict.NO
    bound = "Diplomas shall be recognized except those of physicians"
    assert settled(asked, bound, judgement(0.3, 0.65), 2.3, foreign=True) is Verdict.NO


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("May a donor close a letter for thirty years?", Verdict.NO),
        ("May a donor close a letter for twenty years?", Verdict.YES),
        ("May a donor close a letter?", Verdict.YES),
        ("May a donor close thirty letters?", Verdict.YES),  # of letters nothing is said
    ],
)
def test_an_amount_beyond_that_of_the_sentence_is_no_in_whatever_language(question: str, found: Verdict) -> None:
    sentence = "Даритель может закрыть письмо на срок не более двадцати пяти лет"
    assert settled(claim(question), sentence, judgement(0.95, 0.03), 3.0, foreign=True) is found


def test_what_is_only_planned_is_not_done() -> None:
    asked, sentence = claim("Центр уже работает?"), "Участники поддержали предложение о создании центра"
    assert likelier(asked, sentence, judgement(0.4, 0.1), 2.0) is Verdict.NO


def test_what_is_allowed_on_a_condition_is_allowed() -> None:
    asked, sentence = claim("Может ли гость получить ключ?"), "Гости вправе получить ключ, если внесли залог"
    assert likelier(asked, sentence, judgement(0.45, 0.5), 0.0) is Verdict.YES
    assert likelier(asked, "Гости не вправе получить ключ, если не внесли залог", judgement(0.45, 0.5), 0.0) is None


@pytest.mark.parametrize(
    ("sentence", "odds", "leans", "found"),
    [
        ("Drivers shall be exempt from tolls", (0.05, 0.3), 0.9, Verdict.NO),
        ("Drivers shall be exempt from tolls", (0.3, 0.3), 2.0, None),
        ("Drivers shall be exempt from tolls", (0.02, 0.18), 0.9, None),  # it hardly decides at all
        ("Drivers pay a toll", (0.3, 0.4), 1.8, Verdict.YES),
        ("Drivers pay a toll", (0.4, 0.1), 0.0, Verdict.YES),
        ("Водители не платят за проезд ночью", (0.5, 0.4), 1.8, Verdict.NO),
        ("Водители не платят за проезд, если едут ночью", (0.5, 0.4), 1.8, None),
    ],
)
def test_where_the_passage_answers_the_likelier_verdict_is_known(
    sentence: str, odds: tuple[float, float], leans: float, found: Verdict | None
) -> None:
    assert likelier(claim("Платят ли водители за проезд?"), sentence, judgement(*odds), leans) is found


GENERAL = "Decisions are taken by a majority of two thirds"
SPECIAL = "Decisions on the budget require unanimity"


@pytest.mark.parametrize(
    ("question", "sentence", "others", "place"),
    [
        ("Is a two-thirds majority enough for the budget?", GENERAL, [SPECIAL], 0),
        ("Is a two-thirds majority enough for a loan?", GENERAL, [SPECIAL], None),
        ("Можно ли получать обе: малую и большую премию?", "Можно получать малую и среднюю премию", [], None),
        (
            "Можно одновременно получать большую и малую премию?",
            "Допускается одновременное получение малой и средней премий",
            ["Большая премия с малой не совмещается"],
            0,
        ),
        ("Are the victims' names public?", "The register is public", ["Names of victims shall not be entered"], 0),
        ("Is the register public?", "The register is public", ["Names of victims shall not be entered"], None),
    ],
)
def test_a_rule_for_the_very_case_goes_before_the_general_one(
    question: str, sentence: str, others: list[str], place: int | None
) -> None:
    assert special_case(claim(question), sentence, others) == place


def test_a_claim_without_a_word_of_either_sentence_may_be_denied_by_the_other() -> None:
    others = ["Names of victims shall not be entered"]
    assert may_be_denied(claim("Can I look up who died?"), "The register is public", others)
    assert not may_be_denied(claim("Can I see the register?"), "The register is public", others)
    assert not may_be_denied(claim("Can I look up who died?"), "The register is public", ["It is kept at Oslo"])


@pytest.mark.parametrize(
    ("odds", "foreign", "beyond", "below"),
    [
        ((0.1, 0.1), False, False, 1.0),
        ((0.1, 0.25), False, False, 0.25),
        ((0.2, 0.4), False, False, 0.0),
        ((0.2, 0.4), False, True, 1.0),
        ((0.05, 0.05), True, False, 0.0),
        ((0.05, 0.05), True, True, 0.3),
        ((0.2, 0.1), True, True, 0.0),
    ],
)
def test_how_sure_the_gate_has_to_be_that_nothing_is_said(
    odds: tuple[float, float], foreign: bool, beyond: bool, below: float
) -> None:
    assert silence_below(judgement(*odds), foreign=foreign, beyond=beyond) == below


@pytest.mark.parametrize(
    ("question", "sentence", "foreign", "hardly"),
    [
        ("Может ли фонд взять деньги у завода?", "It may receive gifts, except from makers of arms", True, True),
        ("Может ли фонд взять деньги у завода?", "Фонд принимает дары, кроме даров заводов оружия", False, False),
        ("Может ли фонд взять деньги у завода?", "It may receive gifts from anyone", True, False),
        ("Норвегия уже ратифицировала договор?", "This Treaty is subject to ratification", True, True),
        ("Has the fund already been set up?", "A fund shall be set up by the Council", False, True),
        ("Will a fund be set up?", "A fund shall be set up by the Council", False, False),
    ],
)
def test_a_sentence_that_takes_cases_out_or_only_requires_is_no_yes(
    question: str, sentence: str, foreign: bool, hardly: bool
) -> None:
    assert hardly_affirms(claim(question), sentence, foreign=foreign) is hardly


@pytest.mark.parametrize(
    ("question", "sentence", "hardly"),
    [
        ("Must a boat with a broken lamp stay in port?", "A boat with a broken lamp shall not leave port", True),
        ("Must a boat leave port by noon?", "No boat shall leave port. A boat shall not leave port", False),
        ("Can a captain refuse to sail without being fined?", "No owner may fine a captain for refusing to sail", True),
        ("Можно ли отказаться без взыскания?", "За отказ взыскание не налагается", True),
        ("Можно ли курить в комнатах?", "Курить в комнатах не разрешается", False),
    ],
)
def test_a_sentence_that_denies_the_contrary_is_no_no(question: str, sentence: str, hardly: bool) -> None:
    assert hardly_denies(claim(question), sentence) is hardly


def test_a_plain_sentence_without_a_word_of_the_claim_denies_nothing() -> None:
    plain = "Директор может снять его досрочно."
    assert hardly_denies(claim("Он когда-нибудь отпадёт?"), plain)
    assert not hardly_denies(claim("Снимет ли его совет?"), plain)
    assert not hardly_denies(claim("Он когда-нибудь отпадёт?"), "Директор не может снять его досрочно.")
