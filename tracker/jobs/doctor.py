"""Look at everything the program stands on, and say what is wrong and what to do about it."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import ssl
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from tracker.db import daily_backup, set_back
from tracker.db.own_files import SET_ASIDE
from tracker.errors import SettingsError
from tracker.jobs import database_checks, own_file_checks
from tracker.jobs.findings import Finding, guarded, notice, ok, wrong
from tracker.settings import Settings, load
from tracker.system import owned_by_others, readable_by_others

SPACE_NEEDED: Final = 500 * 1024 * 1024
SECRET_BYTES: Final = 32
_EXAMPLE: Final = re.compile(r"\bexample\.(?:org|com|net)\b")
"""Names that belong to nobody (RFC 2606), as the examples of the docs have them."""
_MAIL_SECONDS: Final = 5


def examine() -> list[Finding]:
    """Everything, in the order in which it should be put right."""
    try:
        settings = load()
    except SettingsError as problem:
        do = "docs/settings.md lists them all; until then nothing else can be looked at"
        return [wrong("settings", str(problem).removeprefix("settings: "), do)]
    checks = (_settings, _examples, _secret, _files, _disk, _backups, _topics, _testimony, _own_files)
    findings = [finding for check in checks for finding in guarded(check.__name__.strip("_"), check, settings)]
    findings += database_checks.stored(settings)
    return [*findings, *guarded("mail", _mail, settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    if any(name in settings.site_url for name in ("127.0.0.1", "localhost")):
        yield notice("site_url", f"{settings.site_url} works on this machine alone", "set TRACKER_SITE_URL")
    elif not settings.site_url.startswith("https://"):
        yield wrong("site_url", f"{settings.site_url} is not https", "set TRACKER_SITE_URL to https://…")
    if "set TRACKER_CONTACT" in settings.contact:
        yield notice("contact", "sources find nobody in our User-Agent", "set TRACKER_CONTACT")
    if not settings.postal_address:
        yield notice("postal_address", "empty", "set TRACKER_POSTAL_ADDRESS before mailing strangers")
    sender = parseaddr(settings.mail_from)[1]
    domain = sender.rpartition("@")[2].lower()
    if "." not in domain or domain.endswith((".localhost", ".local", ".invalid", ".test")):
        do = "set TRACKER_MAIL_FROM to an address of your own domain"
        if settings.smtp_host:
            yield wrong("mail_from", f"{sender}: other mail servers refuse a sender of {domain}", do)
        else:
            yield notice("mail_from", f"{sender} is good for the mail folder alone", f"{do} before a relay is set")


def _examples(settings: Settings) -> Iterator[Finding]:
    """What still says what the example of the docs says: links and answers would go to nobody."""
    for name in ("site_url", "contact", "mail_from", "bounce_address", "smtp_host"):
        value = str(getattr(settings, name))
        if _EXAMPLE.search(value):
            yield notice(name, f"{value} is an example's", f"set TRACKER_{name.upper()} to your own")


def _secret(settings: Settings) -> Iterator[Finding]:
    given, path = settings.secret_key.get_secret_value(), settings.data_dir / "secret.key"
    if given and len(given.encode()) < SECRET_BYTES:
        yield wrong(
            "secret_key",
            f"TRACKER_SECRET_KEY has {len(given.encode())} bytes, at least {SECRET_BYTES} are needed so that it cannot be guessed",
            "set a longer one; links in mails that were sent end with the old one",
        )
    if not given and path.exists() and not path.is_file():
        do = "take it away; one is made at first use (links in mails that were sent end)"
        yield wrong("secret.key", f"{path} is not a file: no link in a mail works", do)
    elif not given and path.exists() and (size := path.stat().st_size) < SECRET_BYTES:
        yield wrong(
            "secret.key",
            f"{path} has {size} bytes, expected {SECRET_BYTES}: no link in a mail works",
            "restore it from a backup, or delete it to begin anew (links in mails that were sent end)",
        )


def _files(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield notice("data folder", f"{folder} does not exist yet", "it is made at first use")
        return
    if not os.access(folder, os.W_OK):
        yield wrong("data folder", f"{folder} cannot be written", f"chown it to this user: {folder}")
        return
    shared, foreign = readable_by_others(folder), owned_by_others(folder)
    if shared:
        yield wrong("file modes", f"others on this machine may read {_some(shared, folder)}", f"chmod -R go= {folder}")
    if foreign:
        do = f"somebody ran the tracker as another user, as with sudo: chown -R {folder} to the user that runs it"
        yield wrong("file owners", f"of another user than the folder: {_some(foreign, folder)}", do)
    if not (shared or foreign):
        yield ok("data folder", str(folder))
    if (at := set_back.noticed(folder)) is not None:
        yield notice("database", f"on {at.date().isoformat()} {set_back.WHAT}", set_back.WHAT_TO_DO)
    aside = sorted((folder / SET_ASIDE).glob("*"))
    if aside:
        shown = f"{aside[0].name}" + (f" and {len(aside) - 1:,} more" if len(aside) > 1 else "")
        do = f"another machine changed the same or took it away: bring your wording in again, then empty {folder / SET_ASIDE}"
        yield notice("own rules set aside", shown, do)


def _some(paths: list[Path], folder: Path) -> str:
    names = ", ".join(str(path.relative_to(folder.parent)) for path in paths[:5])
    return f"{names} and {len(paths) - 5:,} more" if len(paths) > 5 else names


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next((path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(folder).free
    if free >= SPACE_NEEDED:
        yield ok("disk", f"{free // 1024**2:,} MB free")
    else:
        yield wrong("disk", f"{free // 1024**2:,} MB free", "make room; 500 MB are needed")


def _backups(settings: Settings) -> Iterator[Finding]:
    if settings.url.startswith("sqlite") and settings.backups_kept and settings.data_dir.exists():
        late = daily_backup.overdue(daily_backup.folder_of(settings))
        do = "`tracker db backup` makes one now and says what hinders; `tracker db restore FILE` puts one in its place"
        yield notice("backup", late, do) if late else ok("backup", "a copy was made within three days")


def _topics(settings: Settings) -> Iterator[Finding]:
    from tracker.rules.registry import load_rules

    rules = load_rules(settings.data_dir)
    for fault in rules.faults[:5]:
        yield wrong(
            "own topic", f"left out: {fault}", "`tracker rules check` says it all; mend the file or take it away"
        )


def _testimony(settings: Settings) -> Iterator[Finding]:
    from tracker.testimony.parser import rulebook

    for fault in rulebook(settings.data_dir / "testimony").faults[:5]:
        do = "the shipped rules count meanwhile; `tracker testimony check` says it all; mend the file or take it away"
        yield wrong("own testimony rules", f"left out: {fault}", do)


def _own_files(settings: Settings) -> Iterator[Finding]:
    return (wrong(*fault) for fault in own_file_checks.faults(settings.data_dir))


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield notice("mail", "no relay is set; mails are written to a folder", "set TRACKER_SMTP_HOST and the rest")
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        _greet(settings)
    except (OSError, smtplib.SMTPException) as problem:
        yield wrong("mail", f"{where}: {problem}", "check TRACKER_SMTP_* and the network")
    else:
        yield ok("mail", f"{where} answers")


def _greet(settings: Settings) -> None:
    """Go as far as logging in; nothing is sent."""
    secure = ssl.create_default_context()
    if settings.smtp_security == "tls":
        relay: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=_MAIL_SECONDS, context=secure
        )
    else:
        relay = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_MAIL_SECONDS)
    with relay:
        if settings.smtp_security == "starttls":
            relay.starttls(context=secure)
        if settings.smtp_username:
            relay.login(settings.smtp_username, settings.smtp_password.get_secret_value())
        relay.noop()
