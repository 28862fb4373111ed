"""What is prefilled ahead of time, in which order, and where it stops."""

from collections.abc import Sequence

import numpy as np

from index.chunks import chunk
from index.store import Index
from index.structure import parse_bytes
from rag.generation.prefill import by_expected_use, within_budget
from tests.index.samples import TEXT

KAZAKH = ("кк0", "кк1", "кк2", "кк3")
ENGLISH = ("en0", "en1", "en2", "en3")


def index(translations: dict[str, Sequence[str]]) -> Index:
    rows = len(chunk(parse_bytes(TEXT.encode()))) * (1 + len(translations))
    return Index.build(TEXT.encode(), np.eye(rows, dtype=np.float32), "rows", translations)


def test_what_begins_a_point_comes_first_and_the_text_before_its_translation() -> None:
    assert list(by_expected_use(index({"kk": KAZAKH, "en": ENGLISH}), "ru")) == [
        ("Преамбула.", "ru"),
        ("Первый пункт о ледниках.", "ru"),
        ("Второй пункт о культуре.", "ru"),
        ("en0", "en"),
        ("en1", "en"),
        ("en3", "en"),
        ("Второй абзац первого пункта о воде.", "ru"),
        ("en2", "en"),
    ]


def test_sentences_of_passages_that_have_several_come_last() -> None:
    english = ("One. Two.", "en1", "en2", "Three. Four.")
    *passages, one, two, three, four = by_expected_use(index({"en": english}), "ru")
    assert len(passages) == 8
    assert [one, two, three, four] == [("One.", "en"), ("Two.", "en"), ("Three.", "en"), ("Four.", "en")]


def test_nothing_beyond_the_budget_is_read_or_even_measured() -> None:
    texts = [(str(number), "ru") for number in range(20_000)]
    measured: list[str] = []

    def cost(text: str, language: str) -> int:
        measured.append(text)
        return 10

    assert list(within_budget(texts, cost, 45)) == texts[:4]
    assert measured == ["0", "1", "2", "3", "4"]
    assert list(within_budget(texts, cost, 40)) == texts[:4]
    assert list(within_budget(texts, cost, 0)) == list(within_budget(texts, cost, -1)) == []
    assert list(within_budget(texts[:2], cost, 10**9)) == texts[:2]
