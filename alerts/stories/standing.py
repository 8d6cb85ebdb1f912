"""Say where a bill stands: in which chamber, with which committee, how far, and what kind of measure it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from alerts.compose.facts import Due
from alerts.stories.people import plain_person
from tracker.records.action_words import steps
from tracker.records.changes import happened_actions
from tracker.records.executive_limits import time_to_act
from tracker.records.items import Action, ScrapedBill
from tracker.records.jurisdictions import jurisdiction
from tracker.records.place_names import is_county
from tracker.records.session_ends import has_ended
from tracker.records.stages import kinds_of, one_chamber, stage_of, standing_of

_MEASURES: Final = (
    ("amendment", frozenset({"constitutional amendment", "proposed constitutional amendment"})),
    ("nomination", frozenset({"nomination", "appointment"})),
    ("concurrent", frozenset({"concurrent resolution", "joint memorial", "concurrent memorial"})),
    ("joint", frozenset({"joint resolution"})),
    ("bill", frozenset({"bill", "ordinance"})),
    ("resolution", frozenset({"resolution", "memorial", "commemoration", "proclamation"})),
)
_SENT_ON: Final = re.compile(
    r"\bre-?(?:refer|commit)|\breferred to\b(?!.*\b(?:rules|calendars?|steering)\b)", re.IGNORECASE
)
"""A report that hands the bill to another committee, not to the floor."""
_RETURNED: Final = re.compile(
    r"\bconditional(?:ly)? veto|\bamendatory veto|\bgovernor'?s (?:recommendations?|amendments?|substitute)\b"
    r"|\breturn(?:ed|s)? .{0,40}\bwith (?:recommend|proposed|amendments?)",
    re.IGNORECASE,
)

_SUSTAINED: Final = re.compile(
    r"\bveto (?:is |was )?(?:sustained|stands)\b|\bsustain\w* .{0,30}\bveto\b(?!.*\b(?:fail\w*|lost|defeated))"
    r"|\b(?:overrid\w*|over (?:the )?(?:\w+'?s? )?veto|notwithstanding)\b.*\b(?:fail\w*|lost|defeated|rejected|not (?:pass|agree|adopt)\w*)"
    r"|\b(?:fail\w*|refus\w+) .{0,40}\b(?:overrid\w*|over (?:the )?veto|notwithstanding)",
    re.IGNORECASE,
)
"""What a veto has survived."""
_POCKETED: Final = re.compile(r"\b(?:pocket[- ]?veto|pkveto)", re.IGNORECASE)


def passed_chambers(bill: ScrapedBill, today: dt.date | None = None) -> list[str]:
    """The chambers that have passed it, in order."""
    return [chamber for chamber in standing_of(bill, today or dt.date.max).passed if chamber in {"upper", "lower"}]


def chamber_now(bill: ScrapedBill, today: dt.date) -> str | None:
    """Where its next vote happens: its own chamber, or the other one once the first has passed it."""
    if one_chamber(bill.jurisdiction) or bill.from_organization == "legislature":
        return "legislature"
    passed = passed_chambers(bill, today)
    if stage_of(bill, today) == "chambers-differ":
        return bill.from_organization if bill.from_organization in {"upper", "lower"} else None
    if stage_of(bill, today) == "vetoed":
        return _voting_over_veto(bill, today)
    if not passed:
        return bill.from_organization if bill.from_organization in {"upper", "lower"} else None
    return {"upper": "lower", "lower": "upper"}.get(passed[-1]) if len(passed) == 1 else None


def _voting_over_veto(bill: ScrapedBill, today: dt.date) -> str | None:
    """The chamber whose vote on a veto is next: its own, then the other one; a second vote ends it."""
    home = bill.from_organization if bill.from_organization in {"upper", "lower"} else None
    return {"upper": "lower", "lower": "upper"}.get(home or "") if override_begun(bill, today) else home


def override_begun(bill: ScrapedBill, today: dt.date) -> bool:
    """Whether one chamber has voted over a veto that still stands."""
    done = happened_actions(bill.actions, today)
    return stage_of(bill, today) == "vetoed" and any(
        "veto-override-passage" in action.classification for action in done
    )


def sustained(bill: ScrapedBill, today: dt.date) -> Action | None:
    """The step with which a veto survived, where it is what was decided last; None while it can still be overridden."""
    if stage_of(bill, today) != "vetoed":
        return None
    for action in reversed(happened_actions(bill.actions, today)):
        words = set(action.classification)
        if any(step.meaning == "override" for step in steps(bill.jurisdiction, action.description, tuple(words))):
            return None
        if "veto-override-failure" in words or _SUSTAINED.search(action.description):
            return action
        if words & {"veto-override-passage", "executive-veto"}:
            return None
    return None


def pocketed(bill: ScrapedBill, today: dt.date) -> bool:
    """Whether its veto cannot be overridden: the legislature had gone home, so that it never came back."""
    veto = standing_of(bill, today)
    return veto.stage == "vetoed" and veto.evidence is not None and bool(_POCKETED.search(veto.evidence.description))


def committee_now(bill: ScrapedBill, today: dt.date) -> str | None:
    """The committee it is with, as far as the record tells: the first one of the chamber where it stands."""
    where = chamber_now(bill, today)
    alone = where == "legislature"
    there = [committee.name for committee in bill.committees if alone or committee.chamber == where]
    anywhere = [committee.name for committee in bill.committees if committee.chamber is None]
    return next(iter(there or anywhere), None)


def out_of_committee(bill: ScrapedBill, today: dt.date) -> bool:
    """Whether its committee has reported it for a vote, and no other committee has it since."""
    out = False
    for action in happened_actions(bill.actions, today):
        if reports(action):
            out = not _SENT_ON.search(action.description)
        elif "referral-committee" in action.classification:
            out = False
    return out


def reports(action: Action) -> bool:
    """Whether a committee reports a bill with this step."""
    return any(
        word.startswith("committee-passage") or word == "reported-out-of-committee" for word in action.classification
    )


def returned(bill: ScrapedBill, today: dt.date) -> Action | None:
    """The step with which the executive sent it back with changes, where the legislature has not decided on them yet."""
    if stage_of(bill, today) not in {"passed-both", "sent-to-executive", "vetoed"}:
        return None
    done = happened_actions(bill.actions, today)
    return next((action for action in reversed(done) if _RETURNED.search(action.description)), None)


def signed_by(bill: ScrapedBill) -> frozenset[str]:
    """Who sponsors it, by the ids of its source and by plain name: nobody is asked to sign it twice."""
    ids = ((sponsor.person_id or "").rpartition("/")[2] for sponsor in bill.sponsorships)
    return frozenset(filter(None, (*ids, *(plain_person(sponsor.name) for sponsor in bill.sponsorships))))


def measure_of(bill: ScrapedBill) -> str:
    """What kind of measure it is: what it can become, and whom it needs, depends on that."""
    words = {word.casefold() for word in kinds_of(bill.jurisdiction, bill.identifier, bill.classification)}
    for measure, names in _MEASURES:
        if words & names:
            return measure
    return "bill"


def is_simple_resolution(bill: ScrapedBill) -> bool:
    """A resolution of one chamber: it states a view, the other chamber and the executive never see it."""
    return measure_of(bill) == "resolution"


def signature_due(bill: ScrapedBill, today: dt.date) -> Due | None:
    """Until when the executive may sign or veto, by the strictest way of counting; None where that is not known or over."""
    if stage_of(bill, today) != "sent-to-executive" or not needs_signature(bill):
        return None
    presented = standing_of(bill, today).evidence
    time = time_to_act(bill.jurisdiction, bill.legislative_session, presented.date) if presented else None
    known = jurisdiction(bill.jurisdiction)
    if known is None or time is None or time.first < today:
        return None
    return Due(kind="signature", due=time.first, timezone=known.timezone.key)


def needs_signature(bill: ScrapedBill) -> bool:
    """Whether it goes to an executive once passed: resolutions do not, joint ones mostly do."""
    return measure_of(bill) in {"bill", "joint"}


def marks_of(
    bill: ScrapedBill, today: dt.date, *, introduced: bool, moved: bool, actions_told: Iterable[Action]
) -> frozenset[str]:
    """What the rules of `actions.toml` ask about a bill; `told` are the steps that are news."""
    reported, out = any(map(reports, actions_told)), out_of_committee(bill, today)
    newest = max((step.date for step in bill.actions if step.date <= today), default=None)
    marks = {
        "introduced": introduced,
        "moved": moved,
        "out-of-committee": out,
        "reported": reported and out,
        "sent-on": reported and not out,
        "returned": returned(bill, today) is not None,
        "no-executive": is_county(bill.jurisdiction),
        "override-begun": override_begun(bill, today),
        "pocket-veto": pocketed(bill, today),
        "veto-sustained": sustained(bill, today) is not None,
        "session-over": has_ended(bill.jurisdiction, bill.legislative_session, today, newest),
    }
    return frozenset(name for name, true in marks.items() if true)
