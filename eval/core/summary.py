"""From values of single questions to figures: means by language and type, the gate's curve, and the targets.

It knows nothing of how an answer came about. A group without a value for a metric has `Estimate(0)`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.core.dataset import Question
from eval.core.estimates import Estimate, Operating, Statistic, auc, estimate, mean, operating_points, percentile
from eval.core.metrics import Observation, Values

ALL = "all"
_FIRST_LANGUAGES = ("ru", "en")

Summary = Mapping[str, Mapping[str, Estimate]]
Row = tuple[Question, Values]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure over questions: which value of eval/core/metrics.py it takes, how, and which way is better."""

    key: str
    label: str
    value: str
    unit: str = "share"
    statistic: Statistic = mean
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """A bound that a figure must keep, over the questions in some languages."""

    label: str
    value: str
    bound: float
    langs: Callable[[str], bool]
    at_least: bool = True
    unit: str = "share"
    statistic: Statistic = mean


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was measured; `met` is None where nothing was."""

    label: str
    bound: str
    measured: Estimate
    met: bool | None
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class GateCurve:
    """How well the gate's probability separates, and what every threshold would do.

    `threshold` is the one in force, `questions` the number that carry a probability.
    """

    auc: float | None
    threshold: float | None
    questions: int
    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]
    points: tuple[Operating, ...]


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
    Metric("words", "Words, median", "words", "words", percentile(50), higher_is_better=False),
    *(
        Metric(f"{value}_p{share}", f"{label}, p{share}", f"{value}_ms", "ms", percentile(share), False)
        for value, label in (
            ("first_token", "First token"),
            ("first_sentence", "First sentence"),
            ("total", "Whole result"),
        )
        for share in (50, 95)
    ),
)


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
        statistic=percentile(50),
    ),
    Target("Other languages with a note", "noted", 1.0, _others),
    Target("Nothing forbidden shown", "clean", 1.0, _any),
)


def groups(rows: Sequence[Row]) -> dict[str, list[Values]]:
    """Values by group: "all", then "lang=ru", "lang=en" and the other languages, then "type=…" by name."""
    langs = {item.lang for item, _ in rows}
    ordered = [*(lang for lang in _FIRST_LANGUAGES if lang in langs), *sorted(langs - set(_FIRST_LANGUAGES))]
    result = {ALL: [values for _, values in rows]}
    result |= {f"lang={lang}": [values for item, values in rows if item.lang == lang] for lang in ordered}
    types = sorted({item.type for item, _ in rows})
    return result | {f"type={kind}": [values for item, values in rows if item.type == kind] for kind in types}


def summarise(rows: Sequence[Row]) -> Summary:
    """Every metric of every group, each with its interval."""
    return {
        group: {metric.key: estimate(present(values, metric.value), metric.statistic) for metric in METRICS}
        for group, values in groups(rows).items()
    }


def present(rows: Iterable[Values], key: str) -> list[float]:
    """The values of one metric, those left out to which it does not apply."""
    return [value for values in rows if (value := values.get(key)) is not None]


def verdicts(rows: Sequence[Row]) -> tuple[Verdict, ...]:
    """Each target with what was measured."""
    return tuple(_verdict(target, rows) for target in TARGETS)


def _verdict(target: Target, rows: Sequence[Row]) -> Verdict:
    measured = estimate(
        present((values for item, values in rows if target.langs(item.lang)), target.value), target.statistic
    )
    sign = "≥" if target.at_least else "≤"
    met = None
    if measured.value is not None:
        met = measured.value >= target.bound if target.at_least else measured.value <= target.bound
    return Verdict(target.label, f"{sign} {target.bound:g}", measured, met, target.unit)


def gate_curve(observations: Iterable[Observation]) -> GateCurve:
    """The gate over all questions that are answerable or not; those that never reached it are left out."""
    judged = [
        (observation.item.expect, gate)
        for observation in observations
        if (gate := observation.result.gate) and observation.item.expect != "either"
    ]
    answerable = tuple(gate.probability for expect, gate in judged if expect == "answered")
    unanswerable = tuple(gate.probability for expect, gate in judged if expect == "refused")
    return GateCurve(
        auc=auc(answerable, unanswerable),
        threshold=judged[0][1].threshold if judged else None,
        questions=len(judged),
        answerable=answerable,
        unanswerable=unanswerable,
        points=operating_points(answerable, unanswerable),
    )
