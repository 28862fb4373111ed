"""Say what this program is made of: packages and models, as a bill of materials or with their licences.

    python -m models.inventory.sbom --out sbom.json    # CycloneDX 1.6
    python -m models.inventory.sbom --licences         # a line for each

Each version is looked up in known_bad.toml; the exit status is 1 if one of them is known to be unsafe. Uses no network.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models import console
from models.catalog import Catalog, Model, load
from models.errors import AskError
from models.files import write_atomically
from models.inventory.packages import Package, installed, known_bad, unsafe
from models.setup.environment import ROOT
from models.setup.requirements import pins

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

NAME = "ask-declaration"


def bill(packages: Sequence[Package], catalog: Catalog) -> str:
    """Return the bill of materials as CycloneDX 1.6 JSON.

    Raises:
        AskError: the package that writes it is not installed.
    """
    try:
        from cyclonedx.model.bom import Bom
        from cyclonedx.model.component import Component, ComponentType
        from cyclonedx.output.json import JsonV1Dot6
    except ImportError as error:
        raise AskError("cyclonedx-python-lib is not installed. Run: make sbom") from error
    bom = Bom()
    bom.metadata.component = Component(name=NAME, type=ComponentType.APPLICATION, bom_ref=NAME)
    for package in packages:
        bom.components.add(_package(package))
    for name, model in catalog.models.items():
        bom.components.add(_model(name, model))
    bom.register_dependency(bom.metadata.component, bom.components)
    return str(JsonV1Dot6(bom).output_as_string(indent=2))


def _package(package: Package) -> "Component":
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    url = PackageURL("pypi", name=package.name.lower(), version=package.version)
    page = ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(package.page)) if package.page else None
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(url),
        purl=url,
        licenses=[LicenseFactory().make_from_string(package.licence)] if package.licence else (),
        external_references=[page] if page else (),
    )


def _model(name: str, model: Model) -> "Component":
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
    from cyclonedx.model.component import Component, ComponentType

    files = [
        Component(
            name=file.name,
            type=ComponentType.FILE,
            bom_ref=f"{name}/{file.name}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=file.sha256)],
        )
        for file in model.files
    ]
    return Component(
        name=model.title,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"model/{name}",
        description=model.purpose,
        publisher=model.publisher,
        licenses=[LicenseFactory().make_from_string(model.licence)],
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(model.page))],
        components=files,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m models.inventory.sbom", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the bill is written; left out: to the output")
    parser.add_argument("--licences", action="store_true", help="name, version and licence of each instead")
    options = parser.parse_args(arguments)
    try:
        packages, catalog = installed(pins(ROOT / "requirements.txt", "chat")), load()
        text = licences(packages, catalog) if options.licences else bill(packages, catalog)
        if options.out:
            write_atomically(options.out, f"{text}\n".encode())
        else:
            print(text)
        warnings = unsafe({one.name: one.version for one in packages}, known_bad())
    except (AskError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for warning in warnings:
        print(warning, file=sys.stderr)
    return int(bool(warnings))


def licences(packages: Sequence[Package], catalog: Catalog) -> str:
    """Return a line for each package and model: name, version, licence."""
    lines = [f"{one.name} {one.version}: {one.licence or 'unknown'}" for one in packages]
    return "\n".join([*lines, *(f"{model.title}: {model.licence}" for model in catalog.models.values())])


if __name__ == "__main__":
    sys.exit(console.run(main))
