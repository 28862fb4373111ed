"""A laptop of 8 GB with 4 GB free, and less: does the chat run there, files in the page cache counted?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from models.fetch import ensure
from rag.offer import needed_bytes
from tests.machines.limits import MemoryLimit, NoLimitsError, copied_unread
from tests.machines.running import CITED, QUESTION, Page

GIB = 2**30
FURTHER = ("Кто предложил фонд ледников?", "What does the statement say about Afghanistan?")


@contextmanager
def limited(llm: str, gib: float, folder: Path) -> Iterator[tuple[MemoryLimit, Page]]:
    """A page with an LLM that nobody else has in memory, held to a limit."""
    copy = copied_unread(ensure(llm), folder)
    try:
        group = MemoryLimit(int(gib * GIB))
    except NoLimitsError as error:
        pytest.skip(f"Not checked: {error}")
    environment = {**os.environ, "ASK_LLM": str(copy), "ASK_DATA": str(folder / "data")}
    with group, Page(folder, prefix=group.prefix, environment=environment) as page:
        page.wait_until_open(300)
        yield group, page


@pytest.mark.parametrize(("llm", "gib"), [("llm", 4.0), ("llm", 2.0), ("llm-small", 1.5)])
def test_it_answers_and_nothing_is_ended_for_want_of_memory(llm: str, gib: float, tmp_path: Path) -> None:
    with limited(llm, gib, tmp_path) as (group, page):
        assert CITED in page.ask(QUESTION)["content"]
        for question in FURTHER:
            assert page.ask(question)["content"]
        own = psutil.Process(page.process.pid).memory_info().rss
        print(f"\n{llm} in {gib} GiB: peak {group.peak / GIB:.2f}, resident {own / GIB:.2f}, {group.held()}")
        assert group.killed == 0
        assert group.peak <= gib * GIB
        if gib >= 4:  # where nothing had to make room, the peak is what the chat wants: the offer must know it
            assert group.peak <= 1.1 * needed_bytes(ensure(llm).stat().st_size)


def test_a_limit_limits(tmp_path: Path) -> None:
    with limited("llm", 1.0, tmp_path) as (group, page):
        with pytest.raises(OSError, match=r"closed|reset|refused|aborted"):
            page.ask(QUESTION)
        assert group.killed > 0
