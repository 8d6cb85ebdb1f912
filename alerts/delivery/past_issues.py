"""Give back the digests that a mailing list got, as anybody may read them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from alerts.delivery.snapshots import Shelf
from alerts.render.digest import Renderer
from alerts.render.links import Links
from alerts.render.message import say
from tracker.db.models import OutboxRow
from tracker.exports import urls
from tracker.exports.sent import SentDigest
from tracker.settings import load
from tracker.subscriptions.people import Subscription

ISSUES: Final = 60
"""Issues that are shown; older ones are read no more, and are tidied up after some time."""
_WHY: Final = say("This issue went to a mailing list.")


def of_list(connection: Connection, subscription: Subscription) -> list[SentDigest]:
    """The issues of a list, newest first; one that cannot be read any more is left out."""
    query = (
        select(OutboxRow.key, OutboxRow.sent_at, OutboxRow.edition)
        .where(OutboxRow.subscription_id == subscription.id, OutboxRow.kind == "digest", OutboxRow.state == "sent")
        .where(OutboxRow.edition.is_not(None))
        .order_by(OutboxRow.sent_at.desc())
        .limit(ISSUES)
    )
    rows = list(connection.execute(query))
    shelf, settings = Shelf(), load()
    shelf.fetch(connection, [row.edition for row in rows])
    issues = []
    for row in rows:
        try:
            digest = shelf.digest(row.edition)
        except (LookupError, ValueError, TypeError):
            continue
        renderer = Renderer(subscription.wishes.language, digest.now.date(), settings.site_url, settings.postal_address)
        made = renderer.render(digest, _links(renderer.site), _WHY)
        issues.append(SentDigest(key=row.key, at=row.sent_at, subject=made.subject, text=made.text))
    return issues


def _links(site: str) -> Links:
    """Nobody's own: whoever reads it can subscribe."""
    page = urls.subscribe(site)
    return Links(manage=page, pause=None, fewer=None, unsubscribe=None, mute=None, more=urls.bills(site))
