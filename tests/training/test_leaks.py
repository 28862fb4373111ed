"""Nothing that tests is fitted on, nor what is nearly the same."""

import json
from pathlib import Path

import pytest

from eval.core.dataset import DATA, load, select
from eval.core.kinds.questions import LATER_KINDS, SEALED, load_kinds
from index.language.words import fold, lemmas, words

WRITTEN = Path(__file__).resolve().parents[2] / "training" / "data"


def content(question: str) -> frozenset[str]:
    plain = fold(question)
    return frozenset(lemma for word, lemma in zip(words(plain), lemmas(plain), strict=True) if word.is_content)


@pytest.fixture(scope="module")
def held() -> list[tuple[str, frozenset[str]]]:
    sealed = (path for path in LATER_KINDS if path.stem in SEALED)
    latest = [item for path in sealed for item in load_kinds(path) if item.kind != "talk"]  # all greet alike
    tested = [*load_kinds(split="test"), *latest, *select(load(), split="test"), *load(DATA / "held_out.jsonl")]
    return [(item.lang, content(item.question)) for item in tested if not item.history]


@pytest.mark.parametrize("name", ["kinds", "lists", "yes_no", "foreign"])
def test_no_question_to_fit_on_shares_two_thirds_of_its_content_words_with_one_that_tests(
    name: str, held: list[tuple[str, frozenset[str]]]
) -> None:
    fitted = [json.loads(line) for line in (WRITTEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(fitted) > 200
    near = [
        one["question"]
        for one in fitted
        for own in [content(one["question"])]
        if any(lang == one["lang"] and own & kept and len(own & kept) * 3 >= len(own | kept) * 2 for lang, kept in held)
    ]
    assert near == []
