"""A text of four points with its English translation, as the modules of rag/answers see it, and questions about it."""

from index.language.identify import identify_language
from index.store import Index
from rag.answers.material.source import Source
from rag.query.context import QueryContext, Stopwatch
from rag.query.kind import KindPrediction
from rag.retrieval.ranker import Ranker
from rag.retrieval.retriever import Retriever
from rag.types import Kind, Turn
from tests.index.samples import TrigramEmbedder

TEXT = """Совет школ города Вильсон принял решение.

1. Стороны построят стадион и бассейн для занятий спортом.

2. Директора поддержали предложение Президента Кении о музыкальном конкурсе.

Стороны проведут концерт в мае.

3. Музей открыт по субботам.

Вход в музей свободен. Экскурсии платные.

Залы закрыты зимой.

Школьники помогают хранителям, которые описывают новые находки и готовят витрины, а летом ведут занятия для детей.

4. Библиотека получит новые книги.
"""
ENGLISH = (
    "The Council of Schools of the city of Wilson adopted a decision.",
    "The Parties will build a stadium and a swimming pool for sport.",
    "The headmasters supported the proposal of the President of Kenya for a music contest.",
    "The Parties will hold a concert in May.",
    "The museum is open on Saturdays.",
    "Entrance to the museum is free. Guided tours are paid.",
    "The halls are closed in winter.",
    "Pupils help the keepers, who describe new finds and make cases for them, and in summer teach children.",
    "The library will get new books.",
)


def small_source(text: str = TEXT) -> Source:
    embedder = TrigramEmbedder()
    texts = [paragraph.removeprefix(f"{n}. ") for paragraph in text.strip().split("\n\n") for n in [paragraph[:1]]]
    english = (*ENGLISH, *[ENGLISH[1]] * (len(texts) - len(ENGLISH)))
    vectors = embedder.passages([*texts, *english])
    index = Index.build(text.encode(), vectors, embedder.id, {"en": english})
    return Source(Retriever(index, embedder, Ranker.untrained(embedder.dimension)))


def asked(source: Source, question: str, kind: Kind, previous: Turn | None = None) -> QueryContext:
    found = source.retriever.retrieve(question, 5)
    return QueryContext(
        question,
        question,
        identify_language(question),
        found,
        0.0,
        Stopwatch(),
        KindPrediction(kind),
        previous,
    )
