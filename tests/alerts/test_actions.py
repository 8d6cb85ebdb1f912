"""Each item gets one thing to do, chosen in a documented order."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.compose import actions
from alerts.compose.actions import Member, Reader, fitting, suggest
from alerts.compose.facts import Due, Matched, Office, office_key
from alerts.compose.letters import Letter
from alerts.render.buttons import mailto, tel
from alerts.render.translate import Words
from alerts.stories.model import Event, HeardBill, Story
from alerts.stories.people import person_name
from tests.alerts.world import NOW, World, rendered, step
from tests.records import bill
from tracker.records.stages import STAGES

PHONE = Member(
    id="us/person/D1",
    name="Rep. Doe, Jane [D-MA-7]",
    place="us",
    chamber="lower",
    phone="202-555-0100",
    url="https://doe.house.gov/contact",
)
HOME = Reader(members=(PHONE,))
MEMBERS = {"known": (PHONE,), "sponsors": (PHONE,), "no-phone": (replace(PHONE, phone=None),), "unknown": ()}
DUES = ("written-testimony", "oral-sign-up", "remote-sign-up", "position", "comment-period", "accommodation", "hearing")


def due(kind: str) -> Due:
    return Due(
        kind=kind,
        due=dt.date(2026, 12, 1),
        timezone="America/New_York",
        url="https://example.org/due",
        confidence="high",
    )


def story(**changed: object) -> Story:
    base = {
        "id": "us/119/HR1",
        "what": "bill",
        "place": "us",
        "section": "moved",
        "identifier": "HR 1",
        "title": "Crisis Care Act",
        "url": "https://www.congress.gov/x",
        "stage": "in-committee",
        "chamber": "lower",
    }
    return Story(**{**base, **changed})  # type: ignore[arg-type]


def hall(**changed: object) -> Story:
    marks, matches = frozenset({"town-hall-ahead"}), (Matched(topic="crisis-988", score=80),)
    return story(**{"what": "hearing", "stage": None, "marks": marks, "matches": matches, **changed})


AHEAD = frozenset({"hearing-ahead"})
MOVED = frozenset({"moved"})
TABLE = [
    ("written testimony comes before all else", story(dues=(due("position"), due("written-testimony")), marks=AHEAD), Reader(), "written-testimony"),
    ("then speaking", story(dues=(due("position"), due("oral-sign-up")), marks=AHEAD), HOME, "sign-up-to-speak"),
    ("speaking from afar too", story(dues=(due("remote-sign-up"),), marks=AHEAD), Reader(), "sign-up-to-speak-online"),
    ("then a position", story(dues=(due("position"),), marks=AHEAD), HOME, "register-a-position"),
    ("a rule takes comments", story(what="notice", stage=None, dues=(due("comment-period"),)), Reader(), "comment"),
    ("no more comments: read it", story(what="notice", stage=None), Reader(), "learn-rule"),
    ("a bill is asked about at a town hall", hall(asks=(("crisis-988", HeardBill(id="us/119/HR1", identifier="HR 1", title="Crisis Care Act")),)), HOME, "ask-about-a-bill"),
    ("a topic, where no bill of it is open", hall(), HOME, "ask-about-a-topic"),
    ("anything, where nothing is known of the place", hall(matches=()), HOME, "ask-anything"),
    ("nobody goes to a cancelled town hall", hall(marks=frozenset({"hearing-off"})), HOME, "hearing-off"),
    ("nobody goes to a cancelled hearing", story(what="hearing", stage=None, marks=frozenset({"hearing-off"})), HOME, "hearing-off"),
    ("a known member is called before a hearing", story(marks=AHEAD), HOME, "call-before-hearing"),
    ("an unknown one is not: write", story(marks=AHEAD), Reader(), "write-to-the-committee"),
    ("a member of another chamber is not called", story(marks=AHEAD, chamber="upper"), HOME, "write-to-the-committee"),
    ("a member of another place is not called", story(marks=AHEAD, place="us-ma"), HOME, "write-to-the-committee"),
    ("call before the second vote", story(stage="passed-one-chamber", marks=MOVED), HOME, "call-before-the-vote"),
    ("write before the second vote", story(stage="passed-one-chamber", marks=MOVED), Reader(), "write-before-the-vote"),
    ("call after a report", story(marks=frozenset({"reported"})), HOME, "call-after-report"),
    ("write after a report in the second chamber", story(stage="passed-one-chamber", marks=frozenset({"reported"})), Reader(), "write-after-report-there"),
    ("write after a report", story(marks=frozenset({"reported"})), Reader(), "write-after-report"),
    ("on the desk, no position", story(stage="sent-to-executive"), HOME, "tell-the-executive"),
    ("on the desk, in favor", story(stage="sent-to-executive"), Reader(positions=frozenset({("us/119/HR1", "support")})), "ask-to-sign"),
    ("on the desk, against", story(stage="sent-to-executive"), Reader(positions=frozenset({("us/119/HR1", "oppose")})), "ask-to-veto"),
    ("another bill's position does not count", story(stage="sent-to-executive"), Reader(positions=frozenset({("us/119/HR2", "oppose")})), "tell-the-executive"),
    ("thanks for a law", story(stage="law", sponsor="Sen. Roe, Ann", section="decided"), Reader(), "thank-the-sponsor"),
    ("nobody to thank", story(stage="law", section="decided"), Reader(), "share-the-news"),
    ("a veto is news", story(stage="vetoed", section="decided"), Reader(), "share-the-news"),
    ("a lost bill asks nothing", story(stage="failed", section="decided"), HOME, "it-failed"),
    ("a new bill, member known, no position", story(section="new", stage="introduced"), HOME, "learn-new"),
    ("a new bill", story(section="new", stage="introduced"), Reader(), "learn-new"),
    ("a step in committee asks nothing", story(), HOME, "rest"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "reader", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_table_of_actions(found: Story, reader: Reader, expected: str):
    assert suggest(found, reader).id == expected


SITUATIONS = list(
    csv.DictReader((Path(__file__).parent / "situations.tsv").read_text("utf-8").splitlines(), delimiter="\t")
)


def situation(row: dict[str, str]) -> tuple[Story, Reader]:
    """The story and the reader that a line of the table describes."""
    stands = () if row["position"] == "none" else (("us/119/HR1", row["position"]),)
    marks = frozenset(row["event"].split("+")) - {"-"}
    found = story(
        what=row["what"],
        measure=row["measure"],
        stage=None if row["stage"] == "-" else row["stage"],
        section=row["section"],
        marks=marks,
        sponsor=None if row["sponsor"] == "unknown" else "Sen. Roe, Ann",
        sponsors=frozenset({"jane doe"} if row["member"] == "sponsors" else ()),
        dues=() if row["due"] == "-" else (due(row["due"]),),
    )
    return found, Reader(members=MEMBERS[row["member"]], positions=frozenset(stands))


@pytest.mark.parametrize("row", SITUATIONS, ids=lambda row: " ".join(list(row.values())[:-2]))
def test_each_situation_has_its_action_and_its_words(row: dict[str, str]):
    found = suggest(*situation(row))
    assert (found.id, Words("en", dt.date(2026, 11, 23)).say(found.title)) == (row["action"], row["words"])


def test_the_table_of_situations_is_large_and_names_every_action():
    assert len(SITUATIONS) >= 120
    assert {rule.id for rule in actions.rules()} == {row["action"] for row in SITUATIONS} | {row[3] for row in TABLE}


@pytest.mark.parametrize(
    ("place", "holder", "words"),
    [
        ("us-ma", "Mental Health, Substance Use and Recovery", "the committee"),
        ("us-ma", None, "the committee"),
        ("us-ca-los-angeles-county", "Board of Supervisors", "the board"),
        ("us-ca-los-angeles-county", "Board of Supervisors Health Subcommittee", "the committee"),
        ("us-wa-seattle", "City Council", "the council"),
        ("us-wa-seattle", None, "the council"),
        ("us-il-cook", None, "the county"),
        ("us-tx", "Health and Human Services Commission", "the commission"),
        ("us-pr", "Comisión de Salud", "the committee"),
        ("us-co", "Boards & Commissions", "the committee"),
    ],
)
def test_whoever_holds_a_hearing_is_written_to_by_what_it_is(place: str, holder: str | None, words: str):
    found = suggest(story(place=place, committee=holder, marks=AHEAD), Reader())
    assert Words("en", NOW.date()).say(found.title) == f"Write to {words} before the hearing"


@pytest.mark.parametrize(
    ("holder", "meeting", "words"),
    [
        (None, "Mental Health Board Regular Meeting", "the board"),
        (None, "Health Committee of the County Board", "the committee"),
        (None, "Regular Meeting", "the council"),
        ("Ways and Means", "Board Room Meeting", "the committee"),
    ],
)
def test_where_no_source_names_the_holder_the_name_of_the_meeting_may(holder: str | None, meeting: str, words: str):
    event = Event(id="us-wa-seattle/1", name=meeting, start=NOW, timezone="America/Los_Angeles")
    found = suggest(story(place="us-wa-seattle", committee=holder, marks=AHEAD, event=event), Reader())
    assert Words("en", NOW.date()).say(found.title) == f"Write to {words} before the hearing"


MEASURES = ("bill", "joint", "concurrent", "resolution", "amendment", "nomination")


@pytest.mark.parametrize("measure", MEASURES)
def test_no_action_contradicts_the_measure_its_stage_or_the_readers_position(measure: str):
    events = (frozenset(), AHEAD, MOVED, frozenset({"reported", "moved"}))
    for stage, section, marks, stand, members in itertools.product(
        STAGES, ("act", "moved", "new", "decided", "standing"), events, ("support", "oppose", "none"), ((), (PHONE,))
    ):
        stands = frozenset() if stand == "none" else frozenset({("us/119/HR1", stand)})
        found = story(measure=measure, stage=stage, section=section, marks=marks, sponsor="Sen. Roe, Ann")
        chosen = suggest(found, Reader(members=members, positions=stands)).id
        said = (measure, stage, section, sorted(marks), stand, bool(members), chosen)
        if stand == "oppose":
            assert chosen not in {
                "ask-to-cosponsor",
                "write-for-support",
                "ask-to-sign",
                "thank-the-sponsor",
                "share-the-news",
            }, said
        if stand == "none":
            assert chosen not in {"ask-to-cosponsor", "write-for-support", "call-against", "write-against"}, said
        if measure not in {"bill", "joint"}:
            assert chosen not in {"ask-to-sign", "ask-to-veto", "tell-the-executive", "call-to-override"}, said
        if measure == "resolution":
            assert chosen not in {"call-before-the-vote", "write-before-the-vote", "call-about-the-final-text"}, said
        if stage in {"died", "failed", "substituted", "carried-over", "law", "adopted", "not-captured"}:
            assert not chosen.startswith(("call", "write", "ask")) or "hearing-ahead" in marks, said
        if stage == "chambers-differ":
            assert chosen not in {"thank-the-sponsor", "ask-to-sign", "tell-the-executive"}, said


def test_every_case_has_exactly_one_primary_action_and_it_stands_first():
    readers = (Reader(), HOME, Reader(positions=frozenset({("us/119/HR1", "support")})))
    marks = (frozenset(), AHEAD, MOVED, frozenset({"hearing-off"}), frozenset({"reported", "moved"}))
    sections = ("act", "moved", "new", "decided", "standing")
    count = 0
    for stage, section, mark, reader, kind, chamber in itertools.product(
        (None, *STAGES), sections, marks, readers, ("", *DUES), (None, "lower")
    ):
        found = story(
            stage=stage, section=section, marks=mark, dues=(due(kind),) if kind else (), chamber=chamber, sponsor="A"
        )
        chosen, others = suggest(found, reader), fitting(found, reader)
        assert chosen == others[0]
        assert len({each.id for each in others}) == len(others)
        assert chosen.title.text
        assert 0 <= chosen.minutes <= 30
        count += 1
    assert count > 10_000


def test_a_call_names_the_member_with_phone_and_contact_page():
    found = suggest(story(marks=AHEAD), HOME)
    (contact,) = found.contacts
    assert (contact.name, contact.phone, contact.url) == (PHONE.name, PHONE.phone, PHONE.url)
    assert found.url == PHONE.url
    assert {name: value for name, _kind, value in found.title.args}["member"] == "Rep. Jane Doe"


def test_a_deadline_comes_with_the_action_it_is_for():
    found = suggest(story(dues=(due("position"), due("written-testimony"))), Reader())
    assert found.due is not None
    assert found.due.kind == "written-testimony"
    assert found.url == "https://example.org/due"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Rep. Doe, Jane [D-MA-7]", "Rep. Jane Doe"),
        ("Sen. Roe, Ann", "Sen. Ann Roe"),
        ("Representative Roe-Doe, Ann", "Representative Ann Roe-Doe"),
        ("Assemblymember Roe, Ann", "Assemblymember Ann Roe"),
        ("Senator Roe, Jr.", "Senator Roe, Jr."),
        ("Rep. Roe, III", "Rep. Roe, III"),
        ("Doe, Jane", "Doe, Jane"),
        ("", ""),
        ("Rep. " + "x" * 5_000, "Rep. " + "x" * 5_000),
    ],
)
def test_names_are_said_as_people_say_them(told: str, expected: str):
    assert person_name(told) == expected


def _office(number: int, *, phone: bool = True, email: bool = False) -> Member:
    return Member(
        id=f"us/person/{number}",
        name=f"Rep. Doe, Jane {'ABCDEF'[number]} [D-MA-7]",
        place="us",
        chamber="lower",
        phone=f"202-225-000{number}" if phone else None,
        url=f"https://example.org/{number}",
        email=f"office{number}@example.org" if email else None,
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_of_five_offices_the_one_that_sits_on_the_committee_is_dialed_and_all_can_be(language: str):
    world = World()
    world.changed(
        world.hearing("h", world.bill(1), chamber="lower", committee="Committee on Health"), "hearing_scheduled"
    )
    sits = Office(name="Health", members=("us/person/3",))
    world.offices = {office_key("us", "lower", "Health"): sits}
    reader = Reader(members=tuple(_office(number) for number in range(5)))
    found = rendered(world.digest(reader=reader), language)
    dialed = re.findall(r'href="(tel:[^"]+)"', found.html)
    assert dialed[0] == "tel:+12022250003"
    assert set(dialed) == {f"tel:+1202225000{number}" for number in range(5)}
    told = {"en": "Rep. Jane D Doe and 4 others", "es": "Rep. Jane D Doe y 4 más"}
    assert told[language] in " ".join(found.text.split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_member_without_a_telephone_is_never_called(language: str):
    world = World()
    world.changed(world.hearing("h", world.bill(1), chamber="lower"), "hearing_scheduled")
    found = rendered(world.digest(reader=Reader(members=(_office(1, phone=False, email=True),))), language)
    assert "tel:" not in found.html
    (letter,) = re.findall(r'href="(mailto:[^"]+)"', found.html)
    assert letter.startswith("mailto:office1@example.org?subject=HR%201")
    assert "body=" in letter
    assert {"en": "Write to Rep. Jane B Doe", "es": "Escribir a Rep. Jane B Doe"}[language] in " ".join(
        found.text.split()
    )


def test_the_letter_to_a_committee_opens_addressed_and_filled_in_where_its_address_is_known():
    world = World()
    world.changed(
        world.hearing("h", world.bill(1), chamber="lower", committee="House Committee on Health"), "hearing_scheduled"
    )
    world.offices = {
        office_key("us", "lower", "Health Committee"): Office(name="Health", email="health.clerk@example.gov"),
        office_key("us", "upper", "Health"): Office(name="Health", email="other.chamber@example.gov"),
    }
    found = rendered(world.digest())
    assert 'href="mailto:health.clerk@example.gov?subject=HR%201' in found.html
    assert "other.chamber" not in found.html
    assert "mailto:health.clerk@example.gov\n" in found.text


def test_testimony_by_email_opens_a_letter_to_the_address_of_the_rule():
    world = World()
    due = Due(
        kind="written-testimony",
        due=NOW + dt.timedelta(days=3),
        timezone="America/New_York",
        url="mailto:a@example.gov,b@example.gov",
    )
    world.changed(world.hearing("h", world.bill(1), dues=(due,)), "hearing_scheduled")
    assert 'href="mailto:a@example.gov,b@example.gov?subject=HR%201' in rendered(world.digest()).html


@pytest.mark.parametrize(
    ("stand", "asked"), [("support", "Ask the President to sign it"), ("oppose", "Ask the President to veto it")]
)
def test_whoever_signs_is_asked_before_the_time_to_sign_ends(stand: str, asked: str):
    world = World()
    sent = step(dt.date(2026, 11, 20), "Presented to President.", "executive-receipt")
    key = world.bill(1, actions=(*bill().actions, sent))
    world.acted(key, sent, kind="bill_stage")
    digest = world.digest(reader=Reader(positions=frozenset({(key, stand)})))
    assert [name for name, _cards in digest.sections] == ["act"]
    text = " ".join(rendered(digest).text.split())
    assert f"{asked} (about 5 minutes, before Mon, Nov 30)" in text


@pytest.mark.parametrize(
    "phone",
    [
        "(202) 225-0001",
        "+1 202.225.0001",
        "202-225-0001x14",
        "1-202-225-0001 ext. 3",
        "(202)225-0001 or 1-800-562-6000",
        "202/225-0001; 202-225-0002",
        "Capitol: 202 225 0001",
    ],
)
def test_a_number_is_dialed_as_it_is_written(phone: str):
    assert tel(phone) == "tel:+12022250001"


@pytest.mark.parametrize("to", ["nobody", "a@b c", "x@example.org?bcc=y@example.org", "javascript:alert(1)"])
def test_what_is_no_address_gets_no_letter(to: str):
    assert mailto(to, Letter(subject="s", body="b", share=None)) is None


def test_testimony_that_a_notice_asks_for_by_mail_is_addressed_and_filled_in():
    world = World()
    asked = Due(
        kind="written-testimony",
        due=dt.date(2026, 11, 30),
        timezone="America/New_York",
        how="Write to hearing@senate.example.gov.",
        basis="The notice says so.",
        confidence="notice",
    )
    world.changed(world.hearing("h", world.bill(1), dues=(asked,)), "hearing_scheduled")
    found = rendered(world.digest())
    assert 'href="mailto:hearing@senate.example.gov?subject=' in found.html
    assert "mailto:hearing@senate.example.gov" in found.text


@pytest.mark.parametrize(
    "how", [None, "Write to the clerk.", "Write to a@b.gov or c@d.gov.", "Bring 20 copies to x@y.gov"]
)
def test_words_that_name_no_single_address_make_no_letter(how: str | None):
    words = Due(kind="written-testimony", due=dt.date(2026, 12, 1), timezone="America/New_York", how=how)
    assert suggest(story(dues=(words,), marks=AHEAD), Reader()).email is None


@pytest.mark.parametrize("phone", [None, "", "n/a", "225-0001", "call the clerk", "12345678901234"])
def test_what_is_no_number_is_not_dialed(phone: str | None):
    assert tel(phone) is None
