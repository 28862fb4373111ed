"""Answers of any system: what is read from their text, and that our own are judged as the run that made them."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from eval.answers import read
from eval.answers.judge import MISSING, judge_kinds, judge_lookups, own_object, write_objects
from eval.answers.read import answers_of, complete, marked_sections, read_answers, refusal_phrase, without_marks
from eval.core.dataset import EvalError
from eval.core.documents import Documents
from eval.core.kinds.questions import KindQuestion
from eval.core.lookups.loop import Plan, run
from eval.core.lookups.metrics import Failure
from eval.core.provenance import provenance_of
from eval.core.run_report import RunMetadata
from eval.exchange.results import results_of
from eval.report.html import page
from index.document import Document, Section
from index.language.units import Unit
from index.library.library import document_id
from rag.render import to_json
from tests.eval.samples import (
    DOCUMENT,
    POINTS,
    Scripted,
    citation,
    lemmas,
    passage,
    question,
    refusal,
    sentence,
    unanswerable,
)
from tests.eval.samples import answer as result

DOCUMENTS = Documents(DOCUMENT)
GOOD = result(sentence("Казахстан", 1), points=(1, 2, 0, 3, 4))
ITEMS = tuple(question(id=f"q{n}", question=f"Вопрос {n}?") for n in range(4))
METADATA = RunMetadata("2026-01-01T00:00:00+00:00", None, {}, "d" * 64, "", {})


def answer(text: str, **fields: object) -> dict[str, object]:
    return {"id": "q1", "answer": text, **fields}


class TestMarks:
    @pytest.mark.parametrize(
        ("text", "sections"),
        [
            ("Подпишут договор [п. 25].", ("25",)),
            ("Спорт [пп. 3, 4 и 12] и туризм [п. 3].", ("3", "4", "12")),
            ("Так [п. 2.1, п. 447].", ("2.1", "447")),
            ("Встреча [преамбула]", ("0",)),
            ("Sport [p. 3] and [points 4 and 5]", ("3", "4", "5")),
            ("Без знаков, п. 3 и [3].", ()),
        ],
    )
    def test_sections(self, text, sections):
        assert marked_sections(text) == sections

    def test_text_without_them(self):
        assert without_marks("Подпишут договор [п. 25]. Ещё [пп. 3, 4].") == "Подпишут договор. Ещё."

    @pytest.mark.parametrize(
        "text", ["Фонд создан [п. 1]. Спорт развит [п. 2].", "Фонд создан. [п. 1] Спорт развит. [п. 2]"]
    )
    def test_each_sentence_cites_what_it_marks(self, text):
        items = complete(answer(text))["items"]
        assert [(item["text"], [one["section"] for one in item["citations"]]) for item in items] == [
            ("Фонд создан.", ["1"]),
            ("Спорт развит.", ["2"]),
        ]

    def test_citations_that_are_given_go_before_marks(self):
        given = complete(answer("Фонд [п. 1].", citations=[{"point": 1, "quote": "Фонд"}]))
        assert given["items"][0]["citations"][0]["quote"] == "Фонд"
        assert complete(answer("Фонд. Спорт.", citations=[1, "2.1"]))["items"] == [
            {"text": "Фонд. Спорт.", "citations": [{"section": "1", "point": None}, {"section": "2.1", "point": None}]}
        ]

    @pytest.mark.parametrize(
        ("text", "verdict", "count"),
        [
            ("Да, упоминается [п. 3].", "yes", None),
            ("No.", "no", None),
            ("Пять раз [п. 9].", None, 5),
            ("Всего 28.", None, 28),
        ],
    )
    def test_verdict_and_number(self, text, verdict, count):
        found = complete(answer(text))
        assert (found["verdict"], found["count"]) == (verdict, count)
        assert complete(answer(text, verdict=None, count=7))["count"] == 7


class TestRefusals:
    @pytest.mark.parametrize(
        ("fields", "status", "by"),
        [
            ({"answer": "Я не знаю."}, "refused", "не знаю"),
            ({"answer": "I don't know. Ask again."}, "refused", "i don't know"),
            ({"answer": ""}, "refused", "status"),
            ({"answer": "Фонд создан. О сроках я не знаю."}, "answered", None),
            ({"answer": "Я не знаю.", "status": "answered"}, "answered", None),
            ({"answer": "Спросите иначе.", "status": "refused"}, "refused", "status"),
        ],
    )
    def test_by_status_else_by_a_phrase(self, fields, status, by):
        found = answers_of([{"id": "a", **fields}])
        assert found.objects["a"]["status"] == status
        assert found.refusals == ({} if by is None else {"a": by})
        assert found.counts(["a", "b"]) == ({} if by is None else {by: 1})

    def test_every_phrase_is_found_as_it_is_written(self):
        file = Path(read.__file__).with_name("phrases.toml")
        for phrase in tomllib.loads(file.read_text(encoding="utf-8"))["refusals"]:
            assert refusal_phrase(f"Так: {phrase.capitalize()} об этом.") is not None


class TestFile:
    def write(self, folder: Path, *lines: str) -> Path:
        path = folder / "answers.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            ((), "holds no answers"),
            (('{"id": "a", "answer": "б"}', "{"), "answers.jsonl:2 is not JSON"),
            (('["a"]',), "no object with an id"),
            (('{"answer": "а"}',), "no object with an id"),
            (('{"id": "a"}',), "the answer is None"),
            (('{"id": "a", "answer": "", "citations": 3}',), "citations is 3"),
            (('{"id": 1, "answer": "а"}', '{"id": "1", "answer": "б"}'), "more than once: 1"),
            (('{"id": "a", "answer": "а", "status": "maybe"}',), "status 'maybe'"),
            (('{"id": "a", "answer": "а", "citations": [{"quote": "б"}]}',), "names no point"),
            (('{"id": "a", "answer": "а", "items": ["б"]}',), "the item 'б'"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path, lines, message):
        with pytest.raises(EvalError, match=message):
            read_answers(self.write(tmp_path, *lines))

    def test_a_byte_order_mark_blank_lines_and_whole_numbers(self, tmp_path):
        path = self.write(tmp_path, '\ufeff{"id": 1, "answer": "а"}', "", '{"id": "2", "answer": "б"}')
        assert set(read_answers(path).objects) == {"1", "2"}

    def test_no_answer_to_any_question(self):
        with pytest.raises(EvalError, match="None of the 1 answers"):
            judge_lookups([question(id="x")], answers_of([answer("а")]), DOCUMENTS, METADATA, lemmas)


class TestJudging:
    def test_our_own_answers_give_the_report_of_the_run(self, tmp_path):
        scripted = Scripted({item.question: GOOD for item in ITEMS[:-1]} | {ITEMS[-1].question: refusal()})
        ran = run(scripted, ITEMS, lemmas=lemmas)
        path = tmp_path / "answers.jsonl"
        observations = [outcome.observation for outcome in ran.outcomes]
        write_objects(path, [own_object(one.item.id, one.result, one.ranked) for one in observations])
        judged = judge_lookups(ITEMS, read_answers(path), DOCUMENTS, ran.run_metadata, lemmas)
        assert [outcome.values for outcome in judged.outcomes] == [outcome.values for outcome in ran.outcomes]
        assert [outcome.faults for outcome in judged.outcomes] == [outcome.faults for outcome in ran.outcomes]
        assert (judged.summary, judged.verdicts, judged.gate) == (ran.summary, ran.verdicts, ran.gate)

    def test_also_about_a_document_of_articles_beside_the_first_one(self, tmp_path):
        articles = tuple(
            Section(at, (POINTS[at],), Unit.ARTICLE, name=name, id=name) for at, name in ((1, "5"), (2, "7"))
        )
        law = Document(articles, "a" * 64, name="закон.txt")
        documents = Documents(DOCUMENT, lambda: (law,))
        gold = {"gold": (1,), "places": ({"id": "5", "label": "ст. 5"},), "document": "закон"}
        items = [question(id="law", question="Чья?", **gold), question(id="own", question="Где?")]
        cited = replace(GOOD.sentences[0], citations=(replace(citation(1), locator=law.locate(1, 0, 7)),))
        found = tuple(replace(passage(at), locator=law.locate(at, 0, 7)) for at in (1, 2))
        scripted = Scripted({"Чья?": replace(GOOD, sentences=(cited,), passages=found), "Где?": GOOD})
        ran = run(scripted, items, plan=Plan(provenance_of("d" * 64), documents=documents), lemmas=lemmas)
        assert scripted.documents == [document_id(law), ""]
        assert [outcome.values["citation_precision"] for outcome in ran.outcomes] == [1, 1]
        path = tmp_path / "answers.jsonl"
        told = [outcome.observation for outcome in ran.outcomes]
        write_objects(path, [own_object(one.item.id, one.result, one.ranked) for one in told])
        judged = judge_lookups(items, read_answers(path), documents, ran.run_metadata, lemmas)
        assert [outcome.values for outcome in judged.outcomes] == [outcome.values for outcome in ran.outcomes]
        assert judged.summary == ran.summary
        row, own = results_of(judged).rows
        assert (row.sections, row.cited, row.ranking) == ([5], [5], [5, 7])
        assert own.sections == [1]
        shown = page(judged)
        assert "ст. 5" in shown
        assert "from ст. 5" in " ".join(shown.split())
        assert {outcome.cluster for outcome in ran.outcomes} == {"закон, point 1", "point 1"}
        by_mark = answers_of([{"id": "law", "answer": "Инициатива Казахстана [ст. 5]."}])
        (outcome,) = judge_lookups(items[:1], by_mark, documents, METADATA, lemmas).outcomes
        assert outcome.values["citation_precision"] == 1
        with pytest.raises(EvalError, match="no document “закон”"):
            judge_lookups(items, read_answers(path), DOCUMENTS, METADATA, lemmas)

    def test_what_is_not_told_is_not_counted(self):
        text = f"{GOOD.sentences[0].text} [п. 1]."
        answers = answers_of([answer(text)])
        (outcome,) = judge_lookups([question()], answers, DOCUMENTS, METADATA, lemmas).outcomes
        told = {key for key, value in outcome.values.items() if value is not None}
        assert not told & {"hit_1", "hit_3", "mrr", "ndcg_5", "first_token_ms", "total_ms", "quoted", "noted"}
        assert outcome.values["citation_valid"] == outcome.values["citation_precision"] == 1
        assert outcome.values["facts"] == 1

    def test_rankings_and_times_that_are_told_count(self):
        told = answer("Спорт [п. 2].", passages=[{"point": 2}, {"point": 1}], timings_ms={"total": 7})
        (outcome,) = judge_lookups([question()], answers_of([told]), DOCUMENTS, METADATA, lemmas).outcomes
        values = outcome.values
        assert (values["hit_1"], values["hit_3"], values["ndcg_5"], values["total_ms"]) == (0, 1, None, 7)

    @pytest.mark.parametrize(
        ("citation", "valid"),
        [
            ({"point": 1}, 1),
            ({"point": 1, "quote": "инициативу Президента"}, 1),
            ({"point": 1, "quote": "чего нет"}, 0),
            ({"point": 7}, 0),
            ({"section": "2.1"}, 0),
        ],
    )
    def test_citations_are_held_against_the_text(self, citation, valid):
        answers = answers_of([answer("Казахстана.", citations=[citation])])
        (outcome,) = judge_lookups([question()], answers, DOCUMENTS, METADATA, lemmas).outcomes
        assert outcome.values["citation_valid"] == valid

    def test_a_question_without_an_answer_failed(self):
        items = [question(), unanswerable()]
        report = judge_lookups(items, answers_of([answer("Казахстана [п. 1].")]), DOCUMENTS, METADATA, lemmas)
        lost = report.outcomes[1]
        assert lost.observation.result == Failure(items[1].question, MISSING)
        assert (lost.values["decision"], lost.values["unanswerable_refused"]) == (0, 0)
        assert report.summary["all"]["decision"].value == 0.5

    def test_a_field_of_the_wrong_type_is_named(self):
        bad = answer("Казахстана.", passages=[{"point": 1, "score": "много"}])
        with pytest.raises(EvalError, match="Answer q1 has a field"):
            judge_lookups([question()], answers_of([bad]), DOCUMENTS, METADATA, lemmas)

    def test_kinds(self):
        base = {"lang": "ru", "style": "plain", "question": "Что?", "expect": "answered", "split": "dev"}
        asked = [
            KindQuestion.model_validate_json(json.dumps(base | gold))
            for gold in (
                {"id": "l", "kind": "list", "must": ["16", "18"]},
                {"id": "y", "kind": "yes_no", "verdict": "no", "must": ["25"]},
                {"id": "c", "kind": "count", "count": 5},
                {"id": "n", "kind": "lookup", "expect": "refused", "sort": "perturbed"},
                {"id": "m", "kind": "point", "must": ["3"]},
            )
        ]
        said = {"l": "Фонд [п. 16]. Вода [п. 18].", "y": "Нет, не создан [п. 25].", "c": "Пять раз.", "n": "Не знаю."}
        answers = answers_of([{"id": key, "answer": text} for key, text in said.items()])
        report = judge_kinds(asked, answers, METADATA)
        assert [outcome.values["right"] for outcome in report.outcomes] == [1, 1, 1, 1, 0]
        assert report.refusals == {"не знаю": 1}
        assert report.summary["kind=unanswerable"]["unanswerable_refused"].value == 1
        assert report.summary["all"]["answerable_refused"].n == 4


def test_plain_objects_of_the_command_line_keep_the_note_apart():
    noted = replace(GOOD, note="Ответ дан по-русски.")
    item = question(lang="kk")
    for found in (to_json(noted, item.id), own_object(item.id, noted)):
        (outcome,) = judge_lookups([item], answers_of([found]), DOCUMENTS, METADATA, lemmas).outcomes
        assert outcome.observation.result.note == noted.note
        assert outcome.values["noted"] == 1
