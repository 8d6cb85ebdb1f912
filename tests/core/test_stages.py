"""The stage of a bill follows from its classified actions."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from alerts.render import names
from tests.core.test_ingest import visit
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Bill
from tracker.db.queries import changes
from tracker.ingest.restage import restage
from tracker.records.changes import Move
from tracker.records.items import Action, ScrapedBill
from tracker.records.session_ends import dies_on, has_ended
from tracker.records.stages import STAGES, TITLES, kinds_of, stage, stage_of, standing, standing_of, step


def acts(*steps: str) -> list[Action]:
    """`lower:passage` as an action."""
    made = []
    for number, told in enumerate(steps):
        who, _, words = told.rpartition(":")
        made.append(
            Action(
                date=dt.date(2026, 1, 1) + dt.timedelta(days=number),
                description=told,
                classification=tuple(words.split("+")) if words else (),
                organization=who or None,
            )
        )
    return made


@pytest.mark.parametrize(
    ("home", "steps", "expected"),
    [
        ("lower", [], "introduced"),
        ("lower", ["lower:introduction"], "introduced"),
        ("lower", ["lower:introduction+referral-committee"], "in-committee"),
        ("lower", ["lower:introduction", "lower:committee-passage"], "in-committee"),
        ("lower", ["lower:passage"], "passed-one-chamber"),
        ("lower", ["lower:passage", "upper:referral-committee"], "passed-one-chamber"),
        ("lower", ["lower:passage", "lower:passage"], "passed-one-chamber"),
        ("lower", ["lower:passage", "upper:passage"], "passed-both"),
        ("upper", [":passage", "lower:passage"], "passed-both"),
        ("legislature", ["legislature:passage"], "passed-both"),
        ("lower", ["lower:passage", "upper:passage", ":enrolled", "executive:executive-receipt"], "sent-to-executive"),
        ("lower", ["executive:executive-signature"], "law"),
        ("lower", ["executive:executive-receipt", ":became-law"], "law"),
        ("lower", ["executive:executive-receipt", "executive:executive-veto"], "vetoed"),
        ("lower", ["executive:executive-veto", "lower:veto-override-passage"], "vetoed"),
        ("lower", ["executive:executive-veto", "lower:veto-override-passage", "upper:veto-override-passage"], "law"),
        ("lower", ["executive:executive-veto", "upper:veto-override-failure"], "vetoed"),
        ("lower", ["lower:failure"], "failed"),
        ("lower", ["lower:committee-failure", "lower:passage"], "passed-one-chamber"),
        ("lower", [":became-law", "upper:failure"], "law"),
        ("lower", ["lower:unheard-of"], "introduced"),
    ],
)
def test_the_stage_follows_from_the_actions(home, steps, expected):
    assert stage(acts(*steps), home) == expected


def test_every_stage_has_a_title_for_people():
    assert list(TITLES) == list(STAGES)


@pytest.mark.parametrize(
    ("reached", "number"),
    [
        ("introduced", 1),
        ("in-committee", 2),
        ("on-the-floor", 2),
        ("passed-one-chamber", 3),
        ("chambers-differ", 3),
        ("passed-both", 4),
        ("sent-to-executive", 5),
        ("law", 6),
        ("vetoed", 0),
        ("failed", 0),
        ("adopted", 0),
        ("died", 0),
        ("carried-over", 0),
        ("substituted", 0),
    ],
)
def test_a_stage_beside_the_way_counts_as_the_step_behind_it(reached, number):
    assert step(reached) == number


def test_every_stage_is_known_to_the_mails_in_their_own_words():
    only_told = {"reported", "passed", "returned", "confirmed", "not-confirmed"}
    assert set(names.STAGES) == {*STAGES, *only_told}


def walk(home: str, *told: str, place: str = "us-xx", kinds: tuple[str, ...] = ("bill",)):
    """`upper:Passed` as an action in words alone, one a day."""
    actions = []
    for number, each in enumerate(told):
        who, _, words = each.partition(":")
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        actions.append(Action(date=day, description=words, organization=who or None))
    return standing(actions, home, place=place, kinds=kinds)


FIRST, SECOND = "lower:Third reading, passed", "upper:Third reading, passed"
CHANGED = "upper:Third reading, passed as amended"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["lower:Referred to Health"], "in-committee"),
        (["lower:Referred to Health", "lower:Placed on calendar"], "on-the-floor"),
        (["lower:Placed on calendar", "lower:Re-referred to Health"], "in-committee"),
        (["lower:Placed on calendar", "lower:Reported favorably"], "on-the-floor"),
        ([FIRST, "upper:Placed on calendar"], "passed-one-chamber"),
        ([FIRST, SECOND], "passed-both"),
        ([FIRST, CHANGED], "chambers-differ"),
        (["lower:Third reading, passed as amended", SECOND], "passed-both"),
        ([FIRST, CHANGED, "lower:House concurred in Senate amendments"], "passed-both"),
        ([FIRST, CHANGED, "lower:Third reading, passed"], "passed-both"),
        ([FIRST, CHANGED, "upper:Third reading, passed as amended"], "chambers-differ"),
        ([FIRST, SECOND, "upper:Returned to House with amendments"], "chambers-differ"),
        ([FIRST, "upper:Returned to House with amendments"], "passed-one-chamber"),
        ([FIRST, "lower:House refuses to concur"], "chambers-differ"),
        (["lower:House refuses to concur"], "introduced"),
        ([FIRST, "upper:Third reading as amended", SECOND], "chambers-differ"),
        ([FIRST, SECOND, "upper:Third reading as amended"], "chambers-differ"),
        ([FIRST, SECOND, "lower:Third reading as amended"], "passed-both"),
        ([FIRST, "upper:Concurred in"], "passed-both"),
        ([FIRST, "lower:Third reading repassed"], "passed-one-chamber"),
        ([FIRST, SECOND, "lower:House refuses to concur", "lower:Repassed by conference"], "chambers-differ"),
        ([FIRST, CHANGED, "lower:Bill was repassed", "upper:Bill was repassed"], "passed-both"),
        ([FIRST, CHANGED, "lower:Conference report adopted"], "chambers-differ"),
        ([FIRST, CHANGED, "lower:Conference report adopted", "upper:Conference report adopted"], "passed-both"),
        ([FIRST, "upper:Referred to Health", ":Enrolled"], "passed-both"),
        ([FIRST, SECOND, ":Enrolled", "lower:Conferees appointed"], "passed-both"),
        ([FIRST, SECOND, ":Delivered to Governor"], "sent-to-executive"),
        ([FIRST, SECOND, ":Delivered to Governor", "lower:Session sine die"], "sent-to-executive"),
        ([":Signed by Governor"], "law"),
        ([":Signed by Governor", "lower:Indefinitely postponed"], "law"),
        ([":Signed by Governor", ":Veto V2"], "vetoed"),
        ([":Vetoed by Governor", "lower:Third reading, passed"], "vetoed"),
        ([":Vetoed by Governor", "lower:Veto overridden"], "vetoed"),
        ([":Vetoed by Governor", "lower:Veto overridden", "upper:Veto overridden"], "law"),
        ([":Vetoed by Governor", "lower:Veto overridden", "upper:Veto overridden", ":Vetoed by Governor"], "law"),
        ([":Vetoed by Governor", ":Act 12"], "law"),
        (["lower:Indefinitely postponed"], "failed"),
        (["lower:Indefinitely postponed", "lower:Reported favorably"], "failed"),
        (["lower:Indefinitely postponed", "lower:Re-referred to Health"], "in-committee"),
        (["lower:Indefinitely postponed", FIRST], "passed-one-chamber"),
        ([FIRST, "upper:Third reading failed", "upper:Reconsideration granted"], "passed-one-chamber"),
        (["lower:Carried over to 2027 regular session"], "carried-over"),
        (["lower:Carried over to 2027 regular session", "lower:Referred to Health"], "in-committee"),
        ([FIRST, SECOND, "lower:Carried over to 2027 regular session"], "carried-over"),
        ([FIRST, SECOND, ":Enrolled", "lower:Carried over to 2027 regular session"], "passed-both"),
        (["lower:Substituted by SB 12"], "substituted"),
        (["lower:Substituted by SB 12", "lower:Withdrawn"], "substituted"),
        ([FIRST, SECOND, "lower:Substituted by SB 12"], "passed-both"),
        (["lower:Resolution adopted"], "passed-one-chamber"),
        (["lower:First reading: adopted"], "introduced"),
    ],
)
def test_the_stage_follows_from_the_words_alone(told: list[str], expected: str):
    assert walk("lower", *told).stage == expected


@pytest.mark.parametrize(
    ("kinds", "told", "expected"),
    [
        (("resolution",), [FIRST], "adopted"),
        (("resolution",), ["lower:First reading: adopted"], "adopted"),
        (("resolution",), [FIRST, ":Delivered to Governor"], "adopted"),
        (("concurrent resolution",), [FIRST], "passed-one-chamber"),
        (("concurrent resolution",), [FIRST, SECOND], "adopted"),
        (("concurrent resolution",), [FIRST, CHANGED], "chambers-differ"),
        (("concurrent resolution",), [FIRST, SECOND, ":Chaptered by Secretary of State - Res. Chapter 12"], "adopted"),
        (("joint resolution",), [FIRST, SECOND], "passed-both"),
        (("joint resolution",), [FIRST, SECOND, ":Signed by Governor"], "law"),
        (("bill", "resolution"), [FIRST], "passed-one-chamber"),
    ],
)
def test_resolutions_go_no_further_than_their_chambers(kinds: tuple[str, ...], told: list[str], expected: str):
    assert walk("lower", *told, kinds=kinds).stage == expected


def test_a_legislature_of_one_chamber_has_no_second_one():
    assert walk("legislature", "legislature:Passed").stage == "passed-both"
    assert walk("upper", "upper:Passed on Final Reading 40-2-7", place="us-ne").stage == "passed-both"
    assert walk("legislature", "legislature:Passed", "legislature:House refuses to concur").stage == "passed-both"
    assert walk("legislature", ":Vetoed by Governor", "legislature:Veto overridden").stage == "law"


def test_a_text_that_the_second_chamber_struck_out_goes_back():
    struck = "lower:The House struck all after the enacting clause and inserted new text; amendment agreed to."
    told = ("upper:Passed Senate without amendment by Unanimous Consent.", struck, "lower:On passage Passed 218 - 213.")
    assert walk("upper", *told, place="us").stage == "chambers-differ"
    assert walk("upper", *told, "upper:Senate agreed to the House amendment.", place="us").stage == "passed-both"


def test_a_standing_names_the_action_that_brought_the_bill_there():
    found = walk("lower", "lower:Referred to Health", FIRST, "upper:Fiscal note", "upper:Referred to Health")
    assert found.evidence is not None
    assert (found.evidence.description, found.passed) == ("Third reading, passed", ("lower",))
    assert walk("lower").evidence is None


@pytest.mark.parametrize(
    ("place", "identifier", "told", "expected"),
    [
        ("us-co", "SR8", ("bill",), ("resolution",)),
        ("us-co", "HJR1006", ("bill",), ("concurrent resolution",)),
        ("us-co", "HB1", ("bill",), ("bill",)),
        ("us-va", "HJ12", ("joint resolution",), ("concurrent resolution",)),
        ("us-ct", "HJ13", ("bill",), ("concurrent resolution",)),
        ("us-tx", "HJR12", ("bill",), ("joint resolution",)),
        ("us-tx", "HJR12", ("joint resolution",), ("joint resolution",)),
        ("us", "HR1", ("bill",), ("bill",)),
        ("us-tx", "HCR1", (), ("concurrent resolution",)),
        ("us-tx", "12", (), ("bill",)),
    ],
)
def test_the_letters_of_a_number_tell_what_a_source_leaves_out(place, identifier, told, expected):
    assert kinds_of(place, identifier, told) == expected


def test_what_is_dated_ahead_has_not_happened_yet():
    day = dt.date(2025, 5, 1)
    passed = Action(date=day, description="Third reading, passed", organization="lower")
    bill = ScrapedBill(
        jurisdiction="us-tx", legislative_session="89", identifier="HB1", title="A", from_organization="lower",
        actions=(passed,),
    )  # fmt: skip
    assert stage_of(bill, day - dt.timedelta(days=1)) == "introduced"
    assert stage_of(bill, day) == "passed-one-chamber"
    assert standing_of(bill, day, without={passed}).stage == "introduced"


def standing_bill(place: str, session: str, *actions: Action) -> ScrapedBill:
    return ScrapedBill(
        jurisdiction=place, legislative_session=session, identifier="HB1", title="A", from_organization="lower",
        actions=actions,
    )  # fmt: skip


REFERRED = Action(date=dt.date(2025, 2, 1), description="Referred to Health", organization="lower")
PASSED = [
    Action(date=dt.date(2025, 3, 1), description="Passed House", organization="lower"),
    Action(date=dt.date(2025, 4, 1), description="Passed Senate", organization="upper"),
]


@pytest.mark.parametrize(
    ("place", "session", "day", "expected"),
    [
        ("us-al", "2025", dt.date(2025, 5, 20), "in-committee"),
        ("us-al", "2025", dt.date(2025, 6, 14), "in-committee"),
        ("us-al", "2025", dt.date(2025, 6, 15), "died"),
        ("us-ma", "194", dt.date(2026, 11, 29), "in-committee"),
        ("us-ma", "194", dt.date(2027, 3, 1), "died"),
        ("us", "119", dt.date(2026, 11, 29), "in-committee"),
        ("us-hi", "2025", dt.date(2025, 12, 1), "in-committee"),
        ("us-hi", "2025", dt.date(2026, 11, 29), "died"),
        ("us-il-chicago", "2023", dt.date(2026, 11, 29), "in-committee"),
        ("us-hi", "2018S1", dt.date(2026, 11, 29), "in-committee"),
        ("us-ga", "2026S1", dt.date(2026, 8, 1), "in-committee"),
        ("us-ga", "2026S1", dt.date(2026, 11, 29), "died"),
        ("us-sc", "126", dt.date(2026, 11, 29), "died"),
        ("us-vt", "2025-2026", dt.date(2026, 11, 29), "died"),
    ],
)
def test_a_bill_dies_with_its_session_and_a_session_without_a_known_end_has_none(place, session, day, expected):
    assert stage_of(standing_bill(place, session, REFERRED), day) == expected


def test_what_is_decided_or_may_be_signed_still_does_not_die():
    day = dt.date(2026, 11, 29)
    signed = Action(date=dt.date(2025, 5, 1), description="Signed by Governor")
    held = Action(date=dt.date(2025, 5, 1), description="Carried over to 2026 regular session")
    assert stage_of(standing_bill("us-al", "2025", *PASSED), dt.date(2025, 7, 10)) == "passed-both"
    assert stage_of(standing_bill("us-al", "2025", *PASSED, signed), day) == "law"
    assert stage_of(standing_bill("us-al", "2025", REFERRED, held), day) == "carried-over"
    assert stage_of(standing_bill("us-al", "2025", PASSED[0]), day) == "died"
    assert standing_of(standing_bill("us-al", "2025", PASSED[0]), day).evidence is None


@pytest.mark.parametrize(
    ("place", "session", "carried", "day", "expected"),
    [
        ("us-hi", "2026", dt.date(2025, 12, 8), dt.date(2026, 5, 1), "carried-over"),
        ("us-hi", "2026", dt.date(2025, 12, 8), dt.date(2026, 6, 30), "died"),
        ("us-hi", "2025", dt.date(2025, 12, 8), dt.date(2026, 6, 30), "died"),
        ("us-va", "2026", dt.date(2026, 2, 12), dt.date(2026, 11, 29), "carried-over"),
        ("us-sc", "126", dt.date(2026, 5, 14), dt.date(2026, 6, 1), "carried-over"),
        ("us-sc", "126", dt.date(2026, 5, 14), dt.date(2026, 11, 29), "died"),
        ("us-ma", "194", dt.date(2025, 12, 8), dt.date(2027, 3, 1), "died"),
        ("us-al", "2025", dt.date(2025, 5, 1), dt.date(2026, 11, 29), "carried-over"),
    ],
)
def test_what_was_carried_over_dies_with_the_session_to_which_it_was_carried(place, session, carried, day, expected):
    held = Action(date=carried, description="Carried over to the next regular session")
    assert stage_of(standing_bill(place, session, held), day) == expected


@pytest.mark.parametrize(
    ("place", "identifier", "told", "kind"),
    [
        ("us-al", "SJR17", "resolution", "concurrent resolution"),
        ("us-oh", "HCR5", "resolution", "concurrent resolution"),
        ("us-oh", "HR163", "resolution", "resolution"),
        ("us-wy", "HJR5", "resolution", "joint resolution"),
        ("us", "SJRES139", "resolution", "joint resolution"),
        ("us", "SRES50", "resolution", "resolution"),
        ("us", "HR50", "bill", "bill"),
        ("us-me", "SP7", "joint resolution", "concurrent resolution"),
        ("us-mi", "HB50", "resolution", "resolution"),
    ],
)
def test_the_letters_of_a_number_tell_which_resolution_it_is(place: str, identifier: str, told: str, kind: str):
    assert kinds_of(place, identifier, (told,)) == (kind,)


def test_a_joint_resolution_that_one_chamber_passed_is_not_adopted():
    assert (
        walk("upper", "upper:Adopted", kinds=kinds_of("us-al", "SJR17", ("resolution",))).stage == "passed-one-chamber"
    )


def test_what_a_chamber_confirmed_goes_no_further():
    found = walk("upper", "upper:Referred to WAM", "upper:Confirmed. Ayes, 25", place="us-hi", kinds=("proclamation",))
    assert found.stage == "adopted"


def test_a_late_step_keeps_a_bill_alive_for_a_month():
    late = Action(date=dt.date(2025, 7, 1), description="Referred to Health", organization="lower")
    assert stage_of(standing_bill("us-al", "2025", late), dt.date(2025, 7, 31)) == "in-committee"
    assert stage_of(standing_bill("us-al", "2025", late), dt.date(2025, 8, 1)) == "died"


def test_a_special_session_may_go_on_after_the_day_on_which_it_paused():
    late = Action(date=dt.date(2026, 4, 25), description="Referred to Finance", organization="upper")
    bill = standing_bill("us-va", "2026S1", late)
    assert stage_of(bill, dt.date(2026, 7, 30)) == "in-committee"
    assert stage_of(bill, dt.date(2026, 7, 31)) == "died"
    for newest, ended in ((None, True), (dt.date(2026, 5, 8), True), (dt.date(2026, 6, 17), False)):
        assert has_ended("us-va", "2026S1", dt.date(2026, 7, 1), newest) is ended
    assert has_ended("us-va", "2026S1", dt.date(2026, 10, 1), dt.date(2026, 6, 17))


@pytest.mark.parametrize(
    ("place", "session", "known"),
    [("us-md", "2027", True), ("us-ga", "2027_28", False), ("us-me", "133", False), ("us-ri", "2027", False), ("us-vt", "2027-2028", False)],
)  # fmt: skip
def test_a_session_whose_end_no_source_tells_ends_no_bill(place: str, session: str, known: bool):
    assert (dies_on(place, session, dt.date(2027, 2, 1)) is not None) == known


def test_stored_bills_die_when_their_session_is_over(engine):
    with clock.as_of(dt.date(2025, 5, 1)):
        visit(engine, [standing_bill("us-al", "2025", REFERRED), standing_bill("us-tx", "89", *PASSED)])
    with reading(engine) as connection:
        assert set(connection.execute(select(Bill.stage)).scalars()) == {"in-committee", "passed-both"}

    assert restage(engine, dt.date(2025, 6, 1)) == 0
    assert restage(engine, dt.date(2026, 11, 29)) == 2
    assert restage(engine, dt.date(2026, 11, 29)) == 0
    with reading(engine) as connection:
        told = [each for each in changes(connection) if each.kind == "bill_stage"]
        assert [(each.moves[0].before, each.moves[0].after, each.quiet) for each in told] == [
            ("in-committee", "died", "old-news"), ("passed-both", "not-captured", None),
        ]  # fmt: skip
        assert dict(connection.execute(select(Bill.jurisdiction, Bill.stage)).all()) == {
            "us-al": "died", "us-tx": "not-captured",
        }  # fmt: skip


def test_a_bill_that_dies_with_its_session_is_news_on_that_day(engine):
    with clock.as_of(dt.date(2025, 5, 1)):
        visit(engine, [standing_bill("us-al", "2025", REFERRED)])
    for day in (dt.date(2025, 6, 14), dt.date(2025, 6, 15)):
        with clock.as_of(day):
            restage(engine, day)
    with reading(engine) as connection:
        (told,) = [each for each in changes(connection) if each.kind == "bill_stage"]
    assert told.moves == (Move(aspect="stage", before="in-committee", after="died"),)
    assert told.quiet is None


def test_a_bill_whose_new_stage_could_not_be_stored_is_told_once(sqlite_engine):
    with clock.as_of(dt.date(2025, 5, 1)):
        visit(sqlite_engine, [standing_bill("us-al", "2025", REFERRED)])
    refuse = "CREATE TRIGGER full BEFORE UPDATE OF stage ON bills BEGIN SELECT RAISE(ABORT, 'no room'); END"
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql(refuse)
    with pytest.raises(SQLAlchemyError, match="no room"):
        restage(sqlite_engine, dt.date(2025, 6, 15))
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")

    restage(sqlite_engine, dt.date(2025, 6, 15))
    with reading(sqlite_engine) as connection:
        assert [each.kind for each in changes(connection) if each.kind == "bill_stage"] == ["bill_stage"]
