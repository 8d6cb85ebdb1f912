"""Bills of every legislature from the public git repositories of govbot, without a key.

Govbot keeps what Open States' scrapers read each night, one repository a place, one `metadata.json` a bill in Open States'
form, with its votes and extracted texts beside it. What a bill is known by is the name that git gives the content of its
files, so that an unchanged night reads nothing, whatever happened to the repository's history.

The copies stop without a word: a file is committed each day even where no bill was read. So a place counts as fresh by
what its bills say, and an old copy is a problem of the visit.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from spiders.kit.fields import json_object, maybe_said
from spiders.kit.git import File, GitProblem, Repository
from spiders.kit.options import Options
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ROW_FAULTS, SourceSpider, Yield, why
from spiders.platforms import govbot_seen, govbot_texts, openstates_bill, openstates_vote
from spiders.platforms.openstates_places import ZONES, chosen, zone
from tracker.ingest.source import AGGREGATOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, ScrapedBill, Unchanged, Unreadable, VoteEvent
from tracker.records.jurisdictions import jurisdiction
from tracker.records.text import clean_identifier
from tracker.settings import Settings
from tracker.system import write_private

LARGEST: Final = 16_000_000
"""Bytes of one file that is read; a bill with its whole history has some 200,000."""
LARGEST_TEXT: Final = 600_000
SMALLEST: Final = 20
LARGEST_COPY: Final = 150
"""Megabytes of a place's copy: the sampled repositories pack to 1 to 3 kB a bill, and have 1,000 to 18,000 of them."""
AT_ONCE: Final = 500
_BILL: Final = re.compile(r"country:us/(?:\w+:\w+/)?sessions/(?P<session>[^/]+)/bills/(?P<bill>[^/]+)/(?P<file>.+)")
_VOTE: Final = re.compile(r"logs/[^/]*[._]vote_event[._][^/]*\.json")
"""A vote that was won is named with dots and its chamber, one that was lost with dashes below and without it."""
_TEXT: Final = re.compile(r"files/[^/]*_extracted\.txt")
_MATTERS: Final = re.compile(
    r"mental|behavio|psych|suicid|addict|substance|opioid|overdose|crisis|therap|counsel|depress|trauma|autis|dement|"
    r"alcohol|drug|naloxone|988|disabilit|parity|hospital|health",
    re.IGNORECASE,
)
"""Bills whose texts are fetched too: those whose title, subjects or summaries say that they may matter here."""


class Folder(NamedTuple):
    """The files of one bill, of all folders that are named by its number (`HB30`, `HB0030`)."""

    name: str
    metadata: tuple[str, ...]
    votes: tuple[str, ...]
    texts: tuple[File, ...]

    @property
    def stamp(self) -> str:
        """Equal as long as none of the files that are read changes."""
        digest = blake2b(digest_size=12)
        for content in (*self.metadata, *self.votes, *(text.content for text in self.texts)):
            digest.update(content.encode())
        return digest.hexdigest()


class Govbot(SourceSpider):
    """One repository a place."""

    name = "govbot"
    source = Source(
        jurisdiction="us",
        publisher="govbot (Chi Hack Night), from Open States' scrapers",
        timezone=zone("us"),
        url="https://github.com/govbot-data",
        kind="bills",
        expected_every_days=7,
        authority=AGGREGATOR - 10,
        lineage="openstates",
        note="No key; needs git. Places: --jurisdiction us-ca, or TRACKER_GOVBOT_PLACES. No hearings.",
    )

    @classmethod
    def nothing_to_ask(cls, options: Options) -> str:
        """Where no place is named and none is chosen."""
        places = chosen(options.jurisdiction, options.settings.govbot_places)
        return "" if places else "no place is chosen: set TRACKER_GOVBOT_PLACES=us-ca,us-wa"

    async def start(self) -> AsyncIterator[Any]:
        """Read place by place in a thread, so that other sources go on meanwhile."""
        steps = iter(self.first())
        while chunk := await asyncio.to_thread(lambda: tuple(islice(steps, AT_ONCE))):
            yield chunk

    def read(self, response: Any) -> Iterable[Yield]:  # noqa: ARG002 - what every source has
        """Nothing: no page is asked for, git fetches."""
        return ()

    def first(self) -> Iterator[Yield]:
        """The bills of the place asked for, or of the places that the operator chose."""
        places = chosen(self.asked.jurisdiction, self.asked.settings.govbot_places)
        wrong = [code for code in places if code not in ZONES]
        for place in wrong:
            reason = f"govbot has no copy of {place[:40]!r}; `tracker coverage` says which source tells of a place"
            yield Problem(kind="wrong-jurisdiction", reason=reason)
        if not places:
            yield NothingHere(reason="no place is chosen: set TRACKER_GOVBOT_PLACES=us-ca,us-wa")
        for place in places:
            if place not in wrong:
                yield from self._place(place)

    def _place(self, place: str) -> Iterator[Yield]:
        code = place.removeprefix("us-") if place != "us" else "usa"
        settings = self.asked.settings
        copy = Repository(settings.data_dir / "govbot" / place, settings.govbot_url.replace("{place}", code))
        used, budget = _used(settings.data_dir / "govbot"), settings.govbot_disk_mb * 1_000_000
        if used >= budget and not copy.folder.exists():
            reason = (
                f"{place}: the copies take {used // 1_000_000} MB of {settings.govbot_disk_mb}; nothing more is copied"
            )
            yield Problem(
                kind="disk-budget", reason=f"{reason}: remove a folder below govbot/, or raise TRACKER_GOVBOT_DISK_MB"
            )
            return
        try:
            copy.update()
            folders = _folders(copy.files("country:us"))
            govbot_seen.keep(place, _seen(place, folders), settings)
            if self.asked.session:
                folders = [folder for folder in folders if f"/{self.asked.session}/" in f"{folder.name}/"]
            yield from self._bills(place, copy, folders, texts=used < budget)
        except GitProblem as problem:
            yield Problem(kind=problem.kind, reason=f"{place}: {problem}", url=copy.url)

    def _bills(self, place: str, copy: Repository, folders: list[Folder], *, texts: bool) -> Iterator[Yield]:
        """Bills that did not change as such, the others read; at the end, whether the copy is old."""
        if not folders:
            yield Problem(
                kind="empty-repository", reason=f"{place}: wanted bills below sessions/, found none", url=copy.url
            )
            return
        mine = {stamp: key for key, stamp in self.asked.stamps.items() if key.startswith(f"{place}/")}
        changed = [folder for folder in folders if folder.stamp not in mine]
        for bill_folder in folders:
            if bill_folder.stamp in mine:
                yield Unchanged(id=mine[bill_folder.stamp])
        wanted = changed[: self.asked.limit]
        contents = [content for bill_folder in wanted for content in (*bill_folder.metadata, *bill_folder.votes)]
        copy.fetch(contents)
        read = copy.read(contents, most=LARGEST)
        bills: dict[str, ScrapedBill] = {}
        for bill_folder in wanted:
            held = len(bill_folder.metadata) + len(bill_folder.votes)
            files = [_Content(data, size) for _name, data, size in islice(read, held)]
            for outcome in _bill(place, bill_folder, files, f"{copy.url}#{bill_folder.name}"):
                if isinstance(outcome, ScrapedBill):
                    bills[outcome.id] = _fuller(bills.get(outcome.id), outcome)
                else:
                    yield outcome
        if texts:
            self._with_texts(copy, {bill_folder.stamp: bill_folder for bill_folder in changed}, bills)
        yield from bills.values()
        yield from self._old(place, folders, bills.values(), copy)

    def _with_texts(self, copy: Repository, folders: dict[str, Folder], bills: dict[str, ScrapedBill]) -> None:
        """Give the bills that may matter their newest text, as far as it was extracted."""
        wanted = {}
        for key, bill in bills.items():
            texts = folders[bill.stamp or ""].texts
            if texts and _MATTERS.search(
                " ".join((bill.title, *bill.subject, *(abstract.abstract for abstract in bill.abstracts)))
            ):
                by_path = {text.path: text.content for text in texts}
                wanted[key] = by_path[govbot_texts.newest_text(bill, [*by_path])]
        copy.fetch(wanted.values())
        said = {name: data for name, data, _size in copy.read([*wanted.values()], most=LARGEST_TEXT) if data}
        for key, content in wanted.items():
            if content in said and (text := govbot_texts.words(said[content])):
                bills[key] = replace(bills[key], text=text)

    def _old(
        self, place: str, folders: list[Folder], bills: Iterable[ScrapedBill], copy: Repository
    ) -> Iterator[Problem]:
        """The problem of a copy that stands still while the place sits; judged by the newest action of any bill."""
        if self.asked.partial and not self.asked.jurisdiction:
            return
        here, today = jurisdiction(place), self.asked.now.date()
        days = (step.date for bill in bills for step in bill.actions)
        newest = max(
            (day for day in days if day <= today), default=None
        )  # what is announced, or misprinted, proves nothing
        known = copy.folder.with_suffix(".newest-action")
        before = dt.date.fromisoformat(known.read_text()) if known.exists() else None
        newest = max((day for day in (newest, before) if day is not None), default=None)
        if newest is not None and newest != before:
            write_private(known, newest.isoformat())
        if here and (missed := here.missed(newest, today)):
            shown = newest.isoformat() if newest else "none"
            sat = f"sits since {missed.first}" if today <= missed.last else f"sat until {missed.last}"
            sessions = sorted({_session(folder) for folder in folders})
            reason = f"{place}: the copy is old: its newest action is of {shown}, while the legislature {sat}"
            yield Problem(
                kind="old-copy",
                reason=f"{reason}; it holds {', '.join(sessions[-4:])}; `tracker coverage {place}` names the other sources",
                url=copy.url,
            )


class _Content(NamedTuple):
    """What a file holds; a file that is too large has no bytes."""

    data: bytes | None
    size: int


def _bill(place: str, folder: Folder, files: list[_Content], where: str) -> Iterator[ScrapedBill | Unreadable]:
    """One bill with its votes; a folder or a vote that cannot be read costs itself."""
    versions, ballots = files[: len(folder.metadata)], files[len(folder.metadata) :]
    bill: ScrapedBill | None = None
    for file in versions:
        try:
            one = openstates_bill.bill(json_object(*file, LARGEST), place=place, seal=folder.stamp)
            if one.jurisdiction != place:
                raise PageChanged(f"wanted a bill of {place}, found one of {one.jurisdiction}")
            bill = _fuller(bill, one)
        except ROW_FAULTS as problem:
            yield Unreadable(reason=why(problem), url=where)
    if bill is None:
        return
    votes: list[VoteEvent] = []
    for file in ballots:
        try:
            row = json_object(*file, LARGEST)
            if (number := maybe_said(row, "bill_identifier")) and clean_identifier(number) != bill.identifier:
                raise PageChanged(f"wanted a vote on {bill.identifier}, found one on {number[:20]}")
            if vote := openstates_vote.vote(row, zone(place)):
                votes.append(vote)
        except ROW_FAULTS as problem:
            yield Unreadable(reason=f"vote: {why(problem)}", url=where)
    yield replace(bill, votes=tuple(sorted(dict.fromkeys(votes), key=lambda vote: (vote.date, vote.motion))))


def _folders(files: Iterable[File]) -> list[Folder]:
    """The bills of a tree; a folder without its metadata is one that votes came to before the bill.

    Some places keep a bill under two names. What is kept of it is told by one stamp: else each night would take the one
    for news of the other.
    """
    by_bill: dict[tuple[str, str], tuple[str, dict[str, list[File]]]] = {}
    for file in files:
        hit = _BILL.fullmatch(file.path)
        kind = _kind(hit["file"]) if hit else None
        if hit is None or kind is None:
            continue
        name = file.path[: hit.start("file") - 1]
        number = name.rpartition("/")[0], clean_identifier(hit["bill"]) or hit["bill"]
        held = by_bill.setdefault(number, (name, {"metadata": [], "votes": [], "texts": []}))
        held[1][kind].append(file)
    bills = (
        Folder(
            name,
            tuple(file.content for file in kinds["metadata"]),
            tuple(file.content for file in kinds["votes"]),
            tuple(kinds["texts"]),
        )
        for name, kinds in by_bill.values()
    )
    return sorted(folder for folder in bills if folder.metadata)


def _seen(place: str, folders: Iterable[Folder]) -> govbot_seen.Seen:
    """What a copy holds, by its files."""
    held = list(folders)
    return govbot_seen.Seen(
        sessions=govbot_seen.named(place, {_session(folder) for folder in held}),
        bills=len(held),
        votes=sum(bool(folder.votes) for folder in held),
        texts=sum(bool(folder.texts) for folder in held),
    )


def _session(folder: Folder) -> str:
    return folder.name.split("/sessions/")[1].split("/")[0]


def _kind(file: str) -> str | None:
    if file == "metadata.json":
        return "metadata"
    if _VOTE.fullmatch(file):
        return "votes"
    return "texts" if _TEXT.fullmatch(file) else None


def _fuller(first: ScrapedBill | None, then: ScrapedBill) -> ScrapedBill:
    """Of two folders of one bill the one that goes further."""
    if first is None:
        return then
    return max(
        first,
        then,
        key=lambda bill: (bill.actions[-1].date if bill.actions else dt.date.min, len(bill.actions), bill.stamp),
    )


def first_copies(settings: Settings, wanted: str | None) -> list[str]:
    """What to know before a place is copied for the first time: how much it takes, and how much there is."""
    folder = settings.data_dir / "govbot"
    new = [
        place for place in chosen(wanted, settings.govbot_places) if place in ZONES and not (folder / place).exists()
    ]
    if not new:
        return []
    used = _used(folder) // 1_000_000
    size = f"a copy takes some {SMALLEST} to {LARGEST_COPY} MB: 3 kB a bill, 10 to 30 kB where its text may matter"
    room = f"the copies here take {used} MB, and may take {settings.govbot_disk_mb} (TRACKER_GOVBOT_DISK_MB)"
    return [f"{', '.join(new)}: copied by git for the first time; {size}; {room}"]


def _used(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.exists() else 0
