"""Read bills of the service behind South Dakota's site, whose log stands apart: told in the form in which bills were kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from spiders.kit.fields import Json, many, maybe_many, maybe_said, said, yes
from spiders.kit.select import PageChanged
from spiders.sources.us_sd import reading
from tracker.records.items import ScrapedBill, Sponsorship

_TYPE: Final = re.compile(r"([HS])(B|JR|CR|R|C)")
_HOUSES: Final = {"H": "House", "S": "Senate"}


def bill(entry: Json, log: Sequence[Json], session: str) -> ScrapedBill:
    """A bill with its log and its sponsors, who have names here."""
    match = _TYPE.fullmatch(said(entry, "BillType"))
    if match is None:
        raise PageChanged(f"BillType: wanted one such as HB, found {said(entry, 'BillType')[:20]!r}")
    kind = next(name for name, (letters, _word) in reading.KINDS.items() if letters == match[2])
    fields = {
        "bill_type": f"{_HOUSES[match[1]]} {kind}",
        "bill_number": said(entry, "BillNumberOnly"),
        "bill_title": said(entry, "Title"),
        "bill_id": said(entry, "BillId"),
        "keywords": [
            word for keyword in maybe_many(entry, "Keywords") if (word := maybe_said(keyword, "Keyword.Keyword"))
        ],
        "bill_versions": [*map(_version, many(entry, "Documents"))],
        "action_log": [*map(_step, log)],
    }
    return replace(
        reading.bill(fields),
        legislative_session=session,
        sponsorships=tuple(_sponsors(maybe_many(entry, "BillSponsor"))),
    )


def _version(row: Json) -> Mapping[str, Any]:
    fields = {"bill_version_id": said(row, "DocumentId"), "bill_version": said(row, "BillVersion")}
    return fields | {"bill_version_date": maybe_said(row, "DocumentDate")}


def _step(row: Json) -> Mapping[str, Any]:
    """A line of the log; who acted is known by name here, which does for the number."""
    return {
        "action_date": said(row, "ActionDate"),
        "status_text": maybe_said(row, "StatusText"),
        "result": maybe_said(row, "Result"),
        "committee_id_action": maybe_said(row, "ActionCommittee.Name"),
        "committee_id_assigned": maybe_said(row, "AssignedCommittee.Name"),
    }


def _sponsors(rows: Sequence[Json]) -> Iterator[Sponsorship]:
    """The prime sponsors, or the first where none is called so."""
    primes = {place for place, row in enumerate(rows) if yes(row, "IsPrime")} or {0}
    for place, row in enumerate(rows):
        if name := maybe_said(row, "Member.UniqueName"):
            kind = "primary" if place in primes else "cosponsor"
            yield Sponsorship(name=name, primary=place in primes, classification=kind)
