"""Refuse to start with another secret than the machines we share a database with: our links would be unknown to them."""

from __future__ import annotations

import hmac
from typing import Final

from sqlalchemy import Engine, insert, select

from tracker.db.engine import reading, writing
from tracker.db.models import SecretCheck
from tracker.errors import SettingsError
from tracker.subscriptions import tokens

_LENGTH: Final = 32
"""Letters of the check value: it proves the secret and does not give it away."""


def hold(engine: Engine) -> None:
    """Compare our secret with the one the database knows, or be the first whose secret it is.

    On SQLite the secret lies beside the database and belongs to it; only a shared database can meet two of them.
    """
    if engine.dialect.name == "sqlite":
        return
    mine = tokens.signature("check value", "of the secret", _LENGTH)
    with reading(engine) as connection:
        known = connection.execute(select(SecretCheck.value)).scalar_one_or_none()
    if known is None:
        with writing(engine) as connection:
            known = connection.execute(select(SecretCheck.value)).scalar_one_or_none()
            if known is None:
                connection.execute(insert(SecretCheck).values(id=1, value=mine))
                return
    if not hmac.compare_digest(known, mine):
        raise SettingsError(
            "secret_key: this machine's secret is not the one of the other machines on this database, so that links in "
            "its mails would do nothing; set TRACKER_SECRET_KEY to theirs, or copy `secret.key` from the data folder of "
            "the machine that was there first"
        )
