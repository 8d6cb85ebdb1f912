"""Subscriptions in numbers, the outbox with its failures; no page here says what one person reads."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any, Final

from sqlalchemy import func, select
from starlette.responses import Response

from tracker.db.models import OutboxRow, SubscriptionRow
from tracker.subscriptions import service
from tracker.subscriptions.done import FEW
from tracker.subscriptions.service import changing
from tracker.subscriptions.suppressions import lift_address, suppressed_addresses
from tracker.subscriptions.tokens import signature
from tracker.web import accounts, choices
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
LIFTED: Final = ("bounced",)
"""Reasons that may have been a fault of ours. Who complained, stopped or deleted wanted it so."""
_SHOWN: Final = 200
_ADDRESS: Final = re.compile(r"[^\s<>]+@[^\s<>]+")
"""Mail servers like to name the address in what they say."""


@pages.get("/desk/subscriptions", ORGANIZER)
def numbers(ask: Ask) -> Response:
    """How many people subscribe to what, in numbers too large to mean somebody."""
    with ask.reading() as connection:
        rows = connection.execute(select(SubscriptionRow.state, SubscriptionRow.cadence, SubscriptionRow.wishes)).all()
        # of what was deleted a code alone is kept: there is no address to write to again
        known = [
            address for address in suppressed_addresses(connection) if address.address and address.reason in LIFTED
        ]
    given_up = Counter((address.reason, address.at.date()) for address in known)
    suppressed = [(reason, day, number) for (reason, day), number in sorted(given_up.items(), reverse=True)]
    active = [row.wishes for row in rows if row.state == "active"]
    return ask.page(
        "desk/subscriptions.html",
        states=_told(Counter(row.state for row in rows), floor=0),
        cadences=_told(Counter(row.cadence for row in rows if row.state == "active")),
        languages_=_told(Counter(str(wishes.get("language", "en")) for wishes in active)),
        topics=_told(Counter(slug for wishes in active for slug in wishes.get("topics", ()))),
        places=_told(Counter(code for wishes in active for code in wishes.get("places", ()))),
        titles=choices.topic_titles(),
        few=FEW,
        suppressed=suppressed,
    )


def _told(counts: Counter[str], floor: int = FEW) -> list[tuple[str, int | None]]:
    """Numbers, largest first; None stands for fewer than five."""
    return [(name, number if number >= floor else None) for name, number in counts.most_common()]


@pages.post("/desk/subscriptions/lift", ORGANIZER)
def lift(ask: Ask) -> Response:
    """Write again to addresses that were given up for a reason on a day: after a fault that was not theirs."""
    assert ask.session is not None
    reason = ask.sent("reason", 20)
    try:
        day = dt.datetime.fromisoformat(ask.sent("day", 10)).replace(tzinfo=dt.UTC)
    except ValueError:
        day = None
    if reason not in LIFTED or day is None:
        raise Problem(400, "Open the page again", "Say a reason and a day that the page lists.")
    with changing(ask.site.engine) as connection:
        entries = suppressed_addresses(connection, reason=reason, since=day, before=day + dt.timedelta(days=1))
        number = sum(lift_address(connection, entry.address, reason) for entry in entries if entry.address)
        accounts.note(connection, ask.session.name, "lift suppressions", f"{reason} {day.date()}: {number}")
    return ask.go("/desk/subscriptions")


@pages.get("/desk/outbox", ORGANIZER)
def outbox(ask: Ask) -> Response:
    """What is owed, what failed and why."""
    with ask.reading() as connection:
        counts = dict(connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())
        query = select(OutboxRow.__table__).where(OutboxRow.state.not_in(("sent", "cancelled")))
        rows = list(connection.execute(query.order_by(OutboxRow.id.desc()).limit(_SHOWN)))
    shown = [_message(row) for row in rows]
    return ask.page("desk/outbox.html", counts=counts, messages=shown, held=counts.get("held", 0))


def _message(row: Any) -> dict[str, Any]:
    return {
        "who": "sub:" + signature("shown", str(row.subscription_id))[:8],
        "kind": row.kind,
        "slot": row.slot,
        "state": row.state,
        "attempts": row.attempts,
        "next_try": row.next_try,
        "reason": _ADDRESS.sub("…@…", row.reason or ""),
    }


@pages.post("/desk/outbox/release", ORGANIZER)
def release(ask: Ask) -> Response:
    """Let go what was held because too many signed up at once."""
    assert ask.session is not None
    with changing(ask.site.engine) as connection:
        number = service.release(connection)
        accounts.note(connection, ask.session.name, "release held mails", str(number))
    return ask.go("/desk/outbox")
