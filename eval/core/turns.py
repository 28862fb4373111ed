"""The dialogue of a question, as the engine takes it."""

from eval.core.dataset import Question
from rag.types import Turn


def history_of(item: Question) -> tuple[Turn, ...]:
    """What was asked and answered before a question, in order."""
    return tuple(Turn(exchange.question, exchange.answer) for exchange in item.history)
