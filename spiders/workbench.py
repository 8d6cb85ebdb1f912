"""Add a source in a quarter of an hour: scaffold it, record its page, try the reader offline, agree on what it says.

For contributors, in a checkout. Each command prints the next one.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from spiders.registry import check_name
from spiders.scaffold import Shape, source_code
from tracker import clock
from tracker.cli.output import note
from tracker.errors import TrackerError, UsageProblem

LARGEST: Final = 300_000
"""Bytes of a kept page; a longer one is kept too, with a word about trimming it by hand."""
_NAME: Final = re.compile(r"us(-[a-z0-9]+)+\Z")
_ENDINGS: Final = {"json": ".json", "xml": ".xml", "csv": ".csv", "calendar": ".ics", "rss": ".xml", "atom": ".xml"}


def _known_place(place: str, timezone: str) -> None:
    """Refuse a place of no state that we know, and a clock that no county of the state has."""
    from spiders.case_review import place_fault

    fault = place_fault(place, ZoneInfo(timezone))
    if fault:
        raise UsageProblem(f"NAME, --timezone: {fault}")


def checkout() -> Path:
    """The checkout we work in; raises UsageProblem where the program was installed without one."""
    root = Path(__file__).resolve().parents[1]
    if not (root / "tests" / "sources").is_dir():
        raise UsageProblem(
            "expected a checkout of the repository, found an installed program; clone it to add a source"
        )
    return root


def module_of(root: Path, name: str) -> Path:
    """Where a source of that name belongs: us-wa-kittitas-health stands in us_wa_kittitas/health.py."""
    place, _dash, what = name.rpartition("-")
    return root / "spiders" / "sources" / place.replace("-", "_") / f"{what}.py"


@click.command()
@click.argument("name")
@click.argument("url")
@click.option("--publisher", required=True, help="Who publishes the page, as people call it.")
@click.option("--timezone", required=True, help="The clock of its times, such as America/Chicago.")
@click.option(
    "--prose", is_flag=True, help="The page has no rows: read its passages, with the headings they stand under."
)
@click.option("--bills", is_flag=True, help="The address gives bills as JSON, and no hearings.")
@click.option("--anyway", is_flag=True, help="Scaffold a reader also where none is needed.")
def new(name: str, url: str, publisher: str, timezone: str, prose: bool, bills: bool, anyway: bool) -> None:
    """Scaffold a source of hearings, or of bills: NAME is <place>-<what>, such as us-wa-kittitas-health; URL is the page that lists them.

    Example: tracker sources new us-wa-kittitas-health https://example.gov/meetings --publisher Kittitas --timezone America/Los_Angeles
    """
    root = checkout()
    if not _NAME.match(name) or name.count("-") < 2 or not name.rpartition("-")[2].isidentifier():
        raise UsageProblem(f"NAME: expected <place>-<what> such as us-wa-kittitas-health, found {name!r}")
    if prose and bills:
        raise UsageProblem("--prose and --bills: expected one of them")
    if not re.match(r"(?:https?|webcal)://[^\s\"'\\]+\Z", url):
        raise UsageProblem(f"URL: expected an address such as https://example.gov/meetings, found {url!r}")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise UsageProblem(f"--timezone: expected a zone such as America/Chicago, found {timezone!r}") from problem
    _known_place(name.rpartition("-")[0], timezone)
    from spiders import registry
    from spiders.recognize import recognize

    hint = recognize(url)
    if hint is not None and hint.base is None and not anyway:
        raise UsageProblem(f"{url} is {hint.what}: {hint.advice} (or --anyway)")
    module = module_of(root, name)
    if name in registry.modules() or module.exists():
        raise UsageProblem(f"{name} is there already: {module.relative_to(root)}")
    module.parent.mkdir(exist_ok=True)
    if not (module.parent / "__init__.py").exists():
        (module.parent / "__init__.py").write_text(
            f'"""Sources of {publisher}."""\n'.replace("\\", ""), encoding="utf-8"
        )
    shape: Shape = "prose" if prose else "json" if hint is not None and hint.base is not None else "rows"
    shape = "bills" if bills else shape
    code = source_code(
        shape, name=name, url=re.sub(r"\Awebcal:", "https:", url), publisher=publisher, timezone=timezone
    )
    module.write_text(code, encoding="utf-8")
    click.echo(f"{module.relative_to(root)}")
    if hint is not None:
        note(f"{url} is {hint.what}: {hint.advice}")
    note(f"next: tracker sources record {name}")


@click.command()
@click.argument("name")
@click.option("--why", default="listing", show_default=True, help="Why this page is kept, in a word or two.")
def record(name: str, why: str) -> None:
    """Visit the source once, by all manners (robots.txt, pace, our own name), and keep its pages as a case.

    Example: tracker sources record us-wa-kittitas-health --why listing
    """
    root = checkout()
    check_name(name)
    slug = re.sub(r"[^a-z0-9]+", "-", why.lower()).strip("-") or "listing"
    now = clock.now().replace(microsecond=0)
    folder = root / "tests" / "sources" / name / f"{now.date().isoformat()}-{slug}"
    if folder.exists():
        raise UsageProblem(f"{folder.relative_to(root)} is there already; say another --why")
    with tempfile.TemporaryDirectory() as scratch:
        held = Path(scratch) / "visit.warc.gz"
        words = [sys.executable, "-m", "tracker", "crawl", name, "--record", str(held), "--no-flag", "--format", "json"]
        env = {**os.environ, "TRACKER_DATA_DIR": str(Path(scratch) / "data")}
        env.pop("TRACKER_DATABASE_URL", None)
        done = subprocess.run(words, capture_output=True, text=True, env=env, cwd=root, check=False)
        pages = list(_pages(held)) if held.is_file() else []
        if not pages:
            raise TrackerError(
                f"{name}: expected a page to keep, found none: {(done.stdout + done.stderr).strip()[:600]}"
            )
        folder.mkdir(parents=True)
        _keep(folder, pages, now, why)
    click.echo(f"{folder.relative_to(root)}")
    from spiders.recognize import recognize

    for url, body, ending in pages:
        hint = recognize(url, body, ending)
        if hint is not None:
            note(f"{url} is {hint.what}: {hint.advice}")
        if len(body) > LARGEST:
            note(f"a page has {len(body):,} bytes: trim it by hand to the rows that matter")
    note(f"next: edit the selectors in {module_of(root, name).relative_to(root)}, and: tracker sources try {name}")


def _pages(held: Path) -> Iterator[tuple[str, bytes, str]]:
    """Address, body and file ending of each answer in a WARC file, robots.txt left out."""
    from warcio.archiveiterator import ArchiveIterator

    with held.open("rb") as stream:
        for record in ArchiveIterator(stream):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type != "response" or url.endswith("/robots.txt"):
                continue
            if record.http_headers.get_statuscode() != "200":
                continue
            kind = record.http_headers.get_header("Content-Type") or ""
            ending = next((end for word, end in _ENDINGS.items() if word in kind), ".html")
            yield url, record.content_stream().read(), ending


def _keep(folder: Path, pages: list[tuple[str, bytes, str]], now: dt.datetime, why: str) -> None:
    lines = [f'recorded_at = "{now.isoformat()}"', f'why = "{why}"'.replace("\\", "")]
    for number, (url, body, ending) in enumerate(pages):
        name = f"page{number or ''}{ending}"
        (folder / name).write_bytes(body)
        lines += ["", "[[page]]", f'url = "{url}"', f'file = "{name}"']
    (folder / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def newest_case(root: Path, name: str) -> Path:
    """The case recorded last; raises UsageProblem naming the command that records one."""
    check_name(name)
    cases = sorted(path.parent for path in (root / "tests" / "sources" / name).glob("*/case.toml"))
    if not cases:
        raise UsageProblem(f"{name} has no recorded page: tracker sources record {name}")
    return cases[-1]


def _run(root: Path, module: str, folder: Path) -> int:
    return subprocess.run([sys.executable, "-m", module, str(folder)], cwd=root, check=False).returncode


@click.command("try")
@click.argument("name")
def try_(name: str) -> int:
    """Read the page recorded last, offline: what it says as JSON; faults name the selector and what it found.

    Example: tracker sources try us-wa-kittitas-health
    """
    root = checkout()
    code = _run(root, "tests.states.show", newest_case(root, name))
    note(f"next: tracker sources {'try' if code else 'accept'} {name}")
    return code


@click.command()
@click.argument("name")
def accept(name: str) -> int:
    """Write what the page recorded last says now as what we agree it says; then read the diff.

    Example: tracker sources accept us-wa-kittitas-health
    """
    root = checkout()
    code = _run(root, "tests.states.accept", newest_case(root, name))
    note(f"next: tracker sources try {name}" if code else f"next: git add spiders tests/sources/{name}, and: make test")
    return code
