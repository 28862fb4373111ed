"""The schema and the rules of the evaluation set for kinds of questions, and the set itself held against its limits."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from eval.core.dataset import CALIBRATION, DEFAULT_QUESTIONS, HELD_OUT, EvalError, load
from eval.core.kinds.given import Given, GivenItem, given_from_object
from eval.core.kinds.questions import DECLARATION, LATER_KINDS, Kind, KindQuestion, load_kinds
from eval.core.kinds.rules import (
    fact_recall,
    list_precision,
    list_recall,
    misleading,
    right,
    says,
    short_is_right,
    states_right,
    theme_coverage,
)
from eval.form_match import form_auc, matched
from eval.form_match import main as form_match
from index.build import DEFAULT_SOURCE
from index.language.words import lemmas, words
from index.structure import read

LINE = {"id": "a", "lang": "ru", "kind": "list", "style": "plain", "question": "Какие фонды?", "expect": "answered"}
LINE |= {"must": ["16", "18"], "split": "dev"}


def asked(kind: str, **gold: Any) -> KindQuestion:
    line = {"id": "q", "lang": "ru", "kind": kind, "style": "plain", "question": "Что?", "expect": "answered"}
    return KindQuestion.model_validate_json(json.dumps(line | {"split": "dev"} | gold))


def given(*cited: str, status: str = "answered", text: str = "", **fields: Any) -> Given:
    """An answer of one item for each word of `cited`; "16,18" is one item that cites two sections."""
    items = tuple(GivenItem(text, frozenset(filter(None, places.split(",")))) for places in cited)
    return Given(status, items=items, answer=text, **fields)


REFUSED = Given("refused")
LIST = asked("list", must=["16", "18"], may=["17"])
POINT = asked("point", must=["5"])
PARAGRAPH = asked("point", must=["9"], facts=[["Астана"]])
COMPARE = asked("compare", sides=[["9"], ["11", "12"]], may=["3"])
TWICE = asked("compare", sides=[["19"], ["19"]])
WHOLE = asked("overview", themes=[["6", "7"], ["9"], ["16"], ["21"]])
TOPIC = asked("overview", claims=3, themes=[["16"], ["17", "18"]], may=["3", "16", "17", "18"])
NO = asked("yes_no", verdict="no", must=["25"], may=["28"])
NOWHERE = asked("yes_no", verdict="no")
SILENT = asked("yes_no", verdict="not_in_text", may=["28"])
COUNT = asked("count", count=2, must=["16", "18"])
NONE = asked("count", count=0)
POINTS = asked("about", count=28)
DATE = asked("about", must=["0", "28"], facts=[["6 августа 2021", "6 August 2021"]])
DEFINE = asked("define", must=["16", "18"], facts=[["Международного фонда спасения Арала"]])
TERM = asked("define", must=["20"])
QUOTE = asked("quote", may=["21", "22"])
FOREIGN_QUOTE = asked("quote", may=["22"], lang="en")
LOOKUP = asked("lookup", must=["16"], facts=[["2025"]], short=["2025"])
PLACE = asked("lookup", must=["16"])
TALK = asked("talk", expect="talk")
BEYOND = asked("beyond", expect="refused")
UNANSWERABLE = asked("lookup", expect="refused", sort="perturbed", pair="p")
SAID = "развивать физическую культуру и спорт"


def quoted(section: str, shown: str, quote: str = SAID) -> Given:
    return Given("answered", items=(GivenItem(shown, frozenset({section}), (quote,)),), answer=shown)


RIGHT = [
    (LIST, given("16", "18"), True),
    (LIST, given("16,18"), True),
    (LIST, given("16", "17", "18"), True),
    (LIST, given("16"), False),
    (LIST, given("16", "18", "19"), False),
    (LIST, given(""), False),
    (LIST, given(), False),
    (LIST, REFUSED, False),
    (POINT, given("5"), True),
    (POINT, given("5", "6"), True),
    (POINT, given("6"), False),
    (POINT, given(), False),
    (POINT, given("5", status="refused"), False),
    (PARAGRAPH, given("9", text="площадку центра «Астана»"), True),
    (PARAGRAPH, given("9", text="первостепенной задачей"), False),
    (COMPARE, given("9", "12"), True),
    (COMPARE, given("9", "3"), False),
    (COMPARE, given("9,11"), False),
    (COMPARE, given("9,11", "9"), True),
    (COMPARE, given(), False),
    (TWICE, given("19"), False),
    (TWICE, given("19", "19"), True),
    (WHOLE, given("7", "9", "16"), True),
    (WHOLE, given("7", "9", "28"), False),
    (WHOLE, given(), False),
    (TOPIC, given("16", "16", "18"), True),
    (TOPIC, given("16", "17"), True),
    (TOPIC, given("16,17"), False),
    (TOPIC, given("16", "16", "16", "18", "18"), False),
    (TOPIC, given("16", "18", "22"), False),
    (TOPIC, given("16", "16", "16"), False),
    (NO, given("25", verdict="no"), True),
    (NO, given("28", verdict="no"), False),
    (NO, given("25", verdict="yes"), False),
    (NO, given("25"), False),
    (NO, given(verdict="no"), False),
    (NOWHERE, given(verdict="no"), True),
    (NOWHERE, given(verdict="not_in_text"), False),
    (NOWHERE, REFUSED, False),
    (SILENT, given(verdict="not_in_text"), True),
    (SILENT, given(verdict="no"), False),
    (SILENT, REFUSED, False),
    (COUNT, given("16", count=2), True),
    (COUNT, given("16", count=3), False),
    (COUNT, given("16"), False),
    (NONE, given(count=0), True),
    (NONE, given(), False),
    (POINTS, given(count=28), True),
    (POINTS, given(text="28"), False),
    (DATE, given("28", text="Город Туркменбаши, 6 августа 2021 года"), True),
    (DATE, given("5", text="6 августа 2021 года"), False),
    (DATE, given("28", text="в 2021 году"), False),
    (DATE, given(text="6 августа 2021 года"), False),
    (DEFINE, given("18", text="Международный фонд спасения Арала"), True),
    (DEFINE, given("17", text="Международный фонд спасения Арала"), False),
    (DEFINE, given("18", text="фонд"), False),
    (TERM, given("20", text="В тексте не определено"), True),
    (TERM, given(), False),
    (QUOTE, quoted("22", f"«{SAID}» (п. 22)"), True),
    (QUOTE, quoted("22", "развивать спорт"), False),
    (QUOTE, quoted("23", SAID), False),
    (QUOTE, quoted("22", "спорт", quote="спорт"), False),
    (QUOTE, given(), False),
    (FOREIGN_QUOTE, given("22", text="to develop sport"), True),
    (FOREIGN_QUOTE, given("21", text="to develop sport"), False),
    (LOOKUP, given("16", text="2025 год"), True),
    (LOOKUP, given("16", short="2025 год"), True),
    (LOOKUP, given("18", text="2025 год"), False),
    (LOOKUP, given("16", text="2021 год"), False),
    (PLACE, given("16"), True),
    (PLACE, given(), False),
    (TALK, Given("talk"), True),
    (TALK, given(), False),
    (TALK, REFUSED, False),
    (BEYOND, REFUSED, True),
    (BEYOND, given("16"), False),
    (BEYOND, Given("talk"), False),
    (UNANSWERABLE, REFUSED, True),
    (UNANSWERABLE, given(verdict="not_in_text"), True),
    (UNANSWERABLE, given("16", verdict="no"), False),
    (UNANSWERABLE, Given("error"), False),
]

MISLEADING = [
    (LIST, REFUSED, None),
    (LIST, Given("error"), None),
    (LIST, given("16"), False),
    (LIST, given("16", "19"), True),
    (LIST, given("16,19"), False),
    (LIST, given(""), True),
    (POINT, given("6"), True),
    (COMPARE, given("9", "12"), False),
    (COMPARE, given("9", "13"), True),
    (WHOLE, given("28"), False),
    (WHOLE, given(), False),
    (TOPIC, given("16"), False),
    (TOPIC, given("16", "22"), True),
    (TOPIC, given(), True),
    (NO, given("25", verdict="yes"), True),
    (NO, given("25", verdict="no"), False),
    (NO, given("25"), False),
    (NO, given("7", verdict="no"), True),
    (NOWHERE, given("7", verdict="no"), False),
    (NOWHERE, given("7", verdict="yes"), True),
    (SILENT, given(verdict="not_in_text"), False),
    (SILENT, given("28", verdict="no"), True),
    (COUNT, given("16", count=3), True),
    (COUNT, given("16"), False),
    (NONE, given(count=1), True),
    (POINTS, given(count=28), False),
    (DATE, given("0", text="в 2020 году"), False),
    (QUOTE, given("23"), True),
    (QUOTE, given(), True),
    (LOOKUP, given("16", short="2026"), True),
    (LOOKUP, given("16", short="2025 год"), False),
    (LOOKUP, given("16", "18"), True),
    (TALK, Given("talk"), None),
    (TALK, given("16"), True),
    (BEYOND, given("16"), True),
    (UNANSWERABLE, REFUSED, None),
    (UNANSWERABLE, given("16"), True),
    (UNANSWERABLE, given(verdict="not_in_text"), False),
]

STATED = [
    (LIST, given("16", "18"), None),
    (TALK, given(), None),
    (PLACE, given("16"), None),
    (LOOKUP, given(text="2025 год"), True),
    (LOOKUP, given("16", text="2021 год"), False),
    (LOOKUP, Given("error"), False),
    (NO, given(verdict="no"), True),
    (NO, given("25", verdict="yes"), False),
    (NO, given("25"), False),
    (SILENT, REFUSED, True),
    (SILENT, given(verdict="no"), False),
    (COUNT, given(count=2), True),
    (COUNT, given("16", count=3), False),
    (COUNT, REFUSED, False),
    (DATE, given(text="6 августа 2021 года"), True),
    (PARAGRAPH, given(text="В Астане"), True),
    (UNANSWERABLE, REFUSED, True),
    (UNANSWERABLE, given("16"), False),
    (BEYOND, given(), False),
]


class TestRules:
    @pytest.mark.parametrize(("question", "answer", "expected"), STATED)
    def test_what_is_stated_whatever_is_cited(self, question, answer, expected):
        assert states_right(question, answer) is expected

    @pytest.mark.parametrize(("question", "answer", "expected"), RIGHT)
    def test_right(self, question, answer, expected):
        assert right(question, answer) is expected

    @pytest.mark.parametrize(("question", "answer", "expected"), MISLEADING)
    def test_misleading(self, question, answer, expected):
        assert misleading(question, answer) is expected

    def test_every_kind_has_a_right_and_a_wrong_case(self):
        kinds = set(get_args(Kind))
        for expected in (True, False):
            assert {question.kind for question, _, held in RIGHT if held is expected} == kinds

    @pytest.mark.parametrize(
        ("answer", "precision", "recall"),
        [(given("16", "17"), 1.0, 0.5), (given("16,19", "18"), 2 / 3, 1.0), (given("19"), 0.0, 0.0)],
    )
    def test_lists(self, answer, precision, recall):
        assert (list_precision(LIST, answer), list_recall(LIST, answer)) == (precision, recall)

    def test_shares_of_nothing(self):
        assert list_precision(LIST, REFUSED) is None
        assert list_recall(LIST, REFUSED) == 0
        assert list_recall(NOWHERE, given("16")) is None
        assert theme_coverage(LIST, given("16")) is None
        assert theme_coverage(WHOLE, REFUSED) == 0
        assert fact_recall(LIST, given("16")) is None
        assert short_is_right(LOOKUP, given("16")) is None
        assert short_is_right(PLACE, given("16", short="2025")) is None

    def test_short_answers_in_words_and_digits_are_the_same(self):
        months = asked("lookup", must=["16"], facts=[["шест"]], short=["6 месяцев"])
        assert short_is_right(months, given("16", short="шести месяцев")) is True
        assert short_is_right(months, given("16", short="семи месяцев")) is False

    @pytest.mark.parametrize(
        ("text", "form", "expected"),
        [
            ("о нераспространении ядерного оружия", "ядерн", True),
            ("безъядерного", "ядерн", False),
            ("на 2022—2024 годы", "2022–2024", True),
            ("в 153 странах", "15", False),
            ("15-летняя годовщина", "15", True),
            ("зеленых коридоров", "зелёных коридоров", True),
            ("Международный фонд спасения Арала", "Международного фонда спасения Арала", True),
            ("центра Астана", "«Астана»", True),
            ("是第三次会议", "第三", True),
            ("что угодно", " ", False),
            ("", "год", False),
        ],
    )
    def test_says(self, text, form, expected):
        assert says(text, form) is expected


CITATION = {"point": 16, "quote": SAID, "start": 0, "end": len(SAID)}


class TestObject:
    def test_with_items(self):
        items = [{"text": "а", "heading": None, "citations": [CITATION, {"point": None, "section": "3", "quote": ""}]}]
        read_back = given_from_object(
            {
                "status": "answered",
                "kind": "list",
                "verdict": "no",
                "count": 0,
                "short": "б",
                "items": items,
                "answer": "а",
            }
        )
        item = GivenItem("а", frozenset({"16", "3"}), (SAID, ""))
        assert read_back == Given("answered", "list", "no", 0, "б", (item,), "а")

    def test_of_an_earlier_version(self):
        read_back = given_from_object({"status": "answered", "answer": "а", "citations": [CITATION]})
        assert read_back == Given("answered", items=(GivenItem("", frozenset({"16"}), (SAID,)),), answer="а")

    def test_an_answer_without_citations_is_shown(self):
        read_back = given_from_object({"status": "answered", "answer": "а", "citations": []})
        assert misleading(LIST, read_back) is True

    @pytest.mark.parametrize("status", ["refused", "talk", "error"])
    def test_what_is_no_answer_has_no_items(self, status):
        assert given_from_object({"status": status, "answer": "а", "citations": []}).items == ()

    def test_no_status(self):
        with pytest.raises(EvalError, match="status None"):
            given_from_object({"answer": "а"})


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


class TestSchema:
    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"surplus": 1}, "surplus"),
            ({"kind": "fact"}, "kind"),
            ({"split": "train"}, "split"),
            ({"must": []}, "more gold"),
            ({"must": [16]}, "must.0"),
            ({"must": ["п. 16"]}, "must.0"),
            ({"must": ["2."]}, "must.0"),
            ({"document": " "}, "document"),
            ({"must": ["16", "16"]}, "stands twice"),
            ({"may": ["16"]}, "share a section"),
            ({"expect": "refused"}, "has a sort"),
            ({"expect": "refused", "sort": "nonsense"}, "only an answered question"),
            ({"expect": "talk"}, "talk is expected"),
            ({"kind": "beyond"}, "beyond is refused"),
            ({"pair": "b"}, "has a pair"),
            ({"kind": "compare", "sides": [["9"]]}, "more gold"),
            ({"kind": "overview"}, "more gold"),
            ({"kind": "yes_no"}, "more gold"),
            ({"kind": "quote"}, "more gold"),
            ({"count": -1}, "count"),
            ({"facts": [[]]}, "facts.0"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path, changes, named):
        with pytest.raises(EvalError, match=r"q\.jsonl:2") as error:
            load_kinds(write(tmp_path / "q.jsonl", LINE, {**LINE, "id": "b", **changes}))
        assert named in str(error.value)

    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            ((), "holds no questions"),
            ((LINE, LINE), "more than once: a"),
            (
                (
                    {key: LINE[key] for key in LINE if key != "must"}
                    | {"expect": "refused", "sort": "nonsense", "pair": "x"},
                ),
                "the pair of a",
            ),
        ],
    )
    def test_a_bad_file(self, tmp_path, lines, message):
        with pytest.raises(EvalError, match=message):
            load_kinds(write(tmp_path / "q.jsonl", *lines))

    def test_a_missing_file(self, tmp_path):
        with pytest.raises(EvalError, match="Cannot read"):
            load_kinds(tmp_path / "none.jsonl")

    def test_a_split(self, tmp_path):
        file = write(tmp_path / "q.jsonl", LINE, {**LINE, "id": "b", "split": "test"})
        assert [question.id for question in load_kinds(file, "test")] == ["b"]

    def test_ids_of_sections_and_the_document(self, tmp_path):
        other = {**LINE, "id": "b", "must": ["2.1", "447", "p12"], "document": "tax"}
        first, second = load_kinds(write(tmp_path / "q.jsonl", LINE, other))
        assert (first.document, second.document) == (DECLARATION, "tax")
        assert right(second, given("2.1", "447,p12"))

    def test_slices(self):
        turn = {"question": "Что?", "answer": "То."}
        assert asked("lookup", must=["1"], lang="de", history=[turn]).slices == {"follow_up", "other_language"}
        assert UNANSWERABLE.slices == {"unanswerable"}
        assert BEYOND.slices == frozenset()


@pytest.fixture(scope="module")
def questions() -> tuple[KindQuestion, ...]:
    return load_kinds()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {str(point.number): point.text for point in read(DEFAULT_SOURCE).sections}


@cache
def content(text: str) -> frozenset[str]:
    return frozenset(lemma for word, lemma in zip(words(text), lemmas(text), strict=True) if word.is_content)


def close(one: frozenset[str], other: frozenset[str]) -> bool:
    """Two thirds of the content words are shared: the measure that calibration questions are held to."""
    return bool(one & other) and len(one & other) * 3 >= len(one | other) * 2


def group(question: KindQuestion) -> str:
    return question.lang if question.lang in {"ru", "en"} else "other"


def paragraphs(question: KindQuestion, texts: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Where the words that decide the gold stand: section and number of the paragraph."""
    found = ((one.section, texts[one.section].index(one.quote)) for one in question.evidence)
    return tuple(sorted({(section, texts[section].count("\n", 0, start)) for section, start in found}))


def gold(question: KindQuestion, texts: dict[str, str]) -> Hashable | None:
    """What a question of a kind has as gold; None where the text is to be cited nowhere."""
    if question.expect != "answered" or not (question.acceptable or question.themes):
        return None
    if question.kind in {"yes_no", "count"} and not question.must:
        return None
    stated = question.kind in {"about", "define", "lookup"}
    return (
        question.kind,
        group(question) if stated else question.lang in {"ru", "en"},
        frozenset(question.must),
        frozenset(question.may) if question.kind in {"overview", "quote"} else None,
        frozenset(form for fact in question.facts for form in fact),
        (question.verdict, question.count, question.claims, question.sides, question.themes),
        paragraphs(question, texts) if question.kind in {"yes_no", "count", "quote", "define", "list"} else None,
    )


def sections(question: KindQuestion) -> Hashable | None:
    """The gold sections by which questions of a kind stay on one side of the split."""
    if question.kind == "overview" and question.themes:
        return question.kind, question.claims, question.themes
    if question.kind == "compare":
        found = frozenset(section for side in question.sides for section in side)
    else:
        found = frozenset(question.must or question.may)
    return (question.kind, found) if found else None


def twins(items: tuple[KindQuestion, ...]) -> Iterator[tuple[KindQuestion, KindQuestion]]:
    """Pairs of questions of one kind and language that are close to each other."""
    alone = [(item, content(item.question)) for item in items if not item.history]
    for (one, own), (other, kept) in combinations(alone, 2):
        if (one.kind, one.lang) == (other.kind, other.lang) and close(own, kept):
            yield one, other


class TestTheSet:
    def test_sections_and_evidence_stand_in_the_text(self, questions, texts):
        for item in questions:
            named = {*item.acceptable, *(section for theme in item.themes for section in theme)}
            assert named <= texts.keys(), item.id
            assert [one for one in item.evidence if one.quote not in texts[one.section]] == [], item.id

    def test_at_most_two_of_a_kind_begin_alike(self, questions):
        begun = Counter(
            (item.kind, *start)
            for item in questions
            if not item.history and item.kind != "talk"
            if len(start := re.findall(r"\w+", item.question.lower())[:3]) == 3
        )
        assert {start: count for start, count in begun.items() if count > 2} == {}

    def test_at_most_two_of_a_kind_have_the_same_gold(self, questions, texts):
        held = Counter(key for item in questions if (key := gold(item, texts)) is not None)
        assert {key: count for key, count in held.items() if count > 2} == {}

    def test_no_two_are_nearly_the_same_but_pairs(self, questions):
        assert [
            (one.id, other.id) for one, other in twins(questions) if one.id != other.pair and other.id != one.pair
        ] == []

    def test_a_cluster_stays_on_one_side(self, questions):
        sides: dict[Hashable, set[str]] = defaultdict(set)
        for item in questions:
            if (key := sections(item)) is not None:
                sides[key].add(item.split)
        assert [key for key, splits in sides.items() if len(splits) > 1] == []
        split = {item.id: item.split for item in questions}
        assert [item.id for item in questions if item.pair and split[item.pair] != item.split] == []
        assert [(one.id, other.id) for one, other in twins(questions) if one.split != other.split] == []

    @pytest.mark.parametrize("path", [DEFAULT_QUESTIONS, HELD_OUT, CALIBRATION])
    def test_no_test_question_is_close_to_an_older_set(self, questions, path):
        """The measure of the calibration questions: two thirds of the content words, same language, no history."""
        by_word: dict[tuple[str, str], list[frozenset[str]]] = defaultdict(list)
        for old in load(path):
            if not old.history:
                for word in (own := content(old.question)):
                    by_word[old.lang, word].append(own)
        near = [
            item.id
            for item in questions
            if item.split == "test" and not item.history
            for own in [content(item.question)]
            if any(close(own, kept) for word in own for kept in by_word[item.lang, word])
        ]
        assert near == []

    def test_an_unanswerable_question_has_the_kind_and_language_of_its_pair(self, questions):
        by_id = {item.id: item for item in questions}
        for item in questions:
            if item.unanswerable:
                assert item.pair is not None, item.id
                pair = by_id[item.pair]
                assert (pair.kind, pair.lang, pair.expect) == (item.kind, item.lang, "answered"), item.id

    def test_counts(self, questions):
        """Every kind has what its card says at least, half of it in each split, two thirds of it in Russian."""
        held = Counter((item.kind, item.split) for item in questions if not item.unanswerable)
        for kind in get_args(Kind):
            both = held[kind, "dev"], held[kind, "test"]
            assert min(both) >= 29, kind
            assert abs(both[0] - both[1]) <= 3, kind
            russian = Counter(item.lang == "ru" for item in questions if item.kind == kind and group(item) != "other")
            assert 0.6 <= russian[True] / russian.total() <= 0.72, kind
        assert abs(sum(item.split == "dev" for item in questions) * 2 - len(questions)) <= 2

    @pytest.mark.parametrize(("name", "least"), [("follow_up", 30), ("other_language", 30), ("unanswerable", 40)])
    def test_slices_have_both_splits(self, questions, name, least):
        held = Counter(item.split for item in questions if name in item.slices)
        assert min(held["dev"], held["test"]) >= least

    def test_sorts(self, questions):
        sorts = Counter(item.sort for item in questions if item.unanswerable)
        assert sum(sorts.values()) >= 80
        assert len(sorts) == 7


class TestFormMatch:
    def test_each_pair_stands_once_and_shares_its_group(self):
        pair = asked("lookup", id="p", must=["16"])
        second = UNANSWERABLE.model_copy(update={"id": "r"})
        chosen, groups = matched((asked("lookup", id="other", must=["1"]), pair, UNANSWERABLE, second))
        assert [item.id for item in chosen] == ["q", "r", "p"]
        assert groups == ("p", "p", "p")

    def test_what_differs_in_form_is_told(self):
        random = np.random.default_rng(0)
        answerable = [bool(n % 2) for n in range(200)]
        groups = [str(n // 2) for n in range(200)]
        alike = random.normal(size=(200, 3)).astype(np.float32)
        told = alike + 6 * np.array(answerable, np.float32)[:, None]
        assert min(form_auc(told, answerable, groups, range(2))) > 0.99

    def test_too_few_pairs_are_said_in_a_sentence(self, tmp_path, capsys):
        few = tmp_path / "few.jsonl"
        few.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
        assert form_match(["--questions", str(few)]) == 1
        assert "5 unanswerable questions with their pairs are needed at least" in capsys.readouterr().err

    def test_a_pair_is_never_on_both_sides_of_a_fold(self):
        """Each pair has vectors of its own: who has seen one of the two could tell the other, which is its opposite."""
        vectors = np.eye(20, dtype=np.float32).repeat(2, axis=0)
        answerable = [True, False] * 20
        assert form_auc(vectors, answerable, [str(n // 2) for n in range(40)], range(1))[0] == pytest.approx(
            0.5, abs=0.01
        )


@pytest.mark.parametrize("later", LATER_KINDS, ids=lambda path: path.stem)
class TestTheLaterSets:
    """What is asked once, of the declaration."""

    def test_sections_and_evidence_stand_in_the_text(self, texts, later):
        written = {name: " ".join(text.split()) for name, text in texts.items()}
        for item in load_kinds(later):
            named = {*item.acceptable, *(section for theme in item.themes for section in theme)}
            assert item.split == "test"
            assert named <= texts.keys(), item.id
            assert [one for one in item.evidence if " ".join(one.quote.split()) not in written[one.section]] == []

    def test_none_is_close_to_an_earlier_set(self, questions, later):
        by_word: dict[tuple[str, str], list[frozenset[str]]] = defaultdict(list)
        others = (one for path in LATER_KINDS[: LATER_KINDS.index(later)] for one in load_kinds(path))
        for old in (
            *(one for path in (DEFAULT_QUESTIONS, HELD_OUT, CALIBRATION) for one in load(path)),
            *questions,
            *others,
        ):
            if not old.history:
                for word in (own := content(old.question)):
                    by_word[old.lang, word].append(own)
        near = [
            item.id
            for item in load_kinds(later)
            if not item.history and item.kind != "talk"
            for own in [content(item.question)]
            if any(close(own, kept) for word in own for kept in by_word[item.lang, word])
        ]
        assert near == []
