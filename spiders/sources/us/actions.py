"""Say in Open Civic Data's words what an action of Congress did and who acted.

The table was read off the codes of GovInfo's user guide and the texts of the 114th to 119th Congress. A code may stand
for several outcomes (`H37300` is a vote under suspension, passed or failed), so most rows look at the words too. An
action that moves nothing (a debate, a motion to reconsider) gets no word. The Library of Congress repeats floor
actions under its own codes (8000 beside H37100): both get the same words, which costs the stage of a bill nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

Words = tuple[str, ...]
_Row = tuple[re.Pattern[str], Words]

HOUSE: Final = "lower"
SENATE: Final = "upper"
PRESIDENT: Final = "executive"


def _rows(*rows: tuple[str, str]) -> tuple[_Row, ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), tuple(words.split())) for pattern, words in rows)


_REPORT = _rows(
    (r"\b(?:unfavorabl|adverse)", "committee-passage-unfavorable"),
    (r"\bfavorabl", "committee-passage-favorable"),
    (r"", "committee-passage"),
)
_VOTE = _rows(
    (r"\bfailed\b|\bnot agreed to\b|\bdisagreed to\b|\brejected\b", "failure"),
    (r"\bagreed to\b|\bpassed\b|\badopted\b", "passage"),
)
_CONCUR = _rows(
    (r"\binstruct\b|\bconferees\b|\binsist\b(?!.*\bagree)|\btable\b|\breconsider\b|\bpostpone\b|\brefer\b", ""),
    (r"\bconference report\b.*\b(?:failed|not agreed|rejected|disagreed)\b", "failure"),
    (r"\bconference report\b.*\bagreed to\b", "passage"),
    (r"\b(?:failed|not agreed to|disagreed to|rejected)\b", "amendment-failure"),
    (r"\bagreed to\b|\bconcurred\b", "amendment-passage"),
)
_PRESIDENT = _rows(
    (r"\bveto", "executive-veto"),
    (r"\bsigned by (?:the )?president", "executive-signature"),
    (r"\bbecame (?:public|private) law|\bbecame law", "became-law"),
    (r"\bpresented to (?:the )?president", "executive-receipt"),
)
_OVERRIDE = _rows(
    (r"\bpostpone|\brefer\b|\btable\b", ""),
    (r"\bfailed\b|\bsustained\b", "veto-override-failure"),
    (r"\bpassed\b|\boverridden\b|\bagreed to\b", "veto-override-passage"),
)
_HOUSE_AMENDMENT = _rows(
    (r"\bwithdrawn\b", "amendment-withdrawal"),
    (r"\boffered by\b", "amendment-introduction"),
    (r"\bon (?:agreeing to|adopting)\b.*\b(?:failed|rejected|not agreed)\b", "amendment-failure"),
    (r"\bon (?:agreeing to|adopting)\b.*\bagreed to\b", "amendment-passage"),
)

_BY_CODE: Final[dict[str, Words | tuple[_Row, ...]]] = {
    # The Library of Congress
    "Intro-H": ("introduction",),
    "1000": ("introduction",),
    "2000": ("referral-committee",),
    "5000": _REPORT,
    "5500": (),
    "8000": ("passage",),
    "9000": ("failure",),
    "10000": ("introduction",),
    "11000": ("referral-committee",),
    "14000": _REPORT,
    "14500": (),
    "14900": (),  # a written report filed after the bill was reported
    "17000": ("passage",),
    "18000": ("failure",),
    "19500": _CONCUR,
    "20500": _CONCUR,
    "20700": (),
    "20800": (),
    "20900": (),
    "21000": _VOTE,
    "22000": _VOTE,
    "23000": _VOTE,
    "24000": _VOTE,
    "28000": ("executive-receipt",),
    "31000": ("executive-veto",),
    "32000": ("veto-override-passage",),
    "33000": ("veto-override-failure",),
    "34000": ("veto-override-passage",),
    "35000": ("veto-override-failure",),
    "36000": _PRESIDENT,
    "37000": _PRESIDENT,
    "38000": _PRESIDENT,
    "39000": _PRESIDENT,
    "40000": _PRESIDENT,
    "B00100": (),
    # The President
    "E10000": ("executive-receipt",),
    "E20000": ("executive-receipt",),
    "E30000": _PRESIDENT,
    "E40000": ("became-law",),
    # The House floor
    "H11100": ("referral-committee",),
    "H11100-A": ("referral-committee",),
    "H11200": ("referral-committee",),
    "H11200-A": ("referral-committee",),
    "H12100": _REPORT,
    "H12200": _REPORT,
    "H12210": (),  # a supplemental report
    "H12300": (),
    "H14000": ("receipt",),
    "H1B000": _rows((r"\bis considered passed\b", "passage")),
    "H32111": _HOUSE_AMENDMENT,
    "H34111": _HOUSE_AMENDMENT,
    "H34200": ("substitution",),
    "H34400": ("amendment-passage",),
    "H36510": _rows((r"\bmeasure agreed to\b", "deferral")),
    "H37100": _VOTE,
    "H37300": _VOTE,
    "H41610": _CONCUR,
    "H42510": _VOTE,
    "H43410": _OVERRIDE,
    # Steps of procedure that decide nothing about the bill
    **dict.fromkeys(
        (
            "H12410", "H12420", "H12430", "H12440", "H12700", "H15000", "H17000", "H1L210", "H1L220", "H25200", "H30000",
            "H30200", "H30300", "H30800", "H32020", "H32050", "H32340", "H32341", "H32400", "H32600", "H32700", "H35000",
            "H36100", "H36110", "H36200", "H36210", "H36500", "H36600", "H36610", "H36700", "H37210", "H37220", "H37400",
            "H38310", "H38400", "H38800", "H38900", "H40110", "H40130", "H40140", "H40150", "H40200", "H40210", "H40300",
            "H41400", "H41540", "H41541", "H41800", "H41930", "H41931", "H42300", "H42831", "H43200", "H43210", "H82000",
            "H8A000", "H8D000",
        ),
        (),
    ),
}  # fmt: skip

# Senate and committee actions carry no code: every row that fits adds its words, in this order.
_BY_TEXT: Final = _rows(
    (r"^(?:introduced|submitted) in (?:the )?(?:senate|house)\b", "introduction"),
    (r"^received in the (?:senate|house)\b", "receipt"),
    (r"\bread (?:the first time|twice)\b", "reading-1"),
    (r"\bread (?:the second time|twice)\b", "reading-2"),
    (r"\bread the third time\b", "reading-3"),
    (r"^(?!motion\b).*\breferred (?:\w+ ){0,3}?to (?:the |senate |house )*(?:\w+ )?(?:sub)?committe(?:es?)?\b", "referral-committee"),
    (r"\bordered to be reported\b.*\b(?:unfavorabl|adverse)", "committee-passage-unfavorable"),
    (r"\bordered to be reported\b(?!.*\b(?:unfavorabl|adverse)).*\bfavorabl", "committee-passage-favorable"),
    (r"\bordered to be reported\b(?!.*(?:favorabl|\badverse))", "committee-passage"),
    (r"\b(?:reported (?:to senate )?by|measure reported to senate|reported an original measure)\b", "committee-passage"),
    (r"^reported (?:\(amended\) |adversely )?by the committee\b", "committee-passage"),
    (r"^passed (?:the )?(?:senate|house)\b(?!.*\bover veto\b)", "passage"),
    (r"^(?:\w+ )?resolution agreed to in (?:senate|house)\b", "passage"),
    (r"^(?:introduced|submitted|received) in the (?:senate|house)\b.*\bconsidered\b.*\b(?:agreed to|passed)\b", "passage"),
    (r"^(?:senate|house) agreed to (?:the )?conference report\b", "passage"),
    (r"^(?:\w+ )?(?:resolution|bill|measure)(?:, as amended,)? not agreed to in (?:senate|house)\b", "failure"),
    (r"^(?:failed of passage|disagreed to|not agreed to) in (?:senate|house)\b(?!.*\bover veto\b)", "failure"),
    (r"^(?:senate|house) (?:failed to agree|did not agree) to (?:the )?conference report\b", "failure"),
    (r"^(?:senate|house) (?:agreed|concurred)\b(?!.*\bconference report\b).*?\b(?:to|in) the (?:house|senate) amendments?\b", "amendment-passage"),
    (r"^passed (?:senate|house)\b.*\bover veto\b", "veto-override-passage"),
    (r"^failed of passage in (?:senate|house) over veto\b", "veto-override-failure"),
    (r"^the committee (?:substitute|amendments?)\b.*\bagreed to\b", "amendment-passage"),
    (r"^the committee (?:substitute|amendments?)\b.*\bwithdrawn\b", "amendment-withdrawal"),
    (r"^(?:s\.?amdt\.?|amendment (?:sa|\(a))\W?\d+.*\b(?:proposed|offered) by\b", "amendment-introduction"),
    (r"^(?:s\.?amdt\.?|amendment sa)\W?\d+.*(?<!not )\bagreed to in senate\b", "amendment-passage"),
    (r"^(?:s\.?amdt\.?|amendment sa)\W?\d+.*\b(?:not agreed to|rejected|tabled)\b", "amendment-failure"),
    (r"^(?:(?:s\.?amdt\.?|proposed amendment sa|amendment sa)\W?\d+)\b.*\bwithdrawn\b", "amendment-withdrawal"),
    (r"^on agreeing to the .*\bamendments?\b.*\((?:a\d+)\).*\bagreed to\b", "amendment-passage"),
    (r"^on agreeing to the .*\bamendments?\b.*\((?:a\d+)\).*\b(?:failed|not agreed)\b", "amendment-failure"),
    (r"^indefinitely postponed by senate\b", "deferral"),
    (r"^(?:bill|measure|(?:\w+ )?resolution) withdrawn\b", "withdrawal"),
    (r"^presented to president\b", "executive-receipt"),
    (r"^(?:pocket )?vetoed by president\b", "executive-veto"),
    (r"^signed by president\b", "executive-signature"),
    (r"^became (?:public|private) law\b", "became-law"),
)  # fmt: skip


@lru_cache(maxsize=65_536)
def classification(code: str | None, kind: str | None, text: str) -> Words:
    """Open Civic Data's words for an action; `kind` is the source's `type`, which settles what a code leaves open."""
    row = _BY_CODE.get(code) if code else None
    if row is not None:
        return row if not row or isinstance(row[0], str) else _first(row, text)  # type: ignore[return-value]
    if kind == "Veto" and code:
        return _first(_OVERRIDE, text)
    words: list[str] = []
    for pattern, adds in _BY_TEXT:
        if pattern.search(text):
            words += [word for word in adds if word not in words]
    return tuple(words)


def _first(rows: Sequence[_Row], text: str) -> Words:
    return next((words for pattern, words in rows if pattern.search(text)), ())


_COMMITTEE_ACTED: Final = frozenset(
    {"committee-passage", "committee-passage-favorable", "committee-passage-unfavorable"},
)
_PRESIDENT_ACTED: Final = frozenset({"executive-receipt", "executive-signature", "executive-veto", "became-law"})


def organization(words: Words, code: str | None, source: str | None, text: str, committees: Words) -> str | None:
    """Who acted: `lower`, `upper`, `executive`, or the one committee that met, heard or reported.

    `source` is the name of the source system; `committees` are the names beside the action. None when nobody can tell.
    """
    if _PRESIDENT_ACTED.intersection(words):
        return PRESIDENT
    chamber = _chamber(code, source, text)
    if len(committees) == 1 and (
        source == "House committee actions"
        or _COMMITTEE_ACTED.intersection(words)
        or (source == "Senate" and text.startswith("Committee on"))
    ):
        return committees[0]
    return chamber


@lru_cache(maxsize=65_536)
def _chamber(code: str | None, source: str | None, text: str) -> str | None:
    if source == "Senate":
        return SENATE
    if source and source.startswith("House"):
        return HOUSE
    if code and (code[0] == "H" or code == "Intro-H"):
        return HOUSE
    if code and code.isdecimal():
        return _chamber_of_number(code)
    house, senate = "House" in text, "Senate" in text
    return None if house == senate else HOUSE if house else SENATE


def _chamber_of_number(code: str) -> str | None:
    """The Library of Congress numbers steps in the order of a bill's life: below 10000 House, below 19000 Senate."""
    number = int(code)
    if number < 10_000:
        return HOUSE
    if number < 19_000:
        return SENATE
    if code in {"19500", "21000", "22000", "32000", "33000"}:
        return HOUSE
    if code in {"20500", "23000", "24000", "34000", "35000"}:
        return SENATE
    return None
