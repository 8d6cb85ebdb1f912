"""What a person writes is read as a bill's number, with the place and the session it names, or as words."""

from __future__ import annotations

import pytest

from tracker.records.bill_numbers import LIMIT, BillNumber, numbers_in, read_number


@pytest.mark.parametrize(
    ("text", "place", "session", "identifiers"),
    [
        ("HB 12", None, None, "HB12 HR12"),
        ("  #HB0012.", None, None, "HB12 HR12"),
        ("S. 2", None, None, "S2"),
        ("Senate 9", None, None, "S9 SB9"),
        ("House Bill 4021", None, None, "HB4021 HR4021"),
        ("US House Bill 4021", "us", None, "HR4021"),
        ("Illinois House Bill 12", "us-il", None, "HB12"),
        ("House Joint Memorial 3", None, None, "HJM3"),
        ("Assembly Bill 5", None, None, "AB5"),
        ("Legislative Document 1832", None, None, "LD1832"),
        ("ESSB 5001", None, None, "ESSB5001 SB5001"),
        ("B26-12", None, None, "B2612 B260012 B26012 B2600012"),
        ("HB 12 (2026)", None, "2026", "HB12 HR12"),
        ("HB 12, 2025S1", None, "2025S1", "HB12 HR12"),
        ("HB 12, 103rd General Assembly", None, "103", "HB12 HR12"),
        ("H.R. 1109 (119th Congress)", "us", "119", "HR1109"),
        ("119th Congress S. 2", "us", "119", "S2"),
        ("HB 12 119th", None, "119", "HB12 HR12"),
        ("us-ma/2025/h 1", "us-ma", "194", "H1"),
        ("us-ma/H1", "us-ma", None, "H1"),
        ("us-xx/the-long-one/HB1", "us-xx", "the-long-one", "HB1"),
        ("us-il-chicago/2023-2027/So2026-0012345", "us-il-chicago", "2023-2027", "SO20260012345"),
        ("HB 12 Illinois", "us-il", None, "HB12"),
        ("HB 12, Illinois", "us-il", None, "HB12"),
        ("HB\u200b12", None, None, "HB12 HR12"),
        ("HB\u201312", None, None, "HB12 HR12"),
        ("CS/CS/SB 7", None, None, "SB7 S7"),
        ("HB 12-FN-LOCAL", None, None, "HB12 HR12"),
        ("us-nh/2026/HB0012-FN", "us-nh", "2026", "HB12"),
        ("S12-A", None, None, "S12"),
        ("P. de la C. 12", None, None, "PC12"),
        ("R. C. del S. 5", None, None, "RCS5"),
        ("Docket 5", None, None, "DOCKET5"),
        ("HR4861-116", "us", "116", "HR4861"),
        ("hr 4861 116", "us", "116", "HR4861"),
        ("S.J.Res. 75-116", "us", "116", "SJRES75"),
        ("HB26-1305", "us-co", "2026A", "HB261305 HB1305"),
        ("sjr 26-013", "us-co", "2026A", "SJR26013 SJR13"),
        ("HR26-1005", "us-co", "2026A", "HR261005 HR1005"),
        ("HR 8247 of the 117th Congress", "us", "117", "HR8247"),
        ("Utah HB 41 of 2026", "us-ut", "2026", "HB41"),
        ("SB 12 from the 2025 session", None, "2025", "SB12 S12"),
        ("B26-116", None, None, "B26116 B260116 B2600116"),
        ('"H.R. 1109"', None, None, "HR1109"),
        ("“House Bill 12”", None, None, "HB12 HR12"),
        ("house res 972", None, None, "HR972 HRES972"),
        ("https://www.congress.gov/bill/116th-congress/house-bill/4194", "us", "116", "HR4194"),
        ("congress.gov/bill/119th-congress/senate-bill/2/text?format=txt", "us", "119", "S2"),
        ("https://congress.gov/bill/116th-congress/house-concurrent-resolution/82", "us", "116", "HCONRES82"),
        ("https://www.govtrack.us/congress/bills/116/hr4194", "us", "116", "HR4194"),
        ("https://legiscan.com/MA/bill/H2197/2025", "us-ma", "194", "H2197"),
        ("https://legiscan.com/US/bill/HB4021/2025", "us", "119", "HB4021 HR4021"),
        ("https://openstates.org/ma/bills/194th/H2197/", "us-ma", "194", "H2197"),
        ("https://tracker.example/es/bills/us-ma/194/H2197#do", "us-ma", "194", "H2197"),
        ("http://127.0.0.1:8000/bills/us/119/HR4021", "us", "119", "HR4021"),
        ("https://malegislature.gov/Bills/194/H2197", "us-ma", None, "H2197"),
        ("https://le.utah.gov/~2026/bills/static/HB0552.html", "us-ut", None, "HB552"),
        ("https://leginfo.legislature.ca.gov/faces/x.xhtml?n=1/AB12", "us-ca", None, "AB12"),
        ("https://olis.oregonlegislature.gov/liz/2026R1/Measures/Overview/HB4083", "us-or", None, "HB4083"),
        ("https://mgaleg.maryland.gov/mgawebsite/Legislation/Details/hb1146?ys=2025RS", "us-md", None, "HB1146"),
        ("https://www.revisor.mn.gov/bills/bill.php?b=House&f=HF2295&ssn=0", "us-mn", None, "HF2295"),
        ("https://www.wvlegislature.gov/x/SB12", "us-wv", None, "SB12"),
        ("https://bills.example/SB0012S02", None, None, "SB12 S12"),
        ("HB0552S01", None, None, "HB552 HR552"),
        ("me/132/ld63", "us-me", "132", "LD63"),
        ("us/119/hr1", "us", "119", "HR1"),
        ("hr7848ih", None, None, "HR7848"),
        ("s12-enr", None, None, "S12"),
        ("sen bill 2661", None, None, "SB2661 S2661"),
        ("Town Bill 3", None, None, "TOWNBILL3"),
        ("ABCDEFGH 1", None, None, "ABCDEFGH1"),
        (f"H{'.' * (LIMIT - 2)}1", None, None, "H1"),
    ],
)
def test_a_number_is_read_with_the_place_and_the_session_it_names(
    text: str, place: str | None, session: str | None, identifiers: str
) -> None:
    assert read_number(text) == BillNumber(place=place, session=session, identifiers=tuple(identifiers.split()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " .,",
        "mental health 12",
        "House Parrot 3",
        "State Act 5",
        "ABCDEFGHI 1",
        "HB 12 (Smith)",
        "HB 12 or",
        "(2026)",
        "us-ma/194/---",
        "HB",
        "12",
        "https://www.congress.gov/bills/",
        "https://tracker.example/bills/",
        f"H{'.' * (LIMIT - 1)}1",
    ],
)
def test_words_are_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (BillNumber(identifiers=("HB1",)), "HB1"),
        (BillNumber(place="us-ma", identifiers=("H1", "HB1")), "us-ma/H1"),
        (BillNumber(place="us-ma", session="194", identifiers=("H1",)), "us-ma/194/H1"),
    ],
)
def test_a_number_is_written_as_far_as_it_is_known(number: BillNumber, written: str) -> None:
    assert number.written == written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HB 12", [("HB12", "")]),
        ("HB 12 parity", [("HB12", "parity")]),
        ("parity concerning HB 12", [("HB12", "parity concerning")]),
        ("parity in HB 12", [("HB12", "parity"), ("HB12", "parity in")]),
        ("School House Bill 12", [("HB12", "School"), ("BILL12", "School House")]),
        ("title 38", [("TITLE38", "")]),
        ("988 lifeline", []),
        ("parity of coverage", []),
        (" ".join(["parity"] * 19 + ["SB1"]), [("SB1", " ".join(["parity"] * 19))]),
        (" ".join(["parity"] * 20 + ["SB1"]), []),
    ],
)
def test_a_number_is_found_at_either_end_of_other_words(text: str, found: list[tuple[str, str]]) -> None:
    assert [(number.identifiers[0], rest) for number, rest in numbers_in(text)] == found


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        (f"H{'.' * 118}1", ("H1",)),
        (f"H{'.' * 119}1", None),
        ("B26-5", ("B265", "B260005", "B26005", "B2600005")),
        ("us-ma/194/*", None),
    ],
)
def test_forms_of_a_number_are_counted_out(text: str, identifiers: tuple[str, ...] | None) -> None:
    number = read_number(text)
    assert (number.identifiers if number is not None else None) == identifiers
