"""Check whether mail providers have reason to believe our mails: names, signatures, the way to the relay, the way out."""

from __future__ import annotations

import http.client
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from tracker.exports import urls
from tracker.jobs.findings import Finding
from tracker.settings import Settings

SECONDS: Final = 10
_ALL: Final = re.compile(r"[~-]all\b|\bredirect=", re.IGNORECASE)
_TAG: Final = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*)")
_GUIDE: Final = "docs/mail-setup.md says how"
_ENOUGH_KEY: Final = 200
"""Characters of a public key of 1,024 bits in base64; shorter ones are not believed any more."""
_NEXT_BEST: Final = 2
_ANSWERS: Final = range(200, 500)

Ask = Callable[[str, str], list[str]]
"""Asks the names of the world: a name and a kind of record; an empty list where there is none."""


class _Unasked(Exception):
    """No resolver answered."""


def resolver() -> Ask:
    """Asks the resolver of this machine."""

    def ask(name: str, kind: str) -> list[str]:
        try:
            answers = dns.resolver.resolve(name, kind, lifetime=SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise _Unasked(str(problem)) from problem
        if kind == "TXT":
            return [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]
        return [answer.to_text() for answer in answers]

    return ask


def examine_mail(settings: Settings, selectors: tuple[str, ...] = (), ask: Ask | None = None) -> list[Finding]:
    """Everything about mail that can be tested from here; nothing is sent."""
    resolve = ask or resolver()
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    findings: list[Finding] = []
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _spf(domain, resolve),
        lambda: _dkim(domain, selectors, resolve),
        lambda: _dmarc(domain, resolve),
        lambda: _bounces(settings, resolve),
    )
    for check in checks:
        try:
            findings += list(check())
        except _Unasked as problem:
            findings.append(
                _notice("names", f"no resolver answered: {problem}", "run this where names can be looked up")
            )
            break
    return [*findings, *_relay(settings), *_way_out(settings), *_postal(settings)]


def _spf(domain: str, ask: Ask) -> Iterator[Finding]:
    records = [record for record in ask(domain, "TXT") if record.lower().startswith("v=spf1")]
    if not records:
        yield _wrong("SPF", f"{domain} names no senders", f"add a TXT record such as v=spf1 include:… -all; {_GUIDE}")
    elif len(records) > 1:
        yield _wrong("SPF", f"{domain} has {len(records)} records, and so none that counts", "keep one")
    elif not _ALL.search(records[0]):
        yield _notice("SPF", f"{records[0]!r} forbids nobody", "end it with ~all, later -all")
    else:
        yield _ok("SPF", records[0])


def _dkim(domain: str, selectors: tuple[str, ...], ask: Ask) -> Iterator[Finding]:
    if not selectors:
        yield _notice(
            "DKIM",
            "its key is found by a selector, which only you and your relay know",
            f"run this with --selector NAME; {_GUIDE}",
        )
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        tags = [dict(_TAG.findall(record)) for record in ask(name, "TXT")]
        keys = ["".join(tag["p"].split()) for tag in tags if "p" in tag]
        if not keys:
            yield _wrong("DKIM", f"{name} holds no key", f"publish the key that the relay signs with; {_GUIDE}")
        elif not keys[0]:
            yield _wrong("DKIM", f"the key at {name} was withdrawn", "use another selector")
        elif len(keys[0]) < _ENOUGH_KEY and tags[0].get("k", "rsa").strip() == "rsa":
            yield _wrong("DKIM", f"the key at {name} is too short to be believed", "make one of 2,048 bits")
        else:
            yield _ok("DKIM", f"{name} holds a key; see in a sent mail that h= names List-Unsubscribe and -Post")


def _dmarc(domain: str, ask: Ask) -> Iterator[Finding]:
    parts = domain.split(".")
    names = [domain, *([".".join(parts[-_NEXT_BEST:])] if len(parts) > _NEXT_BEST else [])]
    for name in names:
        for record in ask(f"_dmarc.{name}", "TXT"):
            tags = dict(_TAG.findall(record))
            if tags.get("v", "").strip().upper() == "DMARC1":
                policy = tags.get("p", "").strip().lower()
                shown = f"_dmarc.{name}: p={policy or 'missing'}"
                if policy not in {"none", "quarantine", "reject"}:
                    yield _wrong("DMARC", shown, "name a policy: p=none to begin with")
                elif policy == "none":
                    yield _notice("DMARC", shown, "after some weeks of clean reports: p=quarantine")
                else:
                    yield _ok("DMARC", shown)
                return
    yield _wrong("DMARC", f"{domain} says nothing", f"add v=DMARC1; p=none; rua=mailto:… at _dmarc.{domain}; {_GUIDE}")


def _bounces(settings: Settings, ask: Ask) -> Iterator[Finding]:
    host = settings.bounce_address.rpartition("@")[2]
    if not host:
        yield _notice(
            "bounces", "no bounce_address is set", "set TRACKER_BOUNCE_ADDRESS, so that dead addresses are noticed"
        )
    elif not (ask(host, "MX") or ask(host, "A") or ask(host, "AAAA")):
        yield _wrong("bounces", f"nothing can reach {host}", "give it an MX record")
    else:
        yield _ok("bounces", f"{host} can be reached")


def _relay(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield _notice("relay", "no smtp_host is set; mails are written to a folder", "set TRACKER_SMTP_HOST")
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        offered, version = _greeted(settings)
    except (OSError, smtplib.SMTPException) as problem:
        yield _wrong("relay", f"{where}: {problem}", "check TRACKER_SMTP_* and the network")
        return
    if version is None:
        yield _notice("relay", f"{where} is spoken to in the clear", "set TRACKER_SMTP_SECURITY to starttls or tls")
    else:
        yield _ok("relay", f"{where} answers by {version} with a certificate that is believed")
    slow = "" if "pipelining" in offered else "; it asks for three turns a mail, since it offers no PIPELINING"
    yield _ok("relay offers", (", ".join(sorted(offered)) or "nothing") + slow)


def _greeted(settings: Settings) -> tuple[frozenset[str], str | None]:
    """What the relay offers, and the version of TLS; nothing is sent and nobody logs in."""
    secure = ssl.create_default_context()
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "tls":
        relay: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
    else:
        relay = smtplib.SMTP(host, port, timeout=SECONDS)
    with relay:
        relay.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            relay.starttls(context=secure)
            relay.ehlo_or_helo_if_needed()
        version = relay.sock.version() if isinstance(relay.sock, ssl.SSLSocket) else None
        return frozenset(relay.esmtp_features), version


def _way_out(settings: Settings) -> Iterator[Finding]:
    """Whether a mail provider reaches the address of one-click unsubscribing; the token is nobody's."""
    address = urls.one_click(settings.site_url, "x" * 32)
    if urlsplit(address).scheme != "https":
        yield _wrong(
            "List-Unsubscribe",
            f"{settings.site_url} is no https address",
            "set TRACKER_SITE_URL; RFC 8058 asks for https",
        )
        return
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - https alone, checked just above
            code = answer.status
    except urllib.error.HTTPError as problem:
        code = problem.code
    except (OSError, http.client.HTTPException) as problem:
        yield _wrong("List-Unsubscribe", f"{settings.site_url}: {problem}", "make the page reachable from outside")
        return
    if code in _ANSWERS:
        yield _ok("List-Unsubscribe", f"{settings.site_url} answers")
    else:
        yield _wrong("List-Unsubscribe", f"{settings.site_url} answers with {code}", "see the log of `tracker serve`")


def _postal(settings: Settings) -> Iterator[Finding]:
    if settings.postal_address:
        yield _ok("postal address", settings.postal_address)
    else:
        yield _notice(
            "postal address", "none stands at the foot of mails", "set TRACKER_POSTAL_ADDRESS, as bulk-mail law asks"
        )


def _ok(what: str, state: str) -> Finding:
    return Finding(state="ok", what=what, found=state)


def _notice(what: str, state: str, do: str) -> Finding:
    return Finding(state="notice", what=what, found=state, do=do)


def _wrong(what: str, state: str, do: str) -> Finding:
    return Finding(state="wrong", what=what, found=state, do=do)
