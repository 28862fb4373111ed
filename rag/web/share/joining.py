"""Who may use a shared page: the join code, what becomes of wrong ones, and the sessions of those who had it. Pure."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that are not taken for each other when they are read from a screen or a wall."""
CODE_LENGTH = 6
TRIES = 5
"""Wrong codes of one address until it is locked."""
LOCK_SECONDS = 600.0
MAX_REMEMBERED = 4096
"""Addresses and sessions that are remembered; the oldest go first."""


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    wait_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A code that was refused, or not even looked at; `seconds` until the next one is."""

    seconds: float
    is_locked: bool


class Joining:
    """The code of one run and the sessions that it opened; forgotten when the program ends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Make a new code; `clock` gives seconds."""
        self.code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        self._clock, self._lock = clock, threading.Lock()
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._sessions: OrderedDict[str, None] = OrderedDict()

    def join(self, address: str, code: str) -> str | Wrong:
        """Return a new session for the right code of an address, else until when it has to wait.

        After each wrong code it waits twice as long, after TRIES of them LOCK_SECONDS; a code that comes earlier is
        not looked at, so that guessing faster gains nothing.
        """
        if (wrong := self.check(address, code)) is not None:
            return wrong
        session = secrets.token_urlsafe()
        with self._lock:
            self._sessions[session] = None
            _forget(self._sessions)
        return session

    def check(self, address: str, code: str) -> Wrong | None:
        """Look at a code, as `join` does; None if it is right."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(address, _Tries())
            self._tries.move_to_end(address)
            _forget(self._tries)
            if now < tries.wait_until:
                return Wrong(tries.wait_until - now, tries.wrong >= TRIES)
            if tries.wrong >= TRIES:  # the lock has run out
                tries.wrong = 0
            if secrets.compare_digest(normal(code).encode(), self.code.encode()):
                del self._tries[address]
                return None
            tries.wrong += 1
            is_locked = tries.wrong >= TRIES
            pause = LOCK_SECONDS if is_locked else float(2 ** (tries.wrong - 1))
            tries.wait_until = now + pause
            return Wrong(pause, is_locked)

    def has_joined(self, session: str) -> bool:
        """Return whether a session was opened with the code."""
        with self._lock:
            return session in self._sessions


def normal(code: str) -> str:
    """Return a code as it is compared: capitals, without what people put between the signs."""
    return "".join(code.upper().split()).replace("-", "")


def _forget(remembered: OrderedDict[str, _Tries] | OrderedDict[str, None]) -> None:
    while len(remembered) > MAX_REMEMBERED:
        remembered.popitem(last=False)
