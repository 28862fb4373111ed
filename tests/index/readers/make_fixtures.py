"""Make the files that the readers' tests read, with what is right beside each as JSON: files/NAME.json.

python3 -m venv .venv-fixtures && .venv-fixtures/bin/pip install -r tests/index/readers/requirements.txt
.venv-fixtures/bin/python -m tests.index.readers.make_fixtures
"""

import json
from pathlib import Path

from tests.index.readers import make_markup, make_pdfs, make_words

FILES = Path(__file__).parent / "files"
MAX_BYTES = 30 * 1024


def main() -> None:
    FILES.mkdir(exist_ok=True)
    blocks = {f"{name}.pdf": make_markup.expected(text) for name, text in make_pdfs.make(FILES).items()}
    blocks |= make_words.make(FILES)
    blocks |= make_markup.make(FILES)
    for name, found in blocks.items():
        rows = ",\n".join(json.dumps(block, ensure_ascii=False) for block in found)
        (FILES / f"{name}.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
        size = (FILES / name).stat().st_size
        print(f"{size:7d} {name}")
        assert size <= MAX_BYTES, name


if __name__ == "__main__":
    main()
