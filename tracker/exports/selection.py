"""Read from the command line which hearings, notices and alarms a person wants."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import UsageProblem, found_in
from tracker.records.bill_numbers import read_number

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.deadlines.queries import Wanted

CHAMBERS: Final = ("lower", "upper", "legislature", "executive")
_LIST_BYTES: Final = 1_000_000
_LIST_BILLS: Final = 5_000


def wanted(
    connection: Connection,
    *,
    topic: tuple[str, ...] = (),
    jurisdiction: tuple[str, ...] = (),
    bill: tuple[str, ...] = (),
    chamber: str | None = None,
    subscription: int | None = None,
    list_file: Path | None = None,
    everything: bool = False,
) -> Wanted:
    """The choice these options make. Raises UsageProblem for a bill, list or subscription that is not there."""
    from tracker.deadlines.queries import Wanted
    from tracker.vocabulary import check_bill

    if subscription is not None:
        if topic or jurisdiction or bill or list_file:
            raise UsageProblem("--subscription: expected it alone, found topics, places or bills beside it")
        return of_subscription(connection, subscription)
    keys = [*bill, *(listed(list_file) if list_file else ())]
    return Wanted(
        topics=topic,
        places=jurisdiction,
        bills=tuple(dict.fromkeys(check_bill(key, connection, followed=list_file is not None) for key in keys)),
        chamber=chamber,  # type: ignore[arg-type]  # one of CHAMBERS, which click has checked
        everything=everything,
    )


def of_subscription(connection: Connection, number: int) -> Wanted:
    """What a subscription asks for; its bills come on top of its topics. Raises UsageProblem where there is none such."""
    from tracker.deadlines.queries import NO_BILL, Wanted
    from tracker.subscriptions import people
    from tracker.subscriptions.following import Following

    subscription = people.by_id(connection, number)
    if subscription is None:
        raise UsageProblem(f"--subscription: no subscription {number} (`tracker subscriptions list` shows them)")
    wishes = subscription.wishes
    bills = {*wishes.bills, *(bill for bill, _stand in wishes.positions), *Following(connection).bills(wishes.follows)}
    return Wanted(
        topics=wishes.topics,
        places=wishes.places,
        bills=tuple(sorted(bills)) or (NO_BILL if wishes.only_followed else ()),
        min_score=wishes.min_score,
        followed=not wishes.only_followed,
    )


def listed(path: Path) -> list[str]:
    """The bills of a coalition's list: one public id a line, or the first column of a CSV file; # begins a remark.

    Raises UsageProblem with every line that is no bill.
    """
    try:
        raw = path.read_bytes()[: _LIST_BYTES + 1]
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageProblem(
            f"{path}: expected a readable text file with a bill's id on each line: {found_in(problem)}"
        ) from problem
    if len(raw) > _LIST_BYTES:
        raise UsageProblem(f"{path}: expected a list of bills of at most 1 MB, found more")
    bills, faults = [], []
    for number, written in enumerate(text.splitlines(), start=1):
        key = re.split(r"[,;\t#]", written, maxsplit=1)[0].strip().strip('"').strip()
        if not key or (number == 1 and key.casefold() in {"id", "bill", "bills", "bill_id"}):
            continue
        if read_number(key) is not None:
            bills.append(key)
        else:
            faults.append(f"line {number}: expected a bill such as us-ma/194/H1, found {key[:60]!r}")
    if len(bills) > _LIST_BILLS:
        faults.append(f"expected at most {_LIST_BILLS:,} bills, found {len(bills):,}")
    if faults:
        raise UsageProblem(f"{path}: " + "; ".join(faults[:20]))
    if not bills:
        raise UsageProblem(f"{path}: expected a bill's id on each line, such as us-ma/194/H1, found none")
    return bills


def alarms(text: str | None) -> tuple[dt.timedelta, ...]:
    """When to remind, from words such as `1d,2h,30min` or `none`; without any, a day and two hours before."""
    from tracker.calendars.entries import ALARMS

    if text is None:
        return ALARMS
    if text.strip().casefold() in {"", "none"}:
        return ()
    units = {"min": "minutes", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    spans = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})\s*(min|m|h|d|w)\s*", part)
        if match is None:
            raise UsageProblem(f"--alarms: expected spans such as 1d,2h,30min, or none, found {part.strip()[:40]!r}")
        spans.append(dt.timedelta(**{units[match[2]]: int(match[1])}))
    if len(spans) > 5:
        raise UsageProblem(f"--alarms: expected at most 5 spans, found {len(spans)}")
    return tuple(sorted(set(spans), reverse=True))
