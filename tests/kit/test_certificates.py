"""A server that forgets the certificate in the middle is reached with it at hand, and only then; nothing goes unchecked."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL
from twisted.internet.ssl import CertificateOptions

from spiders.kit.certificates import Roots, in_the_middle
from tracker.errors import SettingsError

NOW = dt.datetime.now(dt.UTC)


class Signer:
    """A certificate with its key, which may sign others."""

    def __init__(self, name: str, by: Signer | None = None, *, host: bool = False) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder(
            issuer_name=(by or self).name,
            subject_name=self.name,
            public_key=self.key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=NOW - dt.timedelta(days=1),
            not_valid_after=NOW + dt.timedelta(days=30),
        ).add_extension(x509.BasicConstraints(ca=not host, path_length=None), critical=True)
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        self.certificate = made.sign((by or self).key, hashes.SHA256())

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def chain() -> tuple[Signer, Signer, Signer]:
    root = Signer("Root")
    middle = Signer("In The Middle", root)
    return root, middle, Signer("legislature.example", middle, host=True)


def shakes_hands(server: Signer, roots: Roots) -> bool:
    """Whether a client with these roots takes a server that sends its own certificate only."""
    here = SSL.Context(SSL.TLS_METHOD)
    here.use_certificate(server.certificate)
    here.use_privatekey(server.key)
    told, asked = SSL.Connection(here), SSL.Connection(CertificateOptions(trustRoot=roots).getContext())
    told.set_accept_state()
    asked.set_connect_state()
    for _round in range(20):
        for one, other in ((asked, told), (told, asked)):
            try:
                one.do_handshake()
            except SSL.WantReadError:
                pass
            except SSL.Error:
                return False
            with contextlib.suppress(SSL.WantReadError):
                other.bio_write(one.bio_read(65_536))
    return asked.get_peer_certificate() is not None


def test_a_chain_is_built_with_what_was_put_aside_and_ends_at_a_trusted_root(
    chain: tuple[Signer, Signer, Signer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root, middle, server = chain
    (tmp_path / "trusted.crt").write_bytes(root.pem())
    folder = tmp_path / "certificates"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.crt"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))

    assert not shakes_hands(server, Roots(in_the_middle(folder)))
    (folder / "example.pem").write_bytes(middle.pem())
    assert shakes_hands(server, Roots(in_the_middle(folder)))
    (tmp_path / "trusted.crt").write_bytes(Signer("Another Root").pem())
    assert not shakes_hands(server, Roots(in_the_middle(folder))), "what is in the middle vouches for nothing itself"


def test_a_root_or_no_certificate_at_all_is_named_with_its_file(chain: tuple[Signer, Signer, Signer], tmp_path: Path):
    assert in_the_middle(tmp_path / "missing") == []
    for name, body, words in (("root.pem", chain[0].pem(), "found a root"), ("text.pem", b"no certificate", "as PEM")):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(SettingsError, match=words) as told:
            in_the_middle(tmp_path)
        assert name in str(told.value)
        (tmp_path / name).unlink()
