"""Shares of words, by postings, and what the ranker for any text weighs."""

import numpy as np
import pytest

from index.chunks import chunk
from index.structure import parse_bytes
from rag.retrieval.context import GENERAL_FEATURES, SectionContext
from rag.retrieval.lexical import LexicalOverlap, letter_forms, prefix_forms

TEXTS = ("Сбор платит участник.", "Сборы платят участники в срок.", "Совет созывает председатель.")


def test_a_share_counts_words_in_any_form_once_and_rare_ones_more() -> None:
    shares = LexicalOverlap(TEXTS).shares("Кто платит сбор в срок?")
    assert shares[1] == pytest.approx(1)
    assert shares[0] < 0.6, "the rare word is the one that it lacks"
    assert shares[2] == 0


def test_nothing_is_shared_with_a_question_without_words() -> None:
    np.testing.assert_array_equal(LexicalOverlap(TEXTS).shares("?!"), [0, 0, 0])


def test_words_that_stand_nowhere_lower_every_share() -> None:
    assert LexicalOverlap(TEXTS).shares("срок председателя дирижабля")[1] < LexicalOverlap(TEXTS).shares("срок")[1]


def test_pieces_of_words_tell_relatives_and_beginnings_tell_inflected_words() -> None:
    letters = LexicalOverlap(("Membership is free.", "Fees are due."), letter_forms).shares("members")
    assert letters[0] > 0.9
    assert letters[1] == 0
    assert LexicalOverlap(("Мүшелерінің құқығы", "Жарналар"), prefix_forms).shares("мүшелеріне")[0] == 1


def test_features_of_a_paragraph_tell_its_section_too() -> None:
    text = "Города договорились.\n\nСтатья 1. Сбор\nЕго платят все.\nСрок – март.\n\nСтатья 2. Совет\nСозывают."
    chunks = chunk(parse_bytes(text.encode()))
    assert [one.section.number for one in chunks] == [0, 1, 1, 2]
    zeros = np.zeros(4, np.float32)
    seen = SectionContext(chunks).features("срок", np.array([0.1, 0.5, 0.7, 0.2], np.float32), zeros, zeros)
    column = {name: seen[:, place] for place, name in enumerate(GENERAL_FEATURES)}
    np.testing.assert_allclose(column["section_similarity"], [0.1, 0.7, 0.7, 0.2])
    np.testing.assert_allclose(column["section_overlap"], [0, 1, 1, 0])
    np.testing.assert_allclose(column["letter_overlap"], [0, 0, 1, 0])
    np.testing.assert_allclose(column["is_preamble"], [1, 0, 0, 0])
