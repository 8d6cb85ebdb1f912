"""Write what the program ships with: a bill of materials (CycloneDX 1.6, JSON) and the notices of its packages' licenses.

`python tools/sbom.py FOLDER` reads the run-time lock and what is installed here; a package of the lock that is not installed
(one for another system) is listed without its license.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """One pinned package: the hashes of its files, and what it says of itself."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's address in the language of bills of materials."""
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def installed(self) -> importlib.metadata.Distribution | None:
        """What is installed here of exactly this version."""
        try:
            found = importlib.metadata.distribution(self.name)
        except importlib.metadata.PackageNotFoundError:
            return None
        return found if found.version == self.version else None

    @property
    def license(self) -> str:
        """The license as the package names it: an SPDX expression, a classifier, or its own words."""
        if (found := self.installed) is None:
            return ""
        about = found.metadata
        if expression := about.get("License-Expression"):
            return str(expression)
        classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if "License" in line]
        words = str(about.get("License") or "").strip().splitlines()
        return " OR ".join(classified) or (words[0][:100] if words else "")


def locked(lock: Path) -> Iterator[Package]:
    """The packages of a lock."""
    for block in re.split(r"\n(?=[a-zA-Z0-9])", lock.read_text(encoding="utf-8").strip()):
        pin = re.match(r"([a-z0-9-]+)==([^ ;\\]+)", block)
        assert pin is not None, block.splitlines()[0]
        yield Package(pin[1], pin[2], tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))


def bill_of_materials(packages: list[Package]) -> dict:
    """The bill of materials, which is the same for the same lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    serial = uuid.uuid5(uuid.NAMESPACE_URL, root + "".join(package.purl for package in packages))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "purl": root,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [component(package) for package in packages],
        "dependencies": [
            {"ref": root, "dependsOn": [package.purl for package in packages]},
            *({"ref": package.purl} for package in packages),
        ],
    }


def component(package: Package) -> dict:
    """One package. A pin has many files, one a system; their hashes stand as properties, since one component has one hash."""
    made: dict = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "properties": [{"name": "lock:sha256", "value": digest} for digest in package.hashes],
    }
    if package.license:
        made["licenses"] = [{"license": {"name": package.license}}]
    return made


def notices(packages: list[Package]) -> str:
    """Each package's license and the texts it asks to be passed on."""
    parts = ["What this program is installed with, and under which licenses.\n"]
    for package in packages:
        parts.append(f"\n{'=' * 100}\n{package.name} {package.version}: {package.license or 'not installed here'}\n")
        for file in (package.installed.files or ()) if package.installed else ():
            if ".dist-info" in str(file) and _TEXTS.search(file.name) and file.suffix not in {".json", ".py"}:
                path = Path(str(file.locate()))
                if path.is_file():
                    parts.append(f"\n--- {file.name}\n\n{path.read_text(encoding='utf-8', errors='replace').strip()}\n")
    return "".join(parts)


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    packages = list(locked(ROOT / "requirements.lock"))
    materials = folder / "sbom.cdx.json"
    materials.write_text(json.dumps(bill_of_materials(packages), indent=2) + "\n", encoding="utf-8")
    texts = folder / "THIRD-PARTY-NOTICES.txt"
    texts.write_text(notices(packages), encoding="utf-8")
    print(f"wrote {materials} and {texts}: {len(packages)} packages")


if __name__ == "__main__":
    main()
