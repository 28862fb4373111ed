"""LlamaIndex: CitationQueryEngine over a FAISS vector store, with LlamaCPP and HuggingFaceEmbedding.

As its documentation shows them, streaming, with the engine's own citation prompt and a ChatML prompt for the model.
Ours to choose: greedy sampling as in the other systems, llama-cpp-python's prefix cache, and a line in the prompt that
asks for the question's language, without which it often answers in English. Chunks are nodes as they are; citation
chunks of 512 tokens leave them whole. The LLM reads the label of a chunk's point as its metadata; the engine's own
prompt asks for citations, by the numbers that it gives its sources.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from common import CACHE_BYTES, Found, Job, label, main

TOP = 3
"""Passages that its documentation's example of the citation query engine reads."""
LANGUAGE = "Answer in the language of the query.\nQuery: "


def chatml(messages: Sequence[Any]) -> str:
    """Return messages in the chat format of the model."""
    turns = "".join(f"<|im_start|>{m.role.value}\n{m.content}<|im_end|>\n" for m in messages)
    return turns + "<|im_start|>assistant\n"


def completion(text: str) -> str:
    """Return a prompt without roles in the chat format of the model, with the system message of its training."""
    system = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    return f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n"


class LlamaIndex:
    """The citation query engine in its two halves, so that retrieval has a time of its own."""

    def __init__(self, job: Job) -> None:
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._job = job
        Settings.embed_model = HuggingFaceEmbedding(
            model_name=job.embedder,
            query_instruction="query: ",
            text_instruction="passage: ",
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": "float32"},
        )

    def build(self) -> None:
        """Embed the chunks and save the index to the job's folder."""
        import faiss
        from llama_index.core import Settings, StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.faiss import FaissVectorStore

        dimension = len(Settings.embed_model.get_query_embedding("dimension"))
        store = FaissVectorStore(faiss_index=faiss.IndexFlatL2(dimension))
        # The point is for us alone; its label is for the LLM, which is asked about points by number too.
        nodes = [
            TextNode(
                text=text,
                metadata={"point": point, "label": label(point)},
                excluded_embed_metadata_keys=["point", "label"],
                excluded_llm_metadata_keys=["point"],
            )
            for point, text in self._job.chunks
        ]
        index = VectorStoreIndex(nodes, storage_context=StorageContext.from_defaults(vector_store=store))
        index.storage_context.persist(persist_dir=str(self._job.folder / "llamaindex"))

    def load(self) -> None:
        """Load the index and the LLM, and put the engine together."""
        from llama_cpp import LlamaRAMCache
        from llama_index.core import Settings, StorageContext, load_index_from_storage
        from llama_index.core.prompts import PromptTemplate
        from llama_index.core.query_engine import CitationQueryEngine
        from llama_index.core.query_engine.citation_query_engine import CITATION_QA_TEMPLATE
        from llama_index.llms.llama_cpp import LlamaCPP
        from llama_index.vector_stores.faiss import FaissVectorStore

        folder = str(self._job.folder / "llamaindex")
        store = FaissVectorStore.from_persist_dir(folder)
        index = load_index_from_storage(StorageContext.from_defaults(vector_store=store, persist_dir=folder))
        llm = LlamaCPP(
            model_path=self._job.llm,
            temperature=0.0,
            max_new_tokens=self._job.max_tokens,
            context_window=self._job.context,
            model_kwargs={"n_threads": self._job.threads, "n_threads_batch": self._job.threads},
            messages_to_prompt=chatml,
            completion_to_prompt=completion,
            verbose=False,
        )
        self._llama = llm._model  # it offers no other way to the prefix cache
        self._llama.set_cache(LlamaRAMCache(capacity_bytes=CACHE_BYTES))
        Settings.llm = llm
        template = CITATION_QA_TEMPLATE.get_template()
        self._engine = CitationQueryEngine.from_args(
            index,
            llm=llm,
            similarity_top_k=self._job.top or TOP,
            citation_chunk_size=512,
            citation_qa_template=PromptTemplate(template.replace("Query: {query_str}", LANGUAGE + "{query_str}")),
            streaming=True,
        )

    def retrieve(self, question: str) -> Found:
        """Return the passages for a question; the engine numbers them from 1 in their order."""
        from llama_index.core import QueryBundle

        nodes = self._engine.retrieve(QueryBundle(question))
        return Found(nodes, {str(place): node.metadata["point"] for place, node in enumerate(nodes, 1)})

    def stream(self, question: str, found: Found) -> Iterator[str]:
        """Yield the answer, piece by piece."""
        from llama_index.core import QueryBundle

        yield from self._engine.synthesize(QueryBundle(question), found.passages).response_gen

    def tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""
        return len(self._llama.tokenize(text.encode(), add_bos=False))


if __name__ == "__main__":
    main(LlamaIndex)
