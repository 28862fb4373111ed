from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.types import Dropped, Passage, Sentence
from rag.verify import Verifier, adjacency


class FakeEmbedder:
    """Every text has the same vector, so English sentences are judged by numbers and names alone."""

    id = "fake"
    dimension = 2

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))

    def passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.queries(texts)


GLACIERS = "Главы государств поддержали предложение Президента Таджикистана об объявлении 2025 года годом ледников."
FORUM = "Стороны договорились создать Форум культурного диалога Центральной Азии."
WOMEN = "Дана высокая оценка Форуму диалога женщин и концерту мастеров культуры Центральной Азии."
SPORT = "Главы государств будут развивать массовый спорт и туристические обмены."
PASSAGES = {
    point: Passage(point, f"{point}.1", 0.9, text, 10, 10 + len(text))
    for point, text in ((16, GLACIERS), (21, f"{FORUM} {WOMEN}"), (22, f"{FORUM} {SPORT}"))
}


def check(text: str, point: int, question: str = "Что решили?", language: str = "ru") -> Sentence | Dropped:
    return Verifier(FakeEmbedder()).check(text, PASSAGES[point], question, language)


@pytest.mark.parametrize(
    ("text", "point", "quote"),
    [
        ("Объявить 2025 год годом ледников предложил Президент Таджикистана", 16, GLACIERS),
        ("Создать Форум культурного диалога Центральной Азии договорились стороны", 21, FORUM),
        ("Высокая оценка дана Форуму диалога женщин и концерту мастеров культуры", 21, WOMEN),
        ("Стороны договорились создать Форум культурного диалога и развивать массовый спорт и обмены", 22,
         f"{FORUM} {SPORT}"),
    ],
)  # fmt: skip
def test_a_supported_sentence_cites_the_sentence_that_supports_it(text: str, point: int, quote: str) -> None:
    checked = check(text, point)
    assert isinstance(checked, Sentence)
    (citation,) = checked.citations
    assert (citation.point, citation.quote) == (point, quote)
    assert PASSAGES[point].text[citation.start - 10 : citation.end - 10] == quote


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Объявить 2026 год годом ледников предложил Президент Таджикистана", "number 2026"),
        ("Объявить 2025 год годом ледников предложил Президент Узбекистана", "name Узбекистана"),
        ("Главы государств не поддержали предложение об объявлении 2025 года годом ледников", "negation"),
        ("Президент построит железную дорогу и аэропорт", "words"),
        ("Главы государств предложили объявить 2025 год годом ледников", "who proposed it"),
        ("Главы государстов поддержали предложение Президента Таджикистана о годе ледников", "word государстов"),
    ],
)
def test_an_unsupported_sentence_is_dropped_with_the_reason(text: str, why: str) -> None:
    checked = check(text, 16)
    assert isinstance(checked, Dropped)
    assert why in checked.why
    assert (checked.text, checked.points) == (text, (16,))


def test_an_open_bracket_is_an_unfinished_sentence() -> None:
    checked = check("Форум культурного диалога создали стороны (в Центральной Азии", 21)
    assert isinstance(checked, Dropped)
    assert checked.why == "unfinished"


def test_an_echo_is_dropped() -> None:
    checked = check("Стороны создадут форум", 21, question="Какой форум создадут стороны?")
    assert isinstance(checked, Dropped)
    assert checked.why == "echoes the question"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tajikistan proposed to declare 2025 the year of glaciers", True),
        ("Tajikistan proposed to declare 2030 the year of glaciers", False),
        ("Uzbekistan proposed to declare 2025 the year of glaciers", False),
    ],
)
def test_english_sentences_are_held_to_numbers_and_names(text: str, kept: bool) -> None:
    assert isinstance(check(text, 16, language="en"), Sentence) is kept


def test_neighbours_count_in_order() -> None:
    assert adjacency("форум культурного диалога", FORUM) == 1.0
    assert adjacency("диалога культурного форум", FORUM) == 0.0
    assert adjacency("форум", FORUM) == 0.0
