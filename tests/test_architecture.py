"""The directions in which packages import each other, and what none of them may do."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.sources import ROOT, python_files

OURS = ("models", "index", "rag", "eval", "training", "app")
PAGE_OF_FOLDERS = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w/.]+)` \| .+ \| ([^|]+) \|$", PAGE_OF_FOLDERS, re.MULTILINE)
MAY_IMPORT = {
    folder.rstrip("/"): {name.rstrip("/") for name in re.findall(r"`([\w/]+)`", used)} for folder, used in ROWS
}
"""What each folder may import, as docs/ARCHITECTURE.md says."""
HEAVY = {"torch", "sentence_transformers", "transformers", "onnx", "onnxruntime", "tokenizers", "faiss", "llama_cpp",
         "gradio", "pymorphy3", "sklearn"}  # fmt: skip
PAGE = ("rag/web", "app.py")
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_ATTRIBUTES = {("torch", "load"), ("os", "system"), ("np", "load"), ("numpy", "load")}
SOURCES = python_files(*OURS[:-1])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def package(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Whole names of the modules that are imported anywhere below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def top_level(tree: ast.Module) -> ast.Module:
    """What runs at import: everything but the bodies of functions and what only type checkers read."""

    class Cut(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None: ...

        visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef  # noqa: N815

        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Cut().visit(tree)


def test_the_page_names_every_folder_of_code_and_no_other() -> None:
    # The peers of the bench are scripts for another environment.
    folders = {name_of(path.parent) for path in SOURCES if path.parent != ROOT and path.parent.name != "peers"}
    assert set(MAY_IMPORT) == folders | {"app.py"}


def test_the_directions_on_the_page_go_one_way() -> None:
    for folder, used in MAY_IMPORT.items():
        assert used <= set(OURS) - {folder}
        assert not any(folder.split("/")[0] in MAY_IMPORT[name] for name in used)
        assert all(MAY_IMPORT[name] <= used for name in used)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=name_of)
def test_every_place_that_the_documents_name_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{'|'.join(OURS[:-1])}|prompts|tests|docs)/[\w./-]*|app\.py)`", text)
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    assert named or linked
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [name for name in linked if not (page.parent / name).exists()] == []


def test_there_is_something_to_look_at() -> None:
    assert {package(path) for path in SOURCES} == set(OURS)
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(parsed(path))}
    folder = name_of(path) if path.parent == ROOT else name_of(path.parent)
    assert used & {*OURS, "tests"} <= MAY_IMPORT.get(folder, set()) | {package(path)}


@pytest.mark.parametrize("path", [path for path in SOURCES if package(path) == "rag"], ids=name_of)
def test_only_the_page_imports_the_page(path: Path) -> None:
    if not name_of(path).startswith("rag/web"):
        assert not any(name.startswith("rag.web") for name in imports(parsed(path)))


def test_one_place_chooses_the_llm_engine() -> None:
    """Settings name llama.cpp's data types, and the bench measures llama.cpp; all else knows the protocol alone."""
    package_of_engine = "rag.generation.llamacpp"
    users = {
        name_of(path)
        for path in SOURCES
        if any(name.startswith(package_of_engine) for name in imports(parsed(path)))
        and not name_of(path).startswith((package_of_engine.replace(".", "/"), "eval/bench/"))
    }
    assert users == {"rag/serving/worker.py", "rag/settings.py"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_heavy_packages_are_not_imported_at_the_top(path: Path) -> None:
    heavy = HEAVY - {"gradio"} if name_of(path).startswith(PAGE) else HEAVY
    assert {name.split(".")[0] for name in imports(top_level(parsed(path)))} & heavy == set()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_runs_code_from_data(path: Path) -> None:
    tree = parsed(path)
    assert {name.split(".")[0] for name in imports(tree)} & FORBIDDEN_MODULES == set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        assert not any(keyword.arg == "allow_pickle" for keyword in node.keywords)
        if isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            assert (node.func.value.id, node.func.attr) not in FORBIDDEN_ATTRIBUTES


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def import_graph(sources: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Which of these modules each of them imports, anywhere: in functions and for type checkers too."""
    graph: dict[str, set[str]] = {}
    for module, tree in sources.items():
        used = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                used |= {name if name in sources else str(node.module) for name in names}
        graph[module] = used & sources.keys()
    return graph


def cycle(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """A cycle, its first module named again at its end; empty if there is none."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert cycle(import_graph({module_of(path): parsed(path) for path in SOURCES})) == ()


def test_a_circle_would_be_noticed() -> None:
    sources = {"a": "from b import c", "b": "", "b.c": "def f():\n    import b.d", "b.d": "from a import x"}
    graph = import_graph({name: ast.parse(source) for name, source in sources.items()})
    assert graph == {"a": {"b.c"}, "b": set(), "b.c": {"b.d"}, "b.d": {"a"}}
    assert set(cycle(graph)) == {"a", "b.c", "b.d"}
    assert cycle(graph | {"b.c": set()}) == ()


HELP = """
import runpy, sys
sys.argv = [{module!r}, "--help"]
try:
    runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
except SystemExit as stop:
    assert not stop.code, stop.code
print("LOADED", *sorted({heavy!r} & set(sys.modules)))
"""


def processor_seconds() -> float:
    """What the processes that this one started have cost so far."""
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.parametrize("module", ["rag.ask", "index.build", "models.fetch", "eval.run"])
def test_help_is_quick_and_loads_nothing_heavy(module: str) -> None:
    spent: list[float] = []
    for _ in range(3):  # the machine may be busy with something else
        start = processor_seconds()
        done = subprocess.run(
            [sys.executable, "-c", HELP.format(module=module, heavy=HEAVY)],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        spent.append(processor_seconds() - start)
        assert done.returncode == 0, done.stderr
        assert "usage:" in done.stdout
        assert done.stdout.rstrip().endswith("LOADED")
        if spent[-1] < 2:
            break
    assert min(spent) < 4


def test_the_walls_would_be_noticed() -> None:
    tree = ast.parse("import torch\nif TYPE_CHECKING:\n    import faiss\ndef f():\n    import gradio\n")
    assert set(imports(tree)) == {"torch", "faiss", "gradio"}
    assert set(imports(top_level(tree))) == {"torch"}
