"""Delivering over SMTP to a relay on bare sockets in a process of its own, against bare smtplib sending the very same bytes."""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import smtplib
import sys
import tempfile
from multiprocessing.queues import Queue
from pathlib import Path

from sqlalchemy import Engine, update

from alerts.compose.facts import Period
from alerts.delivery.prepared import prepare
from alerts.delivery.sender import deliver
from alerts.delivery.snapshots import Archive
from alerts.stories import tell as tell_stories
from bench.digests import NOW, WEEK_AGO, digests, facts
from bench.report import Ratio, alternating, tell
from bench.sink import serve
from tracker import clock
from tracker.db.engine import connect
from tracker.db.models import OutboxRow
from tracker.settings import Settings, load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    told: Queue[int] = multiprocessing.get_context("spawn").Queue()
    relay = multiprocessing.get_context("spawn").Process(target=serve, args=(told,), daemon=True)
    relay.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return tell(measure(Path(folder), told.get(timeout=60), chosen.mails, chosen.rounds))
    finally:
        relay.terminate()
        relay.join()


def measure(folder: Path, port: int, mails: int, rounds: int) -> list[Ratio]:
    """Ours with one connection and with four, and smtplib with one, in turns."""
    engine = connect(f"sqlite:///{folder / 'bench.db'}")
    owe(engine, mails)
    known = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "data_dir": folder}
    settings = load().model_copy(update=known)
    prepare(engine, settings)
    raws = same_bytes(engine, settings, folder)
    taken = alternating(
        rounds,
        bare=lambda: bare(port, raws),
        one=lambda: again(engine, settings, mails),
        four=lambda: again(engine, settings.model_copy(update={"mail_connections": 4}), mails),
    )
    rates = {name: mails / seconds for name, seconds in taken.items()}
    return [
        Ratio(
            name=f"{mails:,} mails over one connection",
            ours=rates["one"],
            peer=rates["bare"],
            unit="mails/s",
            against="bare smtplib, one connection",
            at_least=0.8,
        ),
        Ratio(
            name=f"{mails:,} mails over four connections",
            ours=rates["four"],
            peer=rates["bare"],
            unit="mails/s",
            against="bare smtplib, one connection",
            at_least=1.5,
        ),
    ]


def owe(engine: Engine, count: int) -> None:
    """A digest of eight items for each of many people, no two alike."""
    telling = tell_stories(facts(120), Period(now=NOW, since=WEEK_AGO))
    archive = Archive()
    with service.changing(engine) as connection:
        for number in range(count):
            service.subscribe(connection, f"reader{number}@example.org", Wishes(), confirmed=True)
        people = service.all_of(connection)
        editions = [archive.keep(digest) for digest in digests(telling, count, 8)]
        archive.save(connection)
        for found, edition in zip(people, editions, strict=True):
            service.queue(connection, found, kind="digest", slot="weekly 1", within=dt.timedelta(days=5))
            mine = OutboxRow.subscription_id == found.id
            connection.execute(update(OutboxRow).where(mine).values(edition=edition))


def same_bytes(engine: Engine, settings: Settings, folder: Path) -> list[tuple[str, str, bytes]]:
    """The mails as the folder channel writes them: recipient, sender, bytes."""
    deliver(engine, settings.model_copy(update={"smtp_host": ""}))
    found = []
    for path in sorted((folder / "mail" / "new").glob("*.eml")):
        raw = path.read_bytes()
        to = raw.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0].decode()
        found.append((to, "tracker@localhost", raw))
    return found


def bare(port: int, raws: list[tuple[str, str, bytes]]) -> None:
    """smtplib alone: no database, no claim, no record."""
    with smtplib.SMTP("127.0.0.1", port) as relay:
        for to, sender, raw in raws:
            relay.sendmail(sender, [to], raw)


def again(engine: Engine, settings: Settings, mails: int) -> None:
    """Owe everything once more, and deliver it."""
    with engine.begin() as connection:
        values = {"state": "pending", "attempts": 0, "next_try": clock.now(), "sent_at": None}
        connection.execute(update(OutboxRow).values(values))
    tally = deliver(engine, settings)
    assert tally.sent == mails, tally


if __name__ == "__main__":
    sys.exit(main())
