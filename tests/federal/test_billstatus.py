from __future__ import annotations

import datetime as dt

import pytest

from spiders.sources.us.bill_reader import Reading
from spiders.sources.us.billstatus_xml import VERSION, read, stamp
from tests.federal.samples import NEW, OLD
from tracker.records.items import Abstract, Committee, RelatedBill, ScrapedBill, Version


def whole(xml: str) -> ScrapedBill:
    reading = read(xml.encode())
    assert reading.faults == []
    assert reading.bill is not None
    return reading.bill


def broken(xml: str | bytes) -> Reading:
    reading = read(xml if isinstance(xml, bytes) else xml.encode())
    assert reading.faults
    return reading


def test_a_bill_of_the_older_schema_says_who_and_what_it_is() -> None:
    bill = whole(OLD)
    assert (bill.id, bill.title) == ("us/116/HR1109", "Mental Health Services for Students Act of 2020")
    assert (bill.classification, bill.from_organization) == (("bill",), "lower")
    assert bill.subject == ("Health", "Child health", "Mental health")
    assert [link.url for link in bill.sources] == [
        "https://www.congress.gov/bill/116th-congress/house-bill/1109",
        "https://www.govinfo.gov/bulkdata/BILLSTATUS/116/hr/BILLSTATUS-116hr1109.xml",
    ]


def test_a_bill_of_the_newer_schema_says_the_same_things() -> None:
    bill = whole(NEW)
    assert (bill.id, bill.classification, bill.from_organization) == ("us/119/SJRES35", ("joint resolution",), "upper")
    assert bill.subject == ("Health", "Mental health")
    assert bill.abstracts == (
        Abstract(
            abstract="This joint resolution nullifies a rule.", note="Introduced in Senate", date=dt.date(2026, 1, 22)
        ),
    )
    assert bill.committees == (
        Committee(name="Health, Education, Labor, and Pensions Committee", code="sshr00", chamber="upper"),
    )
    assert bill.related_bills[0].relation_type == "companion"


def test_actions_run_from_the_oldest_to_the_source_s_latest() -> None:
    bill = whole(OLD)
    assert len(bill.actions) == 7
    assert [action.date.isoformat() for action in bill.actions] == sorted(
        action.date.isoformat() for action in bill.actions
    )
    assert bill.actions[-1].description.startswith("Received in the Senate and Read twice")
    same_day = [action.description[:20] for action in bill.actions if action.date == dt.date(2020, 9, 29)]
    assert same_day == ["Mrs. Napolitano move", "Passed/agreed to in ", "On motion to suspend"]


def test_actions_say_what_happened_and_who_acted() -> None:
    told = [(action.classification, action.organization) for action in whole(OLD).actions]
    assert told == [
        (("introduction",), "lower"),
        (("referral-committee",), "lower"),
        (("committee-passage",), "Energy and Commerce Committee"),
        ((), "lower"),
        (("passage",), "lower"),
        (("passage",), "lower"),
        (("receipt", "reading-1", "reading-2", "referral-committee"), "upper"),
    ]
    assert [(a.classification, a.organization) for a in whole(NEW).actions][-2:] == [
        (("passage",), "upper"),
        (("executive-veto",), "executive"),
    ]


def test_an_action_without_words_is_kept_under_its_type() -> None:
    assert whole(OLD).actions[0].description == "IntroReferral"


def test_sponsors_stand_first_and_who_withdrew_is_gone() -> None:
    first, second = whole(OLD).sponsorships
    assert (first.name, first.person_id, first.primary, first.party, first.district) == (
        "Rep. Napolitano, Grace F. [D-CA-32]",
        "N000179",
        True,
        "D",
        "CA-32",
    )
    assert (second.person_id, second.primary, second.classification, second.date) == (
        "K000386",
        False,
        "cosponsor",
        dt.date(2019, 2, 8),
    )


def test_summaries_become_plain_text() -> None:
    (abstract,) = whole(OLD).abstracts
    assert abstract.abstract.splitlines() == [
        "Mental Health Services for Students Act of 2019",
        "This bill provides statutory authority for:",
        "Project AWARE & grants, and",
        "school-based services.",
    ]
    assert (abstract.note, abstract.date) == ("Introduced in House", dt.date(2019, 2, 8))


def test_related_bills_companions_and_documents() -> None:
    bill = whole(OLD)
    assert bill.related_bills == (
        RelatedBill(identifier="S1122", legislative_session="116", relation_type="companion", jurisdiction="us"),
        RelatedBill(identifier="HRES1099", legislative_session="116", relation_type="related", jurisdiction="us"),
    )
    assert [committee.code for committee in bill.committees] == ["hsif00", "hsif14"]
    estimate, report = bill.documents
    assert estimate.date == dt.date(2020, 9, 10), "9:30 p.m. in Washington is still the day before in UTC"
    assert (report.note, report.links[0].url) == (
        "H. Rept. 116-535,Part 1",
        "https://www.govinfo.gov/link/crpt/116/hrpt/535",
    )
    assert whole(NEW).documents == (Version(note="Public Law 119-33", links=whole(NEW).documents[0].links),)


AMENDMENTS = """<amendments>
  <amendment><number>17</number><congress>119</congress><type>SAMDT</type><purpose>To fund &lt;b&gt;988&lt;/b&gt;.</purpose>
    <submittedDate>2026-02-03T05:00:00Z</submittedDate><proposedDate>2026-02-04T05:00:00Z</proposedDate>
    <sponsors><item><fullName>Sen. Roe, Ann [D-OR]</fullName></item></sponsors>
    <latestAction><text>Amendment SA 17 agreed to in Senate by Voice Vote.</text></latestAction></amendment>
  <amendment><number>18</number><congress>119</congress><type>SAMDT</type><submittedDate>2026-02-03T05:00:00Z</submittedDate>
    <actions><actions><item><text>Senate amendment submitted</text></item></actions></actions></amendment>
  <amendment><number>3</number><congress>119</congress><type>HAMDT</type><description>Strikes section 4.</description>
    <submittedDate>0000-00-00</submittedDate><sponsors><item><name>Rules Committee</name></item></sponsors></amendment>
  <amendment><number>x</number><congress>119</congress><type>HAMDT</type></amendment>
</amendments><notes><item><text>For further action, see &lt;a href="https://www.congress.gov/x"&gt;S.2328&lt;/a&gt;.</text></item></notes>"""


def test_amendments_that_were_offered_and_notes_are_papers_on_the_bill() -> None:
    plain, bill = whole(NEW), whole(NEW.replace("<textVersions>", f"{AMENDMENTS}<textVersions>", 1))
    papers = [paper for paper in bill.documents if paper not in plain.documents]
    assert [(paper.note, paper.date and paper.date.isoformat(), paper.links[0].url) for paper in papers] == [
        ("For further action, see S.2328.", None, "https://www.congress.gov/x"),
        (
            "Senate amendment 17 by Sen. Roe, Ann [D-OR]. To fund 988. Amendment SA 17 agreed to in Senate by Voice Vote",
            "2026-02-04",
            "https://www.congress.gov/amendment/119th-congress/senate-amendment/17",
        ),
        (
            "House amendment 3 by Rules Committee. Strikes section 4",
            None,
            "https://www.congress.gov/amendment/119th-congress/house-amendment/3",
        ),
    ]


def test_texts_have_the_day_of_washington_and_the_empty_one_is_left_out() -> None:
    (version,) = whole(OLD).versions
    assert (version.note, version.date, version.links[0].media_type) == (
        "Engrossed in House",
        dt.date(2020, 9, 29),
        "application/xml",
    )
    assert whole(NEW).versions[0].date == dt.date(2026, 2, 28)


def test_reserved_bills_need_no_actions() -> None:
    head, _, rest = NEW.partition("<actions>")
    reserved = (
        head
        + "<actions></actions>"
        + rest.partition("</actions>")[2].replace(
            "A joint resolution providing for congressional disapproval of a rule about peer support.",
            "Reserved for the Speaker.",
        )
    )
    assert whole(reserved).title == "Reserved for the Speaker."


def test_a_title_that_is_missing_is_taken_from_the_titles_and_told() -> None:
    without = OLD.replace("    <title>Mental Health Services for Students Act of 2020</title>\n", "")
    reading = broken(without)
    assert reading.bill is not None
    assert reading.bill.title == "Mental Health Services for Students Act of 2020"
    assert "expected a title, found none; took its Display Title" in reading.faults[0]


def test_without_any_title_there_is_no_bill() -> None:
    reading = broken(OLD.replace("<title>", "<titel>").replace("</title>", "</titel>"))
    assert reading.bill is None
    assert "HR1109: expected a title, found none of any type" in reading.faults[0]


def test_without_actions_there_is_no_bill() -> None:
    head, _, rest = OLD.partition("<actions>")
    reading = broken(head + "<actions/>" + rest.partition("</actions>")[2])
    assert reading.bill is None
    assert "expected actions, found none" in reading.faults[0]


@pytest.mark.parametrize("date", ["0000-00-00", "2020-13-01", "soon", ""])
def test_a_date_that_is_none_costs_that_action_only(date: str) -> None:
    reading = broken(OLD.replace("<actionDate>2020-07-15</actionDate>", f"<actionDate>{date}</actionDate>"))
    assert reading.bill is not None
    assert len(reading.bill.actions) == 6
    assert "expected a date for an action (Ordered to be Reported" in reading.faults[0]


def test_bytes_in_another_encoding_are_read_and_told() -> None:
    told = OLD.replace("Napolitano, Grace F.", "Napolitaño, Grace F.")
    assert whole(told).sponsorships[0].name == "Rep. Napolitaño, Grace F. [D-CA-32]"
    reading = broken(told.encode("latin-1"))
    assert reading.bill is not None
    assert reading.bill.sponsorships[0].name == "Rep. Napolitaño, Grace F. [D-CA-32]"
    assert "expected the encoding it declares" in reading.faults[0]


def test_a_declared_encoding_is_believed() -> None:
    latin = OLD.replace('encoding="utf-8"', 'encoding="iso-8859-1"').replace("Napolitano, Grace", "Napolitaño, Grace")
    reading = read(latin.encode("latin-1"))
    assert reading.faults == []
    assert reading.bill is not None
    assert "Napolitaño" in reading.bill.sponsorships[0].name


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("entity", ["&a;", "&b;", "&x;"])
def test_entities_are_never_resolved(entity: str) -> None:
    xml = OLD.replace("<billStatus", BOMB + "<billStatus", 1).replace("<title>Mental", f"<title>{entity}Mental")
    reading = broken(xml)
    assert reading.bill is None
    assert "document type" in reading.faults[0] or "well-formed" in reading.faults[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found nothing"),
        (b"<!DOCTYPE html><html><body>Access Denied</body></html>", "found an HTML page"),
        (b"<html><body><p>Oops</body></html>", "found an HTML page"),
        (b"<rss/>", "found rss"),
        (OLD.encode()[:3000], "well-formed"),
        (b"PK\x03\x04garbage\xff\xfe", "well-formed"),
        (b"<billStatus/>", "expected a bill element"),
        (
            b"<billStatus><bill><congress>116</congress><type>HQ</type><number>x</number></bill></billStatus>",
            "'HQ', 'x'",
        ),
    ],
)
def test_what_is_no_bill_status_says_so(data: bytes, told: str) -> None:
    reading = broken(data)
    assert reading.bill is None
    assert told in reading.faults[0]


def test_equal_bytes_have_equal_stamps() -> None:
    assert stamp(OLD.encode()) == stamp(OLD.encode())
    assert stamp(OLD.encode()) != stamp(OLD.encode() + b"\n")
    assert read(OLD.encode(), "s").bill == whole(OLD)
    assert stamp(b"").startswith(f"{VERSION}:")
