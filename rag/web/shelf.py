"""The documents as the page shows them: a list, what was recognised in a file before it is added, progress, removal.

Files arrive through rag/web/server/uploads.py. What was recognised is kept until it is named and added, or for an hour.
Knows nothing of HTML or of Gradio.
"""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.document import Document, Given
from index.library.library import Library, document_id
from index.library.take_in import Prepared, prepare
from index.profile import LANGUAGES, profile_of
from index.profile.kinds import kinds
from models.errors import AskError

if TYPE_CHECKING:
    from rag.service import Service

MAX_WAITING = 4
"""Files that were recognised and are not yet added."""
WAITING_SECONDS = 3600
MAX_TITLE = 300
SECTIONS_SHOWN = 5
_SHOWN_CHARACTERS = 90
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A document that is being added: the share that is done, then its id or what went wrong."""

    done: float = 0.0
    document: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    prepared: Prepared
    since: float


class Shelf:
    """The documents that a service can be asked about; the first one cannot be removed."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    @property
    def library(self) -> Library:
        """What was added."""
        return self._service.library

    def text(self, identifier: str) -> Document:
        """Return a document by its id; the first one for "". Raises AskError if there is none."""
        return self._service.text(identifier)

    def listed(self) -> list[dict[str, Any]]:
        """Return what the menu shows of each document, the first one first."""
        first = self._service.document
        added = [entry for entry in self.library.entries() if entry.id != document_id(first)]
        return [_shown(first, is_first=True), *(_shown(entry.document) for entry in added)]

    def recognise(self, path: Path, name: str) -> dict[str, Any]:
        """Read a file and return what was recognised in it, with a token by which it is added.

        Raises:
            AskError: there is no room, or the file cannot be read.
        """
        self.library.check_room(path.stat().st_size)
        prepared = prepare(path, name)
        document, token = prepared.document, secrets.token_urlsafe(16)
        with self._lock:
            self._waiting[token] = _Waiting(prepared, time.monotonic())
            while len(self._waiting) > MAX_WAITING:
                self._waiting.popitem(last=False)
        known = document_id(document)
        return _shown(document) | {
            "token": token,
            "format": prepared.format,
            "sections": len(document.sections),
            "beginnings": [_beginning(document, number) for number in document.numbers[:SECTIONS_SHOWN]],
            "remarks": [{"kind": str(one.kind), "count": one.count} for one in prepared.remarks],
            "is_there": known in self.library or known == document_id(self._service.document),
        }

    def add(self, token: str, given: Given) -> str:
        """Begin to add what was recognised, named as a person names it; return the job's name.

        Raises:
            AskError: nothing waits under that token.
        """
        with self._lock:
            waiting = self._waiting.pop(token, None)
            if waiting is None or time.monotonic() - waiting.since > WAITING_SECONDS:
                raise AskError("The file is no longer waiting to be added. Choose it again.")
            self._jobs = {name: job for name, job in self._jobs.items() if not (job.document or job.error)}
            self._jobs[token] = Job()
        threading.Thread(target=self._add, args=(token, waiting.prepared, given), name="library", daemon=True).start()
        return token

    def job(self, name: str) -> Job:
        """Return how far a job is."""
        with self._lock:
            return self._jobs.get(name, Job(error="There is no such job. Choose the file again."))

    def _add(self, name: str, prepared: Prepared, given: Given) -> None:
        def progress(share: float) -> None:
            with self._lock:
                self._jobs[name] = replace(self._jobs[name], done=share)

        try:
            ended = Job(1.0, self._service.add(prepared, given, progress).id)
        except AskError as error:
            ended = Job(error=str(error))
        except Exception:
            _log.exception("A document could not be added")
            ended = Job(error="The document could not be added. The log says why.")
        with self._lock:
            self._jobs[name] = ended

    def rename(self, identifier: str, given: Given) -> None:
        """Note what a person says of a document that was added. Raises AskError if that cannot be done."""
        self._service.rename(identifier, given)

    def remove(self, identifier: str) -> None:
        """Remove a document that was added. Raises AskError if that cannot be done."""
        self._service.remove(identifier)


def given(payload: dict[str, Any]) -> Given:
    """Return what a person says of a document, from what a browser sent: anything that is no such value is left out."""
    said = {name: " ".join(str(payload.get(name) or "").split())[:MAX_TITLE] for name in ("title", "kind", "date")}
    try:
        day = str(date.fromisoformat(said["date"])) if said["date"] else ""
    except ValueError:
        day = ""
    return Given(said["title"], said["kind"] if said["kind"] in kinds() else "", day)


def _shown(document: Document, *, is_first: bool = False) -> dict[str, Any]:
    profile = profile_of(document)
    return {
        "id": document_id(document),
        "names": {language: profile.names[language].title for language in LANGUAGES},
        "kind": profile.kind,
        "date": str(profile.day or ""),
        "language": profile.language,
        "is_first": is_first,
        "given": asdict(document.given),
    }


def _beginning(document: Document, number: int) -> str:
    """The first words of a section, as a reader would know it by."""
    text = " ".join(document.section(number).text.split())
    words = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS].rsplit(' ', 1)[0]} …"
    return f"{document.label(number)}: {words}"


def kind_names() -> dict[str, dict[str, str]]:
    """Return the words for kinds of documents, by language."""
    return {language: {name: words[language] for name, words in kinds().items()} for language in LANGUAGES}
