"""Add to the chains of certificates what some servers forget to send: the ones in the middle, which an operator puts aside.

A file in the folder `certificates` of the data folder, as PEM, helps to build a chain; it vouches for nothing itself. The
chain must still end at a root that the machine trusts, the name must fit, and nothing is ever left unchecked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from OpenSSL.crypto import X509
from twisted.internet._sslverify import IOpenSSLTrustRoot  # Twisted's only way to hand over a store of one's own
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from tracker.errors import SettingsError

FOLDER: Final = "certificates"


def in_the_middle(folder: Path) -> list[x509.Certificate]:
    """The certificates of a folder, of each file all; raises SettingsError naming a file that is none, or vouches for itself."""
    return [certificate for file in sorted(folder.glob("*.pem")) for certificate in _read(file)]


def _read(file: Path) -> Iterator[x509.Certificate]:
    try:
        certificates = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as problem:
        raise SettingsError(f"{file}: expected certificates as PEM, found: {problem}") from problem
    for certificate in certificates:
        if certificate.issuer == certificate.subject:
            raise SettingsError(
                f"{file}: expected the certificate in the middle, found a root ({certificate.subject.rfc4514_string()[:200]});"
                " which roots are trusted is for the machine to say"
            )
        yield certificate


@implementer(IOpenSSLTrustRoot)
class Roots:
    """The roots that the machine trusts, and what helps to reach them."""

    def __init__(self, helpers: list[x509.Certificate]) -> None:
        self._helpers = helpers

    def _addCACertsToContext(self, context: Any) -> None:  # noqa: N802 - the name is Twisted's
        context.set_default_verify_paths()
        store = context.get_cert_store()
        for certificate in self._helpers:
            store.add_cert(X509.from_cryptography(certificate))


@implementer(IPolicyForHTTPS)
class Policy:
    """Checks every server as before, with those helpers at hand; `usual` is the policy it stands in for."""

    def __init__(self, usual: Any, helpers: list[x509.Certificate]) -> None:
        self._more = usual._get_cert_options_kwargs()  # noqa: SLF001 - Scrapy's own manners stay as they are
        self._roots: Any = Roots(helpers)

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:  # noqa: ARG002, N802 - Twisted's
        """How to connect to a host and check it."""
        return optionsForClientTLS(
            hostname=hostname.decode("ascii"), trustRoot=self._roots, extraCertificateOptions=self._more
        )
