"""A newcomer's first command works with every Python and pip there is: installed for real, from the registry."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

PIPS = {"the one it brings": None, "22.3.1": "pip==22.3.1", "the newest": "pip"}
"""Python 3.12 and newer cannot run pip 22.3.1 (it needs what they no longer ship); the one they bring is older than the newest."""
TOO_OLD_FROM = (3, 12)


def pythons() -> list[str]:
    """Each Python from 3.11 to 3.14 on this machine, Debian's own first."""
    found: dict[str, str] = {}
    places = [Path("/usr/bin/python3"), *sorted(Path.home().glob(".pyenv/versions/3.1[1-4].*/bin/python"))]
    places += [Path(path) for minor in range(11, 15) if (path := shutil.which(f"python3.{minor}"))]
    for place in places:
        if place.exists():
            code = "import sys; print(sys.base_prefix, sys.version.split()[0])"
            done = subprocess.run([place, "-c", code], capture_output=True, text=True)
            if done.returncode == 0 and (3, 11) <= tuple(map(int, done.stdout.split()[-1].split(".")[:2])) <= (3, 14):
                found.setdefault(done.stdout, str(place))
    return list(found.values())


def too_old(python: str, pip: str) -> bool:
    code = f"import sys; sys.exit(sys.version_info < {TOO_OLD_FROM})"
    return pip == "22.3.1" and subprocess.run([python, "-c", code]).returncode == 0


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("pip", PIPS)
@pytest.mark.parametrize("python", pythons())
def test_the_first_command_works(python: str, pip: str, tmp_path: Path):
    if too_old(python, pip):
        pytest.skip("this pip does not run on this Python")
    environment, home = tmp_path / "venv", {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([python, "-m", "venv", environment], check=True)
    if PIPS[pip]:
        upgrade = [environment / "bin" / "python", "-m", "pip", "install", "-qq", "--upgrade", str(PIPS[pip])]
        subprocess.run(upgrade, check=True, env=home)
    words = ["make", "demo", f"PYTHON={python}", f"VENV={environment}", f"OUT={tmp_path / 'demo'}"]
    done = subprocess.run(words, cwd=ROOT, env=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()
    assert list((tmp_path / "demo" / "digest").glob("*.html"))
    listed = subprocess.run([environment / "bin" / "python", "-m", "pip", "check"], env=home, capture_output=True)
    assert listed.returncode == 0, listed.stdout
