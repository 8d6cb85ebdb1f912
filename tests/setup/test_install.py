"""What `make demo` installs is what the lock names, and what is missing is named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

RUN_TIME, ALL = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def pins(lock: Path) -> set[str]:
    return {line.removesuffix(" \\") for line in lock.read_text().splitlines() if line[:1].isalnum()}


def names(lock: Path) -> set[str]:
    return {re.split(r"[=; ]", pin)[0] for pin in pins(lock)}


def test_both_locks_come_from_one_resolve():
    assert pins(RUN_TIME) <= pins(ALL)


def test_the_run_time_lock_holds_what_the_program_needs_and_no_tool_of_developers():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {re.sub(r"[._-]+", "-", Requirement(need).name).lower() for need in project["project"]["dependencies"]}
    tools = {
        re.sub(r"[._-]+", "-", Requirement(need).name).lower()
        for group in ("tests", "lint", "build")
        for need in project["dependency-groups"][group]
    }
    assert wanted <= names(RUN_TIME)
    assert tools <= names(ALL)
    assert names(RUN_TIME) & (tools - wanted) <= {"httpx2", "jsonschema"}, "mcp needs these at run time too"


@pytest.mark.parametrize("lock", [RUN_TIME, ALL], ids=lambda lock: lock.name)
def test_every_pin_has_hashes_and_no_address(lock: Path):
    text = lock.read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=[a-zA-Z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
        assert re.match(r"[a-z0-9-]+==[^ ]+", block), block.splitlines()[0]


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A fresh environment in a folder whose name has a blank, with the pip of this one."""
    folder = tmp_path / "a folder" / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    import pip

    (site / "pip.pth").write_text(f"{Path(pip.__file__).parents[1]}\n")
    return folder


def call(environment: Path, code: str, *more: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); import install; {code}"
    return subprocess.run([environment / "bin" / "python", "-c", program, *more], capture_output=True, text=True)


def test_the_linked_command_starts_from_any_folder(environment: Path, tmp_path: Path):
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    for _again in range(2):
        done = call(environment, "install.link()")
        assert done.returncode == 0, done.stderr
    shown = subprocess.run([environment / "bin" / "tracker", "--version"], capture_output=True, text=True, cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    listed = call(environment, "import subprocess; subprocess.run([*install.PIP, 'list', '--format=json'])")
    assert "mh-policy-tracker" in {row["name"] for row in json.loads(listed.stdout)}


def made_up(site: Path, name: str, *needs: str) -> None:
    folder = site / f"{name.replace('-', '_')}-1.0.dist-info"
    folder.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", "Provides-Extra: fast"]
    (folder / "METADATA").write_text("\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs), ""]))


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (("alpha",), []),
        (("gamma",), ["mh-policy-tracker needs gamma, which is not installed"]),
        (("alpha>=2",), ["mh-policy-tracker needs alpha>=2, found 1.0"]),
        (("beta",), ["beta needs delta<3, which is not installed"]),
        (("alpha[fast]",), ["alpha needs epsilon, which is not installed"]),
        (("gamma; python_version < '3'",), []),
    ],
    ids=["all there", "one of ours missing", "too old", "one of theirs missing", "one of an extra missing", "not here"],
)
def test_what_a_lock_lacks_is_named(environment: Path, needs: tuple[str, ...], expected: list[str]):
    (site,) = environment.glob("lib/python*/site-packages")
    made_up(site, "mh-policy-tracker", *needs)
    made_up(site, "alpha", "epsilon; extra == 'fast'")
    made_up(site, "beta", "delta<3")
    done = call(environment, "import json; print(json.dumps(install.unmet()))")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


def test_a_lock_that_pip_cannot_install_fails_with_pips_own_words(environment: Path, tmp_path: Path):
    lock = tmp_path / "some.lock"
    lock.write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    done = subprocess.run(
        [environment / "bin" / "python", ROOT / "tools" / "install.py", lock],
        capture_output=True,
        text=True,
        env={"PIP_NO_INDEX": "1", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 1
    assert "no-such-package" in done.stderr
    assert "could not install what some.lock names" in done.stderr


def test_the_command_to_type_is_the_one_that_was_typed(environment: Path):
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    assert call(environment, "install.link()").returncode == 0
    code = "import sys; sys.argv = [sys.argv[1]]; from tracker.cli.program import program_name; print(program_name())"

    def named(path: str, search: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, path],
            cwd=environment.parent,
            env={"PATH": search, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    typed = str(environment / "bin" / "tracker")
    assert named(typed, "/usr/bin") == "venv/bin/tracker"
    assert named("venv/bin/tracker", "/usr/bin") == "venv/bin/tracker"
    assert named(typed, f"{environment}/bin:/usr/bin") == "tracker"
