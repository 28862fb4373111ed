"""Have the LLM read what questions about several texts find: passages, paragraphs of lists, claims."""

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import AskError
from rag.answerability.list_gate import NUMBERS as LIST_NUMBERS
from rag.answerability.verdict import NUMBERS as CLAIM_NUMBERS
from rag.types import Kind, Turn, Verdict
from rag.weights import LlmEntry
from training.gate import llm_entry
from training.general.examples import Examples, Read, Row
from training.texts import SETS, Text, texts_there

if TYPE_CHECKING:
    from rag.service import Service

LOOKED_UP = frozenset({Kind.LOOKUP, Kind.DEFINE, Kind.QUOTE})
"""Kinds of questions that the gate is fitted on; of the unanswerable ones also lists and claims."""

_NUMBERS = {Kind.LIST: LIST_NUMBERS, Kind.YES_NO: CLAIM_NUMBERS}
_Item = Mapping[str, Any]


def collect(folders: Sequence[Path]) -> Examples:
    """Have everything read. Texts that are in none of the folders are left out, which is said."""
    rows: tuple[list[Row], list[Row], list[Row]] = [], [], []
    entry: LlmEntry | None = None
    for text in texts_there(SETS, folders):
        entry = _read_one(text, rows)
    if entry is None:
        raise AskError(f"None of the texts that {SETS} names is there. Name their folder with --documents.")
    gate, lists, claims = map(Read.of, rows)
    return Examples(gate, lists, claims, entry)


def _read_one(text: Text, rows: tuple[list[Row], list[Row], list[Row]]) -> LlmEntry:
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
        gate, lists, claims = rows
        try:
            for item in tqdm(text.items(), desc=text.name):
                kind, unanswerable = Kind(item["kind"]), bool(item["sort"])
                if kind is Kind.YES_NO and not unanswerable:
                    claims += _rows(service, text.name, item, Kind.YES_NO)
                elif kind is Kind.LIST and not unanswerable:
                    lists += _rows(service, text.name, item, Kind.LIST)
                elif kind in LOOKED_UP or (unanswerable and kind in {Kind.LIST, Kind.YES_NO}):
                    gate += _rows(service, text.name, item, Kind.LOOKUP)
        finally:
            service.close()
    return llm_entry(settings.llm or ensure("llm"), settings.cache)


def _rows(service: "Service", name: str, item: _Item, kind: Kind) -> list[Row]:
    """Passages for a question; those of a list and of a claim have numbers, and what they are beside an answer."""
    ids = {section.number: section.id for section in service.document.sections}
    history = [Turn(**turn) for turn in item["history"]]
    must, numbers = set(item["must"]), _NUMBERS.get(kind, ())
    gold = must if kind in _NUMBERS else {*must, *item["may"]}
    rows = []
    for passage, features in service.features(item["question"], history, threading.Event(), kind):
        state, section = features.vectors.get("hidden_state"), ids[passage.point]
        if state is not None and state.size:
            may = section in {*must, *item["may"]} if kind is Kind.LIST else not item["sort"]
            verdict = tuple(Verdict).index(Verdict(item["verdict"])) if kind is Kind.YES_NO else 0
            told = tuple(features.numbers[number] for number in numbers)
            rows.append(Row(name, f"{name} {item['id']}", section in gold, may, state, told, verdict))
    return rows
