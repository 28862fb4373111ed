"""Have the LLM read what questions about several texts find: passages, paragraphs of lists, claims."""

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import AskError
from rag.answerability.gate import FOREIGN_NUMBERS
from rag.answerability.list_gate import NUMBERS as LIST_NUMBERS
from rag.answerability.verdict import NUMBERS as CLAIM_NUMBERS
from rag.generation.prompts import LANGUAGES
from rag.types import Kind, Turn, Verdict
from rag.weights import LlmEntry
from training.gate import llm_entry
from training.general.examples import Examples, Read, Row
from training.texts import SETS, Text, texts_there

if TYPE_CHECKING:
    from rag.service import Service

LOOKED_UP = frozenset({Kind.LOOKUP, Kind.DEFINE, Kind.QUOTE})
"""Kinds of questions that the gate is fitted on; of the unanswerable ones also lists and claims."""

_Item = Mapping[str, Any]
_Rows = tuple[list[Row], list[Row], list[Row], list[Row]]


def collect(folders: Sequence[Path]) -> Examples:
    """Have everything read. Texts that are in none of the folders are left out, which is said."""
    rows: _Rows = [], [], [], []
    entry: LlmEntry | None = None
    for text in texts_there(SETS, folders):
        entry = _read_one(text, rows)
    if entry is None:
        raise AskError(f"None of the texts that {SETS} names is there. Name their folder with --documents.")
    gate, foreign, lists, claims = map(Read.of, rows)
    return Examples(gate, foreign, lists, claims, entry)


def _read_one(text: Text, rows: _Rows) -> LlmEntry:
    from tqdm import tqdm

    from index.build import build
    from index.embed import open_embedder
    from models.fetch import ensure
    from rag.service import Service
    from rag.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        own = Settings.from_environment()
        build(text.path, Path(folder) / "index", open_embedder(own.embedder or ensure("embedder")), True)
        settings = Settings.from_environment({**os.environ, "ASK_INDEX": str(Path(folder) / "index")})
        service = Service(settings)
        service.start(prefill=False)
        gate, foreign, lists, claims = rows
        try:
            for item in tqdm(text.items(), desc=text.name):
                kind, unanswerable = Kind(item["kind"]), bool(item["sort"])
                if kind is Kind.LOOKUP and item["lang"] not in LANGUAGES:
                    foreign += _rows(service, text.name, item, Kind.LOOKUP, FOREIGN_NUMBERS)
                elif text.foreign:
                    continue
                elif kind is Kind.YES_NO and not unanswerable:
                    claims += _rows(service, text.name, item, Kind.YES_NO, CLAIM_NUMBERS)
                elif kind is Kind.LIST and not unanswerable:
                    lists += _rows(service, text.name, item, Kind.LIST, LIST_NUMBERS)
                elif kind in LOOKED_UP or (unanswerable and kind in {Kind.LIST, Kind.YES_NO}):
                    gate += _rows(service, text.name, item, Kind.LOOKUP, ())
        finally:
            service.close()
    return llm_entry(settings.llm or ensure("llm"), settings.cache)


def _rows(service: "Service", name: str, item: _Item, kind: Kind, numbers: Sequence[str]) -> list[Row]:
    """Passages for a question, with some numbers beside the states."""
    ids = {section.number: section.id for section in service.document.sections}
    history = [Turn(**turn) for turn in item["history"]]
    must = set(item["must"])
    gold = {*must, *item["may"]} if kind is Kind.LOOKUP else must
    rows = []
    for passage, features in service.features(item["question"], history, threading.Event(), kind):
        state, section = features.vectors.get("hidden_state"), ids[passage.point]
        if state is not None and state.size:
            may = section in {*must, *item["may"]} if kind is Kind.LIST else not item["sort"]
            verdict = tuple(Verdict).index(Verdict(item["verdict"])) if kind is Kind.YES_NO else 0
            told = tuple(features.numbers[number] for number in numbers)
            rows.append(Row(name, f"{name} {item['id']}", section in gold, may, state, told, verdict))
    return rows
