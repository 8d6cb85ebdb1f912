"""Decide the one most useful thing a reader can do about a story.

The rules and their order stand in `actions.toml` beside this file.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from alerts.compose.facts import EVENTS, Due
from alerts.render.message import Filling, Named, Say, body, chamber, executive, legislator, say
from alerts.stories import Story
from alerts.stories.model import HeardBill
from alerts.stories.people import person_name, plain_person
from tracker.errors import RuleError
from tracker.records.stages import one_chamber

_RULES: Final = Path(__file__).with_name("actions.toml")
_LINKS: Final = frozenset(
    {"due", "event", "video", "committee", "member", "find-member", "executive", "sponsor", "story"}
)
_FIND_MEMBER: Final = {"us": "https://www.congress.gov/members/find-your-member"}
_FIND_MEMBER_OF_STATE: Final = "https://openstates.org/find_your_legislator/"
_EXECUTIVES: Final = Path(__file__).with_name("executive_offices.tsv")
_WRITE_TO: Final = re.compile(r"\AWrite to ([^\s@<>,;]+@[^\s@<>,;]+?)\.?\Z")
"""How the reading of a notice says that something is sent by mail: see `tracker.testimony.notices`."""
_AHEAD: Final = frozenset({"hearing-ahead", "town-hall-ahead"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A legislator the reader chose or whose district they live in."""

    id: str
    name: str
    place: str
    chamber: str | None
    phone: str | None = None
    url: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a suggestion depends on: who represents the reader, and what they (or their group) want of which bill."""

    members: tuple[Member, ...] = ()
    positions: frozenset[tuple[str, str]] = frozenset()
    """Public id of a bill, and support or oppose."""
    done: frozenset[tuple[str, str, dt.date]] = frozenset()
    """What the reader has done: record, kind of deadline and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call, as the record gives it."""

    name: str
    phone: str | None = None
    url: str | None = None
    email: str | None = None
    sits: bool = False
    """Whether this member sits on the committee that has the bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do. `minutes` is 0 where nothing is needed."""

    id: str
    title: Say
    minutes: int
    how: Say | None = None
    url: str | None = None
    due: Due | None = None
    letter: str | None = None
    contacts: tuple[Contact, ...] = ()
    position: str | None = None
    email: str | None = None
    """Where the letter goes by email, where a source gave an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of `actions.toml`."""

    id: str
    title: str
    minutes: int
    how: str | None = None
    written: str | None = None
    """The title where no office of the members has a telephone: then the letter to a member takes the call's place."""
    link: str | None = None
    letter: str | None = None
    what: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    """Marks with which it is not suggested."""
    sections: tuple[str, ...] = ()
    member: bool | None = None
    position: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def always(self) -> bool:
        """Whether it fits everything."""
        conditions = (self.what, self.due, self.stages, self.marks, self.sections, self.position, self.measures)
        return not any(conditions) and self.member is None


def suggest(story: Story, reader: Reader) -> Action:
    """The one action to suggest: the first rule that fits."""
    members, position = _about(story, reader)
    return _action(next(rule for rule in rules() if _fits(rule, story, members, position)), story, members, position)


def fitting(story: Story, reader: Reader) -> list[Action]:
    """Every action that fits, in the documented order; the last, which fits everything, only where no other does."""
    members, position = _about(story, reader)
    chosen = [rule for rule in rules() if _fits(rule, story, members, position)]
    return [_action(rule, story, members, position) for rule in chosen if not rule.always or len(chosen) == 1]


def _about(story: Story, reader: Reader) -> tuple[tuple[Member, ...], str | None]:
    """The reader's members of the chamber that has the bill, and the reader's position on it."""
    alone = one_chamber(story.place)
    members = tuple(m for m in reader.members if m.place == story.place and (alone or m.chamber == story.chamber))
    position = position_on(story, reader)
    unsigned = tuple(member for member in members if not _sponsors(member, story))
    early = position == "support" and story.stage in {"introduced", "in-committee"} and not story.dues
    return (unsigned or members) if early else members, position


def position_on(story: Story, reader: Reader) -> str | None:
    """What the reader wants of a bill, or of the only bill of a hearing; None where they take no position."""
    meant = {story.id, *(story.about if len(story.about) == 1 else ())}
    return next((stand for key, stand in reader.positions if key in meant), None)


def _sponsors(member: Member, story: Story) -> bool:
    """Whether this member sponsors the bill, by the id of the source or by name."""
    return bool(story.sponsors & {member.id.rpartition("/")[2], plain_person(member.name)})


def _action(rule: Rule, story: Story, members: tuple[Member, ...], position: str | None) -> Action:
    due = next((due for due in story.dues if due.kind in rule.due), None) or _implied_due(rule, story)
    contacts = _contacts(story, members) if rule.member else ()
    silent = bool(rule.member) and rule.letter == "call" and not any(contact.phone for contact in contacts)
    title = rule.written if silent and rule.written else rule.title
    filling = _filling(story, members)
    return Action(
        id=rule.id,
        title=_filled(title, filling),
        minutes=rule.minutes,
        how=_filled(rule.how, filling) if rule.how else None,
        url=_address(rule.link, story, due, members),
        due=due,
        letter="member" if silent else rule.letter,
        contacts=contacts,
        position=position,
        email=_email(rule, story, due, contacts, silent=silent),
    )


def _known(story: Story) -> set[str]:
    """Marks of what the record gives a text to start from."""
    facts = {"sponsor-known": story.sponsor, "topic-to-ask": story.matches, "bill-to-ask": _asked(story)}
    return {mark for mark, value in facts.items() if value}


def _filled(text: str, filling: Mapping[str, Filling]) -> Say:
    return say(text, **{name: value for name, value in filling.items() if "{" + name + "}" in text})


def _asked(story: Story) -> HeardBill | None:
    """The bill of the reader's topic that can be asked about at a town hall."""
    return dict(story.asks).get(story.matches[0].topic) if story.matches else None


def _contacts(story: Story, members: tuple[Member, ...]) -> tuple[Contact, ...]:
    """The offices to call: those with a telephone first, and of them those who sit on the committee."""
    there = story.office.members if story.office and "hearing-ahead" in story.marks else ()
    contacts = [Contact(name=m.name, phone=m.phone, url=m.url, email=m.email, sits=m.id in there) for m in members]
    return tuple(sorted(contacts, key=lambda contact: (not contact.phone, not contact.sits)))


def _email(rule: Rule, story: Story, due: Due | None, contacts: tuple[Contact, ...], *, silent: bool) -> str | None:
    """The address that the action's letter goes to."""
    if silent:
        return next((contact.email for contact in contacts if contact.email), None)
    if rule.link == "committee" and story.office is not None:
        return story.office.email
    return _written_to(due) if rule.link == "due" and due is not None else None


def _written_to(due: Due) -> str | None:
    """The address to which something due is sent: of its link, or of the notice's own words where it has no link."""
    if (due.url or "").startswith("mailto:"):
        return (due.url or "").removeprefix("mailto:").partition("?")[0]
    said = _WRITE_TO.search(due.how or "") if due.url is None else None
    return said[1] if said else None


def _fits(rule: Rule, story: Story, members: tuple[Member, ...], position: str | None) -> bool:
    marks = story.marks | _known(story)
    if members and all(_sponsors(member, story) for member in members):
        marks |= {"member-sponsors"}
    return (
        _fits_news(rule, story)
        and rule.marks <= marks
        and not rule.unless & marks
        and (rule.member is None or bool(members) == rule.member)
        and (not rule.position or (position or "none") in rule.position)
        and ("{legislator}" not in rule.title or story.chamber is not None)
    )


def _fits_news(rule: Rule, story: Story) -> bool:
    """Whether the rule is for news of this kind: what moved, what is due, how far the bill is, and where it is told."""
    return (
        (not rule.what or story.what in rule.what)
        and (not rule.due or any(due.kind in rule.due for due in story.dues))
        and (not rule.stages or story.stage in rule.stages)
        and (not rule.sections or story.section in rule.sections)
        and (not rule.measures or story.measure in rule.measures)
    )


def _filling(story: Story, members: tuple[Member, ...]) -> dict[str, Filling]:
    return {
        "committee": story.committee or "",
        "body": body(story.place, story.committee, story.event.name if story.event else None),
        "chamber": chamber(story.place, story.chamber),
        "legislator": legislator(story.place, story.chamber),
        "executive": executive(story.place),
        "sponsor": person_name(story.sponsor or ""),
        "asked": f"{bill.identifier}, {bill.title}" if (bill := _asked(story)) else "",
        "topic": Named("topic", story.matches[0].topic if story.matches else ""),
        "member": Named(
            "people", "|".join(person_name(contact.name).replace("|", " ") for contact in _contacts(story, members))
        ),
    }


def _address(link: str | None, story: Story, due: Due | None, members: tuple[Member, ...]) -> str | None:
    event = story.event
    choices: dict[str, str | None] = {
        "due": due.url if due else None,
        "event": event.url if event else None,
        "committee": event.url if event else None,
        "video": event.video if event else None,
        "member": next((member.url for member in members if member.url), None),
        "executive": executive_offices().get(story.place),
        "sponsor": story.sponsor_url,
        "find-member": _FIND_MEMBER.get(story.place, _FIND_MEMBER_OF_STATE),
    }
    if link == "executive":  # the page of the bill is no place to tell an executive something
        return choices[link]
    return (choices.get(link) or story.url) if link else None


def _implied_due(rule: Rule, story: Story) -> Due | None:
    """What is done before a hearing is due when it begins; what asks for a signature, when the time to sign ends."""
    if rule.link == "executive":
        return next((due for due in story.dues if due.kind == "signature"), None)
    if not _AHEAD & rule.marks:
        return None
    return next((due for due in story.dues if due.kind in EVENTS), None)


@cache
def executive_offices() -> Mapping[str, str]:
    """Where whoever signs in a place is written to: the page of the office, never of the person who holds it now."""
    with _EXECUTIVES.open(encoding="utf-8") as rows:
        return {row["place"]: row["url"] for row in csv.DictReader(rows, delimiter="\t")}


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order; raises RuleError naming the entry when one makes no sense."""
    parsed = [
        _rule(number, entry) for number, entry in enumerate(tomllib.loads(_RULES.read_text("utf-8"))["action"], 1)
    ]
    if not parsed[-1].always:
        raise RuleError(
            f"actions.toml: expected the last action to fit everything, found conditions at {parsed[-1].id}"
        )
    if len({rule.id for rule in parsed}) != len(parsed):
        raise RuleError("actions.toml: expected each id once, found one twice")
    return tuple(parsed)


def _rule(number: int, entry: dict[str, Any]) -> Rule:
    known = {field.name for field in fields(Rule)} - {"what"} | {"for"}
    unknown = set(entry) - known
    if unknown or not {"id", "title", "minutes"} <= set(entry):
        raise RuleError(
            f"actions.toml, action {number}: expected id, title, minutes and conditions, found {', '.join(sorted(unknown or entry))}"
        )
    if entry.get("link") not in {None, *_LINKS}:
        raise RuleError(
            f"actions.toml, {entry['id']}: expected a link of {', '.join(sorted(_LINKS))}, found {entry['link']}"
        )
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    values |= {name: frozenset(values.get(name, ())) for name in ("marks", "unless")}
    values["what"] = values.pop("for", ())
    return Rule(**values)
