"""The built wheel works alone, in a fresh environment."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    (found,) = folder.glob("*.whl")
    return found


def test_everything_that_is_no_code_is_in_the_wheel(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    shipped = [name for name in tracked if name.startswith(("tracker/", "spiders/", "alerts/", "templates/"))]
    if not shipped:
        pytest.skip("not a git checkout: what belongs into the wheel is not known")
    assert [name for name in shipped if name not in names] == []


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path):
    place = tmp_path / "fresh"
    venv.create(place, with_pip=True, symlinks=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = place.glob("lib/python*/site-packages")
    # The dependencies are those of this environment; a plain path line does not bring its editable install along.
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}

    where = subprocess.run(
        [python, "-c", "import tracker; print(tracker.__file__)"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    assert str(place) in where.stdout
    done = subprocess.run(
        [place / "bin" / "tracker", "demo", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {".html", ".txt", ".eml", ".ics"} <= {path.suffix for path in (tmp_path / "out").rglob("*")}
