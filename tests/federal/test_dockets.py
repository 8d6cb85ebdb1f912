"""Documents of one rule-making have one deadline, which ends or moves."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from spiders.sources.us.dockets import effect, orphans, settled
from spiders.sources.us.federal_register_json import read
from tracker.records.items import ScrapedNotice


def document(number: str, action: str, published: str, closes: str | None = None, **more: object) -> ScrapedNotice:
    told = {
        "document_number": number,
        "title": "Parity",
        "type": "Proposed Rule",
        "action": action,
        "publication_date": published,
        "comments_close_on": closes,
        "docket_ids": ["HHS-2026-1"],
        "regulation_id_numbers": [],
    }
    return read(told | more)


ORIGINAL = document("1", "Proposed rule.", "2026-10-12", "2026-12-12")


def day(notice: ScrapedNotice) -> str | None:
    return notice.comments_close.strftime("%Y-%m-%d %H:%M") if isinstance(notice.comments_close, dt.datetime) else None


@pytest.mark.parametrize(
    ("later", "status", "closes"),
    [
        (document("2", "Proposed rule; withdrawal.", "2026-11-21"), "withdrawn", "2026-12-12 23:59"),
        (
            document("2", "Proposed rule; extension of comment period.", "2026-11-21", "2027-01-11"),
            None,
            "2027-01-11 23:59",
        ),
        (
            document("2", "Proposed rule; reopening of comment period.", "2026-12-20", "2027-02-01"),
            None,
            "2027-02-01 23:59",
        ),
        (
            document("2", "Proposed rule; comment period reopened.", "2026-12-20", "2027-02-01"),
            None,
            "2027-02-01 23:59",
        ),
        (document("2", "Decision not to finalize proposed rule.", "2026-11-21"), "withdrawn", "2026-12-12 23:59"),
        (
            document(
                "2",
                "Proposed rule; rescission.",
                "2026-11-21",
                title="Parity; Rescission of Notice of Proposed Rulemaking",
            ),
            "withdrawn",
            "2026-12-12 23:59",
        ),
        (document("2", "Proposed rule.", "2026-11-21", title="Rescission of Parity Rule"), None, "2026-12-12 23:59"),
        (document("2", "Notice of decision not to pursue a claim.", "2026-11-21"), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; correction.", "2026-10-20", "2026-12-01"), None, "2026-12-01 23:59"),
        (document("2", "Proposed rule; correction.", "2026-10-20"), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; partial withdrawal.", "2026-10-20"), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; withdrawal.", "2026-11-21", docket_ids=["OTHER-1"]), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; withdrawal.", "2026-09-01"), None, "2026-12-12 23:59"),
    ],
)
def test_a_later_document_acts_on_the_original(later: ScrapedNotice, status: str | None, closes: str):
    for order in permutations((ORIGINAL, later)):
        made = {each.key: each for each in settled(order)}
        assert (made["fr-1"].status, day(made["fr-1"])) == (status, closes)
        assert made["fr-2"].comments_close is None


def test_a_rescission_that_takes_comments_ends_nothing():
    later = document("2", "Notice.", "2026-11-21", "2027-01-15", title="Rescinding Proposed Rule on Parity")
    assert effect(later) is None


ADVANCE = document("1", "Advance notice of proposed rulemaking.", "2026-01-05", "2026-03-05")
PROPOSED = document("2", "Notice of proposed rulemaking.", "2026-09-01", "2026-11-02")
MOVED = "Proposed rule; extension of comment period."
FAMILIES: dict[str, tuple[tuple[ScrapedNotice, ...], tuple[str, ...]]] = {
    "two rules of one docket with a regulation number each": (
        (
            document("1", "Proposed rule.", "2026-09-01", "2026-11-02", regulation_id_numbers=["1210-AA01"]),
            document("2", "Proposed rule.", "2026-09-01", "2026-11-02", regulation_id_numbers=["1210-AA02"]),
            document("3", MOVED, "2026-10-20", "2026-12-02", regulation_id_numbers=["1210-AA02"]),
        ),
        ("2026-11-02", "2026-12-02"),
    ),
    "agencies that act together": (
        (
            document("1", "Proposed rule.", "2026-08-03", "2026-10-02", docket_ids=["REG-1", "CMS-9902-P"]),
            document("2", MOVED, "2026-09-21", "2026-10-17", docket_ids=["REG-1"]),
        ),
        ("2026-10-17",),
    ),
    "an advance notice is over when the rule's period is extended": (
        (ADVANCE, PROPOSED, document("3", MOVED, "2026-10-20", "2026-12-02")),
        ("2026-03-05", "2026-12-02"),
    ),
    "an advance notice is withdrawn beside its rule": (
        (ADVANCE, PROPOSED, document("3", "Advance notice of proposed rulemaking; withdrawal.", "2026-09-15")),
        ("withdrawn", "2026-11-02"),
    ),
    "a direct final rule is withdrawn beside its proposal": (
        (
            document("1", "Direct final rule.", "2026-08-01", "2026-10-01"),
            document("2", "Proposed rule.", "2026-08-01", "2026-10-01"),
            document("3", "Direct final rule; withdrawal.", "2026-09-20"),
        ),
        ("withdrawn", "2026-10-01"),
    ),
    "the second round is reopened": (
        (ADVANCE, PROPOSED, document("3", "Proposed rule; reopening of comment period.", "2026-12-01", "2027-01-15")),
        ("2026-03-05", "2027-01-15"),
    ),
    "a docket that is spelled in two ways": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-01", docket_ids=["Docket No. DEA-407"]),
            document("2", MOVED, "2026-09-20", "2026-10-31", docket_ids=["DEA-407"]),
        ),
        ("2026-10-31",),
    ),
    "a file code that ends in the sort of the document": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-01", docket_ids=["CMS-1832-P"]),
            document("2", "Proposed rule; correction.", "2026-09-20", "2026-10-31", docket_ids=["CMS-1832-CN2"]),
        ),
        ("2026-10-31",),
    ),
    "unrelated notices in one docket": (
        (
            document("1", "Notice.", "2026-08-01", "2026-10-01", type="Notice", title="Pediatric Advisory Committee"),
            document("2", "Notice.", "2026-09-01", "2026-11-30", type="Notice", title="Dental Panel; Extension of Comment Period"),
        ),
        ("2026-10-01", "2026-11-30"),
    ),
    "an extension that is withdrawn": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-01"),
            document("2", MOVED, "2026-09-01", "2026-12-01"),
            document("3", "Proposed rule; withdrawal of extension of comment period.", "2026-09-10", "2026-10-01"),
        ),
        ("2026-10-01",),
    ),
    "an extension that is withdrawn without a word of the day": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-01"),
            document("2", MOVED, "2026-09-01", "2026-12-01"),
            document("3", "Proposed rule; withdrawal of extension of comment period.", "2026-09-10"),
        ),
        ("2026-10-01",),
    ),
    "forms of one agency, of which another one is withdrawn": (
        (
            document("1", "Notice.", "2026-11-01", "2026-12-31", type="Notice", title="Agency Information Collection Activities: Client Survey on Mental Health"),
            document("2", "Notice; withdrawal.", "2026-11-10", type="Notice", title="Agency Information Collection Activities: Block Grant Application"),
        ),
        ("2026-12-31",),
    ),
    "two rules of one docket, of which the closed one is reopened": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-15", title="Screening of Adults"),
            document("2", "Proposed rule.", "2026-10-01", "2027-01-30", title="Screening of Children"),
            document("3", "Proposed rule; reopening of comment period.", "2026-11-01", "2026-12-20", title="Screening of Adults"),
        ),
        ("2026-12-20", "2027-01-30"),
    ),
    "extended twice and withdrawn": (
        (
            document("1", "Proposed rule.", "2026-08-01", "2026-10-01"),
            document("2", MOVED, "2026-09-20", "2026-10-31"),
            document("3", "Proposed rule; second extension of comment period.", "2026-10-25", "2026-12-30"),
            document("4", "Proposed rule; withdrawal.", "2026-11-10"),
        ),
        ("withdrawn",),
    ),
    "withdrawn and proposed anew": (
        (
            document("1", "Proposed rule.", "2026-01-05", "2026-03-05"),
            document("2", "Withdrawal of proposed rule; notice of proposed rulemaking.", "2026-10-01", "2026-12-15"),
        ),
        ("withdrawn", "2026-12-15"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_later_document_acts_on_the_one_that_it_means(family: str):
    documents, expected = FAMILIES[family]
    for order in permutations(documents):
        made = sorted(settled(order), key=lambda each: each.id)
        told = ["withdrawn" if each.status else (day(each) or "")[:10] for each in made]
        assert told[: len(expected)] == list(expected)
        assert not any(told[len(expected) :])


def test_documents_are_linked_by_their_regulation_number_too():
    one = document(
        "1", "Proposed rule.", "2026-10-12", "2026-12-12", docket_ids=[], regulation_id_numbers=["0930-AA02"]
    )
    two = document(
        "2", "Proposed rule; withdrawal.", "2026-11-21", docket_ids=["X-1"], regulation_id_numbers=["0930-AA02"]
    )
    assert [each.status for each in settled((one, two))] == ["withdrawn", None]
    assert orphans((two,)) == [two]
    assert orphans((one, two)) == []


@pytest.mark.parametrize(
    ("dates", "closes"),
    [
        ("Comments must be received on or before January 5, 2027.", "2027-01-05 23:59"),
        (
            "To be assured consideration, comments must be received no later than 5 p.m. on January 5, 2027.",
            "2027-01-05 17:00",
        ),
        ("This rule is effective on January 5, 2027.", None),
        ("The proposed rule published October 12, 2026 is withdrawn as of November 21, 2026.", None),
        (
            "The comment period for the proposed rule published on October 12, 2026 (91 FR 12345) is extended. Comments should be received on or before January 11, 2027.",
            "2027-01-11 23:59",
        ),
        (
            "The comment period for the notice of proposed rulemaking published at 91 FR 12345 on October 12, 2026, is extended to 11:59 p.m. Eastern Time on January 11, 2027.",
            "2027-01-11 23:59",
        ),
        (
            "To be assured consideration, comments must be received at one of the addresses provided below, by January 15, 2027.",
            "2027-01-15 23:59",
        ),
        (
            "Either electronic or written comments on the proposed rule must be submitted by January 19, 2027.",
            "2027-01-19 23:59",
        ),
        (
            "Written comments and recommendations for the proposed information collection must be received within 30 days of the publication of this notice.",
            "2026-12-22 23:59",
        ),
        (
            "Comments on this ICR must be received no later than 60 days after publication of this notice in the Federal Register.",
            "2027-01-21 23:59",
        ),
        (
            "Electronic comments must be submitted, and written comments must be postmarked, on or before December 26, 2026. Commenters should be aware that the electronic Federal Docket Management System will not accept any comments after 11:59 p.m. Eastern Time on the last day of the comment period.",
            "2026-12-26 23:59",
        ),
        (
            "This interim final rule is effective on January 1, 2027. Comments must be received by February 1, 2027.",
            "2027-02-01 23:59",
        ),
        (
            "Effective date: These regulations are effective on January 1, 2027. Comment date: To be assured consideration, comments must be received at one of the addresses provided below, no later than 5 p.m. on January 26, 2027.",
            "2027-01-26 17:00",
        ),
        (
            "The comment period for the proposed rule published on July 12, 2026 (91 FR 100), is reopened for 30 days, from December 1, 2026 to December 31, 2026.",
            "2026-12-31 23:59",
        ),
        (
            "The comment period for the proposed rule that published on October 12, 2026 at 91 FR 5000 is extended by 30 days to January 11, 2027.",
            "2027-01-11 23:59",
        ),
        ("Interested parties are invited to submit comments on or before February 1, 2027.", "2027-02-01 23:59"),
        (
            "Submit comments on the proposal within 60 days of publication. Comments on the collection of information will be accepted for 30 days from the date of publication.",
            "2026-12-22 23:59",
        ),
        (
            "Submit either electronic or written comments on the draft guidance by January 26, 2027 to ensure that the Agency considers your comment on this draft guidance before it begins work on the final version of the guidance.",
            "2027-01-26 23:59",
        ),
        (
            "Comments are due on or before December 15, 2026; reply comments are due on or before January 14, 2027.",
            "2026-12-15 23:59",
        ),
        ("The public hearing will be held on December 10, 2026, from 9 a.m. to 4 p.m. Eastern Time.", None),
        ("Final rule effective date: January 21, 2027. Compliance date: January 21, 2028.", None),
        ("Comments due: January 12, 2027.", "2027-01-12 23:59"),
        ("COMMENT DATE: Comments must be submitted to OMB by January 21, 2027.", "2027-01-21 23:59"),
        (
            "The comment period for the proposed rule published October 12, 2026, at 91 FR 500, closes January 20, 2027.",
            "2027-01-20 23:59",
        ),
        (
            "Comments and information must be received by 11:59 p.m. ET on Tuesday, January 19, 2027.",
            "2027-01-19 23:59",
        ),
        (
            "Responses to the RFI must be received by 5:00 p.m. EST on December 31, 2026 to be considered.",
            "2026-12-31 17:00",
        ),
        ("DATES: Responses must be provided no later than January 29, 2027.", "2027-01-29 23:59"),
        ("This final rule is effective January 1, 2027. The comment period closed on October 1, 2026.", None),
        (
            "The proposed rule published on October 12, 2026 is corrected as of November 22, 2026. The comment period end date of December 12, 2026 is unchanged.",
            "2026-12-12 23:59",
        ),
        (
            "As of November 22, 2026, the proposed rule published on October 12, 2026, at 91 FR 5000, is withdrawn.",
            None,
        ),
        (
            "The meeting will be held on December 9, 2026, 9:00 a.m. to 5:00 p.m. EST. Written comments must be received by December 2, 2026.",
            "2026-12-02 23:59",
        ),
        (
            "The effective date of the rule is delayed until March 21, 2027. Comments must be received by December 30, 2026.",
            "2026-12-30 23:59",
        ),
        ("Consideration will be given to all comments received by January 21, 2027.", "2027-01-21 23:59"),
        ("Comments regarding this proposal should be sent not later than December 23, 2026.", "2026-12-23 23:59"),
        (
            "You must submit comments by January 20, 2027. Comments on the information collection: on or before December 22, 2026.",
            "2026-12-22 23:59",
        ),
        (None, None),
    ],
)
def test_dates_are_read_where_the_field_is_missing(dates: str | None, closes: str | None):
    assert day(document("3", "Request for information.", "2026-11-22", dates=dates)) == closes
    slip = document("3", "Request for information.", "2026-11-22", "2016-01-20", dates=dates)  # before it was published
    assert day(slip) == closes


EFFECTS = [
    ("Proposed rule; withdrawal.", "Parity", "withdrawal"),
    ("Withdrawal of proposed rule.", "Parity", "withdrawal"),
    ("Notice of withdrawal of proposed rulemaking.", "Parity", "withdrawal"),
    ("Proposed rulemaking; termination.", "Parity", "withdrawal"),
    ("Termination of rulemaking.", "Parity", "withdrawal"),
    ("Notice of termination of exemption.", "Parity", None),
    ("Notice; termination of arbitral panel.", "Parity", None),
    ("Interim final rule; termination of public health emergency.", "Parity", None),
    ("Notice.", "Parity; Extension of Comment Period", "move"),
    ("Notification of extension of comment period.", "Parity", "move"),
    ("Notice.", "Agency Information Collection Activities; Proposed Collection; Comment Request; Extension", None),
    ("Notice.", "Agency Information Collection Activities: Extension Without Change of a Currently Approved Collection", None),
    ("Notice of information collection; extension of a currently approved collection.", "Agency", None),
    ("Request for information; extension of comment period.", "x", "move"),
    ("Notice of proposed rulemaking; extension of the public comment period.", "x", "move"),
    ("Proposed rule; supplemental notice and reopening of comment period.", "x", "move"),
    ("Supplemental notice of proposed rulemaking.", "x", None),
    ("Final rule; delay of effective date.", "x", None),
    ("Final rule; correcting amendment.", "x", "move"),
    ("Proposed rule; correction and extension of comment period.", "x", "move"),
    ("Temporary rule; extension.", "Third Temporary Extension of COVID-19 Telemedicine Flexibilities for Prescription of Controlled Medications", None),
    ("Notice; withdrawal.", "Draft guidance", "withdrawal"),
    ("Proposed rule; withdrawal in part.", "x", None),
    ("Notice of public meeting; extension of comment period.", "x", "move"),
    ("Notice; rescission of guidance.", "x", None),
    ("Proposed rule.", "Correctional Facilities: Extending Medicaid Coverage to Persons Leaving Jail", None),
    ("Proposed rule.", "Extension of Medicaid Postpartum Coverage; Comment Period Open", None),
    ("Notice.", "Reopening of the Center for Mental Health Services; Comment Request", None),
    ("Proposed rule.", "Withdrawal Management Services for Opioid Use Disorder", None),
    ("", "Withdrawal of Certain Proposed Rules", "withdrawal"),
    ("", "Alcohol Withdrawal Treatment Standards", None),
    ("Proposed rule; reopening of the comment period.", "x", "move"),
    ("Proposed rules; comment period extended.", "x", "move"),
    ("Notice of proposed rulemaking; notice of hearing; correction.", "x", "move"),
    ("Proposed rule; withdrawal of extension of comment period.", "x", "move"),
    ("Proposed rule; shortening of comment period.", "x", "move"),
    ("Notice; change in comment due date.", "x", "move"),
    ("Direct final rule; withdrawal.", "x", "withdrawal"),
    ("Notification of proposed withdrawal; request for comments.", "Parity", None),
    ("Proposed rule; proposed withdrawal.", "x", None),
    ("Proposed withdrawal of final rule.", "x", None),
    ("Notice of intent to withdraw.", "Draft guidance", None),
    ("Proposed rule.", "Proposed Rescission of the Proposed Rule on Parity", None),
    ("Notice of intent to rescind.", "Intent to Rescind Proposed Rule on Parity", None),
    ("Notice.", "Request for Comments on Rescinding the Proposed Rule on Parity", None),
    ("Notice.", "Rescission of Proposed Rule on Parity", "withdrawal"),
    ("Proposed rule withdrawal.", "x", "withdrawal"),
    ("Withdrawal of notice of proposed rulemaking.", "x", "withdrawal"),
    ("Proposed rule.", "Changes to the Comment Process of Advisory Councils", None),
]  # fmt: skip


def test_what_a_document_does_to_a_comment_period_is_told_by_its_action_and_title():
    wrong = []
    for action, title, expected in EFFECTS:
        found = effect(document("4", action, "2026-11-22", title=title))
        if found != expected:
            wrong.append((action, title, expected, found))
    assert wrong == []


def test_the_second_notice_of_a_form_leaves_the_date_of_the_first_alone():
    first = document("1", "Notice.", "2026-09-01", "2026-10-31", title="Information Collection; Comment Request")
    second = document(
        "2", "Notice.", "2026-11-22", "2026-12-22", title="Information Collection; Comment Request; Extension"
    )
    assert [day(each) for each in settled((first, second))] == ["2026-10-31 23:59", "2026-12-22 23:59"]
