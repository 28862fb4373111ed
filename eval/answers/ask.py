"""Ask systems in turns, a question at a time, and keep each answer on disk, so that a stopped run resumes."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from eval.answers.process import Command, System
from eval.core.result_cache import Asked, LineCache, ObjectEntry, fingerprint

Object = dict[str, Any]


class Asking:
    """Systems side by side; a context manager that stops those that it started.

    Args:
        systems: How each is started.
        caches: A file for the answers of each.
        contexts: Everything that the answers of each depend on besides the question.
        fresh: Ask everything again.
    """

    def __init__(
        self,
        systems: Sequence[Command],
        caches: Sequence[Path],
        contexts: Sequence[Mapping[str, object]],
        *,
        fresh: bool = False,
        translate: Callable[[Object], Object] = lambda found: found,
    ) -> None:
        self._commands, self._contexts, self._translate = systems, contexts, translate
        self._caches = [LineCache(path, ObjectEntry, fresh) for path in caches]
        self._running: dict[int, System] = {}
        self._stack = ExitStack()
        self.seconds: list[float] = []
        """How long each answer took that was asked for, without the start of its system."""

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def kept(self, item: Asked) -> list[Object | None]:
        """Return each system's answer to a question, None where it is still to be asked."""
        entries = (
            cache.get(fingerprint(item, context)) for cache, context in zip(self._caches, self._contexts, strict=True)
        )
        return [dict(entry.object) if entry else None for entry in entries]

    def ask(self, item: Asked, first: int = 0) -> list[Object]:
        """Return each system's answer to a question, asking those that lack it in turn, beginning with `first`.

        Raises:
            SystemFailedError: a system ended without an answer.
        """
        found = self.kept(item)
        count = len(found)
        for place in ((first + step) % count for step in range(count)):
            if found[place] is None:
                found[place] = self._asked(place, item)
        return [one for one in found if one is not None]

    def _asked(self, place: int, item: Asked) -> Object:
        history = [turn.model_dump() for turn in item.history]
        if place not in self._running:
            self._running[place] = System(self._commands[place])
            self._stack.callback(self._running[place].stop)
            answer = self._running[place].ask(item.id, item.question, history)  # its time is that of the start too
        else:
            began = time.perf_counter()
            answer = self._running[place].ask(item.id, item.question, history)
            self.seconds.append(time.perf_counter() - began)
        answer = self._translate(answer)
        if answer.get("status") != "error":  # what failed is asked again by the next run
            key = fingerprint(item, self._contexts[place])
            self._caches[place].add(ObjectEntry(key, item.id, answer))
        return answer
