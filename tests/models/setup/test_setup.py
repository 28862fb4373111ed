"""The set-up: from a bare Python, on any system, in a folder with spaces and Cyrillic letters."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.console import quoted
from models.setup import launch, llama, probe, stages
from models.setup.environment import Environment, SetupError, require_python
from models.setup.llama import LlamaCpp, Source, published
from models.setup.requirements import pin, pins

ROOT = Path(__file__).parents[3]
REQUIREMENTS = ROOT / "requirements.txt"
SETUP = sorted((ROOT / "models" / "setup").glob("*.py"))
BARE = {"__future__", "models", *sys.stdlib_module_names}
CHAT = [
    *(path for name in ("models", "index", "rag") for path in (ROOT / name).rglob("*.py")),
    *(ROOT / "eval" / "web").rglob("*.py"),
    ROOT / "app.py",
]
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios"}
POSIX_CALLS = {"fork", "getuid", "geteuid", "killpg", "setsid", "symlink", "symlink_to", "mkfifo", "chown", "setpgid"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much of a checkout as a set-up reads, in a folder as Windows' users have them."""
    folder = tmp_path_factory.mktemp("home") / "Мои документы 1"
    shutil.copytree(ROOT / "models", folder / "models", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def bare_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python without any package."""
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_python_without_packages_starts_the_set_up(checkout: Path) -> None:
    for arguments in (["app.py", "--setup", "--help"], ["app.py", "--help"]):
        done = bare_python(checkout, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert "usage: python app.py" in done.stdout
    done = bare_python(checkout, "-c", "from models.setup.launch import lacks_packages; print(lacks_packages())")
    assert done.stdout == "True\n"


def test_a_python_with_the_packages_serves_at_once() -> None:
    assert not launch.lacks_packages()
    assert launch.lacks_packages(("gradio", "no_such_package_of_anybody"))


@pytest.mark.parametrize("path", [path for path in SETUP if path.name != "probe.py"], ids=lambda path: path.name)
def test_the_set_up_imports_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in modules} <= BARE
    ours = {name for name in modules if name.startswith("models")}
    assert {name for name in ours if not name.startswith("models.setup")} <= {"models.errors", "models.files"}


def posix_only(tree: ast.Module) -> list[str]:
    """What is called or imported that Windows lacks, but for imports whose failure is provided for.

    A process is among it whose output would be decoded as the user's language has it.
    """
    tried = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in node.body}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and id(node) not in tried:
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in POSIX_MODULES]
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in POSIX_MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in POSIX_CALLS:
            found.append(node.func.attr)
        elif isinstance(node, ast.Call) and "text" in (given := {one.arg for one in node.keywords}):
            found += [ast.unparse(node.func)] if "capture_output" in given and "encoding" not in given else []
    return found


def test_what_a_user_runs_calls_nothing_that_windows_lacks() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): posix_only(ast.parse(path.read_text(encoding="utf-8"))) for path in CHAT
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_what_windows_lacks_would_be_noticed() -> None:
    tree = ast.parse("try:\n    import resource\nexcept ImportError: pass\nimport fcntl\npath.symlink_to(other)")
    assert posix_only(tree) == ["fcntl", "symlink_to"]
    assert posix_only(ast.parse("run(['git'], capture_output=True, text=True)")) == ["run"]
    assert posix_only(ast.parse("run(['git'], capture_output=True, text=True, encoding='utf-8')")) == []


def test_commands_that_are_shown_can_be_copied_whatever_a_folder_is_called() -> None:
    path = Path("Мои документы 1") / "it's $HOME"
    shown = subprocess.check_output(["sh", "-c", f"printf %s {quoted(path, windows=False)}"], encoding="utf-8")
    assert shown == str(path)
    # cmd.exe knows no other mark.
    assert quoted(r"C:\Мои документы 1\индекс", windows=True) == '"C:\\Мои документы 1\\индекс"'


def test_git_for_windows_leaves_every_byte_as_it_is(tmp_path: Path) -> None:
    """Its default turns line ends to CRLF, after which no hash of a text, weight or prompt would be right."""
    texts = (".gitattributes", "models/catalog.toml", "index/source/declaration.ru.txt", "rag/weights/manifest.json")
    for name in texts:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)

    def git(*command: str) -> None:
        settings = ("core.autocrlf=true", "user.name=a", "user.email=a@b")
        given = [part for one in settings for part in ("-c", one)]
        subprocess.run(["git", *given, *command], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "all")
    for name in texts:
        (tmp_path / name).unlink()
    git("checkout", "--", ".")
    assert [name for name in texts if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()] == []


def test_the_names_of_all_files_are_names_on_windows_too() -> None:
    folders = ("docs", "eval", "index", "models", "prompts", "rag", "tests", "training")
    found = (path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*"))
    names = [name for name in found if "__pycache__" not in name]
    assert len(names) > 500
    assert [name for name in names if re.search(r'[<>:"|?*\\]|[ .](/|$)', name)] == []
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) < 120  # of 260 for the whole path, where long ones are not switched on


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_refused_with_the_way_out(version: tuple[int, ...]) -> None:
    with pytest.raises(SetupError, match=rf"this is {version[0]}\.{version[1]}.*make PYTHON=.*py -3\.12 app\.py"):
        require_python(version)


def test_the_pythons_that_are_named_are_taken() -> None:
    for minor in (11, 12, 13):
        require_python((3, minor, 5))


def test_requirements_are_whole_and_the_chat_needs_a_part_of_them() -> None:
    chat, training = pins(REQUIREMENTS, "chat"), pins(REQUIREMENTS, "training")
    assert chat + training == pins(REQUIREMENTS)
    assert {"torch", "sentence-transformers"} <= {one.partition("==")[0] for one in training}
    assert {"faiss-cpu", "llama-cpp-python", "gradio", "onnxruntime"} <= {one.partition("==")[0] for one in chat}
    assert all("==" in one and " " not in one for one in pins(REQUIREMENTS) + pins(stages.DEV_REQUIREMENTS))
    assert pin(REQUIREMENTS, "Torch") == training[0]
    with pytest.raises(KeyError):
        pin(REQUIREMENTS, "nothing")


@pytest.mark.parametrize(
    ("system", "machine", "tag"),
    [
        ("win32", "AMD64", "win_amd64"),
        ("linux", "x86_64", "manylinux_2_17_x86_64"),
        ("linux", "aarch64", "manylinux_2_17_aarch64"),
        ("darwin", "arm64", None),
        ("win32", "ARM64", None),
    ],
)
def test_published_builds_are_pinned(system: str, machine: str, tag: str | None) -> None:
    build = published(system=system, machine=machine)
    if tag is None:
        assert build is None
    else:
        assert build is not None
        name, _, sha256 = build[1].rpartition("/")[2].partition("#sha256=")
        assert name.endswith(f"{tag}.whl")
        assert len(bytes.fromhex(sha256)) == 32
        assert pin(REQUIREMENTS, "llama-cpp-python").replace("-", "_").replace("==", "-") in name


def test_a_linux_of_another_c_library_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama.platform, "libc_ver", lambda: ("musl", "1.2"))
    assert published(system="linux", machine="x86_64") is None


def test_llama_runs_a_made_up_model_and_a_broken_one_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "Мои документы 1" / "проба.gguf"
    path.parent.mkdir()
    path.write_bytes(probe.gguf())
    assert probe.computes(path)
    path.write_bytes(probe.gguf()[:-5000])
    assert not probe.computes(path)


def test_the_python_of_an_environment_lies_where_its_system_puts_it(tmp_path: Path) -> None:
    assert Environment(tmp_path, windows=True).python == tmp_path / "Scripts" / "python.exe"
    assert Environment(tmp_path, windows=False).python == tmp_path / "bin" / "python"


def test_an_environment_is_made_anew_where_its_creation_was_interrupted(checkout: Path) -> None:
    environment = Environment(checkout / ".venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment.folder], check=True)
    assert environment.python.is_file()
    assert not environment.is_whole()
    environment.create()
    assert environment.is_whole()
    assert not environment.has(pin(REQUIREMENTS, "numpy"))
    assert Environment(Path(sys.prefix)).has(pin(REQUIREMENTS, "numpy"))


def test_on_windows_the_page_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "os", SimpleNamespace(name="nt", environ={}))
    here = Environment(Path(sys.prefix))
    assert launch.start(here, ["--help"]) == 0
    assert launch.start(here, ["--no-such-option"]) == 2


def test_no_endless_loop_of_set_ups(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(launch._STARTED, "1")
    assert launch.set_up_and_start([]) == 1
    assert "Remove the folder" in capsys.readouterr().err


class Machine:
    """An environment in which only some sources give a llama.cpp that runs."""

    def __init__(self, folder: Path, runs: set[str], cached: str = "", installed: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self._good, self._cached = folder, runs, cached
        self.tried: list[str] = ["what is there"] if installed else []

    def has(self, _pin: str) -> bool:
        return bool(self.tried)

    def pip(self, *arguments: object, **_: object) -> bool:
        self.tried.append(str(arguments[-1]))
        return True

    def output(self, *_: object, **__: object) -> str:
        return self._cached

    def succeeds(self, *_: object, **__: object) -> bool:
        return self.tried[-1] in self._good


PIN = pin(REQUIREMENTS, "llama-cpp-python")
WHEEL = f"/cache/{PIN.replace('-', '_').replace('==', '-')}-py3-none-any.whl"


def ensured(monkeypatch: pytest.MonkeyPatch, machine: Machine, online: bool, compiler: bool = True) -> list[str]:
    """What was tried, in its order; the last runs."""
    monkeypatch.setattr(llama, "published", lambda: ("index", "build"))
    monkeypatch.setattr(llama, "reachable", lambda _: online)
    monkeypatch.setattr(llama, "has_compiler", lambda: compiler)
    said: list[str] = []
    LlamaCpp(machine, PIN, REQUIREMENTS, said.append).ensure()
    assert "runs on this processor: " in said[-1]
    return machine.tried


def test_the_published_build_comes_first_then_the_cache_then_the_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build = "llama-cpp-python @ build"
    everything = {build, WHEEL, PIN}
    assert ensured(monkeypatch, Machine(tmp_path, everything, WHEEL), online=True) == [build]
    assert ensured(monkeypatch, Machine(tmp_path / "b", everything, WHEEL), online=False) == [WHEEL]
    assert ensured(monkeypatch, Machine(tmp_path / "c", everything), online=False) == [PIN]
    assert ensured(monkeypatch, Machine(tmp_path / "d", {PIN}, WHEEL), online=True) == [build, WHEEL, PIN]
    with pytest.raises(SetupError, match=r"compiler is missing.*xcode-select.*winget"):
        ensured(monkeypatch, Machine(tmp_path / "e", {PIN}, WHEEL), online=True, compiler=False)


def test_what_ran_on_this_processor_is_not_tried_again_and_on_another_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, {WHEEL}, WHEEL)
    tool = LlamaCpp(machine, PIN, REQUIREMENTS, lambda _: None)
    assert not tool.is_ready()
    ensured(monkeypatch, machine, online=False)
    assert tool.is_ready()
    assert not LlamaCpp(machine, "llama-cpp-python==0.0.1", REQUIREMENTS, lambda _: None).is_ready()
    monkeypatch.setattr(llama, "processor", lambda: "another")
    assert not tool.is_ready()
    (tmp_path / ".llama.json").write_text(json.dumps({"pin": 1}))
    assert not tool.is_ready()


def test_a_copied_environment_that_dies_here_gets_another_llama(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, {WHEEL}, WHEEL, installed=True)
    assert ensured(monkeypatch, machine, online=False) == ["what is there", WHEEL]
    runs = Machine(tmp_path / "b", {"what is there"}, installed=True)
    assert ensured(monkeypatch, runs, online=True) == ["what is there"]


def test_a_wheel_that_does_not_run_is_not_taken_from_pips_cache_again(tmp_path: Path) -> None:
    def last(cached: str) -> Source:
        return list(LlamaCpp(Machine(tmp_path, set(), cached), PIN, REQUIREMENTS, print, compiled=True).sources())[-1]

    assert "--no-cache-dir" in last(WHEEL).options
    assert "--no-cache-dir" not in last("").options  # so that the next clone finds the wheel
