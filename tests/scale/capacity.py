"""How many students a service carries, calculated from measured seconds: questions arrive at random and wait in line.

Arrivals are Poisson's: each student asks once a minute on average, independently of the others. The seconds of a
question are drawn from those that were measured. Pure.
"""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PAUSE_SECONDS = 60.0
"""Between two questions of a student, on average."""
LIMIT_SECONDS = 10.0
"""Within which a whole answer is there, for 95 of 100 questions."""
QUESTIONS = 40_000
"""Simulated for each number of students: the 95th percentile is then true to a few hundredths near the limit."""
MOST_STUDENTS = 100_000


def responses(rate: float, seconds: Sequence[float], servers: int = 1, seed: int = 1) -> NDArray[np.float64]:
    """Return how long simulated questions take from being asked to their whole answer, first come, first served.

    Args:
        rate: questions a second.
        seconds: what questions took that nobody kept waiting; each simulated one takes what one of these did.
        servers: questions that are worked on at once.
        seed: of the random numbers.
    """
    random = np.random.default_rng(seed)
    arrivals = np.cumsum(random.exponential(1.0 / rate, QUESTIONS))
    taken = random.choice(np.asarray(seconds, float), QUESTIONS)
    free = [0.0] * servers
    done = np.empty(QUESTIONS)
    for i, (arrival, service) in enumerate(zip(arrivals, taken, strict=True)):
        done[i] = max(arrival, heapq.heappop(free)) + service
        heapq.heappush(free, done[i])
    return done - arrivals


def students(seconds: Sequence[float], servers: int = 1) -> int:
    """Return how many students who ask once a minute get 95 of 100 whole answers within LIMIT_SECONDS."""
    low, high = 0, MOST_STUDENTS
    while high - low > 1:
        middle = (low + high) // 2
        if np.percentile(responses(middle / PAUSE_SECONDS, seconds, servers), 95) <= LIMIT_SECONDS:
            low = middle
        else:
            high = middle
    return low
