"""Questions and results as the files of two widely used tools: BEIR (retrieval) and ragas (answers).

BEIR: corpus.jsonl, queries.jsonl and qrels/test.tsv; a document of the corpus is a section. ragas: a line for each
single-turn sample of its EvaluationDataset.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from eval.core.dataset import Question
from eval.core.kinds.report import KindOutcome
from eval.core.sets import AnyOutcome, AnyReport
from eval.exchange.results import row_of


def beir(questions: Iterable[Question], sections: Mapping[int, str]) -> dict[str, bytes]:
    """Return the files of a BEIR data set by their names, of the questions that a section answers.

    A question that goes on from earlier turns is left out: BEIR has no turns.

    Args:
        questions: The questions.
        sections: The text of every section by number.
    """
    asked = [question for question in questions if question.gold and not question.history]
    corpus = ({"_id": str(number), "title": "", "text": text} for number, text in sections.items())
    queries = ({"_id": question.id, "text": question.question} for question in asked)
    judged = [f"{question.id}\t{number}\t1" for question in asked for number in question.gold]
    qrels = "\n".join(("query-id\tcorpus-id\tscore", *judged)) + "\n"
    return {"corpus.jsonl": _lines(corpus), "queries.jsonl": _lines(queries), "qrels/test.tsv": qrels.encode()}


def ragas(report: AnyReport, sections: Mapping[int, str]) -> bytes:
    """Return the rows of a ragas data set in JSON Lines: question, answer, passages read, reference.

    A question that goes on from earlier turns has them before it in `user_input`. A refusal is the response.

    Args:
        report: The results.
        sections: The text of every section by number, for `reference_contexts`.
    """
    return _lines(_sample(outcome, sections) for outcome in report.outcomes)


def _sample(outcome: AnyOutcome, sections: Mapping[int, str]) -> dict[str, Any]:
    row = row_of(outcome)
    if isinstance(outcome, KindOutcome):
        read = [str(one.get("text") or "") for one in outcome.given.get("passages") or ()]
    else:
        read = [passage.text for passage in outcome.observation.result.passages]
    return {
        "user_input": "\n".join((*(text for turn in row.history for text in turn), row.question)),
        "retrieved_contexts": read,
        "reference_contexts": [sections[one] for one in row.sections if isinstance(one, int) and one in sections],
        "response": row.answer,
        "reference": row.reference,
    }


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
