"""The verbs of collecting: crawl, and look after sources."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spiders import workbench
from tracker import clock
from tracker.cli.output import DateParam, emit, format_option, note
from tracker.cli.params import LocalPlaceParam, as_of_option, jurisdiction_option
from tracker.errors import UsageProblem

if TYPE_CHECKING:
    from spiders.crawl import Crawl
    from spiders.health import Health
    from spiders.kit.spiders import SourceSpider
    from tracker.ingest.verdict import RunSummary

SUMMARY_COLUMNS = (
    "source",
    "verdict",
    "fetched",
    "items",
    "new",
    "changed",
    "unchanged",
    "flagged",
    "unreadable",
    "errors",
    "seconds",
)


def source_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The sources that a shell may offer."""
    from spiders.registry import modules

    return [name for name in modules() if name.startswith(incomplete)]


@click.command()
@click.argument("sources", nargs=-1, shell_complete=source_names)
@click.option("--all", "every", is_flag=True, help="All sources, shipped and added.")
@click.option("--session", help="Only this session, such as 116.")
@jurisdiction_option("For platforms: only this place, such as us-ma; one in a visit", "places")
@click.option("--since", type=DateParam(), help="Only what changed on or after this day, where the source can tell.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many records a source, to try something.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep what the sources say as WARC.")
@click.option(
    "--replay",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Answer from this WARC file or folder of them, without any network.",
)
@click.option(
    "--kind",
    type=click.Choice(("bills", "hearings", "votes")),
    help="Only this of a source that tells several; with --all, only the sources that tell it.",
)
@click.option("--fresh", is_flag=True, help="Read every page again, also those that did not change.")
@click.option(
    "--accept",
    is_flag=True,
    help="Believe this visit also where it changes much at once; look at the source first.",
)
@click.option("--no-flag", is_flag=True, help="Do not judge what was stored by the rules.")
@click.option("--run-id", type=int, hidden=True, help="The queued run this crawl carries out.")
@click.option("--asked-by", hidden=True)
@click.option("-v", "--verbose", is_flag=True, help="Show Scrapy's log on stderr.")
@format_option()
@as_of_option
def crawl(
    sources: tuple[str, ...],
    every: bool,
    session: str | None,
    places: tuple[str, ...],
    since: dt.date | None,
    limit: int | None,
    record: Path | None,
    replay: tuple[Path, ...],
    kind: str | None,
    fresh: bool,
    accept: bool,
    no_flag: bool,
    run_id: int | None,
    asked_by: str | None,
    verbose: bool,
    fmt: str | None,
    as_of: dt.date | None,
) -> int:
    """Visit SOURCES now and store what they say. Ctrl-C stops cleanly and keeps what was stored.

    Exit 1 when nothing could be read, 3 when some of it could not, 4 when another run reads the one source asked for:
    a source is read by one run at a time. Of several sources, one that is being read is left out as skipped.

    Example: tracker crawl us-senate-hearings us-govinfo-billstatus --since 2026-11-01
    """
    if not sources and not every:
        raise UsageProblem("expected the names of sources or --all; `tracker sources list` has the names")
    if record and replay:
        raise UsageProblem("--record and --replay: expected one of them; a recording cannot be recorded")
    if len(set(places)) > 1:
        raise UsageProblem(
            f"--jurisdiction: expected one place in a visit, found {', '.join(places)}; visit them in turn"
        )
    from spiders import registry
    from spiders.crawl import Crawl, exit_code, recorder
    from spiders.kit.options import Options
    from spiders.kit.warc import Recording
    from tracker import logs
    from tracker.db.opening import open_engine
    from tracker.settings import load

    engine = open_engine()
    chosen = registry.all_of(engine) if every else [registry.found(name, engine) for name in dict.fromkeys(sources)]
    if kind:
        chosen = [each for each in chosen if _tells(each, kind, every=every)]
    recording = Recording(replay) if replay else None
    with clock.as_of(as_of):
        asked = Options(
            settings=load(),
            now=clock.now(),
            session=session,
            since=since,
            limit=limit,
            jurisdiction=places[0] if places else None,
            kind=kind,
        )
        work = Crawl(
            engine=engine,
            sources=chosen,
            asked=asked,
            recording=recording,
            recorder=recorder(record, asked.settings),
            verbose=verbose,
            fresh=fresh,
            accept=accept,
            asked_by=asked_by,
            run_id=run_id,
        )
        try:
            with logs.during(asked.settings, verbose=verbose), _progress(work, shown=not verbose):
                summaries = work.run()
        finally:
            if work.recorder is not None:
                work.recorder.close()
        if not no_flag:
            from spiders.after_crawl import settle

            settle(engine, summaries)
    _tell(summaries, fmt)
    if offline(summaries):
        note("no host was found at all: is this machine online, and does its DNS answer?")
    if work.stopped_by is not None:
        note("stopped; what was stored before is kept, and the same command goes on from there")
    return exit_code(summaries, work.stopped_by)


def _tells(spider: type[SourceSpider], kind: str, *, every: bool) -> bool:
    """Whether a source tells records of a kind; one that was asked for by its name and does not is a slip."""
    has = kind in spider.source.kind or (kind == "votes" and "bills" in spider.source.kind)
    if not has and not every:
        raise UsageProblem(f"--kind: expected what {spider.name} tells ({spider.source.kind}), found {kind}")
    return has


def offline(summaries: Sequence[RunSummary]) -> bool:
    """Whether every visit failed because no host could be found or reached, which is rarely the sources' fault."""
    kinds = {problem.kind for summary in summaries for problem in summary.problems}
    return (
        bool(kinds)
        and kinds <= {"no-such-host", "connection-refused"}
        and "no-such-host" in kinds
        and all(summary.verdict == "failed" and not summary.counts.items for summary in summaries)
    )


def summary_view(summary: RunSummary) -> dict[str, Any]:
    """One visit as JSON."""
    counts = summary.counts
    return {
        "source": summary.source,
        "verdict": summary.verdict,
        "reason": summary.reason,
        "fetched": counts.fetched,
        "items": counts.items,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "flagged": counts.flagged,
        "unreadable": counts.unreadable,
        "doubled": counts.doubled,
        "withheld": counts.withheld,
        "vanished": counts.vanished,
        "errors": [
            {"kind": problem.kind, "reason": problem.reason, "url": problem.url} for problem in summary.problems
        ],
        "seconds": summary.seconds,
        "run": summary.run_id,
    }


def _tell(summaries: list[RunSummary], fmt: str | None) -> None:
    views = [summary_view(summary) for summary in summaries]
    if fmt in {"json", "jsonl"} or (fmt is None and not sys.stdout.isatty()):
        emit(views, fmt or "json", SUMMARY_COLUMNS)
        return
    drop = ("seconds", "unchanged", "fetched", "items", "unreadable")
    emit([{**view, "errors": len(view["errors"])} for view in views], fmt, SUMMARY_COLUMNS, drop=drop)
    for view in views:
        if view["reason"]:
            note(f"{view['source']}: {view['verdict']}: {view['reason']}")
        for error in view["errors"][:5]:
            note(f"  {error['kind']}: {_short(error['reason'], 300)} {_short(error['url'] or '', 120)}".rstrip())
        if len(view["errors"]) > 5:
            note(f"  … and {len(view['errors']) - 5} more (`--format json` has them)")


def _short(text: str, letters: int) -> str:
    """The beginning of what is too long for a line; `--format json` has all of it."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


@contextmanager
def _progress(work: Crawl, *, shown: bool) -> Iterator[None]:
    """A live line a source on stderr, read from the visits themselves; nothing where nobody looks."""
    if not shown or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.table import Table

    spinner = Spinner("dots")

    def table() -> Table:
        made = Table.grid(padding=(0, 2))
        for name, visit in list(work.visits.items()):
            counts = visit.counts
            done = work.summaries.get(name)
            found = f"{counts.items:,} stored, {counts.new:,} new, {counts.changed:,} changed"
            made.add_row(
                done.verdict if done else spinner,
                name,
                f"{counts.fetched:,} fetched",
                found,
                f"{counts.errors:,} errors",
            )
        return made

    with Live(get_renderable=table, console=Console(stderr=True), refresh_per_second=5, transient=True):
        yield


@click.group()
def sources() -> None:
    """Sources: list them with their health, check them, add one."""


SOURCE_COLUMNS = ("name", "jurisdiction", "kind", "publisher", "last_verdict", "last_run", "needs")


@sources.command("list")
@jurisdiction_option("Only this place", "places")
@format_option()
@as_of_option
def list_sources(places: tuple[str, ...], fmt: str | None, as_of: dt.date | None) -> None:
    """All sources with their health and last run.

    Example: tracker sources list --jurisdiction us-ma
    """
    from spiders import added_feeds, registry
    from spiders.coverage import covers
    from tracker.db import queries
    from tracker.db.opening import open_database
    from tracker.settings import load

    with clock.as_of(as_of), open_database() as connection:
        met = {row.name: row for row in queries.sources(connection)}
        added = added_feeds.feeds(connection)
    views, modules, settings = [], registry.modules(), load()
    for name, spider in sorted({**registry.shipped(), **added}.items()):
        facts, row = spider.source, met.get(name)
        everywhere = facts.jurisdiction == "us" and modules.get(name, "").startswith("spiders.platforms.")
        if places and not any(covers(spider, place, settings) for place in places):
            continue
        views.append(
            {
                "name": name,
                "jurisdiction": facts.jurisdiction,
                "kind": facts.kind,
                "publisher": facts.publisher,
                "url": facts.url,
                "every_hours": facts.every_hours,
                "needs": f"TRACKER_{facts.key_setting.upper()}" if facts.key_setting else None,
                "note": f"A platform of many places, us-* among them. {facts.note}".strip()
                if everywhere
                else facts.note,
                "last_verdict": row.last_verdict if row else None,
                "last_reason": row.last_reason if row else None,
                "last_run": row.last_run_at if row else None,
                "last_good": row.last_good_at if row else None,
            },
        )
    emit(views, fmt, SOURCE_COLUMNS, drop=("publisher", "kind", "needs", "jurisdiction"))


@sources.command("add-feed")
@click.argument("url")
@click.option(
    "--jurisdiction", required=True, type=LocalPlaceParam(), help="The place it is about, such as us-il or us-il-cook."
)
@click.option(
    "--kind", required=True, type=click.Choice(("hearings", "bills", "notices")), help="What its entries are."
)
@click.option("--name", help="What to call it; else made from place and host.")
@click.option("--publisher", help="Who publishes it; else the host.")
@click.option("--timezone", help="Meant where neither a time nor its calendar names a zone; else the place's own.")
@click.option("--trial", is_flag=True, help="Take an address of this machine, on any port, to try a feed out.")
def add_feed(
    url: str,
    jurisdiction: str,
    kind: str,
    name: str | None,
    publisher: str | None,
    timezone: str | None,
    *,
    trial: bool,
) -> None:
    """Visit the feed or calendar at URL from now on: RSS, Atom, JSON Feed or iCalendar, on the public internet.

    A calendar added as hearings tells all that is coming: a meeting that it no longer lists is no longer listed here.

    Example: tracker sources add-feed https://board.example/calendar.ics --jurisdiction us-il --kind hearings
    """
    from urllib.parse import urlsplit

    from spiders import added_feeds, registry
    from tracker.db.opening import open_engine

    asked = "https" + url.removeprefix("webcal") if url.startswith("webcal://") else url
    chosen = name or added_feeds.suggested_name(asked, jurisdiction, kind)
    zone = timezone or added_feeds.place_zone(jurisdiction)
    added_feeds.add(
        open_engine(),
        asked,
        jurisdiction=jurisdiction,
        kind=kind,
        name=chosen,
        publisher=publisher or urlsplit(asked).hostname or asked,
        timezone=zone,
        trial=trial,
        taken=registry.modules(),
    )
    note(f"added {chosen}, times without a zone are those of {zone}; now: tracker crawl {chosen}")


@sources.command("find")
@click.argument("place", type=LocalPlaceParam())
@click.option("--name", "publisher", help="Whose meetings these are, such as 'City of Phoenix'; else the place's name.")
@click.option(
    "--write", "adding", is_flag=True, help="Add what was found to the data folder, when just one system answers."
)
@format_option()
def find_source(place: str, publisher: str | None, fmt: str | None, *, adding: bool) -> int:
    """Look for the calendar of a city, county or board on the systems that we read, and propose the lines that add it.

    Each likely name is visited once, for a few records, by the manners of every crawl; nothing is stored. Look at the sample
    before you add it: there are many cities of one name. Exit 1 when no system answers.

    Example: tracker sources find us-az-phoenix
    """
    from spiders import find_platform
    from tracker.settings import load

    settings = load()
    met = find_platform.look(find_platform.candidates(place, publisher), settings)
    return find_platform.tell(met, fmt, settings, adding=adding)


@sources.command("setup")
@click.argument("engine", type=click.Choice(("openstates-scrapers",)))
@click.option("--checkout", type=click.Path(path_type=Path), help="A checkout of openstates/openstates-scrapers.")
@click.option("--image", help="A container image of the scrapers, started with podman or docker.")
@click.option("--command", help="A command that starts them, such as 'poetry run os-update', in --checkout or here.")
@click.option("--python", default=sys.executable, help="The Python of the environment that is made.  [default: ours]")
def setup_engine(engine: str, checkout: Path | None, image: str | None, command: str | None, python: str) -> None:
    """Set up ENGINE, a program of other people that reads sources for us, beside ours.

    Open States' scrapers read bills, hearings and votes of 56 places without a key. They are under GPL-3 and stay a program of
    their own: with --checkout their dependencies go to an environment in the data folder (1 to 2 GB, minutes); nothing of
    them becomes part of this program.

    Example: tracker sources setup openstates-scrapers --checkout ~/openstates-scrapers
    """
    from spiders.platforms import openstates_engine
    from tracker.settings import load

    if sum(each is not None for each in (checkout if command is None else None, image, command)) != 1:
        raise UsageProblem("expected one of --checkout, --image and --command (beside which --checkout is its folder)")
    data = load().data_dir
    if image is not None:
        made = openstates_engine.from_image(image, data)
    elif command is not None:
        made = openstates_engine.from_command(command, (checkout or Path.cwd()).expanduser())
    else:
        assert checkout is not None
        made = openstates_engine.from_checkout(checkout.expanduser().resolve(), data, python)
    file = openstates_engine.keep(made, data)
    note(
        f"{engine} is set up ({made.version}; {file}); now: tracker crawl {engine} --jurisdiction us-wa --kind hearings"
    )


@sources.command("remove-feed")
@click.argument("name")
def remove_feed(name: str) -> None:
    """No longer visit the added feed NAME. What it told is kept.

    Example: tracker sources remove-feed us-il-cook-board
    """
    from spiders import added_feeds
    from tracker.db.opening import open_engine

    gone = added_feeds.remove(open_engine(), name)
    note(f"removed {name}" if gone else f"removed {name}; the records it told are kept, with its name as their source")


@sources.command("check")
@click.argument("names", nargs=-1, shell_complete=source_names)
@click.option("--live", is_flag=True, help="Visit each source now for a few records, without storing them.")
@format_option()
@as_of_option
def check_sources(names: tuple[str, ...], live: bool, fmt: str | None, as_of: dt.date | None) -> int:
    """Judge the health of sources, or of NAMES only, by their stored runs. Exit 1 when none is well, 3 when some are not.

    With --live, by a visit of this moment instead: it reads up to twenty records of each and keeps none of them.

    Example: tracker sources check us-senate-hearings --live
    """
    if live:
        from spiders.live_check import checked

        with clock.as_of(as_of):
            return _tell_health(checked(names), fmt)
    from spiders import registry
    from spiders.health import health
    from tracker.db import queries as db_queries
    from tracker.db.engine import reading
    from tracker.db.opening import open_engine

    engine = open_engine()
    chosen = [registry.found(each, engine) for each in dict.fromkeys(names)] or registry.all_of(engine)
    with clock.as_of(as_of), reading(engine) as connection:
        met = {row.name: row for row in db_queries.sources(connection)}
        today = clock.today()
        sitting = {
            row.jurisdiction
            for row in db_queries.sessions(connection)
            if row.start_date and row.start_date <= today and (row.end_date is None or today <= row.end_date)
        }
        found = [
            health(
                spider.name,
                spider.source,
                db_queries.runs(connection, source=spider.name),
                changed=met[spider.name].last_change_at if spider.name in met else None,
                now=clock.now(),
                in_session=spider.source.jurisdiction in sitting,
            )
            for spider in chosen
        ]
    return _tell_health(found, fmt)


def _tell_health(found: list[Health], fmt: str | None) -> int:
    """Print it; 1 when no source is well, 3 when some are not."""
    views = [{"source": each.source, "state": each.state, "reasons": "; ".join(each.reasons)} for each in found]
    emit(views, fmt, ("source", "state", "reasons"))
    bad = sum(each.state in {"broken", "warning"} for each in found)
    if not bad:
        return 0
    return 1 if bad == len(found) else 3


for _each in (workbench.new, workbench.record, workbench.try_, workbench.accept):
    sources.add_command(_each)
