"""What went wrong with a question of a kind, in words: why the rule of its kind does not call it right.

The rules themselves are eval/core/kinds/rules.py.
"""

from collections.abc import Iterator

from eval.core.kinds.given import Given
from eval.core.kinds.questions import KindQuestion
from eval.core.kinds.rules import (
    CLAIMS_TOLERANCE,
    MIN_THEMES,
    cites_gold,
    items_outside,
    misleading,
    missed_facts,
    right,
    theme_coverage,
)
from eval.core.run_report import Fault

_WHOLE = {"list", "point"}
"""Kinds of which every section of `must` has to be cited."""


def faults_of(question: KindQuestion, given: Given) -> tuple[Fault, ...]:
    """Return why an answer is not right, and whether it misleads; nothing where it is right and does not."""
    if given.status == "error":
        return (Fault("error", given.answer),)
    found = [] if right(question, given) else list(_why(question, given)) or [Fault("rule", "not what was asked for")]
    if misleading(question, given):
        found.append(Fault("misleading", "what is shown says or cites what is not so"))
    return tuple(found)


def _why(question: KindQuestion, given: Given) -> Iterator[Fault]:
    if given.status == "talk":
        yield Fault("refused", "taken for small talk")
    elif question.expect == "talk":
        yield Fault(given.status, "small talk was expected")
    elif question.expect == "refused":
        why = "the text holds no answer" if question.unanswerable else "it asks for what is not offered"
        yield Fault("answered", f"answered, though {why}")
    elif given.status == "refused":
        yield Fault("refused", "refused, though the text holds the answer")
    else:
        yield from _sections(question, given)
        yield from _words(question, given)


def _sections(question: KindQuestion, given: Given) -> Iterator[Fault]:
    missing = [section for section in question.must if section not in given.cited]
    if question.kind in _WHOLE and missing:
        yield Fault("source", f"not cited: {', '.join(missing)}")
    elif question.kind not in _WHOLE and not cites_gold(question, given):
        gold = question.must or question.may
        yield Fault("source", f"cites none of the gold sections {', '.join(gold)}")
    beside = sorted({one for item in items_outside(question, given) for one in item.cited} - question.acceptable)
    if beside:
        yield Fault("source", f"cites beside the gold sections: {', '.join(beside)}")
    for place, side in enumerate(question.sides, 1):
        if not given.cited & frozenset(side):
            yield Fault("source", f"side {place} is not cited: {', '.join(side)}")


def _words(question: KindQuestion, given: Given) -> Iterator[Fault]:
    if question.verdict is not None and given.verdict != question.verdict:
        yield Fault("verdict", f"the verdict is {given.verdict or 'none'}, expected is {question.verdict}")
    if question.count is not None and given.count != question.count:
        shown = "none" if given.count is None else given.count
        yield Fault("count", f"the number is {shown}, expected is {question.count}")
    if missed := missed_facts(question, given):
        yield Fault("facts", f"not stated: {'; '.join(missed)}")
    coverage = theme_coverage(question, given)
    if coverage is not None and coverage < MIN_THEMES:
        touched = round(coverage * len(question.themes))
        yield Fault("themes", f"themes touched: {touched} of {len(question.themes)}")
    if question.claims is not None and abs(len(given.items) - question.claims) > CLAIMS_TOLERANCE:
        yield Fault("themes", f"items shown: {len(given.items)}, asked for: {question.claims}")
