"""The verbs that show the settings in force."""

from __future__ import annotations

import click

from tracker.cli.output import emit, format_option, note


@click.group("config")
def config_group() -> None:
    """The settings in force."""


@config_group.command()
@format_option()
def show(fmt: str | None) -> None:
    """Show each setting in force and where it comes from; secrets and passwords are hidden.

    What it prints may be sent to somebody who helps.

    Example: tracker config show
    """
    from tracker.settings import config_file, load, origins, redacted

    settings = load()
    from_where = origins(settings)
    rows = [
        {"setting": f"TRACKER_{name.upper()}", "value": str(value), "from": from_where[name]}
        for name, value in redacted(settings).items()
    ]
    emit(rows, fmt, ("setting", "value", "from"), prose=("value",))
    path = config_file()
    note(f"config file: {path}" if path else "config file: none (TRACKER_CONFIG names one)")
