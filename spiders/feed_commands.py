"""The verbs that add sources without a program: feeds and calendars, systems of cities, other people's scrapers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli.choice import Choice
from tracker.cli.output import format_option, note
from tracker.cli.params import LocalPlaceParam
from tracker.errors import UsageProblem
from tracker.ingest.source import ENTRIES
from tracker.system import private_files


@click.command("add-feed")
@click.argument("url")
@click.option(
    "--jurisdiction", required=True, type=LocalPlaceParam(), help="The place it is about, such as us-il or us-il-cook."
)
@click.option("--kind", required=True, type=Choice(ENTRIES), help="What its entries are.")
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

    A calendar added as hearings or town halls tells all that is coming: what it no longer lists is no longer listed here. At a
    town hall people ask and talk: no rules of testimony hold for it.

    Example: tracker sources add-feed https://board.example/calendar.ics --jurisdiction us-il --kind hearings
    """
    from urllib.parse import urlsplit

    from spiders import added_feeds, registry
    from spiders.kit.outbound import on_this_machine
    from tracker.db.opening import open_engine

    asked = "https" + url.removeprefix("webcal") if url.startswith("webcal://") else url
    chosen = name or added_feeds.suggested_name(asked, jurisdiction, kind)
    zone = timezone or added_feeds.place_zone(jurisdiction)
    if on_this_machine(asked) and not trial:
        note("to try out a feed of this machine add --trial")
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


@click.command("find")
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


@click.command("setup")
@click.argument("engine", type=Choice(("openstates-scrapers",)))
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
        with private_files():
            made = openstates_engine.from_checkout(checkout.expanduser().resolve(), data, python)
    file = openstates_engine.keep(made, data)
    note(
        f"{engine} is set up ({made.version}; {file}); now: tracker crawl {engine} --jurisdiction us-wa --kind hearings"
    )


@click.command("remove-feed")
@click.argument("name")
def remove_feed(name: str) -> None:
    """No longer visit the added feed NAME. What it told is kept.

    Example: tracker sources remove-feed us-il-cook-board
    """
    from spiders import added_feeds
    from tracker.db.opening import open_engine

    gone = added_feeds.remove(open_engine(), name)
    note(f"removed {name}" if gone else f"removed {name}; the records it told are kept, with its name as their source")
