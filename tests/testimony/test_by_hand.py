"""Shipped rules against moments worked out by hand with a paper calendar: opens and closes, each with its offset."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tracker.records.items import ScrapedHearing
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import chosen
from tracker.testimony.windows import Occasion, computed

L, U = "lower", "upper"
# place, rule, committee, chamber, start with offset, end (time with offset, or None), opens, closes
TABLE = """
us-wa speak               | Health Care             | upper | 2027-01-20T08:00-08:00 | | | 2027-01-20T07:00-08:00
us-wa position            | Health Care             | lower | 2027-01-20T08:00-08:00 | | | 2027-01-20T07:00-08:00
us-wa written             | Health Care             | lower | 2027-01-20T08:00-08:00 | | | 2027-01-21T08:00-08:00
us-wa written             | Clock leaps that night  | lower | 2027-03-13T10:00-08:00 | | | 2027-03-14T11:00-07:00
us-wa written             | Clock falls that night  | lower | 2026-10-31T10:00-07:00 | | | 2026-11-01T09:00-08:00
us-or written             | Behavioral Health       | lower | 2027-02-10T13:00-08:00 | | | 2027-02-12T13:00-08:00
us-or written             | Behavioral Health       | lower | 2027-03-12T15:00-08:00 | | | 2027-03-14T16:00-07:00
us-or speak               | Behavioral Health       | lower | 2027-02-10T13:00-08:00 | | | 2027-02-10T12:30-08:00
us-hi written             | Health                  | lower | 2027-02-02T09:00-10:00 | | | 2027-02-01T09:00-10:00
us-hi house-zoom          | Health                  | lower | 2027-02-02T09:00-10:00 | | | 2027-02-01T09:00-10:00
us-hi senate-zoom         | Health                  | upper | 2027-03-15T13:15-10:00 | | | 2027-03-14T13:15-10:00
us-il house-slip          | Mental Health           | lower | 2027-03-10T14:00-06:00 | 2027-03-10T16:00-06:00 | | 2027-03-10T16:00-06:00
us-il house-slip          | End is not known        | lower | 2027-03-10T14:00-06:00 | | | 2027-03-10T14:00-06:00
us-il senate-slip         | Public Health           | upper | 2027-03-10T14:00-06:00 | | | 2027-03-10T23:59-06:00
us-md sign-up             | King's day on the way   | lower | 2027-01-20T13:00-05:00 | | 2027-01-15T10:00-05:00 | 2027-01-15T15:00-05:00
us-md sign-up             | Finance                 | upper | 2027-02-18T13:00-05:00 | | 2027-02-16T10:00-05:00 | 2027-02-16T15:00-05:00
us-md sign-up             | After Presidents' Day   | upper | 2027-02-16T13:00-05:00 | | 2027-02-11T10:00-05:00 | 2027-02-11T15:00-05:00
us-md sign-up             | After Thanksgiving      | upper | 2026-11-30T10:00-05:00 | | 2026-11-24T10:00-05:00 | 2026-11-24T15:00-05:00
us-md sign-up             | Into summer time        | lower | 2027-03-16T13:00-04:00 | | 2027-03-12T10:00-05:00 | 2027-03-12T15:00-05:00
us-de house-written       | Health                  | lower | 2027-04-13T11:00-04:00 | | | 2027-04-14T17:00-04:00
us-de house-written       | Clock leaps that night  | lower | 2027-03-13T11:00-05:00 | | | 2027-03-14T17:00-04:00
us-ny-new-york-city written       | Mental Health   |       | 2027-03-11T10:00-05:00 | 2027-03-11T13:00-05:00 | | 2027-03-14T14:00-04:00
us-ny-new-york-city remote        | Mental Health   |       | 2027-03-14T13:00-04:00 | | | 2027-03-13T12:00-05:00
us-ny-new-york-city sign-language | Lincoln's day   |       | 2027-02-17T10:00-05:00 | | | 2027-02-10T17:00-05:00
us-ny-new-york-city interpreter   | Lincoln's day   |       | 2027-02-17T10:00-05:00 | | | 2027-02-08T17:00-05:00
us-va house-morning       | Health                  | lower | 2027-01-21T08:30-05:00 | | | 2027-01-21T00:00-05:00
us-va house-afternoon     | Health                  | lower | 2027-01-21T14:00-05:00 | | | 2027-01-21T12:00-05:00
us-va house-afternoon     | At noon                 | lower | 2027-01-21T12:00-05:00 | | | 2027-01-21T12:00-05:00
us-va senate-remote       | Education and Health    | upper | 2027-01-21T09:00-05:00 | | | 2027-01-21T08:30-05:00
us-il-chicago council-phone   | City Council        |       | 2027-03-17T10:00-05:00 | | 2027-03-15T00:01-05:00 | 2027-03-16T08:00-05:00
us-il-chicago council-written | City Council        |       | 2027-03-17T10:00-05:00 | | 2027-03-17T08:00-05:00 | 2027-03-17T09:00-05:00
us-il-chicago committee-phone | Health              |       | 2027-02-16T10:00-06:00 | | 2027-02-10T10:00-06:00 | 2027-02-11T09:00-06:00
us-ma-boston video        | Public Health           |       | 2027-04-21T10:00-04:00 | | | 2027-04-16T17:00-04:00
us-pa-philadelphia speak  | City Council            |       | 2027-01-21T10:00-05:00 | | | 2027-01-20T15:00-05:00
us-wa-seattle phone       | City Council            |       | 2027-01-19T14:00-08:00 | | 2027-01-19T13:00-08:00 | 2027-01-19T14:00-08:00
us-wa-seattle speak       | City Council            |       | 2027-01-19T14:00-08:00 | | | 2027-01-19T13:45-08:00
us-ca-los-angeles-county phone | Board of Supervisors |     | 2027-01-12T09:30-08:00 | | 2027-01-12T09:00-08:00 | 2027-01-12T09:30-08:00
us-tx house-comment       | Public Health           | lower | 2027-03-10T08:00-06:00 | 2027-03-11T01:30-06:00 | | 2027-03-11T01:30-06:00
us-tx senate-position     | End is not known        | upper | 2027-03-10T08:00-06:00 | | | 2027-03-10T08:00-06:00
us-ne comment             | Health                  | legislature | 2027-02-01T13:30-06:00 | | | 2027-01-29T12:00-06:00
us-ne comment             | After King's day        | legislature | 2027-01-19T13:30-06:00 | | | 2027-01-15T12:00-06:00
us-nd testimony           | Human Services          | upper | 2027-01-26T09:00-06:00 | | | 2027-01-26T08:00-06:00
us-mt zoom                | Human Services          | lower | 2027-02-03T15:00-07:00 | | | 2027-02-03T13:00-07:00
us-mt written             | Human Services          | lower | 2027-02-03T15:00-07:00 | | | 2027-02-03T15:00-07:00
us-me remote              | Health                  | legislature | 2027-02-09T10:00-05:00 | | | 2027-02-09T09:30-05:00
us-sd register            | Health                  | upper | 2027-01-26T07:45-06:00 | | | 2027-01-25T07:45-06:00
us-oh witness-form        | Health                  | lower | 2027-03-14T09:00-04:00 | | | 2027-03-13T08:00-05:00
us-ca human-services-letter | Human Services        | upper | 2027-04-05T13:30-07:00 | | | 2027-03-29T12:00-07:00
us-ca senate-housing-letter | Committee on Housing  | upper | 2027-04-06T13:30-07:00 | | | 2027-03-31T12:00-07:00
us-ca senate-elections-letter | Elections and Constitutional Amendments | upper | 2027-04-06T13:30-07:00 | | | 2027-03-31T17:00-07:00
us-ca insurance-letter    | Insurance               | upper | 2027-03-17T13:30-07:00 | | | 2027-03-10T17:00-08:00
us-ca housing-letter      | Housing and Community Development | lower | 2027-04-07T09:00-07:00 | | | 2027-03-30T17:00-07:00
us-ca letter              | Business and Professions | upper | 2027-04-06T13:30-07:00 | | | 2027-03-30T12:00-07:00
us-ca senate-judiciary-letter | Judiciary           | upper | 2027-04-06T13:30-07:00 | | | 2027-03-30T12:00-07:00
us-ca senate-health-letter | Health                 | upper | 2027-04-07T13:30-07:00 | | | 2027-03-31T15:00-07:00
us-tx-houston oral         | City Council public session | | 2027-04-06T14:00-05:00 | | | 2027-04-05T15:00-05:00
us-tx-austin oral-2        | General Communication   |       | 2027-04-08T10:00-05:00 | | 2027-03-18T09:00-05:00 | 2027-03-25T16:30-05:00
us-ca communications-letter | Communications and Conveyance | lower | 2027-04-07T13:30-07:00 | | | 2027-04-02T12:00-07:00
us-ca communications-oversight | Communications and Conveyance, oversight hearing | lower | 2027-04-07T13:30-07:00 | | | 2027-04-06T12:00-07:00
us-ca elections-letter    | Elections               | lower | 2027-04-07T13:30-07:00 | | | 2027-04-01T17:00-07:00
us-nh house-sign-in       | Health                  | lower | 2027-01-20T10:00-05:00 | | | 2027-01-20T09:30-05:00
us-wy interim-remote      | Joint Judiciary Interim Committee | legislature | 2026-11-09T08:30-07:00 | | | 2026-11-08T17:00-07:00
us-ak call-in             | Health                  | lower | 2027-02-04T13:30-09:00 | | | 2027-02-04T13:25-09:00
us-az remote              | Health                  | lower | 2027-03-15T14:00-07:00 | | | 2027-03-14T14:00-07:00
us-mo house-form          | Health                  | lower | 2027-02-02T12:00-06:00 | | | 2027-02-02T23:59-06:00
us-mn state-government    | State Government Finance and Policy | lower | 2027-02-16T13:00-06:00 | | | 2027-02-12T12:00-06:00
us-nj interpreter         | Budget                  | lower | 2027-03-16T10:00-04:00 | | | 2027-03-11T17:00-05:00
us-nj listening           | Budget                  | lower | 2027-03-15T09:00-04:00 | | | 2027-03-14T09:00-04:00
us-ny budget-written      | Joint Legislative Budget Hearing: Mental Hygiene | legislature | 2027-02-03T09:30-05:00 | | | 2027-02-03T17:00-05:00
"""
ROWS = [[part.strip() for part in row.split("|")] for row in TABLE.strip().splitlines()]


def at(written: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0].replace('  ', '')}, {row[1]}")
def test_a_moment_worked_out_by_hand(row: list[str]) -> None:
    (code, rule_id), committee, chamber = row[0].split(), row[1], row[2] or None
    start, end, opens, closes = map(at, row[3:])
    place = rulebook().place(code)
    zone = ZoneInfo(place.timezone)
    hearing = ScrapedHearing(
        key="1", jurisdiction=code, name=committee, committee=committee.split(",")[0], chamber=chamber, start=start,
        end=end, timezone=place.timezone,
    )  # fmt: skip
    local = start.astimezone(zone)
    assert local.replace(tzinfo=None) == start.replace(tzinfo=None), "the hand's own offset is wrong"
    (found,) = [each.rule for each in chosen(place, hearing, local.date(), local.time()) if each.rule.id == rule_id]
    occasion = Occasion(start=start, zone=zone, day=local.date(), end=end, subdivision=place.subdivision)
    opened, closed = computed(found.window, occasion)
    assert closed.at.isoformat(timespec="minutes") == closes.isoformat(timespec="minutes")
    assert (opened.at.isoformat(timespec="minutes") if opened else None) == (
        opens.isoformat(timespec="minutes") if opens else None
    )


def test_the_table_covers_many_places() -> None:
    assert len(ROWS) >= 60
    assert len({row[0].split()[0] for row in ROWS}) >= 25
