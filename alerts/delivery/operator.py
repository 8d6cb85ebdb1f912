"""Tell the operator how the installation is: by a dead-man's switch each day, by mail in a week in which something is wrong."""

from __future__ import annotations

import enum
import http.client
import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Final

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError

from alerts.channels import CHANNELS, Message
from alerts.render.mime import address_header, date_header, header_text, message
from tracker import clock
from tracker.db.engine import writing
from tracker.db.models import Slot
from tracker.errors import TrackerError
from tracker.jobs.findings import Finding
from tracker.settings import Settings

_SECONDS: Final = 20
_TOLD_AT_MOST: Final = 10_000
_JOB: Final = "operator mail"
"""Its turn is a week; whoever writes the turn down first sends the mail, on however many machines."""


class Outcome(enum.Enum):
    """What became of telling."""

    OFF = "not set"
    TOLD = "told"
    NOTHING = "nothing to tell"
    EARLIER = "told already this week"


def ping(settings: Settings, wrong: Sequence[Finding]) -> Outcome:
    """Ask the dead-man's switch: its address when all is well, with /fail after it when something is wrong."""
    url = settings.ping_url.get_secret_value()
    if not url:
        return Outcome.OFF
    body = _lines(wrong).encode()[:_TOLD_AT_MOST]
    request = urllib.request.Request(  # noqa: S310 - http or https, as the settings hold it to
        f"{url.rstrip('/')}/fail" if wrong else url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - see above
            answer.read(1000)
    except urllib.error.HTTPError as problem:
        with problem:
            raise TrackerError(f"the dead-man's switch answered {problem.code}; is its address right?") from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise TrackerError(
            f"the dead-man's switch does not answer ({type(problem).__name__}); it will be asked tomorrow"
        ) from None
    return Outcome.TOLD


def mail_weekly(engine: Engine, settings: Settings, wrong: Sequence[Finding]) -> Outcome:
    """One mail a week in which something is wrong, whatever else happens in that week."""
    if not settings.alert_address:
        return Outcome.OFF
    if not wrong:
        return Outcome.NOTHING
    now = clock.now()
    year, week, _day = now.isocalendar()
    turn = {"job": _JOB, "slot": f"{year}-W{week:02d}"}
    row = {**turn, "claimed_at": now, "claimed_by": "doctor", "finished_at": now, "outcome": "done"}
    try:
        with writing(engine) as connection:
            connection.execute(insert(Slot).values(row))
    except IntegrityError:
        return Outcome.EARLIER
    try:
        _send(settings, _mail(settings, wrong))
    except TrackerError:
        with writing(engine) as connection:  # tomorrow's turn tries again
            connection.execute(delete(Slot).where(Slot.job == turn["job"], Slot.slot == turn["slot"]))
        raise
    return Outcome.TOLD


def _send(settings: Settings, mail: Message) -> None:
    channel = CHANNELS["mail"](settings)
    try:
        channel.send(mail)
    finally:
        channel.close()


def _mail(settings: Settings, wrong: Sequence[Finding]) -> Message:
    name, sender = parseaddr(settings.mail_from)
    key = f"operator-{clock.now():%Y%m%d}-{secrets.token_hex(6)}"
    subject = f"The tracker needs you: {', '.join(dict.fromkeys(finding.what for finding in wrong))}"[:200]
    text = (
        f"{how_many(wrong)} at {settings.site_url}.\n\n{_lines(wrong)}\n\n"
        "`tracker doctor` shows how it is now. This mail comes at most once a week, and only when something is wrong.\n"
    )
    headers = {
        "From": address_header(name, sender),
        "To": settings.alert_address,
        "Subject": header_text(subject),
        "Date": date_header(clock.now()),
        "Message-ID": f"<{key}@{sender.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    raw = message(headers, text, None, boundary="=_operator")
    return Message(to=settings.alert_address, sender=sender, key=key, subject=subject, text=text, raw=raw)


def how_many(wrong: Sequence[Finding]) -> str:
    """How much is wrong, for the beginning of a sentence."""
    return "1 thing is wrong" if len(wrong) == 1 else f"{len(wrong)} things are wrong"


def _lines(wrong: Sequence[Finding]) -> str:
    return "\n".join(f"{finding.what}: {finding.found}\n    {finding.do}" for finding in wrong) or "nothing is wrong"
