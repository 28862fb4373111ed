"""rag/query/asked/unnamed.py: questions that name nothing."""

import pytest

from rag.query.asked.unnamed import names_nothing


@pytest.mark.parametrize(
    "question",
    [
        "Когда открывается он?",
        "до скольки она работает в тот день",
        "за сколько недель нужно это оформить",
        "кому поручено это сделать?",
        "Who repaired it for them?",
        "how many hours does it take again?",
    ],
)
def test_somebody_or_something_is_not_named(question: str) -> None:
    assert names_nothing(question)


@pytest.mark.parametrize(
    "question",
    [
        "Когда открывается музей?",
        "Когда он вступает в силу?",
        "Кто его подписал?",
        "Где хранится устав и кто его меняет?",
        "Что в нём сказано о рыбе?",
        "When does it expire?",
        "What does it say about fish?",
        "Which forums are there?",
        "Who repaired the bridge, and when was it?",
        "Что случится до него в 2029 году?",
        "Когда открывают?",
    ],
)
def test_something_is_named_or_it_may_be_the_document(question: str) -> None:
    assert not names_nothing(question)
