"""Real models where the fitted weights do not fit: another document, embedder or LLM, and an LLM under another name.

Each is asked ten answerable questions, of which seven must be answered, and one that has nothing to do with the text.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.core.dataset import load, select
from index.build import build
from index.embed import Embedder, open_embedder
from index.store import Index
from models.fetch import ensure
from rag.answerability.gate import GateUse
from rag.answers.lookups.lookup import Limits
from rag.pipeline import Pipeline, QueryContext
from rag.retrieval.retriever import Retriever
from rag.service import Service
from rag.types import Answer, Finished, Kind, Mismatch, Refusal, Standing, WeightsInUse
from rag.weights import read_manifest
from rag.weights.selection import llm_sha256
from rag.weights.selection import select as select_weights
from tests.rag.query.fakes import takes_all_for

pytestmark = pytest.mark.real

LLM = read_manifest().heads["text"].llm.sha256
RULES = """1. Читальный зал библиотеки открыт со вторника по субботу с десяти часов утра до восьми часов вечера.

2. Читательский билет выдаётся бесплатно при предъявлении паспорта; детям билет оформляют родители.

3. На дом выдаётся не более пяти книг на срок до двадцати одного дня; редкие издания на дом не выдаются.

4. Срок возврата книги можно продлить два раза по телефону или на сайте, если книгу не ждёт другой читатель.

5. За каждый день просрочки читатель платит десять рублей; утерянную книгу заменяют такой же.

6. Верхнюю одежду, зонты и большие сумки сдают в гардероб на первом этаже.

7. В залах запрещается громко разговаривать, есть, курить и пользоваться мобильным телефоном.

8. Компьютерный зал предоставляет доступ в интернет на один час в день; распечатка одной страницы стоит восемь рублей.

9. Кружок юных краеведов собирается по четвергам под руководством учителя истории Марии Соколовой.

10. Директор библиотеки принимает посетителей в первую среду месяца с четырнадцати до шестнадцати часов.

11. Для слабовидящих читателей имеются аудиокниги, лупы и специальный аппарат, который увеличивает текст.

12. При пожаре посетители покидают здание по северной лестнице и собираются у памятника поэту на площади.
"""
ASKED_OF_RULES = (
    "Когда открыт читальный зал?",
    "Сколько книг можно взять на дом?",
    "Сколько стоит распечатка страницы?",
    "Кто руководит кружком краеведов?",
    "Где сдают верхнюю одежду?",
    "Сколько раз можно продлить срок возврата книги?",
    "Когда принимает директор библиотеки?",
    "Что имеется для слабовидящих читателей?",
    "По какой лестнице покидают здание при пожаре?",
    "Что запрещается в залах?",
)
ASKED_OF_DECLARATION = tuple(
    item.question
    for item in select(load(), split="dev")
    if (item.lang, item.type, item.expect) == ("ru", "fact", "answered") and not item.history
)[:10]
MATRIX = np.random.default_rng(0).normal(size=(384, 128)).astype(np.float32)
"""A projection to another dimension."""
FOREIGN = "Как приготовить грибной суп со сметаной?"


@dataclass(frozen=True)
class Changed:
    """The real embedder under another id and, where there is a matrix, projected to another dimension."""

    embedder: Embedder
    id: str
    matrix: NDArray[np.float32] | None = None

    @property
    def dimension(self) -> int:
        return self.embedder.dimension if self.matrix is None else self.matrix.shape[1]

    def changed(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.matrix is None:
            return vectors
        projected = vectors @ self.matrix
        return projected / np.linalg.norm(projected, axis=1, keepdims=True)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.changed(self.embedder.queries(texts))

    def passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.changed(self.embedder.passages(texts))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder(ensure("embedder"))


def results(
    service: Service, embedder: Embedder, index: Index, llm: str, questions: Sequence[str]
) -> tuple[WeightsInUse, list[Answer | Refusal]]:
    """Ask a pipeline over an index, in which the service's LLM reads and writes a few words of each sentence."""
    weights = select_weights(index.document.sha256, embedder.id, embedder.dimension)
    pipeline = Pipeline(
        Retriever(index, embedder, weights.ranker),
        lambda use: weights.gate(None if use is GateUse.UNREAD else llm),
        weights.multi_hop,
        weights.history,
        takes_all_for(Kind.LOOKUP),
        Limits(1, 8),
    )
    found = []
    for question in questions:
        context = pipeline.retrieve(question)
        assert isinstance(context, QueryContext)
        events = pipeline.answer(context, service._worker.generator, threading.Event())
        *_, last = service._worker.thread.submit(list, events).result()
        assert isinstance(last, Finished)
        found.append(last.result)
    return weights.in_use(llm), found


@pytest.mark.parametrize(
    ("case", "standing", "mismatches"),
    [
        ("document", Standing.GENERAL, (Mismatch.DOCUMENT,)),
        ("llm", Standing.GENERAL, (Mismatch.LLM,)),
        ("embedder", Standing.NONE, (Mismatch.EMBEDDER,)),
        ("dimension", Standing.NONE, (Mismatch.DIMENSION,)),
        ("renamed", Standing.FITTED, ()),
    ],
)
def test_seven_of_ten_are_answered_and_what_is_foreign_is_refused(
    service: Service,
    embedder: Embedder,
    tmp_path: Path,
    case: str,
    standing: Standing,
    mismatches: tuple[Mismatch, ...],
) -> None:
    service.wait()
    index, asked, llm = service.retriever.index, ASKED_OF_DECLARATION, LLM
    if case == "document":
        (tmp_path / "rules.txt").write_text(RULES, encoding="utf-8")
        index, asked = build(tmp_path / "rules.txt", tmp_path / "index", embedder), ASKED_OF_RULES
    elif case == "llm":
        llm = "0" * 64
    elif case == "renamed":
        (tmp_path / "my own model.gguf").symlink_to(ensure("llm"))
        llm = llm_sha256(tmp_path / "my own model.gguf", tmp_path)
    elif case == "embedder":
        embedder = Changed(embedder, "another")
    elif case == "dimension":
        embedder = Changed(embedder, "another", MATRIX)
    if isinstance(embedder, Changed):
        vectors = embedder.changed(index.vectors.reconstruct_n(0, index.vectors.ntotal))
        index = Index.build(index.source, vectors, embedder.id, index.translations)
    in_use, (*answered, foreign) = results(service, embedder, index, llm, [*asked, FOREIGN])
    assert in_use == WeightsInUse(standing, mismatches)
    refused = [(result.question, result.gate) for result in answered if isinstance(result, Refusal)]
    assert len(answered) - len(refused) >= 7, refused
    assert isinstance(foreign, Refusal)
