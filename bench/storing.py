"""Storing bills through `Visit`, against bare sqlite3 `executemany` of the very same rows."""

from __future__ import annotations

import argparse
import datetime as dt
import sqlite3
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.report import Ratio, alternating, tell
from tracker.db.engine import connect
from tracker.ingest.source import Source
from tracker.ingest.visit import Visit
from tracker.records.items import Abstract, Action, Link, ScrapedBill, Sponsorship

SOURCE = Source(
    jurisdiction="us", publisher="Congress", timezone=ZoneInfo("America/New_York"), url="https://www.congress.gov"
)
TABLES = ("bills", "bill_actions", "bill_sponsorships", "claims", "pending", "changes", "sessions")


def bill(number: int) -> ScrapedBill:
    """A bill with eight actions and three sponsors."""
    return ScrapedBill(
        jurisdiction="us",
        legislative_session="116",
        identifier=f"HR{number}",
        title=f"To amend title {number} of the Public Health Service Act, and for other purposes.",
        from_organization="lower",
        subject=("Health", "Mental health"),
        abstracts=(
            Abstract(
                abstract="This bill requires the Department of Health to report. " * 4, note="Introduced in House"
            ),
        ),
        actions=tuple(
            Action(
                date=dt.date(2019, 1, 1) + dt.timedelta(days=day),
                description=f"Referred to the Subcommittee on Health, step {day} of bill {number}.",
                classification=("referral-committee",),
                organization="lower",
            )
            for day in range(8)
        ),
        sponsorships=tuple(
            Sponsorship(name=f"Rep. Person {each}", primary=each == 0, person_id=f"P{(number + each) % 435:06}")
            for each in range(3)
        ),
        sources=(Link(url=f"https://www.congress.gov/bill/116th-congress/house-bill/{number}"),),
    )


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bills", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    bills = [bill(number) for number in range(1, chosen.bills + 1)]
    with tempfile.TemporaryDirectory() as folder:
        return tell(measure(Path(folder), bills, chosen.rounds))


def measure(folder: Path, bills: list[ScrapedBill], rounds: int) -> list[Ratio]:
    count = iter(range(1_000))
    last: dict[str, str] = {}

    def store(url: str) -> None:
        engine = connect(url)
        visit = Visit(engine, "us-bench", SOURCE)
        for each in bills:
            visit.take(each)
        visit.finish()
        engine.dispose()

    def first() -> None:
        last["url"] = f"sqlite:///{folder / f'{next(count)}.db'}"
        store(last["url"])

    first()
    rows, statements = copied(Path(last["url"].removeprefix("sqlite:///")))

    def bare() -> None:
        raw = sqlite3.connect(folder / f"{next(count)}.db", isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        for statement in statements:
            raw.execute(statement)
        raw.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)
        raw.execute("COMMIT")
        raw.close()

    taken = alternating(rounds, first=first, unchanged=lambda: store(last["url"]), bare=bare)
    return [
        Ratio(
            name="storing new bills",
            ours=taken["first"],
            peer=taken["bare"],
            unit="s",
            against="sqlite3 executemany",
            at_most=2.5,
        ),
        Ratio(
            name="the same bills again",
            ours=taken["unchanged"],
            peer=taken["first"],
            unit="s",
            against="the first time",
            at_most=0.25,
        ),
    ]


def copied(database: Path) -> tuple[dict[str, list[tuple[object, ...]]], list[str]]:
    """The rows that storing wrote, and the statements that make their tables and indexes."""
    raw = sqlite3.connect(database)
    rows = {table: raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    names = ", ".join(f"'{table}'" for table in TABLES)
    statements = [
        row[0]
        for row in raw.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL ORDER BY type DESC"
        )
    ]
    raw.close()
    return rows, statements


if __name__ == "__main__":
    sys.exit(main())
