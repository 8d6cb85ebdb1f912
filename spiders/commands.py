"""The verbs of collecting: crawl, and look after sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spiders import feed_commands, health_command, workbench
from spiders.completion import source_names
from spiders.crawl_report import offline, progress, tell
from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import DateParam, emit, format_option, note
from tracker.cli.params import as_of_option, jurisdiction_option
from tracker.errors import UsageProblem
from tracker.system import private_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Engine

    from spiders.kit.options import Options
    from spiders.kit.spiders import SourceSpider


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
    type=Choice(("bills", "hearings", "votes")),
    help="Only this of a source that tells several; with --all, only the sources that tell it.",
)
@click.option("--fresh", is_flag=True, help="Read every page again, also those that did not change.")
@click.option(
    "--accept",
    is_flag=True,
    help="Believe this visit also where it changes much at once; look at the source first.",
)
@click.option(
    "--again", type=int, metavar="RUN", help="Read only what this run could not read; the desk lists the runs."
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
    again: int | None,
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
    _refuse_what_cannot_go_together(sources, every, again, record, replay, places)
    from spiders import registry
    from spiders.crawl import Crawl, exit_code, recorder
    from spiders.default_places import with_places
    from spiders.kit.options import Options
    from spiders.kit.warc import Recording
    from tracker import logs
    from tracker.db.opening import open_engine
    from tracker.settings import load

    engine = open_engine()
    before = _Before() if again is None else _to_read_again(engine, again, sources)
    named = dict.fromkeys((before.source,) if before.source else sources)
    chosen = _everything(engine, named) if every else [registry.found(name, engine) for name in named]
    chosen = [spider for spider in chosen if kind is None or _tells(spider, kind, every=every)]
    recording = Recording(replay) if replay else None
    with clock.as_of(as_of), private_files():
        options = Options(
            settings=with_places(engine, load()),
            now=clock.now(),
            session=session or before.asked.get("session"),
            since=since,
            limit=limit,
            jurisdiction=places[0] if places else before.asked.get("jurisdiction"),
            kind=kind or before.asked.get("kind"),
            again=before.failed,
        )
        _refuse_a_session_of_nobody(chosen, options)
        _tell_first_copies([] if replay else chosen, options)
        work = Crawl(
            engine=engine,
            sources=chosen,
            asked=options,
            recording=recording,
            recorder=recorder(record, options.settings),
            verbose=verbose,
            fresh=fresh,
            accept=accept,
            asked_by=asked_by,
            run_id=run_id,
        )
        try:
            with logs.during(options.settings, verbose=verbose), progress(work, shown=not verbose):
                summaries = work.run()
        finally:
            if work.recorder is not None:
                work.recorder.close()
        if not no_flag:
            from spiders.after_crawl import settle

            settle(engine, summaries)
    tell(summaries, fmt)
    if offline(summaries):
        note("no host was found at all: is this machine online, and does its DNS answer?")
    if work.stopped_by is not None:
        note("stopped; what was stored before is kept, and the same command goes on from there")
    return exit_code(summaries, work.stopped_by)


@dataclass(frozen=True, slots=True)
class _Before:
    """An earlier run: its source, what was asked of it, and the addresses that could not be read; empty where there is none."""

    source: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()


def _refuse_what_cannot_go_together(
    sources: tuple[str, ...],
    every: bool,
    again: int | None,
    record: Path | None,
    replay: tuple[Path, ...],
    places: tuple[str, ...],
) -> None:
    if again is not None and (every or len(sources) > 1):
        raise UsageProblem("--again: expected one run and at most its source; a run is of one source")
    if not sources and not every and again is None:
        raise UsageProblem("expected the names of sources or --all; `tracker sources list` has the names")
    if record and replay:
        raise UsageProblem("--record and --replay: expected one of them; a recording cannot be recorded")
    if len(set(places)) > 1:
        raise UsageProblem(
            f"--jurisdiction: expected one place in a visit, found {', '.join(places)}; visit them in turn"
        )


def _to_read_again(engine: Engine, run_id: int, sources: tuple[str, ...]) -> _Before:
    from tracker.db import queries
    from tracker.db.engine import reading

    with reading(engine) as connection:
        run = queries.run_row(connection, run_id)
        problems = queries.run_problems(connection, run_id)
    if run is None:
        raise UsageProblem(f"--again: expected the number of a run, found {run_id}; the desk lists the runs")
    if sources and sources != (run.source,):
        raise UsageProblem(f"--again: expected {run.source}, which run {run_id} is of, found {sources[0]}")
    if not problems:
        raise UsageProblem(f"--again: run {run_id} of {run.source} read everything; there is nothing to read again")
    failed = frozenset(row.url.partition("#")[0] for row in problems if row.url)
    if not failed:
        raise UsageProblem(f"--again: what run {run_id} could not read has no address; visit {run.source} as a whole")
    words = run.scope.split()
    return _Before(run.source, dict(zip(words[::2], words[1::2], strict=False)), failed)


def _refuse_a_session_of_nobody(chosen: Iterable[type[SourceSpider]], options: Options) -> None:
    """A session that none of the places can have would look like a source without news."""
    from spiders.tellers import places_of
    from tracker.records import sessions
    from tracker.vocabulary import UnknownName, nearest

    session = options.session
    covered = {place for spider in chosen for place in places_of(spider, options.settings)}
    places = {options.jurisdiction} if options.jurisdiction else covered
    if session is None or not places or any(sessions.asked_for(place, session) for place in places):
        return
    newest = [sessions.by_place()[place][-1].name for place in sorted(places)]
    raise UnknownName(
        "session", session, nearest(session, newest, most=1), f"the newest of {', '.join(sorted(places)[:4])}"
    )


def _tell_first_copies(chosen: Iterable[type[SourceSpider]], options: Options) -> None:
    """How much disk the copies take that this crawl makes by git."""
    from spiders.platforms.govbot import first_copies

    if any(spider.name == "govbot" for spider in chosen):
        for sentence in first_copies(options.settings, options.jurisdiction):
            note(sentence)


def _everything(engine: Engine, named: Collection[str]) -> list[type[SourceSpider]]:
    """All sources but those that are visited by their name only, unless they are named beside it."""
    from spiders import proof, registry
    from tracker.settings import load

    spiders, settings = registry.all_of(engine), load()
    by_name_only = [
        spider.name for spider in spiders if spider.name not in named and proof.by_name_only(spider, settings)
    ]
    if by_name_only:
        note(
            f"left out, as unproven or large; visit them by name (`tracker sources list` says why): {', '.join(by_name_only)}"
        )
    return [spider for spider in spiders if spider.name not in by_name_only]


def _tells(spider: type[SourceSpider], kind: str, *, every: bool) -> bool:
    """Whether a source tells records of a kind; one that was asked for by its name and does not is a slip."""
    has = kind in spider.source.kind or (kind == "votes" and "bills" in spider.source.kind)
    if not has and not every:
        raise UsageProblem(f"--kind: expected what {spider.name} tells ({spider.source.kind}), found {kind}")
    return has


@click.group()
def sources() -> None:
    """Sources: list them with their health, check them, add one."""


SOURCE_COLUMNS = ("name", "jurisdiction", "kind", "evidence", "publisher", "last_verdict", "last_run", "needs")


@sources.command("list")
@jurisdiction_option("Only this place", "places")
@format_option()
@as_of_option
def list_sources(places: tuple[str, ...], fmt: str | None, as_of: dt.date | None) -> None:
    """All sources with their health and last run.

    A source that is marked "unproven" was built from documented facts alone; `tracker sources check NAME --live` proves it.

    Example: tracker sources list --jurisdiction us-ma
    """
    from spiders import added_feeds, proof, registry
    from spiders.tellers import covers
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
                "evidence": proof.evidence(spider, settings),
                "megabytes": facts.megabytes or None,
                "needs": f"TRACKER_{facts.key_setting.upper()}" if facts.key_setting else None,
                "note": f"A platform of many places, us-* among them. {facts.note}".strip()
                if everywhere
                else facts.note,
                "last_verdict": row.last_verdict if row else None,
                "last_reason": row.last_reason if row else None,
                "last_run": row.last_run_at if row else None,
                "last_good": row.last_good_at if row else None,
                **_own_places(spider, settings.data_dir),
            },
        )
    emit(views, fmt, SOURCE_COLUMNS, drop=("publisher", "kind", "needs", "jurisdiction"))


def _own_places(spider: type[SourceSpider], data_dir: Path) -> dict[str, str | None]:
    """Of a platform: the file in the data folder that adds places to it, and what is wrong with that."""
    from spiders.platforms.legistar_clients import own_fault

    if spider.clients_file is None:
        return {}
    name = spider.clients_file.name.replace("_", "-")
    return {"own_places": name, "own_places_fault": own_fault(data_dir / name)}


for _command in (
    feed_commands.add_feed,
    feed_commands.find_source,
    feed_commands.setup_engine,
    feed_commands.remove_feed,
    health_command.check_sources,
    workbench.new,
    workbench.record,
    workbench.try_,
    workbench.accept,
):
    sources.add_command(_command)
