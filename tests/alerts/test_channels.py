"""One contract for all channels: a message arrives whole, once for each send; a fault says whose it is."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from alerts.channels import CHANNELS, Channel, DeliveryError, Message, webhook_key
from alerts.channels.chat import Chat
from alerts.channels.maildir import Folder
from alerts.channels.smtp import Smtp, SmtpSettings
from alerts.channels.webhook import Webhook
from tests.alerts.smtp_peer import relay
from tracker.errors import UsageProblem
from tracker.subscriptions.people import checked_address

KEY = "00112233445566778899aabbccddeeff"


@dataclass
class Side:
    """The other side of a channel: how to reach it, what it got, how to break it."""

    channel: Channel
    to: str
    got: Callable[[], list[str]]
    broken: Channel
    fresh: Callable[[], Channel] = field(repr=False)


def message(to: str, text: str = "Hello\r\n.\r\n..two dots\r\n") -> Message:
    raw = f"From: a@example.org\r\nTo: {to}\r\nMessage-ID: <{KEY}@example.org>\r\n\r\n{text}".encode()
    return Message(
        to=to, sender="a@example.org", key=KEY, subject="s", text=text, raw=raw, data={"version": 1, "items": []}
    )


@contextmanager
def hook(status: int = 200, **headers: str) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A web address that answers `status`."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook?a=b", got
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=["smtp", "maildir", "webhook", "chat"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    """Each channel in turn."""
    if request.param == "maildir":
        (tmp_path / "file").write_text("in the way")
        new = tmp_path / "mail" / "new"

        def keys() -> list[str]:
            return [path.stem for path in sorted(new.glob("*.eml"))] if new.is_dir() else []

        yield Side(
            Folder(tmp_path / "mail"),
            "a@example.org",
            keys,
            Folder(tmp_path / "file"),
            lambda: Folder(tmp_path / "mail"),
        )
    elif request.param == "smtp":
        with relay() as peer:

            def made(port: int = peer.port) -> Smtp:
                return Smtp(SmtpSettings(host="127.0.0.1", port=port, security="none", timeout=2))

            yield Side(
                made(),
                "a@example.org",
                lambda: [key.strip("<>").partition("@")[0] for _to, key in peer.accepted],
                made(1),
                made,
            )
    elif request.param == "chat":
        with hook() as (address, got):
            room = f"ntfy://{urlsplit(address).netloc}/room"

            def keys_of_room() -> list[str]:
                # A chat room shows the message, not its key: each body that holds the text stands for one.
                return [KEY for _headers, body in got if b"two dots" in body]

            yield Side(Chat(inside=True), room, keys_of_room, Chat(inside=True), lambda: Chat(inside=True))
    else:
        with hook() as (address, got):

            def hooked() -> Webhook:
                return Webhook(webhook_key, inside=True, timeout=2)

            yield Side(
                hooked(), address, lambda: [headers["Idempotency-Key"] for headers, _body in got], hooked(), hooked
            )


def test_a_message_arrives_under_its_own_key(side: Side):
    side.channel.send(message(side.to))
    side.channel.close()
    assert side.got() == [KEY]


def test_closing_twice_and_sending_after_closing_do_no_harm(side: Side):
    side.channel.close()
    side.channel.send(message(side.to))
    side.channel.close()
    side.channel.close()
    assert side.got() == [KEY]


def test_a_second_sending_carries_the_same_key(side: Side):
    side.channel.send(message(side.to))
    side.channel.close()
    again = side.fresh()
    again.send(message(side.to))
    again.close()
    assert set(side.got()) == {KEY}


def test_a_fault_is_a_delivery_error_and_names_whose_it_is(side: Side):
    scheme, ours, _rest = side.to.partition("://")
    to = f"{scheme}://127.0.0.1:1/x" if ours else side.to
    with pytest.raises(DeliveryError) as caught:
        side.broken.send(message(to))
    assert caught.value.blame == ("recipient" if ours else "channel")
    assert not caught.value.uncertain
    assert not caught.value.permanent
    assert side.got() == []


def test_every_channel_is_in_the_contract():
    assert set(CHANNELS) == {"mail", "webhook", "chat"}


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (404, True),
        (410, True),
        (301, True),
        (408, False),
        (425, False),
        (429, False),
        (500, False),
        (503, False),
    ],
)
def test_what_a_web_address_answers(status: int, permanent: bool):
    with (
        hook(status, Retry_After="90", Location="http://127.0.0.1:1/") as (address, got),
        pytest.raises(DeliveryError) as caught,
    ):
        Webhook(webhook_key, inside=True).send(message(address))
    assert (caught.value.permanent, caught.value.code, caught.value.retry_after) == (permanent, status, 90)
    assert len(got) == 1


def test_a_webhook_is_signed_and_fits_chat_programs():
    with hook() as (address, got):
        Webhook(webhook_key, inside=True).send(message(address, "line of text\n" * 5_000))
    ((headers, body),) = got
    at, mark = (part.partition("=")[2] for part in headers["X-Tracker-Signature"].split(","))
    assert hmac.digest(webhook_key(address), at.encode() + b"." + body, "sha256").hex() == mark
    told = json.loads(body)
    assert len(told["content"]) <= 2_000
    assert len(told["text"]) <= 40_000
    assert told["version"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "http://example.org/x",
        "https://user:pw@example.org/",
        "https://localhost/",
        "https://[::1]/",
        "https://127.0.0.1:99999/",
    ],
)
def test_bad_web_addresses_are_refused_for_good(url: str):
    with pytest.raises(DeliveryError) as caught:
        Webhook(webhook_key).send(message(url))
    assert caught.value.permanent


def test_a_mail_folder_holds_whole_mails_or_none(tmp_path: Path):
    Folder(tmp_path).send(message("a@example.org"))
    (path,) = (tmp_path / "new").iterdir()
    assert path.read_bytes() == message("a@example.org").raw
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("address", "kept", "channel"),
    [
        ("Jane.Doe+x@Example.ORG", "Jane.Doe+x@example.org", "mail"),
        ("https://chat.example.org/hook?a=b", "https://chat.example.org/hook?a=b", "webhook"),
        ("ntfys://ntfy.example.org/room", "ntfys://ntfy.example.org/room", "chat"),
    ],
)
def test_the_form_of_an_address_tells_its_channel(monkeypatch, address, kept, channel):
    monkeypatch.setenv("TRACKER_CHAT_SERVICES", "ntfys, matrixs")
    assert checked_address(address) == (kept, channel)


@pytest.mark.parametrize(
    "address",
    [
        "ntfy://ntfy.example.org/room",  # allowed is ntfys alone
        "json://example.org/",
        "mailto://user:pw@example.org",
        "file:///etc/passwd",
        "ntfys://",
        "http://example.org/x",
        "nobody",
    ],
)
def test_addresses_that_no_channel_takes_are_one_sentence(monkeypatch, address):
    monkeypatch.setenv("TRACKER_CHAT_SERVICES", "ntfys,json,mailto,file")
    with pytest.raises(UsageProblem, match="expected"):
        checked_address(address)


def test_chat_services_are_off_until_an_operator_names_them():
    with pytest.raises(UsageProblem, match="this server allows"):
        checked_address("ntfys://ntfy.example.org/room")


def test_a_chat_address_leads_into_no_private_network():
    with pytest.raises(DeliveryError) as caught:
        Chat().send(message("ntfy://127.0.0.1:1/room"))
    assert caught.value.permanent


@pytest.mark.parametrize("wish", ["", "?redirect=yes"])
def test_a_chat_server_sends_a_message_nowhere_else(wish: str):
    with hook() as (inside, got), hook(307, Location=inside) as (address, asked):
        with pytest.raises(DeliveryError):
            Chat(inside=True).send(message(f"ntfy://{urlsplit(address).netloc}/room{wish}"))
        assert asked
        assert not got
