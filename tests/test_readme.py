"""The README's settings and commands are true."""

import re
import subprocess
import sys

import pytest

from rag.settings import Settings
from tests.sources import ROOT, python_files

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `(ASK_\w+)` \| ([^|]+) \|", README, re.MULTILINE)
    return {name: default.strip() for name, default in rows}


def test_every_variable_that_the_code_reads_is_in_the_readme_and_no_other() -> None:
    sources = python_files("models", "index", "rag", "eval")
    read = {name for f in sources for name in re.findall(r'"(ASK_[A-Z_]+)"', f.read_text(encoding="utf-8"))}
    assert read == set(documented())


def test_the_defaults_are_those_of_the_settings() -> None:
    settings, said = Settings.from_environment({}), documented()
    numbers = {"ASK_CONTEXT": settings.context, "ASK_PASSAGES": settings.passages, "ASK_PORT": settings.port}
    numbers["ASK_PREFILL_MB"] = settings.prefill_mb
    assert {name: said[name] for name in numbers} == {name: str(value) for name, value in numbers.items()}
    assert said["ASK_MAX_TOKENS"] == str(settings.max_tokens)
    assert said["ASK_KV"] == settings.kv_type


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`(?:\w+=\w+ )?make (\w+)`", README))))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"-m ((?:rag|index|eval|models)\.\w+)", README))))
def test_every_module_command_of_the_readme_exists(module: str) -> None:
    shown = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, check=False)
    assert shown.returncode == 0


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_every_local_link_and_picture_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_pictures_of_the_steps_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures" / "ru").glob("*.png")]
    assert sizes
    assert max(sizes) <= 150_000
    assert sum(sizes) <= 1_000_000
