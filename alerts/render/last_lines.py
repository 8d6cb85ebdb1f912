"""Say what stands around the items of a digest: what came late, how fresh it is, how the promise was kept, and where it leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from alerts.compose.digest import Digest, Freshness
from alerts.render.links import Links
from alerts.render.translate import Words

NAMED: Final = 4
"""Sources that a mail names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class LastLines:
    """Says the last lines of digests in one language."""

    words: Words
    site: str

    def late_hint(self, digest: Digest) -> str:
        """What stands above what arrived late."""
        words, parts = self.words, []
        if digest.late:
            parts.append(words.gettext("This reached us late."))
        if digest.joined:
            form = words.ngettext(
                "{count} record came in with a source that we read for the first time; it is listed on the page, not here.",
                "{count} records came in with sources that we read for the first time; they are listed on the page, not here.",
                digest.joined,
            )
            parts.append(form.format(count=digest.joined))
        return " ".join(parts)

    def elsewhere(self) -> str:
        """Where it is said how fresh the sources are, when the mail cannot say it."""
        return self.words.gettext("When we last read each source: {url}").format(url=f"{self.site}/places#fresh")

    def fresh(self, digest: Digest) -> str:
        """Which sources were read when, and which could not be."""
        words, fresh = self.words, digest.freshness
        parts: list[str] = []
        if fresh.read and fresh.read_at is not None:
            parts.append(self._read(fresh, words.day(fresh.read_at.date())))
        parts += self._unread(fresh)
        still: dict[dt.date, list[str]] = {}
        for name, last in fresh.still:
            still.setdefault(last.date(), []).append(name)
        for day, names in still.items():
            line = words.gettext("No change since {day}: {sources}.")
            parts.append(line.format(day=words.day(day), sources=self._named(names, fresh)))
        if fresh.uncollected:
            line = words.gettext("We do not collect from these places yet: {places}.")
            parts.append(line.format(places="; ".join(map(words.place, fresh.uncollected))))
        if not (fresh.read or fresh.failed or fresh.by_hand or fresh.uncollected):
            parts.append(words.gettext("No source of these places has been read yet."))
        if digest.corrected:
            form = words.ngettext(
                "We corrected details in {count} record.",
                "We corrected details in {count} records.",
                digest.corrected,
            )
            parts.append(form.format(count=digest.corrected))
        if len(fresh.read) > NAMED:
            parts.append(self.elsewhere())
        return " ".join(parts)

    def _read(self, fresh: Freshness, day: str) -> str:
        """What was read when: by name where it is little, else how much; where each is named is said last."""
        words, names = self.words, fresh.read
        if len(names) <= NAMED:
            return words.gettext("Last read on {day}: {sources}.").format(day=day, sources=self._named(names, fresh))
        return words.gettext("Last read on {day}: {count} sources.").format(day=day, count=len(names))

    def _named(self, names: Iterable[str], fresh: Freshness) -> str:
        """Sources by their publishers, and what each is read for where a publisher has several."""
        publishers = {name: f"{publisher} ({self._kinds(kinds)})" for name, publisher, kinds in fresh.kinds}
        return "; ".join(publishers.get(name, name) for name in names)

    def _kinds(self, kinds: str) -> str:
        return ", ".join(self.words.source_kind(kind) for kind in kinds.split(","))

    def _unread(self, fresh: Freshness) -> Iterator[str]:
        """What could not be read since when: one sentence a day, however many sources it is; and files that are old."""
        by_day: dict[dt.date | None, list[str]] = {}
        for name, last in fresh.failed:
            by_day.setdefault(last.date() if last else None, []).append(name)
        for day, names in by_day.items():
            if day is None:
                yield self.words.gettext("We could not read {sources} yet.").format(sources=self._named(names, fresh))
            else:
                line = self.words.gettext("We could not read all of {sources} since {day}.")
                yield line.format(sources=self._named(names, fresh), day=self.words.day(day))
        for name, imported in fresh.by_hand:
            line = self.words.gettext("Files of {source} were last imported on {day}.")
            yield line.format(source=self._named((name,), fresh), day=self.words.day(imported.date()))
        if (fresh.failed or fresh.by_hand) and not fresh.dark:  # the first line of a dark mail says so
            yield self.words.gettext("There may be news we do not know of.")

    def promise(self, digest: Digest) -> str:
        """How the promise of being told in time was kept lately."""
        if digest.promise is None or digest.freshness.foreign:  # of other places nobody asked
            return ""
        in_time, promised = digest.promise
        return self.words.gettext(
            "Of {promised} deadlines of the last four weeks that were published at least 72 hours ahead, {kept} were told by "
            "our emails at least 48 hours ahead. Every one of them: {url}"
        ).format(promised=promised, kept=in_time, url=f"{self.site}/deadlines/ledger")

    def faster(self, digest: Digest) -> str:
        """What is offered to a reader whose rhythm was too slow for a place."""
        if not digest.faster:
            return ""
        names = ", ".join(self.words.place(place) for place in digest.faster[:5])
        return self.words.gettext(
            "A deadline there left you less than two days, because this email comes by its own rhythm: {places}. You can be told "
            "of deadlines there as they happen."
        ).format(places=names)

    def footer(self, links: Links) -> list[tuple[str, str]]:
        """A reader's own addresses by name."""
        words = self.words
        if links.pause is None or links.fewer is None:
            return [(words.gettext("Subscribe"), links.manage)]
        lines = [
            (words.gettext("Change what you get"), links.manage),
            *([(words.gettext("Your calendar"), links.calendar)] if links.calendar else []),
            (words.gettext("Pause"), links.pause),
            (words.gettext("Get fewer emails"), links.fewer),
        ]
        if links.archive:
            lines.append((words.gettext("Past issues"), links.archive))
        if links.unsubscribe:
            lines.append((words.gettext("Unsubscribe"), links.unsubscribe))
        return lines
