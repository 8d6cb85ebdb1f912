"""Say what of a record is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.items import ScrapedBill, ScrapedHearing, ScrapedNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A record as the rules see it: its texts by field."""

    id: str
    kind: str
    fields: Mapping[str, tuple[str, ...]]
    jurisdiction: str
    stage: str | None = None
    date: dt.date | None = None


def document_of_bill(bill: ScrapedBill, *, stage: str | None = None, text: str | None = None) -> Document:
    """A bill: titles, abstracts, subjects, committees, sponsors, and the text where there is one."""
    fields = {
        "title": (bill.title, *(each.title for each in bill.other_titles)),
        "abstract": tuple(each.abstract for each in bill.abstracts),
        "subject": bill.subject,
        "committee": tuple(each.name for each in bill.committees),
        "sponsor": tuple(each.name for each in bill.sponsorships),
        "text": (text,) if text else (),
    }
    date = max((action.date for action in bill.actions), default=None)
    return Document(id=bill.id, kind="bill", fields=fields, jurisdiction=bill.jurisdiction, stage=stage, date=date)


def document_of_hearing(hearing: ScrapedHearing) -> Document:
    """A hearing: its name, notice, committee and agenda."""
    fields = {
        "title": (hearing.name,),
        "abstract": (hearing.description,) if hearing.description else (),
        "committee": (hearing.committee,) if hearing.committee else (),
        "agenda": (
            *(item.description for item in hearing.agenda),
            *(bill.title for bill in hearing.bills if bill.title),
        ),
    }
    return Document(
        id=hearing.id, kind="hearing", fields=fields, jurisdiction=hearing.jurisdiction, date=hearing.start.date()
    )


def document_of_notice(notice: ScrapedNotice) -> Document:
    """A rule-making document: its title, abstract, agencies and subjects."""
    fields = {
        "title": (notice.title,),
        "abstract": tuple(part for part in (notice.abstract, notice.action) if part),
        "committee": notice.agencies,
        "subject": notice.subject,
    }
    return Document(id=notice.id, kind="notice", fields=fields, jurisdiction=notice.jurisdiction, date=notice.published)
