"""A scripted stand-in for the service: the states of the page that a real model reaches seldom or slowly.

`python -m tests.browser.standin --port 7870 --loading 3` serves the page with it. What it does follows from words
in the question: «плов» is refused, «долго» streams and then goes on until it is stopped, «выдумай» withdraws a
sentence, «разметь» writes markup, «сломайся» fails, «форма ВИД» is answered in the form of that kind
(tests/browser/forms.py), as is a question for which the reader has chosen one.

A state that passes by itself cannot be looked at on a slow machine: the browser may draw only the next one. So
«придержи ИМЯ» waits before its first words, before its first verified sentence and before its end, each time until the
test has put the file ИМЯ.words, ИМЯ.verified, ИМЯ.done into the folder of `--hold`; and with that folder given, loading
ends only when the file `loaded` is in it.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document, Given, Section
from index.library.library import Entry, Library
from index.library.take_in import Prepared, Progress, build_index
from index.structure import read
from models.errors import AskError
from rag.types import (
    Answer,
    Citation,
    Event,
    Finished,
    GateReport,
    Kind,
    Mismatch,
    Passage,
    PassagesFound,
    Reason,
    Refusal,
    RejectedSentence,
    Rejection,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Standing,
    Token,
    Turn,
    WeightsInUse,
)
from tests.browser.forms import TIMINGS, answer_of, cite
from tests.index.samples import WordEmbedder

SOURCE = Path(__file__).parents[2] / "index" / "source" / "declaration.ru.txt"
GATE = GateReport(0.93, 0.5, {"score": 0.884, "english": 0.0})
STAGES = ("models", "index", "embedder", "llm", "passages")
HELD = {Token: "words", SentenceVerified: "verified", Finished: "done"}
MARKUP = "<img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3)) http://example.org/x"
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 300
"""A question that nobody releases or stops ends with an error instead of hanging."""


@dataclass(frozen=True)
class Status:
    stage: str
    done: float | None
    can_ask: bool
    detail: str = ""


FITTED = WeightsInUse(Standing.FITTED)


class StandIn:
    """Replays events with delays; the interface of rag.service.Service."""

    def __init__(
        self,
        loading: float = 0.0,
        pace: float = 0.04,
        fail: str = "",
        hold: Path | None = None,
        source: Path = SOURCE,
        library: Path | None = None,
    ) -> None:
        self.document: Document = read(source)
        self.library = Library(library or Path(tempfile.mkdtemp(prefix="standin-library-")))
        self._embedder = WordEmbedder()
        self.weights = FITTED if source == SOURCE else WeightsInUse(Standing.GENERAL, (Mismatch.DOCUMENT,))
        self._began = time.monotonic()
        self._loading = loading
        self._pace = pace
        self._fail = fail
        self._hold = hold
        self.asking = 0

    def status(self) -> Status:
        if self._fail:
            return Status("failed", None, False, self._fail)
        done = (time.monotonic() - self._began) / self._loading if self._loading else 1.0
        if self._loading and self._hold and not (self._hold / "loaded").exists():
            done = min(done, 0.99)
        if done >= 1:
            return Status("ready", 1.0, True)
        stage, share = divmod(done * len(STAGES), 1)
        return Status(STAGES[int(stage)], share, False)

    def text(self, document: str = "") -> Document:
        return self.document if document in ("", self.document.sha256[:12]) else self.library.document(document)

    def weights_for(self, document: str) -> WeightsInUse:
        return WeightsInUse(Standing.GENERAL, (Mismatch.DOCUMENT,))

    def add(self, prepared: Prepared, given: Given, progress: Progress) -> Entry:
        return self.library.save(build_index(prepared, self._embedder, given, progress))

    def rename(self, document: str, given: Given) -> None:
        self.library.rename(document, given)

    def remove(self, document: str) -> None:
        self.library.remove(document)

    @property
    def _near(self) -> list[int]:
        return [number for number in (16, 17, 18, 7, 12) if number <= self.document.last] or [1]

    def retrieve(self, question: str, top: int = 10, document: str = "") -> tuple[Passage, ...]:
        if document:
            return tuple(_passage(section, 0.9) for section in self.text(document).sections[-top:])
        return tuple(_passage(self.document.section(number), 0.9 - 0.01 * number) for number in self._near[:top])

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
        kind: Kind | None = None,
        document: str = "",
    ) -> Iterator[Event]:
        self.asking += 1
        try:
            if document:
                yield from self._quote(question, self.text(document))
            else:
                yield from self._ask(question, cancel or threading.Event(), kind)
        finally:
            self.asking -= 1

    def _ask(self, question: str, cancel: threading.Event, kind: Kind | None) -> Iterator[Event]:
        held = re.search(r"придержи (\w+)", question)
        stages = dict(HELD) if held else {}
        form = kind or (named[1] if (named := re.search(r"форма (\w+)", question)) else None)
        for event in answer_of(str(form), question, self.document) if form else self._script(question):
            while not self.status().can_ask:
                time.sleep(POLL_SECONDS)
            if held and (stage := stages.pop(type(event), None)):
                self._await(f"{held[1]}.{stage}", cancel)
            if isinstance(event, Finished) and "долго" in question:
                self._await("never", cancel)
            if cancel.wait(self._pace) or cancel.is_set():
                return
            yield event

    def _quote(self, question: str, document: Document) -> Iterator[Event]:
        """The last paragraph of another document, quoted."""
        section = document.sections[-1]
        passage = _passage(section, 0.9)
        quote = section.paragraphs[0]
        citation = Citation(section.number, quote, 0, len(quote))
        yield PassagesFound((passage,))
        text = f"«{quote}» [п. {section.number}]."
        sentence = Sentence(f"«{quote}»", (citation,))
        yield Finished(Answer(question, text, "quoted", "ru", (sentence,), (passage,), TIMINGS, gate=GATE))

    def _await(self, name: str, cancel: threading.Event) -> None:
        """Wait until the test lets go, or stops the question."""
        assert self._hold, "started without --hold"
        began = time.monotonic()
        while not (self._hold / name).exists() and not cancel.wait(POLL_SECONDS):
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise AskError(f"{name} was never released.")

    def close(self) -> None:
        pass

    def _script(self, question: str) -> Iterator[Event]:
        passages = self.retrieve(question, 3)
        yield PassagesFound(passages)
        if "сломайся" in question:
            raise AskError("Модель не отвечает. Запустите программу снова.")
        if "плов" in question:
            text = "В документе нет ответа на этот вопрос."
            yield Finished(Refusal(question, text, Reason.NO_ANSWER, "ru", passages, TIMINGS, gate=GATE))
            return
        sentences, dropped = [], []
        if "разметь" in question:
            dropped.append(RejectedSentence(MARKUP, (16,), Rejection.UNKNOWN_WORD, MARKUP))
            yield from self._words(MARKUP)
            yield SentenceRetracted(dropped[0])
        first = cite(self.document, 16, "главы государств поддержали", "ледников.")
        sentences.append(Sentence("Предложено объявить 2025 год Международным годом сохранения ледников", (first,)))
        second = cite(self.document, 16, "предложение Президента", "ледников")
        third = cite(self.document, 18, "сохранение ледников", "деградации")
        sentences.append(Sentence("Это предложил Президент Республики Таджикистан", (second, third)))
        for sentence in sentences:
            yield from self._words(sentence.text)
            yield SentenceVerified(sentence)
            if "выдумай" in question and not dropped:
                dropped.append(RejectedSentence("На это выделено 17 миллионов.", (16,), Rejection.MISSING_NUMBER, "17"))
                yield from self._words(dropped[0].text)
                yield SentenceRetracted(dropped[0])
        if "долго" in question:
            for _ in range(60):
                yield from self._words("и ещё много слов об этом же самом,")
        marks = ("п. 16", "п. 16, п. 18")
        text = " ".join(f"{one.text} [{mark}]." for one, mark in zip(sentences, marks, strict=True))
        yield Finished(
            Answer(
                question,
                text,
                "generated",
                "ru",
                tuple(sentences),
                passages,
                TIMINGS,
                dropped=tuple(dropped),
                gate=GATE,
            )
        )

    def _words(self, text: str) -> Iterator[Token]:
        for at, word in enumerate(text.split()):
            yield Token(f" {word}" if at else word)


def _passage(section: Section, score: float) -> Passage:
    text = section.paragraphs[0]
    return Passage(section.number, f"{section.number}.1", score, text, 0, len(text))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--loading", type=float, default=0.0, help="seconds that loading takes")
    parser.add_argument("--pace", type=float, default=0.04, help="seconds between events")
    parser.add_argument("--fail", default="", help="fail to load, with this sentence")
    parser.add_argument("--short", action="store_true", help="a machine with little memory")
    parser.add_argument("--feedback", type=Path, default=Path(tempfile.gettempdir()) / "standin-feedback.jsonl")
    parser.add_argument("--hold", type=Path, help="folder in which a test lets a held state pass")
    parser.add_argument("--source", type=Path, default=SOURCE, help="another text; only refusals («плов») then")
    parser.add_argument("--library", type=Path, help="folder of the documents that were added")
    parser.add_argument("--mcp", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "standin-eval", help="reports")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "standin-data", help="data folder")
    options = parser.parse_args()
    from eval.web.page import add_page
    from models.fetch import default_store
    from rag.offer import Offer
    from rag.settings import Settings
    from rag.web.page import build, launch
    from rag.web.shelf import Shelf

    service = StandIn(options.loading, options.pace, options.fail, options.hold, options.source, options.library)
    shelf = Shelf(service)
    offer = Offer(Settings(), default_store(), free=0 if options.short else sys.maxsize)
    page = build(service, options.feedback, {"llm": "stand-in"}, shelf, offer)
    further = add_page(page, service, out=options.out, data=lambda: options.data)
    launch(page, service, port=options.port, mcp=options.mcp, shelf=shelf, further=further)
    page.block_thread()


if __name__ == "__main__":
    main()
