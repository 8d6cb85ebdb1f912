"""Find the bills that coming hearings no longer hear: who was told that one is heard would go there for nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from tracker.records.changes import Change
from tracker.records.items import ScrapedHearing


def taken_off(
    changes: Iterable[Change],
    hearings: Mapping[str, ScrapedHearing],
    heard: Mapping[str, Collection[str]],
    now: dt.datetime,
) -> dict[str, ScrapedHearing]:
    """By bill the first coming hearing that was to hear it and does no more; one that came and went again was never told."""
    first: dict[tuple[str, str], str] = {}
    for change in changes:
        if change.what == "hearing" and change.quiet is None:
            for move in change.moves:
                bill = {"bill-added": move.after, "bill-removed": move.before}.get(move.aspect)
                if bill:
                    first.setdefault((change.record, bill), move.aspect)
    gone = [
        (hearings[key].start, bill, key)
        for (key, bill), aspect in first.items()
        if aspect == "bill-removed" and key in hearings and bill not in heard.get(key, ())
    ]
    coming = sorted(entry for entry in gone if entry[0] > now)
    return {bill: hearings[key] for _start, bill, key in reversed(coming)}
