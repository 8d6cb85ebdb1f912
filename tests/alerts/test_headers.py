"""Headers and bodies as independent parsers read them, whatever somebody put into a title."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.render.mails import Mailer, Order, bounce_mark, read_mark
from alerts.render.mime import address_header, encoded, header_text, message
from tests.alerts.world import NOW, WEEK_AGO, World, matched, week
from tests.records import bill
from tracker.settings import Settings
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.service import Subscription

HOSTILE = [
    "Title\r\nBcc: all@example.org",
    "Title\nBcc: all@example.org",
    "Title\rBcc: all@example.org",
    "Title\u2028Bcc: all@example.org",
    "Title\u2029Bcc: all@example.org",
    "Title\x85Bcc: all@example.org",
    "Title\x0bBcc: x",
    "Title\x0cBcc: x",
    "Title\x00end",
    "=?utf-8?b?QmNjOiB4QGV4YW1wbGUub3Jn?=",
    "=?utf-8?q?=0D=0ABcc:_x=40example.org?=",
    "x" * 10_000,
    "word " * 4_000,
    "é" * 10_000,
    "\u202eesrever\u202c",
    "\u2066isolated\u2069",
    "\ufeffmark",
    "😀" * 300,
    "مرحبا بالعالم",
    "心理健康" * 80,
    "a,b;c:d<e>f@g",
    '"quoted" \\ backslash',
    "\ud800 lone",
    "  spaces   ",
    "tab\tin it",
    ".\r\n.\r\nQUIT",
    "\r\n\r\n<script>alert(1)</script>",
    "Subject: Subject: Subject:",
    "--=_boundary--",
    "From nobody",
    "%0d%0aBcc:x",
    "\\r\\nBcc: x",
    "&#13;&#10;Bcc: x",
    "=0D=0ABcc: x",
    "a" * 998,
    "a" * 999,
    " " * 2_000 + "x",
    "\x7f\x80\x9f",
    "ab\u0301" * 300,
    "=?",
]


def subscription(number: int = 7, address: str = "jane@example.org", **changed: object) -> Subscription:
    base: dict[str, object] = {
        "id": number,
        "subscriber_id": number,
        "address": address,
        "channel": "mail",
        "is_list": False,
        "key": number.to_bytes(16, "big"),
        "state": "active",
        "wishes": Wishes(),
        "created_at": WEEK_AGO,
        "confirmed_at": WEEK_AGO,
        "paused_until": None,
        "told_upto": 0,
        "told_at": WEEK_AGO,
    }
    return Subscription(**{**base, **changed})  # type: ignore[arg-type]


def order(kind: str = "digest", **changed: object) -> Order:
    return Order(
        id=7, kind=kind, key="00112233445566778899aabbccddeeff", queued_at=NOW, subscription=subscription(**changed)
    )


def mailer(**changed: object) -> Mailer:
    known: dict[str, object] = {
        "site_url": "https://tracker.example.org",
        "mail_from": "Policy Tracker <digest@tracker.example.org>",
        "bounce_address": "bounce@tracker.example.org",
        "postal_address": "1 Main Street, Anytown",
    }
    return Mailer(Settings(**{**known, **changed}))  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    assert not [part.defects for part in found.walk() if part.defects]
    return found


def proper(raw: bytes) -> None:
    """RFC 5322 and 2045: CRLF only, ASCII only, lines of at most 998, no control characters."""
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)


def test_every_header_reads_as_it_is_meant():
    sender = mailer()
    made = sender.make(order(), week().digest())
    found = read(made.raw)
    proper(made.raw)
    assert str(found["From"]) == "Policy Tracker <digest@tracker.example.org>"
    assert found["To"].addresses == (Address(username="jane", domain="example.org"),)
    assert found["Message-ID"] == "<00112233445566778899aabbccddeeff@tracker.example.org>"
    assert parsedate_to_datetime(str(found["Date"])) == NOW
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Id"] == "Mental health policy digest <digest.tracker.example.org>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "1 chance to be heard" in str(found["Subject"])
    assert len({name.lower() for name in found}) == len(found.keys())
    assert [part.get_content_type() for part in found.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_second_making_is_the_same_to_the_byte():
    assert mailer().make(order(), week().digest()).raw == mailer().make(order(), week().digest()).raw


@pytest.mark.parametrize("host", ["a.example", "tracker.policy.example", "m" * 31 + ".example", "m" * 51 + ".example"])
def test_one_click_stands_in_one_unencoded_line(host: str):
    """Python's own generator folds and encodes it beyond 78 characters, and then nobody can unsubscribe."""
    sender = mailer(site_url=f"https://{host}", bounce_address=f"bounce@{host}")
    raw = sender.make(order(), week().digest()).raw
    (line,) = [each for each in raw.split(b"\r\n") if each.startswith(b"List-Unsubscribe:")]
    assert b"=?" not in line
    token = subscription().link("unsubscribe")
    web, mail = re.findall(rb"<([^>]+)>", line)
    assert web.startswith(f"https://{host}/".encode())
    assert web.endswith(token.encode())
    assert mail == f"mailto:bounce+{bounce_mark('u', 7)}@{host}?subject=unsubscribe".encode()
    assert str(read(raw)["List-Unsubscribe"]) == line.decode().partition(": ")[2]


def test_a_confirmation_belongs_to_no_list():
    found = read(mailer().make(order("confirm"), None).raw)
    assert not [name for name in found if name.lower().startswith("list-")]
    body = found.get_body(("plain",))
    assert body is not None
    assert subscription().link("confirm") in body.get_content()


def test_one_reader_of_a_list_address_cannot_stop_it_for_all():
    raw = mailer().make(order(is_list=True), week().digest()).raw
    found = read(raw)
    assert found["List-Unsubscribe-Post"] is None
    assert "mailto:" not in str(found["List-Unsubscribe"])
    html = found.get_body(("html",))
    assert html is not None
    assert subscription().link("unsubscribe") not in html.get_content()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_adds_no_header_and_stops_nothing(value: str):
    world = World()
    key = world.bill(1, matched(), title=value, actions=bill().actions)
    world.acted(key, bill().actions[-1])
    hearing = world.hearing("h", key, name=value, committee=value, location=value)
    world.changed(hearing, "hearing_scheduled")
    plain = set(read(mailer().make(order(), week().digest()).raw).keys())
    made = mailer(postal_address=value).make(order(), world.digest())
    proper(made.raw)
    assert set(read(made.raw).keys()) == plain
    header = b"Subject: " + header_text(value).encode("ascii") + b"\r\n\r\n"
    proper(header)
    parsed = email.message_from_bytes(header, policy=email.policy.default)
    assert list(parsed.keys()) == ["Subject"]
    assert not re.search("[\x00-\x1f\x7f\u2028\u2029]", str(parsed["Subject"]))


@settings(max_examples=300, deadline=None)
@given(st.text())
@example("a" * 69 + " é")
def test_header_text_comes_back_as_words(value: str):
    raw = f"Subject: {header_text(value)}\r\n\r\n".encode("ascii")
    proper(raw)
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert list(found.keys()) == ["Subject"]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example("trailing space \nand tab\t\n.\n..\nFrom x\n=3D=\n\r\rend\r")
@example("é" * 500 + "\n" + "=" * 200)
def test_bodies_come_back_whole(text: str):
    raw = message({"Subject": "x"}, text, f"<p>{text}</p>", boundary="=_b")
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    expected = re.sub("\r\n?|\n", "\r\n", text)
    told = [part.get_payload(decode=True) for part in parsed.walk() if not part.is_multipart()]
    texts = [part.decode().removesuffix("\r\n") for part in told if isinstance(part, bytes)]
    assert texts == [expected.removesuffix("\r\n"), f"<p>{expected}</p>"]
    assert max(map(len, encoded(text).split(b"\r\n"))) <= 76


def test_names_and_addresses_are_quoted_or_refused():
    for name in ("Tracker", "Tracker, Inc.", 'The "Tracker"', "Éva", "a@b", ""):
        told = address_header(name, "a@example.org")
        assert getaddresses([told])[0][1] == "a@example.org"
    for address in ("a@example.org\r\nBcc: b@example.org", "a b@example.org", "<a@b>", "é@example.org", ""):
        with pytest.raises(ValueError, match="mail address"):
            address_header("x", address)


def test_a_bounce_mark_is_only_ours():
    mark = bounce_mark("b", 7)
    assert read_mark(mark) == ("b", 7)
    for forged in (
        mark.replace("7", "8", 1),
        mark[:-1],
        mark[:-1] + "0" if mark[-1] != "0" else mark[:-1] + "1",
        "b7-",
        "",
        "x7-" + mark[3:],
        "b" * 400,
    ):
        assert read_mark(forged) is None, forged


def test_the_date_is_that_of_the_news_and_not_of_the_try():
    later = Order(id=7, kind="digest", key="k" * 32, queued_at=NOW - dt.timedelta(hours=5), subscription=subscription())
    assert parsedate_to_datetime(str(read(mailer().make(later, week().digest()).raw)["Date"])) == later.queued_at
