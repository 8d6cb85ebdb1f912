"""The verbs that add sources without a program: feeds and calendars, systems of cities, other people's scrapers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.choice import Choice
from tracker.cli.output import emit, format_option, note
from tracker.cli.params import LocalPlaceParam
from tracker.errors import UsageProblem
from tracker.ingest.source import ENTRIES
from tracker.system import private_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.settings import Settings

LINKED: Final = ("system", "name", "url")
_PATIENCE: Final = 15.0
"""Seconds that a look at a new feed may take: what does not answer by then is tried by the next crawl."""


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

    address = "https" + url.removeprefix("webcal") if url.startswith("webcal://") else url
    chosen = name or added_feeds.suggested_name(address, jurisdiction, kind)
    zone = timezone or added_feeds.place_zone(jurisdiction)
    if on_this_machine(address) and not trial:
        note("to try out a feed of this machine add --trial")
    added_feeds.check_address(address, trial=trial)
    if not trial:
        _look_at(address)
    added_feeds.add(
        open_engine(),
        address,
        jurisdiction=jurisdiction,
        kind=kind,
        name=chosen,
        publisher=publisher or urlsplit(address).hostname or address,
        timezone=zone,
        trial=trial,
        taken=registry.modules(),
    )
    note(f"added {chosen}, times without a zone are those of {zone}; now: tracker crawl {chosen}")


def _look_at(url: str) -> None:
    """Ask for the address once; raises UsageProblem where it is a page for a browser, with the feeds that the page links.

    What does not answer now may later: that is said, and no reason to refuse it.
    """
    from spiders.addresses import Asked, Told, fetch
    from spiders.kit.feed_links import in_words, is_page, linked_feeds
    from spiders.recognize import recognize

    answers: list[Told[None]] = []
    fetch([Asked(url, None)], answers.append, patience=_PATIENCE)
    for answer in answers:
        if answer.problem:
            note(f"{url} could not be looked at now ({answer.problem}); the next crawl tries again")
        elif is_page(answer.body):
            hint = recognize(url, answer.body, answer.kind)
            known = f"; it looks like {hint.what}: {hint.advice}" if hint else ""
            raise UsageProblem(
                f"{url}: expected a feed or calendar, found a page{in_words(linked_feeds(answer.body, url))}{known}"
            )


@click.command("find")
@click.argument("place", type=LocalPlaceParam())
@click.option("--name", "publisher", help="Whose meetings these are, such as 'City of Phoenix'; else the place's name.")
@click.option(
    "--at",
    "addresses",
    multiple=True,
    metavar="URL",
    help="Where its meetings open, or the page of the place that links to them; several times.",
)
@click.option(
    "--write", "adding", is_flag=True, help="Add what was found to the data folder, when just one system answers."
)
@format_option()
def find_source(place: str, publisher: str | None, addresses: tuple[str, ...], fmt: str | None, *, adding: bool) -> int:
    """Look for the calendar of a city, county or board on the systems that we read, and propose the lines that add it.

    Each likely name is visited once, for a few records, by the manners of every crawl; nothing is stored. Look at the sample
    before you add it: there are many cities of one name. With --at nothing is guessed: an address at a system says the name,
    and of any other page it is told which systems it links to. Exit 1 when no system answers.

    Example: tracker sources find us-az-phoenix --at https://www.phoenix.gov/
    """
    from spiders import find_platform
    from spiders.platform_links import at_a_system
    from tracker.settings import load

    settings = load()
    named = [system for address in addresses if (system := at_a_system(address))]
    if pages := [address for address in addresses if at_a_system(address) is None]:
        return _tell_links(place, pages, fmt, settings)
    tried = find_platform.of_links(place, named, publisher) if named else find_platform.candidates(place, publisher)
    return find_platform.tell(find_platform.look(tried, settings), fmt, settings, adding=adding)


def _tell_links(place: str, pages: Sequence[str], fmt: str | None, settings: Settings) -> int:
    """What pages link to, with the command that tries it; 1 where that is no system that we read."""
    from spiders.kit.outbound import refusal
    from spiders.linked_pages import linked

    for page in pages:
        if refused := refusal(page):
            raise UsageProblem(f"--at: {page}: {refused}")
    links = linked(pages, settings)
    emit([{"system": link.system, "name": link.page or link.name, "url": link.url} for link in links], fmt, LINKED)
    for link in links:
        note(f"to try it: tracker sources find {place} --at '{link.url}'")
    if not links:
        note("none of these pages links to a system that we read")
    return 0 if links else 1


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

    if sum(way is not None for way in (checkout if command is None else None, image, command)) != 1:
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
