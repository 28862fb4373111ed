"""32 questions at once on llama.cpp's own server: four slots beside one, in one run."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from index.structure import read
from rag.generation import prompts
from rag.generation.engine import Prompt
from rag.generation.openai import open_remote
from tests.rag.generation.llama_server import LlamaServer
from tests.rag.generation.test_contract import SOURCE

QUESTIONS = 32
MIN_GAIN = 1.5


def seconds(slots: int, asked: list[Prompt]) -> float:
    """How long a server takes for all of them."""
    server = LlamaServer(slots)
    generator = open_remote(server.url, server.key)

    def answer(prompt: Prompt) -> str:
        grammar = prompts.answer_grammar(prompt.passage, prompt.language)
        with generator.prefill([prompt], threading.Event()) as (session,):
            return "".join(session.generate(grammar, 48))

    try:
        with ThreadPoolExecutor(slots) as pool:
            list(pool.map(answer, asked[:slots]))  # the prompts' common beginning is read once for each slot
            began = time.perf_counter()
            answers = list(pool.map(answer, asked))
        assert all(answers)
        return time.perf_counter() - began
    finally:
        generator.close()
        server.close()


def test_four_slots_carry_more_than_one():
    document = read(SOURCE)
    passages = [section.paragraphs[0] for section in document.sections if section.number][:16]
    asked = [Prompt(text, question, "ru") for text in passages for question in ("Что решили?", "Кто это предложил?")]
    one, four = seconds(1, asked[:QUESTIONS]), seconds(4, asked[:QUESTIONS])
    print(f"\n{QUESTIONS} questions: one slot {one:.1f} s, four slots {four:.1f} s, {one / four:.2f} times as many")
    assert one / four >= MIN_GAIN
