"""What notices say about being heard: a table of sentences as committees print them, read by hand.

The hearing of the table is on Monday, September 25, 2023 at 1 p.m. in Boston; the notice was published the Wednesday before.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.testimony.notice_sentences import sentences
from tracker.testimony.notices import NoticeReading, stated

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2023, 9, 25, 13, tzinfo=ZONE)
PUBLISHED = dt.date(2023, 9, 20)
W, S, R, P, A = "written-testimony", "oral-sign-up", "remote-sign-up", "position", "accommodation"


def read(text: str, **how: object) -> NoticeReading:
    return stated(text, START, ZONE, published=PUBLISHED, **how)


def told(text: str) -> set[tuple[str, str]]:
    return {
        (
            each.kind,
            each.due.strftime("%m-%d %H:%M") if isinstance(each.due, dt.datetime) else each.due.strftime("%m-%d"),
        )
        for each in read(text).deadlines
    }


TABLE = [
    ("Written testimony must be submitted by 5:00 p.m. on Friday, September 22.", {(W, "09-22 17:00")}),
    ("Submit written testimony 24 hours prior to the hearing.", {(W, "09-24 13:00")}),
    (
        "Written testimony is due no later than twenty-four (24) hours before the start of the hearing.",
        {(W, "09-24 13:00")},
    ),
    ("Testimony may be emailed to Health@leg.example.gov until 12:00 p.m. on September 24.", {(W, "09-24 12:00")}),
    ("To testify in person, sign up by noon the day before the hearing.", {(S, "09-24 12:00")}),
    ("Register to testify remotely no later than 5 p.m. on Thursday, September 21.", {(R, "09-21 17:00")}),
    ("Those wishing to speak must register at least two business days before the meeting.", {(S, "09-21")}),
    ("Requests to testify virtually must be received by 3:00 PM EST on 9/22/2023.", {(R, "09-22 15:00")}),
    ("The deadline to register to speak is Friday, September 22 at 10 a.m.", {(S, "09-22 10:00")}),
    ("Deadline to sign up: September 22, 2023, 5:00 PM.", {(S, "09-22 17:00")}),
    (
        "Please submit your written comments prior to 4:00pm on the day before the scheduled meeting.",
        {(W, "09-24 16:00")},
    ),
    (
        "Members of the public are encouraged to submit written comments at least two (2) hours prior to the meeting.",
        {(W, "09-25 11:00")},
    ),
    ("Public written comment deadline: September 22, 2023", {(W, "09-22")}),
    (
        "Written Comments received prior to 5:00 p.m. on September 24, 2023 will be distributed to the Board.",
        {(W, "09-24 17:00")},
    ),
    ("A witness slip must be filed by 1:00 p.m. on September 25.", {(P, "09-25 13:00")}),
    ("Position letters are due by noon on the Wednesday before the hearing.", {(P, "09-20 12:00")}),
    ("Persons who need an interpreter must ask for one at least 72 hours before the meeting.", {(A, "09-22 13:00")}),
    (
        "Requests for sign language interpretation should be made five business days in advance of the hearing.",
        {(A, "09-18")},
    ),
    (
        "For ADA accommodations, call 617-555-0100 no later than 48 hours in advance of the meeting.",
        {(A, "09-23 13:00")},
    ),
    ("Written testimony will be accepted until 48 hours after the start of the hearing.", {(W, "09-27 13:00")}),
    ("Testimony for the record may be submitted within 72 hours after the end of the hearing.", {(W, "09-28 13:00")}),
    ("Written testimony is accepted until close of business on September 29, 2023.", {(W, "09-29 17:00")}),
    ("Email your testimony by COB Friday, September 22.", {(W, "09-22 17:00")}),
    (
        "Sign up to testify begins at 8:00 a.m. on September 21 and closes at noon on September 24.",
        {(S, "09-24 12:00")},
    ),
    ("Registration to testify opens September 20 at 9 a.m. and closes September 22 at 5 p.m.", {(S, "09-22 17:00")}),
    ("Speakers may sign in at the door until 30 minutes before the hearing.", {(S, "09-25 12:30")}),
    ("Please submit testimony by 4 PM today.", {(W, "09-20 16:00")}),
    ("Please submit testimony by noon tomorrow.", {(W, "09-21 12:00")}),
    ("All written statements must be received before 10 a.m. on the day of the hearing.", {(W, "09-25 10:00")}),
    ("Testimony should be submitted electronically one hour before the hearing.", {(W, "09-25 12:00")}),
    ("Submit your testimony before the hearing begins.", {(W, "09-25 13:00")}),
    ("Sign up to testify at the door on September 25 until the hearing begins.", {(S, "09-25 13:00")}),
    ("Send letters to the committee by 5 p.m. two business days before the hearing.", {(W, "09-21 17:00")}),
    ("Written testimony is due by 9:00 a.m. the business day before the hearing.", {(W, "09-22 09:00")}),
    ("Public comment cards must be turned in prior to the start of the meeting.", {(S, "09-25 13:00")}),
    ("Comments e-mailed by 17:00 on 2023-09-22 will be read by members.", {(W, "09-22 17:00")}),
    ("To speak via Zoom, register by 8 a.m. Monday, September 25.", {(R, "09-25 08:00")}),
    ("Individuals who wish to testify by telephone must sign up by 12 noon on Sept. 22.", {(R, "09-22 12:00")}),
    ("Registration for in-person testimony closes at 2 p.m. on Sept. 22nd.", {(S, "09-22 14:00")}),
    (
        "Written testimony is due Sept. 21 by 5 p.m.; to testify virtually, register by noon on Sept. 20.",
        {(W, "09-21 17:00"), (R, "09-20 12:00")},
    ),
    (
        "Written testimony and requests to speak must be received by 5 p.m. on September 22.",
        {(W, "09-22 17:00"), (S, "09-22 17:00")},
    ),
    ("El testimonio por escrito debe enviarse antes de las 5:00 p.m. del 22 de septiembre.", {(W, "09-22 17:00")}),
    ("Inscríbase para hablar a más tardar 24 horas antes de la audiencia.", {(S, "09-24 13:00")}),
    ("Para pedir un intérprete, llame tres días antes de la reunión.", {(A, "09-22")}),
    ("TESTIMONY MUST BE RECEIVED BY FRIDAY, SEPTEMBER 22, 2023, AT 3:00 P.M.", {(W, "09-22 15:00")}),
    ("Written testimony can be submitted through Friday, September 29, 2023.", {(W, "09-29")}),
    ("Written testimony must be received 10 minutes prior to the meeting.", {(W, "09-25 12:50")}),
    ("Requests for reasonable accommodation must be made by September 18, 2023 at 5:00 p.m.", {(A, "09-18 17:00")}),
    (
        "Written testimony may be sent to the committee until 5:00 p.m. on the day after the hearing.",
        {(W, "09-26 17:00")},
    ),
    ("Written testimony is accepted until 5 p.m. the next business day.", {(W, "09-26 17:00")}),
    ("Testimony is due by midnight the night before the hearing.", {(W, "09-24 00:00")}),
    (
        "Any person seeking to speak must submit a written request at least 48 hours in advance of the meeting.",
        {(S, "09-23 13:00")},
    ),
    ("Letters are due a week before the hearing.", {(W, "09-18")}),
    ("Letters of opposition are due by noon, one week prior to the hearing.", {(P, "09-18 12:00")}),
    ("Witness registration closes 1.5 hours before the hearing.", {(S, "09-25 11:30")}),
    ("Witness registration closes half an hour before the hearing.", {(S, "09-25 12:30")}),
    ("To speak, register one-half hour before the hearing.", {(S, "09-25 12:30")}),
    ("Register to testify by 1700 hours on September 22.", {(S, "09-22 17:00")}),
    ("Testimony must be submitted by 9 o'clock a.m. on September 25.", {(W, "09-25 09:00")}),
    ("Register to testify by 6:00 a.m. the morning of the hearing.", {(S, "09-25 06:00")}),
    ("Written testimony is due by the preceding Friday at 5 p.m.", {(W, "09-22 17:00")}),
    (
        "Sign up to testify via Zoom by 4 p.m. Friday, September 22, and submit written testimony by 5 p.m. the same day.",
        {(R, "09-22 16:00"), (W, "09-22 17:00")},
    ),
    (
        "Online registration to testify will be open from 9:00 a.m. September 20 through noon September 22.",
        {(S, "09-22 12:00")},
    ),
    ("Register to speak between 8 a.m. and 5 p.m. on Friday, September 22.", {(S, "09-22 17:00")}),
    (
        "Written testimony must be submitted between 8 a.m. on September 20 and 5 p.m. on September 22.",
        {(W, "09-22 17:00")},
    ),
    ("Testimony will be accepted by e-mail from September 20 to September 22.", {(W, "09-22")}),
    ("The record will remain open for written testimony for seven days after the hearing.", {(W, "10-02")}),
    ("Written testimony will be accepted for 48 hours following the meeting's start time.", {(W, "09-27 13:00")}),
    ("Comments received after 5 p.m. on September 22 will not be included in the record.", {(W, "09-22 17:00")}),
    ("Comments not received before September 22 will not be considered.", {(W, "09-21")}),
    ("Testimony sent before 5 p.m. on September 22 will not be accepted without a cover sheet.", {(W, "09-22 17:00")}),
    ("Registration to testify closes 24 hours before the hearing, the list is then handed over.", {(S, "09-24 13:00")}),
    ("Sign up to testify by noon on September 22, the card is at the desk.", {(S, "09-22 12:00")}),
    ("Requests for CART must be made 10 days prior to the hearing.", {(A, "09-15")}),
    ("Para solicitar un intérprete, llame con 48 horas de anticipación a la audiencia.", {(A, "09-23 13:00")}),
    # What sounds like a deadline and is none.
    ("Office hours for questions about testimony are Monday through Friday, 8 a.m. to 5 p.m.", set()),
    ("The Committee will hold a public hearing on Monday, September 25 at 1:00 p.m.", set()),
    ("Bills must be filed by September 22 at 5 p.m.; bill filing deadline.", set()),
    ("Budget requests are due by September 22.", set()),
    ("Absentee ballots are available until September 22.", set()),
    ("Amendments must be submitted by noon on September 24.", set()),
    ("This agenda was posted by September 20 at 5 p.m.", set()),
    (
        "Testimony received after 5 p.m. on September 24 will not be distributed.",
        {("written-testimony", "09-24 17:00")},
    ),
    ("Proposals are due by 2 p.m. on September 22.", set()),
    ("Each speaker has three minutes.", set()),
    ("The act takes effect 90 days after passage; testimony will be heard.", set()),
    ("Lobbyist registration is due by September 22.", set()),
]


@pytest.mark.parametrize(("text", "wanted"), TABLE, ids=lambda value: value[:60] if isinstance(value, str) else "")
def test_a_notice_is_read_as_a_person_reads_it(text: str, wanted: set[tuple[str, str]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Written testimony must be submitted by 5 p.m. on Thursday, September 22.",  # that was a Friday
        "Testimony is due by 5 p.m.",
        "Sign-up closes at 8 a.m., not 9 a.m., on September 22.",
        "Sign up by 9 a.m. or 10 a.m. on September 22.",
        "To testify, send your written statement by 12:30 p.m.",
        "Sign up to speak by October 20.",
        "Sign up for public comment by January 5, 2024.",
        "Testimony is due by 5 p.m. before the hearing, on a day to be named.",
        "Testimony must be received by September 31.",
        "Submit testimony by noon, date to be announced; deadline to follow.",
        "Testimony must be received by 25:99 p.m. on September 22.".replace("25:99", "13"),
    ],
)
def test_what_cannot_be_trusted_is_told_as_unread_and_never_guessed(text: str) -> None:
    found = read(text)
    assert found.deadlines == ()
    assert found.unread == (text,)


def test_a_window_keeps_when_it_opens() -> None:
    only = read("Registration to testify opens September 20 at 9 a.m. and closes September 22 at 5 p.m.").deadlines[0]
    assert only.opens == dt.datetime(2023, 9, 20, 9, tzinfo=ZONE)


def test_the_sentence_address_and_mail_stand_beside_the_deadline() -> None:
    only = read(
        "Hearing.\nRegister at https://leg.example.gov/testify by noon on September 22. Doors open at 8."
    ).deadlines[0]
    assert only.sentence == "Register at https://leg.example.gov/testify by noon on September 22."
    assert only.url == "https://leg.example.gov/testify"
    mail = read("Written testimony may be sent to jud@leg.example.gov by noon on September 22.").deadlines[0]
    assert (mail.email, mail.how) == ("jud@leg.example.gov", "Write to jud@leg.example.gov.")


@pytest.mark.parametrize(
    "call",
    [
        "https://us02web.zoom.us/j/81393675682",
        "https://teams.microsoft.com/l/meetup-join/19",
        "https://meet.google.com/abc-defg-hij",
    ],
)
def test_what_is_written_is_not_sent_to_the_call_of_the_meeting(call: str) -> None:
    only = read(f"Email written comments to clerk@county.example.gov by noon on September 22. {call}").deadlines[0]
    assert (only.url, only.how) == (None, "Write to clerk@county.example.gov.")
    page = read(f"Join: {call} or send written testimony at https://leg.example.gov/send by noon on September 22.")
    assert page.deadlines[0].url == "https://leg.example.gov/send"
    speaking = read(f"Register to testify at {call} by noon on September 22.").deadlines[0]
    assert speaking.url == call


def test_an_hour_of_another_zone_is_that_moment() -> None:
    only = read("Written testimony is due by 3:00 PM CST on September 22.").deadlines[0]
    assert only.due == dt.datetime(2023, 9, 22, 16, tzinfo=ZONE)


def test_a_year_that_is_not_printed_is_the_one_nearest_to_the_hearing() -> None:
    start = dt.datetime(2027, 1, 4, 10, tzinfo=ZONE)
    only = stated("Written testimony is due December 30 at 5 p.m.", start, ZONE).deadlines[0]
    assert only.due == dt.datetime(2026, 12, 30, 17, tzinfo=ZONE)


def test_hours_are_elapsed_time_when_the_clock_changes() -> None:
    start = dt.datetime(2026, 11, 1, 13, tzinfo=ZONE)
    only = stated("Testimony is due 24 hours prior to the hearing.", start, ZONE).deadlines[0]
    assert only.due.astimezone(dt.UTC) == start.astimezone(dt.UTC) - dt.timedelta(hours=24)
    assert only.due.strftime("%H:%M") == "14:00"


def test_a_hearing_without_an_hour_counts_to_the_day() -> None:
    only = stated("Testimony is due 24 hours prior to the hearing.", START, ZONE, all_day=True).deadlines[0]
    assert only.due == dt.date(2023, 9, 23)
    assert only.notes


@pytest.mark.parametrize(
    ("text", "openness"),
    [
        ("INVITED TESTIMONY ONLY", "invited"),
        ("Testimony by invitation only.", "invited"),
        ("Only invited witnesses will be heard.", "invited"),
        ("Proponent testimony only", "proponents"),
        ("Opponents only", "opponents"),
        ("Executive session: HB 12", "none"),
        ("WORK SESSION ONLY - no testimony", "none"),
        ("No public testimony will be taken.", "none"),
        ("The committee will not take public testimony.", "none"),
        ("No testimony will be accepted after September 27.", None),
        ("No public comment will be taken by phone.", "public"),
        ("No comments will be accepted by the committee.", "none"),
        ("Public testimony is welcome.", "public"),
        ("Public hearing on the following bills", "public"),
        ("Executive session will follow the public hearing.", "public"),
        ("Executive session: HB 1. Public hearing: HB 2.", "public"),
        ("Agenda to follow", None),
        ("The invited guests praised the public library.", None),
    ],
)
def test_who_may_be_heard_is_read_with_its_sentence(text: str, openness: str | None) -> None:
    found = read(text)
    assert found.openness == openness
    assert (found.openness_sentence in text) if openness else found.openness_sentence is None


def test_a_full_stop_of_an_abbreviation_ends_no_sentence() -> None:
    text = "Testimony is due by 5:00 p.m. on Sept. 22. Sign up by 9 a.m. The room is No. 4 in the U.S. Capitol."
    assert list(sentences(text)) == [
        "Testimony is due by 5:00 p.m. on Sept. 22.",
        "Sign up by 9 a.m.",
        "The room is No. 4 in the U.S. Capitol.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "testimony by " * 100_000,
        "a" * 5_000_000,
        "5:00 p.m. " * 100_000,
        "testimony due " + "1" * 200_000,
        "<p>" * 200_000,
        "<" * 300_000,
        "testimony by 24 hours " + "prior to the " * 50_000,
        "sign up " + "the hearing " * 50_000,
        "testimony \x00 by \u202e noon on September 22 \ud800",
        "September 22, " * 50_000 + "testimony due by",
        "written testimony by the day of " * 20_000,
        "Monday before " * 50_000 + " testimony",
        "comment " + "public " * 100_000 + "hearing by",
    ],
    ids=lambda text: repr(text[:14]),
)
def test_hostile_texts_are_read_in_the_time_of_long_ones(text: str) -> None:
    assert len(read(text).deadlines) <= 40


@given(st.text(max_size=400))
def test_any_text_is_read_and_every_moment_is_aware(text: str) -> None:
    for each in read(f"Written testimony is due by {text} before the hearing").deadlines:
        assert not isinstance(each.due, dt.datetime) or each.due.utcoffset() is not None
        assert len(each.sentence) <= 400


def test_what_is_left_out_of_a_long_notice_is_told() -> None:
    many = " ".join(
        f"Written testimony is due by {hour}:{minute:02} p.m. on September 22."
        for hour in range(1, 6)
        for minute in range(10, 20)
    )
    found = read(many)
    assert len(found.deadlines) == 40
    assert "10 more deadlines" in found.unread[-1]
    assert "after the first" in read("x " * 200_000).unread[-1]


@pytest.mark.parametrize(
    "text",
    [
        "Written testimony must be submitted two legislative days before the hearing.",
        "Witness registration closes an hour and a half before the hearing.",
    ],
)
def test_a_count_we_cannot_reckon_is_told_and_never_taken_for_the_start(text: str) -> None:
    reading = read(text)
    assert not reading.deadlines
    assert reading.unread == (text,)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Written testimony is due September 22 by 3:00.", 15),
        ("Written testimony is due by 5:00 on September 22.", 17),
        ("Written testimony due September 22nd at 12.", 12),
        ("Written testimony is due September 22 by 10.", 10),
    ],
)
def test_an_hour_without_morning_or_afternoon_is_that_of_an_open_office_and_marked(text: str, hour: int) -> None:
    (deadline,) = read(text).deadlines
    assert deadline.due == dt.datetime(2023, 9, 22, hour, tzinfo=ZONE)
    assert deadline.confidence == "medium"
    assert any("without a.m. or p.m." in note for note in deadline.notes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Register to speak by 12:30 p.m.", {(S, "09-25 12:30")}),
        ("The deadline is September 22. Register to speak by 12:30 p.m.", set()),
        ("Register to speak by 5 p.m.", set()),
        ("Written testimony is due by 12:30 p.m.", set()),
        ("Registration to speak opens at 12:30 p.m.", set()),
        ("Registration for public testimony closes at noon.", {(S, "09-25 12:00")}),
        ("Inscr\u00edbase antes de las 12:30 p.m.", {(S, "09-25 12:30")}),
        ("Sign up online; parking is free until noon.", set()),
        ("Lunch is from noon to 12:45 p.m.; registration required.", set()),
        ("A workshop from 10 a.m. to noon is open to registered guests.", set()),
        ("The vehicle registration office closes at noon.", set()),
        ("El almuerzo es hasta las 12:45 p.m. para los inscritos.", set()),
    ],
)
def test_an_hour_without_a_day_is_of_the_hearing_only_for_signing_up_shortly_before(
    text: str, expected: set[tuple[str, str]]
) -> None:
    assert told(text) == expected
    assert bool(read(text).unread) == (not expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Register the day before the hearing. Use the form. Registration to speak closes at noon.", {(S, "09-24")}),
        (
            "Slips are due September 22. Sign up at the door. Register to speak by noon.",
            {(P, "09-22"), (S, "09-25 12:00")},
        ),
    ],
)
def test_an_hour_without_a_day_is_left_out_where_the_notice_has_an_earlier_day_for_the_same(
    text: str, expected: set[tuple[str, str]]
) -> None:
    assert told(text) == expected
    assert len(read(text).unread) == 2 - len(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Interpreters can be provided. Ask by 9/20.", {(A, "09-20")}),
        ("Upload your testimony in PDF. The portal closes 2 hours before the hearing.", {(W, "09-25 11:00")}),
        ("Los interesados en participar deben llamar. La fecha límite es el 22 de septiembre.", {(S, "09-22")}),
        ("File a slip online. Slips close at 1 p.m.", {(P, "09-25 13:00")}),
        ("The public may testify. The minutes were approved on 9/20.", set()),
    ],
)
def test_a_sentence_goes_on_from_the_one_before(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Written comments on the fee schedule are due September 22.", {(W, "09-22")}),
        ("Written comments on fees to be paid by hospitals are due September 22.", {(W, "09-22")}),
        ("Testimony sent by September 22 has priority.", {(W, "09-22")}),
        ("Comments submitted by September 22 have the best chance of being read.", {(W, "09-22")}),
        ("Env\u00ede sus recomendaciones hasta el 22 de septiembre.", {(W, "09-22")}),
        ("A fee of $5 must be paid by September 21 to submit comments.", set()),
        ("Testimony received by September 22 has been posted.", set()),
        ("La Comisi\u00f3n rendir\u00e1 un informe con sus recomendaciones en o antes del 22 de septiembre.", set()),
        ("El grupo presentar\u00e1 recomendaciones a la Asamblea Legislativa antes del 22 de septiembre.", set()),
        ("Written testimony is due the second of September.", {(W, "09-02")}),
        ("Written comments may not be filed before September 20.", set()),
        ("Registration may not be made before September 20.", set()),
        ("Sign up by the time the meeting agenda is posted.", set()),
        ("Sign up before the meeting packet is mailed.", set()),
        ("The docket number will be assigned by September 22.", set()),
        ("The Zoom link will be emailed by September 22 to those who register.", set()),
        ("The Zoom link will be sent to those who register by September 22.", {(R, "09-22")}),
        ("Written testimony is due Monday, 7 days before the meeting, at 4 p.m.", {(W, "09-18 16:00")}),
        ("Sign up by the time the meeting starts.", {(S, "09-25 13:00")}),
        ("The deadline for testifying is noon.", {(S, "09-25 12:00")}),
        (
            "Remote witnesses must register by noon on September 22, and in-person witnesses by 9 a.m. the day of the hearing.",
            {(R, "09-22 12:00"), (S, "09-25 09:00")},
        ),
        ("Written testimony is due the twenty-second of September.", {(W, "09-22")}),
        ("Testimonio escrito hasta el vig\u00e9simo primero de septiembre.", set()),
    ],
)
def test_a_day_is_due_only_for_what_is_asked_of_the_public(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected
