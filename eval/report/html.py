"""Render a report as one HTML file that opens offline: figures, plots, every question, and what changed.

    python -m eval.report.html REPORT.json [--baseline REPORT.json] [--out REPORT.html]
                                           [--language ru|en]

The page is eval/report/report.html.jinja with its style sheet and script inlined. The template escapes everything that
comes from questions, models and documents, and the page's content security policy lets no other script run and fetches
nothing. Knows nothing of asking or judging.
"""

import argparse
import base64
import difflib
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.core.dataset import Exchange, Question
from eval.core.kinds.given import given_from_object, section_of
from eval.core.kinds.questions import DECLARATION
from eval.core.kinds.report import KindOutcome, KindReport
from eval.core.kinds.rules import missed_facts
from eval.core.lookups.metrics import Values
from eval.core.run_report import Fault
from eval.core.sets import AnyOutcome, AnyReport, diff_of, load_report, question_of
from eval.core.statistics.diff import Change, Diff
from eval.exchange.results import row_of
from eval.exchange.schema import SectionName
from eval.report import figure, interval, machine, probability, weights_in_use
from eval.report.plots import all_plots
from eval.report.strings import LANGUAGES, strings
from index.document import plain_point
from models.errors import AskError
from rag.render import why
from rag.types import Answer

_HERE = Path(__file__).parent
MAX_SLOWEST = 10
"""How many of the slowest questions are listed."""


@dataclass(frozen=True, slots=True)
class Card:
    """One question as the page shows it, of either set; `kinds` are those of its faults."""

    outcome: AnyOutcome
    change: Change[Any] | None
    id: str
    question: str
    language: str
    type: str
    document: str
    split: str
    history: tuple[Exchange, ...]
    faults: tuple[Fault, ...]
    kinds: str
    values: Values
    ranking: tuple[SectionName, ...]
    shown: str
    is_answered: bool
    brief: str
    text: str
    rewording: Markup | None


def page(report: AnyReport, changed: Diff[Any] | None = None, language: str = "en") -> str:
    """Return the whole page of a report on either set, in one of `LANGUAGES`."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        figure=figure,
        interval=interval,
        machine=machine,
        why=why,
        detail=detail,
        weights_in_use=weights_in_use,
        probability=probability,
        gold_names=gold_names,
        point_name=lambda number: plain_point(number).label,
        section_name=section_name,
        section_of=section_of,
        missed_facts=lambda outcome: missed_facts(outcome.question, given_from_object(outcome.given)),
    )
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    cards = _cards(report, changed)
    words = strings(language)
    template = "kinds.html.jinja" if isinstance(report, KindReport) else "lookups.html.jinja"
    return environment.get_template(template).render(
        report=report,
        run_metadata=report.run_metadata,
        metrics=report.metrics,
        langs=[group for group in report.summary if group.startswith("lang=")],
        types=sorted({card.type for card in cards}),
        documents=[group for group in report.summary if group.startswith("document=")],
        shown_as=[key for key in words["shown_as"] if any(card.shown == key for card in cards)],
        plots=all_plots(report, words),
        failures=[card for card in cards if card.faults],
        slowest=_slowest(cards),
        w=words,
        language=language,
        cards=cards,
        faults=Counter(kind for card in cards for kind in card.kinds.split()).most_common(),
        changed=changed,
        changes=Counter(change.kind for change in changed.changes).most_common() if changed else [],
        # The project's own files, so not escaped.
        style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def gold_names(item: Question) -> list[str]:
    """Return what readers call the gold sections of a look-up."""
    return [place.label for place in item.places] or [plain_point(number).label for number in item.gold]


def section_name(identifier: str, document: str) -> str:
    """Return how readers call a section by its id: as a point in the declaration, else by the id itself."""
    return plain_point(int(identifier)).label if document == DECLARATION and identifier.isdecimal() else identifier


def save_page(report: AnyReport, path: Path, changed: Diff[Any] | None = None, language: str = "en") -> None:
    """Write the page to a file."""
    path.write_text(page(report, changed, language), encoding="utf-8")


def reword(before: str, after: str) -> Markup:
    """Return two texts as one, word by word: removed words in <del>, added ones in <ins>. Escaped."""
    old, new = before.split(), after.split()
    parts: list[Markup] = []
    for step, start, end, new_start, new_end in difflib.SequenceMatcher(a=old, b=new).get_opcodes():
        gone, came = " ".join(old[start:end]), " ".join(new[new_start:new_end])
        if step == "equal":
            parts.append(escape(gone))
            continue
        parts += [Markup("<del>{}</del>").format(gone)] if gone else []
        parts += [Markup("<ins>{}</ins>").format(came)] if came else []
    return Markup(" ").join(parts)


def _cards(report: AnyReport, changed: Diff[Any] | None) -> list[Card]:
    changes = {change.id: change for change in changed.changes} if changed else {}
    return [_card(outcome, changes.get(outcome.id)) for outcome in report.outcomes]


def detail(text: str, words: Mapping[str, Any]) -> str:
    """Return a fault's detail in the words of a language; as it is where they have none for it."""
    for pattern, said in words["details"].items():
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return found.expand(said)
    return text


def _slowest(cards: list[Card]) -> list[Card]:
    """Return the questions that took longest, the slowest first; those without a time are none."""
    timed = [(time, card) for card in cards if (time := card.values.get("total_ms")) is not None]
    return [card for _, card in sorted(timed, key=lambda one: -one[0])[:MAX_SLOWEST]]


def _card(outcome: AnyOutcome, change: Change[Any] | None) -> Card:
    row = row_of(outcome)
    item = question_of(outcome)
    rewording = None
    if change and change.before and change.before.shown != outcome.shown:
        rewording = reword(change.before.shown, outcome.shown)
    return Card(
        outcome=outcome,
        change=change,
        id=row.id,
        question=row.question,
        language=row.language,
        type=row.kind,
        document=row.document or "",
        split=item.split or "",
        history=item.history,
        faults=outcome.faults,
        kinds=" ".join(dict.fromkeys(fault.kind for fault in outcome.faults)),
        values=outcome.values,
        ranking=tuple(row.ranking),
        shown=_shown_as(outcome, row.status),
        is_answered=row.status == "answered",
        brief=outcome.given.get("answer") or ""
        if isinstance(outcome, KindOutcome)
        else outcome.observation.result.text,
        text=f"{row.id} {row.question} {row.answer} {row.reference}".lower(),
        rewording=rewording,
    )


def _shown_as(outcome: AnyOutcome, status: str) -> str:
    """Return how an answer came about, else what came in its place."""
    if status != "answered":
        return status
    if isinstance(outcome, KindOutcome):
        return str(outcome.given.get("mode") or "answered")
    result = outcome.observation.result
    return str(result.mode) if isinstance(result, Answer) else status


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.report.html", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("report", type=Path, metavar="REPORT.json")
    parser.add_argument("--baseline", type=Path, metavar="REPORT.json", help="an earlier report to compare with")
    parser.add_argument("--out", type=Path, metavar="REPORT.html", help="default: beside the report")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="default: en")
    options = parser.parse_args(arguments)
    try:
        report = load_report(options.report)
        changed = diff_of(report, load_report(options.baseline)) if options.baseline else None
    except AskError as error:
        print(error, file=sys.stderr)
        return 1
    out = options.out or options.report.with_suffix(".html")
    save_page(report, out, changed, options.language)
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
