"""A small document with its English translation, and contexts of questions about it."""

from dataclasses import dataclass, field

import numpy as np

from index.language.identify import identify_language
from index.store import Index
from rag.answers.facts.about import AboutAnswerer
from rag.answers.facts.count import CountAnswerer
from rag.answers.facts.define import DefineAnswerer
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.query.context import QueryContext, Stopwatch
from rag.query.kind import KindPrediction
from rag.query.sections.references import references
from rag.retrieval.literal import LiteralSearch
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import RetrievalResult, Retriever
from rag.types import Kind, Turn
from tests.index.samples import WordEmbedder, points_document

TEXT = """\
Президенты приняли Совместное заявление по итогам 2-й Рабочей встречи в городе Лесном (3 мая 2020 г.)
В городе Лесном состоялась Рабочая встреча, в которой приняли участие Президент Монголии и Президент Грузии.

1. Президенты отмечают важность воды и водных ресурсов. Вода нужна всем.
Стороны приветствуют помощь ООН.

2. Президенты поддержали предложение Президента Монголии о создании Международного фонда охраны озёр.
Стороны поддерживают туризм под эгидой Организации Объединённых Наций.

3. Президенты поручили министрам подготовить предложения по месту проведения третьей Рабочей встречи.
Участники благодарны за туристический обмен. Президенты выразили признательность Президенту Грузии за гостеприимство.
"""
ENGLISH = (
    "The Presidents adopted a Joint Statement following the 2nd Working Meeting in the city of Lesnoy (3 May 2020)",
    "In the city of Lesnoy a Working Meeting was held, attended by the President of Mongolia and the President of"
    " Georgia.",
    "The Presidents note the importance of water and water resources. Water is needed by all.",
    "The Parties welcome the help of the UN.",
    "The Presidents supported the proposal of the President of Mongolia to establish an International Fund for the"
    " Protection of Lakes.",
    "The Parties support tourism under the auspices of the United Nations.",
    "The Presidents instructed the ministers to prepare proposals on the venue of the third Working Meeting.",
    "The participants are grateful for tourist exchanges. The Presidents expressed gratitude to the President of"
    " Georgia for hospitality.",
)


def make_source(text: str = TEXT) -> Source:
    embedder = WordEmbedder()
    vectors = embedder.passages([""] * 2 * len(ENGLISH))
    index = Index.build(text.encode(), vectors, embedder.id, {"en": ENGLISH})
    return Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))


@dataclass
class Answerers:
    """The modules of one document, as the registry makes them."""

    source: Source = field(default_factory=make_source)

    def __post_init__(self) -> None:
        search, digests = LiteralSearch(self.source.retriever.index), Digests(self.source)
        self.about = AboutAnswerer(self.source, digests)
        self.count = CountAnswerer(self.source, search, digests, self.about)
        self.define = DefineAnswerer(self.source, search, digests)

    def context(self, question: str, previous: Turn | None = None) -> QueryContext:
        found = self.source.retriever.retrieve(question, 5)
        language = identify_language(question)
        return QueryContext(question, question, language, found, 0.0, Stopwatch(), KindPrediction(), previous)


def context(question: str, language: str = "ru", kind: Kind = Kind.TALK, last: int = 28) -> QueryContext:
    """A question on its way through the pipeline, without anything found for it."""
    found = RetrievalResult(
        (), (), references(question, points_document(last)), np.zeros(4, np.float32), "ru", None, 0.0, 0.0
    )
    return QueryContext(question, question, language, found, 0.0, Stopwatch(), KindPrediction(kind))
