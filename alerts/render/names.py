"""Name what is known by a code: places, chambers, topics, stages, sections. English here; catalogues have the rest."""

from __future__ import annotations

import re
from typing import Final

from tracker.records.place_names import is_county, is_local, lower_chamber
from tracker.records.stages import one_chamber


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Mark a text for the catalogues."""
    return text


TOPICS: Final = {
    "mental-health": N_("Mental health"),
    "substance-use": N_("Substance use"),
    "parity": N_("Insurance parity"),
    "crisis-988": N_("988 and crisis care"),
    "suicide-prevention": N_("Suicide prevention"),
    "youth": N_("Children, youth and schools"),
    "veterans": N_("Veterans and service members"),
    "maternal": N_("Maternal health"),
    "workforce": N_("The mental health workforce"),
    "housing": N_("Housing and homelessness"),
    "justice": N_("Courts, police, jails and reentry"),
    "telehealth": N_("Telehealth"),
    "medicaid-funding": N_("Medicaid and public funding"),
    "peer-support": N_("Peer support and lived experience"),
    "involuntary-treatment": N_("Involuntary treatment and rights"),
    "equity": N_("Equity and access"),
}
STAGES: Final = {
    "introduced": N_("Introduced"),
    "in-committee": N_("In committee"),
    "on-the-floor": N_("On the floor"),
    "passed-one-chamber": N_("Passed one chamber"),
    "chambers-differ": N_("The chambers' texts differ"),
    "passed-both": N_("Passed both chambers"),
    "sent-to-executive": N_("Waiting for a signature"),
    "law": N_("Law"),
    "vetoed": N_("Vetoed"),
    "failed": N_("Did not pass"),
    "adopted": N_("Adopted"),
    "died": N_("Died with its session"),
    "carried-over": N_("Carried over"),
    "substituted": N_("Replaced by another bill"),
    "not-captured": N_("Outcome not captured"),
    "reported": N_("Reported by its committee"),
    "passed": N_("Passed"),
    "returned": N_("Sent back with changes"),
    "confirmed": N_("Confirmed"),
    "not-confirmed": N_("Not confirmed"),
}
"""The stages, and five that only readers are told: see `alerts.stories.model.Story.told_stage`."""
STANDS_FOR: Final = {"reported": "in-committee", "passed": "passed-both"}
"""Which step of the way those are."""
SECTIONS: Final = {
    "act": N_("Act this week"),
    "moved": N_("Changes"),
    "new": N_("New"),
    "decided": N_("Decided"),
    "standing": N_("Where things stand"),
    "also": N_("Also on the list"),
    "late": N_("Arrived late"),
    "possible": N_("What may matter"),
}
DUES: Final = {
    "written-testimony": N_("Written testimony"),
    "oral-sign-up": N_("Sign up to speak"),
    "remote-sign-up": N_("Sign up to speak remotely"),
    "position": N_("Register your position"),
    "comment-period": N_("Public comments"),
    "accommodation": N_("Ask for an interpreter or other accommodation"),
    "signature": N_("To be signed or vetoed"),
    "hearing": N_("Hearing"),
    "town-hall": N_("Town hall"),
}
SOURCE_KINDS: Final = {
    "bills": N_("bills"),
    "hearings": N_("hearings"),
    "notices": N_("rules"),
    "people": N_("people"),
}
CADENCES: Final = {
    "weekly": N_("once a week"),
    "daily": N_("once a day"),
    "deadlines": N_("only deadlines, as they come up"),
}
FIELDS: Final = {
    "title": N_("in the title"),
    "other_titles": N_("in another title"),
    "abstract": N_("in the summary"),
    "abstracts": N_("in the summary"),
    "subject": N_("in the subjects"),
    "subjects": N_("in the subjects"),
    "text": N_("in the text"),
    "heading": N_("in a heading of its text"),
    "actions": N_("in its history"),
    "committee": N_("in the committee's name"),
    "committees": N_("in the committee's name"),
    "name": N_("in the hearing's name"),
    "description": N_("in the announcement"),
    "agenda": N_("on the agenda"),
    "agencies": N_("in the agency's name"),
    "bills": N_("in a bill that is heard"),
}

_LOWER: Final = {
    "House": (N_("the House"), N_("representative")),
    "Assembly": (N_("the Assembly"), N_("Assembly member")),
    "House of Delegates": (N_("the House of Delegates"), N_("delegate")),
}
"""A lower chamber with its article, and who sits in it."""
_COUNCILS: Final = frozenset({"us-dc"})
_COMMITTEE: Final = re.compile(r"committee|comisi[oó]n\b", re.IGNORECASE)
_BODY: Final = re.compile(r"\b(board|commission|council)\b", re.IGNORECASE)
_BODIES: Final = {"board": N_("the board"), "commission": N_("the commission"), "council": N_("the council")}


def chamber_name(place: str, which: str) -> str:
    """A chamber as people say it, with its article."""
    alone = one_chamber(place)
    if which == "upper" and not alone:
        return N_("the Senate")
    if which == "lower" and not alone:
        return _LOWER[lower_chamber(place)][0]
    if is_county(place):
        return N_("the county")
    if place in _COUNCILS or is_local(place):
        return N_("the council")
    if which == "executive":
        return N_("the executive branch")
    return N_("the U.S. Congress") if place == "us" else N_("the legislature")


def names_a_body(words: str) -> bool:
    """Whether a committee, board, commission or council is named there."""
    return bool(_COMMITTEE.search(words) or _BODY.search(words))


def body_name(place: str, committee: str) -> str:
    """Who holds a hearing, by what its own name says that it is; cities and counties whose source names nobody hold it themselves."""
    match = None if _COMMITTEE.search(committee) else _BODY.search(committee)
    if match is not None:
        return _BODIES[match[1].casefold()]
    return chamber_name(place, "legislature") if is_local(place) and not committee else N_("the committee")


def legislator_name(place: str, which: str) -> str:
    """Who sits for a reader in a chamber, as people call them, without an article."""
    if place in _COUNCILS or is_local(place):
        return N_("council member")
    if which == "upper" or one_chamber(place):
        return N_("senator")
    if which == "lower":
        return _LOWER[lower_chamber(place)][1]
    return N_("legislator")


def executive_name(place: str) -> str:
    """Who signs or vetoes."""
    if place == "us":
        return N_("the President")
    if is_county(place):
        return N_("the county executive")
    return N_("the mayor") if place in _COUNCILS or is_local(place) else N_("the governor")
