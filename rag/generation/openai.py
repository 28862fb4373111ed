"""A `Generator` over a server that speaks OpenAI's chat API: vLLM, llama.cpp's own, or another.

Prompts go out as chat messages, since the server knows its model's markup. What such a server cannot give is done
without: no hidden state, so the gate weighs the question and the passage alone. A grammar is sent where the server was
seen to keep to one; llama.cpp, vLLM and SGLang each have a field of their own for it.
"""

import hashlib
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.generation import prompts
from rag.generation.engine import MAX_SESSIONS, ON_SERVER, CancelledError, Floats, Prompt, WithoutHiddenState
from rag.generation.openai_client import READ_SECONDS, Client, EngineError, Fields

TOP_LOGPROBS = 20
"""The most that OpenAI's protocol gives."""
GRAMMAR_FIELDS: tuple[Callable[[str], Fields], ...] = (
    lambda grammar: {"grammar": grammar},  # llama.cpp
    lambda grammar: {"structured_outputs": {"grammar": grammar}},  # vLLM
    lambda grammar: {"guided_grammar": grammar},  # vLLM before that
    lambda grammar: {"ebnf": grammar},  # SGLang
)
PROBE, PROBE_TOKENS = "Форум 17", 16


def open_remote(url: str, key: str = "", model: str = "", read_seconds: float = READ_SECONDS) -> "RemoteGenerator":
    """Connect to a server and see what it can do.

    Args:
        url: address of the API, ending in /v1.
        key: sent as a bearer token; none if it is empty.
        model: name of the model there; the first one that the server lists, if it is empty.
        read_seconds: how long the server may take until its next word.

    Raises:
        EngineError: it cannot be reached, refuses the key, or has no such model.
    """
    client = Client(url, key, read_seconds)
    try:
        return RemoteGenerator(client, _chosen(client, model))
    except BaseException:
        client.close()
        raise


def _chosen(client: Client, wanted: str) -> str:
    """A model that the server lists."""
    listed = client.models()
    if not listed or (wanted and wanted not in listed):
        there = f"it has {', '.join(listed[:10])}" if listed else "it lists none"
        raise EngineError(f"ASK_ENGINE_MODEL={wanted!r}: {client.url} has no such model, {there}. Name one of these.")
    return wanted or listed[0]


def chat(prompt: Prompt) -> list[dict[str, str]]:
    """Return a prompt as chat messages: the task, its examples, then passage and question."""
    frame = prompts.frame_of(prompt.language, judges=prompt.judges)
    messages = [{"role": "system", "content": prompts.system_message(frame)}]
    for user, assistant in prompts.examples(frame):
        messages += [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    passage = prompts.passage_opening(prompt.language) + prompts.format_passage(prompt.passage, prompt.language)
    question = prompts.format_question(prompt.question, prompt.language)
    return [*messages, {"role": "user", "content": passage + question}]


class RemoteGenerator:
    """A `Generator` on another machine; several threads may use it at once."""

    honours_grammar = False

    def __init__(self, client: Client, name: str) -> None:
        """Take a model of a server, and find out by which field it keeps to a grammar, if by any."""
        self._client, self.name = client, name
        self._grammar_field: Callable[[str], Fields] | None = None
        for field in GRAMMAR_FIELDS:
            body = {**self._body([{"role": "user", "content": "1+1"}], PROBE_TOKENS), **field(f'root ::= "{PROBE}"')}
            try:
                said = "".join(client.stream(body, threading.Event()))
            except EngineError:  # how some servers say that they do not know the field
                continue
            if said.strip() == PROBE:
                self._grammar_field, self.honours_grammar = field, True
                return

    @property
    def identity(self) -> str:
        """What stands for the hash of the model's file: no weights were fitted on it."""
        return f"{ON_SERVER}{hashlib.sha256(f'{self._client.url} {self.name}'.encode()).hexdigest()}"

    @contextmanager
    def prefill(self, prompts_: Sequence[Prompt], cancel: threading.Event) -> Iterator[list["RemoteSession"]]:
        """Return a session for each prompt; nothing is computed before it generates."""
        if len(prompts_) > MAX_SESSIONS:
            raise ValueError(f"{len(prompts_)} prompts; at most {MAX_SESSIONS} are prefilled together")
        if cancel.is_set():
            raise CancelledError
        yield [RemoteSession(self, prompt, cancel) for prompt in prompts_]

    def generate(self, prompt: Prompt, grammar: str, max_tokens: int, cancel: threading.Event) -> Iterator[str]:
        """Generate the answer to one prompt, greedily. Raises CancelledError, or EngineError where the server fails."""
        if cancel.is_set():
            raise CancelledError
        if max_tokens > 0:
            field = self._grammar_field(grammar) if self._grammar_field else {}
            yield from self._client.stream({**self._body(chat(prompt), max_tokens), **field}, cancel)

    def first_logprobs(self, prompt: Prompt, cancel: threading.Event) -> Mapping[str, float]:
        """Return the log-probabilities of the likeliest first tokens; empty if the server does not tell."""
        body = self._body(chat(prompt), 1) | {"stream": False, "logprobs": True, "top_logprobs": TOP_LOGPROBS}
        whole = self._client.complete(body, cancel)
        try:
            told = whole["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
            return {str(one["token"]): float(one["logprob"]) for one in told}
        except (KeyError, IndexError, TypeError, ValueError):
            return {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _body(self, messages: Sequence[Mapping[str, str]], max_tokens: int) -> dict[str, Any]:
        sampling = {"temperature": 0, "seed": 0, "max_tokens": max_tokens}
        return {"model": self.name, "messages": list(messages), "stream": True, **sampling}


@dataclass(frozen=True, slots=True)
class RemoteSession(WithoutHiddenState):
    """A prompt that the server reads when it answers it; what it has read of it before, it may still know."""

    generator: RemoteGenerator
    prompt: Prompt
    cancel: threading.Event

    def choice_logits(self, choices: Sequence[str]) -> Floats:
        """Return the log-probabilities of the choices' first tokens; empty unless the server told all of them."""
        told = self.generator.first_logprobs(self.prompt, self.cancel)
        # A word begins with the longest token that it can: «Нет» is a token of its own where «Не» begins «Неизвестно».
        first = [max((t for t in told if t and one.startswith(t)), key=len, default="") for one in choices]
        found = [told.get(token, math.nan) for token in first]
        return np.array(found, np.float32) if np.isfinite(found).all() else np.empty(0, np.float32)

    def generate(self, grammar: str, max_tokens: int) -> Iterator[str]:
        """Generate the answer greedily, as `Session.generate` says."""
        return self.generator.generate(self.prompt, grammar, max_tokens, self.cancel)
