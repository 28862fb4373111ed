"""LangChain: FAISS, HuggingFaceEmbeddings and ChatLlamaCpp in the chain of its retrieval tutorial.

From its documentation: the vector store as a retriever (of four passages, its default), the tutorial's prompt (with
labelled pieces, and a last line that asks for citations), the model, a string parser. Ours to choose, as documentation
leaves it open: greedy sampling as in the other systems, a batch of 512 tokens (its default of 8 would make it
needlessly slow), and llama-cpp-python's prefix cache. The index is kept as FAISS's own file and put together again by
the store's constructor: `save_local` would write a pickle.
"""

from collections.abc import Iterator

from common import CACHE_BYTES, CITE, INSTRUCTION, Found, Job, label, main


class LangChain:
    """The tutorial's chain in its two halves, so that retrieval has a time of its own."""

    def __init__(self, job: Job) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        self._job = job
        self._file = str(job.folder / "langchain.faiss")
        self._embeddings = HuggingFaceEmbeddings(
            model_name=job.embedder,
            model_kwargs={"device": "cpu", "local_files_only": True, "model_kwargs": {"dtype": "float32"}},
            encode_kwargs={"normalize_embeddings": True, "prompt_name": "passage"},
            query_encode_kwargs={"normalize_embeddings": True, "prompt_name": "query"},
        )

    def build(self) -> None:
        """Embed the chunks and save the index to the job's folder."""
        import faiss
        from langchain_community.vectorstores import FAISS

        texts = [text for _, text in self._job.chunks]
        store = FAISS.from_texts(texts, self._embeddings, metadatas=[{"point": point} for point, _ in self._job.chunks])
        faiss.write_index(store.index, self._file)

    def load(self) -> None:
        """Load the index and the LLM, and put the chain together."""
        import faiss
        from langchain_community.chat_models import ChatLlamaCpp
        from langchain_community.docstore.in_memory import InMemoryDocstore
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate
        from llama_cpp import LlamaRAMCache

        documents = {
            str(row): Document(page_content=text, metadata={"point": point})
            for row, (point, text) in enumerate(self._job.chunks)
        }
        store = FAISS(
            embedding_function=self._embeddings,
            index=faiss.read_index(self._file),
            docstore=InMemoryDocstore(documents),
            index_to_docstore_id=dict(enumerate(documents)),
        )
        self._retriever = store.as_retriever(search_kwargs={"k": self._job.top} if self._job.top else {})
        llm = ChatLlamaCpp(
            model_path=self._job.llm,
            n_ctx=self._job.context,
            n_threads=self._job.threads,
            n_batch=512,
            max_tokens=self._job.max_tokens,
            temperature=0.0,
            repeat_penalty=1.0,
            verbose=False,
        )
        llm.client.set_cache(LlamaRAMCache(capacity_bytes=CACHE_BYTES))
        self._llama = llm.client
        prompt = ChatPromptTemplate.from_messages(
            [("system", INSTRUCTION), ("human", "Context:\n{context}\n\nQuestion: {question}\n\n" + CITE)]
        )
        self._chain = prompt | llm | StrOutputParser()

    def retrieve(self, question: str) -> Found:
        """Return the passages for a question; each is shown under its point's label."""
        documents = self._retriever.invoke(question)
        points = [document.metadata["point"] for document in documents]
        return Found(documents, {str(point) if point else label(point): point for point in points})

    def stream(self, question: str, found: Found) -> Iterator[str]:
        """Yield the answer, piece by piece."""
        labelled = ((label(document.metadata["point"]), document.page_content) for document in found.passages)
        context = "\n\n".join(f"[{name}] {text}" for name, text in labelled)
        yield from self._chain.stream({"context": context, "question": question})

    def tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""
        return len(self._llama.tokenize(text.encode(), add_bos=False))


if __name__ == "__main__":
    main(LangChain)
