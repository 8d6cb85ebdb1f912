"""Bills and hearings of all states, DC and Congress, from LegiScan.

A list of a session gives each bill's change hash, so that only bills that changed are asked for. A visit to all places
first asks for the bills that a search for mental health finds, so that a small quota goes to them. A session met for the
first time is read from its weekly dataset, one call for all its bills; what changed since then is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from spiders.kit.archive import zip_members
from spiders.kit.fields import Json, at, maybe_said, objects, said
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.platforms import legiscan_bill, legiscan_names
from spiders.platforms.legiscan_api import LegiScanApi, Step
from spiders.platforms.legiscan_hearing import hearings
from spiders.platforms.openstates_places import zone
from tracker.ingest.source import AGGREGATOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged

QUERY: Final = '"mental health" OR "behavioral health" OR suicide OR "substance use" OR psychiatric'
"""What is searched for before all lists are read, in LegiScan's words for a search."""
SEARCHED: Final = 5
"""Pages of a search that are read; one has 2,000 bills."""
BULK: Final = 200
"""Bills of one session that are not known, above which its dataset is asked for: two calls instead of so many."""
_CHUNK: Final = 1_000

SOURCE: Final = Source(
    jurisdiction="us",
    publisher="LegiScan",
    timezone=zone("us"),
    url="https://legiscan.com/",
    kind="bills,hearings",
    authority=AGGREGATOR,
    key_setting="legiscan_api_key",
    note="Free key from legiscan.com, 30,000 calls a month; it asks for a non-commercial promise, which is yours to give.",
)


class LegiScan(LegiScanApi):
    """Sessions of a place, bills of a session, then each bill that changed."""

    name = "legiscan"
    source = SOURCE

    def __init__(self, *given: Any, **more: Any) -> None:
        """Find the change hashes and agendas that are known."""
        super().__init__(*given, **more)
        self.agendas = {key: stamp for key, stamp in self.asked.stamps.items() if "/legiscan-" in key}
        self.ids = {
            legiscan_bill.change_hash(stamp): key for key, stamp in self.asked.stamps.items() if key not in self.agendas
        }
        self.asked_for: set[str] = set()
        self.taken = 0

    def first(self) -> Iterable[Yield]:
        """The search and the places' sessions, or what a recording holds."""
        wanted = self._wanted()
        if wanted is None:
            wrong = f"--jurisdiction: expected one such as us-tx or us, found {str(self.asked.jurisdiction)[:40]!r}"
            yield Problem(kind="wrong-jurisdiction", reason=wrong)
            return
        order = ("getSessionList", "getMasterListRaw", "getMasterList", "getSearchRaw", "getSearch", "getBill")
        held = sorted((step for step in self.held() if step.op in order), key=lambda step: order.index(step.op))
        self.left.extend(held or self._questions(wanted))
        yield from self.following()

    def _wanted(self) -> Sequence[str] | None:
        """The places to ask for; None when the one named is none of them."""
        named = self.asked.jurisdiction
        if named is None:
            return legiscan_names.PLACES
        return (named,) if named in {*legiscan_names.PLACES, legiscan_names.CONGRESS} else None

    def _questions(self, places: Sequence[str]) -> Iterator[Step]:
        """The search, where all places are wanted, then each place; those never read come first, the rest in turn."""
        if self.asked.jurisdiction is None and self.asked.session is None and self.asked.since is None:
            yield _search(1)
        turn = self.asked.now.toordinal() * 17 % len(places)
        known = {key.partition("/")[0] for key in self.asked.stamps}
        for place in sorted((*places[turn:], *places[:turn]), key=lambda code: code in known):
            yield Step("getSessionList", (("state", legiscan_names.code(place)),), place)

    def is_done(self, step: Step) -> bool:
        """Whether a bill was asked for already: a search and a list may name the same."""
        if step.op != "getBill" or not step.query:
            return False
        return step.query[0][1] in self.asked_for

    @property
    def enough(self) -> bool:
        """Whether `--limit` is reached."""
        return self.asked.limit is not None and self.taken >= self.asked.limit

    def reader(self, step: Step, response: Any) -> Iterable[Yield]:
        """What the answer to one question says."""
        if step.op == "getSessionList":
            return self._sessions(self.body(response, "sessions"), step)
        if step.op in {"getMasterListRaw", "getMasterList"}:
            return self._listed(self.body(response, "masterlist"), step)
        if step.op in {"getSearchRaw", "getSearch"}:
            return self._found(self.body(response, "searchresult"), step)
        if step.op == "getDatasetList":
            return self._datasets(objects(self.body(response, "datasetlist"), "datasetlist"), step)
        if step.op == "getDatasetRaw":
            return self._dataset(response, step)
        self.asked_for.update(number for _name, number in step.query)
        return self.bill(self.body(response, "bill"), response.url)

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _sessions(self, body: Any, step: Step) -> Iterator[Yield]:
        """Ask for the lists of a place's sessions: the one wanted, or all that are not past."""
        named = [(session, self._name(session, step.place)) for session in objects(body, "sessions")]
        wanted = [session for session, name in named if self._is_asked_for(session, name)]
        if not wanted:
            names = ", ".join(dict.fromkeys(name for _each, name in named if name))
            raise PageChanged(f"session: wanted {self.asked.session or 'a current one'}, found {names[:200] or 'none'}")
        op = "getMasterList" if self.asked.since else "getMasterListRaw"
        lists = (Step(op, (("id", said(session, "session_id")),), step.place) for session in wanted)
        self.next(*lists)
        yield from self._hearings_of(step.place)

    def _name(self, entry: Json, place: str) -> str:
        """Our name of a session; an old one that we cannot name is not asked for, and costs nothing."""
        try:
            here = place or legiscan_names.place(maybe_said(entry, "state_abbr"))
            return legiscan_names.session(here, entry)
        except PageChanged:
            return ""

    def _is_asked_for(self, entry: Json, name: str) -> bool:
        if self.asked.session is None:
            return maybe_said(entry, "prior") == "0"
        return self.asked.session in {name, maybe_said(entry, "session_id"), maybe_said(entry, "session_name")}

    def _hearings_of(self, place: str) -> Iterator[Any]:
        """Hearings are told by their bills; those of bills that did not change are as they were."""
        if self.asked.session is None and self.asked.since is None:
            yield from _chunks([Unchanged(id=key) for key in self.agendas if key.startswith(f"{place}/")])

    def _listed(self, body: Any, step: Step) -> Iterator[Any]:
        """Ask for the bills of a session that changed; tell of the others that they did not."""
        rows = _numbered(body, "masterlist", leave_out="session")
        if not rows:
            yield NothingHere(reason=f"no bills in a session of {step.place or 'this recording'}")
        if since := self.asked.since:
            rows = [row for row in rows if (maybe_said(row, "last_action_date") or "") >= since.isoformat()]
        fresh = yield from self._changed(rows)
        options = self.asked
        if len(fresh) > BULK and options.limit is None and options.since is None and not options.replaying:
            session = dict(step.query).get("id", "")
            self.next(
                Step("getDatasetList", (("state", legiscan_names.code(step.place)),), step.place, more=(session, fresh))
            )
        else:
            self._ask_for(fresh)

    def _changed(self, rows: Iterable[Json]) -> Generator[Any, None, list[tuple[str, str]]]:
        """Yields what did not change, gives back what did, as pairs of bill and hash."""
        same, fresh = [], []
        for row in rows:
            change = said(row, "change_hash")
            if known := self.ids.get(change):
                same.append(Unchanged(id=known))
            else:
                fresh.append((said(row, "bill_id"), change))
        yield from _chunks(same)
        return fresh

    def _ask_for(self, fresh: Iterable[tuple[str, str]]) -> None:
        """Ask for these bills, each once in a visit."""
        numbers = dict.fromkeys(number for number, change in fresh if change not in self.ids)
        self.next(*(Step("getBill", (("id", number),)) for number in numbers))

    def _found(self, body: Any, step: Step) -> Iterator[Any]:
        """Ask for the bills that a search found, then for its next page."""
        rows = body.get("results") if isinstance(body, dict) and "results" in body else body
        fresh = yield from self._changed(_numbered(rows, "searchresult", leave_out="summary"))
        page, last = (maybe_said(body, f"summary.{name}") or "1" for name in ("page_current", "page_total"))
        if page.isdecimal() and last.isdecimal() and int(page) < min(int(last), SEARCHED) and not step.recorded:
            self.next(_search(int(page) + 1))
        self._ask_for(fresh)

    # -- datasets ------------------------------------------------------------------------------------------------------

    def _datasets(self, entries: Sequence[Json], step: Step) -> Iterator[Yield]:
        """Ask for the dataset of a session; one that has none yet is asked for bill by bill."""
        session, fresh = step.more
        row = next((entry for entry in entries if maybe_said(entry, "session_id") == session), None)
        key = maybe_said(row, "access_key")
        if key is None:
            self._ask_for(fresh)
        else:
            self.next(Step("getDatasetRaw", (("id", session), ("access_key", key)), step.place, more=fresh))
        return iter(())

    def _dataset(self, response: Any, step: Step) -> Iterator[Yield]:
        """The bills of a dataset; then those that changed after it was made are asked for."""
        what = f"dataset of session {dict(step.query)['id']}"
        for member in zip_members(Path(response.meta["file"]), what=what, suffix=".json"):
            if member.data is None:
                yield Problem(kind=member.kind, reason=member.fault or what, url=response.url)
            elif "/bill/" in f"/{member.name}":
                yield from self.row(self._member, member.data, excerpt=str(member.data[:500]), url=response.url)
        self._ask_for(step.more)

    def _member(self, data: bytes) -> Iterator[Yield]:
        return self._older_or_not(at(legiscan_bill.loaded(data), "bill"))

    def _older_or_not(self, row: Json) -> Iterator[Yield]:
        """A dataset is up to a week old: what is known to be newer stays."""
        fresh = legiscan_bill.bill(row)
        stamp = self.asked.stamps.get(fresh.id)
        if stamp is None or not legiscan_bill.is_older(fresh.stamp or "", stamp):
            yield from self._bill(row)

    def unread(self, step: Step) -> None:
        """Without its dataset a session is read bill by bill."""
        if step.op == "getDatasetList" and not self.stopped:
            self._ask_for(step.more[1])
        elif step.op == "getDatasetRaw" and not self.stopped:
            self._ask_for(step.more)

    # -- bills ---------------------------------------------------------------------------------------------------------

    def bill(self, row: Any, url: str) -> Iterator[Yield]:
        """One bill and its hearings; one that cannot be read costs itself."""
        yield from self.row(self._bill, row, excerpt=str(row), url=url)

    def _bill(self, row: Json) -> Iterator[Yield]:
        bill = legiscan_bill.bill(row)
        if self._is_left_out(bill.jurisdiction, bill.legislative_session):
            return
        self.taken += 1
        assert bill.stamp is not None
        self.ids[legiscan_bill.change_hash(bill.stamp)] = bill.id
        yield bill
        for hearing in hearings(row, bill, self.agendas):
            if stamp := getattr(hearing, "stamp", None):
                self.agendas[hearing.id] = stamp  # type: ignore[union-attr]
            yield hearing

    def _is_left_out(self, place: str, session: str) -> bool:
        """Whether a recording holds a bill of another place or session than was asked for."""
        options = self.asked
        return options.replaying and (
            options.jurisdiction not in {None, place} or options.session not in {None, session}
        )


def _search(page: int) -> Step:
    return Step("getSearchRaw", (("state", "ALL"), ("year", "2"), ("query", QUERY), ("page", str(page))))


def _numbered(entries: Any, path: str, *, leave_out: str) -> list[Json]:
    """The rows of a list; LegiScan numbers them as names ("0", "1") beside one that is no row."""
    if isinstance(entries, dict):
        entries = [value for name, value in entries.items() if name != leave_out]
    return objects(entries, path)


def _chunks(same: list[Unchanged]) -> Iterator[tuple[Unchanged, ...]]:
    return (tuple(same[n : n + _CHUNK]) for n in range(0, len(same), _CHUNK))
