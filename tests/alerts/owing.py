"""A database that owes mails, and a delivery of them in this process or another."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import re
import tempfile
from collections import Counter
from email.message import EmailMessage
from typing import Any, Final

from sqlalchemy import Engine, select, update

from alerts.compose.digest import Digest
from alerts.delivery.outbox import Tally
from alerts.delivery.sender import deliver
from alerts.delivery.snapshots import Archive
from tests.alerts.world import NOW, POSTAL, SITE
from tests.forks import Forked, begin
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import OutboxRow
from tracker.settings import Settings, load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

TOKEN: Final = re.compile(r"/[a-z2-7]{32}\b")


def owe(engine: Engine, count: int, *, kind: str = "manage", host: str = "example.org") -> list[str]:
    """Queue one mail for each of `count` people; says their addresses."""
    addresses = [f"reader{number}@{host}" for number in range(count)]
    with service.changing(engine) as connection:
        for address in addresses:
            service.subscribe(connection, address, Wishes(), confirmed=True)
        for found in service.all_of(connection):
            service.queue(connection, found, kind=kind, slot=f"{kind} 1", within=dt.timedelta(days=5))
    return addresses


def owe_digest(engine: Engine, digest: Digest, address: str = "reader@example.org", **wishes: Any) -> None:
    """Queue a digest for one reader as `tracker digest send` does: kept in the archive, carried by a message."""
    archive = Archive()
    edition = archive.keep(digest)
    with clock.as_of(digest.now), service.changing(engine) as connection:
        service.subscribe(connection, address, Wishes(**wishes), confirmed=True)
        (found,) = service.of_address(connection, address)
        archive.save(connection)
        service.queue(connection, found, kind="digest", slot="weekly", within=dt.timedelta(days=5))
        connection.execute(update(OutboxRow).where(OutboxRow.subscription_id == found.id).values(edition=edition))


def into_the_folder(engine: Engine) -> tuple[list[EmailMessage], Tally]:
    """Deliver everything into the mail folder; says what lies there and what the sender says."""
    with clock.as_of(NOW):
        tally = deliver(engine, load().model_copy(update={"site_url": SITE, "postal_address": POSTAL}))
    paths = sorted((load().data_dir / "mail" / "new").iterdir())
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths], tally


def delivered(engine: Engine, digest: Digest, **wishes: Any) -> EmailMessage:
    """The mail that a reader of this digest finds: through archive, outbox, shelf and sender, into the mail folder."""
    owe_digest(engine, digest, **wishes)
    (mail,), tally = into_the_folder(engine)
    assert (tally.sent, tally.told, tally.degraded) == (1, [], {})
    return mail


def text_of(mail: EmailMessage) -> str:
    """Its text part, with the reader's own tokens left out."""
    part = mail.get_body(("plain",))
    assert part is not None
    return TOKEN.sub("/TOKEN", part.get_content().replace("\r\n", "\n"))


def settings_for(port: int, **changed: Any) -> Settings:
    """The settings of a delivery to a relay on this machine."""
    known = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "mail_timeout_seconds": 10}
    return load().model_copy(update={**known, **changed})


def deliver_to(engine: Engine, port: int, *, at: dt.datetime | None = None, **changed: Any) -> Tally:
    """One delivery, as if it were `at`."""
    with clock.as_of(at):
        return deliver(engine, settings_for(port, **changed))


def states(engine: Engine) -> Counter[str]:
    """How many messages are in which state."""
    with reading(engine) as connection:
        return Counter(connection.execute(select(OutboxRow.state)).scalars())


def next_try(engine: Engine) -> dt.datetime:
    """When the next message is tried."""
    with reading(engine) as connection:
        return min(
            connection.execute(
                select(OutboxRow.next_try).where(OutboxRow.state.in_(("pending", "uncertain")))
            ).scalars()
        )


def start_delivery(engine: Engine, port: int, **environment: str) -> Forked:
    """Start `tracker deliver` as a process of its own."""
    return begin(
        "deliver",
        stderr=tempfile.TemporaryFile(),
        environment={
            **os.environ,
            "TRACKER_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(port),
            "TRACKER_SMTP_SECURITY": "none",
            **environment,
        },
    )
