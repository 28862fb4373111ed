"""Hypothesis in rounds: as many examples as are asked for, in memory that does not grow with them."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, seed, settings
from hypothesis.strategies import SearchStrategy

ROUND = 5_000
"""Examples of a round. Hypothesis keeps a tree of all that it has tried, which takes gigabytes after a million."""


def in_rounds(examples: int, *strategies: SearchStrategy) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make a check of values a test that tries `examples` of them; those of a round are the same on every machine."""

    def test_of(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            for number, begin in enumerate(range(0, examples, ROUND)):
                limits = settings(
                    max_examples=min(ROUND, examples - begin), deadline=None, database=None, derandomize=False,
                    suppress_health_check=list(HealthCheck),
                )  # fmt: skip
                seed(number)(limits(given(*strategies)(check)))()

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return test_of
