"""What a shell may offer to complete a command."""

from __future__ import annotations

import click


def source_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The sources that a shell may offer."""
    from spiders.registry import modules

    return [name for name in modules() if name.startswith(incomplete)]
