from pathlib import Path

import numpy as np
import pytest

from rag.answerability.verdict import NUMBERS
from rag.types import Verdict
from training.verdict import ORDER, ClaimExample, ClaimRows, claims, fit_verdicts, folds_of, judged, labels_of, report


def example(name: str, question: str, verdict: str, *must: str) -> ClaimExample:
    return ClaimExample(
        id=name, question=question, lang="ru", form="fact", verdict=Verdict(verdict), must=must, why="as it is"
    )


ITEMS = (
    example("a", "Музей открыт?", "yes", "3.1"),
    example("b", "Музей не открыт?", "no", "3.1"),
    example("c", "Музей старый?", "not_in_text"),
    example("d", "Стадион построен?", "no", "1.1"),
)
ROWS = ClaimRows(("a", "a", "b", "c", "d"), ("3.1", "1.1", "3.1", "3.1", "1.1"), np.zeros((5, len(NUMBERS) + 2)))


def test_a_passage_has_the_verdict_of_the_claim_that_it_decides_and_a_denied_one_the_opposite() -> None:
    labels = [ORDER[label] for label in labels_of(ITEMS, ROWS)]
    assert labels == [Verdict.YES, Verdict.NOT_IN_TEXT, Verdict.YES, Verdict.NOT_IN_TEXT, Verdict.NO]


def test_claims_about_one_paragraph_are_in_one_fold() -> None:
    folds = folds_of(ITEMS, ROWS)
    assert len(set(folds[:4].tolist())) == 1


def test_the_passage_that_decides_gives_the_verdict_which_a_denial_turns_over() -> None:
    sure, silent = [0.9, 0.05, 0.05], [0.1, 0.1, 0.8]
    probabilities = np.array([silent, sure, sure, silent, [0.45, 0.3, 0.25]])
    found = judged(ITEMS, ROWS, probabilities, 0.5)
    assert found == [Verdict.YES, Verdict.NO, Verdict.NOT_IN_TEXT, Verdict.NOT_IN_TEXT]
    assert report("all", [item.verdict for item in ITEMS], found).startswith(
        "all: 4 claims, right 0.750, misleading 0.000"
    )


def test_the_regression_runs_on_plain_columns_and_finds_what_tells_verdicts_apart() -> None:
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    columns = random.normal(size=(90, len(NUMBERS) + 4))
    columns[:, 0] += 5 * (labels == 0)
    columns[:, 1] += 5 * (labels == 1)
    fitted = fit_verdicts(columns, labels, np.arange(90) // 3 % 5, 0.1)
    assert (fitted.out_of_fold.argmax(axis=1) == labels).mean() > 0.9
    assert ((columns @ fitted.coef.T + fitted.intercept).argmax(axis=1) == labels).mean() > 0.95


def test_rows_are_saved_and_loaded(tmp_path: Path) -> None:
    ROWS.save(tmp_path / "rows.npz")
    found = ClaimRows.load(tmp_path / "rows.npz")
    assert (found.ids, found.chunks) == (ROWS.ids, ROWS.chunks)
    np.testing.assert_array_equal(found.columns, ROWS.columns)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_there_are_claims_of_every_verdict_in_both_languages(verdict: Verdict) -> None:
    for language in ("ru", "en"):
        assert sum(item.verdict is verdict and item.lang == language for item in claims()) >= 25
