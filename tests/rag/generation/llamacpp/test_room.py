from hypothesis import given
from hypothesis import strategies as st

from rag.generation.llamacpp.room import LEAST_TOKENS, MAX_QUESTION_TOKENS, middle_left_out, share

SIZES = st.integers(0, 5000)


@given(st.integers(0, 20_000), st.integers(1, 3), st.integers(0, 20), st.integers(16, 1024), SIZES, SIZES)
def test_prompts_and_answers_never_take_more_than_the_cells(
    cells: int, prompts: int, suffix: int, longest: int, passage: int, question: int
) -> None:
    one = share(cells, prompts, suffix=suffix, longest_answer=longest)
    if not one.suffices:
        return
    kept, asked = one.cut(range(passage), range(question))
    assert prompts * (len(kept) + len(asked) + suffix + one.answer) <= cells
    assert len(kept) >= min(passage, LEAST_TOKENS)
    assert len(asked) >= min(question, LEAST_TOKENS)


def test_what_fits_is_not_cut() -> None:
    one = share(2372, 3, suffix=13, longest_answer=128)
    assert one.cut(range(301), range(200)) == (list(range(301)), list(range(200)))


def test_of_a_long_question_beginning_and_end_are_kept() -> None:
    assert middle_left_out(range(10), 5) == [0, 1, 2, 8, 9]
    assert middle_left_out(range(10), 1) == [0]
    assert middle_left_out(range(3), 3) == [0, 1, 2]
    _, asked = share(10_000, 1, suffix=0, longest_answer=128).cut(range(10), range(2000))
    assert (len(asked), asked[0], asked[-1]) == (MAX_QUESTION_TOKENS, 0, 1999)


def test_of_a_long_passage_the_beginning_is_kept() -> None:
    one = share(1200, 3, suffix=13, longest_answer=128)
    kept, _ = one.cut(range(5000), range(10))
    assert kept == list(range(len(kept)))


def test_a_context_without_room_is_told() -> None:
    assert not share(600, 3, suffix=13, longest_answer=128).suffices
