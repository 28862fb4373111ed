"""What the program is made of, as a bill and with licences, and that nothing of it is known to be unsafe."""

import json
from importlib.metadata import distributions

import pytest

from models.catalog import load
from models.errors import AskError
from models.inventory import sbom
from models.inventory.packages import Bad, installed, known_bad, unsafe
from models.setup.environment import ROOT
from models.setup.requirements import pins

FILES = ("requirements.txt", "requirements-dev.txt")


def test_the_bill_has_every_pin_with_its_version_and_licence_and_the_models_with_their_hashes(tmp_path):
    assert sbom.main(["--out", str(tmp_path / "sbom.json")]) == 0
    bill = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    libraries = {one["purl"]: one for one in bill["components"] if one["type"] == "library"}
    for pin in pins(ROOT / "requirements.txt", "chat"):
        name, _, version = pin.partition("==")
        assert any(
            purl.replace("_", "-") == f"pkg:pypi/{name.replace('_', '-').lower()}@{version}" for purl in libraries
        ), pin
    assert "pkg:pypi/starlette" in {purl.partition("@")[0] for purl in libraries}, "what a package needs in turn"
    assert [one["name"] for one in libraries.values() if not one.get("licenses")] == []
    hashes = {
        file["hashes"][0]["content"]
        for one in bill["components"]
        if one["type"] == "machine-learning-model"
        for file in one["components"]
    }
    assert hashes == {file.sha256 for model in load().models.values() for file in model.files}


def test_a_licence_for_each(capsys):
    assert sbom.main(["--licences"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("gradio ") and line.endswith(": Apache-2.0") for line in said)
    assert any(line.startswith("multilingual-e5-small") and line.endswith(": MIT") for line in said)
    assert [line for line in said if line.endswith(": unknown")] == []


def test_nothing_that_is_pinned_or_installed_is_known_to_be_unsafe():
    weaknesses = known_bad()
    assert len({bad.package for bad in weaknesses}) > 20
    for file in FILES:
        named = dict(pin.split("==") for pin in pins(ROOT / file))
        assert unsafe(named, weaknesses) == []
    assert unsafe({one.metadata["Name"]: one.version for one in distributions()}, weaknesses) == []


@pytest.mark.parametrize(
    ("version", "found"), [("3.1.5", True), ("3.1.6", False), ("3.10", False), ("2.11.3", True), ("3.1.6rc1", True)]
)
def test_versions_are_compared_as_versions(version, found):
    said = unsafe({"Jinja2": version}, known_bad())
    assert bool(said) == found
    assert not found or "CVE-2025-27516" in said[0]


def test_an_unsafe_version_is_told_by_the_exit_status(monkeypatch, capsys):
    bad = Bad("markupsafe", "999", "CVE-0000-0000", "an example")
    monkeypatch.setattr(sbom, "known_bad", lambda: (bad,))
    assert sbom.main(["--licences"]) == 1
    assert "CVE-0000-0000 (an example). Install 999 or later." in capsys.readouterr().err


def test_a_pin_that_is_not_installed_is_named():
    with pytest.raises(AskError, match=r"no-such-package==1\.0 is not installed. Run: make setup"):
        installed(["no-such-package==1.0"])
