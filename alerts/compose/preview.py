"""Make a digest for a selection without any subscription: to look at, to print, to hand around."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from sqlalchemy import Connection

from alerts.compose.actions import Reader
from alerts.compose.digest import Composer, Digest
from alerts.compose.facts import Period
from alerts.compose.load import Scope, gather
from alerts.compose.selection import Chooser, Selection
from alerts.render.digest import Rendered, Renderer
from alerts.render.links import Links
from alerts.render.message import say
from alerts.render.mime import address_header, date_header, header_text, message
from alerts.stories import tell
from tracker import clock
from tracker.settings import Settings
from tracker.system import write_private

WHY = say("This is a preview. It was not sent to anyone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A digest with what was made of it."""

    digest: Digest
    rendered: Rendered
    eml: bytes


def preview(
    connection: Connection, selection: Selection, *, since: dt.datetime, language: str, settings: Settings
) -> Preview:
    """What happened since `since` by the records' own dates, for this selection."""
    period = Period(now=clock.now(), since=since, by_date=True)
    facts = gather(connection, period, _scope(selection))
    telling = tell(facts, period)
    digest = Composer(telling, facts.sources).compose(Chooser(telling).choose(selection), selection, Reader())
    renderer = Renderer(language, period.now.date(), settings.site_url, settings.postal_address)
    rendered = renderer.render(digest, preview_links(renderer.site), WHY)
    return Preview(digest=digest, rendered=rendered, eml=_eml(rendered, settings, period.now))


def _scope(selection: Selection) -> Scope:
    return Scope(places=selection.places, followed=selection.bills, possible=selection.possible)


def preview_links(site_url: str) -> Links:
    """The addresses in a preview: they lead to the page where one subscribes."""
    page = f"{site_url.rstrip('/')}/subscribe"
    return Links(manage=page, pause=page, fewer=page, unsubscribe=None, mute=page, more=f"{site_url.rstrip('/')}/bills")


def write(made: Preview, out: Path, name: str) -> list[Path]:
    """Write the three forms into a folder and say where they are; in a private folder they are private too."""
    out.mkdir(parents=True, exist_ok=True)
    private = os.name == "posix" and not out.stat().st_mode & 0o077
    files = {
        ".html": made.rendered.html.encode("utf-8"),
        ".txt": made.rendered.text.encode("utf-8"),
        ".eml": made.eml,
    }
    written = []
    for ending, content in files.items():
        path = out / f"{name}{ending}"
        if private:
            write_private(path, content)
        else:
            path.write_bytes(content)
        written.append(path)
    return written


def _eml(rendered: Rendered, settings: Settings, now: dt.datetime) -> bytes:
    name, address = parseaddr(settings.mail_from)
    headers = {
        "From": address_header(name, address),
        "To": "preview@localhost",
        "Subject": header_text(rendered.subject),
        "Date": date_header(now),
        "Auto-Submitted": "auto-generated",
    }
    return message(headers, rendered.text, rendered.html, boundary="=_preview_of_a_digest")
