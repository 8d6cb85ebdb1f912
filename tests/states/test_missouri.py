"""Missouri: what was recorded of the Senate's pages of actions, and what a page may do wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.kit.select import PageChanged
from spiders.sources.us_mo import senate
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.stages import stage

NOW = "2026-11-20T12:00:00-06:00"
CASE = ROOT / "tests/sources/us-mo-bills/2026-11-20-senate"
AT = "http://www.senate.mo.gov/11info/BTS_Web/Actions.aspx?SessionType=R&BillID="
RECORDED = {
    "mo-legacy/legacy/billactions.html": f"{AT}4065289",
    "mo-legacy/legacy/billactionspassed.html": f"{AT}4068821",
}
"""The pages name their own address in their form; the folder's list names only the two sites."""


def test_every_recorded_page_of_actions_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "mo.warc.gz", *RECORDED, rename=RECORDED)
    seen = visit(spider("us-mo-bills", NOW, recording=held), held)

    assert seen.faults == []
    told = {bill.id: bill for bill in seen.bills}
    assert set(told) == {"us-mo/2011/SB1", "us-mo/2011/SB70"}
    for path, name in zip(RECORDED, ("SB1", "SB70"), strict=True):
        markup = (recordings / "state" / path).read_text(encoding="latin-1")
        days = re.findall(r"<td>(\d+/\d+/\d{4})</td>", markup)
        actions = told[f"us-mo/2011/{name}"].actions
        assert [f"{each.date.month}/{each.date.day}/{each.date.year}" for each in actions] == days
    assert stage(told["us-mo/2011/SB1"].actions, "upper", place="us-mo") == "on-the-floor"
    assert stage(told["us-mo/2011/SB70"].actions, "upper", place="us-mo") == "law"


def test_the_stage_follows_the_actions():
    law = case(CASE).bills[0]

    assert [stage(law.actions[:n], "upper", place=law.jurisdiction) for n in (2, 5, 9, 10, 11, 12)] == [
        "in-committee", "passed-one-chamber", "chambers-differ", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">SB 9<", b">Bill<"),
        (b"lblBriefDesc", b"lblDescription"),
        (b"<td>1/12/2011</td>", b"<td>January</td>"),
        (b"<td>Signed by Governor</td>", b"<td></td>"),
        (b"<td><a ", b"<th><a "),
    ],
)
def test_a_changed_page_is_told(old: bytes, new: bytes):
    body = (CASE / "actions.html").read_bytes()
    assert old in body
    with pytest.raises(PageChanged):
        senate.bill(HtmlResponse(f"{AT}4000009", body=body.replace(old, new), encoding="utf-8"))
