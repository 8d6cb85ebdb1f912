"""Load what we know, ask what changed, judge the visit as a whole, save.

A `Visit` is one run of one source. It takes outcomes as a spider yields them. The first run of a source writes as it
reads. Later ones hold what would change stored data until the visit can be judged: a page that lost a field, went back a
year or moved all hearings at once changes nothing. What is written is written in short transactions: a record is stored
with everything that belongs to it, or not at all, whatever happens to the process.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection, Engine

from tracker import clock
from tracker.db import leases
from tracker.db.engine import reading, writing
from tracker.db.leases import LeaseLostError
from tracker.ingest import (
    absence,
    aliases,
    gate,
    listing,
    new_ids,
    reversals,
    run_row,
    session_doubts,
    sift,
    whole_list,
)
from tracker.ingest.agreed import Agreed
from tracker.ingest.doubt import Doubt
from tracker.ingest.drift import doubts
from tracker.ingest.field_coverage import filled
from tracker.ingest.identity import Identities, both
from tracker.ingest.listed import Listed
from tracker.ingest.listing import Listing
from tracker.ingest.problems import Problems
from tracker.ingest.rename_sessions import rename_sessions
from tracker.ingest.runs import open_run
from tracker.ingest.sift import Group, Sift
from tracker.ingest.small_lists import doubts_once
from tracker.ingest.source import Source
from tracker.ingest.texts import keep_unread
from tracker.ingest.verdict import Counts, Problem, RunSummary, Verdict, broken_rows, stale_sources, verdict
from tracker.ingest.writer import Claimant, Writer
from tracker.records.items import NothingHere, Outcome, Record, TextUnread, Unchanged, Unreadable

BATCH: Final = 500
"""Records looked up or written in one transaction: large enough to cost little, short enough for other writers."""
BATCH_SECONDS: Final = 2.0
"""A slow source shows its progress at least this often."""
HELD_RECORDS: Final = 2_000
"""So many held records are judged and written before the visit ends, so that a kill costs little and memory is bounded."""
HELD_BYTES: Final = 32_000_000


class Visit:
    """One run of one source: `take` outcomes, then `finish`."""

    def __init__(
        self,
        engine: Engine,
        name: str,
        source: Source,
        *,
        scope: str = "",
        partial: bool = False,
        asked_by: str | None = None,
        run_id: int | None = None,
        reader: str = "",
        accept: bool = False,
    ) -> None:
        """Take the source and open the run's row, or that of a queued `run_id`; refused while another run has the source.

        `partial`: asked for a part only, so absence means nothing. `reader` is the fingerprint of the code that reads the
        source: what a mended reader changes is no doubt. `accept` believes this visit whatever it changes at once.
        """
        self.engine = engine
        self.name = name
        self.source = source
        self.scope = scope
        self.partial = partial
        self.accept = accept
        self.reader = reader
        self.counts = Counts()
        self.problems = Problems()
        self._batch: dict[str, tuple[Record, bytes]] = {}
        self._unread: list[str] = []
        self._texts_unread: list[TextUnread] = []
        self._identities = Identities()
        self._listed = Listed()
        self._names: dict[str, str] = {}
        self._behind: dict[tuple[str, str], list[str]] = {}
        self._spoiled: dict[Group, list[Doubt]] = {}
        self._sift = Sift(name)
        self._again: dict[str, str] = {}
        self._poorer = self._misread = self._impossible = 0
        self._started = time.monotonic()
        self._written = self._started
        rename_sessions(engine)
        with writing(engine) as connection:
            run_row.know_source(connection, name, source)
            self.run_id, self.lease = open_run(connection, name, scope=scope, asked_by=asked_by, run_id=run_id)
        self._renewed = self._started
        self.first_run = not run_row.had_a_good_run(engine, name, self.run_id)
        self._who = Claimant(
            source=name,
            authority=source.authority,
            first_run=self.first_run,
            run_id=self.run_id,
            today=clock.today(),
            lineage=source.lineage,
        )
        self._clean, self._told_long = run_row.last_clean(engine, name, scope, self.run_id)
        """The counts of the last clean visit, and whether it was told for weeks that less is found."""
        self._agreed = Agreed(run_row.last_doubts(engine, name, scope, self.run_id), told_long=self._told_long)
        with reading(engine) as connection:
            self._before = absence.last_listing(connection, name, scope)

    def stamps(self, prefix: str = "") -> dict[str, str]:
        """The stamp this source last gave each record whose id begins with `prefix`; none of a damaged one, so that it is read."""
        with reading(self.engine) as connection:
            stamps = sift.stamps(connection, self.name, prefix)
            self._names = aliases.all_of(connection, self.name)
        return stamps | {name: stamps[record] for name, record in self._names.items() if record in stamps}

    def take(self, outcome: Outcome) -> None:
        """Keep one outcome; it is looked up with the next batch."""
        if isinstance(outcome, Unreadable):
            self.counts.unreadable += 1
            problem = Problem(kind="unreadable", reason=outcome.reason, url=outcome.url, excerpt=outcome.excerpt[:500])
            self._remember(problem)
        elif isinstance(outcome, TextUnread):
            self._take_unread_text(outcome)
        elif isinstance(outcome, NothingHere):
            self.counts.nothing_here += 1
            self.counts.nothing_because = self.counts.nothing_because or outcome.reason[:200]
        elif isinstance(outcome, Unchanged):
            key = self._names.get(outcome.id, outcome.id)
            if key not in self._listed.seen:
                self._listed.seen.add(key)
                self._unread.append(key)
                self.counts.unchanged += 1
        elif nothing := gate.nothing_in(outcome):
            self.take(nothing)
        elif why := gate.refusal(outcome):
            self.counts.refused += 1
            self.take(Unreadable(reason=why, url=next((source.url for source in outcome.sources), None)))
        else:
            record, wrong = gate.on_possible_days(gate.by_its_own_name(outcome))
            self._take_record(record)
            if wrong:
                self._impossible += 1
                self.problems.add(Problem(kind="impossible-day", reason=wrong), self._impossible)
        if len(self._batch) >= BATCH or (time.monotonic() - self._written) >= BATCH_SECONDS:
            self.flush()

    def _take_unread_text(self, text: TextUnread) -> None:
        self.counts.texts_unread += 1
        self._texts_unread.append(text)
        reason = f"{text.bill_id}: the text of version {text.version!r} could not be read: {text.reason}"
        self.problems.add(Problem(kind="text-unread", reason=reason, url=text.url), self.counts.texts_unread)

    def problem(self, kind: str, reason: str, url: str | None = None, excerpt: str = "") -> None:
        """Count and keep a page that could not be fetched or read."""
        self.counts.errors += 1
        self._misread += kind == "page-changed"
        self._remember(Problem(kind=kind, reason=reason, url=url, excerpt=excerpt[:500]))

    def fetched(self, pages: int = 1) -> None:
        """Count pages that were fetched."""
        self.counts.fetched += pages

    def keep_alive(self) -> None:
        """Hold the source for longer; to be called every few seconds by what reads it, also while nothing comes."""
        if time.monotonic() - self._renewed < leases.RENEW_EVERY.total_seconds():
            return
        with writing(self.engine) as connection:
            self._renew(connection)

    def _renew(self, connection: Connection) -> None:
        """Fence what is written with this connection: refused where another run took the source over."""
        leases.renew(connection, self.lease)
        run_row.show_alive(connection, self.run_id, self.counts)
        self._renewed = time.monotonic()

    def flush(self) -> None:
        """Look up what was taken so far: what is unchanged is counted, what is not is written or held.

        Refused where another run took the source over.
        """
        batch, self._batch = self._batch, {}
        self._written = time.monotonic()
        if self.first_run:
            self._write({key: record for key, (record, _raw) in batch.items()})
        elif batch or self._unread:
            with reading(self.engine) as connection:
                stored_ids, unchanged = self._sift.add(connection, batch)
                self._listed.note_unread(connection, self.name, self._unread)
                self._unread.clear()
            self.counts.unchanged += unchanged
            self._listed.note({stored_ids[key]: record for key, (record, _raw) in batch.items()})
            if len(self._sift.held) >= HELD_RECORDS or self._sift.size >= HELD_BYTES:
                self._release()
        self.counts.items = len(self._listed.seen)
        with writing(self.engine) as connection:
            run_row.save_problems(connection, self.run_id, self.problems.take())
            self._renew(connection)

    def finish(self, *, complete: bool = True, reason: str = "", forced: str | None = None) -> RunSummary:
        """Judge the visit, write what can be believed, note what vanished, and close the run.

        `complete` is false when the spider was stopped before its end; `forced` gives a verdict that the counts cannot
        know (`skipped`, `failed` after a bug, `interrupted`), with its `reason`. A run whose source another one took
        over writes nothing any more and is told as interrupted.
        """
        try:
            verdict = self._end(complete=complete, reason=reason, forced=forced)
        except LeaseLostError as problem:
            verdict = Verdict("interrupted", str(problem))
        return RunSummary(
            source=self.name,
            verdict=verdict.said,
            counts=self.counts,
            problems=tuple(self.problems.shown),
            seconds=round(time.monotonic() - self._started, 3),
            run_id=self.run_id,
            reason=verdict.why,
        )

    def _end(self, *, complete: bool, reason: str, forced: str | None) -> Verdict:
        self.flush()
        whole = complete and forced is None and not self.partial
        verdict = self._judge(whole=whole)
        if not complete:
            verdict = Verdict("interrupted", "stopped before the end; what was read is kept")
        if forced is not None:
            verdict = Verdict(forced, reason)
        with writing(self.engine) as connection:
            leases.renew(connection, self.lease)
            keep_unread(connection, self._texts_unread)
            missed = self._note_absence(connection) if whole and verdict.clean else 0
            self.problems.note(self._agreed.problems())
            if self.counts.new:
                listed = self._listed.listing(clock.now(), self.reader)
                self.problems.note(session_doubts.doubts(connection, listed.bills))
            verdict = self._agreed.said_in(verdict, missed)
            run_row.save_problems(connection, self.run_id, self.problems.take())
            run_row.close_run(connection, self.run_id, self.name, self.counts, verdict)
            leases.release(connection, self.lease)
        return verdict

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the run's row even when the caller fails; what was taken before is kept."""
        if error is not None:
            self.finish(forced="failed", reason=f"{type(error).__name__}: {error}")

    # -- taking --------------------------------------------------------------------------------------------------------

    def _take_record(self, record: Record) -> None:
        met = self._identities.meet(record)
        if met.how == "new":
            for name in filled(met.record):
                self.counts.filled[name] = self.counts.filled.get(name, 0) + 1
        if met.how in {"new", "part"}:
            self._batch[record.id] = (met.record, met.raw)
        elif met.how == "rival":
            self.counts.doubled += 1
            reason = f"{record.id} was met again in this visit with another content"
            url = next((source.url for source in record.sources), None)
            self._remember(
                Problem(kind="doubled-id", reason=reason, url=url, excerpt=both(self._taken(record.id), record))
            )

    def _taken(self, key: str) -> Record | None:
        """A record of this visit that is not written yet."""
        if key in self._batch:
            return self._batch[key][0]
        return self._sift.held[key].record if key in self._sift.held else None

    def _remember(self, problem: Problem) -> None:
        self.problems.add(problem, self.counts.errors + self.counts.unreadable + self.counts.doubled)

    # -- writing -------------------------------------------------------------------------------------------------------

    def _write(self, records: Mapping[str, Record]) -> None:
        """Write records, by their own ids, in short transactions."""
        pairs = list(records.items())
        for start in range(0, len(pairs), BATCH):
            part = dict(pairs[start : start + BATCH])
            with writing(self.engine) as connection:
                self._renew(connection)
                writer = Writer(self._who, connection)
                counted = writer.write(list(part.values()))
            for name, number in counted.items():
                setattr(self.counts, name, getattr(self.counts, name) + number)
            for pair, bills in writer.behind.items():
                self._behind.setdefault(pair, []).extend(bills)
            stored = {writer.stored_as(key, record): record for key, record in part.items()}
            self._listed.forget(part.keys() - stored.keys())
            self._listed.note(stored)

    def _release(self, *, but: Iterable[Group] = (), cut: bool = False) -> None:
        """Write what is held of groups that nothing speaks against, and forget the rest; `cut`: much of it is missing."""
        self._note_pairs()
        if (self.counts.errors or cut) and not self.accept and self._clean is not None and not self._told_long:
            self._poorer += self._sift.drop_poorer()
        spoiled = set() if self.accept else {*self._spoiled, *but}
        self._let_losses_wait()
        groups = {held_record.group for held_record in self._sift.held.values()}
        self.counts.withheld += len(self._sift.take(groups & spoiled))
        for key, marks in self._identities.rivals.items():
            held = self._sift.held.get(key)
            if held is not None and held.stored in marks:  # one of them is what the source said before: that one stands
                self._sift.drop(key)
                self.counts.unchanged += 1
        believed = self._sift.take(groups - spoiled)
        again = {own: record for own, record in self._again.items() if own in believed}
        if again:
            with writing(self.engine) as connection:
                leases.renew(connection, self.lease)
                aliases.rename(connection, self.name, again, self._listed.seen)
        self._write(believed)

    def _let_losses_wait(self) -> None:
        """Forget what single hearings of a short list only lost, until the next visit says so, too."""
        if not self.accept and not self._is_mended():
            waiting = self._agreed.untold_losses(self._sift.losses_of_few())
            self.counts.withheld += sum(map(self._sift.drop, waiting))

    def _note_pairs(self) -> None:
        """Keep the doubts about each place that what changed in its records raises."""
        if self._is_mended():
            return
        for group, seen in self._sift.evidence.items():
            if doubted := self._agreed.untold([*doubts(seen), *doubts_once(seen)]):
                self._spoiled[group] = doubted

    def _is_mended(self) -> bool:
        """Whether the reader is another one than last time: what changed at once, changed because of us."""
        return bool(self.reader) and self._before is not None and self._before.reader not in ("", self.reader)

    # -- judging -------------------------------------------------------------------------------------------------------

    def _judge(self, *, whole: bool) -> Verdict:
        """The verdict on all that was taken; what can be believed is written."""
        clean = self._clean
        self._know_again()
        misread = listing.misread(self._misread, self.counts.items) if clean else ()
        now = self._listed.listing(clock.now(), self.reader)
        general = self._agreed.untold([*self._general(now, whole=whole), *misread])
        uncounted = self.partial or not whole_list.is_counted(self.source, now, self._before)
        counted = verdict(self.counts, last_clean=clean, partial=uncounted)
        all_spoiled = counted.said == "failed" or any(doubt.holds for doubt in general)
        doubted = (
            set(self._sift.evidence) if all_spoiled else self._sift.groups_that_lost_a_field(self.counts.filled, clean)
        )
        self._release(but=doubted, cut=not counted.clean or bool(general))
        self.counts.items = len(self._listed.seen)
        words = [doubt.words for doubt in general] + self._doubts_about_places()
        self.problems.note([Problem(kind="drift", reason=word, excerpt=self._sift.examples()) for word in words])
        self.problems.note(stale_sources(self._behind))
        if self._poorer:
            self.counts.withheld += self._poorer
            words.append(
                f"{self._poorer} records told less than before while {'pages failed' if self.counts.errors else 'others were missing'}"
            )
        if self.accept and words:
            return counted._replace(why=f"believed as asked: {'; '.join(words)}")
        return counted.doubted(words, self.counts.withheld)

    def _doubts_about_places(self) -> list[str]:
        """The doubts about each place in words, with its name where the source has several."""
        several = len(self._sift.evidence) > 1
        return [
            f"{place}: {doubt.words}" if several else doubt.words
            for (place, _what), all_doubts in self._spoiled.items()
            for doubt in all_doubts
        ]

    def _general(self, now: Listing, *, whole: bool) -> list[Doubt]:
        """Doubts about what the whole visit lists, and lists no longer."""
        all_doubts = listing.old_page(self.source.jurisdiction, now.hearings.values(), now.at)
        if whole and not self.first_run:
            seen = self._sift.evidence
            with reading(self.engine) as connection:
                if not self._is_mended():
                    all_doubts += reversals.doubts(connection, self.name, self._sift.moves, now.hearings)
                all_doubts += whole_list.doubts(
                    connection, self.name, self.source, now, self._before, seen, self.counts
                )
            if whole_list.is_counted(self.source, now, self._before):
                all_doubts += listing.shrunk(self.counts, self._clean or {})
        return all_doubts

    def _know_again(self) -> None:
        """See which hearings are known under other ids; a source that gives sound ids and changes most of them is doubted."""
        fresh = list(self._sift.new_hearings())
        if not fresh or broken_rows(self.counts):
            return
        with reading(self.engine) as connection:
            twins = new_ids.same_under_other_ids(connection, self.name, fresh)
        met = sum(
            evidence.met + evidence.new for (_place, what), evidence in self._sift.evidence.items() if what == "hearing"
        )
        again = {new.id: old for new, old in twins if old not in self._listed.seen}
        doubt = new_ids.doubt(len(again), len(twins) - len(again), met, sound_ids=self.source.sound_ids)
        if doubt is not None and not self.accept:
            self._spoiled.setdefault((fresh[0].jurisdiction, "hearing"), []).append(doubt)
        else:
            self._again = again
            self._listed.rename(again)

    def _note_absence(self, connection: Connection) -> int:
        """Note what is no longer listed; gives the number of coming hearings that this visit is the first not to list."""
        gone, missed = absence.note_absence(
            connection, self._who, self._listed.seen, self._before, lists_all=self.source.lists_all_upcoming
        )
        self.counts.vanished += len(gone)
        missed_before = self._before.missed if self._before is not None else {}
        self._agreed.gone(sum(key in missed_before for key in gone))
        first_missed = sum(number == 1 for number in missed.values())
        if self.source.kind == "people":
            missed |= absence.note_people(connection, self._who, self._listed.seen, self._before)
        seen = replace(self._listed.listing(clock.now(), self.reader), missed=missed)
        absence.save_listing(connection, self.name, self.scope, seen)
        return first_missed
