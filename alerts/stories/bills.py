"""Decide what happened to a bill, in one sentence or two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from alerts.render.message import Say, chamber, executive, say
from alerts.stories.ends import ends_of
from alerts.stories.standing import (
    committee_now,
    is_simple_resolution,
    measure_of,
    needs_signature,
    out_of_committee,
    passed_chambers,
    pocketed,
    reports,
    returned,
    sustained,
)
from alerts.stories.steps import decides, distinct, mark, newest, out, outweighs, plain, taken_back
from alerts.stories.titles import cut
from tracker.records.changes import OLD_NEWS, Change, Move
from tracker.records.items import Action, ScrapedBill
from tracker.records.place_names import is_county
from tracker.records.stages import DECIDED, STAGES, one_chamber, stage_of, standing_of

_STAGE_WEIGHT: Final = {
    "passed-one-chamber": 60.0,
    "chambers-differ": 80.0,
    "passed-both": 80.0,
    "sent-to-executive": 90.0,
    "law": 100.0,
    "vetoed": 100.0,
    "returned": 100.0,
    "adopted": 30.0,
    "on-the-floor": 40.0,
    "failed": 30.0,
    "substituted": 30.0,
    "died": 10.0,
    "carried-over": 10.0,
    "not-captured": 10.0,
}
QUOTED: Final = 110
"""Characters of an action's own words that are shown; the rest stands in the record."""
SUSTAINED: Final = "The veto was not overridden, so it stands."
BRIEF: Final = 60
"""The same where an item has one line."""
_WEIGHED: Final = frozenset({"hearing-held", "work-session", "amendment-passage", "veto-override-passage", "passage"})
_TRIVIAL: Final = -25.0
"""What a step that decides nothing is worth beside others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillNews:
    """Everything that happened to one bill in a period, put together."""

    before: str
    after: str
    introduced: bool = False
    actions: tuple[Action, ...] = ()
    """New and happened, in the order of the record."""
    planned: tuple[Action, ...] = ()
    """Announced now for a day to come."""
    matured: tuple[Action, ...] = ()
    """Announced earlier for a day that has come now."""
    versions: tuple[str, ...] = ()
    old_title: str | None = None
    returned: bool = False
    """The executive sent it back with changes now, to be accepted or not: that is no veto yet, and no signature."""
    sustained: Action | None = None
    """The step with which its veto survived now."""
    taken_back: tuple[dt.date, str] | None = None
    """The step that the record tells no more, by day and words, where the bill stands elsewhere for want of it."""
    decisive: bool = False
    """A step decided something of it, though it stands where it stood, such as the call for a conference."""

    @property
    def moved(self) -> bool:
        """Whether it stands at another stage than before."""
        return self.before != self.after

    @property
    def told(self) -> str:
        """Where it stands now, as it is told."""
        return "returned" if self.returned else self.after

    @property
    def reached(self) -> bool:
        """Whether it came to its stage now."""
        return self.moved or self.introduced or self.returned

    @property
    def worth_an_item(self) -> bool:
        """Whether a reader would want to know."""
        return bool(
            self.introduced
            or self.moved
            or self.actions
            or self.planned
            or self.matured
            or self.versions
            or self.old_title
        )


def news_of(
    bill: ScrapedBill,
    changes: Iterable[Change],
    *,
    today: dt.date,
    told_until: dt.date | None = None,
    by_date: bool = False,
    met: dt.date = dt.date.min,
    late: Iterable[Change] = (),
) -> BillNews:
    """Everything new since `told_until`, taken together; what came and went again in the period is not news.

    New is what the changes say; an action announced earlier whose day has come; and, `by_date`, whatever the record
    itself dates later, whenever we read it. `met` is when we first read the bill and `late` are changes that we learned of
    late: what nobody could know before was not announced.
    """
    changes = list(changes)
    moves = [move for change in changes for move in change.moves]
    actions = distinct(bill.actions)
    oldest = min((action.date for action in actions), default=None)
    dated_after = _Days((told_until or today) if by_date else None, today)
    introduced = _introduced_now(changes, oldest, today) or oldest in dated_after
    new = _new_actions(actions, moves, dated_after, everything=introduced)
    happened = tuple(action for action in new if action.date <= today)
    matured: tuple[Action, ...] = ()
    if not introduced and told_until is not None and met <= told_until:
        matured = _matured(actions, told_until, today, exclude={*happened, *_named(actions, late)})
    return BillNews(
        before=_stage_before(moves) or _stage_without(bill, {*happened, *matured}, today),
        after=stage_of(bill, today),
        introduced=introduced,
        actions=happened,
        planned=tuple(action for action in new if action.date > today),
        matured=matured,
        versions=_new_versions(bill, moves, _Days(None, today) if introduced else dated_after),
        old_title=_old_title(bill, moves),
        returned=returned(bill, today) in {*happened, *matured},
        sustained=survived if (survived := sustained(bill, today)) in happened else None,
        taken_back=None if new else taken_back(moves),
        decisive=any(decides(bill.jurisdiction, action) for action in happened),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """The days after `after` up to `until`; none where `after` is None."""

    after: dt.date | None
    until: dt.date

    def __contains__(self, day: dt.date | None) -> bool:
        return self.after is not None and day is not None and self.after < day <= self.until


def _new_actions(actions: list[Action], moves: list[Move], days: _Days, *, everything: bool) -> list[Action]:
    """What the changes say is new, and what the record itself dates within `days`."""
    seen = {move.after for move in moves if move.aspect == "action"}
    return [action for action in actions if everything or mark(action) in seen or action.date in days]


def _new_versions(bill: ScrapedBill, moves: list[Move], days: _Days) -> tuple[str, ...]:
    dated = [version.note for version in bill.versions if version.date in days]
    return tuple(dict.fromkeys([*dated, *_told(moves, "version", "after")]))


def _stage_before(moves: list[Move]) -> str | None:
    return next((before for before in _told(moves, "stage", "before") if before in STAGES), None)


def _old_title(bill: ScrapedBill, moves: list[Move]) -> str | None:
    before = next(iter(_told(moves, "title", "before")), None)
    return before if before != bill.title else None


def _told(moves: list[Move], aspect: str, side: Literal["before", "after"]) -> list[str]:
    """What the moves of one aspect say on one side, where they say anything."""
    values = (getattr(move, side) for move in moves if move.aspect == aspect)
    return [value for value in values if value]


def _introduced_now(changes: list[Change], oldest: dt.date | None, today: dt.date) -> bool:
    """Whether a bill that is new to us is new in the world too; an older one we merely met late."""
    new_to_us = any(change.kind == "bill_introduced" for change in changes)
    return new_to_us and (oldest is None or oldest >= today - OLD_NEWS)


def _stage_without(bill: ScrapedBill, actions_told: set[Action], today: dt.date) -> str:
    return standing_of(bill, today, without=actions_told).stage


def _matured(
    actions: Iterable[Action], told_until: dt.date, today: dt.date, exclude: set[Action]
) -> tuple[Action, ...]:
    return tuple(action for action in actions if told_until < action.date <= today and action not in exclude)


def _named(actions: Iterable[Action], changes: Iterable[Change]) -> set[Action]:
    """The actions that these changes tell of."""
    marks = {move.after for change in changes for move in change.moves if move.aspect == "action"}
    return {action for action in actions if mark(action) in marks}


def sentences(bill: ScrapedBill, news: BillNews, today: dt.date) -> tuple[Say, ...]:
    """What happened: the most important first, at most two sentences and one on what is planned."""
    return tuple(_said(bill, news, committee_now(bill, today)))[:3]


def _said(bill: ScrapedBill, news: BillNews, committee: str | None) -> Iterable[Say]:
    step, read = newest(bill.jurisdiction, news.actions), None
    if news.introduced and news.after in {"introduced", "in-committee"}:
        yield from _introduced(bill, news, committee)
    elif news.moved or news.returned or (step is not None and news.after in {"died", "carried-over"}):
        read = news.sustained or _deciding(bill, news)
        if news.taken_back:
            yield _taken_back(*news.taken_back)
        yield from _reached(bill, news, committee, read)
    elif news.sustained is not None:
        yield say(SUSTAINED)
        yield _read(news.sustained)
    elif step is not None:
        yield newest_step(step)
    elif news.versions:
        yield out(news.versions)
    elif news.old_title:
        yield say("It has a new title. The old one was “{title}”.", title=cut(news.old_title, QUOTED))
    for action in (matured for matured in news.matured if matured != read):  # that one is quoted already
        yield say("Announced earlier for {day}: “{words}”", day=action.date, words=quoted(action))
    for action in news.planned:
        yield say("Planned for {day}: “{words}”", day=action.date, words=quoted(action))


def newest_step(action: Action) -> Say:
    """The newest step, in the words of the record."""
    return say("Newest step, {day}: “{words}”", day=action.date, words=quoted(action))


def quoted(action: Action) -> str:
    """A step's own words, as short as they can be quoted."""
    return cut(plain(action.description), QUOTED)


def brief(bill: ScrapedBill, news: BillNews) -> Say | None:
    """The newest step in a few words, for a bill that is told in one line; None where its stage says it better."""
    step = newest(bill.jurisdiction, news.actions)
    if news.moved and news.taken_back:
        return _taken_back(*news.taken_back)
    if step is None or news.reached:
        return None
    if news.sustained:
        return say(SUSTAINED)
    return say("{day}: “{words}”", day=step.date, words=cut(plain(step.description), BRIEF))


def _taken_back(day: dt.date, words: str) -> Say:
    return say("The record of {day} no longer shows this step: “{words}”", day=day, words=cut(plain(words), QUOTED))


def _introduced(bill: ScrapedBill, news: BillNews, committee: str | None) -> Iterable[Say]:
    first = news.actions[0].date if news.actions else None
    home = chamber(bill.jurisdiction, bill.from_organization)
    if first is None:
        yield say("New in {chamber}.", chamber=home)
    elif committee and news.after == "in-committee":
        yield say(
            "New in {chamber} since {day}. Now with this committee: {committee}.",
            chamber=home,
            day=first,
            committee=committee,
        )
    else:
        yield say("New in {chamber} since {day}.", chamber=home, day=first)


def _reached(bill: ScrapedBill, news: BillNews, committee: str | None, read: Action | None) -> Iterable[Say]:
    """A new stage, what it means and what comes next, and the step that it is read from."""
    place = bill.jurisdiction
    yield {
        "in-committee": _in_committee(bill, news, committee),
        "on-the-floor": say("It is on the calendar for a floor vote. A vote of the full chamber can come next."),
        "passed-one-chamber": _passed_one(bill, _told_upto(news)),
        "chambers-differ": say(
            "Both chambers have passed it, in different texts. Now one must agree to the other's, or they confer."
        ),
        "passed-both": _passed(bill),
        "returned": say(
            "{executive} sent it back and asks for changes. The legislature can accept them, or pass its own text again.",
            executive=executive(place),
        ),
        "sent-to-executive": say(
            "It is on the desk of {executive}, who can sign it or veto it.", executive=executive(place)
        ),
        "law": say("It is now law. Agencies work out the details next, and often ask the public for comments."),
        "vetoed": _vetoed(place, news, pocketed=pocketed(bill, _told_upto(news))),
        **ends_of(measure_of(bill)),
        "carried-over": say("It was carried over, and can be taken up again next year."),
        "substituted": say("Another bill takes its place."),
        "not-captured": say("The time to sign or veto it is over. We have not seen what became of it."),
        "introduced": say("It is back at the start."),
    }[news.told]
    if read is not None:
        yield _read(read)


def _read(step: Action) -> Say:
    """The words of the record that a sentence of ours rests on."""
    return say("Our reading of the record ({day}): “{words}”", day=step.date, words=cut(plain(step.description), BRIEF))


def _vetoed(place: str, news: BillNews, *, pocketed: bool) -> Say:
    if pocketed:
        return say("{executive} let the time to sign it run out, and that ends it.", executive=executive(place))
    if news.sustained is not None:
        return say("{executive} vetoed it, and the veto was not overridden.", executive=executive(place))
    return say(
        "{executive} vetoed it. It becomes law only if {chamber} overrides the veto with a larger majority.",
        executive=executive(place),
        chamber=chamber(place, "legislature"),
    )


def _in_committee(bill: ScrapedBill, news: BillNews, committee: str | None) -> Say:
    if any(map(reports, news.actions)):
        if out_of_committee(bill, _told_upto(news)):
            return say("Its committee has reported it for a vote of the full chamber.")
        return say("A committee reported it, and it goes to another committee.")
    if committee:
        return say("It is now with a committee: {committee}.", committee=committee)
    return say("It is now with a committee.")


def _deciding(bill: ScrapedBill, news: BillNews) -> Action | None:
    """The step that brought the bill where it stands, or a later one that says as much, such as a vote over a veto."""
    steps = [*news.actions, *news.matured]
    evidence, last = standing_of(bill, _told_upto(news)).evidence, newest(bill.jurisdiction, steps)
    if evidence in steps and not (evidence and last and outweighs(bill.jurisdiction, last, evidence)):
        return evidence
    return last


def _told_upto(news: BillNews) -> dt.date:
    """The day of the newest step that is told: what the record says of later days is another mail's."""
    return max((step.date for step in (*news.actions, *news.matured)), default=dt.date.max)


def _passed(bill: ScrapedBill) -> Say:
    place = bill.jurisdiction
    if not needs_signature(bill):
        return say("It has passed. It does not need a signature.")
    alone = chamber(place, "legislature")
    if is_county(place):
        return say("{chamber} passed it.", chamber=alone)
    if one_chamber(place):
        return say("{chamber} passed it. Next it goes to {executive}.", chamber=alone, executive=executive(place))
    return say("Both chambers have passed it. Next it goes to {executive}.", executive=executive(place))


def _passed_one(bill: ScrapedBill, upto: dt.date) -> Say:
    place, last = bill.jurisdiction, passed_chambers(bill, upto)
    done = last[-1] if last else bill.from_organization
    other = {"upper": "lower", "lower": "upper"}.get(done or "")
    if other is None:
        return say("It passed one chamber.")
    if is_simple_resolution(bill):
        return say(
            "{chamber} adopted it. It goes no further: it states a view and makes no law.", chamber=chamber(place, done)
        )
    return say("It passed {chamber}. Next: {other}.", chamber=chamber(place, done), other=chamber(place, other))


def weight(news: BillNews) -> float:
    """How much the news is worth beside others, in points of score: a vote outweighs relevance, a referral does not."""
    words = {word for action in news.actions for word in action.classification}
    if (news.moved or news.returned) and news.told in _STAGE_WEIGHT:
        return _STAGE_WEIGHT[news.told]
    if news.sustained or (news.moved and news.taken_back) or any(map(reports, news.actions)):
        return 40
    if news.decisive or words & _WEIGHED:
        return 25
    if news.introduced:
        return 15
    if news.planned or news.matured or news.versions:
        return 10
    return _TRIVIAL


def trivial(news: BillNews) -> bool:
    """Whether all that happened are steps that decide nothing, such as a referral: they are told in one line."""
    return weight(news) == _TRIVIAL and news.after not in {"died", "carried-over"}


def ended(news: BillNews) -> bool:
    """Whether the calendar alone ended it, with many others on one day: each of them is told in one line."""
    return news.moved and not news.actions and news.after in {"died", "not-captured"}


def decided(news: BillNews) -> bool:
    """Whether the period brought the end of the story."""
    return news.after in DECIDED and (news.moved or news.introduced) and not news.returned
