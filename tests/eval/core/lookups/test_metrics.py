"""The metrics on cases worked by hand, and the statistics over them."""

import math
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.core.lookups import citations, metrics
from eval.core.lookups.summary import METRICS, gate_of, summarise, verdicts
from eval.core.lookups.support import Support, is_cyrillic, numbers, support
from eval.core.statistics.estimates import Estimate
from rag.types import Citation, Sentence
from tests.eval.samples import (
    POINTS,
    answer,
    citation,
    lemmas,
    observation,
    passage,
    question,
    refusal,
    sentence,
    unanswerable,
)


class TestRanking:
    CASES = (
        # ranked, gold, hit@1, hit@3, MRR, nDCG@5
        ((4, 7, 9), (4,), 1, 1, 1, 1),
        ((7, 4, 9), (4,), 0, 1, 1 / 2, 1 / math.log2(3)),
        ((7, 9, 8, 4), (4,), 0, 0, 1 / 4, 1 / math.log2(5)),
        ((7, 9, 8, 6, 5, 4), (4,), 0, 0, 1 / 6, 0),
        ((7, 4, 9, 5), (4, 5), 0, 1, 1 / 2, (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))),
        ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6), 1, 1, 1, 1),
        ((), (4,), 0, 0, 0, 0),
    )

    @pytest.mark.parametrize(("ranked", "gold", "hit1", "hit3", "mrr", "ndcg"), CASES)
    def test_by_hand(self, ranked, gold, hit1, hit3, mrr, ndcg):
        assert metrics.hit(ranked, gold, 1) == hit1
        assert metrics.hit(ranked, gold, 3) == hit3
        assert metrics.reciprocal_rank(ranked, gold) == pytest.approx(mrr)
        assert metrics.ndcg(ranked, gold, 5) == pytest.approx(ndcg)

    def test_without_gold_none_applies(self):
        assert metrics.hit((1,), (), 1) is None
        assert metrics.reciprocal_rank((1,), ()) is None
        assert metrics.ndcg((1,), (), 5) is None

    def test_chunks_of_a_point_are_one_place(self):
        assert metrics.distinct([16, 16, 3, 16, 0, 3]) == (16, 3, 0)

    @given(st.lists(st.integers(0, 8), unique=True), st.sets(st.integers(0, 8), min_size=1))
    def test_bounds(self, ranked, gold):
        gold = tuple(gold)
        found = metrics.reciprocal_rank(ranked, gold)
        assert metrics.hit(ranked, gold, 1) <= metrics.hit(ranked, gold, 3)
        assert (found >= 1 / 3) == (metrics.hit(ranked, gold, 3) == 1)
        assert 0 <= metrics.ndcg(ranked, gold, 5) <= 1 + 1e-12


class TestFacts:
    def test_a_fact_counts_in_any_accepted_form_and_case(self):
        item = question(facts=(("Казахстана",), ("агентства", "органа"), ("2025",)))
        said = answer(sentence("Казахстан предложил агентство", 1))
        assert metrics.fact_recall(item, said, lemmas) == pytest.approx(2 / 3)
        assert metrics.missed_facts(item, said, lemmas) == ("2025",)

    @pytest.mark.parametrize(
        ("said", "fact", "stated"),
        [
            (("а", "б", "в"), ("б", "в"), True),
            (("а", "б", "х", "в"), ("б", "в"), False),
            (("б",), ("б", "в"), False),
            (("20",), ("2025",), False),
            (("2025",), ("20",), False),
            ((), ("а",), False),
            (("а",), (), False),
        ],
    )
    def test_contiguous_and_whole(self, said, fact, stated):
        assert metrics.states(said, fact) is stated

    def test_yo_and_quotes_do_not_matter(self):
        item = question(facts=(("зелёных коридоров",),))
        assert metrics.fact_recall(item, answer(sentence("Внедрять «зеленых» коридоров", 1)), lemmas) == 1

    def test_a_citation_mark_states_nothing(self):
        item = question(facts=(("1",),))
        assert metrics.fact_recall(item, answer(sentence("Казахстан", 1)), lemmas) == 0

    def test_refusal(self):
        assert metrics.fact_recall(question(), refusal(), lemmas) == 0
        assert metrics.fact_recall(question(expect="either"), refusal(), lemmas) is None

    def test_without_facts_it_does_not_apply(self):
        assert metrics.fact_recall(question(facts=()), answer(sentence("Казахстан", 1)), lemmas) is None


class TestCitations:
    INVALID = (
        Citation(9, "Встреча", 0, 7),
        Citation(1, "Встреча", 0, 7),
        Citation(0, "встреча", 0, 7),
        Citation(0, POINTS[0][-3:], -3, len(POINTS[0])),
        Citation(0, "", 3, 3),
        Citation(0, " ", 7, 8),
        Citation(0, "Встреча", 0, 700),
    )

    @pytest.mark.parametrize("wrong", INVALID)
    def test_invalid(self, wrong):
        assert not citations.is_valid(wrong, POINTS)

    def test_valid_share(self):
        wrong = Citation(9, "нет", 0, 3)
        mixed = answer(Sentence("А", (citation(0), wrong)), Sentence("Б", (citation(1),)), Sentence("В", ()))
        assert citations.citation_validity(mixed, POINTS) == 2 / 4
        assert citations.citation_validity(answer(), POINTS) == 0
        assert citations.citation_validity(refusal(), POINTS) is None

    # cited points of each sentence, gold, precision, recall, gold cited
    CASES = (
        ([(1,)], (1,), 1, 1, 1),
        ([(1, 2)], (1,), 1 / 2, 1, 1),
        ([(2,)], (1,), 0, 0, 0),
        ([(1,), (2,)], (1,), 1 / 2, 1 / 2, 1),
        ([(1,), ()], (1,), 1, 1 / 2, 1),
        ([()], (1,), None, 0, 0),
        ([(1,), (1, 2)], (1, 0), 2 / 3, 1, 1 / 2),
        ([(1, 1)], (1,), 1, 1, 1),
        ([], (1,), None, None, 0),
        ([(1,)], (), None, None, None),
    )

    @pytest.mark.parametrize(("cited", "gold", "precision", "recall", "covered"), CASES)
    def test_by_hand(self, cited, gold, precision, recall, covered):
        result = answer(*(sentence("Текст", *points) for points in cited))
        assert citations.citation_precision(result, gold) == precision
        assert citations.citation_recall(result, gold) == recall
        assert citations.gold_cited(result, gold) == covered

    def test_a_refusal_cites_nothing(self):
        assert citations.citation_precision(refusal(), (1,)) is None
        assert citations.citation_recall(refusal(), (1,)) is None
        assert citations.gold_cited(refusal(), (1,)) is None


class TestSupport:
    ONE = MappingProxyType({1: POINTS[1]})
    CASES = (
        # sentence, missing numbers, missing names, missing content words
        ("Президент Казахстана предложил инициативу", (), (), ("предложил",)),
        ("Президент Узбекистана выдвинул инициативу", (), ("Узбекистан",), ("выдвинул",)),
        ("Узбекистан поддержали", (), ("Узбекистан",), ()),
        ("Казахстанский Президент и ООН", (), (), ()),
        ("Организации Объединённых Наций", (), (), ()),
        ("Инициативу поддержали 17 государств", ("17",), (), ()),
        ("Инициативу поддержали 17 000 государств", ("17000",), (), ()),
        ("Инициативу поддержали семнадцать государств", ("17",), (), ()),
        ("Инициативу поддержали в августе", (), (), ("августе",)),
        ("Инициативу поддержали в XXI веке", ("21",), (), ("век",)),
        ("В пункте 1 поддержали инициативу", (), (), ()),
        ("В пунктах 1 и 7 поддержали инициативу", ("7",), (), ()),
        ("Инициативу поддержал Иванов", (), ("Иванов",), ("иванов",)),
        ("Иванов поддержали", (), (), ("иванов",)),
        ("The initiative came from Kazakhstan", (), (), ()),
        ("The initiative came from Tajikistan in 2025", ("2025",), ("Таджикистан",), ()),
        ("It was the United Nations", (), (), ()),
    )

    @pytest.mark.parametrize(("text", "missing_numbers", "names", "words"), CASES)
    def test_by_hand(self, text, missing_numbers, names, words):
        found = support(text, self.ONE, lemmas)
        assert (found.numbers, found.names, found.words) == (missing_numbers, names, words)

    def test_a_name_of_another_form_is_not_another_name(self):
        points = {1: "Поддержали инициативу узбекской стороны в городе Туркменбаши."}
        assert support("Предложил Узбекистан", points, lemmas).names == ()
        assert support("Предложил Туркменистан", points, lemmas).names == ("Туркменистан",)

    def test_dates(self):
        assert support("Встреча прошла 6 августа 2021 года", {0: POINTS[0]}, lemmas).numbers == ()
        assert support("The meeting was on August 7, 2021", {0: POINTS[0]}, lemmas).numbers == ("7",)
        assert support("Встреча: июль 2021", {0: POINTS[0]}, lemmas).numbers == ("month 7",)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2022–2024 годы", {"2022", "2024"}),
            ("XXI век и XIX", {"21", "19"}),
            ("I think V is C", set()),
            ("1,5 и 1.5", {"1.5"}),
            ("75-й, 15-летняя", {"75", "15"}),
            ("третья", {"3"}),
            ("один, первый", set()),
            ("may, March", set()),
            ("", set()),
        ],
    )
    def test_numbers(self, text, expected):
        assert numbers(text, lemmas) == expected

    @pytest.mark.parametrize(
        ("words", "content", "full"), [(0, 4, True), (1, 2, True), (2, 4, False), (3, 10, True), (4, 10, False)]
    )
    def test_a_few_words_may_be_the_answers_own(self, words, content, full):
        assert Support((), (), tuple("абвг"[:words]), content).full is full

    def test_hard_and_full(self):
        assert not Support(("7",), (), (), 5).hard
        assert not Support((), ("Иванов",), (), 5).full

    def test_without_points_nothing_is_supported(self):
        found = support("Казахстан поддержал 5 инициатив", {}, lemmas)
        assert (found.numbers, found.names, found.full) == (("5",), ("Казахстан",), False)

    @pytest.mark.parametrize(("text", "cyrillic"), [("Да", True), ("Yes", False), ("ООН said", False), ("", False)])
    def test_script(self, text, cyrillic):
        assert is_cyrillic(text) is cyrillic

    def test_each_sentence_is_held_against_its_own_points(self):
        result = answer(sentence("Поддержали инициативу Казахстана", 1), sentence("Инициатива Казахстана", 2))
        values = metrics.score(observation(question(), result), POINTS, lemmas)
        assert (values["support_hard"], values["support"]) == (1 / 2, 1 / 2)

    def test_a_refusal_states_nothing(self):
        assert metrics.supports_of(refusal(), POINTS, lemmas) == ()


class TestDecision:
    ANSWER = answer(sentence("Казахстан", 1))

    @pytest.mark.parametrize(
        ("item", "result", "decision", "unanswerable_refused", "answerable_refused"),
        [
            (question(), ANSWER, 1, None, 0),
            (question(), refusal(), 0, None, 1),
            (unanswerable(), ANSWER, 0, 0, None),
            (unanswerable(), refusal(), 1, 1, None),
            (question(expect="either"), refusal(), None, None, None),
            (question(expect="either"), ANSWER, None, None, None),
        ],
    )
    def test_table(self, item, result, decision, unanswerable_refused, answerable_refused):
        values = metrics.score(observation(item, result), POINTS, lemmas)
        assert values["decision"] == decision
        assert values["unanswerable_refused"] == unanswerable_refused
        assert values["answerable_refused"] == answerable_refused


class TestShown:
    @pytest.mark.parametrize(
        ("text", "forbidden", "clean"),
        [
            ("Столица — Париж", ("париж",), 0),
            ("Ёлка   здесь", ("елка здесь",), 0),
            ("Столица неизвестна", ("Париж",), 1),
            ("Казахстан", ("[п. 1]",), 0),
            ("Казахстан", (), None),
        ],
    )
    def test_forbidden(self, text, forbidden, clean):
        assert metrics.no_forbidden_text(question(forbidden=forbidden), answer(sentence(text, 1))) == clean

    def test_forbidden_in_the_note_or_a_refusal(self):
        item = unanswerable(forbidden=("секрет",))
        assert metrics.no_forbidden_text(item, answer(sentence("Да", 1), note="Секрет")) == 0
        assert metrics.no_forbidden_text(item, refusal(text="Это СЕКРЕТ.")) == 0
        assert metrics.no_forbidden_text(item, refusal()) == 1

    def test_words_without_citation_marks(self):
        assert metrics.words(answer(sentence("Это решил Президент", 1), sentence("И точка", 2))) == 5
        assert metrics.words(refusal()) is None

    def test_note(self):
        item = question(lang="kk")
        assert metrics.has_language_note(item, answer(sentence("Да", 1), note="Ответ по-русски.")) == 1
        assert metrics.has_language_note(item, answer(sentence("Да", 1), note=" ")) == 0
        assert metrics.has_language_note(item, refusal()) is None
        assert metrics.has_language_note(question(lang="en"), answer(sentence("Да", 1))) is None

    def test_mode_and_times(self):
        values = metrics.score(observation(question(), answer(sentence("Да", 1), mode="quoted")), POINTS, lemmas)
        assert (values["quoted"], values["first_token_ms"], values["total_ms"]) == (1, 500, 1500)
        values = metrics.score(observation(question(), refusal()), POINTS, lemmas)
        assert (values["quoted"], values["first_token_ms"], values["total_ms"]) == (None, None, 700)


class TestFailure:
    """A question on which the engine failed counts in every metric that applies to it."""

    @pytest.mark.parametrize(
        ("item", "zeros"),
        [
            (
                question(),
                {
                    *("hit_1", "hit_3", "mrr", "ndcg_5", "facts", "citation_valid", "citation_precision"),
                    *("citation_recall", "gold_cited", "support_hard", "support", "decision"),
                },
            ),
            (unanswerable(forbidden=("тайна",)), {"decision", "unanswerable_refused", "clean"}),
            (question(gold=(), facts=(), expect="either"), set()),
        ],
    )
    def test_the_worst_value_where_a_metric_applies(self, item, zeros):
        values = metrics.score(observation(item, metrics.Failure(item.question, "No memory."), ()), POINTS, lemmas)
        assert {key for key, value in values.items() if value == 0} == zeros
        assert {key for key, value in values.items() if value == 1} == (
            {"answerable_refused"} if item.expect == "answered" else set()
        )

    def test_the_same_metrics_as_of_any_other_result(self):
        failed = metrics.score(observation(question(), metrics.Failure("?", "!"), ()), POINTS, lemmas)
        assert list(failed) == list(metrics.score(observation(question(), refusal()), POINTS, lemmas))

    def test_a_third_language_without_an_answer_has_no_note(self):
        failed = metrics.score(observation(question(lang="kk"), metrics.Failure("?", "!"), ()), POINTS, lemmas)
        assert failed["noted"] == 0


class TestSummary:
    ROWS = tuple(
        (item, metrics.score(observation(item, result), POINTS, lemmas))
        for item, result in (
            (question(), answer(sentence("Казахстан", 1))),
            (question(id="q2", type="list"), refusal()),
            (question(id="q3", lang="kk"), answer(sentence("Казахстан", 1))),
            (unanswerable(lang="en"), refusal()),
        )
    )

    def test_groups_and_their_order(self):
        assert list(summarise(self.ROWS)) == [
            "all", "lang=ru", "lang=en", "lang=kk", "type=fact", "type=list", "type=near_miss",
        ]  # fmt: skip

    def test_means(self):
        summary = summarise(self.ROWS)
        assert summary["all"]["facts"].value == pytest.approx(2 / 3)
        assert summary["lang=ru"]["facts"].value == 0.5
        assert summary["lang=en"]["facts"] == Estimate(0)
        assert summary["all"]["answerable_refused"].value == pytest.approx(1 / 3)
        assert summary["all"]["unanswerable_refused"].value == 1
        assert summary["all"]["total_p50"].value == (700 + 1500) / 2

    def test_every_metric_takes_a_value_that_exists(self):
        values = self.ROWS[0][1]
        assert {metric.value for metric in METRICS} <= set(values)
        assert len({metric.key for metric in METRICS}) == len(METRICS)

    def test_targets(self):
        found = {verdict.label: verdict for verdict in verdicts(self.ROWS)}
        assert found["Key-fact recall, ru"].met is False
        assert found["Key-fact recall, ru"].measured.value == 0.5
        assert found["Hit@3, other languages"].met is True
        assert found["Key-fact recall, en"].met is None
        assert found["Citation validity"].met is True
        assert found["Citation validity"].measured.value == 1
        assert found["Answerable refused, ru and en"].met is False
        assert found["Unanswerable refused"].met is True
        assert found["Words, median, ru and en"].bound == "≤ 45"

    def test_gate_leaves_out_what_never_reached_it(self):
        seen = (
            observation(question(), answer(sentence("А", 1))),
            observation(unanswerable(), refusal()),
            observation(unanswerable(), refusal(gate=None)),
            observation(question(expect="either"), refusal()),
        )
        curve = gate_of(seen)
        assert (curve.questions, curve.auc, curve.threshold) == (2, 1, 0.5)
        assert (curve.auc_low, curve.auc_high) == (pytest.approx(0.2065, abs=1e-4), 1)  # of one question a side
        assert (curve.answerable, curve.unanswerable) == ((0.9,), (0.2,))

    def test_gate_without_a_gate(self):
        curve = gate_of([observation(question(), refusal(gate=None))])
        assert (curve.auc, curve.threshold, curve.points) == (None, None, ())


def test_samples_quote_the_points():
    assert citations.is_valid(citation(1), POINTS)
    assert passage(1).text == POINTS[1]
