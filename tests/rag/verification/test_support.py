from pathlib import Path

import pytest

from index.build import DEFAULT_SOURCE
from index.document import Document
from index.language.sentences import SourceSentence, split_sentences
from index.language.words import words
from index.structure import read
from rag.types import Rejection
from rag.verification.support import is_covered, measure_support, negations, polarity_differs, restates_question


@pytest.fixture(scope="module")
def document() -> Document:
    return read(Path(DEFAULT_SOURCE))


@pytest.mark.parametrize(
    ("word", "text", "holds"),
    [
        ("2025", "в 2025 году", True),
        ("2025", "в 2024 году", False),
        ("202", "в 2021 году", False),
        ("21", "в XXI веке", True),
        ("третья", "3-ей встречи", True),
        ("4", "четвёртой встречи", True),
        ("5", "четвёртой встречи", False),
        ("ледники", "сохранение ледников", True),
        ("Туркменистан", "в городе Туркменбаши", False),
    ],
)
def test_found(word: str, text: str, holds: bool) -> None:
    assert is_covered(words(word)[0], words(text)) is holds


def test_negations() -> None:
    assert negations(words("Никто не знает")) == 2
    assert negations(words("They did not, and never will")) == 2
    assert negations(words("Природа знает")) == 0


@pytest.mark.parametrize(
    ("said", "there", "is_turned"),
    [
        ("Природа знает границы", "Природа не знает границ", True),
        ("Природа не знает границ", "Природа не знает границ", False),
        ("Стороны не договорились", "Стороны договорились", True),
        ("Стороны договорились", "Стороны договорились", False),
        ("Стороны развивают спорт", "Стороны не только развивают спорт", False),
    ],
)
def test_turned(said: str, there: str, is_turned: bool) -> None:
    assert polarity_differs(words(said), words(there)) is is_turned


SOURCE = SourceSentence(
    0, 0, "Главы государств поддержали предложение Президента Республики Таджикистан об объявлении 2025 года "
    "Международным годом сохранения ледников.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "rejection", "detail"),
    [
        ("2025 год предложил объявить годом сохранения ледников Президент Таджикистана", None, ""),
        (
            "2026 год предложил объявить годом сохранения ледников Президент Таджикистана",
            Rejection.MISSING_NUMBER,
            "2026",
        ),
        (
            "Главы пяти государств поддержали предложение Президента Республики Таджикистан",
            Rejection.MISSING_NUMBER,
            "пяти",
        ),
        ("Главы государств поддержали одно предложение Президента Республики Таджикистан", None, ""),
        ("2025 год предложил объявить годом ледников Президент Узбекистана", Rejection.MISSING_NAME, "Узбекистана"),
        ("Узбекистан предложил объявить 2025 год годом сохранения ледников", Rejection.MISSING_NAME, "Узбекистан"),
        ("Таджикистан не предложил объявить 2025 год годом ледников", Rejection.NEGATION, ""),
        (
            "Таджикистан выделил деньги на строительство плотины",
            Rejection.LOW_COVERAGE,
            "выделил, деньги, строительство, плотины",
        ),
    ],
)
def test_support(sentence: str, rejection: Rejection | None, detail: str) -> None:
    judged = measure_support(sentence, SOURCE.text, 0.75, SOURCE)
    assert (judged.rejection, judged.detail) == (rejection, detail)
    assert judged.holds is (rejection is None)


def test_every_sentence_of_the_declaration_supports_itself(document: Document) -> None:
    for section in document.sections:
        for sentence in split_sentences(section.text):
            judged = measure_support(sentence.text, sentence.text, 1.0, sentence)
            assert judged.holds, (sentence.text, judged.rejection)
            assert judged.coverage == 1.0


def test_echoes() -> None:
    assert (
        restates_question(
            "Годом сохранения ледников предложено объявить год", "Какой год предложено объявить годом ледников?"
        )
        is False
    )
    assert restates_question("Сохранение ледников", "Что сказано о сохранении ледников?")
    assert not restates_question("Сохранение ледников предложил Таджикистан", "Кто предложил сохранение ледников?")


GLACIERS = (
    "Главы государств поддержали предложение Президента Республики Таджикистан об объявлении 2025 года годом ледников"
)
CENTRE = "Стороны поддержали инициативу узбекской стороны о создании Регионального центра"


@pytest.mark.parametrize(
    ("sentence", "source", "holds"),
    [
        ("Президент Таджикистана предложил объявить 2025 год годом ледников", GLACIERS, True),
        ("Главы государств предложили объявить 2025 год годом ледников", GLACIERS, False),
        ("2025 год объявлен годом ледников", GLACIERS, True),
        ("Главы государств поддержали предложение о годе ледников", GLACIERS, True),
        ("Узбекистан предложил создать Региональный центр", CENTRE, True),
        ("Стороны предложили создать Региональный центр", CENTRE, False),
        (
            "Министры подготовят предложения по срокам",
            "Главы поручили министрам подготовить предложения по срокам",
            True,
        ),
    ],
)
def test_who_proposed_must_be_named(sentence: str, source: str, holds: bool) -> None:
    assert measure_support(sentence, source, 0.5, SourceSentence(0, len(source), source)).holds is holds
