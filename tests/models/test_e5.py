"""The folder that the packed weights become: made without PyTorch, and the same to ONNX Runtime and to PyTorch."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embed import SentenceTransformerEmbedder, open_embedder
from index.onnx import OnnxEmbedder
from models import e5
from models.errors import ModelError
from tests.models.test_e5_weights import PACKED, SIZES

ROOT = Path(__file__).parents[2]
TEXTS = ["вода", "вода лёд", "", "лёд вода лёд"]
WITHOUT_TORCH = """
import sys
for name in ("torch", "transformers", "sentence_transformers"):
    sys.modules[name] = None
from pathlib import Path
from index.embed import SentenceTransformerEmbedder, open_embedder
from models import e5
from models.errors import ModelError
place = Path(sys.argv[1])
e5.build(place / "packed.bin", place / "tokenizer.json", place / "other", sha256="0" * 64)
assert open_embedder(place / "other").passages(["вода"]).shape == (1, 32)
try:
    SentenceTransformerEmbedder(place / "other")
except ModelError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packed random weights, and a tokenizer of as many tokens."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    folder = tmp_path_factory.mktemp("packed") / "Мои документы 1"
    folder.mkdir()
    (folder / "packed.bin").write_bytes(PACKED)
    tokenizer = Tokenizer(WordLevel({"<s>": 0, "<pad>": 1, "</s>": 2, "вода": 3, "лёд": 4}, "вода"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing("<s> $A </s>", None, [("<s>", 0), ("</s>", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def folder(place: Path) -> Path:
    e5.build(place / "packed.bin", place / "tokenizer.json", place / "e5", sha256="0" * 64)
    return place / "e5"


def test_onnx_and_pytorch_give_the_same_vectors(folder: Path) -> None:
    quick, plain = open_embedder(folder), SentenceTransformerEmbedder(folder)
    assert isinstance(quick, OnnxEmbedder)
    assert quick.dimension == plain.dimension == SIZES["hidden"]
    for name in ("queries", "passages"):
        ours, theirs = getattr(quick, name)(TEXTS), getattr(plain, name)(TEXTS)
        assert np.sum(ours * theirs, axis=1).min() > 0.99999
        assert abs(float(theirs[0] @ theirs[1])) < 0.999  # so that equal vectors are no accident


def test_a_passage_that_is_too_long_is_told_of(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    open_embedder(folder).passages(["вода " * 20, "лёд"])
    assert f"1 of 2 passages are longer than the {SIZES['positions']} tokens" in caplog.text


def test_nothing_of_it_needs_pytorch_but_another_embedder_does(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, str(place)], cwd=ROOT, capture_output=True, text=True, check=False,
        encoding="utf-8", env={"PYTHONUTF8": "1", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "python app.py --setup --with-training" in done.stdout


def test_a_tokenizer_of_another_model_is_refused(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "tokenizer.json"
    other.write_text((place / "tokenizer.json").read_text(encoding="utf-8").replace('"<pad>"', '"<pod>"'), "utf-8")
    with pytest.raises(ModelError, match="do not belong together"):
        e5.build(place / "packed.bin", other, tmp_path / "e5", sha256="0" * 64)
    other.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="not a tokenizer that can be read"):
        e5.build(place / "packed.bin", other, tmp_path / "e5", sha256="0" * 64)
    assert [path.name for path in tmp_path.iterdir()] == ["tokenizer.json"]
