"""The three fits, each measured by leaving one text out, and their entries in the manifest.

States are standardised and divided by the root of their number, so that all of them together weigh as one number does.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.core.statistics.roc import auc
from rag.answerability.claim_features import CLAIM_FEATURES
from rag.answerability.heads import sigmoid
from rag.answerability.list_gate import NUMBERS as LIST_NUMBERS
from rag.answerability.verdict import LLM_FEATURES, decide
from rag.answerability.verdict import NUMBERS as CLAIM_NUMBERS
from rag.types import Verdict
from rag.weights import HeadEntry, LlmEntry
from training.general.examples import Flags, Matrix, Read

GATE_PENALTY, LIST_PENALTY, NUMBERS_PENALTY, CLAIM_PENALTY = 3.0, 3.0, 0.3, 10.0
"""Inverse penalties, set by leaving one text out, as were the features (eval/LOG.md)."""
LIST_WEIGHT = 2.0
"""Weight of a paragraph of a list beside a passage of a look-up, in what tells both."""
LISTED_WRONGLY = 0.06
"""Share of the paragraphs listed, of texts that were left out, that may be wrong."""
CLAIM_NUMBERS_SCALE = 0.5
"""Weight of the numbers of a claim, all together, beside that of the states."""
SURE, SILENT = 0.6, 0.7
"""Least probabilities of yes or no, and of silence."""
_WEIGHED = tuple(name in {*CLAIM_FEATURES, *LLM_FEATURES} for name in CLAIM_NUMBERS)
"""Of the numbers of a verdict the gate's are left out: on another text they mean something else."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients on plain columns, (columns,) or (classes, columns), and the intercepts."""

    coef: Matrix
    intercept: Matrix

    def scores(self, columns: Matrix) -> Matrix:
        """Return the log-odds of rows, or of each class."""
        found: Matrix = columns @ self.coef.T + self.intercept
        return found


def fit(
    columns: Matrix, labels: NDArray[np.generic], penalty: float, *, scale: Matrix, weights: Matrix | None = None
) -> Fitted:
    """Fit a logistic regression on standardised columns, (rows, columns), each times its `scale`."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(columns)
    regression = LogisticRegression(C=penalty, class_weight="balanced", max_iter=3000)
    regression.fit(scaler.transform(columns) * scale, labels, sample_weight=weights)
    coef: Matrix = regression.coef_ * (scale / scaler.scale_)
    intercept: Matrix = regression.intercept_ - coef @ scaler.mean_
    return Fitted(coef[0], intercept[:1]) if len(coef) == 1 else Fitted(coef, intercept)


def left_out(read: Read, fitting: Callable[[Flags], Fitted], columns: Matrix) -> Matrix:
    """Return the scores of each row, (rows,) or (rows, classes), by a regression that was fitted without its text."""
    found = None
    for text in read.names:
        here = read.texts == text
        scores = fitting(read.texts != text).scores(columns[here])
        if found is None:
            found = np.zeros((len(read.ids), *scores.shape[1:]))
        found[here] = scores
    assert found is not None
    return found


def _even(states: int, numbers: int = 0) -> Matrix:
    return np.concatenate((np.ones(numbers) / np.sqrt(max(1, numbers)), np.ones(states) / np.sqrt(states)))


# -- the gate ---------------------------------------------------------------------------------------------------------


def fit_gate(read: Read) -> tuple[Fitted, dict[str, float], float]:
    """Return the gate, its thresholds and its AUC over questions; print what it does on each text."""

    def fitting(rows: Flags) -> Fitted:
        return fit(read.states[rows], read.answers[rows], GATE_PENALTY, scale=_even(read.states.shape[1]))

    scores = left_out(read, fitting, read.states)
    every = read.best(scores)
    able = read.answerable[every]
    limit = most_right_from(scores[every], able, read.answers[every])
    for text in read.names:
        best = read.best(scores, read.texts == text)
        yes, no = best[read.answerable[best]], best[~read.answerable[best]]
        print(f"{text:12} AUC {_auc(scores, yes, no):.3f} over {len(yes)} and {len(no)} questions, refused "
              f"{np.mean(scores[no] < limit):.3f} of unanswerable and "
              f"{np.mean(scores[yes] < limit):.3f} of answerable ones, right passage first "
              f"{read.answers[yes].mean():.3f}")  # fmt: skip
    thresholds = dict.fromkeys(("answer", "quote"), round(sigmoid(limit), 4))  # what is shown is a quotation
    return fitting(np.ones(len(read.ids), bool)), thresholds, _auc(scores, every[able], every[~able])


def most_right_from(scores: Matrix, answerable: Flags, right: Flags) -> float:
    """Return the score from which on to answer, so that as many questions as can be come out right.

    Args:
        scores: of each question's best passage, (questions,).
        answerable: whether the text answers the question; if not, it is right to refuse it.
        right: whether that passage holds the answer, and is therefore right to be shown.
    """
    ascending = np.argsort(scores)
    refused = np.concatenate(([0], np.cumsum(~answerable[ascending])))
    shown = np.concatenate((np.cumsum(right[ascending][::-1])[::-1], [0]))
    return float(np.append(scores[ascending], np.inf)[np.argmax(refused + shown)])


def _auc(scores: Matrix, yes: NDArray[np.int64], no: NDArray[np.int64]) -> float:
    return auc(scores[yes].tolist(), scores[no].tolist()) or 0.0


# -- lists ------------------------------------------------------------------------------------------------------------


def fit_lists(gate: Read, lists: Read) -> tuple[Fitted, float, float]:
    """Fit which paragraphs belong in a list, on numbers and hidden state; return the fit, its threshold and its AUC.

    Of two steps, which are one regression in the end: the states alone, over passages of look-ups as well, and what
    they give beside the numbers. Paragraphs that may be listed or not count as neither.
    """
    counted = lists.answers | ~lists.answerable
    states = np.concatenate((gate.states, lists.states))
    answers = np.concatenate((gate.answers, lists.answers))
    weights = np.concatenate((np.ones(len(gate.ids)), np.full(len(lists.ids), LIST_WEIGHT)))

    def first(without: str | None) -> Fitted:
        rows = np.concatenate((gate.texts != without, (lists.texts != without) & counted))
        return fit(
            states[rows], answers[rows], LIST_PENALTY, scale=_even(states.shape[1]), weights=weights[rows]
        )  # fmt: skip

    told = np.zeros(len(lists.ids))
    for text in lists.names:
        here = lists.texts == text
        told[here] = first(str(text)).scores(lists.states[here])
    columns = np.column_stack((lists.numbers, told))

    def second(rows: Flags) -> Fitted:
        rows = rows & counted
        return fit(columns[rows], lists.answers[rows], NUMBERS_PENALTY, scale=np.ones(columns.shape[1]))

    scores = left_out(lists, second, columns)
    whole, last = first(None), second(np.ones(len(lists.ids), bool))
    *numbers, read = last.coef.tolist()
    coef = np.concatenate((numbers, read * whole.coef))
    threshold = _least(scores[counted], lists.answers[counted])
    listed = scores >= threshold
    print(f"lists: AUC {auc(scores[lists.answers].tolist(), scores[counted & ~lists.answers].tolist()) or 0:.3f}; of "
          f"{len(np.unique(lists.ids))} lists {np.mean(lists.answerable[listed]):.3f} of the paragraphs listed may be, "
          f"{np.mean(listed[lists.answers]):.3f} of those that must be are")  # fmt: skip
    found = auc(scores[lists.answers].tolist(), scores[counted & ~lists.answers].tolist()) or 0.0
    return Fitted(coef, last.intercept + read * whole.intercept), round(sigmoid(threshold), 4), found


def _least(scores: Matrix, belongs: Flags) -> float:
    """The lowest score from which on no more than LISTED_WRONGLY do not belong."""
    order = np.argsort(-scores)
    wrong = np.cumsum(~belongs[order]) / np.arange(1, len(order) + 1)
    last = int(np.flatnonzero(wrong <= LISTED_WRONGLY)[-1])
    return float(scores[order[last]])


# -- verdicts ---------------------------------------------------------------------------------------------------------


def fit_verdicts(claims: Read) -> Fitted:
    """Fit what judges claims, (verdicts, numbers and state); print how it does on texts that were left out."""
    silent = tuple(Verdict).index(Verdict.NOT_IN_TEXT)
    labels = np.where(claims.answers, claims.golds, silent)
    columns = np.concatenate((claims.numbers, claims.states), axis=1)
    weighed = np.array(_WEIGHED, float)
    scale = np.concatenate((CLAIM_NUMBERS_SCALE * weighed / np.sqrt(weighed.sum()), _even(claims.states.shape[1])))

    def fitting(rows: Flags) -> Fitted:
        return fit(columns[rows], labels[rows], CLAIM_PENALTY, scale=scale)

    scores = left_out(claims, fitting, columns)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = odds / odds.sum(axis=1, keepdims=True)
    best = claims.best(1 - shares[:, silent])
    given = [decide(dict(zip(Verdict, shares[row].tolist(), strict=True)), SURE, SILENT) for row in best]
    golds = [tuple(Verdict)[gold] for gold in claims.golds[best]]
    right = np.mean([one is gold for one, gold in zip(given, golds, strict=True)])
    wrong = np.mean([one not in {gold, None} for one, gold in zip(given, golds, strict=True)])
    print(f"verdicts: of {len(best)} claims {right:.3f} right, {wrong:.3f} wrong, the others unsure")
    return fitting(np.ones(len(claims.ids), bool))


def entry(
    features: Mapping[str, int], thresholds: Mapping[str, float], llm: LlmEntry, questions: int, found: float | None
) -> HeadEntry:
    """Return a head's entry in the manifest, which belongs to no document and to no embedder."""
    return HeadEntry(
        file="unwritten.safetensors",
        sha256="0" * 64,
        documents=(),
        embedder=None,
        llm=llm,
        features=dict(features),
        thresholds=dict(thresholds),
        date=datetime.datetime.now(datetime.UTC).date(),
        questions=questions,
        auc=None if found is None else round(found, 3),
    )


LIST_FEATURES = dict.fromkeys(LIST_NUMBERS, 0)
CLAIM_FEATURE_SIZES = dict.fromkeys(CLAIM_NUMBERS, 0)
