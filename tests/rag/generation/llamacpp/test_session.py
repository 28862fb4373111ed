from hypothesis import given
from hypothesis import strategies as st

from rag.generation.llamacpp.session import LONG_MATCH, MAX_DRAFT, MIN_DRAFT, MIN_MATCH, draft

SOURCE = tuple(range(100, 130))


def test_what_follows_a_match_is_guessed() -> None:
    assert draft([1, *SOURCE[4:7]], SOURCE) == list(SOURCE[7 : 7 + MIN_DRAFT])


def test_a_long_match_is_trusted_further() -> None:
    assert draft([1, *SOURCE[:LONG_MATCH]], SOURCE) == list(SOURCE[LONG_MATCH : LONG_MATCH + MAX_DRAFT])


def test_a_short_match_or_the_end_of_the_source_gives_nothing() -> None:
    assert draft([1, *SOURCE[4 : 4 + MIN_MATCH - 1]], SOURCE) == []
    assert draft(SOURCE, SOURCE) == []
    assert draft([], SOURCE) == []
    assert draft([1, 2, 3], []) == []


def test_the_longest_match_wins() -> None:
    assert draft([9, 1, 2, 3], [1, 2, 3, 50, 9, 1, 2, 3, 60, 61, 62]) == [60, 61, 62]


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=30))
def test_a_guess_follows_the_end_of_what_was_written_somewhere_in_the_source(
    written: list[int], source: list[int]
) -> None:
    guess = draft(written, source)
    whole = [*written[-MIN_MATCH:], *guess]
    assert not guess or any(source[i : i + len(whole)] == whole for i in range(len(source)))
