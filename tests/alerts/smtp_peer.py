"""A mail relay that answers by script, hangs up, stalls, and remembers what it accepted."""

from __future__ import annotations

import email
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

RESET = "reset"
CLOSE = "close"
STALL = "stall"
HALF = "half-close"
DRIP = "one line of an answer after the other, and never the last"
AFTER = "accept, then hang up"

Script = Callable[[str, str], str | None]
"""What to answer at a stage (connect, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, end) for a recipient; None is yes."""


@dataclass
class Peer:
    """What the relay does and what it saw."""

    script: Script = lambda _stage, _to: None
    port: int = 0
    pipelining: bool = True
    delay: float = 0.0
    """Seconds before a mail is accepted."""
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """Recipient and Message-ID of every mail it took, in order."""
    raws: list[bytes] = field(default_factory=list)
    """Those mails as a reader gets them, dots as they were written."""
    tries: Counter[str] = field(default_factory=Counter)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    drop_after: int = 0
    """Hang up after so many mails on a connection; 0 means never."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, address: str) -> list[str]:
        """The Message-IDs an address got."""
        return [key for to, key in self.accepted if to == address]


class _Ended(Exception):
    """The script ended the conversation."""


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        peer = self.server.peer
        with peer.lock:
            peer.connections += 1
        self.to, self.taken = "", 0
        try:
            self._answer("connect", "220 relay.example ESMTP")
            while line := self.rfile.readline(2_000):
                self._command(line.decode("latin-1").rstrip("\r\n"))
        except (_Ended, OSError):
            return

    def _command(self, line: str) -> None:
        peer, verb = self.server.peer, line[:4].upper()
        with peer.lock:
            peer.commands.append(line)
        if verb == "EHLO":
            extensions = ["250-relay.example", "250-SIZE 10000000", *(["250-PIPELINING"] if peer.pipelining else [])]
            self._answer("EHLO", "\r\n".join([*extensions, "250-AUTH PLAIN LOGIN", "250 8BITMIME"]))
        elif verb == "HELO":
            self._answer("EHLO", "250 relay.example")
        elif verb == "STAR":
            self._answer("STARTTLS", "454 not here")
        elif verb == "AUTH":
            self._answer("AUTH", "235 welcome")
        elif verb == "MAIL":
            self.refused = False
            self._answer("MAIL", "250 ok")
        elif verb == "RCPT":
            self.to = line.partition("<")[2].partition(">")[0]
            with peer.lock:
                peer.tries[self.to] += 1
            self.refused = not self._answer("RCPT", "250 ok")
        elif verb == "DATA":
            if self.refused:
                self._say("503 no recipient")
            elif self._answer("DATA", "354 go on"):
                self._mail()
        elif verb == "QUIT":
            self._say("221 bye")
            raise _Ended
        else:
            self._say("250 ok")

    def _mail(self) -> None:
        peer, lines = self.server.peer, []
        while (line := self.rfile.readline(100_000)) != b".\r\n":
            if not line:
                raise _Ended
            lines.append(line[1:] if line.startswith(b".") else line)
        if peer.delay:
            time.sleep(peer.delay)
        told = peer.script("end", self.to)
        if told not in {None, AFTER, "stall after"}:
            self._answer("end", "")
            return
        raw = b"".join(lines)
        key = str(email.message_from_bytes(raw)["Message-ID"])
        with peer.lock:
            peer.raws.append(raw)
            peer.accepted.append((self.to, key))
        if told == "stall after":
            self._fault(STALL)
        if told == AFTER:
            self._fault(RESET)
        self._say("250 taken")
        self.taken += 1
        if peer.drop_after and self.taken >= peer.drop_after:
            self._fault(CLOSE)

    def _answer(self, stage: str, good: str) -> bool:
        told = self.server.peer.script(stage, self.to)
        if told is None:
            self._say(good)
            return True
        if told in {RESET, CLOSE, STALL, HALF, DRIP}:
            self._fault(told)
        self._say(told)
        if told.startswith("421"):
            raise _Ended
        return False

    def _fault(self, kind: str) -> None:
        if kind == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif kind == HALF:
            self.connection.shutdown(socket.SHUT_WR)
            time.sleep(0.05)
        elif kind == STALL:
            self.server.stopping.wait(3)
        elif kind == DRIP:
            while not self.server.stopping.wait(0.01):
                self._say("250-go on waiting")
        raise _Ended

    def _say(self, told: str) -> None:
        self.wfile.write(told.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, peer: Peer) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.peer = peer
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what these tests are about."""


@contextmanager
def relay(script: Script | None = None, **changed: object) -> Iterator[Peer]:
    """Run such a relay."""
    peer = Peer(**changed)  # type: ignore[arg-type]
    if script is not None:
        peer.script = script
    server = _Server(peer)
    peer.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
