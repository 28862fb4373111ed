"""Several askers at once: the process that eval.bench.load measures, with whichever version of the program.

Run with that version's folder as PYTHONPATH and as the working folder. Reads a JSON object a line, `{"questions":
[{"id", "question"}], "at_once": N}`; N askers take the questions in their order, each the next one when theirs is
answered. Writes an object a line: seconds until the last answer, processor seconds of all threads, and each answer as
`rag.ask --jsonl` gives it, with how long its asker waited for the first shown word (`first_s`) and for the whole of it
(`whole_s`), in seconds. Uses only what every version has had.
"""

import json
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rag.render import to_json
from rag.service import Service
from rag.settings import Settings

_SHOW_NOTHING = {"Found", "PassagesFound", "PassagesLeft", "Waiting"}
"""Names of the events after which the page shows no word of the reply yet."""
_POLL_SECONDS = 0.2


def ask(service: Service, question: dict[str, str]) -> dict[str, Any]:
    """Ask one question; return its answer and how long its asker waited."""
    began = time.perf_counter()
    first: float | None = None
    for event in service.ask(question["question"]):
        waited = time.perf_counter() - began
        if first is None and type(event).__name__ not in _SHOW_NOTHING:
            first = waited
        if hasattr(event, "result"):
            return {**to_json(event.result, question["id"]), "first_s": first, "whole_s": waited}
    raise RuntimeError(f"{question['id']}: no result")


def main(lines: Iterable[str]) -> int:
    """Answer lines until there are no more; return the exit status."""
    output, sys.stdout = sys.stdout, sys.stderr  # what libraries print is no answer
    service = Service(Settings.from_environment())
    service.start()
    while service.status().stage not in {"ready", "failed"}:  # a page that has run before has its passages prefilled
        time.sleep(_POLL_SECONDS)
    try:
        for line in lines:
            wanted = json.loads(line)
            began, spent = time.perf_counter(), time.process_time()
            with ThreadPoolExecutor(wanted["at_once"]) as askers:
                answers = list(askers.map(lambda question: ask(service, question), wanted["questions"]))
            took = {"seconds": time.perf_counter() - began, "processor_s": time.process_time() - spent}
            found = {**took, "answers": answers}
            output.write(json.dumps(found, ensure_ascii=False) + "\n")
            output.flush()
    finally:
        service.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin))
