"""A relay that cannot be found or is not who it says: nothing is sent, no password is told, and the queue is kept."""

from __future__ import annotations

import datetime as dt
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from tests.alerts.owing import deliver_to, owe, states
from tests.alerts.smtp_peer import relay
from tracker import clock

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)


def certificate(folder: Path, name: str, *, ends: dt.datetime) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that it signed itself, known to nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2015, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "relay.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        heard, context, at_once = self.server.heard, self.server.context, self.server.at_once  # type: ignore[attr-defined]
        try:
            if at_once:
                self._secure(context)
            self.wfile.write(b"220 relay\r\n")
            while line := self.rfile.readline(2_000):
                heard.append(line.decode("latin-1").strip())
                if line.upper().startswith(b"STARTTLS"):
                    self.wfile.write(b"220 go on\r\n")
                    self._secure(context)
                else:
                    self.wfile.write(b"250-relay\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n")
        except OSError:
            return
        finally:
            for each in (self.rfile, self.wfile, self.connection):
                each.close()

    def finish(self) -> None:
        """All is closed by then."""

    def _secure(self, context: ssl.SSLContext) -> None:
        self.rfile.close()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)  # type: ignore[assignment]


@contextmanager
def impostor(context: ssl.SSLContext, *, at_once: bool) -> Iterator[tuple[int, list[str]]]:
    """Run such a relay: its port, and all that it was told."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
    server.daemon_threads = True
    server.heard, server.context, server.at_once = [], context, at_once  # type: ignore[attr-defined]
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], server.heard  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def with_password() -> dict[str, object]:
    from pydantic import SecretStr

    return {"smtp_username": "tracker", "smtp_password": SecretStr("hunter2")}


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["of another name", "run out", "of an unknown signer"])
def test_a_wrong_certificate_gets_no_password_and_no_mail_and_the_queue_stays(
    sqlite_engine: Engine, tmp_path: Path, fault: str, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) if fault == "run out" else dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
    context = certificate(tmp_path, "elsewhere.example" if fault == "of another name" else "localhost", ends=ends)
    if fault != "of an unknown signer":
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "relay.pem"))
    with clock.as_of(NOW):
        owe(sqlite_engine, 3)
    with impostor(context, at_once=security == "tls") as (port, heard):
        deliver_to(sqlite_engine, port, at=NOW, smtp_host="localhost", smtp_security=security, **with_password())
    assert not [line for line in heard if line.upper().startswith(("AUTH", "MAIL", "RCPT"))]
    assert states(sqlite_engine) == {"pending": 3}


def test_a_relay_whose_name_is_unknown_keeps_the_queue_until_it_is_found(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_args: object, **_named: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with clock.as_of(NOW):
        owe(sqlite_engine, 3)
    with relay() as peer:
        with monkeypatch.context() as patched:
            patched.setattr(socket, "getaddrinfo", unknown)  # the network's side: a resolver that knows no name
            tally = deliver_to(sqlite_engine, peer.port, at=NOW, smtp_host="relay.example", **with_password())
        assert tally.sent == 0
        assert not peer.commands
        assert states(sqlite_engine) == {"pending": 3}
        assert deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(hours=6)).sent == 3


def test_the_right_certificate_is_trusted(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path, "localhost", ends=dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "relay.pem"))
    with clock.as_of(NOW):
        owe(sqlite_engine, 1)
    with impostor(context, at_once=False) as (port, heard):
        deliver_to(sqlite_engine, port, at=NOW, smtp_host="localhost", smtp_security="starttls", **with_password())
    assert [line for line in heard if line.upper().startswith("AUTH")]
