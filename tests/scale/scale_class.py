"""A class on one laptop, over a network of its own: twenty ask at once, then sixty once a minute each."""

import random
from collections.abc import Sequence

import numpy as np

from eval.core.dataset import load, select
from eval.core.kinds.questions import DECLARATION, load_kinds
from tests.scale.capacity import LIMIT_SECONDS, PAUSE_SECONDS
from tests.scale.lesson import Held, hold
from tests.scale.students import Asked, Reply

WARM_UP = Asked(0.0, 0, "Что сказано о ледниках?")
STUDENTS = 20
FOUND_SECONDS = 1.5
LESSON_STUDENTS, LESSON_MINUTES = 60, 3
"""As docs/SCALE.md has it of two cores."""
READ_SECONDS = 0.1
"""What is answered sooner after its points were found did not wait for the LLM."""
SEEN_SECONDS = 0.7
"""How late a student may see that somebody else's turn is over."""


def test_twenty_at_once() -> None:
    questions = [one.question for one in select(load(), "dev") if one.expect == "answered" and not one.history]
    asked = [Asked(0.0, student, question) for student, question in enumerate(questions[:STUDENTS])]
    held = hold(STUDENTS, [WARM_UP, *asked])
    found, whole = told(f"{STUDENTS} at once", held)
    print(f"{3600 * STUDENTS / whole.max():.0f} look-ups an hour")
    assert [one.error or one.state for one in held.replies] == ["done"] * STUDENTS
    assert wrong_places(held.replies) == []
    assert max(ahead for one in held.replies for _, ahead in one.places) >= STUDENTS // 2, "a line was there"
    assert np.percentile(found, 95) <= FOUND_SECONDS


def test_a_lesson() -> None:
    """What students type, of every kind, at random moments."""
    draw = random.Random(1)
    typed = [one for one in load_kinds(split="dev") if one.document == DECLARATION]
    asked, now = [WARM_UP], 0.0
    while (now := now + draw.expovariate(LESSON_STUDENTS / PAUSE_SECONDS)) < 60 * LESSON_MINUTES:
        question = draw.choice(typed)
        history = [{"question": turn.question, "answer": turn.answer} for turn in question.history]
        asked.append(Asked(now, draw.randrange(LESSON_STUDENTS), question.question, history))
    held = hold(LESSON_STUDENTS, asked)
    found, whole = told(f"{LESSON_STUDENTS} students for {LESSON_MINUTES} min", held)
    assert {one.error or one.state for one in held.replies} == {"done"}
    assert np.percentile(found, 95) <= FOUND_SECONDS
    assert np.percentile(whole, 95) <= LIMIT_SECONDS


def told(what: str, held: Held) -> tuple[np.ndarray, np.ndarray]:
    """Print what a lesson was like; return the seconds until points were found and until the whole reply."""
    found = np.array([one.found - one.asked for one in held.replies])
    whole = np.array([one.done - one.asked for one in held.replies])
    first, last = min(one.asked for one in held.replies), max(one.done for one in held.replies)
    print(
        f"\n{what}, {len(whole)} questions: found p50 {np.median(found):.2f}, p95 {np.percentile(found, 95):.2f} s; "
        f"whole p50 {np.median(whole):.1f}, p95 {np.percentile(whole, 95):.1f}, most {whole.max():.1f} s; "
        f"most before one {max((ahead for one in held.replies for _, ahead in one.places), default=0)}; "
        f"{held.cpu_seconds / (last - first):.2f} cores with the start, {held.memory_mib / 1024:.2f} GiB"
    )
    return found, whole


def wrong_places(replies: Sequence[Reply]) -> list[str]:
    """Return where a student was told another place than there was; first come, first served makes it known."""
    ends = [one.done for one in replies if one.done - one.found > READ_SECONDS]
    wrong = []
    for reply in replies:
        for time, ahead in reply.places:
            least, most = (
                sum(moment < end < reply.done for end in ends) for moment in (time + SEEN_SECONDS, time - SEEN_SECONDS)
            )
            if not least <= ahead <= most:
                wrong.append(f"{reply.question}: {ahead} at {time:.1f} s, {least} to {most} came before")
    return wrong
