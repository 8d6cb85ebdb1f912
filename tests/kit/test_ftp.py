"""Files by FTP: a real conversation with a server on loopback, and the listings that servers write."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.kit.ftp import entries
from spiders.kit.select import PageChanged
from tests.kit.run import crawl

DOS = "02-19-27  11:30PM                 5120 HB 60.xml\r\n01-12-27  08:00AM       <DIR>          house bills\r\n"
UNIX = "total 8\ndrwxr-xr-x   2 ftp ftp     4096 Jan 12 08:00 house bills\n-rw-r--r--   1 ftp ftp 5120 Feb 19  2027 HB 60.xml\n"


class Guest(socketserver.StreamRequestHandler):
    """One conversation, passive only; the second connection goes to a port of its own."""

    files: dict[str, bytes]
    folder = "/"

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 hello")
        waiting: socket.socket | None = None
        while told := self.rfile.readline().decode().strip():
            word, _, rest = told.partition(" ")
            if word == "USER":
                self.say("331 a password, please")
            elif word == "PASV":
                waiting = socket.create_server(("127.0.0.1", 0))
                high, low = divmod(waiting.getsockname()[1], 256)
                self.say(f"227 Entering Passive Mode (10,0,0,1,{high},{low}).")  # an address that must not be believed
            elif word == "CWD":
                self.folder = rest
                self.say("250 there" if rest in self.files else "550 no such folder")
            elif word in {"LIST", "RETR"}:
                self.send(waiting, self.files.get(self.folder if word == "LIST" else rest))
            else:
                self.say("230 fine")

    def send(self, waiting: socket.socket | None, body: bytes | None) -> None:
        assert waiting is not None
        with waiting:
            self.say("150 here it comes" if body is not None else "550 no such file")
            line, _address = waiting.accept()
            with line:
                line.sendall(body or b"")
        if body is not None:
            self.say("226 done")


@contextmanager
def server(**files: bytes) -> Iterator[str]:
    made = type("Here", (Guest,), {"files": {name.replace("__", "/"): body for name, body in files.items()}})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), made) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"ftp://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_a_folder_is_listed_and_its_files_are_read_from_the_server_that_was_asked():
    listing = DOS.splitlines()[0].encode() + b"\r\n02-19-27  11:30PM  12 HB 61.xml"
    with server(**{"/bills/": listing, "/bills/HB 60.xml": b"60"}) as address:
        (summary,) = crawl("test-ftp", TEST_FTP=f"{address}/bills/")
    assert (summary["verdict"], summary["items"]) == ("degraded", 1)
    assert [(each["kind"], each["url"]) for each in summary["errors"]] == [("http-404", f"{address}/bills/HB%2061.xml")]


@pytest.mark.parametrize("listing", [DOS, UNIX])
def test_both_kinds_of_listing_say_the_same(listing: str):
    found = {each.name: each.folder for each in entries(listing)}
    assert found == {"HB 60.xml": False, "house bills": True}


def test_another_size_or_moment_is_another_stamp():
    (first,) = entries("02-19-27  11:30PM  5120 HB 60.xml")
    assert [each.stamp == first.stamp for each in entries(
        "02-19-27  11:30PM  5120 HB 60.xml\n02-19-27  11:31PM  5120 HB 60.xml\n02-19-27  11:30PM  5121 HB 60.xml"
    )] == [True, False, False]  # fmt: skip


def test_names_that_lead_elsewhere_are_left():
    hostile = ("..", ".", "../up", "a/b", "a\\b")
    listing = "\n".join(f"02-19-27  11:30PM  <DIR>  {name}" for name in hostile)
    assert list(entries(f"{listing}\nlrwxrwxrwx 1 ftp ftp 4 Jan 12 08:00 link -> /etc")) == []


@given(st.text(max_size=80))
def test_whatever_a_server_writes_is_a_listing_or_a_changed_page(text: str):
    with suppress(PageChanged):
        assert all(each.name and "/" not in each.name for each in entries(text))
