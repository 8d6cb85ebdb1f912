"""Install what a lock names into this environment, link the checkout to it, and prove that nothing is missing.

Needs nothing but Python and the pip that the environment brought, however old: `python tools/install.py requirements.lock`.
The lock is complete, so pip resolves nothing (`--no-deps`): a release that came out after the lock was made changes nothing.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
_SAID_AT_ONCE = ("Retrying",)
"""Warnings a person waiting should see while pip waits; the others are about this machine's pip and matter if it fails."""


def main() -> int:
    """Install, link, check; say what is wrong in words and end with 1."""
    lock = Path(sys.argv[1])
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    print(f"installing the {count} packages of {lock.name}; the first time this takes a few minutes …", flush=True)
    if not pip_install(lock):
        return failed(f"pip could not install what {lock.name} names; its own words stand above")
    link()
    missing = unmet()
    if missing:
        for line in missing:
            print(f"  {line}", file=sys.stderr)
        return failed(f"{lock.name} does not hold all that the program needs (above); `make lock` writes it anew")
    checked = subprocess.run([*PIP, "check"], capture_output=True, text=True, check=False)
    if checked.returncode:
        print(checked.stdout + checked.stderr, file=sys.stderr)
        return failed("pip check found packages that do not fit together; a fresh environment may help: `make clean`")
    return 0


def failed(why: str) -> int:
    """Say why, and return the exit code."""
    print(f"install: {why}", file=sys.stderr)
    return 1


def pip_install(lock: Path) -> bool:
    """Install exactly the lock. pip's warnings are kept back, and shown whole with its errors when it fails."""
    command = [*PIP, "install", "--quiet", "--require-hashes", "--no-deps", "--requirement", str(lock)]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            if any(word in line for word in _SAID_AT_ONCE):
                print(line, end="", file=sys.stderr, flush=True)
    if pip.returncode:
        print("".join(said), end="", file=sys.stderr)
    return pip.returncode == 0


def link() -> None:
    """Make the checkout importable and its commands callable, as an editable install does, but without a build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site = Path(sysconfig.get_path("purelib"))
    stem = project["name"].replace("-", "_")
    for old in (*site.glob(f"{stem}-*.dist-info"), *site.glob(f"_{stem}.pth"), *site.glob(f"{stem}.pth")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    folder = site / f"{stem}-{project['version']}.dist-info"
    folder.mkdir()
    files = {
        site / f"{stem}.pth": f"{ROOT}\n",
        folder / "METADATA": metadata(project),
        folder / "entry_points.txt": entry_points(project),
        folder / "INSTALLER": "tools/install.py\n",
        folder / "direct_url.json": json.dumps({"url": ROOT.as_uri(), "dir_info": {"editable": True}}),
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    scripts = [script(name, target) for name, target in project["scripts"].items()]
    with (folder / "RECORD").open("w", encoding="utf-8", newline="") as record:
        csv.writer(record).writerows([path, "", ""] for path in (*files, *scripts, folder / "RECORD"))


def metadata(project: dict) -> str:
    """What the environment must know of us: name, version, and what we need."""
    needs = [f"Requires-Dist: {need}" for need in project["dependencies"]]
    head = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}"]
    return "\n".join([*head, f"Requires-Python: {project['requires-python']}", *needs, ""])


def entry_points(project: dict) -> str:
    """The commands and plug-ins, in the words of entry_points.txt."""
    groups = {"console_scripts": project["scripts"], **project.get("entry-points", {})}
    lines: list[str] = []
    for group, points in groups.items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items()), ""]
    return "\n".join(lines)


def script(name: str, target: str) -> Path:
    """A command beside the environment's python. The shell starts it, since a `#!` line breaks at blanks and at 127 letters."""
    module, _colon, function = target.partition(":")
    path = Path(sysconfig.get_path("scripts")) / name
    path.write_text(
        f"#!/bin/sh\n'''exec' {shlex.quote(sys.executable)} \"$0\" \"$@\"\n' '''\n"
        f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def unmet() -> list[str]:
    """Each requirement, ours and theirs and those of chosen extras (which `pip check` does not see), that is not met."""
    from pip._vendor.packaging.requirements import Requirement  # each pip brings it; nothing else is sure to be here

    name = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    faults: dict[str, None] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(name, "")]
    while waiting:
        package, extra = waiting.pop()
        if (package.lower(), extra) in seen:
            continue
        seen.add((package.lower(), extra))
        for line in importlib.metadata.requires(package) or ():
            need = Requirement(line)
            if need.marker and not need.marker.evaluate({"extra": extra}):
                continue
            try:
                version = importlib.metadata.version(need.name)
            except importlib.metadata.PackageNotFoundError:
                faults[f"{package} needs {need.name}{need.specifier}, which is not installed"] = None
                continue
            if not need.specifier.contains(version, prereleases=True):
                faults[f"{package} needs {need.name}{need.specifier}, found {version}"] = None
            waiting += [(need.name, wanted) for wanted in ("", *need.extras)]
    return list(faults)


if __name__ == "__main__":
    sys.exit(main())
