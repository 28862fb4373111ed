"""Prompt lookup: guess the next tokens of an answer from the passage that it copies. Pure; knows no model.

After A. Saxena, Prompt Lookup Decoding (2023): where the last tokens written stand in the source, what follows there is
likely to be written next. Measured lengths: eval/LOG.md.
"""

from collections.abc import Sequence

MATCH = 3
"""Tokens that must agree before anything is guessed."""
SHORTEST, LONGEST = 3, 7
"""Tokens guessed after a match of MATCH tokens, and after a long one: short batches cost more than they gain."""
LONG_MATCH = 6


def draft(written: Sequence[int], source: Sequence[int]) -> list[int]:
    """What follows in `source` after its longest match with the end of `written`; empty where nothing agrees."""
    best, after = 0, 0
    for end in range(len(source) - 1, MATCH - 1, -1):
        length = 0
        while length < min(end, len(written), LONG_MATCH) and source[end - 1 - length] == written[-1 - length]:
            length += 1
        if length > best:
            best, after = length, end
    if best < MATCH:
        return []
    return list(source[after : after + (LONGEST if best >= LONG_MATCH else SHORTEST)])
