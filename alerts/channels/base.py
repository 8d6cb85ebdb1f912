"""Say what a channel is: a way of reaching someone, and how it says that it failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from tracker.errors import TrackerError
from tracker.settings import Settings

Blame = Literal["recipient", "message", "channel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something to be told to one address, ready to go."""

    to: str
    sender: str
    """Where failures come back to: the envelope's sender."""
    key: str
    """The same in every try."""
    subject: str
    text: str
    raw: bytes
    """The mail, with CRLF; empty for channels that are no mail."""
    stuffed: bool = False
    """Whether each line of the mail that begins with a dot has its second one (RFC 5321, 4.5.2): it is ready for a relay as it stands."""
    data: dict[str, Any] | None = None
    """What a webhook gets."""
    short: str = ""
    """The same in two text messages, for services that carry no more."""


def dot_stuffed(raw: bytes) -> bytes:
    """A mail as it goes over the wire: each line that begins with a dot gets a second one. Our mails have CRLF throughout."""
    return raw.replace(b"\r\n.", b"\r\n..") if b"\r\n." in raw else raw


class DeliveryError(TrackerError):
    """A message did not go, or nobody knows whether it did.

    `blame` says whose fault it is: of the `recipient` (nobody else is kept waiting), of this `message`, or of the
    `channel` (everybody waits, nobody is blamed). `permanent` faults are not tried again. `uncertain`: all was handed
    over, and the answer never came. `retry_after` is how many seconds the other side asked us to wait. `hard`: the
    address itself is no good. `counts`: it may be the channel's fault after all, and some of these in a row are.
    """

    def __init__(
        self,
        reason: str,
        *,
        blame: Blame = "recipient",
        permanent: bool = False,
        uncertain: bool = False,
        code: int | None = None,
        retry_after: float | None = None,
        hard: bool = False,
        counts: bool = False,
    ) -> None:
        super().__init__(reason)
        self.blame = blame
        self.permanent = permanent
        self.uncertain = uncertain
        self.code = code
        self.retry_after = retry_after
        self.hard = hard
        self.counts = counts


class Channel(Protocol):
    """A way of reaching someone. It is used by one thread, and closed when that has nothing more to send."""

    name: str

    def send(self, message: Message) -> None:
        """Hand the message over, or raise DeliveryError."""

    def close(self) -> None:
        """Let go of what is open."""


@runtime_checkable
class Overlapping(Channel, Protocol):
    """A channel that has work done for it while the other side thinks."""

    def send_while(self, message: Message, meanwhile: Callable[[], None]) -> None:
        """Hand the message over as `send` does; `meanwhile` runs once it is on its way, and must raise nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKind:
    """What the program must know of a channel before it has one: each module of this package says it in `KIND`."""

    name: str
    """As it stands with a subscriber."""
    accepts: Callable[[str, Settings], str | None]
    """The address as it is kept, None when it has the form of another channel; raises UsageProblem for a wrong one."""
    made: Callable[[Settings], Channel]
    confirmation: str
    """What is queued when somebody subscribes, such as "a confirmation mail"."""
    order: int = 10
    """Kinds are asked in this order; mail comes last, since it takes what no other form claims."""
