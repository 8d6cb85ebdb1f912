"""Put together what there is to tell since the readers of one period were last told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from alerts.compose.facts import Due, Facts, Matched, Period
from alerts.render.message import Say
from alerts.stories import bills, hearings, notices, standing
from alerts.stories.model import Event, HeardBill, Story
from alerts.stories.steps import newest
from alerts.stories.titles import address_of, first_sentence, gist, hearing_title, plain_title, shown_title
from tracker.records.changes import Change, happened_actions
from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice, Sponsorship
from tracker.records.stages import DECIDED, step
from tracker.records.stored import Kept
from tracker.records.text import shown_number

_DETAILS = frozenset({"bill_record", "hearing_record", "notice_record"})
"""Changes of details only: counted as corrections, never an item of their own."""
_FIRST_SIGHT = frozenset({"bill_introduced", "hearing_scheduled", "notice_published"})
_NOTICE_WEIGHT = 30
"""What a rule-making that takes comments is worth beside bills, in points of score: see `bills.weight`."""
_ASIDE = 50
"""What a bill is worth less that is only filed under a topic: none of those leads a mail while others are in it."""
_HEARING_WEIGHT = 50
"""What a hearing that was set far ahead, moved or cancelled is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """All stories of a period in their order, and what is only counted."""

    period: Period
    stories: tuple[Story, ...]
    joined: Mapping[str, tuple[Matched, ...]]
    """Records of sources that were read for the first time, with their topics: told as a number, never one by one."""
    corrected: Mapping[str, tuple[Matched, ...]]
    """Records whose details were put right."""


def tell(facts: Facts, period: Period) -> Telling:
    """The stories of a period, best first within each section."""
    return _Teller(facts, period).telling()


class _Teller:
    """Works through one state of facts."""

    def __init__(self, facts: Facts, period: Period) -> None:
        self.facts = facts
        self.period = period
        self.first = period.since is None and not period.by_date
        self.loud: dict[str, list[Change]] = defaultdict(list)
        self.late: dict[str, list[Change]] = defaultdict(list)
        self.joined: dict[str, tuple[Matched, ...]] = {}
        self.corrected: dict[str, tuple[Matched, ...]] = {}
        self.first_read: set[str] = set()
        """Records of sources that were read for the first time: what is open in them is told, in the late block."""
        for change in facts.changes:
            self._sort(change)

    def telling(self) -> Telling:
        bound: dict[str, Story] = {}
        stories: list[Story] = []
        for hearing in self.facts.hearings.values():
            story = self._hearing(hearing)
            if story is None:
                continue
            single = self._only_bill(story)
            if single is None:
                stories.append(story)
            elif single not in bound:
                bound[single] = story
            else:  # the bill is told with its soonest hearing, and no other of them is lost
                both = bound[single], story  # a rank says something within a section only
                soonest, later = sorted(
                    both, key=lambda candidate: (candidate.section == "standing", candidate.reminder, candidate.rank)
                )
                bound[single] = soonest
                stories.append(later)
        stories += [story for notice in self.facts.notices.values() if (story := self._notice(notice.id)) is not None]
        bill_stories = {
            story.id: story for bill in self.facts.bills.values() if (story := self._bill(bill, bound.get(bill.id)))
        }
        stories = [story for story in stories if not _told_with_its_bill(story, bill_stories)] + list(
            bill_stories.values()
        )
        stories.sort(key=lambda story: (story.turn, story.reminder, story.rank, story.id))
        return Telling(period=self.period, stories=tuple(stories), joined=self.joined, corrected=self.corrected)

    def _sort(self, change: Change) -> None:
        if change.quiet == "renamed":  # another id is no news, and no detail that was put right
            return
        if change.quiet == "first-run":
            if change.kind in _FIRST_SIGHT:
                self.first_read.add(change.record)
            if change.kind in _FIRST_SIGHT and change.record in self.facts.matches and not self.period.by_date:
                self.joined[change.record] = self.facts.matches[change.record]
        elif change.quiet is not None:
            self.late[change.record].append(change)
        elif change.kind in _DETAILS:
            if change.record in self.facts.matches:
                self.corrected[change.record] = self.facts.matches[change.record]
        else:
            self.loud[change.record].append(change)

    def _only_bill(self, story: Story) -> str | None:
        """The bill a hearing is about, when it hears one alone: then bill and hearing are one item."""
        told_as_one = story.section in {"act", "late", "standing"}
        if told_as_one and len(story.bills) == 1 and story.bills[0].id in self.facts.bills:
            return story.bills[0].id
        return None

    def _hearing(self, stored: Kept[ScrapedHearing]) -> Story | None:
        heard = tuple(key for key in self.facts.heard.get(stored.id, ()) if key in self.facts.matches)
        event = hearings.event_of(stored)
        all_dues = self.facts.dues.get(stored.id, ())
        dues = hearings.open_dues(event, all_dues, self.period.now)
        changes = hearings.without_undone(self.loud[stored.id])
        section, reminder = self._hearing_section(event, all_dues, dues, changes)
        untold = section is None or reminder  # what nobody was told of cannot be recalled
        if untold and stored.id in self.first_read and dues and dues[0].end <= self.period.now + self.period.ahead:
            section, reminder = "late", False
            self.joined.pop(stored.id, None)
        if section is None:
            return None
        matches = merged(self.facts.matches.get(key, ()) for key in (stored.id, *heard))
        mark = hearings.mark_of(event, self.period.now)
        asks = self.facts.asks.get(stored.item.jurisdiction, {}) if event.town_hall else {}
        local = not matches and bool(asks)
        if local:
            matches = merged([tuple(ask.match for ask in asks.values())])
        soonest = dues[0].end if dues else event.start
        score = max((match.score for match in matches), default=0)
        heard_bills = tuple(self._heard_bill(key) for key in heard)
        identifier, title = _hearing_name(stored.item, heard_bills)
        return Story(
            id=stored.id,
            what="hearing",
            place=stored.item.jurisdiction,
            section=section,
            small=mark == "hearing-over",
            identifier=identifier,
            title=title,
            url=event.url,
            said=hearings.sentences(event, changes, self.period.now),
            event=event,
            dues=dues,
            matches=matches,
            kinds=frozenset({"hearings", *(("deadlines",) if dues else ())}),
            bills=heard_bills,
            about=tuple(self.facts.heard.get(stored.id, ())),
            asks=tuple((topic, self._heard_bill(ask.bill.id, ask.bill)) for topic, ask in asks.items()),
            local=local,
            marks=frozenset({mark, *_due_marks(dues)}),
            chamber=stored.item.chamber,
            committee=stored.item.committee,
            office=self.facts.office(stored.item.jurisdiction, stored.item.chamber, stored.item.committee),
            rank=_hearing_rank(section, score, soonest),
            reminder=reminder,
        )

    def _hearing_section(
        self, event: Event, all_dues: Sequence[Due], dues: Sequence[Due], changes: list[Change]
    ) -> tuple[str | None, bool]:
        if not dues:
            return ("moved" if event.off and hearings.sentences(event, changes, self.period.now) else None), False
        first = hearings.first_due(event, all_dues)
        soonest = next((due.end for due in dues if due.sure), dues[-1].end)
        within = soonest <= self.period.now + self.period.ahead
        if within and hearings.newly_told(first, self.period, changed=bool(changes)):
            return "act", False
        if changes:
            scheduled = any(change.kind == "hearing_scheduled" for change in changes)
            return ("new" if scheduled else "moved"), False
        if within and hearings.recalled(first, soonest, self.period):
            return "act", True
        return ("standing" if self.first else None), False

    def _heard_bill(self, key: str, stored: Kept[ScrapedBill] | None = None) -> HeardBill:
        stored = stored or self.facts.bills.get(key)
        identifier = shown_number(key)
        if stored is None:
            return HeardBill(id=key, identifier=identifier, title="")
        return HeardBill(id=key, identifier=identifier, title=plain_title(stored.item), url=address_of(stored.item))

    def _notice(self, key: str) -> Story | None:
        stored = self.facts.notices[key]
        notice, period = stored.item, self.period
        due = notices.comment_due(notice)
        all_dues = self.facts.dues.get(key) or ((due,) if due else ())
        dues = tuple(all_due for all_due in all_dues if all_due.end > period.now)
        changes = list(self.loud[key])
        section, reminder = self._notice_section(notice, changes, dues[0].end if dues else None)
        if (section is None or reminder) and dues and key in self.first_read:
            section, reminder = "late", False
            self.joined.pop(key, None)
        if section is None:
            return None
        matches = self.facts.matches.get(key, ())
        score = max((match.score for match in matches), default=0)
        return Story(
            id=key,
            what="notice",
            place=notice.jurisdiction,
            section=section,
            small=section == "new" and notice.status == "withdrawn",
            identifier=None,
            title=shown_title(notice.title),
            url=notices.address_of(notice),
            said=notices.sentences(notice, changes, dues[0] if dues else None),
            gist=first_sentence(notice.abstract) if notice.abstract else None,
            dues=dues,
            matches=matches,
            kinds=frozenset({"rule-makings", *(("deadlines",) if dues else ())}),
            marks=frozenset({notice.classification, notice.status or "", *_due_marks(dues)}),
            committee=notice.agencies[-1] if notice.agencies else None,
            rank=(dues[0].end.timestamp(), -score) if section in {"act", "late"} else (-(score + _NOTICE_WEIGHT),),
            reminder=reminder,
        )

    def _notice_section(
        self, notice: ScrapedNotice, changes: list[Change], end: dt.datetime | None
    ) -> tuple[str | None, bool]:
        """Where a notice whose comments close at `end` stands in the digest, and whether it is a reminder."""
        new = self._is_new(notice, changes)
        soon = end if end is not None and end <= self.period.now + self.period.ahead else None
        if soon is not None and hearings.newly_told(soon, self.period, changed=bool(changes) or new):
            return "act", False
        if new:
            return "new", False
        if changes:
            return "moved", False
        if soon is not None and hearings.recalled(soon, soon, self.period):
            return "act", True
        return ("standing" if self.first and end is not None else None), False

    def _is_new(self, notice: ScrapedNotice, changes: list[Change]) -> bool:
        """Whether it was published in the period, by what we saw or, where days count, by its own date."""
        if any(change.kind == "notice_published" for change in changes):
            return True
        published = notice.published
        return (
            self.period.by_date
            and published is not None
            and self._since_day() < published <= self._today(notice.timezone)
        )

    def _bill(self, stored: Kept[ScrapedBill], hearing: Story | None) -> Story | None:
        bill, period = stored.item, self.period
        zone = "America/New_York"
        today = self._today(zone)
        told_until = period.since.astimezone(ZoneInfo(zone)).date() if period.since else None
        changes = self.loud[stored.id]
        news = bills.news_of(
            bill,
            changes,
            today=today,
            told_until=told_until,
            by_date=period.by_date,
            met=stored.first_seen.astimezone(ZoneInfo(zone)).date(),
            late=self.late[stored.id],
        )
        section = self._bill_section(stored.id, news, hearing)
        if section is None:
            return None
        matches = _own_first(self.facts.matches.get(stored.id, ()), hearing.matches if hearing else ())
        title = plain_title(bill)
        sponsor = _first_sponsor(bill)
        where, committee = standing.chamber_now(bill, today), standing.committee_now(bill, today)
        signature = standing.signature_due(bill, today)
        matters_now = signature is not None and signature.end <= period.now + period.ahead and news.moved
        if section == "moved" and matters_now:
            section = "act"
        last = max((action.date for action in happened_actions(bill.actions, today)), default=dt.date.min)
        story = Story(
            id=stored.id,
            what="bill",
            place=bill.jurisdiction,
            section=section,
            identifier=shown_number(bill.id),
            title=title,
            url=address_of(bill),
            said=self._bill_sentences(bill, news, section, today, beside=hearing),
            brief=bills.brief(bill, news) if section == "moved" else None,
            small=section == "moved" and (bills.trivial(news) or bills.ended(news)),
            sponsors=standing.signed_by(bill),
            gist=gist(bill, title),
            stage=news.after,
            reached=news.reached,
            measure=standing.measure_of(bill),
            matches=matches,
            possible=self.facts.possible.get(stored.id, ()),
            kinds=frozenset({"bills"}),
            about=(stored.id,),
            marks=standing.marks_of(
                bill, today, introduced=news.introduced, moved=news.moved, actions_told=news.actions
            ),
            chamber=where,
            committee=committee,
            office=self.facts.office(bill.jurisdiction, where, committee),
            dues=(signature,) if signature else (),
            sponsor=sponsor.name if sponsor else None,
            sponsor_url=self.facts.contacts.get(f"{bill.jurisdiction}/{sponsor.person_id}") if sponsor else None,
            rank=_bill_rank(section, news, matches, last, signature),
            alone=self.facts.alone.get(stored.id, ()),
        )
        if unheard := self.facts.taken_off.get(stored.id):
            story = hearings.with_taken_off(story, unheard)
        if hearing is None or section == "decided":
            return story
        return hearings.with_hearing(story, hearing, moved=news.worth_an_item and not bills.trivial(news))

    def _bill_section(self, key: str, news: bills.BillNews, hearing: Story | None) -> str | None:
        if bills.decided(news):
            return "moved" if bills.ended(news) else "decided"
        if hearing is not None:
            return hearing.section
        if self.first:
            return None if news.after in DECIDED else "standing"
        if news.introduced:
            return "new"
        if news.worth_an_item or key in self.facts.taken_off:
            return "moved"
        met_late = any(change.kind == "bill_introduced" for change in self.loud[key])
        return "late" if self.late[key] or met_late else None

    def _bill_sentences(
        self, bill: ScrapedBill, news: bills.BillNews, section: str, today: dt.date, *, beside: Story | None
    ) -> tuple[Say, ...]:
        if beside is not None and bills.trivial(news):  # the step that sets the hearing says no more than the hearing
            return ()
        if section in {"standing", "late"}:
            done = happened_actions(bill.actions, today)
            if not done:
                return ()
            step = newest(bill.jurisdiction, done)
            return (bills.newest_step(step),) if step else ()
        return bills.sentences(bill, news, today)

    def _today(self, zone: str) -> dt.date:
        return self.period.now.astimezone(ZoneInfo(zone)).date()

    def _since_day(self) -> dt.date:
        return self.period.since.date() if self.period.since else dt.date.min


def _told_with_its_bill(hearing: Story, bills: dict[str, Story]) -> bool:
    """Whether a hearing that is off is told with the news of its only bill, as one item; puts it there."""
    bill = bills.get(hearing.bills[0].id) if len(hearing.bills) == 1 and hearing.section == "moved" else None
    if bill is None or bill.event or bill.small or bill.section not in {"moved", "decided"}:
        return False
    if "hearing-off" not in hearing.marks:
        return False
    bills[bill.id] = replace(hearings.with_canceled(bill, hearing), matches=_own_first(bill.matches, hearing.matches))
    return True


def _first_sponsor(bill: ScrapedBill) -> Sponsorship | None:
    return next((sponsorship for sponsorship in bill.sponsorships if sponsorship.primary), None)


def _hearing_name(hearing: ScrapedHearing, heard_bills: Sequence[HeardBill]) -> tuple[str | None, str]:
    """What a hearing is called: by the number and title of its only bill, where its committee is told beside it."""
    if len(heard_bills) == 1 and heard_bills[0].title and hearing.committee:
        return heard_bills[0].identifier, heard_bills[0].title
    return None, hearing_title(hearing.name)


def _hearing_rank(section: str, score: int, soonest: dt.datetime) -> tuple[float, ...]:
    if section in {"act", "late"}:
        return (soonest.timestamp(), -score)
    return (-(score + _HEARING_WEIGHT), soonest.timestamp())


def merged(groups: Iterable[tuple[Matched, ...]]) -> tuple[Matched, ...]:
    """The topics of several records that are told as one: each with its best score, best first."""
    best: dict[str, Matched] = {}
    for matches in groups:
        for match in matches:
            if match.topic not in best or match.score > best[match.topic].score:
                best[match.topic] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.topic)))


def _own_first(own: tuple[Matched, ...], others: Iterable[Matched]) -> tuple[Matched, ...]:
    """A bill's own topics, then those that only its hearing has: a committee's name says less about a bill than its text."""
    known = {match.topic for match in own}
    return (*merged([own]), *(match for match in others if match.topic not in known))


def _due_marks(dues: Iterable[Due]) -> set[str]:
    return {f"due:{due.kind}" for due in dues}


def _bill_rank(
    section: str, news: bills.BillNews, matches: Sequence[Matched], last: dt.date, due: Due | None
) -> tuple[float, ...]:
    score = max((match.score - _ASIDE * match.aside for match in matches), default=0)
    if section == "act" and due is not None:
        return (due.end.timestamp(), -score)
    if section == "standing":
        # What matters most and has come furthest; a stage counts like ten points of score.
        return (-(score + 10 * step(news.after)), -last.toordinal())
    return (-(score + bills.weight(news)), -last.toordinal())
