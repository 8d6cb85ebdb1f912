"""The program's name as this person must type it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def program_name() -> str:
    """`tracker` when that is found on the PATH, else the way to it that was typed, such as `.venv/bin/tracker`."""
    typed = Path(sys.argv[0])
    if typed.name == "__main__.py":
        return f"{shlex.quote(_short(Path(sys.executable)))} -m tracker"
    if typed.name != "tracker":  # started by something else, such as a test
        return "tracker"
    on_path = shutil.which("tracker")
    if on_path and typed.exists() and Path(on_path).samefile(typed):
        return "tracker"
    return shlex.quote(_short(typed))


def _short(path: Path) -> str:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a symbolic link, such as a venv's python, must stay one
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
