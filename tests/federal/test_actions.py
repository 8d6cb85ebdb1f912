from __future__ import annotations

import pytest

from spiders.sources.us.actions import classification, organization
from spiders.sources.us.measures import current_congress, identifiers, ordinal

HOUSE, SENATE, LIBRARY, COMMITTEES = "House floor actions", "Senate", "Library of Congress", "House committee actions"
JUDICIARY = ("Judiciary Committee",)

# code, source, text, committees → words, who
TABLE = [
    ("1000", LIBRARY, "Introduced in House", (), "introduction", "lower"),
    ("10000", LIBRARY, "Introduced in Senate", (), "introduction", "upper"),
    ("H11100", HOUSE, "Referred to the House Committee on the Judiciary.", JUDICIARY, "referral-committee", "lower"),
    (None, SENATE, "Read twice and referred to the Committee on Finance.", ("Finance Committee",), "reading-1 reading-2 referral-committee", "upper"),
    (None, SENATE, "Read twice and referred concurrently to the Committees on Finance and the Budget.", (), "reading-1 reading-2 referral-committee", "upper"),
    (None, COMMITTEES, "Referred to the Subcommittee on Health.", ("Health Subcommittee",), "referral-committee", "Health Subcommittee"),
    (None, COMMITTEES, "Subcommittee Hearings Held.", ("Health Subcommittee",), "", "Health Subcommittee"),
    (None, COMMITTEES, "Ordered to be Reported by Voice Vote.", JUDICIARY, "committee-passage", "Judiciary Committee"),
    (None, SENATE, "Committee on Finance. Ordered to be reported without amendment favorably.", ("Finance Committee",), "committee-passage-favorable", "Finance Committee"),
    (None, SENATE, "Committee on Finance. Ordered to be reported without amendment unfavorably.", (), "committee-passage-unfavorable", "upper"),
    ("14000", LIBRARY, "Committee on Finance. Reported by Senator Grassley without amendment. Without written report.", (), "committee-passage", "upper"),
    ("5000", LIBRARY, "Reported (Amended) by the Committee on Natural Resources. H. Rept. 116-5.", JUDICIARY, "committee-passage", "Judiciary Committee"),
    ("H12300", HOUSE, "Committee on Oversight and Reform discharged.", JUDICIARY, "", "lower"),
    ("H37100", HOUSE, "On passage Passed by the Yeas and Nays: 230 - 190 (Roll no. 5).", (), "passage", "lower"),
    ("H37300", HOUSE, "On motion to suspend the rules and pass the bill Failed by the Yeas and Nays: (2/3 required): 250 - 180.", (), "failure", "lower"),
    ("H36110", HOUSE, "On motion to recommit with instructions Failed by the Yeas and Nays: 190 - 230.", (), "", "lower"),
    ("H1B000", HOUSE, "Pursuant to the provisions of H. Res. 5, H. Res. 6 is considered passed House.", (), "passage", "lower"),
    ("H1L220", HOUSE, "Rule H. Res. 294 passed House.", (), "", "lower"),
    (None, SENATE, "Passed Senate with an amendment by Voice Vote.", (), "passage", "upper"),
    (None, SENATE, "Resolution not agreed to in Senate by Yea-Nay Vote. 44 - 53. Record Vote Number: 20.", (), "failure", "upper"),
    (None, SENATE, "Concurrent resolution, as amended, not agreed to in Senate by Voice Vote.", (), "failure", "upper"),
    (None, SENATE, "Resolution agreed to in Senate without amendment and with a preamble by Unanimous Consent.", (), "passage", "upper"),
    (None, SENATE, "Submitted in the Senate, considered, and agreed to without amendment by Unanimous Consent.", (), "introduction passage", "upper"),
    (None, SENATE, "Introduced in the Senate, read twice, considered, read the third time, and passed without amendment by Unanimous Consent.", (), "introduction reading-1 reading-2 reading-3 passage", "upper"),
    (None, SENATE, "Received in the Senate, read twice, considered, read the third time, and passed without amendment by Voice Vote.", (), "receipt reading-1 reading-2 reading-3 passage", "upper"),
    (None, SENATE, "Motion to proceed to consideration of measure agreed to in Senate by Voice Vote.", (), "", "upper"),
    (None, SENATE, "Message on Senate action sent to the House.", (), "", "upper"),
    (None, SENATE, "Failed of passage in Senate by Yea-Nay Vote. 47 - 46.", (), "failure", "upper"),
    (None, SENATE, "Failed of passage in Senate over veto by Yea-Nay Vote. 53 - 36.", (), "veto-override-failure", "upper"),
    (None, SENATE, "Passed Senate over veto by Yea-Nay Vote. 81 - 13.", (), "veto-override-passage", "upper"),
    ("H43410", HOUSE, "On passage, the objections of the President to the contrary notwithstanding Passed by the Yeas and Nays: (2/3 required): 322 - 87.", (), "veto-override-passage", "lower"),
    ("32000", LIBRARY, "Passed House over veto: On passage, the objections of the President", (), "veto-override-passage", "lower"),
    ("34000", LIBRARY, "Passed Senate over veto: Passed Senate over veto by Yea-Nay Vote.", (), "veto-override-passage", "upper"),
    (None, SENATE, "Senate agreed to the House amendment to S. 5 by Voice Vote.", (), "amendment-passage", "upper"),
    ("H41610", HOUSE, "On motion that the House agree to the Senate amendment Agreed to without objection.", (), "amendment-passage", "lower"),
    ("H41610", HOUSE, "On motion that the House instruct conferees Failed by the Yeas and Nays: 200 - 210.", (), "", "lower"),
    ("H42510", HOUSE, "On agreeing to the conference report Agreed to by the Yeas and Nays: 359 - 65.", (), "passage", "lower"),
    (None, SENATE, "Senate agreed to conference report by Yea-Nay Vote. 85 - 7.", (), "passage", "upper"),
    ("H36510", HOUSE, "On motion to table the measure Agreed to by recorded vote: 332 - 95.", (), "deferral", "lower"),
    (None, SENATE, "Indefinitely postponed by Senate by Unanimous Consent.", (), "deferral", "upper"),
    ("28000", LIBRARY, "Presented to President.", (), "executive-receipt", "executive"),
    ("E20000", HOUSE, "Presented to President.", (), "executive-receipt", "executive"),
    ("E30000", LIBRARY, "Signed by President.", (), "executive-signature", "executive"),
    ("E30000", HOUSE, "Vetoed by President. (text of veto message: CR H5)", (), "executive-veto", "executive"),
    ("31000", LIBRARY, "Pocket Vetoed by President.", (), "executive-veto", "executive"),
    ("36000", LIBRARY, "Signed by President.", (), "executive-signature", "executive"),
    ("36000", LIBRARY, "Became Public Law No: 116-95.", (), "became-law", "executive"),
    ("E40000", LIBRARY, "Became Private Law No: 117-1.", (), "became-law", "executive"),
    ("H99999", HOUSE, "A step nobody has seen yet.", (), "", "lower"),
    (None, None, "Something unattributed.", (), "", None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "text", "committees", "words", "who"), TABLE)
def test_an_action_is_told_in_open_civic_data_s_words(
    code: str | None, source: str | None, text: str, committees: tuple[str, ...], words: str, who: str | None
) -> None:
    found = classification(code, None, text)
    assert found == tuple(words.split())
    assert organization(found, code, source, text, committees) == who


def test_every_word_is_one_of_open_civic_data() -> None:
    known = {
        "introduction", "reading-1", "reading-2", "reading-3", "passage", "failure", "withdrawal", "substitution", "receipt",
        "deferral", "referral-committee", "committee-passage", "committee-passage-favorable", "committee-passage-unfavorable",
        "amendment-introduction", "amendment-passage", "amendment-failure", "amendment-withdrawal", "executive-receipt",
        "executive-signature", "executive-veto", "became-law", "veto-override-passage", "veto-override-failure",
    }  # fmt: skip
    assert {word for row in TABLE for word in row[4].split()} <= known


def test_measures_are_found_in_running_text() -> None:
    text = "S.365 and H.R.1729; S. Con. Res. 5, H.J.Res.7, H. RES. 755 (S. 12), H.R. 0188"
    assert identifiers(text) == ("S365", "HR1729", "SCONRES5", "HJRES7", "HRES755", "S12", "HR188")


@pytest.mark.parametrize(
    "text",
    [
        "Pub. L. 116-5",
        "P.L. 94",
        "U.S. 5",
        "S.Hrg. 116-45",
        "H. Rept. 117-5",
        "H.R. _____",
        "Sec. 5",
        "section s 5",
        "S. 2023-24",
    ],
)
def test_citations_are_no_measures(text: str) -> None:
    assert identifiers(text) == ()


def test_congresses_are_counted_as_they_are() -> None:
    assert [ordinal(each) for each in ("101", "102", "103", "111", "112", "113", "116", "121")] == [
        "101st",
        "102nd",
        "103rd",
        "111th",
        "112th",
        "113th",
        "116th",
        "121st",
    ]
    assert [
        current_congress(*each) for each in ((2019, 1, 2), (2019, 1, 3), (2020, 12, 31), (2026, 11, 23), (2027, 1, 3))
    ] == [115, 116, 116, 119, 120]
