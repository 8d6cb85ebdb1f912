"""Say in words what the codes of New Jersey's history of bills mean, as the Legislature's own pages say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_FORMS: Final[tuple[tuple[str, str], ...]] = (
    (r"INT 1R([AS]) REF (\w+)", "Introduced in the {0}, Referred to {1}"),
    (r"INT 1R([AS]) [AS]WR 2R[AS]", "Introduced in the {0} without Reference, 2nd Reading"),
    (r"REP/([AS])CA 2R[AS]", "Reported from {0} Committee with Amendments, 2nd Reading"),
    (r"REP/([AS])CS 2R[AS]", "Reported from {0} Committee as a Substitute, 2nd Reading"),
    (r"REP/([AS])CA REF (\w+)", "Reported out of {0} Committee with Amendments and Referred to {1}"),
    (r"REP/([AS])CS REF (\w+)", "Reported out of {0} Committee as a Substitute and Referred to {1}"),
    (r"REP 2R([AS])", "Reported out of {0} Committee, 2nd Reading"),
    (r"REP REF (\w+)", "Reported and Referred to {1}"),
    (r"NOT REP/([AS])C[AS] (\w+)", "Not reported from {1}; its changes are shown"),
    (r"R/([AS]) REF (\w+)", "Received in the {0}, Referred to {1}"),
    (r"R/([AS]) [AS]WR 2R[AS]", "Received in the {0} without Reference, 2nd Reading"),
    (r"R/([AS]) 2R[AS]C", "Received in the {0}, 2nd Reading on Concurrence"),
    (r"R/([AS]) 2R[AS]G", "Received in the {0}, 2nd Reading on Concurrence with the Governor's Recommendations"),
    (r"CV R/([AS]) 2R[AS]G P[AS]", "Conditional Veto, Received in the {0}, 2nd Reading; recommendations concurred in"),
    (r"CV R/([AS]) 2R[AS]G", "Conditional Veto, Received in the {0}, 2nd Reading on the Governor's Recommendations"),
    (r"CV R/([AS])", "Conditional Veto, Received in the {0}"),
    (r"AV R/([AS])", "Absolute Veto, Received in the {0}"),
    (r"1R([AS])G", "1st Reading in the {0} on Concurrence with the Governor's Recommendations"),
    (r"2R([AS])G P[AS]", "2nd Reading in the {0}, concurred in the Governor's Recommendations"),
    (r"2R([AS])G", "2nd Reading in the {0} on Concurrence with the Governor's Recommendations"),
    (r"P([AS]) PBH", "Passed {0} (Passed Both Houses)"),
    (r"P([AS]) FILE", "Passed {0}, Filed with Secretary of State"),
    (r"P([AS])", "Passed by the {0}"),
    (r"([AS])A 2R[AS]", "{0} Amendment, 2nd Reading"),
    (r"([AS])S 2R[AS]", "{0} Substitute, 2nd Reading"),
    (r"CONCUR ([AS])A", "{0} Amendments concurred in"),
    (r"TRANS (\w+)", "Transferred to {1}"),
    (r"RCM (\w+)", "Recommitted to {1}"),
    (r"REF (\w+)", "Referred to {1}"),
    (r"SUB BY", "Substituted by"),
    (r"SUB FOR", "Substituted for"),
    (r"COMB/W", "Combined with"),
    (r"APP W/LIV", "Approved with Line Item Veto"),
    (r"WITHDRAWN APP", "Withdrawn Because Approved"),
    (r"APP", "Approved"),
    (r"PV", "Pocket Veto - Bill not acted on by Governor-end of Session"),
    (r"FSS", "Filed with Secretary of State"),
    (r"W", "Withdrawn from Consideration"),
    (r"MOTION", "Motion"),
    (r"RCON/V", "Reconsidered Vote"),
    (r"RSND/V", "Rescind Vote"),
    (r"(?:ASM|SEN) COPY ON DESK", "A copy was placed on the members' desks"),
)
_CHAMBER: Final = {"A": "Assembly", "S": "Senate"}
_READ: Final = tuple((re.compile(pattern), words) for pattern, words in _FORMS)
_COUNTS: Final = re.compile(r"\((\d{1,3})-(\d{1,3})(?:-(\d{1,3}))?\)")


def words(code: str, comment: str, committees: Mapping[str, str]) -> str:
    """The words of a code with what stands beside it; a code that is not known is told as it stands."""
    code = " ".join(code.split())
    for pattern, form in _READ:
        match = pattern.fullmatch(code)
        if match is not None:
            groups = match.groups()
            chamber = next((_CHAMBER[group] for group in groups if group in _CHAMBER), "")
            committee = next((committees.get(group, group) for group in groups if group not in _CHAMBER), "")
            code = form.format(chamber, committee)
            break
    return " ".join((code, *comment.split()))


def counts(comment: str) -> tuple[int, int, int | None] | None:
    """Yeas, nays and abstentions of a vote on the floor, which stand in the comment."""
    match = _COUNTS.search(comment)
    return (int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None
