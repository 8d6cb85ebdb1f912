"""Make what only we can make: tokens of links and keys that stand for addresses.

The secret lives in a file beside the database or in a setting, never in the database: a copy of the database opens no
link and says no address that it does not hold.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import b32encode
from functools import cache
from pathlib import Path
from typing import Final

from tracker.errors import SettingsError, found_in
from tracker.settings import load
from tracker.system import private_folder

_SECRET_BYTES: Final = 32
_SIGNED: Final = 12
"""Letters of the shortest signature: 48 bits, and nobody can try them faster than mail is read."""
_TOKEN_BYTES: Final = 20
"""160 bits, 32 letters and digits: nobody guesses it, and neither mail programs nor shells find anything to mangle."""


def token(purpose: str, key: bytes) -> str:
    """The token of a link: the same each time, so that it need not be kept, and useless for another purpose."""
    raw = _mac(b"link\0" + purpose.encode() + b"\0" + key)
    return b32encode(raw[:_TOKEN_BYTES]).decode().lower()


def token_hash(token_text: str) -> bytes:
    """What is kept of a token: enough to know it again, not enough to make it."""
    return hashlib.sha256(token_text.encode("utf-8", "replace")).digest()


def exact_key(address: str) -> bytes:
    """What stands for this very address where the address itself must not: the host in any case, the rest as it is."""
    local, at, host = address.rpartition("@")
    return _mac(b"exact address\0" + f"{local}{at}{host.casefold() if at else host}".encode("utf-8", "replace"))


def folded_key(address: str) -> bytes:
    """What stands for an address and its spellings alike: the same for jane+news@ and Jane@. For rate limits alone."""
    local, _at, host = address.casefold().rpartition("@")
    plain = local.partition("+")[0].replace(".", "") or local
    return _mac(b"address\0" + f"{plain}@{host}".encode("utf-8", "replace"))


def signature(purpose: str, value: str, length: int = _SIGNED) -> str:
    """A short signature in letters and digits alone, for places such as a bounce address."""
    return _mac(purpose.encode() + b"\0" + value.encode()).hex()[:length]


def signed(purpose: str, value: str, given: str) -> bool:
    """Whether `given` is the signature, compared in constant time."""
    return len(given) >= _SIGNED and hmac.compare_digest(signature(purpose, value, len(given)).encode(), given.encode())


def new_key() -> bytes:
    """A random key for a subscription."""
    return secrets.token_bytes(16)


def _mac(message: bytes) -> bytes:
    return hmac.digest(_secret(), message, "sha256")


def _secret() -> bytes:
    settings = load()
    given = settings.secret_key.get_secret_value()
    return given.encode() if given else _kept(settings.data_dir)


@cache
def _kept(folder: Path) -> bytes:
    """The secret in the data folder, made at first use; whoever comes second reads what the first one wrote."""
    path = folder / "secret.key"
    try:
        private_folder(folder)
        if not path.exists():
            _write_once(path)
        secret = path.read_bytes()
    except OSError as problem:
        raise SettingsError(
            f"{path}: expected to read or make the secret there, found: {found_in(problem)}"
        ) from problem
    if len(secret) < _SECRET_BYTES:
        raise SettingsError(
            f"{path}: expected {_SECRET_BYTES} bytes, found {len(secret)}; restore it from a backup, since links in mails "
            "that were sent depend on it, or delete it to begin anew",
        )
    return secret


def _write_once(path: Path) -> None:
    """Write a whole file or none, and never over one that is there."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(_SECRET_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass  # another process was faster; its secret is the one
    finally:
        unfinished.unlink()
