"""Make the files that the readers' tests read, with what is right beside each as JSON: files/NAME.json.

python3 -m venv .venv-fixtures && .venv-fixtures/bin/pip install -r tests/index/readers/requirements.txt
.venv-fixtures/bin/python -m tests.index.readers.make_fixtures
"""

import json
import re
from pathlib import Path

from tests.index.readers import make_pdfs
from tests.index.readers.documents import Text

FILES = Path(__file__).parent / "files"
MAX_BYTES = 30 * 1024


def expected(text: Text) -> list[dict[str, str]]:
    """The blocks of a text whose numbers are typed, each footnote after what refers to it."""
    found = []
    for item in text.items:
        role = {"row": "table_row", "title": "heading", "chapter": "heading", "article": "heading"}.get(item.kind, "")
        shown = f"{item.number} {item.text}".strip()
        found.append({"role": role or "paragraph", "number": "", "text": re.sub(r"\{.+?\}", "", shown)})
        found += [{"role": "footnote", "number": mark, "text": text.notes[mark]} for mark in re.findall(r"\{(.+?)\}", shown)]
    return found


def save(name: str, blocks: list[dict[str, str]]) -> None:
    rows = ",\n".join(json.dumps(block, ensure_ascii=False) for block in blocks)
    (FILES / f"{name}.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")


def main() -> None:
    FILES.mkdir(exist_ok=True)
    for name, text in make_pdfs.make(FILES).items():
        save(f"{name}.pdf", expected(text))
    for path in sorted(FILES.iterdir()):
        print(f"{path.stat().st_size:7d} {path.name}")
        assert path.suffix == ".json" or path.stat().st_size <= MAX_BYTES, path


if __name__ == "__main__":
    main()
