"""Pennsylvania: members of both chambers with their mail, and the committees that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.kit.fields import xml_body
from spiders.sources.us_pa import bills
from tests.states.visits import Visit, pack, packed, spider, visit
from tracker.records.items import Office, ScrapedOrganization, ScrapedPerson

NOW = "2026-05-07T12:00:00-04:00"
SITE = "https://www.palegis.us"
MEMBER = """<div class="member" data-name="Example Ann " data-party="{party}" data-district="0{district}">
<a href=" /{house}/members/bio/{number}/x"><span class="thumb-info-inner">{name}</span></a>{more}</div>"""
MAIL = '<script>var Name = "aexample"; var Domain = "pasen."; var Ext = "gov";</script>'
COMMITTEE = """<div class="header-title">Senate Health &amp; Human Services</div>
<a href="/senate/members/bio/7/x">Ann Example Senate District 3 Chair</a>
<a href="/senate/members/bio/8/y">Bo Other Senate District 4 Minority Chair</a>"""


BIOGRAPHY = b"""<html><ul><li><i title="Capitol Office"></i>350 Main Capitol</li><li>Harrisburg, PA 17120</li>
<li><i title="Phone"></i>(717) 787-0000 </li></ul><div class="row"><div class="col-6"><div><i title="District Office Address"></i> 6 Elm Street
</div><div class="ms-3">Indiana, PA 15701 </div></div><div class="col-6"><div><i title="District Office Phone"></i> (724) 357-0000</div></div></div></html>"""


def roster(house: str, *members: str) -> bytes:
    return f"<html><body>{house}{''.join(members)}</body></html>".encode()


PAGES = {
    f"{SITE}/house/committees/committee-list": b'<html><a href="/house/committees/55/health">Health</a></html>',
    f"{SITE}/senate/committees/committee-list": b'<html><a href="/senate/committees/9/health">Health</a></html>',
    f"{SITE}/house/committees/55/health": b'<html><div class="header-title">House Health</div></html>',
    f"{SITE}/senate/committees/9/health": f"<html>{COMMITTEE}</html>".encode(),
    f"{SITE}/house/members": roster("house", MEMBER.format(house="house", number=1, district=19, party="D", name="Cy Third", more="")),
    f"{SITE}/senate/members/bio/7/x": BIOGRAPHY,
    f"{SITE}/senate/members": roster(
        "senate",
        MEMBER.format(house="senate", number=7, district=3, party="R", name="Ann Example", more=MAIL),
        MEMBER.format(house="senate", number=8, district=4, party="D", name="Bo Other", more=""),
        '<div class="member" data-district="005"><span>no page</span></div>',
    ),
}  # fmt: skip


def people(seen: Visit) -> dict[str, ScrapedPerson]:
    return {each.name: each for each in seen.of(ScrapedPerson)}


def test_members_come_with_their_mail_and_their_committees():
    seen = visit(spider("us-pa-people", NOW), PAGES)
    found = people(seen)

    assert found.keys() == {"Cy Third", "Ann Example", "Bo Other"}
    ann = found["Ann Example"]
    assert (ann.key, ann.district, ann.party, ann.email) == ("pa-senate-7", "3", "Republican", "aexample@pasen.gov")
    assert [
        (each.organization, each.role) for name in ("Ann Example", "Bo Other") for each in found[name].memberships
    ] == [
        ("Senate Health & Human Services Committee", "chair"),
        ("Senate Health & Human Services Committee", "minority chair"),
    ]
    assert {each.name for each in seen.of(ScrapedOrganization)} == {
        "House Health Committee", "Senate Health & Human Services Committee",
    }  # fmt: skip
    assert len(seen.faults) == 1
    home = Office(address="6 Elm Street, Indiana, PA 15701", phone="(724) 357-0000")
    assert (ann.phone, ann.office, ann.offices) == ("(717) 787-0000", "350 Main Capitol, Harrisburg, PA 17120", (home,))
    assert (found["Bo Other"].phone, found["Bo Other"].offices) == (None, ()), "whose page is not there"


def test_a_roster_without_members_is_told():
    seen = visit(spider("us-pa-people", NOW), {**PAGES, f"{SITE}/house/members": b"<html><p>Soon</p></html>"})
    assert seen.faults
    assert "Cy Third" not in people(seen)


def test_every_recorded_member_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "pa.warc.gz", "committees/us-pa-palegis")
    seen = visit(spider("us-pa-people", NOW, recording=held), held)
    found = people(seen)

    assert seen.faults == []
    assert len([each for each in found.values() if each.chamber == "upper"]) == 50
    assert len([each for each in found.values() if each.chamber == "lower"]) >= 198
    assert (found["David G. Argall"].email, found["David G. Argall"].district) == ("dargall@pasen.gov", "29")
    assert [office.phone for office in found["Joe Pittman"].offices] == [
        "(724) 357-0151",
        "(724) 543-3026",
        "(724) 216-6165",
    ]
    environment = "Senate Environmental Resources & Energy Committee"
    on_it = {
        each.name: place.role
        for each in found.values()
        for place in each.memberships
        if place.organization == environment
    }
    assert len(on_it) == 11
    assert (on_it["Gene Yaw"], on_it["Carolyn T. Comitta"]) == ("chair", "minority chair")


def test_a_recorded_list_names_the_committees_whose_pages_were_not_recorded(tmp_path: Path):
    files = {}
    for number, url in enumerate((f"{SITE}/senate/committees/committee-list", f"{SITE}/senate/committees/9/health")):
        files[url] = tmp_path / f"{number}.html"
        files[url].write_bytes(PAGES[url].replace(b"</html>", b'<a href="/senate/committees/3/aging">Aging</a></html>'))
    held = packed(files, tmp_path / "held.warc.gz")
    told = visit(spider("us-pa-people", NOW, recording=held), held).of(ScrapedOrganization)
    assert {each.key: each.name for each in told} == {
        "pa-senate-3": "Senate Aging Committee", "pa-senate-9": "Senate Health & Human Services Committee",
    }  # fmt: skip


def test_the_recorded_page_of_a_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "bill.warc.gz", "bills/us-pa-palegis")
    (bill,) = visit(spider("us-pa-bill-pages", NOW, recording=held), held).bills
    assert (bill.id, [each.name for each in bill.sponsorships], len(bill.actions), len(bill.versions[0].links)) == (
        "us-pa/2025-2026/SB970", ["Katie Muth", "Wayne Fontana", "Carolyn Comitta"], 1, 3,
    )  # fmt: skip


@pytest.mark.parametrize("day", ["01/10/25", "01/10/2025", "2025-01-10"])
def test_a_step_of_the_bulk_file_is_read_however_its_day_is_written(day: str):
    markup = (
        '<bill id="20250HB0017"><shortTitle>An Act on crisis care.</shortTitle><actionHistory><action actionChamber="S">'
        f"<verb>Final passage,</verb><committee>AGING AND YOUTH</committee><date>{day}</date><rollCallVote>26-24</rollCallVote>"
        "<fullAction>Final passage, (26-24)</fullAction></action></actionHistory></bill>"
    )
    bill = bills.read(xml_body(markup.encode()), "2025_0")
    assert [each.date.isoformat() for each in bill.actions] == ["2025-01-10"]
    assert [(each.name, each.chamber) for each in bill.committees] == [("Aging and Youth", "upper")]
    (vote,) = bill.votes  # a majority, and yet too few where two thirds are asked
    assert (vote.motion, vote.result, [count.value for count in vote.counts]) == ("Final passage", None, [26, 24])
