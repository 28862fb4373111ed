"""What eval.bench.load asks, chosen by rule from the development halves, and when two answers are equal."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from eval.core.dataset import load, select
from eval.core.kinds.questions import load_kinds

LOOKUPS = 30
THIRD = 10
TYPES = ("fact", "number", "list", "why", "how")
"""Types of questions that one passage answers."""
PREPARED = ("overview", "list", "point", "compare", "count", "about", "define", "quote")
"""Kinds whose answers are put together from the text and its digest, without the LLM."""
SAME = ("status", "reason", "verdict", "count", "answer")

Asked = dict[str, str]


def _shuffled(questions: Sequence[Asked], seed: int) -> list[Asked]:
    chosen = list(questions)
    random.Random(seed).shuffle(chosen)  # noqa: S311 - a rule of choice, no secret
    return chosen


def lookups(turn: int = 0, count: int = LOOKUPS) -> list[Asked]:
    """Return distinct Russian look-ups that the text answers; in the next turn others, if there are so many."""
    every = select(load(), "dev", TYPES, ["ru"])
    return _turn([_asked(one) for one in every if one.expect == "answered" and not one.history], 1, turn, count)


def mixed(turn: int = 0, third: int = THIRD) -> list[Asked]:
    """Return a third look-ups, a third of prepared kinds, and as many of these again, each after its first time."""
    kinds = [one for one in load_kinds(split="dev") if one.kind in PREPARED and one.lang == "ru" and not one.history]
    prepared = _turn([_asked(one) for one in kinds], 2, turn, third)
    first = _shuffled([*lookups(turn, third), *prepared], 3)
    return [*first, *({**one, "id": f"{one['id']}-again"} for one in first[:third])]


def _turn(questions: Sequence[Asked], seed: int, turn: int, count: int) -> list[Asked]:
    """Return the questions of one turn; after the last one they begin anew."""
    order = _shuffled(questions, seed)
    return [order[(turn * count + place) % len(order)] for place in range(count)]


def various(count: int, lookups: int | None = None) -> list[Asked]:
    """Return questions of all kinds that stand alone; half of them look-ups, or so many."""
    of_kinds = [one for one in load_kinds(split="dev") if not one.history]
    wanted = count // 2 if lookups is None else lookups
    look = [_asked(one) for one in select(load(), "dev") if not one.history]
    look += [_asked(one) for one in of_kinds if one.kind == "lookup"]
    others = [_asked(one) for one in of_kinds if one.kind != "lookup"]
    return _shuffled([*_shuffled(look, 5)[:wanted], *_shuffled(others, 4)[: count - wanted]], 6)


def _asked(one: Any) -> Asked:  # noqa: ANN401 - either schema of questions
    return {"id": one.id, "question": one.question}


def unequal(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what differs between the answers to the same questions: status, verdict, citations or text of both."""
    pairs = [(_said(one), _said(two)) for one, two in zip(first, second, strict=True)]
    return [
        {
            "id": asked["id"],
            "question": asked["question"],
            **{name: [one[name], two[name]] for name in one if one[name] != two[name]},
        }
        for asked, (one, two) in zip(first, pairs, strict=True)
        if one != two
    ]


def _said(answer: Mapping[str, Any]) -> dict[str, Any]:
    cited = [[citation[name] for name in ("section", "quote") if name in citation] for citation in answer["citations"]]
    return {**{name: answer.get(name) for name in SAME}, "citations": cited}
