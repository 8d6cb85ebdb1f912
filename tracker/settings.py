"""Read every setting once, from flags, environment, files and defaults, and refuse what makes no sense."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from tracker import redaction
from tracker.errors import SettingsError, found_in

_ELSEWHERE: Final = (
    "TRACKER_CONFIG",
    "TRACKER_DETOUR",
    "TRACKER_SHARED",
    "TRACKER_RECORDINGS",
    "TRACKER_DB_PASSWORD",
    "TRACKER_TRACEBACK",
    "TRACKER_LOG_CONTEXT",
)
"""Variables that other parts read: the config file, the demo's network, the tests' data, the password in compose.yaml."""
_NOT_OURS: Final = re.compile(r"TRACKER_(TEST_\w+|SERVICE_(HOST|PORT)\w*|PORT(_\d+_(TCP|UDP)\w*)?)$")
"""What tests use, and what Kubernetes and Docker set for a service that is called `tracker`."""
_EXAMPLES: Final = {
    "mail_from": "Policy Tracker <tracker@example.org>",
    "bounce_address": "bounce@example.org",
    "alert_address": "ada@example.org",
}
_ADDRESS: Final = re.compile(r"[^\s@<>(),;:\"\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Settings(BaseSettings):
    """What an operator can choose; each field is also `TRACKER_<NAME>` and a line in the config file."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(env_prefix="TRACKER_", extra="forbid")

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("tracker", appauthor=False)),
        description="Folder for everything the program keeps.",
    )
    database_url: str = Field(default="", description="SQLAlchemy address; empty means SQLite in the data folder.")
    contact: str = Field(
        default="https://github.com/mh-policy-tracker (set TRACKER_CONTACT to your address)",
        description="Address or page that sources find in our User-Agent, to reach the operator.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for /metrics; empty means that only this machine may read it."
    )
    site_url: str = Field(
        default="http://127.0.0.1:8000", description="Public address of the web page, for links in mails."
    )
    geocoder_url: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description="Geocoder that /legislators may ask for the districts of an address; empty means none is asked.",
    )
    deadline_block_minutes: int = Field(
        default=30, ge=5, le=240, description="Length of a deadline's entry in calendars; it ends at the deadline."
    )
    postal_address: str = Field(default="", description="Postal line at the foot of each mail, as bulk-mail law asks.")
    time_zone: str = Field(default="America/New_York", description="Zone of the operator, for schedules without one.")

    govbot_places: str = Field(
        default="", description="Places whose bills are read from govbot's git repositories, such as us-ca,us-wa."
    )
    govbot_url: str = Field(
        default="https://github.com/govbot-data/{place}-legislation.git",
        description="Where those repositories are; {place} is the place's two letters.",
    )
    govbot_disk_mb: int = Field(default=4_000, ge=0, description="Megabytes that their copies may take.")

    openstates_scrapers_places: str = Field(
        default="",
        description="Places that Open States' scrapers read here, such as us-ca,us-wa, where they are set up.",
    )
    openstates_scrapers_minutes: float = Field(default=360, gt=0, description="Minutes that they may take for a place.")
    openstates_scrapers_silent_minutes: float = Field(
        default=30, gt=0, description="Minutes without a record or a line after which they are ended."
    )
    openstates_scrapers_memory_mb: int = Field(
        default=0, ge=0, description="Megabytes of address space that they may take; 0 sets no limit."
    )

    congress_api_key: SecretStr = Field(default=SecretStr(""), description="Key for api.congress.gov.")
    regulations_api_key: SecretStr = Field(default=SecretStr(""), description="Key for api.regulations.gov.")
    openstates_api_key: SecretStr = Field(default=SecretStr(""), description="Key for v3.openstates.org.")
    legiscan_api_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key for api.legiscan.com. Free keys ask for a non-commercial promise: that is the operator's to give.",
    )
    legiscan_calls_per_month: int = Field(
        default=30_000, ge=0, description="Calls to api.legiscan.com in a calendar month; a free key has 30,000."
    )
    ny_openleg_api_key: SecretStr = Field(default=SecretStr(""), description="Key for legislation.nysenate.gov.")
    dc_lims_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for lims.dccouncil.gov, free on request."
    )
    legistar_token: SecretStr = Field(default=SecretStr(""), description="Token for Legistar clients that ask for one.")

    log_format: Literal["console", "json"] = Field(
        default="console", description="Form of log lines on standard error: console or json."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="The least grave of the log lines shown."
    )

    smtp_host: str = Field(default="", description="Mail relay; empty means mails are written to a folder instead.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail relay.")
    smtp_username: str = Field(default="", description="User name at the mail relay.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password at the mail relay.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="starttls, tls or none.")
    mail_from: str = Field(default="Policy Tracker <tracker@localhost>", description="Sender of all mails.")
    mail_rate_per_minute: int = Field(default=0, ge=0, description="At most so many mails a minute; 0 means no limit.")
    mail_connections: int = Field(default=1, ge=1, le=16, description="Connections to the mail relay at once.")
    mail_timeout_seconds: float = Field(default=60.0, gt=0, description="How long the relay may take for one answer.")
    mail_lease_minutes: float = Field(
        default=15.0, gt=0, description="How long a message that is being sent belongs to its sender."
    )
    keep_mails_days: int = Field(
        default=90,
        ge=1,
        description="Days after which mails in the folder `mail` and rows of what was sent are deleted.",
    )
    keep_runs_days: int = Field(
        default=180, ge=1, description="Days after which visits to sources, and what went wrong in them, are deleted."
    )
    backups_kept: int = Field(
        default=3, ge=0, le=400, description="Daily copies of a SQLite database that are kept; 0 means none are made."
    )
    backup_dir: Path | None = Field(
        default=None, description="Folder of the daily copies; if empty, `backups` in the data folder."
    )
    keep_changes_days: int = Field(
        default=730,
        ge=30,
        description="Days after which changes are deleted, unless a reader has not been told of them yet.",
    )
    bounce_address: str = Field(
        default="",
        description="Where bounces go, such as bounce@example.org; a signed mark is added after a plus sign.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Secret of the links in mails; empty means a file in the data folder."
    )
    chat_services: str = Field(
        default="",
        description="Services that chat addresses may name, such as `ntfys,matrixs`, as Apprise calls them; empty: none.",
    )
    alert_address: str = Field(
        default="", description="Who gets a mail in a week in which something is wrong here; empty means nobody."
    )
    ping_url: SecretStr = Field(
        default=SecretStr(""),
        description="Address of a dead-man's switch, such as a check of healthchecks.io, asked after each good day.",
    )
    webhook_inside: bool = Field(
        default=False,
        description="Whether webhooks may lead into the operator's own network, such as a chat server there.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A flag beats the environment, the environment beats the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_file())

    @field_validator("data_dir", mode="before")
    @classmethod
    def _folder_named(cls, value: object) -> object:
        """A folder that stays the same one wherever a command is started; a variable set to nothing names none."""
        if value == "":
            raise ValueError("expected a folder, found nothing; name one, or leave it out for the usual place")
        try:
            return Path(value).expanduser().absolute() if isinstance(value, str | Path) else value
        except RuntimeError as problem:  # ~ of a user whom the system does not know
            raise ValueError(f"expected a folder, found {value}: {problem}") from problem

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        """A zone of the tz database."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
            raise ValueError(
                f"expected a zone such as America/Chicago, found {value!r}{nearest_zone(value)}"
            ) from problem
        return value

    @field_validator("mail_from", "bounce_address", "alert_address")
    @classmethod
    def _mail_address(cls, value: str, info: ValidationInfo) -> str:
        """A sender that a relay can take, since every mail would be refused otherwise."""
        address = parseaddr(value)[1] if info.field_name == "mail_from" else value
        if (value or info.field_name == "mail_from") and not _ADDRESS.fullmatch(address):
            example = _EXAMPLES[str(info.field_name)]
            raise ValueError(f"expected a mail address such as {example}, found {value!r}")
        if any(ord(letter) < 32 for letter in value):
            raise ValueError("expected one line, found a line break or another control character")
        return value

    @property
    def public_site(self) -> str | None:
        """The web page's address where others can reach it; None while it is still one of this machine."""
        host = urlsplit(self.site_url).hostname or ""
        return None if host == "localhost" or host.startswith("127.") or host == "::1" else self.site_url

    @field_validator("ping_url")
    @classmethod
    def _ping_address(cls, value: SecretStr) -> SecretStr:
        """An address of the web; it is not shown, since whoever knows it may keep the alarm silent."""
        address = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (address.scheme not in {"http", "https"} or not address.hostname):
            raise ValueError("expected an address such as https://hc-ping.com/your-check, found another")
        return value

    @field_validator("site_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        """An address of a page, since links in mails are made of it."""
        parsed = urlsplit(value)  # ValueError for one that cannot be read
        if parsed.scheme not in {"http", "https"} or not parsed.hostname or parsed.username or parsed.query:
            shown = redaction.address(value)
            raise ValueError(f"expected an address such as https://tracker.example.org, found {shown!r}")
        return value

    @property
    def url(self) -> str:
        """The database address in force."""
        if self.database_url:
            return self.database_url
        # In an address these two signs mean something else; a folder may have them in its name.
        path = str(self.data_dir / "tracker.db").replace("%", "%25").replace("?", "%3F")
        return f"sqlite:///{path}"


def config_file() -> Path | None:
    """The config file in force: `TRACKER_CONFIG`, or config.toml in the user's config folder if there is one."""
    named = os.environ.get("TRACKER_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            raise SettingsError(f"TRACKER_CONFIG names {named}, expected a TOML file there, found none")
        return path
    usual = Path(platformdirs.user_config_dir("tracker", appauthor=False)) / "config.toml"
    return usual if usual.is_file() else None


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings in force; raises SettingsError with every fault listed."""
    unknown = unknown_variables(os.environ)
    if unknown:
        raise SettingsError("settings: " + "; ".join(unknown))
    try:
        return Settings()
    except ValidationError as problem:
        raise SettingsError(_told(problem)) from problem
    except (OSError, ValueError) as problem:  # a config file that is not TOML or cannot be read
        raise SettingsError(f"{config_file()}: expected readable TOML, found: {found_in(problem)}") from problem


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """The variables that begin with TRACKER_ and mean nothing to us, each with the nearest one that does."""
    known = [*(f"TRACKER_{name.upper()}" for name in Settings.model_fields), *_ELSEWHERE]
    faults = []
    for name in sorted(environment):
        plain = name.upper()
        if not plain.startswith("TRACKER_") or plain in known or _NOT_OURS.match(plain):
            continue
        near = get_close_matches(plain, known, n=1, cutoff=0.75)
        hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists all of them"
        faults.append(f"{name} is no setting; {hint}")
    return faults


def nearest_zone(value: str) -> str:
    """A hint at the time zone that is most like a name that is none, or an empty text."""
    near = get_close_matches(value.replace(" ", "_"), sorted(available_timezones()), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def redacted(settings: Settings) -> dict[str, Any]:
    """The settings as plain values with every secret hidden, for people to look at."""
    shown: dict[str, Any] = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = "(set)" if value.get_secret_value() else ""
        shown[name] = redaction.address(value) if isinstance(value, str) and "//" in value else value
    return shown


def origins(settings: Settings) -> dict[str, str]:
    """Where each setting comes from: `environment`, `file` or `default`."""
    named = {name.upper() for name in os.environ}
    return {
        name: "environment"
        if f"TRACKER_{name.upper()}" in named
        else "file"
        if name in settings.model_fields_set
        else "default"
        for name in Settings.model_fields
    }


def _told(problem: ValidationError) -> str:
    lines = [
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in problem.errors(include_url=False, include_input=False)
    ]
    return "settings: " + "; ".join(lines)
