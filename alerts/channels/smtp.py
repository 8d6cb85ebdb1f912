"""Hand mails to a relay over SMTP: one connection for many mails, and a clear word on whose fault a fault is.

Up to the end of a mail nothing has been accepted, so a lost connection is simply tried again. After it, silence means
that nobody knows; such a mail is never sent again at once.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from alerts.channels.answers import PlainRelay, TlsRelay
from alerts.channels.base import Blame, DeliveryError, Message, dot_stuffed
from alerts.channels.reply_codes import judge_reply

_TRANSIENT: Final = (400, 500)
_QUEUE_STAGES: Final = frozenset({"connect", "EHLO", "STARTTLS", "AUTH", "MAIL"})
"""What goes wrong here has nothing to do with the recipient."""
_QUESTIONS: Final = ("MAIL", "RCPT", "DATA")
_GOOD: Final = (250, 251)
_GO_AHEAD: Final = 354
_CLOSING: Final = 421
"""The relay is about to hang up; some do after so many mails."""
_OF_ALL: Final = frozenset({_CLOSING, 530, 534, 535, 538})
"""Closing down, or wanting a login first: whatever the stage, it is not about one mail."""
_TRIES: Final = 2
"""A mail that met a relay hanging up is tried once more on a new connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How to reach the relay."""

    host: str
    port: int = 587
    security: str = "starttls"
    """starttls, tls or none."""
    username: str = ""
    password: str = ""
    timeout: float = 60.0
    """Seconds for one answer, all of its lines."""
    local_hostname: str | None = None


class _HungUp(Exception):
    """The connection ended before the mail was handed over whole; `refusal` is what we would say of it."""

    def __init__(self, refusal: DeliveryError) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Smtp:
    """A relay."""

    name = "mail"

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext | None = None) -> None:
        """`context` is for relays with a certificate of their own authority; the system's authorities otherwise."""
        self.settings = settings
        self._context = context
        self._connection: smtplib.SMTP | None = None
        self._pipelining = False

    def send(self, message: Message) -> None:
        """Hand it over; a relay that hung up between two mails is called again."""
        self.send_while(message, lambda: None)

    def send_while(self, message: Message, meanwhile: Callable[[], None]) -> None:
        """The same; `meanwhile` runs while the relay takes in the mail."""
        for tries_left in reversed(range(_TRIES)):
            try:
                self._send(message, meanwhile)
            except _HungUp as ended:
                self._drop()
                if not tries_left:
                    raise ended.refusal from ended
            else:
                return

    def close(self) -> None:
        """Say goodbye; a relay that is gone already does not matter any more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _send(self, message: Message, meanwhile: Callable[[], None]) -> None:
        if self._connection is None:
            self._connect()
        connection = self._connection
        assert connection is not None
        if self._pipelining:
            self._pipelined(connection, message)
        else:
            size = (f"SIZE={len(message.raw)}",) if connection.has_extn("size") else ()
            self._step("MAIL", lambda: connection.mail(message.sender, size), *_GOOD)
            self._step("RCPT", lambda: connection.rcpt(message.to), *_GOOD)
            self._step("DATA", lambda: connection.docmd("DATA"), _GO_AHEAD)
        self._body(connection, message.raw if message.stuffed else dot_stuffed(message.raw), meanwhile)

    def _pipelined(self, connection: smtplib.SMTP, message: Message) -> None:
        """Ask the three questions at once where the relay allows it (RFC 2920): one round trip instead of three."""
        size = f" SIZE={len(message.raw)}" if connection.has_extn("size") else ""
        lines = f"MAIL FROM:<{message.sender}>{size}\r\nRCPT TO:<{message.to}>\r\nDATA\r\n"
        answers: list[tuple[int, bytes]] = []
        try:
            connection.send(lines.encode("ascii"))
            while len(answers) < len(_QUESTIONS):
                answers.append(connection.getreply())
        except (smtplib.SMTPException, OSError) as problem:
            self._first_refusal(answers)
            stage = _QUESTIONS[len(answers)]
            raise _HungUp(_silence(stage, problem)) from problem
        if answers[2][0] == _GO_AHEAD and any(code not in _GOOD for code, _words in answers[:2]):
            self._drop()  # it waits for a mail that it has no recipient for; an empty one might be taken for a mail
        self._first_refusal(answers)

    def _first_refusal(self, answers: Sequence[tuple[int, bytes]]) -> None:
        for stage, (code, words) in zip(_QUESTIONS, answers, strict=False):
            if code != _GO_AHEAD if stage == "DATA" else code not in _GOOD:
                self._refuse(stage, code, words)

    def _step(self, stage: str, ask: Callable[[], tuple[int, bytes]], *good: int) -> None:
        try:
            code, words = ask()
        except (smtplib.SMTPException, OSError) as problem:
            raise _HungUp(_silence(stage, problem)) from problem
        if code not in good:
            self._refuse(stage, code, words)

    def _body(self, connection: smtplib.SMTP, stuffed: bytes, meanwhile: Callable[[], None]) -> None:
        """The mail itself. Its end goes out by itself: up to that, the relay has nothing whole."""
        try:
            connection.send(stuffed)
        except (smtplib.SMTPException, OSError) as problem:
            raise _HungUp(_silence("mail", problem)) from problem
        try:
            connection.send(b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
            meanwhile()
            code, words = connection.getreply()
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            raise DeliveryError(
                f"end of mail: the relay did not answer: {_told(problem)}", blame="message", uncertain=True, counts=True
            ) from problem
        if code != 250:
            self._refuse("end of mail", code, words)

    def _refuse(self, stage: str, code: int, words: bytes) -> None:
        said = words.decode("utf-8", "replace")[:300]
        refusal = _refusal(stage, code, said)
        if code == _CLOSING:
            raise _HungUp(refusal)
        if refusal.blame == "channel":
            self._drop()
        elif self._connection is not None:
            self._reset(self._connection)
        raise refusal

    def _reset(self, connection: smtplib.SMTP) -> None:
        try:
            connection.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> None:
        """Connect, greet, make it private, say who we are. A password never goes over an open line."""
        settings, stage = self.settings, "connect"
        try:
            self._connection = connection = self._dial()
            if connection.sock is not None:  # a mail goes out in pieces, and none of them is to wait for the others
                connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stage = "EHLO"
            connection.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                stage = "STARTTLS"
                code, words = connection.starttls(context=self._tls())
                if code != 220:
                    self._refuse(stage, code, words)
                connection.ehlo_or_helo_if_needed()
            if settings.username:
                stage = "AUTH"
                if settings.security == "none" and not _is_loopback(settings.host):
                    raise DeliveryError(
                        "AUTH: a password would cross the network unprotected; set smtp_security to starttls or tls",
                        blame="channel",
                        permanent=True,
                    )
                connection.login(settings.username, settings.password)
            self._pipelining = connection.has_extn("pipelining")
        except smtplib.SMTPResponseException as problem:
            self._drop()
            code, said = problem.smtp_code, problem.smtp_error
            text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            permanent = not _TRANSIENT[0] <= code < _TRANSIENT[1]
            raise DeliveryError(
                f"{stage}: {code} {text[:300]}", blame="channel", permanent=permanent, code=code
            ) from problem
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            permanent = isinstance(problem, (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError))
            raise DeliveryError(
                f"{stage}: {settings.host}:{settings.port}: {_told(problem)}", blame="channel", permanent=permanent
            ) from problem

    def _dial(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.security == "tls":
            return TlsRelay(
                settings.host, settings.port, settings.local_hostname, timeout=settings.timeout, context=self._tls()
            )
        return PlainRelay(settings.host, settings.port, settings.local_hostname, timeout=settings.timeout)

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context


def _refusal(stage: str, code: int, said: str) -> DeliveryError:
    """What a reply means for this mail, its recipient and the others."""
    reason = f"{stage}: {code} {said}"
    passing = _TRANSIENT[0] <= code < _TRANSIENT[1]
    if stage in _QUEUE_STAGES or code in _OF_ALL:
        return DeliveryError(reason, blame="channel", permanent=not passing, code=code)
    judged = judge_reply(code, said)
    if judged.passing:  # greylisting and full mailboxes: each waits for itself
        blame: Blame = "recipient" if stage == "RCPT" else "message"
        return DeliveryError(reason, blame=blame, code=code, counts=stage != "RCPT")
    if stage != "RCPT" and judged.fault != "person":
        return DeliveryError(reason, blame="message", permanent=True, code=code, counts=True)
    if judged.fault in {"channel", "message"}:  # nobody's address: this one waits, and some in a row are the relay's
        return DeliveryError(reason, blame="message", permanent=judged.fault == "message", code=code, counts=True)
    return DeliveryError(
        reason, blame="recipient", permanent=True, code=code, hard=judged.hard, counts=judged.fault == "unclear"
    )


def _blame(stage: str) -> Blame:
    if stage in _QUEUE_STAGES:
        return "channel"
    return "recipient" if stage == "RCPT" else "message"


def _silence(stage: str, problem: Exception) -> DeliveryError:
    return DeliveryError(f"{stage}: the relay hung up: {_told(problem)}", blame=_blame(stage), counts=True)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _told(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return str(problem)[:300] or type(problem).__name__
