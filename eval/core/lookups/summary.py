"""Figures of a run from the values of its questions: means by language and type, the gate's curve, and the targets.

Each figure has its interval and number of questions; a group without a value for a metric has `Estimate(0)`. Knows
nothing of how answers are made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.core.dataset import Question, cluster_of
from eval.core.lookups.metrics import Observation, Values
from eval.core.statistics.estimates import Estimate, estimate, wilson
from eval.core.statistics.roc import Operating, auc, operating_points
from rag.types import GateReport

ALL = "all"
_FIRST_LANGUAGES = ("ru", "en")

Summary = Mapping[str, Mapping[str, Estimate]]
Row = tuple[Question, Values]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure over questions: the mean, or a quantile, of one of the values of eval/core/lookups/metrics.py."""

    key: str
    label: str
    value: str
    unit: str = "share"
    quantile: float | None = None
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure over the questions in some languages."""

    label: str
    value: str
    bound: float
    langs: Callable[[str], bool]
    at_least: bool = True
    unit: str = "share"
    quantile: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was measured; `met` is None if no question counts for it."""

    label: str
    bound: str
    measured: Estimate
    met: bool | None
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class GateCurve:
    """How well the gate's probability separates answerable from unanswerable questions.

    Attributes:
        auc: Area under the ROC curve, with its 95 % interval.
        threshold: The threshold in force.
        questions: Number of questions that reached the gate.
        points: What each threshold would do.
    """

    auc: float | None
    threshold: float | None
    questions: int
    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]
    points: tuple[Operating, ...]
    auc_low: float | None = None
    auc_high: float | None = None


METRICS = (
    Metric("hit_1", "Hit@1", "hit_1"),
    Metric("hit_3", "Hit@3", "hit_3"),
    Metric("mrr", "MRR", "mrr"),
    Metric("ndcg_5", "nDCG@5", "ndcg_5"),
    Metric("facts", "Key-fact recall", "facts"),
    Metric("citation_valid", "Citation validity", "citation_valid"),
    Metric("citation_precision", "Citation precision", "citation_precision"),
    Metric("citation_recall", "Citation recall", "citation_recall"),
    Metric("gold_cited", "Gold points cited", "gold_cited"),
    Metric("support_hard", "Support: numbers, dates, names", "support_hard"),
    Metric("support", "Support: content words too", "support"),
    Metric("decision", "Right to answer or refuse", "decision"),
    Metric("unanswerable_refused", "Unanswerable refused", "unanswerable_refused"),
    Metric("answerable_refused", "Answerable refused", "answerable_refused", higher_is_better=False),
    Metric("quoted", "Quoted share", "quoted", higher_is_better=False),
    Metric("noted", "Third languages with a note", "noted"),
    Metric("clean", "Nothing forbidden shown", "clean"),
    Metric("words", "Words, median", "words", "words", 0.5, higher_is_better=False),
    *(
        Metric(f"{value}_p{share}", f"{label}, p{share}", f"{value}_ms", "ms", share / 100, False)
        for value, label in (
            ("first_token", "First token"),
            ("first_sentence", "First sentence"),
            ("total", "Whole result"),
        )
        for share in (50, 95)
    ),
)


JUDGED = (
    *("decision", "facts", "hit_3", "citation_valid", "citation_precision", "citation_recall"),
    *("support_hard", "support", "clean", "noted"),
)
"""Values that make a question better or worse than before; times and lengths differ from run to run."""


def _ru(lang: str) -> bool:
    return lang == "ru"


def _en(lang: str) -> bool:
    return lang == "en"


def _ru_en(lang: str) -> bool:
    return lang in _FIRST_LANGUAGES


def _others(lang: str) -> bool:
    return lang not in _FIRST_LANGUAGES


def _any(lang: str) -> bool:
    return bool(lang)


TARGETS = (
    Target("Hit@3, ru and en", "hit_3", 0.99, _ru_en),
    Target("Hit@1, ru and en", "hit_1", 0.94, _ru_en),
    Target("Hit@3, other languages", "hit_3", 0.90, _others),
    Target("Key-fact recall, ru", "facts", 0.90, _ru),
    Target("Key-fact recall, en", "facts", 0.80, _en),
    Target("Citation validity", "citation_valid", 1.0, _any),
    Target("Citation precision, ru and en", "citation_precision", 0.97, _ru_en),
    Target("Citation recall, ru and en", "citation_recall", 0.92, _ru_en),
    Target("Support: numbers, dates, names", "support_hard", 1.0, _any),
    Target("Unanswerable refused", "unanswerable_refused", 0.95, _any),
    Target("Answerable refused, ru and en", "answerable_refused", 0.05, _ru_en, at_least=False),
    Target("Quoted share, ru and en", "quoted", 0.25, _ru_en, at_least=False),
    Target(
        "Words, median, ru and en",
        "words",
        45,
        _ru_en,
        at_least=False,
        unit="words",
        quantile=0.5,
    ),
    Target("Other languages with a note", "noted", 1.0, _others),
    Target("Nothing forbidden shown", "clean", 1.0, _any),
)


def groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows by group: "all", "lang=ru", "lang=en", the other languages, "type=…" and "document=…" by name."""
    langs = {item.lang for item, _ in rows}
    ordered = [lang for lang in _FIRST_LANGUAGES if lang in langs] + sorted(langs - set(_FIRST_LANGUAGES))
    types = sorted({item.type for item, _ in rows})
    documents = sorted({item.document for item, _ in rows if item.document})
    return {
        ALL: list(rows),
        **{f"lang={lang}": [row for row in rows if row[0].lang == lang] for lang in ordered},
        **{f"type={kind}": [row for row in rows if row[0].type == kind] for kind in types},
        **{f"document={name}": [row for row in rows if row[0].document == name] for name in documents},
    }


def summarise(rows: Sequence[Row]) -> Summary:
    """Return every metric of every group."""
    return {
        group: {metric.key: measure(members, metric.value, metric.quantile) for metric in METRICS}
        for group, members in groups(rows).items()
    }


def measure(rows: Iterable[Row], key: str, quantile: float | None = None) -> Estimate:
    """Return the mean, or a quantile, of the questions that a value applies to."""
    return measure_clusters(((cluster_of(item), values) for item, values in rows), key, quantile)


def measure_clusters(rows: Iterable[tuple[str, Values]], key: str, quantile: float | None = None) -> Estimate:
    """Return the mean, or a quantile, of a value in rows that come with the names of their clusters."""
    found = [(cluster, value) for cluster, values in rows if (value := values.get(key)) is not None]
    return estimate([value for _, value in found], [cluster for cluster, _ in found], quantile)


def present(rows: Iterable[Values], key: str) -> list[float]:
    """Return one value of each question that it applies to."""
    return [value for values in rows if (value := values.get(key)) is not None]


def verdicts(rows: Sequence[Row]) -> tuple[Verdict, ...]:
    """Return each target with what was measured."""
    return tuple(_verdict(target, rows) for target in TARGETS)


def _verdict(target: Target, rows: Sequence[Row]) -> Verdict:
    measured = measure((row for row in rows if target.langs(row[0].lang)), target.value, target.quantile)
    sign = "≥" if target.at_least else "≤"
    met = None
    if measured.value is not None:
        met = measured.value >= target.bound if target.at_least else measured.value <= target.bound
    return Verdict(target.label, f"{sign} {target.bound:g}", measured, met, target.unit)


def gate_curve(judged: Iterable[tuple[bool, str, GateReport]]) -> GateCurve:
    """Return the gate's curve over questions that reached it: whether each is answerable, its cluster, what it said.

    The interval of the AUC is Wilson's for as many observations as the smaller side has clusters: the variance of an
    AUC is at most AUC (1 - AUC) / min(n₁, n₂) (Birnbaum and Klose 1957), and a perfect one has a width too.
    """
    judged = tuple(judged)
    sides = [
        [(cluster, gate) for is_answerable, cluster, gate in judged if is_answerable is side] for side in (True, False)
    ]
    answerable, unanswerable = (tuple(gate.probability for _, gate in side) for side in sides)
    area = auc(answerable, unanswerable)
    size = min(len({cluster for cluster, _ in side}) for side in sides)
    low, high = (None, None) if area is None else wilson(area, size)
    return GateCurve(
        auc=area,
        threshold=judged[0][2].threshold if judged else None,
        questions=len(judged),
        answerable=answerable,
        unanswerable=unanswerable,
        points=operating_points(answerable, unanswerable),
        auc_low=low,
        auc_high=high,
    )


def gate_of(observations: Iterable[Observation]) -> GateCurve:
    """Return the gate's curve over the look-ups that expect an answer or a refusal and reached the gate."""
    return gate_curve(
        (one.item.expect == "answered", cluster_of(one.item), gate)
        for one in observations
        if (gate := one.result.gate) and one.item.expect != "either"
    )
