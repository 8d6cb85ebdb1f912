"""Show the whole way work on the sample: crawl last week, crawl today, flag, write the digest and the calendar."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click

from tracker.cli.output import note
from tracker.cli.params import MomentParam
from tracker.cli.program import program_name
from tracker.errors import TrackerError, UsageProblem

SOURCES = (
    "us-govinfo-billstatus",
    "us-senate-hearings",
    "us-federal-register",
    "us-ma-bills",
    "us-ma-hearings",
    "us-oh-cuyahoga-adamhs",
)
TOPICS = ("mental-health", "substance-use", "crisis-988", "parity", "suicide-prevention", "peer-support")
_MARK = ".made-by-tracker-demo"


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("tracker-demo"),
    show_default=True,
    help="Folder for the database, the digest and the calendar; made anew each time.",
)
@click.option(
    "--as-of", "moment", type=MomentParam(), metavar="DATE|MOMENT", help="Play it as if it were this day or moment."
)
def demo(out: Path, moment: dt.datetime | None) -> None:
    """Show the whole way work on bundled sample sources: no network, no keys, under a minute.

    Example: tracker demo --out tracker-demo
    """
    from tracker import clock
    from tracker.demo.server import serving
    from tracker.demo.world import Day

    began = time.monotonic()
    out = out.resolve()
    _empty(out)
    today = moment.date() if moment else dt.date.today()  # noqa: DTZ011 - the reader's own date is meant
    noon = dt.datetime.combine(today, dt.time(12), tzinfo=dt.UTC)
    # What is stored of a noon to come would be taken for a clock that is wrong.
    at = min(noon, clock.now().replace(microsecond=0)).isoformat() if moment is None else today.isoformat()
    week_ago = today - dt.timedelta(days=7)
    with serving() as sources:
        run = _Runner(out, sources.address)
        note(f"1. Last week ({week_ago}): the first visit to each source stores what there is, and mails no one.")
        sources.show(Day(today, -7))
        run("crawl", *SOURCES, "--as-of", week_ago.isoformat(), "--format", "table")
        note(f"\n2. Today ({today}): the same sources again; only what changed is news.")
        sources.show(Day(today))
        run("crawl", *SOURCES, "--as-of", at, "--format", "table")
    note("\n3. What matters, and why:")
    run("bills", "--flagged", "--format", "table", "--as-of", at)
    note("\n4. The digest and the calendar:")
    topics = [part for topic in TOPICS for part in ("--topic", topic)]
    since = ("--since", week_ago.isoformat(), "--as-of", at)
    run("digest", "preview", *topics, *since, "--out", str(out / "digest"))
    run("export", "ics", "--as-of", at, "--out", str(out / "testimony-deadlines.ics"))
    _farewell(out, run, time.monotonic() - began)


class _Runner:
    """Runs the program's own command lines, in the demo's data folder, on the sample sources."""

    def __init__(self, out: Path, address: str) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")},
            "TRACKER_DATA_DIR": str(out / "data"),
            "TRACKER_DETOUR": address,
        }

    def __call__(self, *words: str) -> None:
        done = subprocess.run([sys.executable, "-m", "tracker", *words], env=self.environment, check=False)
        if done.returncode:
            raise TrackerError(
                f"demo: `tracker {' '.join(words)}` ended with {done.returncode}; its own words stand above"
            )


def _empty(out: Path) -> None:
    """Begin anew, but never delete a folder that is not ours."""
    if out.exists() and any(out.iterdir()):
        if not (out / _MARK).exists():
            raise UsageProblem(f"--out {out}: expected a new folder or one of an earlier demo, found other files in it")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).touch()


def _farewell(out: Path, run: _Runner, seconds: float) -> None:
    note(f"\nDone in {seconds:.0f} seconds. To open:")
    for suffix in (".html", ".eml", ".ics"):  # what every machine opens first
        for path in sorted(out.rglob(f"*{suffix}")):
            note(f"  {path.relative_to(out.parent)}")
    note("\nThe database stays; look around with any command, for example:")
    note(f"  export TRACKER_DATA_DIR={shlex.quote(run.environment['TRACKER_DATA_DIR'])}")
    for words in ("bills --topic mental-health", "bill us/HR4021", "deadlines", "serve"):
        note(f"  {program_name()} {words}")
