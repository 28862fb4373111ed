"""How a question leans on earlier turns: the turn, what is to be read in the question's place, and its kind.

«А ещё?», «Подробнее», «В каком это пункте?», «А про спорт?», «А следующий?» say little by themselves. What they mean
comes from the last turn that was answered (moves.py beside this). Whether any other question leans on that turn is
decided by history.py beside this.
"""

from collections.abc import Callable, Mapping, Sequence

from index.document import Document
from rag.query.dialogue.carried import Carried
from rag.query.dialogue.moves import names_document
from rag.query.dialogue.reading import KindOf, Reading
from rag.query.dialogue.turns import answered_turns
from rag.query.sections.references import references
from rag.query.topic import topic_text, topic_words
from rag.types import Kind, Turn

WEIGHT_OF_TOPIC = 0.5
"""Exponent of a kind's probability for the question after its topic, beside that for the question alone."""
SURE_OF_TALK = 0.9
"""Probability of small talk from which on a question is taken for that, whatever the turn before it."""


def read(question: str, history: Sequence[Turn], document: Document, kind_of: KindOf) -> Reading:
    """Return how a question about a document is read after earlier turns, oldest first."""
    turns = answered_turns(history)
    alone = Reading(question, open_turns=turns)
    if not turns:
        return alone
    followup = Carried(question, turns, document, kind_of)
    if (inside := followup.same_part()) is not None:  # «а часть 3 этой статьи?» names no part by itself
        return inside
    if named := references(question, document):
        return followup.compared_with(named.points) or alone
    if names_document(question) and not topic_words(question):
        return Reading(question)
    steps: Sequence[Callable[[], Reading | None]] = (
        followup.beside, followup.compared, followup.compared_topic, followup.where,
        followup.in_detail, followup.others, followup.both, followup.abbreviation, followup.in_general,
        followup.of_point, followup.by_place, followup.quotation, followup.reason, followup.other_topic,
        followup.elliptical,
    )  # fmt: skip
    return next((found for step in steps if (found := step()) is not None), alone)


def mixed_kind(
    question: str, turn: Turn, probabilities: Callable[[str], Mapping[Kind, float]], known: Kind | None = None
) -> Kind | None:
    """Return the likeliest kind of a question that leans on a turn, read alone and after the topic of that turn."""
    if known is not None:
        return known
    alone = probabilities(question)
    topic = topic_text(turn.question)
    after = probabilities(f"{topic}: {question}") if topic else alone
    before = probabilities(turn.question)
    likely = {kind: alone[kind] * after[kind] ** WEIGHT_OF_TOPIC for kind in alone}
    # A short question looks like small talk, or like one about the document itself.
    if alone[Kind.TALK] < SURE_OF_TALK:
        likely.pop(Kind.TALK)
    if max(before, key=before.__getitem__) is not Kind.ABOUT:
        likely.pop(Kind.ABOUT)
    return max(likely, key=likely.__getitem__)
