"""rag/query/kind.py and surface.py: two models that are added up, and what the surface shows them."""

import numpy as np
import pytest

from rag.answerability.heads import RbfHead
from rag.query.kind import VECTOR, EmbeddingClassifier, KindClassifier, SurfaceClassifier
from rag.query.surface import COLUMNS, MIN_QUESTIONS, Surface, frequent
from rag.types import Kind

KINDS = list(Kind)


def surface_classifier(threshold: float = 0.5, **logits: float) -> SurfaceClassifier:
    intercept = np.array([logits.get(kind, 0.0) for kind in Kind], np.float32)
    return SurfaceClassifier(Surface(()), np.zeros((len(Kind), COLUMNS), np.float32), intercept, threshold)


def embedding_classifier(weight: float, kind: Kind, value: float) -> EmbeddingClassifier:
    """Adds `value` to a kind where the embedding is (1, 0), nothing far from there."""
    dual_coef = np.zeros((1, len(Kind)), np.float32)
    dual_coef[0, KINDS.index(kind)] = value
    zeros, ones = np.zeros(2, np.float32), np.ones(2, np.float32)
    place = np.array([[1, 0]], np.float32)
    machine = RbfHead(
        {VECTOR: 2}, tuple(Kind), zeros, ones, np.eye(2, dtype=np.float32), ones / 10, place, dual_coef, 100
    )
    return EmbeddingClassifier(machine, weight, 0.5)


HERE, THERE = np.array([1, 0], np.float32), np.array([0, 1], np.float32)


def test_the_likeliest_kind_is_taken_and_the_next_two_are_offered() -> None:
    found = KindClassifier(surface_classifier(list=9, count=5, quote=4)).predict("вода", HERE)
    assert (found.kind, found.others) == (Kind.LIST, (Kind.COUNT, Kind.QUOTE))
    assert found.probability > 0.9


def test_unsure_is_a_lookup_and_a_known_kind_is_taken() -> None:
    unsure = KindClassifier(surface_classifier(list=1, count=1))
    assert unsure.predict("вода", HERE).kind is Kind.LOOKUP
    assert unsure.predict("вода", HERE).others == (Kind.LIST, Kind.COUNT)
    known = unsure.predict("вода", HERE, Kind.TALK)
    assert (known.kind, known.probability, known.others) == (Kind.TALK, 1.0, (Kind.LIST, Kind.COUNT))


def test_both_models_are_added_up_with_the_weight_of_the_surface() -> None:
    both = KindClassifier(surface_classifier(list=5), embedding_classifier(2.0, Kind.COUNT, 12.0))
    assert both.predict("вода", HERE).kind is Kind.COUNT
    assert both.predict("вода", THERE).kind is Kind.LIST
    odds = both.probabilities("вода", HERE)
    assert np.log(odds[Kind.COUNT] / odds[Kind.LIST]) == pytest.approx(12 - 2 * 5, abs=1e-3)
    assert sum(odds.values()) == pytest.approx(1)


def test_rare_words_are_masked_and_runs_of_them_are_one_mark() -> None:
    questions = [
        f"Правда ли, что {rare}?" for rare in ("фонд создан", "налог отменён", "мост построен", "лес вырублен")
    ]
    assert len(questions) == MIN_QUESTIONS
    surface = Surface(frequent(questions))
    assert surface.masked("ПРАВДА ли, что форум учреждён?") == "^ правда ли , что _ ? $"
    assert surface.masked("Правда ли, что 12 школ закрыто?") == "^ правда ли , что _ ? $"
    assert Surface(frequent([*questions, *(f"пункт {n}" for n in range(4))])).masked("пункт 77") == "^ пункт 0 $"


def test_columns_do_not_depend_on_case_numbers_or_ё() -> None:
    surface = Surface(frequent(["пункт 1", "пункт 2", "пункт 3", "пункт 4"]))
    one, other = surface.columns(["Перечёркнут ли ПУНКТ 12?", "перечеркнут ли пункт 7?"]).toarray()
    assert one.shape == (COLUMNS,)
    assert np.array_equal(one, other)
    assert not np.array_equal(one, surface.columns(["о чём пункт 7?"]).toarray()[0])


@pytest.mark.parametrize("fitted_embedder", [True, False])
@pytest.mark.parametrize(
    ("question", "kind"),
    [("О чём этот документ?", Kind.OVERVIEW), ("Спасибо!", Kind.TALK), ("Сколько раз упоминается вода?", Kind.COUNT)],
)
def test_the_weights_of_the_repository_read_the_surface(question: str, kind: Kind, fitted_embedder: bool) -> None:
    classifier = KindClassifier.load(fitted_embedder=fitted_embedder)
    assert (classifier.by_embedding is not None) == fitted_embedder
    assert KINDS[int(classifier.by_surface.logits(question).argmax())] is kind
