"""What every engine has to do, whatever else it may offer: the same tests for llama.cpp and for the fakes."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.bundled import bundled_translations
from index.chunks import chunk
from index.structure import read
from models.fetch import ensure
from rag.generation import prompts
from rag.generation.engine import MAX_SESSIONS, CancelledError, Generator, Prompt, WarmCache
from rag.generation.llamacpp.engine import open_generator
from rag.generation.openai import open_remote
from rag.settings import Settings
from tests.rag.generation.fakes import Script, StatelessScript
from tests.rag.generation.llama_server import LlamaServer

SOURCE = Path(__file__).parents[3] / "index" / "source" / "declaration.ru.txt"
DOCUMENT = read(SOURCE)
CORRIDORS = Prompt(DOCUMENT.section(20).text, "Какие механизмы стороны согласились внедрять?", "ru")
SYMBOL = Prompt(DOCUMENT.section(26).text, "Что одобрили президенты?", "ru")
TREATY = Prompt(
    next(text for text in bundled_translations(chunk(DOCUMENT))["en"] if "Treaty on Friendship" in text),
    "Which treaty are the foreign policy agencies to prepare?",
    "en",
)
SAID = "Стороны согласились внедрять механизмы «зелёных коридоров»."
LENGTH = 12
"""Tokens of an answer, where its beginning is enough: decoding is what takes time here."""
WHOLE = 60
SOON_SECONDS = 5.0
"""Within which a cancelled question ends, on a machine that is busy with something else."""


def served() -> Generator:
    """The remote engine; its server ends with it. A slot for each frame, which keeps what was read of that."""
    server = LlamaServer(slots=len(prompts.FRAMES))
    generator = open_remote(server.url, server.key)
    close = generator.close
    generator.close = lambda: (close(), server.close())  # type: ignore[method-assign,assignment]
    return generator


ENGINES = {
    "all capabilities": lambda: Script(1.0, SAID, where="зелёных коридоров", forced="Форум прошёл в Авазе."),
    "only generate": lambda: StatelessScript(SAID),
    "llama.cpp's server": served,
    "llama.cpp": lambda: open_generator(settings := Settings.from_environment(), settings.llm or ensure("llm")),
}


@pytest.fixture(scope="module", params=[pytest.param(e, marks=[pytest.mark.real] * ("llama" in e)) for e in ENGINES])
def generator(request: pytest.FixtureRequest) -> Iterator[Generator]:
    generator = ENGINES[request.param]()
    yield generator
    generator.close()
    generator.close()


def grammar(prompt: Prompt, prefix: str = "") -> str:
    return prompts.answer_grammar(prompt.passage, prompt.language, prefix)


def answers(generator: Generator, *asked: Prompt, length: int = LENGTH) -> list[tuple[NDArray[np.float32], str]]:
    """Hidden state and text of each prompt, all of them prefilled together."""
    with generator.prefill(asked, threading.Event()) as sessions:
        return [
            (session.hidden_state, "".join(session.generate(grammar(prompt), length)))
            for prompt, session in zip(asked, sessions, strict=True)
        ]


def cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_an_answer_is_some_text_from_the_passage(generator: Generator) -> None:
    ((_, text),) = answers(generator, CORRIDORS, length=WHOLE)
    assert "зелёных коридоров" in text


def test_prompts_that_are_prefilled_together_get_what_each_gets_alone(generator: Generator) -> None:
    asked = [CORRIDORS, SYMBOL, TREATY][:MAX_SESSIONS]
    together = answers(generator, *asked)
    for prompt, (state, text) in zip(asked, together, strict=True):
        ((alone_state, alone_text),) = answers(generator, prompt)
        assert text == alone_text
        assert not state.size or cosine(state, alone_state) > 0.999


def test_no_more_prompts_than_the_limit_are_prefilled_together(generator: Generator) -> None:
    with (
        pytest.raises(ValueError, match=f"at most {MAX_SESSIONS}"),
        generator.prefill([SYMBOL] * (MAX_SESSIONS + 1), threading.Event()),
    ):
        pass
    assert len(answers(generator, *[SYMBOL] * MAX_SESSIONS, length=0)) == MAX_SESSIONS


def test_the_same_prompt_gives_the_same_text_again(generator: Generator) -> None:
    with generator.prefill([CORRIDORS], threading.Event()) as (session,):
        first, again = ("".join(session.generate(grammar(CORRIDORS), LENGTH)) for _ in range(2))
    answers(generator, SYMBOL)
    ((_, anew),) = answers(generator, CORRIDORS)
    assert first == again == anew


@pytest.mark.parametrize("max_tokens", [0, 1, 4])
def test_generation_stops_at_its_length(generator: Generator, max_tokens: int) -> None:
    with generator.prefill([CORRIDORS], threading.Event()) as (session,):
        pieces = list(session.generate(grammar(CORRIDORS), max_tokens))
        whole = "".join(session.generate(grammar(CORRIDORS), LENGTH))
    assert len(pieces) <= max_tokens
    assert bool(pieces) == bool(max_tokens)
    assert whole.startswith("".join(pieces))
    assert len("".join(pieces)) < len(whole)


def test_a_generation_that_was_given_up_leaves_no_trace(generator: Generator) -> None:
    with generator.prefill([CORRIDORS], threading.Event()) as (session,):
        next(iter(session.generate(grammar(CORRIDORS, "Форум"), LENGTH)))
        text = "".join(session.generate(grammar(CORRIDORS), LENGTH))
    assert text == answers(generator, CORRIDORS)[0][1]


def test_a_grammar_is_honoured_by_whoever_claims_to(generator: Generator) -> None:
    with generator.prefill([CORRIDORS], threading.Event()) as (session,):
        text = "".join(session.generate(grammar(CORRIDORS, "Форум"), LENGTH))
    assert text.startswith("Форум") == generator.honours_grammar


def test_hidden_states_have_one_shape_and_tell_prompts_apart(generator: Generator) -> None:
    states = [answers(generator, prompt, length=0)[0][0] for prompt in (CORRIDORS, SYMBOL, TREATY)]
    assert {state.shape for state in states} == {(states[0].size,)}
    assert {state.dtype for state in states} == {np.dtype(np.float32)}
    assert all(np.isfinite(state).all() for state in states)
    assert not states[0].size or cosine(states[0], states[1]) < 0.99


def test_nothing_is_prefilled_for_a_question_that_was_cancelled_before(generator: Generator) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError), generator.prefill([CORRIDORS], cancel):
        pass


def test_cancelling_ends_a_generation(generator: Generator) -> None:
    cancel = threading.Event()
    before = answers(generator, CORRIDORS)
    with generator.prefill([CORRIDORS], cancel) as (session,):
        text = session.generate(grammar(CORRIDORS), LENGTH)
        next(text)
        cancel.set()
        with pytest.raises(CancelledError):
            next(text)
    assert answers(generator, CORRIDORS)[0][1] == before[0][1], "the next question is answered as if nothing had been"


def test_cancelling_ends_a_long_prefill_soon(generator: Generator) -> None:
    """The passage is new each time, so that no cache has it; an engine without prefill goes on generating instead."""
    prompt = Prompt(f"{time.time_ns()} " + 4 * CORRIDORS.passage, "Что внедрять?", "ru")
    cancel = threading.Event()
    began = time.perf_counter()
    threading.Timer(0.2, cancel.set).start()

    def work() -> None:
        with generator.prefill([prompt], cancel) as (session,):
            while time.perf_counter() - began < 2 * SOON_SECONDS:
                list(session.generate(grammar(prompt), LENGTH))

    with pytest.raises(CancelledError):
        work()
    assert time.perf_counter() - began < SOON_SECONDS


def test_a_warm_cache_warms_a_passage_once_and_changes_no_text(generator: Generator) -> None:
    if not isinstance(generator, WarmCache):
        assert not hasattr(generator, "warm"), "half a cache is none"
        return
    ((_, before),) = answers(generator, CORRIDORS)
    generator.warm(CORRIDORS.passage, "ru")
    assert not generator.warm(CORRIDORS.passage, "ru")
    ((_, after),) = answers(generator, CORRIDORS)
    assert before == after
    assert generator.prefix_bytes >= 0
    assert 0 < generator.passage_bytes("Форум", "ru") < generator.passage_bytes(CORRIDORS.passage, "ru")


def test_choices_are_weighed_without_decoding_or_not_at_all(generator: Generator) -> None:
    asked = [
        Prompt(SYMBOL.passage, "Одобрено ли Положение о Едином символе?", "ru", judges=True),
        Prompt(TREATY.passage, "Has the Treaty on Friendship been signed?", "en", judges=True),
    ]
    with generator.prefill(asked, threading.Event()) as sessions:
        for prompt, session in zip(asked, sessions, strict=True):
            logits = session.choice_logits(prompts.verdict_choices(prompt.language))
            assert logits.shape in ((0,), (3,))
            assert np.exp(logits).sum() <= 1 + 1e-4
            assert (logits < 0).all()
