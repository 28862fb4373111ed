"""The join code: who is let in, who has to wait, and what is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from rag.web.share.joining import ALPHABET, CODE_LENGTH, LOCK_SECONDS, MAX_REMEMBERED, TRIES, Joining, Wrong


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_code_can_be_read_from_a_wall_and_is_new_each_time() -> None:
    codes = {Joining().code for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01ILO") & set(ALPHABET)


def test_the_right_code_opens_a_session_however_it_is_typed() -> None:
    joining = Joining()
    for typed in (joining.code, joining.code.lower(), f" {joining.code[:3]}-{joining.code[3:]} "):
        session = joining.join("10.0.0.2", typed)
        assert isinstance(session, str)
        assert joining.has_joined(session)
    assert not joining.has_joined("")


@given(st.text(max_size=20))
def test_no_other_code_does(typed: str) -> None:
    assert isinstance(Joining().join("10.0.0.2", typed), Wrong)


def test_wrong_codes_are_slowed_down_and_then_locked_by_address() -> None:
    clock = Clock()
    joining = Joining(clock)
    waits = []
    for _ in range(TRIES):
        wrong = joining.join("10.0.0.2", "no")
        assert isinstance(wrong, Wrong)
        waits.append((wrong.seconds, wrong.is_locked))
        early = joining.join("10.0.0.2", joining.code)
        assert isinstance(early, Wrong), "a code that comes too early is not looked at"
        clock.now += wrong.seconds
    assert waits == [(1, False), (2, False), (4, False), (8, False), (LOCK_SECONDS, True)]
    assert isinstance(joining.join("10.0.0.3", joining.code), str), "others go on joining"
    assert isinstance(joining.join("10.0.0.2", joining.code), str), "and so does this one, after the lock"


def test_what_is_remembered_is_bounded() -> None:
    joining = Joining()
    first = joining.join("10.0.0.1", joining.code)
    for i in range(MAX_REMEMBERED):
        joining.join(f"address {i}", joining.code)
        joining.join(f"address {i}", "no")
    assert isinstance(first, str)
    assert not joining.has_joined(first)
    assert len(joining._tries) == len(joining._sessions) == MAX_REMEMBERED
