"""One word of a few on the command line, with the nearest one where there is none such."""

from __future__ import annotations

from typing import Any

import click


class Choice(click.Choice[str]):
    """A word of a closed list; one that is not in it is refused with the list and with what was probably meant."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is there to choose, and the nearest."""
        from tracker.vocabulary import nearest

        sentence = super().get_invalid_choice_message(value, ctx).removesuffix(".")
        near = nearest(str(value), map(str, self.choices), most=1)
        return f"{sentence}; did you mean {near[0]!r}?" if near else f"{sentence}."
