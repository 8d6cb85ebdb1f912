"""Which channel an address belongs to: whoever can reach people says so (`tracker.channels` in `pyproject.toml`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol

from tracker.errors import UsageProblem
from tracker.settings import Settings, load


class Kind(Protocol):
    """A channel as the core sees it."""

    @property
    def name(self) -> str:
        """As it stands with a subscriber."""

    @property
    def accepts(self) -> Callable[[str, Settings], str | None]:
        """The address as it is kept, None where it has another form; raises UsageProblem for a wrong one."""

    @property
    def confirmation(self) -> str:
        """What is queued when somebody subscribes."""


def kind_of(address: str) -> tuple[str, Kind]:
    """The address as it is kept, and its channel. Raises UsageProblem where no channel takes it."""
    settings, given = load(), address.strip()
    for kind in _kinds():
        if (stored := kind.accepts(given, settings)) is not None:
            return stored, kind
    raise UsageProblem(f"address: expected one that some channel takes, found {given[:60]!r}")


def names() -> tuple[str, ...]:
    """The channels there are, in the order in which they are asked."""
    return tuple(kind.name for kind in _kinds())


def confirmation(channel: str) -> str:
    """What is queued when somebody subscribes through the channel of that name."""
    return next((kind.confirmation for kind in _kinds() if kind.name == channel), "a confirmation")


@cache
def _kinds() -> tuple[Kind, ...]:
    kinds: list[Any] = []
    for point in entry_points(group="tracker.channels"):
        module, _colon, attribute = point.value.partition(":")
        kinds.extend(getattr(import_module(module), attribute))
    return tuple(kinds)
