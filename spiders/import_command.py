"""The verb that reads bulk files of the aggregators; each aggregator's own reader stands with its platform."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

_READERS: Final = {
    "legiscan": "spiders.platforms.legiscan_import:legiscan",
    "openstates": "spiders.platforms.openstates_import:openstates",
}


class _Readers(click.Group):
    """A group that imports a reader when it is asked for, and only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """All readers."""
        return sorted(_READERS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one reader."""
        if cmd_name not in _READERS:
            return None
        module, _colon, attribute = _READERS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group("import", cls=_Readers)
def import_group() -> None:
    """Read bulk files of Open States and LegiScan into the database."""
