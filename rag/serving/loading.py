"""Loading, in the background: the embedder and the first document, the LLM, then what makes the first answers quick."""

import logging
import threading
import time
from concurrent.futures import Future

from index.embed import open_embedder
from index.language.lexicon import ENGLISH, RUSSIAN
from models.errors import AskError
from models.fetch import ensure
from rag import messages
from rag.generation import prompts
from rag.serving.documents import Documents
from rag.serving.opened import Opened
from rag.serving.readiness import Readiness, Status
from rag.serving.worker import LlmWorker
from rag.settings import Settings

log = logging.getLogger(__name__)
_WARM_UP = f"{RUSSIAN.stopwords[0]} {ENGLISH.stopwords[-1]}"
"""A question that loads what both languages need, dictionaries among it."""


class Loader:
    """Loads for one service, and prepares documents as long as it runs."""

    def __init__(self, settings: Settings, worker: LlmWorker, documents: Documents, readiness: Readiness) -> None:
        """Take what is loaded, and where to say how far that is."""
        self._settings, self.worker, self.documents, self.readiness = settings, worker, documents, readiness
        self._thread = threading.Thread(target=self._load, name="loader", daemon=True)
        self._closing = threading.Event()
        self.prompts = ""
        """The digest of the prompts, once they are read."""

    def start(self, *, with_llm: bool, prefill: bool) -> None:
        """Begin to load, in threads; arguments as for `Service.start`."""
        self.with_llm, self._with_prefill = with_llm, prefill and with_llm
        log.info("Loading begins")
        self._thread.start()

    def load_llm(self) -> None:
        """Open the LLM, in the thread that will own it. Raises AskError if it cannot be opened."""
        self.worker.load()

    def load_retrieval(self) -> None:
        """Open the embedder and the first document. Raises AskError if one of them cannot be opened."""
        folder = self._settings.embedder or ensure("embedder")
        self.readiness.status = Status("embedder")
        embedder = open_embedder(folder)
        self.readiness.status = Status("index")
        self.documents.open_first(embedder).retriever.retrieve(_WARM_UP, 1)

    def close(self) -> None:
        """Stop, and wait until that is done."""
        self._closing.set()
        self.documents.to_prepare.put(None)  # wakes who waits for a document to prepare, who need not look for one then
        self._thread.join()

    def _load(self) -> None:
        began = time.perf_counter()
        try:
            prompts.check()
            self.prompts = prompts.digest()
            for language in prompts.LANGUAGES:
                messages.replies(language)  # fails now, if a file is damaged, and not at a question
            llm: Future[None] | None = self.worker.thread.submit(self.load_llm) if self.with_llm else None
            self.load_retrieval()
            self.readiness.status = Status("llm")
            self.readiness.retrieval.set()
            if llm is not None:
                llm.result()
                self.documents.first.weights.gate(self.worker.sha256)  # fails now, if damaged, and not at a question
                self.readiness.llm.set()
                log.info("Questions can be asked, %.1f s after the start", time.perf_counter() - began)
                self._prepare(self.documents.first)
            self.readiness.status = Status("ready", can_ask=True)
            self._prepare_others()
        except AskError as error:
            self.readiness.fail(error)
        except Exception as error:
            self.readiness.fail(AskError(f"Loading failed: {error!r}. Run `make setup` and try again."))
            raise

    def _prepare_others(self) -> None:
        """Prepare documents as they are opened, until the service is closed."""
        while (opened := self.documents.to_prepare.get()) is not None and not self._closing.is_set():
            try:
                self._prepare(opened)
            except AskError:
                log.exception("A document could not be prepared")  # it is answered from all the same
            self.readiness.status = Status("ready", can_ask=True)

    def _prepare(self, opened: Opened) -> None:
        """Make the document's digests and prefill its passages, beside questions."""
        opened.pipeline.prepare()
        if not self._with_prefill:
            return
        for done in self.worker.prefill(opened.retriever):
            if self._closing.is_set():
                return
            self.readiness.status = Status("passages", done, can_ask=True)
