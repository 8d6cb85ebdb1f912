"""Bills of the Ohio General Assembly, with their votes, from the service behind its site.

One list names them all, with a number that rises whenever a bill changes; a bill that did is asked for its versions and for
its actions, which hold the votes. The service answers one question at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, json_objects, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged, absolute
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records.items import (
    Abstract,
    Action,
    Ballot,
    Chamber,
    Committee,
    Link,
    NothingHere,
    ScrapedBill,
    Sponsorship,
    Unchanged,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

PLACE: Final = "us-oh"
SITE: Final = "https://www.legislature.ohio.gov"
SERVICE: Final = "https://search-prod.lis.state.oh.us"
ZONE: Final = ZoneInfo("America/New_York")
_NUMBER: Final = re.compile(r"([hs])(b|r|cr|jr)(\d+)")
_KINDS: Final = {"b": "bill", "r": "resolution", "cr": "concurrent resolution", "jr": "joint resolution"}
_CHAMBERS: Final[dict[str, Chamber]] = {"h": "lower", "s": "upper"}
_MEMBER: Final = re.compile(r"(?:rep|sen)_([a-z_'-]+?)(?:_\d+)?")
_PAPERS: Final = (("download_html", "text/html"), ("download", "application/pdf"))


class OhioBills(DocumentSpider):
    """The list, then the versions and the actions of each bill that changed."""

    name = "us-oh-bills"
    conditional = False  # a bill is in three answers, and one that did not change would hide that another did
    source = Source(
        jurisdiction=PLACE,
        publisher="Ohio General Assembly",
        timezone=ZONE,
        url=f"{SITE}/legislation",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. Two requests for each bill that changed, of some two thousand; votes with every name.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The list of the General Assembly asked for, or of the one that sits."""
        session = self.session() or ""
        if not session.isdecimal():
            raise PageChanged(f"session: wanted the number of a General Assembly, found {session[:20]!r}")
        yield self.page(f"{_assembly(session)}/legislation/", self.listed, meta={"session": session})

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for each bill that changed."""
        bills = json_objects(page)
        if not bills:
            yield NothingHere(reason="the General Assembly has no bills yet")
        for entry in islice(bills, self.asked.limit):
            yield from self.row(self._one, entry, page.meta["session"], excerpt=str(entry), url=page.url)

    def _one(self, entry: Json, session: str) -> Iterator[Yield]:
        number = said(entry, "number").lower()
        key, stamp = f"{PLACE}/{session}/{number.upper()}", maybe_said(entry, "revno")
        _numbered(number)
        if self.known(key, stamp):
            yield Unchanged(id=key)
            return
        meta = {"session": session, "number": number, "stamp": stamp}
        yield self.page(f"{_assembly(session)}/legislation/{number}/", self.versions, meta=meta)

    def versions(self, page: Any) -> Iterator[Yield]:
        """The versions of a bill; its actions come next."""
        meta = {name: page.meta[name] for name in ("session", "number", "stamp")}
        versions = json_objects(page)
        if not versions:
            raise PageChanged(f"{meta['number']}: wanted at least one version, found none")
        yield self.page(f"{page.url.partition('?')[0]}actions/", meta={**meta, "versions": versions})

    def items(self, page: Any) -> Iterator[Yield]:
        """A bill by its versions and its actions."""
        yield bill(
            page.meta["versions"], json_objects(page), page.meta["session"], page.meta["number"], page.meta["stamp"]
        )


def _assembly(session: str) -> str:
    return f"{SERVICE}/api/v2/general_assembly_{session}"


def _numbered(number: str) -> re.Match[str]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise PageChanged(f"number: wanted one such as hb96, found {number[:20]!r}")
    return match


def bill(versions: list[Json], actions: list[Json], session: str, number: str, stamp: str | None) -> ScrapedBill:
    """A bill: its newest version says what it is called and who brings it."""
    match = _numbered(number)
    if strange := next((entry for entry in versions if said(entry, "number").lower() != number), None):
        raise PageChanged(f"number: wanted {number}, found {said(strange, 'number')[:20]!r}")
    newest = versions[-1]
    long = next((title for entry in reversed(versions) if (title := maybe_said(entry, "long_title"))), None)
    steps = sorted(actions, key=lambda entry: said(entry, "occurred"))
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session,
        identifier=number.upper(),
        title=said(newest, "short_title") if maybe_said(newest, "short_title") else said(newest, "long_title"),
        classification=(_KINDS[match[2]],),
        from_organization=_CHAMBERS[match[1]],
        subject=tuple(_subjects(newest)),
        abstracts=(Abstract(abstract=long, note="long title"),) if long else (),
        actions=tuple(_action(entry) for entry in steps),
        sponsorships=tuple(_sponsors(newest)),
        committees=tuple(_committees(steps)),
        versions=tuple(_version(entry) for entry in versions),
        votes=tuple(vote for entry in steps if (vote := _vote(entry)) is not None),
        sources=(Link(url=f"{SITE}/legislation/{session}/{number}", note="Ohio Legislature"),),
        stamp=stamp,
    )


def _subjects(version: Json) -> Iterator[str]:
    subjects = version.get("subjects") or []
    if not isinstance(subjects, list) or not all(isinstance(subject, str) for subject in subjects):
        raise PageChanged(f"subjects: wanted a list of texts, found {str(subjects)[:60]!r}")
    yield from filter(None, map(line, dict.fromkeys(subjects)))


def _chamber(row: Json) -> Chamber | None:
    return _CHAMBERS.get((maybe_said(row, "chamber") or "").lower()[:1])


def _action(row: Json) -> Action:
    words = said(row, "description")
    kinds = by_words(PLACE, words)
    executive = any(kind in {"executive-signature", "executive-veto", "became-law"} for kind in kinds)
    return Action(
        date=dates.date(said(row, "occurred")[:10]),
        description=words,
        classification=kinds,
        organization="executive" if executive else _chamber(row),
    )


def _committees(steps: list[Json]) -> Iterator[Committee]:
    """The committee that each chamber sent it to last."""
    last = {_chamber(step): name for step in steps if (name := maybe_said(step, "committee"))}
    for chamber, name in last.items():
        yield Committee(name=name, chamber=chamber)


def _sponsors(version: Json) -> Iterator[Sponsorship]:
    for kind, primary in (("sponsors", True), ("cosponsors", False)):
        for sponsor in maybe_many(version, kind):
            yield Sponsorship(
                name=said(sponsor, "full_name"),
                primary=primary,
                classification="primary" if primary else "cosponsor",
                party=maybe_said(sponsor, "party"),
            )


def _version(row: Json) -> Version:
    links = [
        Link(url=absolute(path, SERVICE), media_type=kind) for name, kind in _PAPERS if (path := maybe_said(row, name))
    ]
    return Version(note=said(row, "version"), links=tuple(links))


def _vote(row: Json) -> VoteEvent | None:
    """The roll call of an action; one of a committee names it."""
    cast = {option: row.get(name) or [] for name, option in (("yeas", "yes"), ("nays", "no"))}
    if not any(cast.values()):
        return None
    if not all(
        isinstance(voters, list) and all(isinstance(voter, str) for voter in voters) for voters in cast.values()
    ):
        raise PageChanged("yeas, nays: wanted lists of members, found something else")
    words, committee = said(row, "description"), maybe_said(row, "committee")
    return VoteEvent(
        date=dates.date(said(row, "occurred")[:10]),
        motion=f"{committee}: {words}" if committee else words,
        result="pass" if len(cast["yes"]) > len(cast["no"]) else "fail",
        organization=_chamber(row),
        counts=tuple(VoteCount(option=option, value=len(names)) for option, names in cast.items()),
        ballots=tuple(
            Ballot(option=option, voter=_name(voter), person_id=voter)
            for option, names in cast.items()
            for voter in names
        ),
    )


def _name(member: str) -> str:
    """The name in an id such as sen_wilson_steve_1: the family's first; an id of another form stands for itself."""
    match = _MEMBER.fullmatch(member)
    if match is None:
        return member
    *family, first = match[1].split("_")
    return " ".join([first.title(), *(part.title() for part in family)])
