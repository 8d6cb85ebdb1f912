"""The verb that tells the operator how things are: a watch elsewhere each day, a mail in a week in which something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import click

from tracker.cli.output import note
from tracker.errors import TrackerError


@click.command()
def report() -> None:
    """Look as `tracker doctor` does, and tell the operator. The scheduler does it once a day.

    `TRACKER_PING_URL`, the address of a dead-man's switch, is asked when nothing is wrong, and with /fail after it when
    something is. `TRACKER_ALERT_ADDRESS` gets one mail in a week in which something is wrong, and none otherwise.

    Example: tracker report
    """
    from alerts.delivery.operator import Outcome, mail_weekly, ping
    from tracker.db.opening import open_engine
    from tracker.jobs.doctor import examine
    from tracker.settings import load

    settings = load()
    wrong = [finding for finding in examine() if finding.state == "wrong"]
    note(f"{len(wrong)} things are wrong: {', '.join(each.what for each in wrong)}" if wrong else "nothing is wrong")
    faults: list[str] = []
    steps: dict[str, Callable[[], Outcome]] = {
        "TRACKER_PING_URL": lambda: ping(settings, wrong),
        "TRACKER_ALERT_ADDRESS": lambda: mail_weekly(open_engine(), settings, wrong),
    }
    for name, tell in steps.items():
        try:
            note(f"{name}: {tell().value}")
        except TrackerError as problem:
            faults.append(f"{name}: {problem}")
    if faults:
        raise TrackerError("; ".join(faults))
