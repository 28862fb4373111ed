"""The small LLM is offered before memory runs short and where answers take long, and to nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.catalog import load
from models.fetch import Store
from rag.offer import JUDGED_BY, SLOW_MS, SMALL, Offer, needed_bytes
from rag.settings import Settings
from rag.web.strings import LANGUAGES, fixed_string

DEFAULT = load().model("llm").bytes
ENOUGH = needed_bytes(DEFAULT)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(load(), tmp_path)


def sized(path: Path, size: int) -> Path:
    """A file of that size that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_little_memory_is_said_with_what_is_free_what_is_needed_and_the_way_out(store: Store) -> None:
    offer = Offer(Settings(), store, free=1_900_000_000)
    said = offer.warning()
    assert offer.reason == "memory"
    assert said.count("1.90 GB") == 2
    assert said.count("2.93 GB") == 2
    assert said.count("1.68 GB") == 2
    assert said.count("python app.py --small") == 2
    assert all(line for line in said.splitlines())


def test_enough_memory_is_no_reason(store: Store) -> None:
    offer = Offer(Settings(), store, free=ENOUGH)
    assert (offer.reason, offer.warning()) == ("", "")
    assert Offer(Settings(), store, free=ENOUGH - 1).reason == "memory"


def test_what_is_needed_is_that_of_the_model_in_use(store: Store, tmp_path: Path) -> None:
    larger = Settings(llm=sized(tmp_path / "larger.gguf", 5_000_000_000))
    assert Offer(larger, store, free=ENOUGH).reason == "memory"
    assert "10.70 GB" in Offer(larger, store, free=ENOUGH).warning()


def test_who_has_the_small_model_is_told_to_close_programs(store: Store, tmp_path: Path) -> None:
    small = Settings(llm=sized(tmp_path / "small.gguf", load().model(SMALL).bytes))
    offer = Offer(small, store, free=1_000_000_000)
    assert offer.reason == ""
    assert "Close other programs" in offer.warning()
    assert "--small" not in offer.warning()
    assert Offer(small, store, free=needed_bytes(load().model(SMALL).bytes)).warning() == ""


def test_a_server_of_its_own_needs_no_memory_here(store: Store) -> None:
    offer = Offer(replace(Settings(), engine="http://127.0.0.1:1/v1"), store, free=1)
    for _ in range(JUDGED_BY):
        offer.replied(10 * SLOW_MS)
    assert (offer.reason, offer.warning()) == ("", "")


def test_replies_that_are_slow_again_and_again_are_a_reason_and_one_is_none(store: Store) -> None:
    offer = Offer(Settings(), store, free=ENOUGH)
    offer.replied(10 * SLOW_MS)  # the first reads what nobody has read before
    assert offer.reason == ""
    for _ in range(JUDGED_BY - 1):
        offer.replied(2 * SLOW_MS)
    assert offer.reason == "slow"
    for _ in range(JUDGED_BY - 1):
        offer.replied(SLOW_MS / 2)
    assert offer.reason == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["memory", "slow"])
def test_the_page_has_words_for_every_reason(language: str, reason: str) -> None:
    assert "python app.py --small" in fixed_string(language, f"offer_{reason}")
