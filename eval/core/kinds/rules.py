"""One pure rule for each kind of question: is what a reader was given right, and does it mislead?

A rule sees a question with its gold and what a reader was given (eval/core/kinds/given.py); it knows nothing of the
engine or of the document. `right` says whether that is the answer that was asked for, `misleading` whether a shown
answer states or cites something false. The rules are described in eval/data/README.md, with the set's card.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import product

from eval.core.kinds.given import Given, GivenItem, is_not_in_text
from eval.core.kinds.questions import KindQuestion
from eval.core.lookups.metrics import states
from index.language.numbers import number_value
from index.language.words import fold, lemmas, words

MIN_THEMES = 0.7
"""The share of an overview's themes that has to be touched."""
CLAIMS_TOLERANCE = 1
MIN_QUOTED_WORDS = 4


def right(question: KindQuestion, given: Given) -> bool:
    """Return whether a reader was given what the question asks for, by the rule of its kind.

    An unanswerable question is right where it is refused or gets the verdict `not_in_text`.
    """
    if question.unanswerable:
        return given.status == "refused" or is_not_in_text(given)
    if question.expect != "answered":
        return given.status == question.expect
    return given.status == "answered" and _RULES[question.kind](question, given)


def right_overview(question: KindQuestion, given: Given) -> bool:
    """Demand as many claims as asked for, give or take one, at least .7 of the themes, and no item from elsewhere.

    Without `claims` any number of items does; without `must` and `may` (the whole document) every section does. No
    item is never right.
    """
    if not given.items or (coverage := theme_coverage(question, given)) is None:
        return False
    counted = question.claims is None or abs(len(given.items) - question.claims) <= CLAIMS_TOLERANCE
    return counted and coverage >= MIN_THEMES and not items_outside(question, given)


def right_list(question: KindQuestion, given: Given) -> bool:
    """Demand that every section of `must` is cited, none outside `must` and `may`, and that there is an item."""
    return frozenset(question.must) <= given.cited <= question.acceptable


def right_point(question: KindQuestion, given: Given) -> bool:
    """Demand a citation of every section asked for; where a paragraph was asked for, its fact too."""
    return frozenset(question.must) <= given.cited and states_facts(question, given)


def right_compare(question: KindQuestion, given: Given) -> bool:
    """Demand for each side an item of its own that cites one of the side's sections."""
    if len(question.sides) != 2:
        return False
    first, second = (
        [place for place, item in enumerate(given.items) if item.cited & frozenset(side)] for side in question.sides
    )
    return any(one != other for one, other in product(first, second))


def right_yes_no(question: KindQuestion, given: Given) -> bool:
    """Demand the gold verdict, and a citation of a gold section where one is due."""
    return given.verdict == question.verdict and (not question.must or bool(given.cited & frozenset(question.must)))


def right_count(question: KindQuestion, given: Given) -> bool:
    """Demand exactly the gold number; 0 is a number, and none is wrong."""
    return given.count is not None and given.count == question.count


def right_about(question: KindQuestion, given: Given) -> bool:
    """Demand the gold number, if there is one, and every fact, with a gold section where the gold names one."""
    if question.count is not None and given.count != question.count:
        return False
    return cites_gold(question, given) and states_facts(question, given)


def right_define(question: KindQuestion, given: Given) -> bool:
    """Demand a citation of a gold section and every fact; a term that the text does not define has no facts."""
    return cites_gold(question, given) and states_facts(question, given)


def right_quote(question: KindQuestion, given: Given) -> bool:
    """Demand a citation of a gold section; to a Russian question an item has to show the very words that it cites.

    To other languages the citation is enough, since they may be shown the words of a translation.
    """
    gold = [item for item in given.items if item.cited & frozenset(question.may)]
    return any(question.lang != "ru" or _shows_quote(item, given.answer) for item in gold)


def right_lookup(question: KindQuestion, given: Given) -> bool:
    """Demand a citation of a gold section and every fact; without facts the citation is the answer."""
    return cites_gold(question, given) and states_facts(question, given)


_RULES: dict[str, Callable[[KindQuestion, Given], bool]] = {
    "overview": right_overview,
    "list": right_list,
    "point": right_point,
    "compare": right_compare,
    "yes_no": right_yes_no,
    "count": right_count,
    "about": right_about,
    "define": right_define,
    "quote": right_quote,
    "lookup": right_lookup,
}


def states_right(question: KindQuestion, given: Given) -> bool | None:
    """Return whether what is stated is right, whatever is cited: verdict, number and facts; refusals where due.

    None where there is nothing of that kind to state: small talk, and gold that names sections alone. A refusal says
    that the text is silent. It is for systems that are not built to cite.
    """
    if question.expect == "talk":
        return None
    if question.expect == "refused":
        return right(question, given)
    if question.verdict == "not_in_text" and given.status == "refused":
        return True
    told = [given.verdict == question.verdict] if question.kind == "yes_no" else []
    told += [given.count == question.count] if question.count is not None else []
    told += [states_facts(question, given)] if question.facts else []
    return given.status == "answered" and all(told) if told else None


def misleading(question: KindQuestion, given: Given) -> bool | None:
    """Return whether a shown answer misleads; None where no answer is shown (refusal, talk, error).

    It does where it states a wrong verdict, number or `short`, has an item that cites nothing acceptable, or cites no
    acceptable section where the gold names some. What is not stated (None) is not wrong. To a question that the
    text does not answer, is talk or is beyond what is offered, every answer misleads but the verdict `not_in_text`.
    """
    if given.status != "answered":
        return None
    if question.expect != "answered":
        return not is_not_in_text(given)
    wrong = (
        given.verdict is not None and question.verdict is not None and given.verdict != question.verdict,
        given.count is not None and question.count is not None and given.count != question.count,
        short_is_right(question, given) is False,
        bool(items_outside(question, given)),
        question.demands_citation and not given.cited & question.acceptable,
    )
    return any(wrong)


def items_outside(question: KindQuestion, given: Given) -> list[GivenItem]:
    """Return the items that cite sections, none of them acceptable; none at all where the gold names no section."""
    if not question.acceptable:
        return []
    return [item for item in given.items if item.cited and not item.cited & question.acceptable]


def list_precision(question: KindQuestion, given: Given) -> float | None:
    """Return the share of cited sections that are acceptable; None where none is cited."""
    return len(given.cited & question.acceptable) / len(given.cited) if given.cited else None


def list_recall(question: KindQuestion, given: Given) -> float | None:
    """Return the share of `must` that is cited, 0 for a refusal; None where `must` is empty."""
    return len(given.cited & frozenset(question.must)) / len(question.must) if question.must else None


def theme_coverage(question: KindQuestion, given: Given) -> float | None:
    """Return the share of themes of which a section is cited; None where the gold has none."""
    if not question.themes:
        return None
    return sum(bool(given.cited & frozenset(theme)) for theme in question.themes) / len(question.themes)


def cites_gold(question: KindQuestion, given: Given) -> bool:
    """Return whether one of `must` is cited, or one of `may` where `must` is empty; true where both are."""
    gold = frozenset(question.must or question.may)
    return not gold or bool(given.cited & gold)


def states_facts(question: KindQuestion, given: Given) -> bool:
    """Return whether every fact stands in what is shown, in one of its spellings; true where there are no facts."""
    return fact_recall(question, given) in {None, 1.0}


def fact_recall(question: KindQuestion, given: Given) -> float | None:
    """Return the share of facts that what is shown states; None where the gold has none."""
    if not question.facts:
        return None
    return 1 - len(missed_facts(question, given)) / len(question.facts)


def missed_facts(question: KindQuestion, given: Given) -> tuple[str, ...]:
    """Return the first spelling of each fact of which what is shown has no spelling."""
    shown = "\n".join((given.short or "", given.answer, *(item.text for item in given.items)))
    return tuple(fact[0] for fact in question.facts if not any(says(shown, form) for form in fact))


def short_is_right(question: KindQuestion, given: Given) -> bool | None:
    """Return whether `short` holds an accepted one, numbers in words or digits; None where gold or answer has none."""
    if not question.short or given.short is None:
        return None
    told = _in_digits(given.short)
    return any(says(given.short, form) or says(told, _in_digits(form)) for form in question.short)


def says(text: str, form: str) -> bool:
    """Return whether a text holds a spelling: from the start of a word, letter by letter, or in another inflection.

    So «ядерн» stands in «ядерного», and «Международный фонд» in «Международного фонда»; "15" does not stand in "153".
    Case, ё, quotation marks and the sorts of dashes do not matter. A blank spelling never stands anywhere.
    """
    wanted = _plain(form)
    if not wanted:
        return False
    start = "" if _UNSPACED.match(wanted) else r"(?<!\w)"
    end = r"(?!\d)" if wanted[-1].isdigit() else ""
    return bool(re.search(start + re.escape(wanted) + end, _plain(text))) or states(_lemmas(text), _lemmas(form))


def _in_digits(text: str) -> str:
    """A text with its numbers in digits: «шести месяцев» as «6 месяцев»."""
    values = [(word, number_value(word)) for word in words(text)]
    return " ".join(word.text if value is None else str(value) for word, value in values)


_UNSPACED = re.compile("[\u2e80-\u9fff]")
"""Scripts that put no spaces between words."""


def _shows_quote(item: GivenItem, answer: str) -> bool:
    shown = _plain(item.text or answer)
    return any(len(quote.split()) >= MIN_QUOTED_WORDS and _plain(quote) in shown for quote in item.quotes)


def _plain(text: str) -> str:
    return " ".join(re.sub("[–—‑−-]", "-", re.sub('[«»„“”"]', "", fold(text))).split())


@lru_cache(maxsize=4096)
def _lemmas(text: str) -> tuple[str, ...]:
    return lemmas(text)
