"""Know how Open States' scrapers are started here: from a checkout, a container image, or a command of the operator's.

The scrapers are under GPL-3 and stay what they are: a program of their own in an environment of its own, which we start and
whose JSON we read. `engine.toml` in the data folder says how; `tracker sources setup openstates-scrapers` writes it.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.errors import SettingsError, UsageProblem
from tracker.system import private_folder, write_private

SCRAPERS: Final[Mapping[str, tuple[str, ...]]] = {
    "bills": ("bills",),
    "hearings": ("events",),
    "votes": ("bills", "votes"),
}
"""What the scrapers call each kind. Most states tell their votes with the bills; some have a scraper of their own for them."""
_SETUP_SECONDS: Final = 3_600
_ASK_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How the scrapers are started."""

    command: tuple[str, ...]
    """The words before the module: `.../bin/os-update`, or `docker run --rm -v {folder}:/data IMAGE`."""
    where: str
    """The folder it is started in: the checkout, whose modules it imports."""
    inside: str = ""
    """What our folder is called where it runs, in a container; empty where it is the same."""
    version: str = ""

    def words(self, place: str, scrapers: Sequence[str], folder: Path, session: str | None) -> list[str]:
        """The command line that reads a place into `folder`."""
        seen = Path(self.inside) if self.inside else folder
        made = [word.replace("{folder}", str(folder)) for word in self.command]
        made += [_module(place)]
        for word in scrapers:
            made += [word, *([f"session={session}"] if session else [])]
        return [*made, "--scrape", "--datadir", str(seen / "data"), "--cachedir", str(seen / "cache"), "--rpm", "30"]


def _module(place: str) -> str:
    return "usa" if place == "us" else place.removeprefix("us-")


def home(data_dir: Path) -> Path:
    """Where the engine's own things are."""
    return data_dir / "openstates-scrapers"


def installed(data_dir: Path) -> Engine | None:
    """The engine that was set up, or None; a file that cannot be read is a SettingsError that says what to do."""
    file = home(data_dir) / "engine.toml"
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
        return Engine(
            command=tuple(map(str, settings["command"])),
            where=str(settings["where"]),
            inside=str(settings.get("inside", "")),
            version=str(settings.get("version", "")),
        )
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        again = "set it up again: tracker sources setup openstates-scrapers"
        raise SettingsError(f"{file}: expected command and where, found {problem}; {again}") from problem


def from_checkout(checkout: Path, data_dir: Path, python: str) -> Engine:
    """Make an environment beside ours with what the checkout needs, by its own lock file; raises UsageProblem."""
    if not (checkout / "pyproject.toml").exists() or not (checkout / "scrapers").is_dir():
        raise UsageProblem(
            f"{checkout}: expected a checkout of openstates-scrapers (pyproject.toml and scrapers/), found neither or one"
        )
    environment = home(data_dir) / "environment"
    shutil.rmtree(environment, ignore_errors=True)
    private_folder(environment.parent)
    _run([python, "-m", "venv", str(environment)], checkout)
    programs = environment / "bin"
    _run([str(programs / "pip"), "install", "--quiet", "poetry"], checkout)
    _run(
        [str(programs / "poetry"), "install", "--only", "main", "--no-root", "--no-interaction"], checkout, environment
    )
    program = programs / "os-update"
    if not program.exists():
        raise UsageProblem(f"{checkout}: expected that its dependencies bring os-update, found none in {programs}")
    return Engine(command=(str(program),), where=str(checkout / "scrapers"), version=_version([str(program)], checkout))


def from_image(image: str, data_dir: Path) -> Engine:
    """Start a container of the image for each visit, with podman or docker."""
    program = shutil.which("podman") or shutil.which("docker")
    if program is None:
        raise UsageProblem("--image: expected the program podman or docker, found neither")
    folder = home(data_dir)
    private_folder(folder)
    words = (program, "run", "--rm", "--init", "--network=host", "-v", "{folder}:/data", image)
    return Engine(command=words, where=str(folder), inside="/data", version=image)


def from_command(command: str, where: Path) -> Engine:
    """Start the scrapers by a command that the operator has, such as `poetry run os-update`, in a folder."""
    words = tuple(shlex.split(command))
    if not words or shutil.which(words[0], path=None) is None:
        raise UsageProblem(f"--command: expected a program that is here, found {command[:60]!r}")
    if not where.is_dir():
        raise UsageProblem(f"--checkout: expected a folder, found none at {where}")
    return Engine(command=words, where=str(where.resolve()), version=_version(list(words), where))


def keep(engine: Engine, data_dir: Path) -> Path:
    """Write down how the engine is started."""
    file = home(data_dir) / "engine.toml"
    private_folder(file.parent)
    settings = {
        "command": list(engine.command),
        "where": engine.where,
        "inside": engine.inside,
        "version": engine.version,
    }
    text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in settings.items())
    write_private(file, text)  # strings and lists of strings are written alike in JSON and TOML
    return file


def _version(command: list[str], where: Path) -> str:
    """What it answers to --help, in its first line: that it starts at all is the point."""
    usage = _run([*command, "--help"], where, seconds=_ASK_SECONDS)
    if "--datadir" not in usage or "--scrape" not in usage:
        raise UsageProblem(
            f"{' '.join(command)}: expected a version that knows --scrape and --datadir, found {usage[:200]!r}"
        )
    return usage.strip().splitlines()[0][:120]


def _run(words: list[str], where: Path, environment: Path | None = None, seconds: int = _SETUP_SECONDS) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "PYTHON"))}
    if environment is not None:
        env |= {"VIRTUAL_ENV": str(environment), "POETRY_VIRTUALENVS_CREATE": "false"}
    try:
        done = subprocess.run(
            words, cwd=where, env=env, capture_output=True, text=True, errors="replace", timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise UsageProblem(f"{words[0]}: {problem}") from problem
    if done.returncode:
        message = " ".join((done.stderr or done.stdout).split())[-400:]
        raise UsageProblem(f"{' '.join(words[:4])}: ended with {done.returncode}: {message}")
    return done.stdout
