"""The program's own Python files: not the copies that comparisons and harms leave in eval/out."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LEFT_OVER = ROOT / "eval" / "out"


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of folders of the repository, and those beside them at its top, sorted."""
    found = [path for name in folders for path in (ROOT / name).rglob("*.py") if _LEFT_OVER not in path.parents]
    return sorted([*found, *ROOT.glob("*.py")])
