"""Mail: through the relay that is set, or into a folder where none is."""

from __future__ import annotations

from typing import Final

from email_validator import EmailNotValidError, validate_email

from alerts.channels.base import Channel, ChannelKind
from tracker.errors import UsageProblem
from tracker.settings import Settings


def _accepts(address: str, _settings: Settings) -> str:
    """Any address that is one; the host is case-folded, the local part stands as given."""
    try:
        validated = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as problem:
        raise UsageProblem(
            f"mail address: expected one such as name@example.org, found {address[:60]!r}: {problem}"
        ) from problem
    ascii_form = validated.ascii_email or validated.normalized
    if any(mark in ascii_form for mark in '"\\<>()'):
        raise UsageProblem(f"mail address: expected one without quotes and brackets, found {address[:60]!r}")
    return ascii_form


def _made(settings: Settings) -> Channel:
    if not settings.smtp_host:
        from alerts.channels.maildir import Folder

        return Folder(settings.data_dir / "mail")
    from alerts.channels.smtp import Smtp, SmtpSettings

    return Smtp(
        SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            timeout=settings.mail_timeout_seconds,
        )
    )


KIND: Final = ChannelKind(name="mail", accepts=_accepts, made=_made, confirmation="a confirmation mail", order=100)
