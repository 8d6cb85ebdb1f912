"""The verb that says what is wrong: to whoever asks, and once a day to the operator, by a watch elsewhere and by mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.output import emit, format_option, note
from tracker.errors import TrackerError, UsageProblem

if TYPE_CHECKING:
    from alerts.delivery.operator import Outcome
    from tracker.jobs.findings import Finding

COLUMNS = ("state", "what", "found", "do")


@click.command()
@click.option("--mail", is_flag=True, help="Look at what makes mail arrive: SPF, DKIM, DMARC, relay, unsubscribing.")
@click.option("--selector", "selectors", multiple=True, help="With --mail: where the key of DKIM is; several times.")
@click.option("--tell", is_flag=True, help="Tell the operator what is wrong; the scheduler does it once a day.")
@format_option()
def doctor(mail: bool, selectors: tuple[str, ...], tell: bool, fmt: str | None) -> None:
    """Say what is wrong and what to do about it; exits 1 when something is.

    Looks at database, disk, files, clock, sources, mail, scheduler and settings; with --mail at what mail providers look
    at, see docs/mail-setup.md. Nothing is sent but with --tell: `TRACKER_PING_URL`, the address of a dead-man's switch, is asked
    when nothing is wrong, and with /fail after it when something is; `TRACKER_ALERT_ADDRESS` gets one mail in a week in which
    something is wrong, and none otherwise. Telling exits 1 where it fails, and 0 whatever it tells.

    Example: tracker doctor --mail --selector s1
    """
    from tracker.jobs.doctor import examine
    from tracker.jobs.mail_checks import examine_mail
    from tracker.settings import load

    asks_mail = bool(mail or selectors)
    if tell and asks_mail:
        raise UsageProblem("--tell: expected it without --mail, since providers are no matter of every day")
    findings = examine_mail(load(), selectors) if asks_mail else examine()
    wrong = [finding for finding in findings if finding.state == "wrong"]
    if tell:
        _tell(wrong)
        return
    rows = [
        {"state": finding.state, "what": finding.what, "found": finding.found, "do": finding.do} for finding in findings
    ]
    emit(rows, fmt or "table", COLUMNS, drop=("do",))
    if wrong:
        problems = "problem" if len(wrong) == 1 else "problems"
        raise TrackerError(f"{len(wrong)} {problems} found: {', '.join(finding.what for finding in wrong)}")
    note("nothing is wrong")


def _tell(wrong: Sequence[Finding]) -> None:
    """Tell the operator on both ways; raises TrackerError with each that failed."""
    from alerts.delivery.operator import how_many, mail_weekly, ping
    from tracker.db.opening import open_engine
    from tracker.settings import load

    settings = load()
    note(f"{how_many(wrong)}: {', '.join(finding.what for finding in wrong)}" if wrong else "nothing is wrong")
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
